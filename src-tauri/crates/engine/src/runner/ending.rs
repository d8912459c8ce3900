//! How a run ends: in one last event, with what is left in the world.

use model::{CheckReport, Finished, Goal, JournalEntry, Lab, Leftover, Outcome, Problem, StepId};

use super::{Run, millis};
use crate::Stop;

/// How the loop over the steps ended.
#[derive(Default)]
pub(super) struct Ending {
    pub(super) problem: Option<Problem>,
    pub(super) culprit: Option<StepId>,
    pub(super) cancelled: bool,
    pub(super) removed: Vec<Leftover>,
}

impl Ending {
    pub(super) fn of(stop: Stop, step: Option<StepId>) -> Self {
        match stop {
            Stop::Problem(problem) => Self { problem: Some(*problem), culprit: step, ..Self::default() },
            Stop::Cancelled => Self { cancelled: true, ..Self::default() },
        }
    }
}

impl<P: Send + Sync + 'static> Run<P> {
    pub(super) async fn finish(&self, ending: Ending, ids: &[StepId]) -> Finished {
        let looked_only = matches!(self.goal, Goal::Verify);
        let outcome = match (&ending, looked_only) {
            (Ending { cancelled: true, .. }, _) => Outcome::Cancelled,
            (Ending { problem: Some(_), .. }, true) => Outcome::Unhealthy,
            (Ending { problem: Some(_), .. }, false) => Outcome::Failed,
            (_, true) => Outcome::Healthy,
            (_, false) => Outcome::Done,
        };
        let leftovers = match outcome {
            Outcome::Failed | Outcome::Cancelled => self.leftovers().await,
            Outcome::Done | Outcome::Healthy | Outcome::Unhealthy => Vec::new(),
        };
        if let (Outcome::Unhealthy, Some(problem), Some(step)) = (outcome, &ending.problem, &ending.culprit) {
            let _ = self.shared.journal(JournalEntry::Failed { step: step.clone(), code: problem.code });
        }
        let _ = self.shared.journal(JournalEntry::RunFinished { outcome });
        let lab = self.shared.lab().clone();
        let checks = self
            .steps
            .iter()
            .filter(|item| ids.contains(&item.info.id))
            .filter_map(|item| {
                let record = lab.steps.get(&item.info.id)?;
                Some(CheckReport { step: item.info.id.clone(), title: item.info.title.clone(), check: record.check.clone() })
            })
            .collect();
        let problem = ending.problem.map(|mut problem| {
            problem.leftovers = leftovers.clone();
            problem
        });
        Finished {
            outcome,
            lab: lab.name,
            goal: self.goal.clone(),
            databases: lab.databases,
            checks,
            problem,
            culprit: ending.culprit,
            leftovers,
            removed: ending.removed,
            millis: millis(self.began),
        }
    }

    /// What the lab has in the world: asked if it can be, else what the record last knew, marked as uncertain.
    async fn leftovers(&self) -> Vec<Leftover> {
        match self.plan.remaining(&self.context(&StepId::new("leftovers"))).await {
            Ok(found) => found,
            Err(_) => last_known(&self.shared.lab()),
        }
    }
}

/// What a lab's record last knew to be in the world, marked as uncertain.
pub fn last_known(lab: &Lab) -> Vec<Leftover> {
    let uncertain = |kind: &str, id: &Option<String>, name: &str| {
        id.clone().map(|id| Leftover { kind: kind.to_owned(), id, name: name.to_owned(), certain: false })
    };
    [
        uncertain("instance", &lab.server.instance_id, &lab.settings.server_name),
        uncertain("instance", &lab.client.instance_id, &lab.settings.client_name),
        uncertain("security group", &lab.cloud.security_group, &lab.name),
        uncertain("key pair", &lab.cloud.key_name, &lab.name),
    ]
    .into_iter()
    .flatten()
    .collect()
}
