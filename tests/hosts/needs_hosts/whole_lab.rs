//! The whole lab from nothing to nothing, seen by others than the program.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use whole_lab::hosts::World;

/// The public address of the machine of a launch index, as the API tells it.
fn public(world: &World, index: u64) -> String {
    let status = world.status();
    let instance = status["instances"].as_array().unwrap().iter().find(|i| i["index"] == json!(index)).unwrap();
    instance["public"].as_str().unwrap().to_owned()
}

pub(super) fn assert_nothing_is_left(world: &World) {
    let status = world.status();
    for kind in ["hosts", "volumes", "groups", "key_pairs"] {
        assert_eq!(status[kind], json!([]), "{kind}");
    }
    let namespaces = status["namespaces"].as_array().unwrap();
    assert!(namespaces.iter().all(|name| !name.as_str().unwrap().contains("-i-")), "{namespaces:?}");
    assert!(status["instances"].as_array().unwrap().iter().all(|i| i["state"] == json!("terminated")));
}

fn databases(finished: &Value) -> Vec<&str> {
    finished["databases"].as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

#[test]
fn the_lab_of_the_guide_stands_as_its_reader_would_see_it_and_goes_without_a_trace() {
    let world = World::up();
    let finished = world.expect("setup --aws --name lab --yes", "done");
    assert!(databases(&finished).contains(&"testing_123"), "{finished:#}");

    // The laptop.
    let record: Value = serde_json::from_slice(&std::fs::read(world.home.path().join("labs/lab/lab.json")).unwrap()).unwrap();
    let key = std::path::PathBuf::from(record["cloud"]["key_path"].as_str().unwrap());
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o400);
    let (server, client) = (public(&world, 0), public(&world, 1));
    assert_eq!(world.ssh(&key, &server, "id -un").1.trim(), "ubuntu");
    assert_eq!((world.probe(&server, 22), world.probe(&server, 3306)), ("open", "silent"));
    assert_eq!((world.probe(&client, 22), world.probe(&client, 3306)), ("open", "silent"));

    // The server, past the program and past SSH.
    let on_server = |command: &str| world.on("mysql_server", command).1;
    let config = on_server("grep -nE '^[[:space:]]*(mysqlx-)?bind-address' /etc/mysql/mysql.conf.d/mysqld.cnf");
    assert_eq!(config.split_whitespace().collect::<Vec<_>>().join(" "), "31:bind-address = 0.0.0.0 32:mysqlx-bind-address = 127.0.0.1");
    assert!(on_server("ss -ltnH").lines().any(|line| line.contains("0.0.0.0:3306")));
    assert_eq!(on_server("systemctl is-enabled mysql; systemctl is-active mysql"), "enabled\nactive");
    let secrets: Value = serde_json::from_slice(&std::fs::read(world.home.path().join("labs/lab/secrets.json")).unwrap()).unwrap();
    let as_root = |sql: &str| {
        let password = secrets["root_password"].as_str().unwrap();
        on_server(&format!("MYSQL_PWD={} mysql -u root -N -B -e {}", shell(password), shell(sql)))
    };
    assert_eq!(
        as_root("SELECT CONCAT(user, '@', host, ' ', plugin) FROM mysql.user WHERE user = 'donald'"),
        "donald@% caching_sha2_password"
    );
    let grants = as_root("SHOW GRANTS FOR 'donald'@'%'");
    assert!(grants.contains("ON *.* TO `donald`@`%` WITH GRANT OPTION"), "{grants}");
    assert_eq!(as_root("SELECT COUNT(*) FROM mysql.component WHERE component_urn LIKE '%validate_password'"), "1");
    assert_eq!(as_root("SHOW DATABASES LIKE 'test'"), "");
    assert_eq!(as_root("SELECT @@bind_address"), "0.0.0.0");

    // The client, by the mysql program of its own.
    let private = world.status()["instances"].as_array().unwrap().iter().find(|i| i["index"] == json!(0)).unwrap()["private"].clone();
    let password = secrets["user_password"].as_str().unwrap();
    let seen = world.on(
        "mysql_client",
        &format!("MYSQL_PWD={} mysql -u donald -h {} -N -B -e 'SHOW DATABASES'", shell(password), private.as_str().unwrap()),
    );
    assert_eq!(seen.0, 0, "{}", seen.1);
    assert_eq!(seen.1.lines().collect::<Vec<_>>(), databases(&finished));

    // Again, stopped, started at another address, and gone.
    world.expect("verify lab", "healthy");
    assert_eq!(world.run("stop lab").code, Some(0));
    assert_eq!(world.expect("verify lab", "unhealthy")["problem"]["code"], json!("machine_stopped"));
    assert_eq!(world.run("start lab").code, Some(0));
    assert_ne!(public(&world, 0), server);
    world.expect("verify lab", "healthy");
    let gone = world.expect("teardown lab --yes", "done");
    assert!(gone["removed"].as_array().unwrap().len() >= 6, "{gone:#}");
    assert_nothing_is_left(&world);
}

#[test]
fn one_by_one_comes_to_the_same_end_and_a_second_time_changes_nothing() {
    let world = World::up();
    let finished = world.expect("setup --aws --name lab --step-by-step --recipe safer --yes", "done");
    assert!(databases(&finished).contains(&"testing_123"));
    let before = world.status();
    let again = world.run("resume lab --yes");
    assert_eq!(again.last_event()["outcome"], json!("done"));
    assert!(again.events().iter().all(|event| event["applied"] != json!(true)), "{:#?}", again.events());
    assert_eq!(world.status(), before);
    world.expect("teardown lab --yes", "done");
    assert_nothing_is_left(&world);
}

fn shell(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
