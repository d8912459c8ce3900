//! The runner over a world of named things that steps put there and take away.

use std::collections::BTreeSet;
use std::sync::Mutex;

use async_trait::async_trait;
use model::{Event, Group, Lab, LabId, Leftover, Outcome, Settings, Target, Text};

use super::*;
use crate::{Store, Unwatched};

/// What the steps change: a set of names, and how often each was put there.
#[derive(Default)]
struct World {
    there: Mutex<BTreeSet<String>>,
    made: Mutex<Vec<String>>,
    most_at_once: Mutex<(usize, usize)>,
}

type Ports = Arc<World>;

/// A step that puts its own name into the world, in two halves.
struct Named {
    id: &'static str,
    needs: &'static [&'static str],
    goes_with: Option<&'static str>,
}

fn plain(text: &str) -> Text {
    Text::new(text, [], text)
}

#[async_trait]
impl Step<Ports> for Named {
    fn info(&self, _: &Lab) -> StepInfo {
        StepInfo {
            id: StepId::new(self.id),
            group: Group::Prepare,
            title: plain(self.id),
            button: plain(self.id),
            what: plain(self.id),
            why: plain(self.id),
            by_hand: Vec::new(),
            commands: Vec::new(),
            terms: Vec::new(),
            needs: self.needs.iter().map(|need| StepId::new(need)).collect(),
            goes_with: self.goes_with.map(StepId::new),
            settings: Vec::new(),
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Context<Ports>) -> Result<Check, Stop> {
        let there = cx.ports().there.lock().unwrap();
        let halves = ["a", "b"].map(|half| cx.evidence(plain(half), "look", "seen", there.contains(&format!("{}-{half}", self.id))));
        Ok(Check::weigh(halves.into()))
    }

    async fn apply(&self, cx: &Context<Ports>) -> Result<(), Stop> {
        {
            let mut busy = cx.ports().most_at_once.lock().unwrap();
            busy.0 += 1;
            busy.1 = busy.1.max(busy.0);
        }
        let mut result = Ok(());
        for half in ["a", "b"] {
            let name = format!("{}-{half}", self.id);
            if cx.ports().there.lock().unwrap().contains(&name) {
                continue;
            }
            result = cx.effect(&name);
            if result.is_err() {
                break;
            }
            cx.ports().there.lock().unwrap().insert(name.clone());
            cx.ports().made.lock().unwrap().push(name);
            tokio::task::yield_now().await;
        }
        cx.ports().most_at_once.lock().unwrap().0 -= 1;
        result
    }

    async fn undo(&self, cx: &Context<Ports>) -> Result<(), Stop> {
        cx.effect(format!("remove {}", self.id))?;
        let gone: Vec<_> =
            Branches::named().iter().filter(|step| step.id == self.id || step.goes_with == Some(self.id)).map(|step| step.id).collect();
        cx.ports().there.lock().unwrap().retain(|name| !gone.iter().any(|id| name.starts_with(&format!("{id}-"))));
        Ok(())
    }
}

/// One trunk, two branches that do not need each other, and one step that needs both; `leaf` lives in `left`.
struct Branches;

impl Branches {
    fn named() -> [Named; 5] {
        [
            Named { id: "trunk", needs: &[], goes_with: None },
            Named { id: "left", needs: &["trunk"], goes_with: None },
            Named { id: "leaf", needs: &["left"], goes_with: Some("left") },
            Named { id: "right", needs: &["trunk"], goes_with: None },
            Named { id: "nest", needs: &["left", "right"], goes_with: None },
        ]
    }
}

#[async_trait]
impl Plan<Ports> for Branches {
    fn steps(&self) -> Vec<Arc<dyn Step<Ports>>> {
        Self::named().into_iter().map(|step| Arc::new(step) as Arc<dyn Step<Ports>>).collect()
    }

    async fn remaining(&self, cx: &Context<Ports>) -> Result<Vec<Leftover>, Stop> {
        let there = cx.ports().there.lock().unwrap();
        Ok(there.iter().map(|name| Leftover { kind: "thing".into(), id: name.clone(), name: name.clone(), certain: true }).collect())
    }
}

struct Bench {
    _folder: tempfile::TempDir,
    store: Store,
    world: Ports,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_owned());
        let target = Target::Practice { mysql: Default::default() };
        let lab = Lab::new(LabId("lab-1".into()), "one".into(), jiff::Timestamp::UNIX_EPOCH, target, Settings::default());
        store.create(lab).unwrap();
        Self { _folder: folder, store, world: Ports::default() }
    }

    async fn run(&self, goal: Goal, pace: Pace) -> (Finished, Vec<Event>) {
        self.run_watched(goal, pace, Arc::new(Unwatched), CancellationToken::new()).await
    }

    async fn run_watched(&self, goal: Goal, pace: Pace, watch: Arc<dyn Watch>, cancel: CancellationToken) -> (Finished, Vec<Event>) {
        let feed = Arc::new(Feed::new(RunId("r".into()), "one".into()));
        let request = RunRequest { run: RunId("r".into()), goal, pace, feed: feed.clone(), cancel, watch };
        let run = Run::new(self.store.open("one").unwrap(), self.world.clone(), Arc::new(Branches), request).unwrap();
        let finished = run.go().await;
        (finished, feed.since(0, 0).events)
    }

    fn made(&self) -> Vec<String> {
        self.world.made.lock().unwrap().clone()
    }
}

/// Fails the run at one point, once.
struct FailAt(Mutex<Option<Point>>);

impl FailAt {
    fn point(point: Point) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some(point))))
    }
}

impl Watch for FailAt {
    fn reached(&self, point: &Point) -> Result<(), Problem> {
        let mut wanted = self.0.lock().unwrap();
        if wanted.as_ref() == Some(point) {
            *wanted = None;
            return Err(ProblemCode::CloudUnreachable.into());
        }
        Ok(())
    }
}

#[tokio::test]
async fn one_by_one_makes_all_in_display_order_and_never_two_at_once() {
    let bench = Bench::new();
    let (finished, events) = bench.run(Goal::SetUp, Pace::OneByOne).await;
    assert_eq!(finished.outcome, Outcome::Done);
    assert_eq!(bench.made(), ["trunk-a", "trunk-b", "left-a", "left-b", "leaf-a", "leaf-b", "right-a", "right-b", "nest-a", "nest-b"]);
    assert_eq!(bench.world.most_at_once.lock().unwrap().1, 1);
    assert!(matches!(events.last().unwrap().kind, EventKind::Finished(_)));
    assert_eq!(events.iter().map(|e| e.index).collect::<Vec<_>>(), (0..events.len() as u64).collect::<Vec<_>>());
}

#[tokio::test]
async fn all_at_once_runs_what_does_not_depend_on_each_other_together() {
    let bench = Bench::new();
    let (finished, _) = bench.run(Goal::SetUp, Pace::AllAtOnce).await;
    assert_eq!(finished.outcome, Outcome::Done);
    assert_eq!(bench.world.most_at_once.lock().unwrap().1, 2);
    let made = bench.made();
    let at = |name: &str| made.iter().position(|made| made == name).unwrap();
    assert!(at("nest-a") > at("left-b") && at("nest-a") > at("right-b"));
}

#[tokio::test]
async fn a_second_set_up_looks_and_changes_nothing() {
    let bench = Bench::new();
    bench.run(Goal::SetUp, Pace::AllAtOnce).await;
    let before = bench.made();
    let (finished, events) = bench.run(Goal::SetUp, Pace::AllAtOnce).await;
    assert_eq!(finished.outcome, Outcome::Done);
    assert_eq!(bench.made(), before);
    assert!(events.iter().all(|event| !matches!(event.kind, EventKind::StepDone { applied: true, .. })));
}

#[tokio::test]
async fn whichever_step_fails_wherever_the_next_run_completes_and_makes_nothing_twice() {
    for id in ["trunk", "left", "leaf", "right", "nest"] {
        let step = StepId::new(id);
        for point in [Point::Before(step.clone()), Point::Effect(step.clone(), format!("{id}-b")), Point::After(step.clone())] {
            for pace in [Pace::OneByOne, Pace::AllAtOnce] {
                let bench = Bench::new();
                let (failed, _) = bench.run_watched(Goal::SetUp, pace, FailAt::point(point.clone()), CancellationToken::new()).await;
                assert_eq!((failed.outcome, failed.culprit), (Outcome::Failed, Some(step.clone())), "{point:?}");
                assert_eq!(failed.leftovers.len(), bench.world.there.lock().unwrap().len());
                let (resumed, _) = bench.run(Goal::SetUp, pace).await;
                assert_eq!(resumed.outcome, Outcome::Done, "{point:?}");
                assert_eq!(bench.made().len(), 10, "{point:?}");
                let (gone, _) = bench.run(Goal::TearDown, pace).await;
                assert_eq!((gone.outcome, gone.removed.len()), (Outcome::Done, 10), "{point:?}");
            }
        }
    }
}

#[tokio::test]
async fn tear_down_undoes_in_reverse_and_leaves_out_what_goes_with_another() {
    let bench = Bench::new();
    bench.run(Goal::SetUp, Pace::AllAtOnce).await;
    let (finished, events) = bench.run(Goal::TearDown, Pace::OneByOne).await;
    assert_eq!((finished.outcome, finished.removed.len()), (Outcome::Done, 10));
    let undone: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::StepUndone { step, .. } => Some(step.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!((undone[0], undone[3], undone.len()), ("nest", "trunk", 4));
    assert!(events.iter().any(|event| matches!(&event.kind, EventKind::StepSkipped { step, .. } if step.as_str() == "leaf")));
}

#[tokio::test]
async fn verify_names_the_first_that_fails_and_asks_nothing_that_stands_on_it() {
    let bench = Bench::new();
    bench.run(Goal::SetUp, Pace::AllAtOnce).await;
    assert_eq!(bench.run(Goal::Verify, Pace::AllAtOnce).await.0.outcome, Outcome::Healthy);
    bench.world.there.lock().unwrap().remove("left-a");
    let (finished, _) = bench.run(Goal::Verify, Pace::AllAtOnce).await;
    assert_eq!((finished.outcome, finished.culprit), (Outcome::Unhealthy, Some(StepId::new("left"))));
    let states: Vec<_> = finished.checks.iter().map(|check| (check.step.as_str().to_owned(), check.check.state)).collect();
    let expected =
        [("trunk", State::Done), ("left", State::Partial), ("leaf", State::Waiting), ("right", State::Done), ("nest", State::Waiting)];
    assert_eq!(states, expected.map(|(id, state)| (id.to_owned(), state)));
    let (repaired, _) = bench.run(Goal::Repair, Pace::AllAtOnce).await;
    assert_eq!((repaired.outcome, bench.made().len()), (Outcome::Done, 11));
}

#[tokio::test]
async fn a_cancelled_run_makes_no_further_effect_and_says_what_is_left() {
    struct CancelAt(CancellationToken);
    impl Watch for CancelAt {
        fn reached(&self, point: &Point) -> Result<(), Problem> {
            if matches!(point, Point::Effect(step, what) if step.as_str() == "left" && what == "left-a") {
                self.0.cancel();
            }
            Ok(())
        }
    }
    let bench = Bench::new();
    let cancel = CancellationToken::new();
    let (finished, _) = bench.run_watched(Goal::SetUp, Pace::OneByOne, Arc::new(CancelAt(cancel.clone())), cancel).await;
    assert_eq!(finished.outcome, Outcome::Cancelled);
    assert_eq!(bench.made(), ["trunk-a", "trunk-b", "left-a"]);
    assert_eq!(finished.leftovers.len(), 3);
}

#[tokio::test]
async fn a_single_step_waits_for_what_it_needs_and_hand_work_is_known_as_such() {
    let bench = Bench::new();
    let (early, _) = bench.run(Goal::Step(StepId::new("left")), Pace::OneByOne).await;
    assert_eq!(early.problem.unwrap().code, ProblemCode::StepNeeds);
    assert!(bench.made().is_empty());

    bench.world.there.lock().unwrap().extend(["trunk-a".to_owned(), "trunk-b".to_owned()]);
    let (checked, _) = bench.run(Goal::CheckStep(StepId::new("trunk")), Pace::OneByOne).await;
    assert_eq!(checked.outcome, Outcome::Done);
    assert!(bench.store.read("one").unwrap().steps[&StepId::new("trunk")].by_hand);
    assert!(bench.made().is_empty());

    let (done, _) = bench.run(Goal::Step(StepId::new("left")), Pace::OneByOne).await;
    assert_eq!((done.outcome, bench.made().len()), (Outcome::Done, 2));
    let (undone, _) = bench.run(Goal::UndoStep(StepId::new("left")), Pace::OneByOne).await;
    assert_eq!(undone.outcome, Outcome::Done);
    assert_eq!(bench.world.there.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn each_effect_is_in_the_journal_before_it_is_made() {
    let bench = Bench::new();
    let point = Point::Effect(StepId::new("trunk"), "trunk-b".into());
    bench.run_watched(Goal::SetUp, Pace::OneByOne, FailAt::point(point), CancellationToken::new()).await;
    assert_eq!(bench.made(), ["trunk-a"]);
    let lines = Journal::read(&bench.store.folder("one").unwrap().journal()).unwrap();
    let effects: Vec<_> = lines
        .iter()
        .filter_map(|line| match &line.entry {
            JournalEntry::Effect { what, .. } => Some(what.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(effects, ["trunk-a", "trunk-b"]);
    assert!(matches!(lines.last().unwrap().entry, JournalEntry::RunFinished { outcome: Outcome::Failed }));
}
