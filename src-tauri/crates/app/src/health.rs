//! How a lab is.

use engine::Plan;
use lab::LabPlan;
use model::{Check, Lab, Machine, Severity, State, StepInfo};
use serde::Serialize;
use ts_rs::TS;

/// How a lab is, judged by what its record last saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Nothing was looked at yet.
    New,
    /// Some of it is done, and nothing is known to be wrong.
    Begun,
    /// When last looked at, every step held.
    Healthy,
    /// When last looked at, something was wrong.
    Broken,
    /// Its machines are stopped.
    Stopped,
    /// Its record cannot be read.
    Unreadable,
}

impl Health {
    /// The word for it in lists.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Begun => "begun",
            Self::Healthy => "healthy",
            Self::Broken => "broken",
            Self::Stopped => "stopped",
            Self::Unreadable => "unreadable",
        }
    }

    /// How a lab is, judged by what its record last saw.
    pub(crate) fn of(lab: &Lab) -> Self {
        let stopped = |machine: &Machine| machine.state.as_deref().is_some_and(|state| matches!(state, "stopping" | "stopped"));
        if lab.steps.is_empty() {
            return Self::New;
        }
        if stopped(&lab.server) || stopped(&lab.client) {
            return Self::Stopped;
        }
        let steps: Vec<_> = LabPlan.steps().iter().map(|step| step.info(lab)).collect();
        let last_seen = |step: &StepInfo| lab.steps.get(&step.id).map(|record| &record.check);
        // Whatever was seen before the machines were started again may hold no more.
        let fresh =
            |step: &StepInfo| lab.steps.get(&step.id).is_some_and(|record| lab.restarted_at.is_none_or(|restart| record.at >= restart));
        if steps.iter().all(|step| last_seen(step).is_some_and(|check| check.state == State::Done) && fresh(step)) {
            Self::Healthy
        } else if steps.iter().filter_map(last_seen).any(is_broken) {
            Self::Broken
        } else {
            Self::Begun
        }
    }
}

/// Whether a look found something wrong; a warning on what holds is none.
fn is_broken(check: &Check) -> bool {
    check.state == State::Waiting || check.problem.as_ref().is_some_and(|problem| problem.severity == Severity::Error)
}

#[cfg(test)]
mod tests {
    use model::ProblemCode;

    use super::*;

    #[test]
    fn a_warning_on_what_holds_makes_no_lab_broken() {
        let warned = Check::done(Vec::new()).because(ProblemCode::RootIdentity.into());
        assert!(!is_broken(&warned));
        assert!(is_broken(&Check::partial(Vec::new()).because(ProblemCode::DoorMissing.into())));
    }
}
