//! Every step is failed at each of its points in turn; then the lab is taken up again, and torn down.

use std::sync::{Arc, Mutex};

use engine::{Point, Watch};
use futures::{StreamExt, stream};
use lab::LabPlan;
use model::{Goal, Outcome, Pace, PracticeMysql, Problem, ProblemCode};

use crate::bench::{Bench, applied};

const TRIPPED: &str = "The test failed the run here.";

/// Notes every point that a run passes, and fails the run at one of them, once.
#[derive(Default)]
struct Tripwire {
    at: Mutex<Option<Point>>,
    passed: Mutex<Vec<Point>>,
}

impl Tripwire {
    fn at(point: Point) -> Arc<Self> {
        Arc::new(Self { at: Mutex::new(Some(point)), passed: Mutex::default() })
    }

    fn has_tripped(&self) -> bool {
        self.at.lock().unwrap().is_none()
    }
}

impl Watch for Tripwire {
    fn reached(&self, point: &Point) -> Result<(), Problem> {
        let mut at = self.at.lock().unwrap();
        if at.as_ref().is_some_and(|at| same(at, point)) {
            *at = None;
            return Err(ProblemCode::Internal.detail(TRIPPED).into());
        }
        self.passed.lock().unwrap().push(point.clone());
        Ok(())
    }
}

/// An effect is known by its step: its words name ids that differ from lab to lab.
fn same(a: &Point, b: &Point) -> bool {
    match (a, b) {
        (Point::Effect(a, _), Point::Effect(b, _)) => a == b,
        _ => a == b,
    }
}

fn step_of(point: &Point) -> &model::StepId {
    match point {
        Point::Before(step) | Point::Effect(step, _) | Point::After(step) => step,
    }
}

/// The points of a whole set-up or tear-down: before each step, at its first effect, after it.
async fn points(bench: &Bench, goal: Goal) -> Vec<Point> {
    let watch = Arc::new(Tripwire::default());
    let (_, finished) = bench.run(Arc::new(LabPlan), goal, Pace::OneByOne, watch.clone()).await;
    assert_eq!(finished.outcome, Outcome::Done, "{:#?}", finished.problem);
    let mut points: Vec<Point> = Vec::new();
    for point in watch.passed.lock().unwrap().iter() {
        if !points.iter().any(|known| same(known, point)) {
            points.push(point.clone());
        }
    }
    points
}

/// How many labs are set up at the same time.
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_that_fails_at_any_point_is_taken_up_and_nothing_is_made_twice() {
    let points = points(&Bench::new(PracticeMysql::V8_0).await, Goal::SetUp).await;
    let befores = points.iter().filter(|point| matches!(point, Point::Before(_))).count();
    assert!(befores >= 15, "the set-up passes only these points: {points:?}");
    stream::iter(points)
        .map(|point| tokio::spawn(fail_and_take_up(point)))
        .buffer_unordered(AT_ONCE)
        .for_each(|end| async { end.unwrap() })
        .await;
}

async fn fail_and_take_up(point: Point) {
    let bench = Bench::new(PracticeMysql::V8_0).await;
    let watch = Tripwire::at(point.clone());
    let (_, failed) = bench.run(Arc::new(LabPlan), Goal::SetUp, Pace::OneByOne, watch.clone()).await;
    assert!(watch.has_tripped(), "{point:?} was never reached");
    assert_eq!(failed.outcome, Outcome::Failed, "{point:?}");
    assert_eq!(failed.culprit.as_ref(), Some(step_of(&point)), "{point:?}: {:?}", failed.problem);
    assert_eq!(failed.problem.unwrap().detail.as_deref(), Some(TRIPPED), "{point:?}");

    let bench = bench.restart().await;
    let (events, done) = bench.run(Arc::new(LabPlan), Goal::SetUp, Pace::AllAtOnce, Arc::new(engine::Unwatched)).await;
    assert_eq!(done.outcome, Outcome::Done, "{point:?}: {:#?}", done.problem);
    assert!(done.databases.iter().any(|database| database == "testing_123"), "{point:?}: {:?}", done.databases);
    assert_eq!(bench.count(), (2, 1, 1), "{point:?}: something was made twice");
    let applied = applied(&events);
    if matches!(point, Point::After(_)) {
        assert!(!applied.contains(&step_of(&point).to_string()), "{point:?} was whole, and was done again");
    }

    let (_, gone) = bench.run(Arc::new(LabPlan), Goal::TearDown, Pace::AllAtOnce, Arc::new(engine::Unwatched)).await;
    assert_eq!(gone.outcome, Outcome::Done, "{point:?}: {:#?}", gone.problem);
    assert_empty(&bench, &point);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tear_down_that_fails_at_any_point_is_taken_up_and_leaves_nothing() {
    let bench = Bench::new(PracticeMysql::V8_0).await;
    let plan = || Arc::new(LabPlan);
    let (_, done) = bench.run(plan(), Goal::SetUp, Pace::AllAtOnce, Arc::new(engine::Unwatched)).await;
    assert_eq!(done.outcome, Outcome::Done, "{:#?}", done.problem);
    for point in points(&bench, Goal::TearDown).await {
        let bench = Bench::new(PracticeMysql::V8_0).await;
        bench.run(plan(), Goal::SetUp, Pace::AllAtOnce, Arc::new(engine::Unwatched)).await;
        let watch = Tripwire::at(point.clone());
        let (_, failed) = bench.run(plan(), Goal::TearDown, Pace::OneByOne, watch.clone()).await;
        assert!(watch.has_tripped(), "{point:?} was never reached");
        assert_eq!(failed.outcome, Outcome::Failed, "{point:?}");
        assert_eq!(failed.culprit.as_ref(), Some(step_of(&point)), "{point:?}: {:?}", failed.problem);

        let bench = bench.restart().await;
        let (_, gone) = bench.run(plan(), Goal::TearDown, Pace::AllAtOnce, Arc::new(engine::Unwatched)).await;
        assert_eq!(gone.outcome, Outcome::Done, "{point:?}: {:#?}", gone.problem);
        assert_empty(&bench, &point);
    }
}

/// Only machines that are gone may be seen, as EC2 shows them for an hour.
fn assert_empty(bench: &Bench, point: &Point) {
    let world = bench.world();
    for instance in world["instances"].as_array().unwrap() {
        assert_eq!(instance["state"], "terminated", "{point:?}: {instance}");
    }
    let (_, key_pairs, groups) = bench.count();
    assert_eq!((key_pairs, groups), (0, 0), "{point:?}");
}
