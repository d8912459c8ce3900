//! Where the program writes: words for people, or JSON lines for programs.

use std::io::{IsTerminal, Write};

use console::{Term, style};
use serde_json::Value;

use crate::card;
use crate::ending::Ending;

/// How wide text is where no terminal says it.
const WIDTH: usize = 100;

/// The terminal, or what stands in its place.
pub struct Screen {
    json: bool,
    live: bool,
    width: usize,
}

impl Screen {
    /// Standard output, as JSON lines or for people.
    pub fn new(json: bool) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let live = terminal && !json && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let width = if terminal { usize::from(Term::stdout().size().1).clamp(40, WIDTH) } else { WIDTH };
        Self { json, live, width }
    }

    /// Whether lines can be redrawn.
    pub fn is_live(&self) -> bool {
        self.live
    }

    /// Whether it writes JSON lines.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// The columns that text may take.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Says something to a person on standard output; nothing with `--json`.
    pub fn say(&self, text: impl std::fmt::Display) {
        if !self.json {
            write(std::io::stdout(), &text.to_string());
        }
    }

    /// Asks or tells a person beside the answer: on standard output, or on standard error with `--json`.
    pub fn prompt(&self, text: &str) {
        let mut to: Box<dyn Write> = if self.json { Box::new(std::io::stderr()) } else { Box::new(std::io::stdout()) };
        let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
    }

    /// Says something on standard error; nothing with `--json`.
    pub fn complain(&self, text: &str) {
        if !self.json {
            write(std::io::stderr(), text);
        }
    }

    /// Writes one JSON line; nothing without `--json`.
    pub fn line(&self, value: &Value) {
        if self.json {
            write(std::io::stdout(), &value.to_string());
        }
    }

    /// Tells how the command ended, and gives its exit code.
    pub fn end(&self, ending: &Ending) -> i32 {
        self.line(&ending.line());
        for problem in &ending.problems {
            self.complain(&format!("\n{}", card::of(problem, ending.lab.as_deref(), self.width)));
        }
        ending.code
    }

    /// The mark that stands on everything about practice.
    pub fn practice_mark(&self) {
        let words = "PRACTICE: a simulated cloud on this computer. Nothing reaches AWS, nothing costs anything.";
        self.say(style(words).cyan());
    }
}

/// Writes a line. That nobody reads any more is no reason to leave a lab half done.
fn write(mut to: impl Write, text: &str) {
    let _ = writeln!(to, "{text}");
    let _ = to.flush();
}
