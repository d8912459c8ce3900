//! The runner: every goal is a loop over the same steps and their three verbs.

mod pass;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use model::{
    Check, CheckReport, EventKind, Finished, Goal, JournalEntry, Lab, Leftover, Outcome, Pace, Problem, ProblemCode, RunId, Said, State,
    StepId, StepInfo, StepRecord, ToSaid, Verb, text,
};
use tokio_util::sync::CancellationToken;

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

/// How the loop over the steps ended.
#[derive(Default)]
struct Ending {
    problem: Option<Problem>,
    culprit: Option<StepId>,
    cancelled: bool,
    removed: Vec<Leftover>,
}

impl Ending {
    fn of(stop: Stop, step: Option<StepId>) -> Self {
        match stop {
            Stop::Problem(problem) => Self { problem: Some(*problem), culprit: step, ..Self::default() },
            Stop::Cancelled => Self { cancelled: true, ..Self::default() },
        }
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

    // Tear down.

    async fn tear_down(&self) -> Ending {
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
    async fn make_absent(&self, item: &Item<P>) -> Result<(), Stop> {
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

    // One step by itself.

    async fn one<F>(&self, id: &StepId, verb: impl FnOnce(Item<P>) -> F) -> Ending
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

    async fn look_at_hand_work(&self, item: Item<P>) -> Result<(), Stop> {
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

    async fn undo_alone(&self, item: Item<P>) -> Result<(), Stop> {
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

    // The end.

    async fn finish(&self, ending: Ending, ids: &[StepId]) -> Finished {
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
