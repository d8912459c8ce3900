//! What the shell and the command line share: labs on disk, runs that go on by themselves, the practice clouds, and the list of calls.
//!
//! Nothing long lives inside a call: [`App::run`] starts a run and returns, [`App::report_since`] says what is new of it.

mod adoption;
mod api;
mod aws;
mod clients;
mod cost;
mod diagnostics;
mod drills;
mod environment;
mod health;
mod keys;
mod labs;
mod log;
mod names;
mod pasted;
mod practice_clouds;
mod receipt;
mod report;
mod runs;
mod settings;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use engine::{Store, Unwatched, Watch};
use pasted::PastedKeys;
use runs::Session;

pub use api::{
    About, Access, AwsIdentity, AwsProfile, Cost, Creation, KeyVerdict, LabByHand, LabCard, LabView, NewLab, PasswordRule, PastedKey,
    PlanView, PracticeView, ProfileKind, SecretText, TypeOffer, typescript,
};
pub use clients::Typed;
pub use drills::{Drill, DrillEnd, DrillId, DrillsView, RunningDrill};
pub use engine::{ExposeSecret, Secret};
pub use health::Health;
pub use practice_clouds::PLAYGROUND;
pub use receipt::Receipt;
pub use report::{By, LabReport, MachineReport, Part, ProblemReport, ReportFormat, RunReport, StepReport};

/// How the program is set up.
#[derive(Clone)]
pub struct Options {
    /// The folder that holds the labs.
    pub home: PathBuf,
    /// How many seconds of practice time pass in a real one.
    pub practice_speed: u32,
    /// Is told of each point that every run passes; tests interrupt runs with it.
    pub watch: Arc<dyn Watch>,
}

impl Options {
    /// The labs in a folder, at the learners' speed.
    pub fn new(home: PathBuf) -> Self {
        Self { home, practice_speed: environment::PRACTICE_SPEED, watch: Arc::new(Unwatched) }
    }
}

/// The program. A clone is the same program.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    options: Options,
    sessions: Mutex<BTreeMap<String, Arc<Session>>>,
    pasted: PastedKeys,
}

impl App {
    /// The program with the given options. Nothing is read or written before a call asks for it.
    pub fn new(options: Options) -> Self {
        let store = Store::new(options.home.clone());
        Self(Arc::new(Inner { store, options, sessions: Mutex::default(), pasted: PastedKeys::default() }))
    }

    /// Ends what goes on: waits for runs, which the caller has cancelled if it is in a hurry, and closes the practice clouds.
    pub async fn close(&self) {
        let sessions = self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (name, session) in sessions {
            session.settled().await;
            // Each change was saved when it was made; what could not be saved then was told then.
            let _ = session.practice.close(&name, &self.0.options.home).await;
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    pub(crate) fn pasted(&self) -> &PastedKeys {
        &self.0.pasted
    }

    /// The session of a lab's name; made when it is first asked for.
    pub(crate) fn session(&self, name: &str) -> Arc<Session> {
        let mut sessions = self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.entry(name.to_owned()).or_default().clone()
    }
}
