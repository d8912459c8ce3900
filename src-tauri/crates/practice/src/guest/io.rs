//! What a process reads from and writes to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::files::{Errno, Identity};
use super::surroundings::Surroundings;
use super::tty::Tty;

/// Takes bytes to where they are sent from; it never waits.
pub(crate) type ByteSender = Arc<dyn Fn(Vec<u8>) + Send + Sync>;

/// Where bytes go. It never waits: whoever reads a pipe or a channel keeps what comes until it is read.
#[derive(Clone)]
pub(crate) enum Output {
    /// /dev/null, and a channel whose other end is gone.
    Nowhere,
    /// A pipe.
    Pipe(UnboundedSender<Vec<u8>>),
    /// An SSH channel.
    Channel(ByteSender),
    /// Kept, for a command substitution.
    Buffer(Arc<Mutex<Vec<u8>>>),
    /// A terminal.
    Tty(Arc<Tty>),
    /// A file that is open for appending.
    File(Arc<OpenFile>),
}

/// A file that was opened for writing: the rights were looked at when it was opened.
pub(crate) struct OpenFile {
    pub(crate) machine: Arc<dyn Surroundings>,
    pub(crate) path: String,
}

impl Output {
    /// A buffer, and the output that fills it.
    pub(crate) fn buffer() -> (Self, Arc<Mutex<Vec<u8>>>) {
        let kept = Arc::new(Mutex::new(Vec::new()));
        (Self::Buffer(kept.clone()), kept)
    }

    /// A pipe's two ends.
    pub(crate) fn pipe() -> (Self, Input) {
        let (sender, receiver) = unbounded_channel();
        (Self::Pipe(sender), Input::channel(receiver))
    }

    /// Writes everything.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), Errno> {
        match self {
            Self::Nowhere => Ok(()),
            Self::Pipe(sender) => {
                // A reader that is gone is no error here: what nobody reads is dropped.
                let _ = sender.send(bytes.to_vec());
                Ok(())
            }
            Self::Channel(sender) => {
                sender(bytes.to_vec());
                Ok(())
            }
            Self::Buffer(kept) => {
                kept.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
                Ok(())
            }
            Self::Tty(tty) => {
                tty.write(bytes);
                Ok(())
            }
            Self::File(file) => {
                let now = file.machine.now();
                file.machine.change(|guest| guest.write_as(&Identity::root(), &file.path, bytes, true, 0o644, now))
            }
        }
    }

    pub(crate) fn is_tty(&self) -> bool {
        matches!(self, Self::Tty(_))
    }
}

enum Feed {
    End,
    Channel(UnboundedReceiver<Vec<u8>>),
    Tty(Arc<Tty>),
}

struct Source {
    buffer: VecDeque<u8>,
    feed: Feed,
}

/// Where bytes come from. Clones share it, as processes share an open file: `read` takes a line, the next program the rest.
#[derive(Clone)]
pub(crate) struct Input {
    source: Arc<tokio::sync::Mutex<Source>>,
    tty: bool,
}

impl Input {
    fn new(buffer: Vec<u8>, feed: Feed) -> Self {
        let tty = matches!(feed, Feed::Tty(_));
        Self { source: Arc::new(tokio::sync::Mutex::new(Source { buffer: buffer.into(), feed })), tty }
    }

    pub(crate) fn empty() -> Self {
        Self::new(Vec::new(), Feed::End)
    }

    pub(crate) fn bytes(contents: Vec<u8>) -> Self {
        Self::new(contents, Feed::End)
    }

    pub(crate) fn channel(receiver: UnboundedReceiver<Vec<u8>>) -> Self {
        Self::new(Vec::new(), Feed::Channel(receiver))
    }

    pub(crate) fn tty(tty: Arc<Tty>) -> Self {
        Self::new(Vec::new(), Feed::Tty(tty))
    }

    pub(crate) fn is_tty(&self) -> bool {
        self.tty
    }

    /// The next line with its line feed; the last one may have none. None at the end.
    pub(crate) async fn read_line(&self) -> Option<Vec<u8>> {
        let mut source = self.source.lock().await;
        loop {
            if let Some(end) = source.buffer.iter().position(|byte| *byte == b'\n') {
                return Some(source.buffer.drain(..=end).collect());
            }
            if !source.fill().await {
                let rest: Vec<u8> = source.buffer.drain(..).collect();
                return (!rest.is_empty()).then_some(rest);
            }
        }
    }

    /// What is there now, or comes next. None at the end.
    pub(crate) async fn read_some(&self) -> Option<Vec<u8>> {
        let mut source = self.source.lock().await;
        if source.buffer.is_empty() && !source.fill().await {
            return None;
        }
        Some(source.buffer.drain(..).collect())
    }

    /// Everything up to the end.
    pub(crate) async fn read_all(&self) -> Vec<u8> {
        let mut source = self.source.lock().await;
        while source.fill().await {}
        source.buffer.drain(..).collect()
    }
}

impl Source {
    /// Waits for more; false at the end.
    async fn fill(&mut self) -> bool {
        let more = match &mut self.feed {
            Feed::End => None,
            Feed::Channel(receiver) => receiver.recv().await,
            Feed::Tty(tty) => tty.cooked_line(true).await,
        };
        match more {
            Some(more) => {
                self.buffer.extend(more);
                true
            }
            None => {
                // A terminal's end of file is no end for ever: the next reader may be given more.
                if !matches!(self.feed, Feed::Tty(_)) {
                    self.feed = Feed::End;
                }
                false
            }
        }
    }
}
