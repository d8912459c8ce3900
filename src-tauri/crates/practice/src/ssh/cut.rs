//! The fault that cuts a connection in the middle of a command.

use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// One connection's scissors.
pub(super) struct Cut {
    /// After how many bytes of output, once a command has met the fault.
    left: Mutex<Option<u64>>,
    happened: watch::Sender<bool>,
}

impl Default for Cut {
    fn default() -> Self {
        Self { left: Mutex::new(None), happened: watch::Sender::new(false) }
    }
}

impl Cut {
    /// The connection will be cut after this many more bytes of output.
    pub(super) fn arm(&self, after: u64) {
        *self.left() = Some(after);
        if after == 0 {
            self.now();
        }
    }

    fn left(&self) -> std::sync::MutexGuard<'_, Option<u64>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Output is about to be sent: how much of it still arrives.
    pub(super) fn passes(&self, bytes: usize) -> usize {
        match &mut *self.left() {
            None => bytes,
            Some(left) => {
                let passing = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes);
                *left -= passing as u64;
                passing
            }
        }
    }

    /// Whether the connection is to be cut now: its bytes are used up, or its command has ended.
    pub(super) fn is_due(&self, ended: bool) -> bool {
        self.left().is_some_and(|left| ended || left == 0)
    }

    /// Cuts the connection.
    pub(super) fn now(&self) {
        self.happened.send_replace(true);
    }

    /// Waits for the cut.
    pub(super) async fn happened(&self) {
        let mut happened = self.happened.subscribe();
        // The sender lives as long as self.
        let _ = happened.wait_for(|happened| *happened).await;
    }

    /// Whether the connection has been cut.
    pub(super) fn has_happened(&self) -> bool {
        *self.happened.borrow()
    }
}
