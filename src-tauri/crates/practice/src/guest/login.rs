//! What sshd starts: a command, or the login shell.

use jiff::Timestamp;

use super::commands::Process;
use super::shell::{Shell, Streams, interact};
use super::{Guest, proc};

fn streams(process: &Process) -> Streams {
    Streams { stdin: process.stdin.clone(), stdout: process.stdout.clone(), stderr: process.stderr.clone() }
}

/// Runs a command line as `bash -c` does; its status.
pub(crate) async fn run_command(process: Process, line: &str) -> i32 {
    let streams = streams(&process);
    Shell::new(&process, "bash").run_line(line, &streams).await
}

/// Runs the login shell: at a terminal with the day's message and prompts, otherwise a script from the standard input.
pub(crate) async fn login_shell(process: Process) -> i32 {
    let streams = streams(&process);
    let mut shell = Shell::new(&process, "-bash");
    shell.login = true;
    let Some(tty) = process.tty.clone() else {
        let script = process.stdin.read_all().await;
        return shell.run_line(&String::from_utf8_lossy(&script), &streams).await;
    };
    let now = process.machine.now();
    let last = process.machine.change(|guest| guest.note_login(now));
    let message = process.machine.look(|guest| guest.message_of_the_day(last, now));
    tty.write(message.as_bytes());
    interact(&mut shell, &tty, &streams).await
}

impl Guest {
    /// What a login at a terminal shows.
    fn message_of_the_day(&self, last: Option<Timestamp>, now: Timestamp) -> String {
        let used = if self.disk_full { 100 } else { 24 + self.installed_kilobytes() * 100 / 8_065_444 };
        let memory = proc::used_memory(self) * 100 / proc::MEMORY_TOTAL;
        let mut text = format!(
            "Welcome to Ubuntu 22.04.5 LTS (GNU/Linux {} x86_64)\n\n * Documentation:  https://help.ubuntu.com\n * Management:     https://landscape.canonical.com\n * Support:        https://ubuntu.com/pro\n\n System information as of {}\n\n  System load:  0.08              Processes:             104\n  Usage of /:   {used}.0% of 7.57GB   Users logged in:       0\n  Memory usage: {memory}%               IPv4 address for ens5: {}\n  Swap usage:   0%\n\n\n",
            proc::KERNEL,
            now.strftime("%a %b %e %H:%M:%S UTC %Y"),
            self.spec.private_ip
        );
        if !self.has_package_lists() {
            text.push_str("The list of available updates is more than a week old.\nTo check for new updates run: sudo apt update\n\n");
        }
        match last {
            Some(last) => text.push_str(&format!("Last login: {}\n", last.strftime("%a %b %e %H:%M:%S %Y"))),
            None => text.push_str(
                "To run a command as administrator (user \"root\"), use \"sudo <command>\".\nSee \"man sudo_root\" for details.\n\n",
            ),
        }
        text
    }
}
