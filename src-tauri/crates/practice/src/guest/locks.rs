//! The locks of apt and dpkg.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A lock file of the package system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Lock {
    /// /var/lib/dpkg/lock-frontend, and with it /var/lib/dpkg/lock.
    Dpkg,
    /// /var/lib/apt/lists/lock
    Lists,
}

impl Lock {
    /// The lock file that messages name.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Dpkg => "/var/lib/dpkg/lock-frontend",
            Self::Lists => "/var/lib/apt/lists/lock",
        }
    }
}

/// Who holds a lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Holder {
    pub(crate) lock: Lock,
    pub(crate) pid: u32,
    /// As the kernel keeps it: 15 characters.
    pub(crate) command: String,
    /// Until when; none: until its process ends.
    until: Option<Timestamp>,
}

/// All locks that are held.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Locks {
    planted: Vec<Holder>,
    /// Held by processes of this program's run: they do not outlive it.
    #[serde(skip)]
    running: Vec<Holder>,
    #[serde(skip)]
    last_pid: u32,
}

impl Locks {
    /// unattended-upgr holds it up to a moment; a moment that has passed lets it go.
    pub(crate) fn hold_until(&mut self, lock: Lock, pid: u32, until: Timestamp) {
        self.planted.retain(|holder| holder.lock != lock);
        self.planted.push(Holder { lock, pid, command: "unattended-upgr".to_owned(), until: Some(until) });
    }

    /// Who holds a lock.
    pub(crate) fn holder(&self, lock: Lock, now: Timestamp) -> Option<&Holder> {
        self.holders(now).find(|holder| holder.lock == lock)
    }

    /// Everybody who holds a lock.
    pub(crate) fn holders(&self, now: Timestamp) -> impl Iterator<Item = &Holder> {
        self.planted.iter().chain(&self.running).filter(move |holder| holder.until.is_none_or(|until| now < until))
    }

    /// A process takes a lock; the holder when somebody has it.
    pub(crate) fn take(&mut self, lock: Lock, command: &str, now: Timestamp) -> Result<u32, Holder> {
        if let Some(holder) = self.holder(lock, now) {
            return Err(holder.clone());
        }
        self.last_pid = self.last_pid.max(2300) + 3;
        self.running.push(Holder { lock, pid: self.last_pid, command: command.to_owned(), until: None });
        Ok(self.last_pid)
    }

    /// A process lets a lock go.
    pub(crate) fn release(&mut self, lock: Lock, pid: u32) {
        self.running.retain(|holder| holder.lock != lock || holder.pid != pid);
    }

    /// The machine goes down: its processes are gone.
    pub(crate) fn forget_processes(&mut self) {
        self.running.clear();
    }
}
