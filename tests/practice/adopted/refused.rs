//! What speaks against an adoption: each a clear word at its field, before anything is created or tagged.

use app::{LabByHand, NewLab, PLAYGROUND, Secret};
use model::{ProblemCode, Settings, Target};

use whole_lab::hand::{Hand, KEY_PAIR, Launched, NAME, one};

/// The problem's code and field; nothing is created, and nothing tagged.
async fn refused(hand: &Hand, by_hand: LabByHand) -> (ProblemCode, Option<String>) {
    let name = by_hand.name.clone();
    let had = hand.app.lab(name.clone()).await.ok();
    let problem = hand.app.adopt_lab(by_hand).await.expect_err("nothing speaks against it");
    assert!(!problem.remedies.is_empty() && !problem.what_happened.english.contains('{'), "{problem:#?}");
    assert_eq!(hand.app.lab(name).await.ok(), had, "{problem}: a lab was made or changed");
    assert_eq!(hand.tagged(PLAYGROUND).await, [].into(), "{problem}");
    (problem.code, problem.field)
}

fn at(field: &str) -> Option<String> {
    Some(field.to_owned())
}

fn naming(by_hand: &LabByHand, server: &str, client: &str) -> LabByHand {
    LabByHand { server: Some(server.to_owned()), client: Some(client.to_owned()), ..by_hand.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_settings_passwords_and_key_files() {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    let good = || hand.by_hand(&launched);
    let taken = NewLab { name: Some("taken".into()), target: good().target, settings: Settings::default(), password: None };
    hand.app.create_lab(taken).await.unwrap();
    assert_eq!(refused(&hand, LabByHand { name: "taken".into(), ..good() }).await, (ProblemCode::LabExists, at("name")));
    assert_eq!(refused(&hand, LabByHand { name: "../up".into(), ..good() }).await, (ProblemCode::BadSetting, at("name")));
    assert_eq!(refused(&hand, LabByHand { db_user: "root".into(), ..good() }).await, (ProblemCode::BadSetting, at("db_user")));
    assert_eq!(refused(&hand, LabByHand { database: "mysql".into(), ..good() }).await, (ProblemCode::BadSetting, at("database")));
    for none in [None, Some(Secret::from(""))] {
        let without = LabByHand { root_password: none, ..good() };
        assert_eq!(refused(&hand, without).await, (ProblemCode::BadSetting, at("root_password")));
    }
    let two_lines = LabByHand { user_password: Some(Secret::from("two\nlines")), ..good() };
    assert_eq!(refused(&hand, two_lines).await, (ProblemCode::BadSetting, at("user_password")));

    let home = hand.home.path().to_owned();
    let file = |name: &str, contents: &str| {
        std::fs::write(home.join(name), contents).unwrap();
        home.join(name).display().to_string()
    };
    for (key, code) in [
        (String::new(), ProblemCode::BadSetting),
        (home.join("missing.pem").display().to_string(), ProblemCode::KeyNotFound),
        (home.display().to_string(), ProblemCode::KeyIsFolder),
        (file("empty.pem", ""), ProblemCode::KeyEmpty),
        (file("page.pem", "<!doctype html>"), ProblemCode::KeyUnknownFormat),
        (file("a.ppk", "PuTTY-User-Key-File-3: ssh-rsa\n"), ProblemCode::KeyIsPpk),
    ] {
        assert_eq!(refused(&hand, LabByHand { key, ..good() }).await, (code, at("key")));
    }
    hand.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_opens_something_else() {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    let (other, _) = hand.key_pair("another", "another.pem").await;
    let wrong = LabByHand { key: other.display().to_string(), ..hand.by_hand(&launched) };
    assert_eq!(refused(&hand, wrong.clone()).await, (ProblemCode::KeyNotTheMachines, at("key")));
    let named = naming(&wrong, &launched.server, &launched.client);
    assert_eq!(refused(&hand, named).await, (ProblemCode::KeyNotTheMachines, at("key")));
    hand.ec2("DeleteKeyPair", &[("KeyName", KEY_PAIR)]).await;
    let gone = naming(&hand.by_hand(&launched), &launched.server, &launched.client);
    assert_eq!(refused(&hand, gone).await, (ProblemCode::AdoptKeyGone, at("key")));
    hand.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_that_cannot_be_the_labs() {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    let Launched { server, client, .. } = &launched;
    let good = hand.by_hand(&launched);
    assert_eq!(refused(&hand, naming(&good, server, server)).await, (ProblemCode::AdoptSameMachine, at("client")));
    assert_eq!(refused(&hand, naming(&good, server, "i-00000000000000000")).await, (ProblemCode::AdoptUnknownMachine, at("client")));
    assert_eq!(refused(&hand, naming(&good, "mysql_server", client)).await, (ProblemCode::AdoptUnknownMachine, at("server")));

    // A third machine that the key opens as well, behind a wall of its own.
    let other = hand.group("launch-wizard-2").await;
    let third = hand.launch("1", "mysql_client", KEY_PAIR, &other).await.remove(0);
    let problem = hand.app.adopt_lab(good.clone()).await.unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (ProblemCode::AdoptAmbiguous, Some("server")));
    for id in [server, client, &third] {
        assert!(problem.what_happened.english.contains(id.as_str()), "{problem}");
    }
    assert_eq!(refused(&hand, naming(&good, server, &third)).await, (ProblemCode::AdoptGroupsDiffer, None));
    hand.ec2("TerminateInstances", &[("InstanceId.1", &third)]).await;
    assert_eq!(refused(&hand, naming(&good, server, &third)).await, (ProblemCode::AdoptMachineGone, at("client")));
    hand.ec2("TerminateInstances", &[("InstanceId.1", client)]).await;
    assert_eq!(refused(&hand, good).await, (ProblemCode::AdoptTooFew, at("key")));
    hand.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_of_another_lab() {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    for (thing, named_field) in [(&launched.server, at("server")), (&launched.group, None)] {
        let tag = [("ResourceId.1", thing.as_str()), ("Tag.1.Key", "mysql-lab"), ("Tag.1.Value", "lab-of-others")];
        hand.ec2("CreateTags", &tag).await;
        let named = naming(&hand.by_hand(&launched), &launched.server, &launched.client);
        let problem = hand.app.adopt_lab(named).await.unwrap_err();
        assert_eq!((problem.code, problem.field), (ProblemCode::AdoptOtherLab, named_field));
        assert!(hand.app.list_labs().await.unwrap().is_empty());
        hand.ec2("DeleteTags", &tag).await;
    }
    hand.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn walls_that_are_not_the_two_machines_own() {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    let (_, _) = hand.key_pair("another", "another.pem").await;
    let neighbour = hand.launch("1", "web", "another", &launched.group).await.remove(0);
    let problem = hand.app.adopt_lab(hand.by_hand(&launched)).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::AdoptSharedGroup);
    for id in [&launched.group, &neighbour] {
        assert!(problem.what_happened.english.contains(id.as_str()), "{problem}");
    }
    assert_eq!(refused(&hand, hand.by_hand(&launched)).await, (ProblemCode::AdoptSharedGroup, None));

    let hand = Hand::new().await;
    let (key, key_id) = hand.key_pair(KEY_PAIR, "downloaded.pem").await;
    let filter = [("Filter.1.Name", "group-name"), ("Filter.1.Value.1", "default")];
    let group = one(&hand.ec2("DescribeSecurityGroups", &filter).await, "groupId");
    let ids = hand.launch("2", "mysql_server", KEY_PAIR, &group).await;
    hand.name(&ids[1], "mysql_client").await;
    let launched = Launched { key, key_id, group, server: ids[0].clone(), client: ids[1].clone() };
    assert_eq!(refused(&hand, hand.by_hand(&launched)).await, (ProblemCode::AdoptDefaultGroup, None));
    hand.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_is_not_there() {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    let by_hand = hand.by_hand(&launched);
    hand.app.close().await;
    std::fs::rename(hand.home.path().join("playground"), hand.home.path().join("elsewhere")).unwrap();
    let problem = hand.app.adopt_lab(by_hand).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::AdoptNoPractice);
    assert!(!hand.home.path().join("playground").exists() && !hand.home.path().join("labs").join(NAME).exists());
    let nowhere = Target::Aws { profile: Some("no-such-profile".into()), region: Some("us-east-1".into()), pasted: None };
    let problem = hand.app.adopt_lab(LabByHand { target: nowhere, ..hand.by_hand(&launched) }).await.unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (ProblemCode::UnknownProfile, Some("profile")));
    assert!(hand.app.list_labs().await.unwrap().is_empty());
}
