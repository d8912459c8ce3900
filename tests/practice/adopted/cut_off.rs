//! Adoptions that are cut off at any moment: taken up again, or given up, with nothing orphaned and nothing removed.

use app::{LabByHand, PLAYGROUND};
use model::{Adoption, Goal, Pace, ProblemCode};

use whole_lab::hand::{Hand, KEY_PAIR, NAME};

/// Before each of the four tags, and after the last of them.
const POINTS: usize = 5;

/// A learner whose adoption was cut off after so many tags.
async fn cut_off(tags: usize) -> (Hand, LabByHand, Vec<String>) {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    let everything = hand.adoptable(PLAYGROUND, &launched).await.into_iter().collect();
    let hand = hand.restart(Some(tags)).await;
    let by_hand = hand.by_hand(&launched);
    assert_eq!(hand.app.adopt_lab(by_hand.clone()).await.unwrap_err().code, ProblemCode::DiskFull, "{tags}");
    (hand.restart(None).await, by_hand, everything)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_taken_up_again_by_its_name_wherever_it_was_cut_off() {
    for tags in 0..POINTS {
        let (hand, by_hand, everything) = cut_off(tags).await;
        let before = hand.app.lab(NAME.to_owned()).await.unwrap().lab;
        assert_eq!(before.adoption, Some(Adoption::Pending), "{tags}");
        let machines_tagged = hand.tagged(PLAYGROUND).await.iter().filter(|(id, _)| id.starts_with("i-")).count();
        assert_eq!(machines_tagged, tags.saturating_sub(2).min(2), "the machines come last");

        // The passwords are on this computer already.
        let again = LabByHand { root_password: None, ..by_hand };
        let run = hand.app.adopt_lab(again).await.unwrap();
        hand.end_of(run).await;
        let after = hand.app.lab(NAME.to_owned()).await.unwrap().lab;
        assert_eq!((&after.id, after.adoption, after.created_at), (&before.id, Some(Adoption::Whole), before.created_at), "{tags}");
        let tagged = hand.tagged(NAME).await;
        assert!(tagged.iter().all(|(_, lab)| *lab == after.id.0), "{tags}: {tagged:?}");
        assert_eq!(tagged.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), everything, "{tags}");
        assert_eq!(hand.standing(NAME).await, 2);

        let journal = std::fs::read_to_string(hand.home.path().join("labs").join(NAME).join("journal.jsonl")).unwrap();
        assert!(everything.iter().all(|id| journal.contains(id.as_str()) || id.starts_with("key-")), "{journal}");
        assert!(journal.contains(KEY_PAIR));
        hand.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_given_up_and_then_nothing_is_tagged_and_nothing_is_gone() {
    for tags in 0..POINTS {
        let (hand, by_hand, _) = cut_off(tags).await;
        hand.app.forget_lab(NAME.to_owned()).await.unwrap();
        assert!(hand.app.list_labs().await.unwrap().is_empty(), "{tags}");
        assert_eq!(hand.tagged(PLAYGROUND).await, [].into(), "{tags}");
        assert_eq!(hand.standing(PLAYGROUND).await, 2, "{tags}");
        // What is nobody's can be adopted anew.
        let run = hand.app.adopt_lab(by_hand).await.unwrap();
        hand.end_of(run).await;
        assert_eq!(hand.app.lab(NAME.to_owned()).await.unwrap().lab.adoption, Some(Adoption::Whole));
        hand.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_is_done_with_it_meanwhile() {
    let (hand, by_hand, _) = cut_off(3).await;
    for goal in [Goal::SetUp, Goal::Repair, Goal::Verify, Goal::TearDown, Goal::Step(lab::id::SECURITY_GROUP)] {
        let problem = hand.app.run(NAME.to_owned(), goal.clone(), Pace::AllAtOnce).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::AdoptionPending, "{goal:?}");
        assert!(problem.remedies.len() >= 2, "{problem:#?}");
    }
    assert_eq!(hand.app.stop_machines(NAME.to_owned()).await.unwrap_err().code, ProblemCode::AdoptionPending);
    assert_eq!(hand.standing(PLAYGROUND).await, 2);

    // Not with another machine either: what is tagged would be forgotten.
    for (server, client, field) in [(Some("i-0123456789abcdef0"), None, "server"), (None, Some("i-0123456789abcdef0"), "client")] {
        let other = LabByHand { server: server.map(str::to_owned), client: client.map(str::to_owned), ..by_hand.clone() };
        let problem = hand.app.adopt_lab(other).await.unwrap_err();
        assert_eq!((problem.code, problem.field.as_deref()), (ProblemCode::AdoptionBeganOtherwise, Some(field)));
    }
    hand.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adopted_lab_that_still_has_something_is_not_forgotten() {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    let run = hand.app.adopt_lab(hand.by_hand(&launched)).await.unwrap();
    hand.end_of(run).await;
    // As if the run that verifies had never begun.
    let record = hand.home.path().join("labs").join(NAME).join("lab.json");
    let mut lab: model::Lab = serde_json::from_slice(&std::fs::read(&record).unwrap()).unwrap();
    lab.steps.clear();
    std::fs::write(&record, serde_json::to_vec(&lab).unwrap()).unwrap();
    let problem = hand.app.forget_lab(NAME.to_owned()).await.unwrap_err();
    assert_eq!((problem.code, problem.leftovers.len()), (ProblemCode::CannotUndo, 6), "{problem:#?}");
    hand.app.close().await;
}
