//! Running other programs: said before, without a standard input, with a failure that names what failed.

use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Why a command of ours could not go on, in words for the person at the terminal, with what to do.
#[derive(Debug)]
pub struct Failure(String);

/// What our commands return.
pub type Result<T = ()> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure in these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Says what comes next.
pub fn heading(what: &str) {
    println!("\n== {what}");
}

/// A command that asks nothing: no standard input, and the words that tools of this trade understand as "no questions".
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).current_dir(crate::place::root());
    command
}

/// `cargo`, the one that runs us.
pub fn cargo<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(args);
    // Cargo sets these for us; they are not for the cargo that we start.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// The command as one would type it.
pub fn as_typed(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let program = if program.file_stem() == Some(OsStr::new("cargo")) { OsStr::new("cargo") } else { program.as_os_str() };
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .map(|word| if word.is_empty() || word.contains([' ', '*', '$', '{']) { format!("'{word}'") } else { word.into_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Says a command, runs it, and fails when it does.
pub fn run(command: &mut Command) -> Result {
    println!("$ {}", as_typed(command));
    let status = command.status().map_err(|error| could_not_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{}` failed: {status}", as_typed(command)))) }
}

/// A command's standard output, when it succeeds.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::piped()).output().map_err(|error| could_not_start(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("`{}` failed: {}\n{}", as_typed(command), output.status, words.trim_end())))
}

/// Whether a command can be started and succeeds; it says nothing.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn could_not_start(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` could not be started: {error}", as_typed(command)))
}

/// Runs a command whose output is shown and read line by line. Returns whether it succeeded.
///
/// A command that is silent for longer than `patience` is ended, with all that it started.
pub fn watch(command: &mut Command, patience: Duration, mut line: impl FnMut(&str)) -> Result<bool> {
    println!("$ {}", as_typed(command));
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| could_not_start(command, &error))?;
    let Some(stdout) = child.stdout.take() else { return Err(Failure::new("a pipe that was asked for is not there")) };
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for text in BufReader::new(stdout).split(b'\n').map_while(std::result::Result::ok) {
            if sender.send(String::from_utf8_lossy(&text).trim_end_matches('\r').to_owned()).is_err() {
                return;
            }
        }
    });
    let mut last = String::new();
    loop {
        match lines.recv_timeout(patience) {
            Ok(text) => {
                println!("{text}");
                line(&text);
                last = text;
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(child.wait()?.success()),
            Err(RecvTimeoutError::Timeout) => {
                end(&mut child);
                let minutes = patience.as_secs() / 60;
                return Err(Failure::new(format!(
                    "`{}` said nothing for {minutes} minutes and was ended. Its last line: {last}",
                    as_typed(command)
                )));
            }
        }
    }
}

/// Ends a child and, on Unix, its process group.
fn end(child: &mut Child) {
    #[cfg(unix)]
    let _ = Command::new("kill").arg("-KILL").arg("--").arg(format!("-{}", child.id())).status();
    let _ = child.kill();
    let _ = child.wait();
}
