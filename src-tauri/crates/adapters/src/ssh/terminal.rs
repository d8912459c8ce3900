//! A conversation with an interactive program.

use std::time::Duration;

use engine::{ExposeSecret, Secret};
use lab::ports::{OnLine, Output, Prompter, RemoteError, Reply};
use model::Stream;
use russh::Pty;

use super::connection::Connection;
use super::error::of_ssh;
use super::lines::Lines;
use super::running::{Running, Said, granted, session};
use crate::clock::passed;

const COLUMNS: u32 = 220;
const ROWS: u32 = 50;

/// After how long without output a program is taken to wait for an answer.
const IDLE: Duration = Duration::from_secs(10);

pub(super) async fn converse(
    connection: &Connection,
    command: &str,
    prompter: &mut dyn Prompter,
    on_line: OnLine<'_>,
) -> Result<Output, RemoteError> {
    let mut channel = session(connection).await?;
    // A program may turn the echo on by itself, so that what is typed is masked as well.
    let modes = [(Pty::ECHO, 0)];
    channel.request_pty(true, "dumb", COLUMNS, ROWS, 0, 0, &modes).await.map_err(of_ssh)?;
    granted(&mut channel).await?;
    channel.exec(true, command).await.map_err(of_ssh)?;

    let mut running = Running::on(channel);
    let mut talk = Talk { masks: Vec::new(), lines: Lines::default(), all: Vec::new(), unanswered: 0, on_line };
    let exit = loop {
        let said = tokio::select! {
            biased;
            said = running.next(&*connection.clock) => Some(said?),
            () = passed(&*connection.clock, IDLE) => None,
        };
        let idle = said.is_none();
        match said {
            Some(Said::Out(bytes) | Said::Err(bytes)) => talk.hear(&bytes),
            Some(Said::Ended(exit)) => break exit,
            None => {}
        }
        match prompter.reply(&talk.since_last_answer(), idle) {
            Reply::Wait => {}
            Reply::Type { line, shown } => {
                let typed = Secret::from(format!("{}\n", line.expose_secret()));
                talk.answer(line, shown);
                running.writer()?.data(typed.expose_secret().as_bytes()).await.map_err(of_ssh)?;
            }
            Reply::Unknown => {
                talk.finish();
                return Err(RemoteError::UnknownQuestion(talk.question()));
            }
        }
    };
    talk.finish();
    Ok(Output { exit, stdout: talk.masked(&plain(&talk.all)), stderr: String::new() })
}

/// What has been said on a terminal.
struct Talk<'a> {
    /// Answers that are secret, with what is shown for them.
    masks: Vec<(Secret, String)>,
    lines: Lines,
    all: Vec<u8>,
    /// Where in `all` the output since the last answer begins.
    unanswered: usize,
    on_line: OnLine<'a>,
}

impl Talk<'_> {
    fn hear(&mut self, bytes: &[u8]) {
        self.all.extend(bytes);
        let (masks, on_line) = (&self.masks, &mut self.on_line);
        self.lines.take(bytes, |line| on_line(Stream::Out, &mask(masks, line)));
    }

    fn answer(&mut self, line: Secret, shown: String) {
        self.finish();
        (self.on_line)(Stream::Answer, &shown);
        if line.expose_secret() != shown && !line.expose_secret().is_empty() {
            self.masks.push((line, shown));
        }
        self.unanswered = self.all.len();
    }

    /// Gives the prompt that has no line end.
    fn finish(&mut self) {
        let (masks, on_line) = (&self.masks, &mut self.on_line);
        self.lines.finish(|line| on_line(Stream::Out, &mask(masks, line)));
    }

    fn since_last_answer(&self) -> String {
        plain(whole_characters(&self.all[self.unanswered..]))
    }

    /// The last line that has words in it: what the program asks.
    fn question(&self) -> String {
        let said = self.since_last_answer();
        let last = said.lines().rev().map(str::trim).find(|line| !line.is_empty());
        self.masked(last.unwrap_or_default())
    }

    fn masked(&self, text: &str) -> String {
        mask(&self.masks, text)
    }
}

fn mask(masks: &[(Secret, String)], text: &str) -> String {
    masks.iter().fold(text.to_owned(), |text, (secret, shown)| text.replace(secret.expose_secret(), shown))
}

/// Text with the line ends of a file, not of a terminal.
fn plain(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n")
}

/// Bytes without a last character that has not come whole.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        // Only an incomplete end has no length of its own.
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_answer_that_comes_back_is_masked() {
        let mut seen = Vec::new();
        let mut on_line = |stream, line: &str| seen.push((stream, line.to_owned()));
        let mut talk = Talk { masks: Vec::new(), lines: Lines::default(), all: Vec::new(), unanswered: 0, on_line: &mut on_line };
        talk.hear(b"Password: ");
        talk.answer("PassWord.1".into(), "********".into());
        talk.hear(b"PassWord.1\r\nOther: ");
        talk.answer("y".into(), "y".into());
        talk.hear(b"y\r\nby\r\n");
        assert_eq!(talk.masked(&plain(&talk.all)), "Password: ********\nOther: y\nby\n");
        let said: Vec<_> = seen.into_iter().map(|(stream, line)| format!("{stream:?} {line}")).collect();
        assert_eq!(said, ["Out Password: ", "Answer ********", "Out ********", "Out Other: ", "Answer y", "Out y", "Out by"]);
    }

    #[test]
    fn a_prompt_is_heard_without_half_a_character() {
        let text = "Contraseña".as_bytes();
        assert_eq!(whole_characters(&text[..8]), "Contrase".as_bytes());
        assert_eq!(whole_characters(text), text);
        assert_eq!(whole_characters(b"\xffa"), b"\xffa");
    }
}
