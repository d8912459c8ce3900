//! What a step is given: the ports, the record, and the ways to say what it does.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{Evidence, JournalEntry, Lab, Place, Problem, Progress, StepId, Stream, Text, Timestamp, ToSaid};
use tokio_util::sync::CancellationToken;

use crate::{Feed, Journal, LabFolder, Point, Stop, Vault, Watch};

/// What the steps of one run share.
pub(crate) struct Shared<P> {
    pub ports: P,
    pub folder: LabFolder,
    pub lab: Mutex<Lab>,
    pub journal: Mutex<Journal>,
    pub feed: Arc<Feed>,
    pub cancel: CancellationToken,
    pub watch: Arc<dyn Watch>,
}

impl<P> Shared<P> {
    pub fn lab(&self) -> MutexGuard<'_, Lab> {
        self.lab.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn journal(&self, entry: JournalEntry) -> Result<(), Problem> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner).write(entry)
    }

    /// Changes the record and saves it; a record that cannot be saved is left as it was.
    pub fn record(&self, change: impl FnOnce(&mut Lab)) -> Result<(), Problem> {
        let mut lab = self.lab();
        let mut changed = lab.clone();
        change(&mut changed);
        if changed != *lab {
            self.folder.save(&changed)?;
            *lab = changed;
        }
        Ok(())
    }
}

/// What a step is given while one of its verbs runs.
pub struct Context<P> {
    shared: Arc<Shared<P>>,
    step: StepId,
    since: Timestamp,
}

impl<P> Context<P> {
    pub(crate) fn new(shared: Arc<Shared<P>>, step: StepId) -> Self {
        Self { shared, step, since: Timestamp::now() }
    }

    /// The ports to the world.
    pub fn ports(&self) -> &P {
        &self.shared.ports
    }

    /// The step that this context belongs to.
    pub fn step(&self) -> &StepId {
        &self.step
    }

    /// The record as it is at this moment.
    pub fn lab(&self) -> Lab {
        self.shared.lab().clone()
    }

    /// The lab's folder, for files that lie beside its record.
    pub fn folder(&self) -> &LabFolder {
        &self.shared.folder
    }

    /// The lab's secrets.
    pub fn vault(&self) -> Vault {
        self.shared.folder.vault()
    }

    /// Changes the record; it is on disk when this returns.
    ///
    /// # Errors
    /// `disk_full` or `data_folder_unwritable`; the record is then as it was.
    pub fn record(&self, change: impl FnOnce(&mut Lab)) -> Result<(), Stop> {
        Ok(self.shared.record(change)?)
    }

    /// Announces a side effect: call it before each, with a few words for the journal that hold no secret.
    ///
    /// # Errors
    /// [`Stop::Cancelled`] when the person has stopped the run; `disk_full` when the journal cannot be written.
    pub fn effect(&self, what: impl Into<String>) -> Result<(), Stop> {
        if self.shared.cancel.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let what = what.into();
        self.shared.journal(JournalEntry::Effect { step: self.step.clone(), what: what.clone() })?;
        Ok(self.shared.watch.reached(&Point::Effect(self.step.clone(), what))?)
    }

    /// Waits for something that changes nothing; ends early when the person stops the run.
    ///
    /// # Errors
    /// [`Stop::Cancelled`].
    pub async fn wait<T>(&self, looking: impl Future<Output = T> + Send) -> Result<T, Stop> {
        tokio::select! {
            biased;
            () = self.shared.cancel.cancelled() => Err(Stop::Cancelled),
            value = looking => Ok(value),
        }
    }

    /// Says what the step does at this moment.
    pub fn note(&self, note: Text) {
        self.progress(note, None);
    }

    /// Says how far the step is, from 0 to 1, where a true figure exists.
    pub fn progress(&self, note: Text, fraction: Option<f32>) {
        self.shared.feed.progress(Progress { step: self.step.clone(), note, fraction, since: self.since });
    }

    /// Shows a line in the terminal. Secrets are masked by the caller.
    pub fn line(&self, place: Place, stream: Stream, text: impl Into<String>) {
        self.shared.feed.line(self.step.clone(), place, stream, text.into());
    }

    /// A piece of evidence, looked at now. What a machine answered is given as it is, the program's own words as a [`Text`].
    pub fn evidence(&self, claim: Text, how: impl ToSaid, seen: impl ToSaid, holds: bool) -> Evidence {
        Evidence { claim, how: how.to_said(), seen: seen.to_said(), holds, at: Timestamp::now() }
    }
}
