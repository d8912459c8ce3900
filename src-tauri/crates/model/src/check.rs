//! What a look at the real world found.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Problem, Said, Text, Timestamp};

/// Whether a step's work is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing of it is there.
    Absent,
    /// Some of it is there, or it is there in another form.
    Partial,
    /// All of it is there, seen.
    Done,
    /// It could not be looked at, or cannot be made: the check's problem says why.
    Blocked,
    /// Not looked at, because a step that it needs does not hold.
    Waiting,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Evidence {
    /// What is claimed, as a sentence.
    pub claim: Text,
    /// How it was looked at: the command or call, as it was sent.
    pub how: Said,
    /// What was seen: as it was seen, or in words.
    pub seen: Said,
    /// Whether what was seen bears the claim out.
    pub holds: bool,
    /// When it was looked at.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// A step's check: its state with the evidence for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Check {
    /// What the look found.
    pub state: State,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Why it is blocked, or what is wrong when a part that was there is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<Problem>,
}

impl Check {
    /// Nothing of it is there.
    pub fn absent(evidence: Vec<Evidence>) -> Self {
        Self { state: State::Absent, evidence, problem: None }
    }

    /// Some of it is there.
    pub fn partial(evidence: Vec<Evidence>) -> Self {
        Self { state: State::Partial, evidence, problem: None }
    }

    /// All of it is there.
    pub fn done(evidence: Vec<Evidence>) -> Self {
        Self { state: State::Done, evidence, problem: None }
    }

    /// It cannot be looked at or made.
    pub fn blocked(problem: Problem, evidence: Vec<Evidence>) -> Self {
        Self { state: State::Blocked, evidence, problem: Some(problem) }
    }

    /// `done` when every piece of evidence holds, `absent` when none does, else `partial`.
    pub fn weigh(evidence: Vec<Evidence>) -> Self {
        let held = evidence.iter().filter(|piece| piece.holds).count();
        match held {
            0 => Self::absent(evidence),
            n if n == evidence.len() => Self::done(evidence),
            _ => Self::partial(evidence),
        }
    }

    /// The same check, naming what is wrong.
    pub fn because(mut self, problem: Problem) -> Self {
        self.problem = Some(problem);
        self
    }
}
