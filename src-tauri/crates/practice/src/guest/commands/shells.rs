//! bash and sh as programs: `bash -c`, scripts, a shell in the shell.

use super::Process;
use crate::guest::shell::{Shell, Streams, interact};

pub(super) async fn bash(process: Process) -> i32 {
    let p = &process;
    let mut shell = Shell::new(p, &p.args[0]);
    let streams = Streams { stdin: p.stdin.clone(), stdout: p.stdout.clone(), stderr: p.stderr.clone() };
    let mut args = p.rest().iter();
    let (mut command, mut login, mut wants_command) = (None, p.args[0].starts_with('-'), false);
    let mut script = None;
    let mut flags = Vec::new();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--login" => login = true,
            "--version" => {
                p.print("GNU bash, version 5.1.16(1)-release (x86_64-pc-linux-gnu)\n");
                return 0;
            }
            "--" => {
                script = args.next().cloned();
                break;
            }
            "-o" => {
                args.next();
            }
            letters if letters.starts_with('-') && letters.len() > 1 && !letters.starts_with("--") => {
                wants_command |= letters.contains('c');
                login |= letters.contains('l');
                if letters.contains('e') {
                    flags.push("set -e");
                }
            }
            long if long.starts_with("--") => {}
            first => {
                script = Some(first.to_owned());
                break;
            }
        }
    }
    if wants_command {
        let Some(line) = script.take() else { return p.fail(2, "-c: option requires an argument") };
        command = Some(line);
        if let Some(name) = args.next() {
            shell.name.clone_from(name);
        }
    }
    shell.positional = args.cloned().collect();
    for flag in flags {
        shell.run_line(flag, &streams).await;
    }
    if let Some(line) = command {
        return shell.run_line(&line, &streams).await;
    }
    if let Some(file) = script {
        return match p.read(&file).await {
            Ok(text) => {
                shell.name = file;
                shell.run_line(&String::from_utf8_lossy(&text), &streams).await
            }
            Err(error) => p.fail(127, format!("{file}: {error}")),
        };
    }
    match &p.tty {
        Some(tty) if p.stdin.is_tty() => {
            shell.login = login;
            interact(&mut shell, tty, &streams).await
        }
        _ => {
            let text = p.stdin.read_all().await;
            shell.run_line(&String::from_utf8_lossy(&text), &streams).await
        }
    }
}
