//! What a run was asked, and how it ended.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Check, Event, Line, Problem, Progress, StepId, Text};

/// A run's name: unique within its lab.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct RunId(pub String);

/// What the person asks of the engine. All goals are loops over the same steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Make all of it so, from nothing or from where it stopped.
    SetUp,
    /// Make one step so; what it needs must hold already.
    Step(StepId),
    /// Look whether one step holds, because the learner did it by hand.
    CheckStep(StepId),
    /// Make one step's work absent.
    UndoStep(StepId),
    /// Look at all of it; the first that fails is the culprit.
    Verify,
    /// Look at all of it, and make so what does not hold.
    Repair,
    /// Make all of it absent, and prove it.
    TearDown,
}

/// How many steps go at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// In display order, one after another.
    #[default]
    OneByOne,
    /// Every step as soon as what it needs is done.
    AllAtOnce,
}

/// The three verbs of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Look.
    Check,
    /// Make it so.
    Apply,
    /// Make it absent.
    Undo,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As asked.
    Done,
    /// Not as asked: the problem says why.
    Failed,
    /// The person stopped it.
    Cancelled,
    /// A look found that all holds.
    Healthy,
    /// A look found that something does not.
    Unhealthy,
}

/// Something in the world that a lab made: left behind, or removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Leftover {
    /// What kind of thing, as the field calls it: "instance", "volume", "security group", "key pair", "file".
    pub kind: String,
    /// Its id or path.
    pub id: String,
    /// Its name, or another word that tells it from others of its kind.
    pub name: String,
    /// Whether it was seen (`true`), or may be there because a call's answer was lost (`false`).
    pub certain: bool,
}

/// One step's part of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckReport {
    /// The step.
    pub step: StepId,
    /// Its title.
    pub title: Text,
    /// What the look found.
    #[serde(flatten)]
    pub check: Check,
}

/// How a run ended, with all that a reader needs who saw nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finished {
    /// How it ended.
    pub outcome: Outcome,
    /// The lab's name.
    pub lab: String,
    /// What was asked.
    pub goal: Goal,
    /// The databases that the client saw, if it came so far.
    #[serde(default)]
    pub databases: Vec<String>,
    /// The newest check of each step that was looked at.
    #[serde(default)]
    pub checks: Vec<CheckReport>,
    /// Why it did not end as asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<Problem>,
    /// The first step that does not hold, in order of needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub culprit: Option<StepId>,
    /// What the lab has in the world at this moment, when it did not end as asked.
    #[serde(default)]
    pub leftovers: Vec<Leftover>,
    /// What a tear-down removed.
    #[serde(default)]
    pub removed: Vec<Leftover>,
    /// How long it took, in milliseconds.
    #[ts(type = "number")]
    pub millis: u64,
}

/// All that is new of a run since a reader last asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Report {
    /// The run.
    pub run: RunId,
    /// The lab's name.
    pub lab: String,
    /// The events from the asked index on, none missing.
    pub events: Vec<Event>,
    /// The index to ask for next.
    #[ts(type = "number")]
    pub next_event: u64,
    /// The newest progress of each step that is working.
    pub progress: Vec<Progress>,
    /// The terminal's lines from the asked index on, as far as they are still kept.
    pub lines: Vec<Line>,
    /// The line index to ask for next.
    #[ts(type = "number")]
    pub next_line: u64,
    /// Whether the run has ended.
    pub finished: bool,
}
