//! The window's screens over made-up data, served as one built page.

use std::io::{BufRead, BufReader, Error};
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

use crate::binaries::workspace;

/// The screens, served until this goes out of scope.
pub struct Scenes {
    /// Their names, as in the table of `ui/README.md`.
    pub names: Vec<String>,
    address: String,
    server: Child,
}

/// What the server says of itself.
#[derive(Deserialize)]
struct Served {
    address: String,
    scenes: Vec<String>,
}

impl Scenes {
    /// Builds the page and serves it on this computer.
    ///
    /// # Errors
    /// When Node.js does not start, or the page cannot be built.
    pub fn serve() -> Result<Self, Error> {
        let mut server = Command::new("node")
            .arg("scripts/scenes.mjs")
            .current_dir(workspace().join("ui"))
            // It ends when this closes, so that a test that is killed leaves nothing.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let Served { address, scenes } = serde_json::from_str(&line)?;
        Ok(Self { names: scenes, address, server })
    }

    /// Where the window finds a screen.
    pub fn address(&self, name: &str) -> String {
        format!("{}scene.html?scene={name}&language=en", self.address)
    }
}

impl Drop for Scenes {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        let _ = self.server.wait();
    }
}
