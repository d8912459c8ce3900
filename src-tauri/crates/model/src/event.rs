//! What a run says while it goes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Evidence, Finished, Goal, Pace, Place, Problem, ProblemCode, RunId, State, StepId, Text, Timestamp, Verb};

/// An indexed event. Events are never lost: a reader asks for all since an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Event {
    /// Its place in the run, from 0 without gaps.
    #[ts(type = "number")]
    pub index: u64,
    /// When it happened.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// The run began.
    Started {
        /// The run.
        run: RunId,
        /// The lab's name.
        lab: String,
        /// What was asked.
        goal: Goal,
        /// One by one, or all at once.
        pace: Pace,
        /// The steps it will go through, in order.
        steps: Vec<StepId>,
    },
    /// A step's verb began.
    StepStarted {
        /// The step.
        step: StepId,
        /// The verb.
        verb: Verb,
    },
    /// A step was looked at.
    StepChecked {
        /// The step.
        step: StepId,
        /// What the look found.
        state: State,
        /// What it rests on.
        evidence: Vec<Evidence>,
        /// What is wrong, if anything is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        problem: Option<Problem>,
    },
    /// A step holds: it was applied, or was there already.
    StepDone {
        /// The step.
        step: StepId,
        /// Whether this run did it, and not an earlier one or the learner.
        applied: bool,
        /// How long it took, in milliseconds.
        #[ts(type = "number")]
        millis: u64,
    },
    /// A step failed.
    StepFailed {
        /// The step.
        step: StepId,
        /// What is wrong.
        problem: Problem,
        /// How long it took, in milliseconds.
        #[ts(type = "number")]
        millis: u64,
    },
    /// A step will not run.
    StepSkipped {
        /// The step.
        step: StepId,
        /// Why.
        why: Text,
    },
    /// A step's work is gone.
    StepUndone {
        /// The step.
        step: StepId,
        /// How long it took, in milliseconds.
        #[ts(type = "number")]
        millis: u64,
    },
    /// The run ended. It is the last event of every run.
    Finished(Box<Finished>),
}

/// How far a step is. Only the newest of a step matters; any may be lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Progress {
    /// The step.
    pub step: StepId,
    /// What it does at this moment.
    pub note: Text,
    /// How far, from 0 to 1, where a true figure exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fraction: Option<f32>,
    /// When the step's verb began.
    #[ts(type = "string")]
    pub since: Timestamp,
}

/// What a line of the terminal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// A command or call, as it was sent.
    Command,
    /// Standard output.
    Out,
    /// Standard error.
    Err,
    /// An answer that the program typed at a prompt; secrets are masked.
    Answer,
    /// How a command ended.
    Status,
}

/// One line of the terminal. Only the newest lines are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Line {
    /// Its place in the run's terminal, from 0.
    #[ts(type = "number")]
    pub index: u64,
    /// When it came.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The step that caused it.
    pub step: StepId,
    /// Where it was.
    pub place: Place,
    /// What it is.
    pub stream: Stream,
    /// Its text, without a line end.
    pub text: String,
}

/// One line of a lab's journal: written and flushed before the side effect that it announces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalLine {
    /// When.
    pub at: Timestamp,
    /// The run.
    pub run: RunId,
    /// What.
    #[serde(flatten)]
    pub entry: JournalEntry,
}

/// What a journal line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum JournalEntry {
    /// A run began.
    RunStarted {
        /// What was asked.
        goal: Goal,
    },
    /// A step's apply or undo is about to begin.
    Started {
        /// The step.
        step: StepId,
        /// The verb.
        verb: Verb,
    },
    /// A side effect is about to be made.
    Effect {
        /// The step.
        step: StepId,
        /// The effect, in a few words; never a secret.
        what: String,
    },
    /// The step holds.
    Done {
        /// The step.
        step: StepId,
    },
    /// The step failed.
    Failed {
        /// The step.
        step: StepId,
        /// The problem's code.
        code: ProblemCode,
    },
    /// The step's work is gone.
    Undone {
        /// The step.
        step: StepId,
    },
    /// The run ended.
    RunFinished {
        /// How.
        outcome: crate::Outcome,
    },
}
