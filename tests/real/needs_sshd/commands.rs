use std::process::Command;
use std::sync::Arc;

use lab::ports::{Exec, Output, RemoteError, Shell};
use model::Stream;

use super::server::Server;

async fn run(shell: &Arc<dyn Shell>, command: &str, input: Option<&str>) -> (Result<Output, RemoteError>, Vec<String>) {
    let mut lines = Vec::new();
    let mut on_line = |stream: Stream, line: &str| lines.push(format!("{stream:?} {line}"));
    let output = shell.exec(Exec { command: command.into(), input: input.map(Into::into) }, &mut on_line).await;
    (output, lines)
}

#[tokio::test]
async fn output_error_and_exit_code_are_kept_apart() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let (output, lines) = run(&shell, "echo one; echo two >&2; printf 'dr\\303\\274ben'; exit 7", None).await;
    assert_eq!(output.unwrap(), Output { exit: 7, stdout: "one\ndrüben".into(), stderr: "two\n".into() });
    let of = |stream: &str| lines.iter().filter(|line| line.starts_with(stream)).cloned().collect::<Vec<_>>();
    assert_eq!(of("Out"), ["Out one", "Out drüben"]);
    assert_eq!(of("Err"), ["Err two"]);
}

#[tokio::test]
async fn lines_come_while_the_command_runs() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let fifo = server.path("go");
    server.make("mkfifo", &["go"]);
    // The command goes on only when its first line has arrived: it would wait for ever if lines came at its end.
    let mut on_line = |_: Stream, line: &str| {
        if line == "ready" {
            let fifo = fifo.clone();
            std::thread::spawn(move || std::fs::write(fifo, "go\n").unwrap());
        }
    };
    let exec = Exec { command: format!("echo ready; cat {}", fifo.display()), input: None };
    assert_eq!(shell.exec(exec, &mut on_line).await.unwrap().stdout, "ready\ngo\n");
}

#[tokio::test]
async fn a_signal_that_ends_a_command_is_in_its_exit_code() {
    let server = Server::start();
    let shell = server.sign_in().await;
    assert_eq!(run(&shell, "kill -KILL $$", None).await.0.unwrap().exit, 137);
    assert_eq!(run(&shell, "kill -TERM $$", None).await.0.unwrap().exit, 143);
}

#[tokio::test]
async fn input_is_given_whole_and_then_ended() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let large = "0123456789abcdef\n".repeat(400_000);
    assert_eq!(run(&shell, "cat | wc -c", Some(&large)).await.0.unwrap().stdout.trim(), large.len().to_string());
    // More than fits into any buffer, in both directions at once.
    assert!(run(&shell, "cat", Some(&large)).await.0.unwrap().stdout == large);
    assert_eq!(run(&shell, "cat", None).await.0.unwrap().stdout, "");
    assert_eq!(run(&shell, "exit 3", Some(&large)).await.0.unwrap().exit, 3, "input that nobody reads stops nothing");
}

#[tokio::test]
async fn secrets_go_by_input_and_are_in_no_command_line() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let command = "bash -c 'IFS= read -r MYSQL_PWD && export MYSQL_PWD && tr \"\\0\" \" \" < /proc/$$/cmdline && printf %s \"$MYSQL_PWD\"'";
    let password = "P a's\\\\\"$`%!ö";
    let output = run(&shell, command, Some(&format!("{password}\n"))).await.0.unwrap();
    let (line, read) = output.stdout.split_at(output.stdout.len() - password.len());
    assert_eq!(read, password);
    assert!(!line.contains(password), "{line}");
}

#[tokio::test]
async fn commands_run_beside_each_other_on_one_connection() {
    let server = Server::start();
    let shell = server.sign_in().await;
    server.make("mkfifo", &["meet"]);
    let meet = server.path("meet").display().to_string();
    // Each of the two ends of a pipe waits for the other to be opened.
    let (reads, writes) = (format!("cat {meet}"), format!("echo met > {meet}"));
    let (read, written) = tokio::join!(run(&shell, &reads, None), run(&shell, &writes, None));
    assert_eq!((read.0.unwrap().stdout.as_str(), written.0.unwrap().exit), ("met\n", 0));
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_of_a_command_is_no_end_of_it() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let mut on_line = |_: Stream, line: &str| {
        if let Some(session) = line.strip_prefix("session ") {
            assert!(Command::new("kill").args(["-KILL", session]).status().unwrap().success());
        }
    };
    // Nobody ends the command with its session: it goes on until the test's folder does.
    let command = format!("echo session $PPID; while [ -e {} ]; do sleep 0.1; done", server.path("sshd_config").display());
    let exec = Exec { command, input: None };
    let RemoteError::Closed(how) = shell.exec(exec, &mut on_line).await.unwrap_err() else { panic!("it was not cut") };
    // The connection says how it ended; the command only that its channel did.
    assert!(how.ends_with(" (the command’s channel ended without an exit code)"), "{how}");
}

#[tokio::test]
async fn what_a_command_leaves_running_does_not_hold_it() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let output = run(&shell, "sleep 1000 & echo $!", None).await.0.unwrap();
    assert_eq!(output.exit, 0);
    assert!(Command::new("kill").arg(output.stdout.trim()).status().unwrap().success(), "it is still running");
}

#[tokio::test]
async fn a_command_whose_caller_has_gone_is_told() {
    let server = Server::start();
    let shell = server.sign_in().await;
    server.make("mkfifo", &["ended"]);
    let ended = server.path("ended");
    let command = format!("trap 'echo gone > {}' EXIT; while echo still here; do sleep 0.1; done 2> /dev/null", ended.display());
    let (said, ready) = tokio::sync::oneshot::channel();
    let mut said = Some(said);
    let task = tokio::spawn(async move {
        let mut on_line = |_: Stream, _: &str| {
            said.take().map(|said| said.send(()));
        };
        let _ = shell.exec(Exec { command, input: None }, &mut on_line).await;
    });
    ready.await.unwrap();
    task.abort();
    let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(ended).unwrap()).await.unwrap();
    assert_eq!(read, "gone\n");
}

#[tokio::test]
async fn a_file_is_uploaded_whole_with_its_mode() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let bytes: Vec<u8> = (0..=255).cycle().take(200_000).collect();
    for (name, mode) in [("plain", 0o644), ("it's a $HOME \"file\" \\ ü", 0o600), ("-rf", 0o755)] {
        let path = server.path(name);
        for contents in [&bytes[..], b"", b"again"] {
            shell.upload(path.to_str().unwrap(), contents, mode).await.unwrap();
            assert!(std::fs::read(&path).unwrap() == contents, "{name}");
        }
        let shown = server.make("stat", &["-c", "%a", path.to_str().unwrap()]);
        assert_eq!(shown.trim(), format!("{mode:o}"));
    }
    let error = shell.upload("/proc/no/such", b"x", 0o644).await.unwrap_err();
    assert!(matches!(error, RemoteError::Protocol(why) if why.contains("/proc/no/such")));
}
