use std::sync::Arc;
use std::time::Duration;

use lab::ports::{Output, Prompter, Remote, RemoteError, Reply, Shell};
use model::Stream;

use super::server::{Server, client_of};

/// Answers questions in order: the end of a prompt, what is typed, what is shown.
struct Answers(Vec<(&'static str, &'static str, &'static str)>);

impl Prompter for Answers {
    fn reply(&mut self, since_last_answer: &str, idle: bool) -> Reply {
        match self.0.first() {
            Some((prompt, line, shown)) if since_last_answer.ends_with(prompt) => {
                let reply = Reply::Type { line: (*line).into(), shown: (*shown).into() };
                self.0.remove(0);
                reply
            }
            _ if idle => Reply::Unknown,
            _ => Reply::Wait,
        }
    }
}

async fn talk(shell: &Arc<dyn Shell>, command: &str, answers: Answers) -> (Result<Output, RemoteError>, Vec<String>) {
    let mut answers = answers;
    let mut lines = Vec::new();
    let mut on_line = |stream: Stream, line: &str| lines.push(format!("{stream:?} {line}"));
    let output = shell.converse(command, &mut answers, &mut on_line).await;
    (output, lines)
}

#[tokio::test]
async fn questions_are_answered_on_a_terminal() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let script = r#"bash -c 'tty -s && stty size; read -p "Name (ä): " n; read -s -p "Password: " p; echo; echo "Hello $n ${#p}"; exit 5'"#;
    let answers = Answers(vec![("Name (ä): ", "Ada", "Ada"), ("Password: ", "PassWord.1", "********")]);
    let (output, lines) = talk(&shell, script, answers).await;
    let output = output.unwrap();
    assert_eq!(output.exit, 5);
    assert_eq!(output.stdout, "50 220\nName (ä): Password: \nHello Ada 10\n");
    assert_eq!(lines, ["Out 50 220", "Out Name (ä): ", "Answer Ada", "Out Password: ", "Answer ********", "Out ", "Out Hello Ada 10"]);
}

#[tokio::test]
async fn a_secret_is_not_shown_even_by_a_program_that_turns_the_echo_on() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let script = r#"bash -c 'stty echo; printf "Password: "; read p; echo "You typed $p"'"#;
    let (output, lines) = talk(&shell, script, Answers(vec![("Password: ", "PassWord.1", "********")])).await;
    let everything = format!("{:?} {lines:?}", output.unwrap());
    assert!(!everything.contains("PassWord.1"), "{everything}");
    assert!(everything.contains("You typed ********"), "{everything}");
}

#[tokio::test]
async fn a_question_that_nobody_knows_ends_the_program_and_is_shown() {
    let server = Server::start();
    let (client, _) = client_of(server.address(), 20);
    let shell = client.connect(&server.host("client"), Duration::from_secs(400)).await.unwrap();
    let script = r#"bash -c 'trap "echo ended > ended" EXIT; cd FOLDER; echo Welcome; read -p "Your mother'"'"'s name? " n'"#;
    server.make("mkfifo", &["ended"]);
    let script = script.replace("FOLDER", server.path("").to_str().unwrap());
    let (output, lines) = talk(&shell, &script, Answers(Vec::new())).await;
    assert_eq!(output.unwrap_err(), RemoteError::UnknownQuestion("Your mother's name?".into()));
    assert_eq!(lines.last().unwrap(), "Out Your mother's name? ");
    let ended = server.path("ended");
    assert_eq!(tokio::task::spawn_blocking(move || std::fs::read_to_string(ended).unwrap()).await.unwrap(), "ended\n");
}

#[tokio::test]
async fn a_terminal_that_is_cut_is_no_end_of_the_program() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let script = "bash -c 'kill -KILL $PPID; sleep 1000'";
    let error = talk(&shell, script, Answers(Vec::new())).await.0.unwrap_err();
    assert!(matches!(error, RemoteError::Closed(_)), "{error:?}");
}
