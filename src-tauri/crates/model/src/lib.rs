//! The serialisable facts of a lab: steps, checks, problems, events, reports and the lab's own record.
//!
//! Nothing here does anything. Every other crate, and the window through generated TypeScript, speaks in these types.

mod check;
mod event;
mod lab;
mod problem;
mod report;
mod settings;
mod step;
mod text;

pub use check::{Check, Evidence, State};
pub use event::{Event, EventKind, JournalEntry, JournalLine, Line, Progress, Stream};
pub use lab::{Adoption, CloudFacts, HostKeys, Lab, LabId, Machine, MysqlFacts, SCHEMA, StepRecord};
pub use problem::{Action, Problem, ProblemBuilder, ProblemCode, Remedy, Severity};
pub use report::{CheckReport, Finished, Goal, Leftover, Outcome, Pace, Report, RunId, Verb};
pub use settings::{KeyChoice, PracticeMysql, Recipe, SettingId, Settings, SshFrom, Target};
pub use step::{CommandLine, Group, Place, StepId, StepInfo, Term};
pub use text::{Said, Text, ToSaid};

/// A moment in UTC; serialised as RFC 3339.
pub type Timestamp = jiff::Timestamp;
