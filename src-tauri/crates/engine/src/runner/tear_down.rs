//! Tearing down: every step's work is made absent, and what is gone is looked for.

use std::time::Instant;

use model::{EventKind, JournalEntry, ProblemCode, State, StepId, ToSaid, Verb, text};

use super::pass::in_order_all;
use super::{Ending, Item, Run, millis};
use crate::{Point, Stop};

impl<P: Send + Sync + 'static> Run<P> {
    pub(super) async fn tear_down(&self) -> Ending {
        let before = match self.plan.remaining(&self.context(&StepId::new("tear_down"))).await {
            Ok(before) => before,
            Err(stop) => return Ending::of(stop, None),
        };
        let items: Vec<_> = self.steps.iter().rev().filter(|item| item.step.changes_the_world()).cloned().collect();
        let alone: Vec<_> = items.iter().filter(|item| item.info.goes_with.is_none()).cloned().collect();
        for item in items.iter().filter(|item| item.info.goes_with.is_some()) {
            let with = item.info.goes_with.as_ref().map_or_else(|| "".to_said(), |id| self.title(id));
            self.say(EventKind::StepSkipped {
                step: item.info.id.clone(), why: text!("goes-with", "Goes with “{step}”.", step = with)
            });
        }
        // A step is undone after all that need it.
        let needed_by = |item: &Item<P>| {
            alone.iter().filter(|other| other.info.needs.contains(&item.info.id)).map(|other| other.info.id.clone()).collect()
        };
        let result = in_order_all(&alone, needed_by, |item| Box::pin(async move { self.make_absent(&item).await })).await;
        for id in &result.not_run {
            self.say(EventKind::StepSkipped {
                step: id.clone(),
                why: text!("skipped-still-needed", "Kept, because something that stands on it is still there."),
            });
        }
        let after = self.plan.remaining(&self.context(&StepId::new("tear_down"))).await;
        let mut ending = match (result.failed.into_iter().next(), &after) {
            (Some((step, stop)), _) => Ending::of(stop, Some(step)),
            (None, Ok(after)) if after.is_empty() => match self.shared.record(|lab| lab.steps.clear()) {
                Ok(()) => Ending::default(),
                Err(problem) => Ending { problem: Some(problem), ..Ending::default() },
            },
            (None, Ok(after)) => {
                let problem = ProblemCode::CannotUndo.with("count", after.len()).into();
                Ending { problem: Some(problem), ..Ending::default() }
            }
            (None, Err(_)) => Ending::default(),
        };
        match after {
            Ok(after) => ending.removed = before.into_iter().filter(|thing| !after.contains(thing)).collect(),
            Err(stop) if ending.problem.is_none() => ending = Ending::of(stop, None),
            Err(_) => {}
        }
        ending
    }

    /// Makes a step's work absent, and looks whether it is.
    pub(super) async fn make_absent(&self, item: &Item<P>) -> Result<(), Stop> {
        let began = Instant::now();
        let id = &item.info.id;
        let result = async {
            if self.shared.cancel.is_cancelled() {
                return Err(Stop::Cancelled);
            }
            self.say(EventKind::StepStarted { step: id.clone(), verb: Verb::Undo });
            self.shared.journal(JournalEntry::Started { step: id.clone(), verb: Verb::Undo })?;
            self.shared.watch.reached(&Point::Before(id.clone()))?;
            item.step.undo(&self.context(id)).await?;
            self.shared.watch.reached(&Point::After(id.clone()))?;
            let check = self.look(item, None).await?;
            if check.state != State::Absent {
                let problem =
                    ProblemCode::CannotUndo.with("count", check.evidence.iter().filter(|e| e.holds).count()).evidence(check.evidence);
                return Err(problem.into());
            }
            self.shared.journal(JournalEntry::Undone { step: id.clone() })?;
            Ok(())
        }
        .await;
        match result {
            Ok(()) => {
                self.say(EventKind::StepUndone { step: id.clone(), millis: millis(began) });
                Ok(())
            }
            Err(stop) => Err(self.failed(item, began, stop)),
        }
    }
}
