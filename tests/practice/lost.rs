//! A practice lab whose cloud's file is gone, while its record says that machines exist.

use std::fs;

use model::{Goal, Outcome, ProblemCode};
use whole_lab::home::Home;

use crate::learner::{LAB, Learner};

async fn without_its_cloud() -> Learner {
    let learner = Learner::with_a_whole_lab().await.restart().await;
    fs::remove_file(learner.home.path().join("labs").join(LAB).join("practice.json")).unwrap();
    learner
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_said_and_nothing_is_looked_for() {
    let learner = without_its_cloud().await;
    let before = learner.lab().await.lab;
    for goal in [Goal::Verify, Goal::Step(lab::id::SSH_RULE), Goal::CheckStep(lab::id::SSH_RULE)] {
        let problem = learner.run(goal).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::PracticeLost);
        assert!(problem.remedies.len() >= 2, "{problem:#?}");
    }
    let name = || LAB.to_owned();
    let codes = [
        learner.app.stop_machines(name()).await.unwrap_err().code,
        learner.app.practice(Some(name())).await.unwrap_err().code,
        learner.app.start_drill(name(), None).await.unwrap_err().code,
    ];
    assert_eq!(codes, [ProblemCode::PracticeLost; 3]);
    assert_eq!(learner.lab().await.lab, before, "the record is kept as it was");
    assert!(!learner.home.path().join("labs").join(LAB).join("practice.json").exists(), "an empty cloud took its place");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lab_can_be_set_up_again_with_its_name_settings_and_passwords() {
    let learner = without_its_cloud().await;
    let before = learner.lab().await.lab;
    let again = learner.run(Goal::Repair).await.unwrap();
    assert_eq!(again.outcome, Outcome::Done, "{:#?}", again.problem);
    assert_eq!(learner.run(Goal::Verify).await.unwrap().outcome, Outcome::Healthy);
    let after = learner.lab().await.lab;
    assert_eq!((&after.id, &after.settings), (&before.id, &before.settings));
    assert_ne!(after.server.instance_id, before.server.instance_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lab_can_be_torn_down_or_forgotten() {
    let learner = without_its_cloud().await;
    assert_eq!(learner.app.remaining(LAB.to_owned()).await.unwrap(), []);
    learner.app.forget_lab(LAB.to_owned()).await.unwrap();
    assert!(!learner.home.path().join("labs").join(LAB).exists());

    let learner = without_its_cloud().await;
    let gone = learner.run(Goal::TearDown).await.unwrap();
    assert_eq!(gone.outcome, Outcome::Done, "{:#?}", gone.problem);
    assert!(!learner.home.path().join("labs").join(LAB).exists());
}

#[test]
fn in_the_terminal_it_is_said_with_what_to_do() {
    let home = Home::new().unwrap();
    assert_eq!(home.run(["setup", "--practice", "--yes", "--json"]).unwrap().code, Some(0));
    fs::remove_file(home.path().join("labs").join(LAB).join("practice.json")).unwrap();
    let verify = home.run(["verify", LAB]).unwrap();
    assert_eq!(verify.code, Some(1), "{verify:?}");
    assert!(verify.err.contains("practice_lost") && verify.err.contains("Set the lab up again"), "{}", verify.err);
    let resumed = home.run(["resume", LAB, "--yes", "--json"]).unwrap();
    assert_eq!((resumed.code, &resumed.last_event()["outcome"]), (Some(0), &"done".into()), "{}", resumed.err);
}
