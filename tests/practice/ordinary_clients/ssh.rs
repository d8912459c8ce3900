//! OpenSSH's `ssh` against a machine of the practice cloud: commands, and a terminal to type in.

use std::fs;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::cloud::Cloud;

/// Nothing that a learner types takes longer on a practice machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A machine that `ssh` knows: its host key has been compared with its console output.
pub struct Machine {
    address: SocketAddr,
    key: PathBuf,
    known_hosts: PathBuf,
}

impl Machine {
    /// Waits for sshd and compares the host keys that it shows with those in the machine's console output, as a careful learner does.
    pub fn meet(cloud: &Cloud, name: &str, key: &Path) -> Self {
        let access = cloud.access(name);
        let address = access.ssh.unwrap_or_else(|| panic!("{name} has no way in by SSH: {access:?}"));
        let until = Instant::now() + PATIENCE;
        let shown = loop {
            let output = Command::new("ssh-keyscan").args(["-T", "5", "-p", &address.port().to_string(), "127.0.0.1"]).output().unwrap();
            if !output.stdout.is_empty() {
                break output.stdout;
            }
            assert!(Instant::now() < until, "no host key from {name}: {}", String::from_utf8_lossy(&output.stderr));
        };
        let known_hosts = cloud.folder().join(format!("known_hosts_{name}"));
        fs::write(&known_hosts, &shown).unwrap();

        let fingerprints = Command::new("ssh-keygen").arg("-lf").arg(&known_hosts).output().unwrap();
        let fingerprints = String::from_utf8(fingerprints.stdout).unwrap();
        let console = loop {
            let console = cloud.aws(&format!("ec2 get-console-output --instance-id {}", access.instance_id));
            match console["Output"].as_str() {
                Some(text) if text.contains("END SSH HOST KEY FINGERPRINTS") => break text.to_owned(),
                _ => assert!(Instant::now() < until, "no fingerprints in the console output of {name}: {console}"),
            }
        };
        let shown: Vec<&str> = fingerprints.lines().filter_map(|line| line.split(' ').nth(1)).collect();
        assert!(!shown.is_empty(), "{fingerprints}");
        for fingerprint in shown {
            assert!(console.contains(fingerprint), "{name} shows {fingerprint}, and its console output says:\n{console}");
        }
        Self { address, key: key.to_owned(), known_hosts }
    }

    /// `ssh` to this machine as `ubuntu`, with none of this computer's own settings.
    pub fn ssh(&self, options: &[&str]) -> Command {
        let mut ssh = Command::new("ssh");
        ssh.args([
            "-F",
            "none",
            "-o",
            "StrictHostKeyChecking=yes",
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            "IdentityAgent=none",
            "-o",
            "BatchMode=yes",
        ]);
        ssh.arg("-o").arg(format!("UserKnownHostsFile={}", self.known_hosts.display()));
        ssh.arg("-i").arg(&self.key).args(["-p", &self.address.port().to_string()]).args(options).arg("ubuntu@127.0.0.1");
        ssh
    }

    /// Runs a command without a terminal.
    pub fn run(&self, command: &str) -> Output {
        self.ssh(&[]).arg(command).stdin(Stdio::null()).output().unwrap()
    }

    /// What a command prints, when it succeeds.
    pub fn says(&self, command: &str) -> String {
        let output = self.run(command);
        let words = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{command}: {}\n{words}{}", output.status, String::from_utf8_lossy(&output.stderr));
        words
    }

    /// What a command prints when it is given this on its standard input, and succeeds.
    pub fn says_to(&self, command: &str, input: &str) -> String {
        let mut child = self.ssh(&[]).arg(command).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let words = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{command}: {}\n{words}{}", output.status, String::from_utf8_lossy(&output.stderr));
        words
    }

    /// A terminal on the machine, at its prompt.
    pub fn terminal(&self) -> Terminal {
        let mut ssh = self.ssh(&["-tt"]);
        let mut child = ssh.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (keyboard, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, shown) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = screen.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let mut terminal = Terminal { child, keyboard, shown, screen: Vec::new(), read: 0 };
        terminal.wait_for("$ ");
        terminal
    }
}

/// A terminal with somebody typing.
pub struct Terminal {
    child: Child,
    keyboard: ChildStdin,
    shown: Receiver<Vec<u8>>,
    screen: Vec<u8>,
    read: usize,
}

impl Terminal {
    /// Types a line and waits for words in what follows; returns all up to and with them.
    pub fn type_until(&mut self, line: &str, words: &str) -> String {
        writeln!(self.keyboard, "{line}").unwrap_or_else(|error| panic!("typing {line:?}: {error}; the screen:\n{}", self.all()));
        self.keyboard.flush().unwrap();
        self.wait_for(words)
    }

    /// Waits for words to appear after what was read so far; returns all up to and with them.
    pub fn wait_for(&mut self, words: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let unread = String::from_utf8_lossy(&self.screen[self.read..]).into_owned();
            if let Some(at) = unread.find(words) {
                let found = unread[..at + words.len()].to_owned();
                self.read += found.len();
                return found;
            }
            match self.shown.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.extend(bytes),
                Err(RecvTimeoutError::Timeout) => panic!("{words:?} did not appear in {PATIENCE:?}; the screen:\n{}", self.all()),
                Err(RecvTimeoutError::Disconnected) => panic!("the terminal closed before {words:?}; the screen:\n{}", self.all()),
            }
        }
    }

    /// Leaves by `exit` and waits for ssh to end; its exit code.
    pub fn leave(mut self) -> Option<i32> {
        writeln!(self.keyboard, "exit").unwrap();
        self.child.wait().unwrap().code()
    }

    fn all(&self) -> String {
        String::from_utf8_lossy(&self.screen).into_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
