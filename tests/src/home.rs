//! A fresh home for labs, and `mysql-lab` run in it.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::binaries::binary;

/// A folder of its own for labs, gone when the test ends.
pub struct Home {
    folder: TempDir,
}

/// What one `mysql-lab` command did.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// The lines of `--json`, each parsed.
    pub fn events(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("not JSON ({e}): {line}"))).collect()
    }

    /// The last line of `--json`.
    pub fn last_event(&self) -> Value {
        self.events().pop().unwrap_or_else(|| panic!("nothing was printed: {self:?}"))
    }
}

impl Home {
    /// Makes an empty home.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self { folder: tempfile::Builder::new().prefix("mysql-lab-test-").tempdir()? })
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// `mysql-lab` with this home and no cloud account of the person's in its surroundings.
    pub fn mysql_lab<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(binary("mysql-lab"));
        command.args(args).env("MYSQL_LAB_HOME", self.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
            command.env_remove(name);
        }
        command
    }

    /// Runs `mysql-lab` to its end.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> std::io::Result<Ran> {
        Ok(Ran::from(self.mysql_lab(args).output()?))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs a command to its end with something on its standard input.
pub fn with_input(command: &mut Command, input: &str) -> std::io::Result<Ran> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that ends without reading closes the pipe, which is its right.
        let _ = stdin.write_all(input.as_bytes());
    }
    Ok(Ran::from(child.wait_with_output()?))
}
