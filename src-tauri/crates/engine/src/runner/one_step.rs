//! One step by itself: done, looked at after somebody's own hands, or undone.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Instant;

use model::{EventKind, Goal, ProblemCode, Said, State, StepId};

use super::{Ending, Item, Run, millis, problem_or};
use crate::Stop;

impl<P: Send + Sync + 'static> Run<P> {
    pub(super) async fn one<F>(&self, id: &StepId, verb: impl FnOnce(Item<P>) -> F) -> Ending
    where
        F: Future<Output = Result<(), Stop>>,
    {
        let Some(item) = self.steps.iter().find(|item| item.info.id == *id) else {
            return Ending::of(ProblemCode::Internal.detail(format!("no step {id}")).into(), None);
        };
        if !matches!(self.goal, Goal::UndoStep(_)) {
            let lacking: Vec<_> = item.info.needs.iter().filter(|need| !self.holds(need)).map(|need| self.title(need)).collect();
            if !lacking.is_empty() {
                return Ending::of(ProblemCode::StepNeeds.with("needs", Said::list(lacking)).into(), Some(id.clone()));
            }
        }
        match verb(item.clone()).await {
            Ok(()) => Ending::default(),
            Err(stop) => Ending::of(stop, Some(id.clone())),
        }
    }

    pub(super) async fn look_at_hand_work(&self, item: Item<P>) -> Result<(), Stop> {
        let began = Instant::now();
        let mut looked = self.look(&item, None).await;
        if item.step.is_seen_by_doing() && looked.as_ref().is_ok_and(|check| check.state != State::Done) {
            looked = match item.step.apply(&self.context(&item.info.id)).await {
                Ok(()) => self.look(&item, None).await,
                Err(stop) => Err(stop),
            };
        }
        let check = match looked {
            Ok(check) => check,
            Err(stop) => return Err(self.failed(&item, began, stop)),
        };
        if check.state != State::Done {
            return Err(self.failed(&item, began, problem_or(ProblemCode::HandWorkUnfinished, &item, check).into()));
        }
        self.shared.record(|lab| {
            if let Some(record) = lab.steps.get_mut(&item.info.id) {
                record.by_hand = record.millis.is_none();
            }
        })?;
        self.say(EventKind::StepDone { step: item.info.id.clone(), applied: false, millis: millis(began) });
        Ok(())
    }

    pub(super) async fn undo_alone(&self, item: Item<P>) -> Result<(), Stop> {
        self.make_absent(&item).await?;
        // What stood on it has not been looked at since.
        let mut stale = BTreeSet::from([item.info.id.clone()]);
        for other in &self.steps {
            if other.info.needs.iter().any(|need| stale.contains(need)) {
                stale.insert(other.info.id.clone());
            }
        }
        stale.remove(&item.info.id);
        Ok(self.shared.record(|lab| lab.steps.retain(|id, _| !stale.contains(id)))?)
    }
}
