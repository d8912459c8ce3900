//! The journal lines of an adoption, which is no run of steps: each is on disk before the side effect that it announces.

use std::sync::Arc;

use engine::{Journal, LabFolder, Point, Watch};
use model::{JournalEntry, Problem, StepId};

use crate::names;

/// The name under which an adoption's side effects are announced.
const ADOPT: StepId = StepId::new("adopt");

/// Announces side effects.
pub(super) struct Announced {
    journal: Journal,
    watch: Arc<dyn Watch>,
}

impl Announced {
    /// Opens the lab's journal.
    pub(super) fn open(folder: &LabFolder, watch: Arc<dyn Watch>) -> Result<Self, Problem> {
        Ok(Self { journal: Journal::open(&folder.journal(), names::run_id())?, watch })
    }

    /// Announces a side effect, in words that hold no secret.
    pub(super) fn effect(&mut self, what: String) -> Result<(), Problem> {
        self.journal.write(JournalEntry::Effect { step: ADOPT, what: what.clone() })?;
        self.watch.reached(&Point::Effect(ADOPT, what))
    }

    /// All side effects are made.
    pub(super) fn all_made(&self) -> Result<(), Problem> {
        self.watch.reached(&Point::After(ADOPT))
    }
}
