//! Runs that meet each other, are stopped, or go wrong inside the program.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use app::{App, NewLab, Options};
use engine::{Point, Watch};
use model::{EventKind, Finished, Goal, Outcome, Pace, PracticeMysql, Problem, ProblemCode, RunId, Settings, Target};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::bench::SPEED;

const NAME: &str = "mine";

type AtPoint = Box<dyn Fn(&Point) -> Result<(), Problem> + Send>;

/// Does something at each point of a run.
struct At(Mutex<AtPoint>);

impl Watch for At {
    fn reached(&self, point: &Point) -> Result<(), Problem> {
        let act = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        act(point)
    }
}

async fn app(act: impl Fn(&Point) -> Result<(), Problem> + Send + 'static) -> (TempDir, App) {
    let home = tempfile::tempdir().unwrap();
    let mut options = Options::new(home.path().to_owned());
    options.practice_speed = SPEED;
    options.watch = Arc::new(At(Mutex::new(Box::new(act))));
    let app = App::new(options);
    let target = Target::Practice { mysql: PracticeMysql::V8_0 };
    app.create_lab(NewLab { name: Some(NAME.into()), target, settings: Settings::default(), password: None }).await.unwrap();
    (home, app)
}

/// Follows a run as a window does.
async fn end_of(app: &App, run: &RunId) -> Finished {
    let (mut event, mut line) = (0, 0);
    loop {
        let report = app.report_since(NAME.into(), run.clone(), event, line).await.unwrap();
        (event, line) = (report.next_event, report.next_line);
        if let Some(EventKind::Finished(finished)) = report.events.into_iter().next_back().map(|event| event.kind) {
            return *finished;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_is_refused_while_one_goes_on_and_can_begin_when_its_end_is_told() {
    let (_home, app) = app(|_| Ok(())).await;
    let first = app.run(NAME.into(), Goal::SetUp, Pace::AllAtOnce).await.unwrap();
    assert_eq!(app.run(NAME.into(), Goal::SetUp, Pace::AllAtOnce).await.unwrap_err().code, ProblemCode::LabBusy);
    assert_eq!(app.latest_run(NAME.into()).await.unwrap(), Some(first.clone()));
    assert_eq!(app.list_labs().await.unwrap()[0].running, Some(first.clone()));
    assert_eq!(end_of(&app, &first).await.outcome, Outcome::Done);
    assert_eq!(app.list_labs().await.unwrap()[0].running, None);
    let second = app.run(NAME.into(), Goal::Verify, Pace::AllAtOnce).await.unwrap();
    assert_eq!(end_of(&app, &second).await.outcome, Outcome::Healthy);
    // What an ended run said can still be read.
    assert_eq!(end_of(&app, &first).await.outcome, Outcome::Done);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_stopped_says_what_is_there_and_can_be_taken_up() {
    let (reach, mut reached) = mpsc::unbounded_channel();
    let (go_on, wait) = std::sync::mpsc::channel::<()>();
    let (_home, app) = app(move |point| {
        if matches!(point, Point::Effect(step, _) if step.as_str() == "launch_instances") && reach.send(()).is_ok() {
            // The run stands here until it was cancelled; later runs find the channel closed.
            let _ = wait.recv();
        }
        Ok(())
    })
    .await;
    let run = app.run(NAME.into(), Goal::SetUp, Pace::OneByOne).await.unwrap();
    reached.recv().await.unwrap();
    app.cancel(NAME.into()).await.unwrap();
    drop((reached, go_on));
    let finished = end_of(&app, &run).await;
    assert_eq!(finished.outcome, Outcome::Cancelled);
    assert_eq!(finished.problem, None);
    let kinds: Vec<_> = finished.leftovers.iter().map(|thing| thing.kind.as_str()).collect();
    // The launch had been announced, so it was made; nothing after it was.
    assert!(kinds.contains(&"instance") && kinds.contains(&"key pair"), "{kinds:?}");
    let run = app.run(NAME.into(), Goal::SetUp, Pace::AllAtOnce).await.unwrap();
    assert_eq!(end_of(&app, &run).await.outcome, Outcome::Done);
    assert_eq!(app.remaining(NAME.into()).await.unwrap().iter().filter(|thing| thing.kind == "instance").count(), 2);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_run_ends_it_with_a_word_and_frees_the_lab() {
    let once = AtomicBool::new(true);
    let (_home, app) = app(move |point| match point {
        Point::Before(step) if step.as_str() == "security_group" && once.swap(false, Ordering::Relaxed) => panic!("the test's own panic"),
        _ => Ok(()),
    })
    .await;
    let run = app.run(NAME.into(), Goal::SetUp, Pace::OneByOne).await.unwrap();
    let finished = end_of(&app, &run).await;
    assert_eq!(finished.outcome, Outcome::Failed);
    let problem = finished.problem.unwrap();
    assert_eq!(problem.code, ProblemCode::Internal);
    assert_eq!(problem.detail.as_deref(), Some("the test's own panic"));
    assert!(problem.leftovers.iter().any(|thing| thing.kind == "key pair"), "{:?}", problem.leftovers);
    let run = app.run(NAME.into(), Goal::TearDown, Pace::AllAtOnce).await.unwrap();
    assert_eq!(end_of(&app, &run).await.outcome, Outcome::Done);
    assert!(app.list_labs().await.unwrap().is_empty());
    app.close().await;
}
