//! Instances' lives, with time by hand.

use std::net::{IpAddr, Ipv4Addr};

use jiff::{SignedDuration, Timestamp};

use super::group::{Direction, Peer, Permission};
use super::launch::Launch;
use super::*;

const IMAGE: &str = "ami-07d9b9ddc6cd8dd30";

fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
}

fn launch(world: &World) -> Launch {
    Launch {
        image: IMAGE.into(),
        instance_type: "t3.micro".into(),
        min: 2,
        max: 2,
        subnet: Some(world.subnets[1].id.clone()),
        tags: vec![
            ("instance".into(), vec![("Name".into(), "mysql_server".into())]),
            ("volume".into(), vec![("Name".into(), "mysql_server".into())]),
        ],
        client_token: Some("once".into()),
        ..Launch::default()
    }
}

/// A world with two machines that were launched at 0, in a group of their own.
fn launched() -> (World, Vec<String>) {
    let mut world = World::new(1);
    let group = world.create_group("lab", "lab", None, &[]).unwrap();
    let request = Launch { groups: vec![group], ..launch(&world) };
    world.run(&request, at(0)).unwrap();
    let ids = world.instances.iter().map(|instance| instance.id.clone()).collect();
    (world, ids)
}

fn allow(world: &mut World, port: i32, range: &str) {
    let id = world.groups.iter().find(|group| group.name == "lab").unwrap().id.clone();
    let peers = vec![(Peer::Ipv4(range.parse().unwrap()), None)];
    let permission = Permission { protocol: "tcp".into(), from_port: port, to_port: port, peers };
    world.authorize(&id, Direction::Ingress, vec![permission], &[]).unwrap();
}

fn states(world: &World) -> Vec<State> {
    world.instances.iter().map(|instance| instance.state).collect()
}

#[test]
fn a_launch_is_pending_without_public_address_then_runs_with_one() {
    let (mut world, _) = launched();
    world.advance(at(7));
    assert_eq!(states(&world), [State::Pending, State::Pending]);
    assert!(world.instances.iter().all(|instance| instance.public_ip.is_none()));
    world.advance(at(8));
    assert_eq!(states(&world), [State::Running, State::Running]);
    let range = world.subnets[1].range;
    for (index, instance) in (0..).zip(&world.instances) {
        assert_eq!(instance.launch_index, index);
        assert!(range.contains(instance.private_ip.unwrap()));
        assert!(network::PUBLIC.contains(instance.public_ip.unwrap()));
    }
    assert_ne!(world.instances[0].public_ip, world.instances[1].public_ip);
    assert_ne!(world.instances[0].private_ip, world.instances[1].private_ip);
}

#[test]
fn a_closed_door_is_silence_a_door_without_listener_is_refusal_and_then_sshd_answers() {
    let (mut world, ids) = launched();
    let laptop = Origin::Internet(LAPTOP);
    world.advance(at(10));
    let address: IpAddr = world.instance(&ids[0]).unwrap().public_ip.unwrap().into();
    assert_eq!(world.reach(laptop, address, 22, at(10)), Reached::TimedOut);
    allow(&mut world, 22, "198.51.100.7/32");
    assert_eq!(world.reach(laptop, address, 22, at(10)), Reached::Refused);
    assert_eq!(world.reach(laptop, address, 22, at(18)), Reached::Open);
    assert_eq!(world.reach(laptop, address, 3306, at(18)), Reached::TimedOut);
    let other = Origin::Internet(Ipv4Addr::new(198, 51, 100, 8));
    assert_eq!(world.reach(other, address, 22, at(18)), Reached::TimedOut);
    let private = world.instance(&ids[0]).unwrap().private_ip.unwrap().into();
    assert_eq!(world.reach(laptop, private, 22, at(18)), Reached::TimedOut);
}

#[test]
fn machines_reach_each_other_by_private_address_where_the_group_lets_them() {
    let (mut world, ids) = launched();
    world.advance(at(30));
    let client = world.instance(&ids[1]).unwrap().private_ip.unwrap();
    let server = world.instance(&ids[0]).unwrap().private_ip.unwrap();
    let public = world.instance(&ids[0]).unwrap().public_ip.unwrap();
    let from = Origin::Instance(&ids[1]);
    assert_eq!(world.reach(from, server.into(), 3306, at(30)), Reached::TimedOut);
    allow(&mut world, 3306, &format!("{client}/32"));
    assert_eq!(world.reach(from, server.into(), 3306, at(30)), Reached::Refused);
    // Through the public address the client comes with its own public address, which the rule does not name.
    assert_eq!(world.reach(from, public.into(), 3306, at(30)), Reached::TimedOut);
}

#[test]
fn the_same_client_token_launches_once_and_a_different_request_with_it_is_refused() {
    let mut world = World::new(1);
    let request = launch(&world);
    let first = world.run(&request, at(0)).unwrap();
    assert_eq!(world.run(&request, at(5)).unwrap(), first);
    assert_eq!(world.instances.len(), 2);
    let other = Launch { max: 3, ..request.clone() };
    assert_eq!(world.run(&other, at(5)).unwrap_err().code, "IdempotentParameterMismatch");
    let again = Launch { client_token: Some("twice".into()), ..request };
    assert_ne!(world.run(&again, at(5)).unwrap(), first);
    assert_eq!(world.instances.len(), 4);
}

#[test]
fn what_ec2_refuses_to_launch_is_refused_and_nothing_is_launched() {
    let mut world = World::new(1);
    let good = launch(&world);
    let other_zone = world.subnets[2].id.clone();
    let cases = [
        (Launch { image: "ami-0000000000000000f".into(), ..good.clone() }, "InvalidAMIID.NotFound"),
        (Launch { image: "jammy".into(), ..good.clone() }, "InvalidAMIID.Malformed"),
        (Launch { instance_type: "t9.huge".into(), ..good.clone() }, "InvalidParameterValue"),
        (Launch { instance_type: "t4g.micro".into(), ..good.clone() }, "InvalidParameterValue"),
        (Launch { instance_type: "m5.large".into(), ..good.clone() }, "InvalidParameterCombination"),
        (Launch { instance_type: "c7i-flex.large".into(), subnet: Some(other_zone), ..good.clone() }, "Unsupported"),
        (Launch { key_name: Some("none".into()), ..good.clone() }, "InvalidKeyPair.NotFound"),
        (Launch { groups: vec!["sg-none".into()], ..good.clone() }, "InvalidGroup.NotFound"),
        (Launch { subnet: Some("subnet-none".into()), ..good.clone() }, "InvalidSubnetID.NotFound"),
        (Launch { min: 9, max: 9, ..good.clone() }, "VcpuLimitExceeded"),
        (Launch { min: 0, ..good.clone() }, "InvalidParameterValue"),
        (Launch { volume_gib: Some(4), ..good.clone() }, "InvalidBlockDeviceMapping"),
        (Launch { tags: vec![("bucket".into(), vec![])], ..good.clone() }, "InvalidParameterValue"),
    ];
    for (request, code) in cases {
        assert_eq!(world.run(&request, at(0)).unwrap_err().code, code, "{request:?}");
    }
    assert!(world.instances.is_empty());
    let as_many_as_go = Launch { min: 1, max: 20, ..good };
    world.run(&as_many_as_go, at(0)).unwrap();
    assert_eq!(world.instances.len(), 8);
}

#[test]
fn a_terminated_machine_holds_its_group_until_its_interface_is_released_and_is_forgotten_later() {
    let (mut world, ids) = launched();
    let group = world.instances[0].groups[0].clone();
    world.advance(at(20));
    assert_eq!(world.delete_group(&group).unwrap_err().code, "DependencyViolation");
    let changes = world.terminate(&ids, at(20)).unwrap();
    assert!(changes.iter().all(|change| change.before == State::Running && change.after == State::ShuttingDown));
    world.advance(at(28));
    assert_eq!(states(&world), [State::Terminated, State::Terminated]);
    assert!(world.instances.iter().all(|instance| instance.public_ip.is_none() && !instance.has_volume()));
    assert_eq!(world.delete_group(&group).unwrap_err().code, "DependencyViolation");
    world.advance(at(32));
    world.delete_group(&group).unwrap();
    world.terminate(&ids, at(33)).unwrap();
    assert_eq!(states(&world), [State::Terminated, State::Terminated]);
    assert_eq!(world.start(&ids, at(33)).err().unwrap().code, "IncorrectInstanceState");
    world.advance(at(28 + 3600));
    assert!(world.instances.is_empty());
    assert_eq!(world.terminate(&ids, at(4000)).err().unwrap().code, "InvalidInstanceID.NotFound");
}

#[test]
fn stop_and_start_keep_the_private_address_and_change_the_public_one() {
    let (mut world, ids) = launched();
    world.advance(at(30));
    let before = world.instances[0].clone();
    world.stop(&ids[..1], at(30)).unwrap();
    assert_eq!(world.instances[0].state, State::Stopping);
    world.advance(at(40));
    assert_eq!((world.instances[0].state, world.instances[0].public_ip), (State::Stopped, None));
    world.start(&ids[..1], at(50)).unwrap();
    assert_eq!((world.instances[0].state, world.instances[0].public_ip), (State::Pending, None));
    world.advance(at(58));
    let after = &world.instances[0];
    assert_eq!(after.state, State::Running);
    assert_eq!(after.private_ip, before.private_ip);
    assert_ne!(after.public_ip, before.public_ip);
    assert_eq!(after.launched_at, at(50));
    assert!(after.downs > before.downs);
}

#[test]
fn a_call_with_one_unknown_id_changes_nothing() {
    let (mut world, mut ids) = launched();
    world.advance(at(10));
    ids.push("i-0123456789abcdef0".into());
    assert_eq!(world.terminate(&ids, at(10)).err().unwrap().code, "InvalidInstanceID.NotFound");
    assert_eq!(world.stop(&ids, at(10)).err().unwrap().code, "InvalidInstanceID.NotFound");
    assert_eq!(world.terminate(&["x".into()], at(10)).err().unwrap().code, "InvalidInstanceID.Malformed");
    assert_eq!(states(&world), [State::Running, State::Running]);
}

#[test]
fn console_output_comes_after_the_boot() {
    let (mut world, ids) = launched();
    world.advance(at(100));
    assert!(world.console(&ids[0], at(8 + 24)).unwrap().is_none());
    assert!(!world.console(&ids[0], at(8 + 25)).unwrap().unwrap().1.is_empty());
}

#[test]
fn late_sshd_and_late_console_concern_the_machine_that_they_name() {
    let (mut world, ids) = launched();
    world.instances[1].tags.set(&[("Name".into(), "mysql_client".into())]).unwrap();
    world.plant(Fault::SshdLate { machine: Some("mysql_client".into()), seconds: 40 }, at(0));
    world.plant(Fault::ConsoleLate { machine: Some(ids[0].clone()), seconds: 300 }, at(0));
    world.advance(at(8));
    assert!(world.instances[0].answers(at(18)));
    assert!(!world.instances[1].answers(at(47)) && world.instances[1].answers(at(48)));
    assert!(world.console(&ids[0], at(200)).unwrap().is_none());
    assert!(world.console(&ids[1], at(200)).unwrap().is_some());
    assert!(world.mend(&Fault::SshdLate { machine: Some("mysql_client".into()), seconds: 40 }, at(20)));
    assert!(world.instances[1].answers(at(20)));
}

#[test]
fn an_api_fault_meets_the_calls_that_it_names_and_is_used_up() {
    let mut world = World::new(1);
    let fault = |first, times| Fault::ApiError { action: "RunInstances".into(), code: "VcpuLimitExceeded".into(), first, times };
    world.plant(fault(2, Some(1)), at(0));
    let met: Vec<_> = (0..4).map(|_| world.meet_api("RunInstances", false).is_some()).collect();
    assert_eq!(met, [false, true, false, false]);
    assert!(world.faults.is_empty());
    world.plant(fault(1, None), at(0));
    assert!(world.meet_api("CreateTags", false).is_none());
    assert!((0..4).all(|_| world.meet_api("RunInstances", false) == Some(ApiFault::Code("VcpuLimitExceeded".into()))));
    assert!(world.mend(&fault(1, None), at(0)) && !world.mend(&fault(1, None), at(0)));
    world.plant(Fault::AnswerLost { action: "*".into(), first: 1, times: 1 }, at(0));
    assert_eq!(world.meet_api("CreateTags", true), None);
    assert_eq!(world.meet_api("CreateTags", false), Some(ApiFault::AnswerLost));
    assert_eq!(world.meet_api("CreateTags", false), None);
}

#[test]
fn a_cut_meets_its_command_on_its_machine_as_often_as_it_says() {
    let (mut world, ids) = launched();
    world.advance(at(20));
    let fault = Fault::ConnectionCut { machine: Some(ids[0].clone()), command: "install".into(), after_bytes: 10, times: 2 };
    world.plant(fault.clone(), at(20));
    let command = FaultPoint::Command("sudo apt-get install mysql-server");
    assert_eq!(world.meet(&ids[1], command, at(20)), None);
    assert_eq!(world.meet(&ids[0], FaultPoint::Command("hostname -i"), at(20)), None);
    assert_eq!(world.meet(&ids[0], command, at(20)), Some(fault.clone()));
    assert_eq!(world.meet(&ids[0], command, at(20)), Some(fault));
    assert_eq!(world.meet(&ids[0], command, at(20)), None);
}

#[test]
fn a_reboot_takes_sshd_away_for_a_while_and_keeps_the_addresses() {
    let (mut world, ids) = launched();
    world.advance(at(30));
    let before = world.instances[0].clone();
    world.plant(Fault::MachineRebooted { machine: Some(ids[0].clone()), during: None }, at(30));
    assert!(world.faults.is_empty());
    let after = &world.instances[0];
    assert!(!after.answers(at(39)) && after.answers(at(40)) && after.downs == before.downs + 1);
    assert_eq!((after.state, after.public_ip), (State::Running, before.public_ip));
    world.plant(Fault::MachineRebooted { machine: None, during: Some("install".into()) }, at(50));
    assert!(world.meet(&ids[1], FaultPoint::Command("apt install x"), at(50)).is_some());
    assert!(!world.instances[1].answers(at(55)));
    assert!(world.faults.is_empty());
}

#[test]
fn faults_of_the_account_act_at_once() {
    let (mut world, _) = launched();
    world.advance(at(20));
    allow(&mut world, 3306, "172.31.0.9/32");
    allow(&mut world, 22, "198.51.100.7/32");
    world.plant(Fault::MysqlRuleOutdated { address: Ipv4Addr::new(172, 31, 0, 200) }, at(20));
    let peers: Vec<_> = world.groups.iter().flat_map(|group| &group.rules).map(|rule| (rule.from_port, rule.peer.to_string())).collect();
    assert!(peers.contains(&(3306, "172.31.0.200/32".into())) && peers.contains(&(22, "198.51.100.7/32".into())));
    let moved = Fault::LaptopAddressChanged { address: Ipv4Addr::new(198, 51, 100, 99) };
    world.plant(moved.clone(), at(20));
    assert_eq!(world.laptop, Ipv4Addr::new(198, 51, 100, 99));
    assert!(world.mend(&moved, at(20)));
    assert_eq!(world.laptop, LAPTOP);
    // Machines are in it: the VPC stays.
    world.plant(Fault::NoDefaultVpc, at(20));
    assert!(world.vpc.is_some());
}

#[test]
fn a_world_without_default_vpc_gets_one_by_the_call_or_by_mending() {
    let mut world = World::new(1);
    world.plant(Fault::NoDefaultVpc, at(0));
    assert!(world.vpc.is_none());
    let nowhere = Launch { image: IMAGE.into(), instance_type: "t3.micro".into(), min: 1, max: 1, ..Launch::default() };
    assert_eq!(world.run(&nowhere, at(0)).unwrap_err().code, "MissingInput");
    world.create_default_vpc().unwrap();
    assert!(world.faults.is_empty());
    world.plant(Fault::NoDefaultVpc, at(0));
    world.mend(&Fault::NoDefaultVpc, at(0));
    assert!(world.vpc.is_some());
}

#[test]
fn the_world_says_until_when_something_is_under_way() {
    let (mut world, _) = launched();
    assert_eq!(world.busy_until(at(0)), Some(at(8)));
    world.advance(at(8));
    assert_eq!(world.busy_until(at(8)), Some(at(8 + 60)));
    assert_eq!(world.busy_until(at(68)), None);
    assert_eq!(world.next_change(), None);
    world.plant(Fault::ListsLockHeld { machine: None, seconds: 30 }, at(100));
    assert_eq!(world.busy_until(at(100)), Some(at(130)));
}

#[test]
fn a_saved_world_goes_on_where_it_was() {
    let (mut world, ids) = launched();
    world.plant(Fault::SshdLate { machine: None, seconds: 40 }, at(0));
    world.advance(at(3));
    let mut again: World = serde_json::from_str(&serde_json::to_string(&world).unwrap()).unwrap();
    world.advance(at(10));
    again.advance(at(10));
    for id in &ids {
        let (one, two) = (world.instance(id).unwrap(), again.instance(id).unwrap());
        assert_eq!((one.state, one.public_ip, one.private_ip, one.sshd_at), (two.state, two.public_ip, two.private_ip, two.sshd_at));
    }
    assert_eq!(again.run(&launch(&again), at(11)).unwrap_err().code, "IdempotentParameterMismatch");
}
