//! A terminal: the line discipline that programs read lines through, and the line editor of bash and mysql.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tokio::sync::{Notify, watch};

use super::io::ByteSender;

/// A pseudo-terminal, seen from the programs that run on it.
pub(crate) struct Tty {
    typed: Mutex<Typed>,
    wake: Notify,
    screen: ByteSender,
    /// Is told each command line that is typed at a prompt.
    on_command: Box<dyn Fn(&str) + Send + Sync>,
    /// Counts the interrupts.
    interrupts: watch::Sender<u64>,
    hung_up: watch::Sender<bool>,
    columns: Mutex<u32>,
}

#[derive(Default)]
struct Typed {
    bytes: VecDeque<u8>,
    /// The other end sends no more.
    ended: bool,
    /// A line editor reads: Ctrl-C is its business.
    editing: bool,
}

/// How editing a line ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edited {
    Line(String),
    /// Ctrl-C.
    Interrupted,
    /// Ctrl-D on an empty line, or the other end is gone.
    End,
}

const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const ESCAPE: u8 = 27;

impl Tty {
    /// A terminal whose output goes to `screen`.
    pub(crate) fn new(screen: ByteSender, columns: u32, on_command: Box<dyn Fn(&str) + Send + Sync>) -> Self {
        Self {
            typed: Mutex::default(),
            wake: Notify::new(),
            screen,
            on_command,
            interrupts: watch::Sender::new(0),
            hung_up: watch::Sender::new(false),
            columns: Mutex::new(columns),
        }
    }

    fn typed(&self) -> std::sync::MutexGuard<'_, Typed> {
        self.typed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the person types.
    pub(crate) fn type_in(&self, bytes: &[u8]) {
        let mut typed = self.typed();
        for &byte in bytes {
            if byte == CTRL_C && !typed.editing {
                typed.bytes.clear();
                (self.screen)(b"^C".to_vec());
                self.interrupts.send_modify(|count| *count += 1);
            } else {
                typed.bytes.push_back(byte);
            }
        }
        drop(typed);
        self.wake.notify_one();
    }

    /// The other end sends no more.
    pub(crate) fn end(&self) {
        self.typed().ended = true;
        self.wake.notify_one();
    }

    /// The other end is gone.
    pub(crate) fn hang_up(&self) {
        // First: whoever watches for this must not see a mere end of input.
        self.hung_up.send_replace(true);
        self.end();
    }

    /// A command line has been typed at a prompt and is about to run.
    pub(crate) fn announce(&self, line: &str) {
        (self.on_command)(line);
    }

    /// The window's width in characters.
    pub(crate) fn columns(&self) -> u32 {
        *self.columns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The window has another width.
    pub(crate) fn resize(&self, columns: u32) {
        *self.columns.lock().unwrap_or_else(PoisonError::into_inner) = columns;
    }

    /// Writes to the screen; a line feed also returns the carriage.
    pub(crate) fn write(&self, bytes: &[u8]) {
        let mut out = Vec::with_capacity(bytes.len() + 8);
        for &byte in bytes {
            if byte == b'\n' {
                out.push(b'\r');
            }
            out.push(byte);
        }
        (self.screen)(out);
    }

    /// Waits for a Ctrl-C that nobody's line editor takes, or for the other end to be gone. True for Ctrl-C.
    pub(crate) async fn interrupted(&self) -> bool {
        let mut interrupts = self.interrupts.subscribe();
        let mut hung_up = self.hung_up.subscribe();
        tokio::select! {
            // The senders live as long as this terminal.
            _ = interrupts.changed() => true,
            _ = hung_up.wait_for(|gone| *gone) => false,
        }
    }

    async fn next(&self) -> Option<u8> {
        loop {
            {
                let mut typed = self.typed();
                if let Some(byte) = typed.bytes.pop_front() {
                    return Some(byte);
                }
                if typed.ended {
                    return None;
                }
            }
            self.wake.notified().await;
        }
    }

    /// One line as the terminal driver gives it, with its line feed. None at Ctrl-D or when the other end is gone.
    pub(crate) async fn cooked_line(&self, echo: bool) -> Option<Vec<u8>> {
        let mut line: Vec<u8> = Vec::new();
        let show = |bytes: &[u8]| {
            if echo {
                self.write(bytes);
            }
        };
        loop {
            match self.next().await {
                None => return (!line.is_empty()).then_some(line),
                Some(b'\r' | b'\n') => {
                    show(b"\n");
                    line.push(b'\n');
                    return Some(line);
                }
                Some(8 | 127) => {
                    if erase_character(&mut line) {
                        show(b"\x08 \x08");
                    }
                }
                Some(21) => {
                    while erase_character(&mut line) {
                        show(b"\x08 \x08");
                    }
                }
                Some(CTRL_D) => return (!line.is_empty()).then_some(line),
                Some(byte) => {
                    show(&[byte]);
                    line.push(byte);
                }
            }
        }
    }

    /// A secret line, as getpass(3) reads it: nothing is shown but the line's end.
    pub(crate) async fn secret_line(&self, prompt: &str) -> Option<String> {
        self.write(prompt.as_bytes());
        let line = self.cooked_line(false).await;
        self.write(b"\n");
        line.map(|line| String::from_utf8_lossy(&line).trim_end_matches('\n').to_owned())
    }

    /// One line with editing and history, as bash and mysql read it.
    pub(crate) async fn edit_line(&self, prompt: &str, history: &[String]) -> Edited {
        /// Puts Ctrl-C back to the driver, also when the reader is dropped.
        struct Editing<'a>(&'a Tty);
        impl Drop for Editing<'_> {
            fn drop(&mut self) {
                self.0.typed().editing = false;
            }
        }
        self.typed().editing = true;
        let _editing = Editing(self);
        self.write(prompt.as_bytes());
        let mut editor = Editor { prompt, line: Vec::new(), cursor: 0, tty: self };
        let mut chosen = history.len();
        let mut draft = Vec::new();
        let mut utf8 = Vec::new();
        loop {
            let Some(byte) = self.next().await else {
                return if editor.line.is_empty() { Edited::End } else { Edited::Line(editor.line.iter().collect()) };
            };
            match byte {
                b'\r' | b'\n' => {
                    self.write(b"\n");
                    return Edited::Line(editor.line.iter().collect());
                }
                CTRL_C => {
                    self.write(b"^C\n");
                    return Edited::Interrupted;
                }
                CTRL_D if editor.line.is_empty() => return Edited::End,
                CTRL_D => editor.delete(editor.cursor, editor.cursor + 1),
                8 | 127 => editor.delete(editor.cursor.saturating_sub(1), editor.cursor),
                1 => editor.go(0),
                5 => editor.go(editor.line.len()),
                2 => editor.go(editor.cursor.saturating_sub(1)),
                6 => editor.go((editor.cursor + 1).min(editor.line.len())),
                11 => editor.delete(editor.cursor, editor.line.len()),
                21 => editor.delete(0, editor.cursor),
                23 => editor.delete(editor.word_start(), editor.cursor),
                12 => {
                    (self.screen)(b"\x1b[H\x1b[2J".to_vec());
                    editor.redraw();
                }
                14 | 16 | ESCAPE => {
                    let key = match byte {
                        14 => Key::Down,
                        16 => Key::Up,
                        _ => self.key_sequence().await,
                    };
                    match key {
                        Key::Up | Key::Down => {
                            let next =
                                if key == Key::Up { chosen.checked_sub(1) } else { Some(chosen + 1).filter(|at| *at <= history.len()) };
                            if let Some(next) = next {
                                if chosen == history.len() {
                                    draft.clone_from(&editor.line);
                                }
                                chosen = next;
                                let line = history.get(chosen).map_or_else(|| draft.clone(), |line| line.chars().collect());
                                editor.replace(line);
                            }
                        }
                        Key::Left => editor.go(editor.cursor.saturating_sub(1)),
                        Key::Right => editor.go((editor.cursor + 1).min(editor.line.len())),
                        Key::Home => editor.go(0),
                        Key::End => editor.go(editor.line.len()),
                        Key::Delete => editor.delete(editor.cursor, editor.cursor + 1),
                        Key::Other => {}
                    }
                }
                9 => self.write(b"\x07"),
                0..32 => {}
                byte => {
                    utf8.push(byte);
                    match std::str::from_utf8(&utf8) {
                        Ok(text) => {
                            for character in text.chars() {
                                editor.insert(character);
                            }
                            utf8.clear();
                        }
                        Err(error) if error.error_len().is_some() => utf8.clear(),
                        Err(_) => {}
                    }
                }
            }
        }
    }

    /// The rest of what an arrow or another key sends after its escape.
    async fn key_sequence(&self) -> Key {
        if !matches!(self.next().await, Some(b'[' | b'O')) {
            return Key::Other;
        }
        let mut number = String::new();
        loop {
            match self.next().await {
                Some(b'A') => return Key::Up,
                Some(b'B') => return Key::Down,
                Some(b'C') => return Key::Right,
                Some(b'D') => return Key::Left,
                Some(b'H') => return Key::Home,
                Some(b'F') => return Key::End,
                Some(b'~') => {
                    return match number.as_str() {
                        "1" | "7" => Key::Home,
                        "3" => Key::Delete,
                        "4" | "8" => Key::End,
                        _ => Key::Other,
                    };
                }
                Some(byte @ (b'0'..=b'9' | b';')) => number.push(char::from(byte)),
                _ => return Key::Other,
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    Delete,
    Other,
}

/// Takes the last character off, all of its bytes.
fn erase_character(line: &mut Vec<u8>) -> bool {
    while let Some(byte) = line.pop() {
        if byte & 0xc0 != 0x80 {
            return true;
        }
    }
    false
}

struct Editor<'a> {
    prompt: &'a str,
    line: Vec<char>,
    cursor: usize,
    tty: &'a Tty,
}

impl Editor<'_> {
    fn show(&self, text: &str) {
        (self.tty.screen)(text.as_bytes().to_vec());
    }

    /// Shows the line from here on and puts the cursor back; `blank` characters that were there before are wiped.
    fn show_tail(&self, blank: usize) {
        let tail: String = self.line[self.cursor..].iter().collect();
        let back = "\x08".repeat(self.line.len() - self.cursor + blank);
        self.show(&format!("{tail}{}{back}", " ".repeat(blank)));
    }

    fn insert(&mut self, character: char) {
        self.line.insert(self.cursor, character);
        self.show(&character.to_string());
        self.cursor += 1;
        if self.cursor < self.line.len() {
            self.show_tail(0);
        }
    }

    fn delete(&mut self, from: usize, to: usize) {
        let to = to.min(self.line.len());
        if from >= to {
            return;
        }
        self.go(from);
        self.line.drain(from..to);
        self.show_tail(to - from);
    }

    fn go(&mut self, to: usize) {
        if to < self.cursor {
            self.show(&"\x08".repeat(self.cursor - to));
        } else {
            let passed: String = self.line[self.cursor..to].iter().collect();
            self.show(&passed);
        }
        self.cursor = to;
    }

    fn replace(&mut self, line: Vec<char>) {
        self.delete(0, self.line.len());
        for character in line {
            self.insert(character);
        }
    }

    fn redraw(&self) {
        self.show(self.prompt);
        let line: String = self.line.iter().collect();
        self.show(&format!("{line}{}", "\x08".repeat(self.line.len() - self.cursor)));
    }

    fn word_start(&self) -> usize {
        let mut at = self.cursor;
        while at > 0 && self.line[at - 1] == ' ' {
            at -= 1;
        }
        while at > 0 && self.line[at - 1] != ' ' {
            at -= 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// A terminal, and what it shows.
    fn terminal() -> (Tty, Arc<Mutex<Vec<u8>>>) {
        let screen = Arc::new(Mutex::new(Vec::new()));
        let shown = screen.clone();
        let tty = Tty::new(Arc::new(move |bytes| shown.lock().unwrap().extend(bytes)), 80, Box::new(|_| {}));
        (tty, screen)
    }

    async fn edit(typed: &str, history: &[&str]) -> (Edited, String) {
        let (tty, screen) = terminal();
        tty.typed().editing = true;
        tty.type_in(typed.as_bytes());
        tty.end();
        let history: Vec<String> = history.iter().map(|line| (*line).to_owned()).collect();
        let edited = tty.edit_line("$ ", &history).await;
        let shown = screen.lock().unwrap().clone();
        (edited, String::from_utf8_lossy(&shown).into_owned())
    }

    #[tokio::test]
    async fn the_editor_takes_back_characters_and_moves_among_them() {
        assert_eq!(edit("ls -x\x7fl\r", &[]).await.0, Edited::Line("ls -l".to_owned()));
        assert_eq!(edit("s\x1b[Dl\x1b[C -l\r", &[]).await.0, Edited::Line("ls -l".to_owned()));
        assert_eq!(edit("one two\x17three\r", &[]).await.0, Edited::Line("one three".to_owned()));
        assert_eq!(edit("gr\u{fc}n\x7f\x7f\r", &[]).await.0, Edited::Line("gr".to_owned()));
    }

    #[tokio::test]
    async fn arrow_up_brings_back_earlier_lines_and_arrow_down_the_draft() {
        assert_eq!(edit("\x1b[A\r", &["first", "second"]).await.0, Edited::Line("second".to_owned()));
        assert_eq!(edit("\x1b[A\x1b[A\x1b[A\r", &["first", "second"]).await.0, Edited::Line("first".to_owned()));
        assert_eq!(edit("dra\x1b[A\x1b[Bft\r", &["first"]).await.0, Edited::Line("draft".to_owned()));
    }

    #[tokio::test]
    async fn control_c_and_control_d_end_the_line() {
        assert_eq!(edit("abc\x03", &[]).await.0, Edited::Interrupted);
        assert_eq!(edit("\x04", &[]).await.0, Edited::End);
    }

    #[tokio::test]
    async fn what_is_typed_is_shown_and_a_secret_is_not() {
        assert_eq!(edit("hi\r", &[]).await.1, "$ hi\r\n");
        let (tty, screen) = terminal();
        tty.type_in(b"PassWord.1\r");
        assert_eq!(tty.secret_line("Enter password: ").await.as_deref(), Some("PassWord.1"));
        let shown = screen.lock().unwrap().clone();
        assert_eq!(shown, b"Enter password: \r\n");
    }
}
