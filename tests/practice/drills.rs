//! Every drill: begun on a lab that stands, found by a look, mended, and over.

use app::{DrillId, Health};
use futures::{StreamExt, stream};
use model::{Goal, Outcome, ProblemCode};

use crate::learner::{LAB, Learner};

/// How many labs are set up at the same time.
const AT_ONCE: usize = 4;

/// What a drill teaches to find, and how it is mended.
struct Lesson {
    culprit: &'static str,
    code: ProblemCode,
    remedy: Remedy,
}

enum Remedy {
    /// The wizard's repair.
    Repair,
    /// Starting the machines.
    Start,
    /// What only the learner can do, and the wizard's repair after it.
    TakeFileAway,
    /// Ending the drill.
    End,
}

fn lesson(drill: DrillId) -> Lesson {
    let (culprit, code, remedy) = match drill {
        DrillId::MysqlStopped => ("install_server", ProblemCode::ServiceNotRunning, Remedy::Repair),
        DrillId::ClientStopped => ("wait_until_running", ProblemCode::MachineStopped, Remedy::Start),
        DrillId::DoorOutdated => ("mysql_rule", ProblemCode::DoorMissing, Remedy::Repair),
        DrillId::LaptopMoved => ("ssh_rule", ProblemCode::DoorMissing, Remedy::Repair),
        DrillId::DatabaseDropped => ("create_database", ProblemCode::StepNotThere, Remedy::Repair),
        DrillId::ServerRebooted => ("install_server", ProblemCode::ServiceNotRunning, Remedy::Repair),
        DrillId::BindOverridden => ("bind_address", ProblemCode::BindOverridden, Remedy::TakeFileAway),
        DrillId::HostKeyReplaced => ("connect_server", ProblemCode::HostKeyChanged, Remedy::End),
    };
    Lesson { culprit, code, remedy }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_drill_is_found_at_its_step_and_can_be_mended() {
    let ends = stream::iter(DrillId::ALL).map(|drill| async move { (drill, tokio::spawn(go_through(drill)).await) });
    let ends: Vec<_> = ends.buffer_unordered(AT_ONCE).collect().await;
    let others: Vec<_> = ends.into_iter().filter(|(_, end)| end.is_err()).map(|(drill, _)| drill).collect();
    assert!(others.is_empty(), "{others:?} ended otherwise, as is told above");
}

async fn go_through(drill: DrillId) {
    let learner = Learner::with_a_whole_lab().await;
    let lesson = lesson(drill);
    let view = learner.app.start_drill(LAB.to_owned(), Some(drill)).await.unwrap();
    let running = view.running.unwrap();
    assert_eq!(running.drill.map(|known| known.id), Some(drill));
    assert_eq!(running.broken, None, "{drill:?}: what was broken is told before it was found");

    let found = learner.run(Goal::Verify).await.unwrap();
    assert_eq!(found.outcome, Outcome::Unhealthy, "{drill:?} breaks nothing");
    assert_eq!(found.culprit.as_ref().map(model::StepId::as_str), Some(lesson.culprit), "{drill:?}: {:#?}", found.problem);
    assert_eq!(found.problem.map(|problem| problem.code), Some(lesson.code), "{drill:?}");

    let mut given_up = false;
    match lesson.remedy {
        Remedy::Repair => {}
        Remedy::Start => drop(learner.app.start_machines(LAB.to_owned()).await.unwrap()),
        Remedy::TakeFileAway => {
            let refused = learner.run(Goal::Repair).await.unwrap();
            assert_eq!(refused.problem.map(|problem| problem.code), Some(lesson.code), "the wizard deletes no file of another");
            learner.on_server("sudo rm /etc/mysql/mysql.conf.d/zz-tuning.cnf").await;
        }
        Remedy::End => {
            let ended = learner.app.end_drill(LAB.to_owned()).await.unwrap();
            assert!(!ended.solved);
            given_up = true;
        }
    }
    let repaired = learner.run(Goal::Repair).await.unwrap();
    assert_eq!(repaired.outcome, Outcome::Done, "{drill:?}: {:#?}", repaired.problem);
    let healthy = learner.run(Goal::Verify).await.unwrap();
    assert_eq!(healthy.outcome, Outcome::Healthy, "{drill:?}: {:#?}", healthy.problem);

    if !given_up {
        let over = learner.app.drills(LAB.to_owned()).await.unwrap();
        assert!(over.ready, "{drill:?}");
        assert!(over.running.unwrap().broken.is_some(), "{drill:?} is mended, and what it was is not told");
        assert!(learner.app.end_drill(LAB.to_owned()).await.unwrap().solved, "{drill:?}");
    }
    assert_eq!(learner.app.drills(LAB.to_owned()).await.unwrap().running, None);
    let still = learner.run(Goal::Verify).await.unwrap();
    assert_eq!(still.outcome, Outcome::Healthy, "to end {drill:?} broke what was mended: {:#?}", still.problem);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_that_is_given_up_is_mended_by_its_end_and_a_repair() {
    let ends = stream::iter(DrillId::ALL).map(|drill| async move {
        let given_up = tokio::spawn(async move {
            let learner = Learner::with_a_whole_lab().await;
            learner.app.start_drill(LAB.to_owned(), Some(drill)).await.unwrap();
            assert!(!learner.app.end_drill(LAB.to_owned()).await.unwrap().solved);
            assert_eq!(learner.run(Goal::Repair).await.unwrap().outcome, Outcome::Done, "{drill:?}");
            assert_eq!(learner.run(Goal::Verify).await.unwrap().outcome, Outcome::Healthy, "{drill:?}");
        });
        (drill, given_up.await)
    });
    let ends: Vec<_> = ends.buffer_unordered(AT_ONCE).collect().await;
    let others: Vec<_> = ends.into_iter().filter(|(_, end)| end.is_err()).map(|(drill, _)| drill).collect();
    assert!(others.is_empty(), "{others:?} ended otherwise, as is told above");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_surprise_is_not_told_before_it_is_mended_and_goes_on_over_a_restart() {
    let learner = Learner::with_a_whole_lab().await;
    let begun = learner.app.start_drill(LAB.to_owned(), None).await.unwrap().running.unwrap();
    assert!(begun.surprise && begun.drill.is_none() && begun.broken.is_none(), "{begun:?}");
    let learner = learner.restart().await;
    let again = learner.app.drills(LAB.to_owned()).await.unwrap();
    assert_eq!(again.running, Some(begun));
    assert!(!again.ready);
    let second = learner.app.start_drill(LAB.to_owned(), Some(DrillId::MysqlStopped)).await.unwrap_err();
    assert_eq!(second.code, ProblemCode::DrillNotNow);
    learner.app.end_drill(LAB.to_owned()).await.unwrap();
    assert_eq!(learner.app.end_drill(LAB.to_owned()).await.unwrap_err().code, ProblemCode::DrillNotNow);
    assert_eq!(learner.run(Goal::Repair).await.unwrap().outcome, Outcome::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_laptop_can_move_more_than_once() {
    let learner = Learner::with_a_whole_lab().await;
    for _ in 0..3 {
        learner.app.start_drill(LAB.to_owned(), Some(DrillId::LaptopMoved)).await.unwrap();
        assert_eq!(learner.run(Goal::Verify).await.unwrap().outcome, Outcome::Unhealthy);
        assert_eq!(learner.run(Goal::Repair).await.unwrap().outcome, Outcome::Done);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_that_is_not_whole_is_not_broken_further() {
    let learner = Learner::new().await;
    let view = learner.app.drills(LAB.to_owned()).await.unwrap();
    assert!(!view.ready && view.running.is_none() && view.drills.len() == DrillId::ALL.len(), "{view:?}");
    let refused = learner.app.start_drill(LAB.to_owned(), None).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::DrillNotNow);
    assert_eq!(learner.lab().await.health, Health::New);
}
