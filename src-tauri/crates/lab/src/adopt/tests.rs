//! Which labs are found, and what is refused, each before anything is marked.

use model::{Adoption, KeyChoice, Lab, LabId, Problem, ProblemCode, SshFrom};

use super::testing::{door, standing};
use super::{Asked, Found, find};
use crate::ports::{ComputeErrorKind, Image, SecurityGroup, Standing};
use crate::testing::lab;
use crate::tests::stand_ins::key_pair;
use crate::tests::world::World;

const KEY: &str = "/home/me/Downloads/own.pem";

/// A lab as the guide's reader has it, and a world in which it stands.
fn by_hand() -> World {
    let world = World::new(|_| {});
    {
        let mut cloud = world.cloud.state();
        cloud.key_pairs.push(key_pair("key-1", "first-lab-key", "mine", None));
        cloud.key_pairs.push(key_pair("key-2", "another-key", "another", None));
        cloud.standing = vec![standing("i-a", "mysql_server", 0), standing("i-b", "mysql_client", 1)];
        cloud.any_groups.push(SecurityGroup { id: "sg-1".into(), name: "launch-wizard-1".into(), lab: None });
        let doors = vec![door(22, "198.51.100.23/32"), door(3306, "172.31.0.11/32")];
        cloud.groups.insert("sg-1".into(), (LabId(String::new()), doors));
        let name = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20250101".to_owned();
        cloud.images.push(Image { id: "ami-1".into(), name });
    }
    world.files.0.lock().unwrap().insert(KEY.into(), ("mine".into(), false));
    world
}

fn asked(server: Option<&str>, client: Option<&str>) -> Asked {
    Asked { key: KEY.into(), server: server.map(str::to_owned), client: client.map(str::to_owned) }
}

async fn found(world: &World, asked: &Asked) -> Result<Found, Problem> {
    let found = find(&world.ports(), &lab(), asked).await;
    assert!(world.cloud.state().marked.is_empty(), "a look changes nothing");
    found
}

/// The server's and the client's ids.
async fn parts(world: &World, asked: &Asked) -> Result<(String, String), Problem> {
    found(world, asked).await.map(|found| (found.server.instance.id, found.client.instance.id))
}

async fn refused(world: &World, asked: &Asked) -> (ProblemCode, Option<String>) {
    let problem = found(world, asked).await.expect_err("nothing speaks against it");
    assert!(!problem.what_happened.english.contains('{'), "{problem}");
    assert!(problem.causes.iter().chain(problem.remedies.iter().map(|remedy| &remedy.text)).all(|text| !text.english.contains('{')));
    (problem.code, problem.field)
}

fn change(world: &World, id: &str, change: impl FnOnce(&mut Standing)) {
    let mut cloud = world.cloud.state();
    change(cloud.standing.iter_mut().find(|machine| machine.instance.id == id).unwrap());
}

fn at(field: &str) -> Option<String> {
    Some(field.to_owned())
}

#[tokio::test]
async fn a_lab_of_the_guide_is_found_and_all_of_it_recorded() {
    let world = by_hand();
    change(&world, "i-a", |machine| machine.vpc = Some("vpc-own".into()));
    let found = found(&world, &asked(None, None)).await.unwrap();
    let mut record = lab();
    found.record(&mut record);
    let key = KeyChoice::Import { path: KEY.into(), name: Some("first-lab-key".into()) };
    assert_eq!((&record.settings.key, &record.settings.ssh_from), (&key, &SshFrom::MyIp));
    let cloud = record.cloud.clone();
    let facts = [cloud.vpc, cloud.vpc_cidr, cloud.subnet, cloud.zone, cloud.image, cloud.instance_type, cloud.security_group];
    let facts = facts.map(Option::unwrap);
    assert_eq!(facts, ["vpc-own", "172.31.0.0/16", "subnet-a", "us-east-1a", "ami-1", "t3.micro", "sg-1"]);
    assert!(cloud.image_name.unwrap().contains("jammy") && cloud.price_per_hour.is_some());
    assert_eq!((cloud.account.as_deref(), cloud.laptop_cidr.as_deref()), (Some("123456789012"), Some("198.51.100.23/32")));
    assert_eq!((crate::key_pair_name(&record).as_str(), cloud.key_name.as_deref()), ("first-lab-key", Some("first-lab-key")));
    let ids = [&record.server, &record.client].map(|machine| machine.instance_id.clone().unwrap());
    assert_eq!(ids, ["i-a", "i-b"]);
    assert_eq!(record.client.private_ip.as_deref(), Some("172.31.0.11"));

    let marks: Vec<_> = found.marks().into_iter().map(|mark| mark.ids).collect();
    assert_eq!(marks, [vec!["key-1"], vec!["sg-1"], vec!["i-b", "vol-of-i-b"], vec!["i-a", "vol-of-i-a"]]);
}

#[tokio::test]
async fn the_machines_own_names_are_kept_where_they_tell_them_apart() {
    let names = async |server: &str, client: &str| {
        let world = by_hand();
        for (id, name) in [("i-a", server), ("i-b", client)] {
            change(&world, id, |machine| machine.instance.name = Some(name.to_owned()).filter(|name| !name.is_empty()));
        }
        let mut record = lab();
        found(&world, &asked(Some("i-a"), Some("i-b"))).await.unwrap().record(&mut record);
        (record.settings.server_name, record.settings.client_name)
    };
    let owned = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(names("db", "web").await, owned("db", "web"));
    assert_eq!(names("db", "").await, owned("db", "mysql_client"));
    assert_eq!(names("same", "same").await, owned("mysql_server", "mysql_client"));
    assert_eq!(names("", "mysql_server").await, owned("mysql_server", "mysql_client"));
}

#[tokio::test]
async fn a_key_pair_that_others_use_or_own_is_not_marked() {
    let world = by_hand();
    let mut other = standing("i-c", "web", 2);
    other.instance.groups = vec!["sg-2".into()];
    world.cloud.state().standing.push(other);
    let both = asked(Some("i-a"), Some("i-b"));
    assert!(found(&world, &both).await.unwrap().marks().iter().all(|mark| mark.ids != ["key-1"]));
    change(&world, "i-c", |machine| machine.instance.state = "terminated".into());
    assert_eq!(found(&world, &both).await.unwrap().marks()[0].ids, ["key-1"]);
    world.cloud.state().key_pairs[0].lab = Some(LabId("lab-other".into()));
    assert!(found(&world, &both).await.unwrap().marks().iter().all(|mark| mark.ids != ["key-1"]));
}

#[tokio::test]
async fn of_more_than_two_machines_the_person_chooses() {
    let world = by_hand();
    let mut third = standing("i-c", "mysql_client", 2);
    third.instance.groups = vec!["sg-2".into()];
    world.cloud.state().standing.push(third);
    let problem = found(&world, &asked(None, None)).await.unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (ProblemCode::AdoptAmbiguous, Some("server")));
    for said in ["i-a (mysql_server)", "i-b (mysql_client)", "i-c (mysql_client)"] {
        assert!(problem.what_happened.english.contains(said), "{problem}");
    }
    assert_eq!(refused(&world, &asked(Some("i-a"), None)).await, (ProblemCode::AdoptAmbiguous, at("client")));
    assert_eq!(parts(&world, &asked(Some("i-a"), Some("i-b"))).await.unwrap(), ("i-a".into(), "i-b".into()));
    change(&world, "i-c", |machine| machine.lab = Some(LabId("lab-other".into())));
    assert_eq!(parts(&world, &asked(None, None)).await.unwrap(), ("i-a".into(), "i-b".into()), "another lab's machine is not meant");
}

#[tokio::test]
async fn one_machine_that_is_named_leaves_the_other_part_to_the_other() {
    let world = by_hand();
    assert_eq!(parts(&world, &asked(Some("i-b"), None)).await.unwrap(), ("i-b".into(), "i-a".into()));
    assert_eq!(parts(&world, &asked(None, Some("i-b"))).await.unwrap(), ("i-a".into(), "i-b".into()));
}

#[tokio::test]
async fn two_machines_that_cannot_be_told_apart_are_left_to_the_person() {
    let world = by_hand();
    for id in ["i-a", "i-b"] {
        change(&world, id, |machine| machine.instance.name = Some("lab".into()));
    }
    assert_eq!(parts(&world, &asked(None, None)).await.unwrap(), ("i-a".into(), "i-b".into()), "the door tells");
    world.cloud.state().groups.get_mut("sg-1").unwrap().1.retain(|rule| rule.from_port == Some(22));
    assert_eq!(refused(&world, &asked(None, None)).await, (ProblemCode::AdoptAmbiguous, at("server")));
}

#[tokio::test]
async fn a_machine_that_cannot_be_the_labs_is_refused_at_its_field() {
    let world = by_hand();
    let both = |server: &str, client: &str| asked(Some(server), Some(client));
    assert_eq!(refused(&world, &both("i-a", "i-a")).await, (ProblemCode::AdoptSameMachine, at("client")));
    assert_eq!(refused(&world, &both("i-x", "i-b")).await, (ProblemCode::AdoptUnknownMachine, at("server")));
    assert_eq!(refused(&world, &both("i-a", "nonsense")).await, (ProblemCode::AdoptUnknownMachine, at("client")));
    for state in ["terminated", "shutting-down"] {
        change(&world, "i-b", |machine| machine.instance.state = state.into());
        assert_eq!(refused(&world, &both("i-a", "i-b")).await, (ProblemCode::AdoptMachineGone, at("client")), "{state}");
    }
    for state in ["running", "stopping", "stopped", "pending"] {
        change(&world, "i-b", |machine| machine.instance.state = state.into());
        assert!(found(&world, &both("i-a", "i-b")).await.is_ok(), "{state}");
    }
    change(&world, "i-a", |machine| machine.lab = Some(LabId("lab-other".into())));
    assert_eq!(refused(&world, &both("i-a", "i-b")).await, (ProblemCode::AdoptOtherLab, at("server")));
    change(&world, "i-a", |machine| machine.lab = Some(lab().id));
    assert!(found(&world, &both("i-a", "i-b")).await.is_ok(), "its own tag is from an adoption that was cut off");
}

#[tokio::test]
async fn a_key_that_does_not_open_the_machines_is_refused_at_its_field() {
    let world = by_hand();
    let both = asked(Some("i-a"), Some("i-b"));
    for asked in [&both, &asked(None, None)] {
        world.files.0.lock().unwrap().insert(KEY.into(), ("another".into(), false));
        assert_eq!(refused(&world, asked).await, (ProblemCode::KeyNotTheMachines, at("key")));
        world.files.0.lock().unwrap().clear();
        assert_eq!(refused(&world, asked).await, (ProblemCode::KeyNotFound, at("key")));
    }
    world.files.0.lock().unwrap().insert(KEY.into(), ("mine".into(), false));
    change(&world, "i-b", |machine| machine.instance.key_name = Some("another-key".into()));
    assert_eq!(refused(&world, &both).await, (ProblemCode::KeyNotTheMachines, at("key")));
    change(&world, "i-b", |machine| machine.instance.key_name = None);
    assert_eq!(refused(&world, &both).await, (ProblemCode::AdoptNoKey, at("client")));
    world.cloud.state().key_pairs.clear();
    assert_eq!(refused(&world, &both).await, (ProblemCode::AdoptKeyGone, at("key")));
}

#[tokio::test]
async fn what_is_not_two_machines_of_ubuntu_is_refused() {
    let world = by_hand();
    world.cloud.state().standing.truncate(1);
    assert_eq!(refused(&world, &asked(None, None)).await, (ProblemCode::AdoptTooFew, at("key")));
    assert_eq!(refused(&world, &asked(Some("i-a"), None)).await, (ProblemCode::AdoptTooFew, at("key")));
    world.cloud.state().standing.clear();
    assert_eq!(refused(&world, &asked(None, None)).await, (ProblemCode::AdoptTooFew, at("key")));

    let world = by_hand();
    world.cloud.state().images[0].name = "amzn2-ami-hvm-2.0".into();
    assert_eq!(refused(&world, &asked(None, None)).await, (ProblemCode::AdoptTooFew, at("key")));
    assert_eq!(refused(&world, &asked(Some("i-a"), Some("i-b"))).await, (ProblemCode::AdoptOtherImage, at("server")));
    world.cloud.state().images.clear();
    assert!(found(&world, &asked(None, None)).await.is_ok(), "an image that is no more tells nothing");
}

#[tokio::test]
async fn a_wall_that_is_not_the_two_machines_own_is_refused() {
    let world = by_hand();
    let all = asked(None, None);
    change(&world, "i-b", |machine| machine.instance.groups = vec!["sg-2".into()]);
    assert_eq!(refused(&world, &all).await.0, ProblemCode::AdoptGroupsDiffer);
    change(&world, "i-b", |machine| machine.instance.groups = vec!["sg-1".into(), "sg-2".into()]);
    assert_eq!(refused(&world, &all).await.0, ProblemCode::AdoptGroupsDiffer);

    let world = by_hand();
    world.cloud.state().any_groups[0].name = "default".into();
    assert_eq!(refused(&world, &all).await.0, ProblemCode::AdoptDefaultGroup);
    world.cloud.state().any_groups[0] = SecurityGroup { id: "sg-1".into(), name: "mine".into(), lab: Some(LabId("lab-other".into())) };
    assert_eq!(refused(&world, &all).await.0, ProblemCode::AdoptOtherLab);

    let world = by_hand();
    let mut other = standing("i-c", "web", 2);
    other.instance.key_name = None;
    world.cloud.state().standing.push(other);
    let problem = found(&world, &all).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::AdoptSharedGroup);
    assert!(problem.what_happened.english.contains("sg-1") && problem.what_happened.english.contains("i-c (web)"), "{problem}");
}

#[tokio::test]
async fn a_disk_that_would_stay_is_refused_by_its_id() {
    let world = by_hand();
    change(&world, "i-b", |machine| machine.disks[0].goes_with_machine = false);
    let problem = found(&world, &asked(None, None)).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::AdoptDiskStays);
    assert!(problem.what_happened.english.contains("vol-of-i-b"), "{problem}");
}

#[tokio::test]
async fn an_address_that_would_stay_is_refused_by_itself() {
    let world = by_hand();
    change(&world, "i-a", |machine| machine.held_address = Some("203.0.113.77".into()));
    let problem = found(&world, &asked(None, None)).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::AdoptAddressStays);
    assert!(problem.what_happened.english.contains("203.0.113.77 at i-a"), "{problem}");
}

#[tokio::test]
async fn a_call_that_is_refused_is_told_as_everywhere() {
    let world = by_hand();
    world.cloud.fail("ec2:DescribeInstances", ComputeErrorKind::Unauthorized, false);
    assert_eq!(refused(&world, &asked(None, None)).await.0, ProblemCode::Unauthorized);
}

/// An adopted lab in a VPC of the person's own is not held against the default one.
#[tokio::test]
async fn the_look_before_creating_takes_an_adopted_lab_where_it_stands() {
    let in_own_vpc = |adoption: Option<Adoption>| {
        move |lab: &mut Lab| {
            lab.adoption = adoption;
            lab.cloud.vpc = Some("vpc-own".into());
            lab.cloud.subnet = Some("subnet-a".into());
            lab.cloud.zone = Some("us-east-1a".into());
            lab.cloud.image = Some("ami-1".into());
            lab.cloud.image_name = Some("ubuntu-jammy".into());
            lab.cloud.instance_type = Some("t3.micro".into());
            lab.server.instance_id = Some("i-a".into());
        }
    };
    let adopted = World::new(in_own_vpc(Some(Adoption::Whole)));
    assert_eq!(adopted.state(crate::id::LOOK_BEFORE_CREATING).await, model::State::Done);
    adopted.change(|lab| lab.cloud.zone = None);
    adopted.done(crate::id::LOOK_BEFORE_CREATING).await;
    assert_eq!(adopted.lab().cloud.vpc.as_deref(), Some("vpc-own"), "it is not moved");
    let made = World::new(in_own_vpc(None));
    made.done(crate::id::LOOK_BEFORE_CREATING).await;
    assert_eq!(made.lab().cloud.vpc.as_deref(), Some("vpc-1"), "what the program begins stands in the default one");
}
