//! The shell at a terminal: prompt, history, lines that go on, Ctrl-C.

use std::sync::Arc;

use super::parser::parse;
use super::run::{Shell, Streams};
use super::syntax::SyntaxError;
use crate::guest::tty::{Edited, Tty};

/// Reads and runs lines until the person leaves; the status of the last one.
pub(crate) async fn interact(shell: &mut Shell, tty: &Arc<Tty>, streams: &Streams) -> i32 {
    shell.interactive = true;
    loop {
        let Some(line) = read_command(shell, tty).await else {
            tty.write(if shell.login { b"logout\n" } else { b"exit\n" });
            return shell.status;
        };
        if line.trim().is_empty() {
            continue;
        }
        if shell.history.last() != Some(&line) && !line.starts_with(' ') {
            shell.history.push(line.clone());
        }
        tty.announce(&line);
        tokio::select! {
            biased;
            by_key = tty.interrupted() => {
                if !by_key {
                    // The terminal is gone, and the running command with it.
                    return 129;
                }
                tty.write(b"\n");
                shell.status = 130;
            }
            _ = shell.run_line(&line, streams) => {}
        }
        if let Some(status) = shell.exited {
            if shell.login {
                tty.write(b"logout\n");
            }
            return status;
        }
    }
}

/// A whole command, from as many lines as it needs. None when the person leaves.
async fn read_command(shell: &mut Shell, tty: &Tty) -> Option<String> {
    let mut command = String::new();
    loop {
        let prompt = if command.is_empty() { prompt(shell) } else { "> ".to_owned() };
        match tty.edit_line(&prompt, &shell.history).await {
            Edited::Interrupted => {
                shell.status = 130;
                command.clear();
            }
            Edited::End if command.is_empty() => return None,
            Edited::End => return Some(command),
            Edited::Line(line) => {
                if !command.is_empty() {
                    command.push('\n');
                }
                command.push_str(&line);
                // A document's last line needs its line feed.
                if parse(&format!("{command}\n")) != Err(SyntaxError::Incomplete) {
                    return Some(if command.contains("<<") { format!("{command}\n") } else { command });
                }
            }
        }
    }
}

fn prompt(shell: &Shell) -> String {
    let home = shell.variable("HOME").unwrap_or_default();
    let place = match shell.cwd.strip_prefix(&home) {
        Some(rest) if home != "/" && !home.is_empty() && (rest.is_empty() || rest.starts_with('/')) => format!("~{rest}"),
        _ => shell.cwd.clone(),
    };
    let (user, host) = shell.machine.look(|guest| (guest.user_name(shell.who.uid), guest.spec.hostname.clone()));
    format!("{user}@{host}:{place}{} ", if shell.who.is_root() { '#' } else { '$' })
}
