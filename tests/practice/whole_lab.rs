//! The whole lab as a person has it: `mysql-lab` from nothing to SHOW DATABASES, and back to nothing.

use serde_json::Value;
use whole_lab::home::{Home, Ran, with_input};

fn ended(ran: &Ran, code: i32, outcome: &str) -> Value {
    let last = ran.last_event();
    assert_eq!(last["kind"], "finished", "{last}");
    assert_eq!(last["outcome"], outcome, "{last:#}");
    assert_eq!(ran.code, Some(code), "{}", ran.err);
    last
}

/// The steps whose events have that kind.
fn steps(ran: &Ran, kind: &str, fits: impl Fn(&Value) -> bool) -> Vec<String> {
    let events = ran.events();
    let found = events.iter().filter(|event| event["kind"] == kind && fits(event));
    found.map(|event| event["step"].as_str().unwrap().to_owned()).collect()
}

fn from_nothing_to_nothing(mysql: &str, version: &str, plugin: &str) {
    let home = Home::new().unwrap();
    let setup = home.run(["setup", "--practice", "--mysql", mysql, "--yes", "--json"]).unwrap();
    let last = ended(&setup, 0, "done");
    assert_eq!(last["lab"], "practice-1");
    assert!(last["databases"].as_array().unwrap().contains(&"testing_123".into()), "{last:#}");
    for check in last["checks"].as_array().unwrap() {
        assert_eq!(check["state"], "done", "{check:#}");
        assert!(!check["evidence"].as_array().unwrap().is_empty(), "{check:#}");
    }

    let shown = home.run(["show", "practice-1", "--json"]).unwrap().last_event();
    let known = &shown["view"]["lab"]["mysql"];
    assert!(known["version"].as_str().unwrap().starts_with(version), "{known}");
    assert_eq!(known["auth_plugin"], plugin);

    ended(&home.run(["verify", "practice-1", "--json"]).unwrap(), 0, "healthy");

    let again = home.run(["resume", "practice-1", "--yes", "--json"]).unwrap();
    ended(&again, 0, "done");
    assert_eq!(steps(&again, "step_done", |event| event["applied"] == true), Vec::<String>::new());

    let teardown = home.run(["teardown", "practice-1", "--yes", "--json"]).unwrap();
    let last = ended(&teardown, 0, "done");
    let mut kinds: Vec<_> = last["removed"].as_array().unwrap().iter().map(|thing| thing["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["file", "instance", "instance", "key pair", "security group", "volume", "volume"]);
    assert_eq!(last["leftovers"].as_array().unwrap().len(), 0);
    let receipt: Value = serde_json::from_slice(&std::fs::read(last["receipt"].as_str().unwrap()).unwrap()).unwrap();
    assert_eq!(receipt["removed"], last["removed"]);
    assert!(!home.path().join("labs/practice-1").exists());
    let listed = home.run(["list", "--json"]).unwrap().last_event();
    assert_eq!(listed["labs"], serde_json::json!([]));
}

#[test]
fn a_lab_with_mysql_8_0_goes_from_nothing_to_show_databases_and_back() {
    from_nothing_to_nothing("8.0", "8.0.", "mysql_native_password");
}

#[test]
fn a_lab_with_mysql_9_takes_the_login_method_that_is_there() {
    from_nothing_to_nothing("9", "9.", "caching_sha2_password");
}

#[test]
fn the_safer_recipe_with_own_names_and_password_works_as_well() {
    let home = Home::new().unwrap();
    let mut setup = home.mysql_lab([
        "setup",
        "--practice",
        "--yes",
        "--json",
        "--name",
        "mine",
        "--recipe",
        "safer",
        "--db-user",
        "daisy o'duck",
        "--database",
        "ducks`42",
        "--new-key",
        "my key",
        "--ssh-from",
        "anywhere",
        "--password-stdin",
    ]);
    let ran = with_input(&mut setup, "Pass'Word\\.1\n").unwrap();
    let last = ended(&ran, 0, "done");
    assert_eq!(last["databases"].as_array().unwrap().iter().filter(|name| *name == "ducks`42").count(), 1, "{last:#}");
    // The password appears in nothing that is printed or kept but the vault.
    assert!(!ran.out.contains("Pass'Word") && !ran.err.contains("Pass'Word"));
    ended(&home.run(["teardown", "mine", "--yes", "--json"]).unwrap(), 0, "done");
}

#[test]
fn what_a_person_reads_says_that_it_is_practice_and_shows_the_databases() {
    let home = Home::new().unwrap();
    let setup = home.run(["setup", "--practice", "--yes"]).unwrap();
    assert_eq!(setup.code, Some(0), "{}", setup.err);
    assert!(setup.out.contains("PRACTICE"), "{}", setup.out);
    assert!(setup.out.contains("| testing_123        |  <- the lab's own"), "{}", setup.out);
    assert!(!setup.out.contains('\u{1b}'), "a pipe is given no colours: {}", setup.out);
    let verify = home.run(["verify", "practice-1"]).unwrap();
    assert!(verify.out.contains("practice-1 is healthy"), "{}", verify.out);
    let teardown = home.run(["teardown", "practice-1", "--yes"]).unwrap();
    assert!(teardown.out.contains("Nothing of practice-1 is left."), "{}", teardown.out);
}

#[test]
fn machines_that_are_stopped_are_told_and_a_started_lab_is_healthy_again() {
    let home = Home::new().unwrap();
    ended(&home.run(["setup", "--practice", "--yes", "--json"]).unwrap(), 0, "done");
    ended(&home.run(["stop", "practice-1", "--json"]).unwrap(), 0, "done");
    let verify = home.run(["verify", "practice-1", "--json"]).unwrap();
    let last = ended(&verify, 1, "unhealthy");
    assert_eq!(last["problem"]["code"], "machine_stopped", "{last:#}");
    ended(&home.run(["start", "practice-1", "--json"]).unwrap(), 0, "done");
    // The public addresses are others now; nothing of the lab depends on the old ones.
    ended(&home.run(["verify", "practice-1", "--repair", "--yes", "--json"]).unwrap(), 0, "healthy");
}

#[test]
fn step_by_step_the_person_decides_before_each_step() {
    let home = Home::new().unwrap();
    // Shown and done by hand: signed in is who is signed in. The key pair is not there by saying so.
    let answers = format!("y\ns\nh\n\nh\n{}", "\n".repeat(30));
    let setup = with_input(&mut home.mysql_lab(["setup", "--practice", "--step-by-step"]), &answers).unwrap();
    assert_eq!(setup.code, Some(0), "{}{}", setup.out, setup.err);
    assert!(setup.out.contains("Step 1 of 26") && setup.out.contains("Step 26 of 26"), "{}", setup.out);
    assert!(setup.out.contains("By hand") && setup.out.contains("aws sts get-caller-identity"), "{}", setup.out);
    assert!(setup.err.contains("hand_work_unfinished"), "{}", setup.err);
    assert!(setup.out.contains("| testing_123        |  <- the lab's own"), "{}", setup.out);
    let shown = home.run(["show", "practice-1", "--json"]).unwrap().last_event();
    assert_eq!(shown["view"]["lab"]["steps"]["sign_in"]["by_hand"], true);
    assert_eq!(shown["view"]["lab"]["steps"]["key_pair"]["by_hand"], false);
}

#[test]
fn step_by_step_can_be_stopped_and_says_what_is_there() {
    let home = Home::new().unwrap();
    let setup = with_input(&mut home.mysql_lab(["setup", "--practice", "--step-by-step"]), "y\n\n\n\nq\n").unwrap();
    assert_eq!(setup.code, Some(130), "{}{}", setup.out, setup.err);
    assert!(setup.out.contains("key pair") && setup.out.contains("mysql-lab resume practice-1"), "{}", setup.out);
    ended(&home.run(["resume", "practice-1", "--yes", "--json"]).unwrap(), 0, "done");
}

#[test]
#[cfg(unix)]
fn ctrl_c_stops_between_two_changes_and_the_lab_can_be_taken_up() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let home = Home::new().unwrap();
    // In real time, so that the machines are still starting when the signal comes.
    let mut setup = home.mysql_lab(["setup", "--practice", "--yes", "--json", "--name", "mine"]);
    let mut child = setup.env("MYSQL_LAB_PRACTICE_SPEED", "1").stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let mut last = Value::Null;
    for event in lines {
        if event["kind"] == "step_started" && event["step"] == "wait_until_running" && event["verb"] == "apply" {
            let told = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
            assert!(told.success());
        }
        last = event;
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(last["outcome"], "cancelled", "{last:#}");
    let left = last["leftovers"].as_array().unwrap();
    assert_eq!(left.iter().filter(|thing| thing["kind"] == "instance").count(), 2, "{left:?}");
    ended(&home.run(["resume", "mine", "--yes", "--json"]).unwrap(), 0, "done");
    let again = home.run(["teardown", "mine", "--yes", "--json"]).unwrap();
    assert_eq!(ended(&again, 0, "done")["removed"].as_array().unwrap().len(), 7);
}

#[test]
fn a_tear_down_asks_for_the_labs_name() {
    let home = Home::new().unwrap();
    ended(&home.run(["setup", "--practice", "--yes", "--json"]).unwrap(), 0, "done");
    for answer in ["", "yes\n", "practice-2\n"] {
        let ran = with_input(&mut home.mysql_lab(["teardown", "practice-1"]), answer).unwrap();
        assert_eq!(ran.code, Some(130), "{answer:?}: {}", ran.err);
        assert!(ran.out.contains("Nothing was removed."), "{}", ran.out);
    }
    ended(&home.run(["verify", "practice-1", "--json"]).unwrap(), 0, "healthy");
    let ran = with_input(&mut home.mysql_lab(["teardown", "practice-1"]), "practice-1\n").unwrap();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
#[cfg(unix)]
fn a_practice_cloud_that_is_kept_running_is_told_and_is_nobody_elses_meanwhile() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let home = Home::new().unwrap();
    ended(&home.run(["setup", "--practice", "--yes", "--json"]).unwrap(), 0, "done");
    let mut child = home.mysql_lab(["practice", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let cloud = lines.next().unwrap();
    assert_eq!((&cloud["kind"], &cloud["name"]), (&"practice".into(), &"practice-1".into()), "{cloud}");
    assert!(cloud["endpoint"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{cloud}");
    let machines: Vec<_> = lines.by_ref().take(2).collect();
    for machine in &machines {
        assert_eq!(machine["kind"], "access");
        assert!(machine["ssh"].as_str().unwrap().starts_with("127.0.0.1:"), "{machine}");
    }
    let busy = home.run(["verify", "practice-1", "--json"]).unwrap();
    assert_eq!(ended(&busy, 1, "failed")["problem"]["code"], "lab_busy");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(lines.last().unwrap()["outcome"], "done");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    ended(&home.run(["verify", "practice-1", "--json"]).unwrap(), 0, "healthy");
}
