//! Questions to the person, and Ctrl-C.

use std::io::{BufRead, IsTerminal};

use console::Term;
use tokio::sync::{mpsc, watch};

use crate::screen::Screen;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A line, without its end.
    Line(String),
    /// Standard input has ended.
    End,
    /// Ctrl-C.
    Interrupted,
}

/// The person at the keyboard.
pub struct Person {
    lines: Option<mpsc::Receiver<String>>,
    interrupts: watch::Receiver<u32>,
}

impl Person {
    /// Begins to listen for Ctrl-C, and for being told to end.
    pub fn new() -> Self {
        let (count, interrupts) = watch::channel(0);
        tokio::spawn(async move {
            while told_to_stop().await.is_ok() {
                count.send_modify(|count| *count += 1);
            }
        });
        Self { lines: None, interrupts }
    }

    /// Waits for the next Ctrl-C.
    pub async fn interrupted(&mut self) {
        if self.interrupts.changed().await.is_err() {
            // No signals on this system: it never comes.
            std::future::pending().await
        }
    }

    /// Asks something.
    pub async fn ask(&mut self, screen: &Screen, question: &str) -> Answer {
        screen.prompt(question);
        let answer = self.line().await;
        if !matches!(answer, Answer::Line(_)) {
            screen.prompt("\n");
        }
        answer
    }

    /// Asks for something that must not be seen: what is typed is not shown.
    pub async fn secret(&mut self, screen: &Screen, question: &str) -> Answer {
        if !std::io::stdin().is_terminal() {
            return self.ask(screen, question).await;
        }
        screen.prompt(question);
        let mut typing = tokio::task::spawn_blocking(|| Term::stderr().read_secure_line());
        tokio::select! {
            typed = &mut typing => match typed {
                Ok(Ok(line)) => Answer::Line(line),
                _ => Answer::End,
            },
            () = self.interrupted() => {
                // The terminal shows what is typed again when the line has ended, and not before.
                screen.prompt("\nStopped; press Enter.\n");
                let _ = typing.await;
                Answer::Interrupted
            }
        }
    }

    /// The next line of standard input.
    pub async fn line(&mut self) -> Answer {
        let lines = self.lines.get_or_insert_with(read_lines);
        tokio::select! {
            line = lines.recv() => line.map_or(Answer::End, Answer::Line),
            changed = self.interrupts.changed() => match changed {
                Ok(()) => Answer::Interrupted,
                Err(_) => Answer::End,
            },
        }
    }
}

/// Ctrl-C; on Unix also the signal by which other programs ask a program to end.
#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Standard input's lines, read by a thread of their own: a read cannot be called off.
fn read_lines() -> mpsc::Receiver<String> {
    let (send, receive) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if send.blocking_send(line).is_err() {
                break;
            }
        }
    });
    receive
}
