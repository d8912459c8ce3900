//! The runner: every goal is a loop over the same steps and their three verbs.

mod ending;
mod one_step;
mod pass;
mod tear_down;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Instant;

use model::{
    Check, EventKind, Finished, Goal, JournalEntry, Pace, Problem, ProblemCode, RunId, Said, State, StepId, StepInfo, StepRecord, ToSaid,
    Verb, text,
};
use tokio_util::sync::CancellationToken;

use self::ending::Ending;
pub use self::ending::last_known;
use self::pass::{in_order, in_order_all};
use crate::context::Shared;
use crate::{Context, Feed, Journal, OpenLab, Plan, Point, Step, Stop, Watch};

/// What a run is asked, and by what it can be stopped and followed.
pub struct RunRequest {
    /// The run's name.
    pub run: RunId,
    /// What is asked.
    pub goal: Goal,
    /// How many steps go at once.
    pub pace: Pace,
    /// Where the run says what it does.
    pub feed: Arc<Feed>,
    /// Stops the run between two side effects.
    pub cancel: CancellationToken,
    /// Is told of each point that the run passes.
    pub watch: Arc<dyn Watch>,
}

/// One run over a lab's steps.
pub struct Run<P> {
    shared: Arc<Shared<P>>,
    plan: Arc<dyn Plan<P>>,
    steps: Vec<Item<P>>,
    goal: Goal,
    pace: Pace,
    began: Instant,
    // Holds the lab's lock for as long as the run goes.
    _open: OpenLab,
}

struct Item<P> {
    step: Arc<dyn Step<P>>,
    info: StepInfo,
}

impl<P> Clone for Item<P> {
    fn clone(&self) -> Self {
        Self { step: self.step.clone(), info: self.info.clone() }
    }
}

impl<P: Send + Sync + 'static> Run<P> {
    /// Prepares a run of a lab.
    ///
    /// # Errors
    /// `disk_full` or `data_folder_unwritable` when the journal cannot be opened.
    pub fn new(open: OpenLab, ports: P, plan: Arc<dyn Plan<P>>, request: RunRequest) -> Result<Self, Problem> {
        let journal = Journal::open(&open.folder.journal(), request.run.clone())?;
        let steps = plan.steps().into_iter().map(|step| Item { info: step.info(&open.lab), step }).collect();
        let shared = Shared {
            ports,
            folder: open.folder.clone(),
            lab: open.lab.clone().into(),
            journal: journal.into(),
            feed: request.feed,
            cancel: request.cancel,
            watch: request.watch,
        };
        Ok(Self { shared: Arc::new(shared), plan, steps, goal: request.goal, pace: request.pace, began: Instant::now(), _open: open })
    }

    /// Goes through the steps. Ends in exactly one [`EventKind::Finished`], whose contents it returns.
    pub async fn go(self) -> Finished {
        let ids = self.involved();
        self.say(EventKind::Started {
            run: self.shared.feed.since(u64::MAX, u64::MAX).run,
            lab: self.shared.lab().name.clone(),
            goal: self.goal.clone(),
            pace: self.pace,
            steps: ids.clone(),
        });
        let ending = match self.shared.journal(JournalEntry::RunStarted { goal: self.goal.clone() }) {
            Ok(()) => self.run_goal().await,
            Err(problem) => Ending { problem: Some(problem), ..Ending::default() },
        };
        let finished = self.finish(ending, &ids).await;
        self.say(EventKind::Finished(Box::new(finished.clone())));
        finished
    }

    /// The steps that the goal goes through, in the order in which it shows them.
    fn involved(&self) -> Vec<StepId> {
        match &self.goal {
            Goal::Step(id) | Goal::CheckStep(id) | Goal::UndoStep(id) => vec![id.clone()],
            Goal::TearDown => {
                self.steps.iter().rev().filter(|item| item.step.changes_the_world()).map(|item| item.info.id.clone()).collect()
            }
            Goal::SetUp | Goal::Verify | Goal::Repair => self.steps.iter().map(|item| item.info.id.clone()).collect(),
        }
    }

    async fn run_goal(&self) -> Ending {
        match &self.goal {
            Goal::SetUp | Goal::Repair => self.set_up().await,
            Goal::Verify => self.verify().await,
            Goal::TearDown => self.tear_down().await,
            Goal::Step(id) => self.one(id, |item| self.make_so(item)).await,
            Goal::CheckStep(id) => self.one(id, |item| self.look_at_hand_work(item)).await,
            Goal::UndoStep(id) => self.one(id, |item| self.undo_alone(item)).await,
        }
    }

    // Set up and repair.

    async fn set_up(&self) -> Ending {
        let limit = match self.pace {
            Pace::OneByOne => 1,
            Pace::AllAtOnce => usize::MAX,
        };
        let items: Vec<_> = self.steps.clone();
        let needs = |item: &Item<P>| item.info.needs.clone();
        let result = in_order(&items, needs, limit, |item| Box::pin(self.make_so(item))).await;
        for id in &result.not_run {
            let Some(item) = items.iter().find(|item| item.info.id == *id) else { continue };
            let why = match result.stopped.as_ref() {
                Some((failed, Stop::Problem(_))) => {
                    text!("skipped-after-failure", "Not begun, because {step} failed.", step = self.title(failed))
                }
                _ => text!("skipped-cancelled", "Not begun, because the run was stopped."),
            };
            self.say(EventKind::StepSkipped { step: item.info.id.clone(), why });
        }
        match result.stopped {
            Some((step, stop)) => Ending::of(stop, Some(step)),
            None => Ending::default(),
        }
    }

    /// Looks, does what is missing, and looks again.
    async fn make_so(&self, item: Item<P>) -> Result<(), Stop> {
        let began = Instant::now();
        match self.make_so_inner(&item, began).await {
            Ok(applied) => {
                self.say(EventKind::StepDone { step: item.info.id.clone(), applied, millis: millis(began) });
                Ok(())
            }
            Err(stop) => Err(self.failed(&item, began, stop)),
        }
    }

    async fn make_so_inner(&self, item: &Item<P>, began: Instant) -> Result<bool, Stop> {
        if self.shared.cancel.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let check = self.look(item, None).await?;
        match check.state {
            State::Done => return Ok(false),
            State::Blocked | State::Waiting => return Err(problem_of(item, check).into()),
            State::Absent | State::Partial => {}
        }
        let id = &item.info.id;
        self.say(EventKind::StepStarted { step: id.clone(), verb: Verb::Apply });
        self.shared.journal(JournalEntry::Started { step: id.clone(), verb: Verb::Apply })?;
        self.shared.watch.reached(&Point::Before(id.clone()))?;
        item.step.apply(&self.context(id)).await?;
        self.shared.watch.reached(&Point::After(id.clone()))?;
        let check = self.look(item, Some(millis(began))).await?;
        if check.state != State::Done {
            return Err(problem_of(item, check).into());
        }
        self.shared.journal(JournalEntry::Done { step: id.clone() })?;
        Ok(true)
    }

    /// Looks at a step, keeps what was seen in the record, and says it.
    async fn look(&self, item: &Item<P>, applied_in: Option<u64>) -> Result<Check, Stop> {
        let id = &item.info.id;
        self.say(EventKind::StepStarted { step: id.clone(), verb: Verb::Check });
        let check = item.step.check(&self.context(id)).await?;
        self.keep(id, &check, applied_in)?;
        self.say_checked(id, &check);
        Ok(check)
    }

    fn keep(&self, id: &StepId, check: &Check, applied_in: Option<u64>) -> Result<(), Problem> {
        self.shared.record(|lab| {
            let before = lab.steps.get(id);
            // A learner's handiwork stays theirs until the program applies the step itself.
            let by_hand = before.is_some_and(|b| b.by_hand) && applied_in.is_none() && check.state == State::Done;
            let millis = applied_in.or_else(|| before.and_then(|b| b.millis).filter(|_| check.state == State::Done));
            let record = StepRecord { check: check.clone(), at: jiff::Timestamp::now(), by_hand, millis };
            lab.steps.insert(id.clone(), record);
        })
    }

    fn failed(&self, item: &Item<P>, began: Instant, stop: Stop) -> Stop {
        let step = item.info.id.clone();
        match stop {
            Stop::Problem(problem) => {
                // Best effort: the failure that is being told may be that the disk is full.
                let _ = self.shared.journal(JournalEntry::Failed { step: step.clone(), code: problem.code });
                self.say(EventKind::StepFailed { step, problem: (*problem).clone(), millis: millis(began) });
                Stop::Problem(problem)
            }
            Stop::Cancelled => {
                self.say(EventKind::StepSkipped { step, why: text!("stopped-here", "Stopped here.") });
                Stop::Cancelled
            }
        }
    }

    // Verify.

    async fn verify(&self) -> Ending {
        let items = self.steps.clone();
        let needs = |item: &Item<P>| item.info.needs.clone();
        let result = in_order_all(&items, needs, |item| {
            Box::pin(async move {
                match self.look(&item, None).await {
                    Ok(check) if check.state == State::Done => Ok(()),
                    Ok(check) => Err(problem_or(ProblemCode::StepNotThere, &item, check).into()),
                    Err(Stop::Problem(problem)) => {
                        let check = Check::blocked((*problem).clone(), Vec::new());
                        self.keep(&item.info.id, &check, None)?;
                        self.say_checked(&item.info.id, &check);
                        Err(Stop::Problem(problem))
                    }
                    Err(Stop::Cancelled) => Err(Stop::Cancelled),
                }
            })
        })
        .await;
        for id in &result.not_run {
            let check = Check { state: State::Waiting, evidence: Vec::new(), problem: None };
            if let Err(problem) = self.keep(id, &check, None) {
                return Ending { problem: Some(problem), ..Ending::default() };
            }
            self.say_checked(id, &check);
        }
        // The culprit is the first in display order, which stands after all that it needs.
        let mut failed = result.failed;
        for item in &items {
            if let Some(stop) = failed.remove(&item.info.id) {
                return Ending::of(stop, Some(item.info.id.clone()));
            }
        }
        Ending::default()
    }

    fn say_checked(&self, id: &StepId, check: &Check) {
        self.say(EventKind::StepChecked {
            step: id.clone(),
            state: check.state,
            evidence: check.evidence.clone(),
            problem: check.problem.clone(),
        });
    }

    fn holds(&self, id: &StepId) -> bool {
        self.shared.lab().steps.get(id).is_some_and(|record| record.check.state == State::Done)
    }

    fn title(&self, id: &StepId) -> Said {
        self.steps.iter().find(|item| item.info.id == *id).map_or_else(|| id.to_said(), |item| item.info.title.to_said())
    }

    fn context(&self, id: &StepId) -> Context<P> {
        Context::new(self.shared.clone(), id.clone())
    }

    fn say(&self, kind: EventKind) {
        self.shared.feed.push(kind);
    }
}

/// The problem of a step that was done and does not hold.
fn problem_of<P>(item: &Item<P>, check: Check) -> Problem {
    problem_or(ProblemCode::StepDidNotHold, item, check)
}

/// The problem that a look named, or, when it only saw that something is missing, one of this code.
fn problem_or<P>(code: ProblemCode, item: &Item<P>, check: Check) -> Problem {
    let evidence = check.evidence;
    match check.problem {
        Some(mut problem) => {
            for piece in evidence {
                if !problem.evidence.contains(&piece) {
                    problem.evidence.push(piece);
                }
            }
            problem
        }
        None => code.with("step", &item.info.title).evidence(evidence).into(),
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
