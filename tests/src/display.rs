//! A screen of a test's own.

use std::io::{self, BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::process::Started;

/// An X server without a monitor, on a display number that was free; gone when it goes out of scope.
#[derive(Debug)]
pub struct Display {
    _server: Started,
    name: String,
}

impl Display {
    /// Starts one of this size, in pixels.
    pub fn start(width: u32, height: u32) -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        // With -displayfd the server takes the first free number itself and writes it down when it is ready.
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp", "-noreset"]);
        let server = Started::spawn(command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::null()))?;
        // The command holds the pipe's other end as well: without this, a server that dies would be waited for for ever.
        drop(command);
        let mut number = String::new();
        BufReader::new(reader).read_line(&mut number)?;
        if number.trim().is_empty() {
            return Err(io::Error::other("Xvfb ended before it was ready"));
        }
        Ok(Self { _server: server, name: format!(":{}", number.trim()) })
    }

    /// What `DISPLAY` must be to use it.
    pub fn name(&self) -> &str {
        &self.name
    }
}
