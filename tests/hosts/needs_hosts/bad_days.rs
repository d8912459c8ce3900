//! Bad days: each ends in a lab, or in one problem with the right code after which `resume` makes the lab. Nothing is created twice.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use whole_lab::bad_days::{self, BadDay, End};
use whole_lab::hosts::World;

const SETUP: &str = "setup --aws --name lab --yes";

fn assert_nothing_was_created_twice(world: &World) {
    let status = world.status();
    for (kind, count) in [("instances", 2), ("volumes", 2), ("groups", 1), ("key_pairs", 1)] {
        assert_eq!(status[kind].as_array().unwrap().len(), count, "{kind}: {:#}", status[kind]);
    }
}

/// A run ended as the table has it for this day: with the lab, or with the problem, after whose mending a resume makes the lab.
fn ends_as(world: &World, day: BadDay, finished: &Value, mend: impl FnOnce()) {
    let outcome = &finished["outcome"];
    match day.end {
        End::Completes => {
            assert_eq!(outcome, &json!("done"), "{}: {:#}", day.name, finished["problem"]);
            assert_holds(world, finished);
        }
        End::Fails(_) => {
            assert_eq!(outcome, &json!("failed"), "{}", day.name);
            assert_met(day, finished);
            assert!(!finished["leftovers"].as_array().unwrap().is_empty());
            mend();
            stands(world, "resume lab --yes");
        }
        End::Refuses(_) | End::Unhealthy(_) => panic!("{} does not end with a set-up", day.name),
    }
}

fn assert_met(day: BadDay, finished: &Value) {
    day.assert_met(finished["problem"]["code"].as_str(), finished["culprit"].as_str());
}

fn stands(world: &World, command: &str) {
    assert_holds(world, &world.expect(command, "done"));
}

fn assert_holds(world: &World, finished: &Value) {
    assert!(finished["databases"].as_array().unwrap().contains(&json!("testing_123")));
    assert_nothing_was_created_twice(world);
}

/// Runs a command, does something when it has got so far, and gives the last line.
fn meanwhile(world: &World, command: &str, reached: impl Fn(&World) -> bool, act: impl FnOnce(&World)) -> Value {
    let mut run = world.mysql_lab(command).arg("--json").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(run.stdout.take().unwrap());
    let last = std::thread::spawn(move || lines.lines().map_while(Result::ok).last());
    let until = Instant::now() + Duration::from_secs(120);
    while !reached(world) {
        assert!(Instant::now() < until, "{command} never got so far");
        assert!(run.try_wait().unwrap().is_none(), "{command} ended before it got so far");
        std::thread::sleep(Duration::from_millis(50));
    }
    act(world);
    run.wait().unwrap();
    serde_json::from_str(&last.join().unwrap().unwrap()).unwrap()
}

fn installing(world: &World) -> bool {
    let hosts = world.status()["hosts"].as_array().unwrap().len();
    // cloud-init runs dpkg as well; the brackets keep pgrep from finding its own shell.
    let command = "pgrep -f '[i]nstall mysql-server' && pgrep -x dpkg";
    hosts == 2 && named(world) && world.on("mysql_server", command).0 == 0
}

fn cut(world: &World) {
    world.order(json!({ "do": "cut", "host": "mysql_server" }));
}

fn named(world: &World) -> bool {
    world.order(json!({ "do": "calls" })).as_array().unwrap().iter().any(|call| call == "CreateTags")
}

/// The set-up, from its first word to its last.
fn set_up(world: &World) -> Value {
    world.run(SETUP).last_event()
}

#[test]
fn locks_of_the_first_boot_are_waited_for() {
    let world = World::up();
    world.next_boot("all", json!({ "dpkg_lock": 30, "lists_lock": 30 }));
    ends_as(&world, bad_days::LOCKS_AT_FIRST_BOOT, &set_up(&world), || {});
}

#[test]
fn sshd_that_comes_late_is_waited_for() {
    let world = World::up();
    world.next_boot("all", json!({ "sshd_delay": 40 }));
    ends_as(&world, bad_days::SSHD_LATE, &set_up(&world), || {});
}

#[test]
fn machines_that_let_nobody_in_while_they_boot_are_not_pressed() {
    let world = World::up();
    world.next_boot("all", json!({ "sign_in_delay": 12 }));
    ends_as(&world, bad_days::SIGN_INS_CLOSED, &set_up(&world), || {});
    // A look has less patience than a set-up, and meets the same after every start.
    assert_eq!((world.run("stop lab").code, world.run("start lab").code), (Some(0), Some(0)));
    world.expect("verify lab", "healthy");
}

#[test]
fn a_connection_cut_in_the_middle_of_the_install_loses_nothing() {
    let world = World::up();
    let finished = meanwhile(&world, SETUP, installing, cut);
    ends_as(&world, bad_days::CONNECTION_CUT, &finished, || {});
}

#[test]
fn a_look_whose_connections_are_cut_sees_the_lab_all_the_same() {
    let world = World::up();
    stands(&world, SETUP);
    let signed_in = |world: &World| world.on("mysql_server", "pgrep -f '^sshd-session: ubuntu'").0 == 0;
    let finished = meanwhile(&world, "verify lab", signed_in, cut);
    assert_eq!(finished["outcome"], json!("healthy"), "{finished:#}");
}

#[test]
fn a_server_rebooted_in_the_middle_of_the_install_is_set_up_to_the_end() {
    let world = World::up();
    let finished = meanwhile(&world, SETUP, installing, |world| drop(world.order(json!({ "do": "reboot", "host": "mysql_server" }))));
    ends_as(&world, bad_days::SERVER_REBOOTED, &finished, || {});
}

#[test]
fn a_laptop_with_another_address_is_told_so_and_let_in_again() {
    let world = World::up();
    stands(&world, SETUP);
    world.order(json!({ "do": "move_laptop", "address": "198.51.100.77" }));
    let unhealthy = world.expect("verify lab", "unhealthy");
    assert_met(bad_days::LAPTOP_MOVED, &unhealthy);
    world.expect("verify lab --repair --yes", "healthy");
    world.expect("verify lab", "healthy");
    assert_nothing_was_created_twice(&world);
}

fn trouble(world: &World, action: &str, code: Option<&str>, status: u16, times: u16) {
    world.order(json!({ "do": "trouble", "action": action, "code": code, "status": status, "times": times }));
}

#[test]
fn an_api_that_throttles_is_waited_for() {
    let world = World::up();
    for action in ["DescribeInstances", "RunInstances", "AuthorizeSecurityGroupIngress"] {
        trouble(&world, action, Some("RequestLimitExceeded"), 503, 2);
    }
    ends_as(&world, bad_days::API_THROTTLES, &set_up(&world), || {});
}

#[test]
fn an_api_whose_answers_are_lost_makes_nothing_twice() {
    let world = World::up();
    for action in ["RunInstances", "CreateSecurityGroup", "CreateTags", "AuthorizeSecurityGroupIngress", "CreateKeyPair"] {
        trouble(&world, action, None, 200, 1);
    }
    ends_as(&world, bad_days::ANSWERS_LOST, &set_up(&world), || {});
}

#[test]
fn a_call_that_is_refused_once_is_named_and_the_lab_goes_on_from_there() {
    let world = World::up();
    trouble(&world, "CreateTags", Some("UnauthorizedOperation"), 403, 1);
    ends_as(&world, bad_days::CALL_REFUSED, &set_up(&world), || {});
}

#[test]
fn a_full_disk_is_named() {
    let world = World::up();
    world.next_boot("0", json!({ "disk_mib": 900, "filler_mib": 700 }));
    ends_as(&world, bad_days::DISK_FULL, &set_up(&world), || assert_eq!(world.on("mysql_server", "rm /var/filler").0, 0));
}

#[test]
fn an_archive_that_answers_503_is_named() {
    let world = World::up();
    world.order(json!({ "do": "refuse_archive", "times": 100_000 }));
    ends_as(&world, bad_days::ARCHIVE_UNAVAILABLE, &set_up(&world), || drop(world.order(json!({ "do": "refuse_archive", "times": 0 }))));
}

#[test]
fn a_later_file_that_overrides_bind_address_is_named() {
    let world = World::up();
    world.next_boot("0", json!({ "files": { "/etc/mysql/mysql.conf.d/zz-local.cnf": "[mysqld]\nbind-address = 127.0.0.1\n" } }));
    ends_as(&world, bad_days::BIND_OVERRIDDEN, &set_up(&world), || {
        assert_eq!(world.on("mysql_server", "rm /etc/mysql/mysql.conf.d/zz-local.cnf").0, 0)
    });
}

#[test]
fn a_configuration_that_somebody_edited_keeps_their_lines() {
    let world = World::up();
    stands(&world, SETUP);
    let file = "/etc/mysql/mysql.conf.d/mysqld.cnf";
    let edit =
        format!("sed -i 's/^bind-address.*/  bind-address=127.0.0.1 # mine/; $a max_connections = 77' {file} && systemctl restart mysql");
    assert_eq!(world.on("mysql_server", &edit).0, 0);
    let unhealthy = world.expect("verify lab", "unhealthy");
    assert_met(bad_days::CONFIGURATION_EDITED, &unhealthy);
    world.expect("verify lab --repair --yes", "healthy");
    world.expect("verify lab", "healthy");
    assert_eq!(world.on("mysql_server", &format!("grep -c 'max_connections = 77' {file}")).1, "1");
}
