//! The steps that ask EC2 alone.

use model::{HostKeys, KeyChoice, ProblemCode, SshFrom, State};

use super::stand_ins::key_pair;
use super::world::World;
use crate::id;
use crate::machines;
use crate::ports::{ComputeErrorKind as Kind, Probe, Rule};

/// A lab that is ready to launch.
async fn ready() -> World {
    let world = World::new(|_| {});
    for step in [id::LOOK_BEFORE_CREATING, id::KEY_PAIR, id::SECURITY_GROUP] {
        world.done(step).await;
    }
    world
}

async fn launched() -> World {
    let world = ready().await;
    for step in [id::LAUNCH_INSTANCES, id::NAME_INSTANCES, id::WAIT_UNTIL_RUNNING] {
        world.done(step).await;
    }
    world
}

fn states(world: &World) -> Vec<(String, String)> {
    let state = world.cloud.state();
    state.instances.iter().map(|i| (i.name.clone().unwrap(), i.state.clone())).collect()
}

fn rules(world: &World, port: u16) -> Vec<String> {
    let state = world.cloud.state();
    state.groups.values().flat_map(|(_, rules)| rules).filter(|r| r.from_port == Some(port)).map(|r| r.source.clone()).collect()
}

#[tokio::test]
async fn the_root_user_is_warned_and_goes_on() {
    let world = World::new(|_| {});
    world.done(id::SIGN_IN).await;
    let check = world.lab().steps[&id::SIGN_IN].check.clone();
    assert_eq!((check.state, check.problem.unwrap().code), (State::Done, ProblemCode::RootIdentity));
}

#[tokio::test]
async fn a_sign_in_to_another_account_is_stopped() {
    let world = World::new(|lab| lab.cloud.account = Some("999999999999".into()));
    world.fails(id::SIGN_IN, ProblemCode::OtherAccount).await;
}

#[tokio::test]
async fn every_refusal_of_the_trials_is_seen_at_once() {
    let world = World::new(|_| {});
    world.cloud.fail("ec2:RunInstances", Kind::Unauthorized, false);
    world.cloud.fail("ec2:CreateTags", Kind::Unauthorized, false);
    let problem = world.fails(id::LOOK_BEFORE_CREATING, ProblemCode::Unauthorized).await;
    assert_eq!(problem.evidence.iter().filter(|piece| !piece.holds).count(), 2, "{:#?}", problem.evidence);
}

#[tokio::test]
async fn without_a_network_or_the_type_nothing_is_begun() {
    let world = World::new(|_| {});
    world.cloud.state().no_vpc = true;
    world.fails(id::LOOK_BEFORE_CREATING, ProblemCode::NoDefaultVpc).await;
    let world = World::new(|lab| lab.settings.instance_type = Some("x9.huge".into()));
    world.fails(id::LOOK_BEFORE_CREATING, ProblemCode::TypeNotOffered).await;
    let world = World::new(|lab| lab.settings.instance_type = Some("t3.large".into()));
    world.fails(id::LOOK_BEFORE_CREATING, ProblemCode::NoSubnet).await;
}

#[tokio::test]
async fn another_type_in_the_settings_is_looked_for_anew() {
    let world = ready().await;
    assert_eq!(world.lab().cloud.zone.as_deref(), Some("us-east-1a"));
    world.change(|lab| lab.settings.instance_type = Some("x9.huge".into()));
    world.fails(id::LOOK_BEFORE_CREATING, ProblemCode::TypeNotOffered).await;
}

// The key.

#[tokio::test]
async fn a_made_key_is_saved_and_goes_with_the_lab() {
    let world = World::new(|_| {});
    world.done(id::KEY_PAIR).await;
    assert_eq!(world.files.0.lock().unwrap().len(), 1);
    assert_eq!(world.state(id::KEY_PAIR).await, State::Done);
    world.undone(id::KEY_PAIR).await;
    assert!(world.files.0.lock().unwrap().is_empty() && world.cloud.state().key_pairs.is_empty());
}

#[tokio::test]
async fn a_key_whose_private_half_was_lost_with_the_answer_is_made_again() {
    let world = World::new(|_| {});
    world.cloud.fail("ec2:CreateKeyPair", Kind::Unreachable, true);
    world.done(id::KEY_PAIR).await;
    assert_eq!(world.cloud.state().key_pairs.len(), 1);
}

#[tokio::test]
async fn a_key_whose_private_half_was_never_saved_is_made_again_while_nothing_depends_on_it() {
    let world = World::new(|_| {});
    world.cloud.fail("ec2:CreateKeyPair", Kind::Unreachable, true);
    world.cloud.fail("ec2:CreateKeyPair", Kind::Unreachable, true);
    world.fails(id::KEY_PAIR, ProblemCode::CloudUnreachable).await;
    assert_eq!(world.cloud.state().key_pairs.len(), 1);
    world.done(id::KEY_PAIR).await;
    assert_eq!(world.cloud.state().key_pairs.len(), 1);
}

#[tokio::test]
async fn a_lost_key_of_running_machines_is_not_replaced() {
    let world = launched().await;
    world.files.0.lock().unwrap().clear();
    world.fails(id::KEY_PAIR, ProblemCode::KeyLost).await;
    assert_eq!(world.cloud.state().key_pairs.len(), 1);
    world.undone(id::LAUNCH_INSTANCES).await;
    world.undone(id::KEY_PAIR).await;
}

#[tokio::test]
async fn a_name_that_is_anothers_is_left_alone() {
    let world = World::new(|_| {});
    world.cloud.state().key_pairs.push(key_pair("key-x", "first-lab-key", "x", None));
    world.fails(id::KEY_PAIR, ProblemCode::KeyNameTaken).await;
    world.undone(id::KEY_PAIR).await;
    assert_eq!(world.cloud.state().key_pairs.len(), 1);
}

#[tokio::test]
async fn a_key_that_others_can_read_is_protected() {
    let world = World::new(|_| {});
    world.done(id::KEY_PAIR).await;
    world.files.0.lock().unwrap().values_mut().for_each(|(_, open)| *open = true);
    assert_eq!(world.state(id::KEY_PAIR).await, State::Partial);
    world.done(id::KEY_PAIR).await;
}

fn importing() -> World {
    let world = World::new(|lab| lab.settings.key = KeyChoice::Import { path: "own.pem".into(), name: None });
    world.files.0.lock().unwrap().insert("own.pem".into(), ("mine".into(), true));
    world
}

#[tokio::test]
async fn an_own_key_that_ec2_does_not_know_is_imported_and_its_file_stays() {
    let world = importing();
    world.done(id::KEY_PAIR).await;
    assert_eq!(world.cloud.state().key_pairs[0].name, "own");
    world.undone(id::KEY_PAIR).await;
    assert!(world.cloud.state().key_pairs.is_empty());
    assert_eq!(world.files.0.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_own_key_that_ec2_knows_is_used_and_never_deleted() {
    let world = importing();
    world.cloud.state().key_pairs.push(key_pair("key-x", "own", "mine", None));
    world.done(id::KEY_PAIR).await;
    world.undone(id::KEY_PAIR).await;
    assert_eq!(world.cloud.state().key_pairs.len(), 1);
    assert_eq!(world.state(id::KEY_PAIR).await, State::Absent);
}

#[tokio::test]
async fn an_own_key_with_another_fingerprint_is_refused_before_launch() {
    let world = importing();
    world.cloud.state().key_pairs.push(key_pair("key-x", "own", "anothers", None));
    world.fails(id::KEY_PAIR, ProblemCode::KeyNotTheMachines).await;
    assert_eq!(world.cloud.state().key_pairs.len(), 1);
}

// The machines.

#[tokio::test]
async fn one_launch_makes_two_machines_of_which_the_second_becomes_the_client() {
    let world = launched().await;
    assert_eq!(world.cloud.state().launches.len(), 1);
    let running = |name: &str| (name.to_owned(), "running".to_owned());
    assert_eq!(states(&world), [running("mysql_server"), running("mysql_client")]);
    let lab = world.lab();
    assert!(lab.cloud.launch_token.unwrap().starts_with("both-"));
    assert_ne!(lab.server.instance_id, lab.client.instance_id);
}

#[tokio::test]
async fn a_zone_without_capacity_is_followed_by_the_next_with_a_token_of_its_own() {
    let world = ready().await;
    world.cloud.fail("ec2:RunInstances", Kind::NoCapacity, false);
    world.done(id::LAUNCH_INSTANCES).await;
    assert_eq!(world.lab().cloud.zone.as_deref(), Some("us-east-1b"));
    assert_eq!(world.cloud.state().launches.len(), 1);
    assert_eq!(world.cloud.state().launches[0].subnet, "subnet-b");
}

#[tokio::test]
async fn when_no_zone_has_capacity_it_is_said_and_nothing_is_left() {
    let world = ready().await;
    world.cloud.fail("ec2:RunInstances", Kind::NoCapacity, false);
    world.cloud.fail("ec2:RunInstances", Kind::NoCapacity, false);
    world.fails(id::LAUNCH_INSTANCES, ProblemCode::NoCapacity).await;
    assert!(states(&world).is_empty());
    world.done(id::LAUNCH_INSTANCES).await;
}

#[tokio::test]
async fn machines_whose_launch_was_never_answered_are_found_again() {
    let world = ready().await;
    world.cloud.fail("ec2:RunInstances", Kind::Unreachable, true);
    world.done(id::LAUNCH_INSTANCES).await;
    assert_eq!(states(&world).len(), 2);
}

#[tokio::test]
async fn a_launch_that_never_arrived_is_sent_again_with_the_same_token() {
    let world = ready().await;
    world.cloud.fail("ec2:RunInstances", Kind::Unreachable, false);
    world.fails(id::LAUNCH_INSTANCES, ProblemCode::CloudUnreachable).await;
    let token = world.lab().cloud.launch_token;
    assert!(token.is_some());
    world.done(id::LAUNCH_INSTANCES).await;
    assert_eq!(world.lab().cloud.launch_token, token);
    assert_eq!(states(&world).len(), 2);
}

#[tokio::test]
async fn the_quota_says_how_much_is_needed() {
    let world = ready().await;
    world.cloud.fail("ec2:RunInstances", Kind::VcpuLimit, false);
    let problem = world.fails(id::LAUNCH_INSTANCES, ProblemCode::VcpuLimit).await;
    assert_eq!(problem.what_happened.args["needed"].english(), "4");
}

#[tokio::test]
async fn machines_that_somebody_terminated_are_launched_anew_although_their_token_is_remembered() {
    let world = launched().await;
    world.cloud.state().instances.iter_mut().for_each(|i| i.state = "terminated".into());
    world.done(id::LAUNCH_INSTANCES).await;
    let running = states(&world).iter().filter(|(_, state)| state == "running").count();
    assert_eq!(running, 2);
}

#[tokio::test]
async fn of_two_machines_only_the_one_that_is_gone_is_launched() {
    for (gone, kept) in [("mysql_server", "mysql_client"), ("mysql_client", "mysql_server")] {
        let world = launched().await;
        world.cloud.state().instances.iter_mut().filter(|i| i.name.as_deref() == Some(gone)).for_each(|i| i.state = "terminated".into());
        assert_eq!(world.state(id::LAUNCH_INSTANCES).await, State::Partial);
        assert_eq!(world.lab().steps[&id::LAUNCH_INSTANCES].check.problem.as_ref().unwrap().code, ProblemCode::MachineGone);
        world.done(id::LAUNCH_INSTANCES).await;
        world.done(id::NAME_INSTANCES).await;
        let mut running: Vec<_> = states(&world).into_iter().filter(|(_, state)| state == "running").map(|(name, _)| name).collect();
        running.sort();
        assert_eq!(running, ["mysql_client", "mysql_server"], "{gone} gone, {kept} kept");
        assert_eq!(world.cloud.state().launches.len(), 2);
        assert_eq!(world.cloud.state().launches[1].count, 1);
    }
}

#[tokio::test]
async fn stopped_machines_are_named() {
    let world = launched().await;
    world.cloud.state().instances[0].state = "stopped".into();
    world.fails(id::WAIT_UNTIL_RUNNING, ProblemCode::MachineStopped).await;
}

#[tokio::test]
async fn undoing_waits_until_the_machines_are_gone() {
    let world = launched().await;
    world.undone(id::LAUNCH_INSTANCES).await;
    assert!(states(&world).iter().all(|(_, state)| state == "terminated"));
    let lab = world.lab();
    assert_eq!((lab.server.instance_id, lab.cloud.launch_token), (None, None));
    world.done(id::LAUNCH_INSTANCES).await;
}

#[tokio::test]
async fn machines_are_stopped_and_started_and_waited_for() {
    let world = launched().await;
    let (ports, lab) = (world.ports(), world.lab());
    let stopped = machines::stop(&ports, &lab, &|_| {}).await.unwrap();
    assert_eq!((stopped.server.state.as_deref(), stopped.client.state.as_deref()), (Some("stopped"), Some("stopped")));
    let started = machines::start(&ports, &stopped, &|_| {}).await.unwrap();
    assert_eq!((started.server.state.as_deref(), started.client.state.as_deref()), (Some("running"), Some("running")));
    // One that is still stopping is waited for, and not the other one with it.
    world.cloud.state().instances[1].state = "stopping".into();
    let again = machines::start(&ports, &started, &|_| {}).await.unwrap();
    assert_eq!((again.server.state.as_deref(), again.client.state.as_deref()), (Some("running"), Some("running")));
    world.cloud.state().instances[1].state = "terminated".into();
    assert_eq!(machines::start(&ports, &started, &|_| {}).await.unwrap_err().code, ProblemCode::MachineGone);
}

// The wall and its doors.

#[tokio::test]
async fn a_group_name_that_is_taken_gets_the_labs_id() {
    let world = World::new(|_| {});
    world.cloud.state().taken_group_names.push("first-lab-sg".into());
    world.done(id::SECURITY_GROUP).await;
    assert!(world.cloud.state().taken_group_names.contains(&"first-lab-sg-lab-1".to_owned()));
}

#[tokio::test]
async fn a_wall_that_aws_still_holds_is_taken_down_when_it_lets_go() {
    let world = ready().await;
    world.cloud.state().group_busy_for = 5;
    world.undone(id::SECURITY_GROUP).await;
    assert!(world.cloud.state().groups.is_empty());
    let world = ready().await;
    world.cloud.state().group_busy_for = 1000;
    let finished = world.run(model::Goal::UndoStep(id::SECURITY_GROUP)).await;
    assert_eq!(finished.problem.unwrap().code, ProblemCode::StillInUse);
}

#[tokio::test]
async fn a_changed_address_replaces_the_labs_own_door_and_no_other() {
    let world = launched().await;
    world.done(id::SSH_RULE).await;
    assert_eq!(rules(&world, 22), ["198.51.100.23/32"]);
    let own = Rule { id: "sgr-own".into(), protocol: "tcp".into(), from_port: Some(22), to_port: Some(22), source: "192.0.2.7/32".into() };
    world.cloud.state().groups.values_mut().for_each(|(_, rules)| rules.push(own.clone()));
    *world.laptop.address.lock().unwrap() = Some([198, 51, 100, 99].into());
    assert_eq!(world.state(id::SSH_RULE).await, State::Partial);
    world.done(id::SSH_RULE).await;
    assert_eq!(rules(&world, 22), ["192.0.2.7/32", "198.51.100.99/32"]);
    assert_eq!(world.lab().cloud.laptop_cidr.as_deref(), Some("198.51.100.99/32"));
}

#[tokio::test]
async fn without_a_known_address_no_door_is_cut() {
    let world = launched().await;
    *world.laptop.address.lock().unwrap() = None;
    world.fails(id::SSH_RULE, ProblemCode::LaptopAddressUnknown).await;
    assert!(rules(&world, 22).is_empty());
    world.change(|lab| lab.settings.ssh_from = SshFrom::Cidr("198.51.100.0/24".into()));
    world.done(id::SSH_RULE).await;
    assert_eq!(rules(&world, 22), ["198.51.100.0/24"]);
}

#[tokio::test]
async fn a_door_that_cannot_be_compared_is_left_for_ssh_to_try() {
    let world = launched().await;
    world.done(id::SSH_RULE).await;
    *world.laptop.address.lock().unwrap() = None;
    assert_eq!(world.state(id::SSH_RULE).await, State::Done);
}

#[tokio::test]
async fn the_door_for_mysql_names_the_client_and_nobody_else() {
    let world = launched().await;
    world.done(id::MYSQL_RULE).await;
    let client = format!("{}/32", world.lab().client.private_ip.unwrap());
    assert_eq!(rules(&world, 3306), std::slice::from_ref(&client));
    let wide =
        Rule { id: "sgr-wide".into(), protocol: "tcp".into(), from_port: Some(3306), to_port: Some(3306), source: "0.0.0.0/0".into() };
    world.cloud.state().groups.values_mut().for_each(|(_, rules)| rules.push(wide.clone()));
    assert_eq!(world.state(id::MYSQL_RULE).await, State::Partial);
    world.done(id::MYSQL_RULE).await;
    assert_eq!(rules(&world, 3306), [client]);
}

#[tokio::test]
async fn an_answer_from_outside_is_an_open_door_also_when_it_is_a_refusal() {
    let world = launched().await;
    world.done(id::MYSQL_RULE).await;
    world.done(id::TEST_WALL).await;
    for probe in [Probe::Open, Probe::Refused] {
        *world.laptop.probe.lock().unwrap() = probe;
        world.fails(id::TEST_WALL, ProblemCode::DoorOpenToAll).await;
    }
}

// Who the machines are.

#[tokio::test]
async fn a_first_connection_is_noted_warned_of_and_confirmed_by_the_console() {
    let world = launched().await;
    world.done(id::CONNECT_SERVER).await;
    let lab = world.lab();
    assert!(matches!(lab.server.host_keys, Some(HostKeys::FirstUse(_))));
    assert_eq!(lab.steps[&id::CONNECT_SERVER].check.problem.as_ref().unwrap().code, ProblemCode::HostKeyUnconfirmed);
    world.cloud.state().console = Some(console(super::world::HOST_KEY));
    assert_eq!(world.state(id::CONNECT_SERVER).await, State::Done);
    let lab = world.lab();
    assert!(matches!(lab.server.host_keys, Some(HostKeys::Console(_))));
    assert_eq!(lab.steps[&id::CONNECT_SERVER].check.problem, None);
}

fn console(fingerprint: &str) -> String {
    format!(
        "-----BEGIN SSH HOST KEY FINGERPRINTS-----\nec2: 256 {fingerprint} root@ip (ED25519)\n-----END SSH HOST KEY FINGERPRINTS-----\n"
    )
}

#[tokio::test]
async fn a_console_that_names_another_key_stops_everything() {
    let world = launched().await;
    world.done(id::CONNECT_SERVER).await;
    world.cloud.state().console = Some(console(&super::world::HOST_KEY.replace("AAAA", "BBBB")));
    world.fails(id::CONNECT_SERVER, ProblemCode::HostKeyChanged).await;
    // And so it stays: nothing more is sent to that machine.
    world.fails(id::CONNECT_SERVER, ProblemCode::HostKeyChanged).await;
    assert_eq!(world.sent("sudo"), 0);
}
