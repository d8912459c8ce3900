//! Machines on which somebody has installed another server.

use serde_json::json;
use whole_lab::bad_days;
use whole_lab::hosts::World;

#[test]
fn mariadb_is_named_and_left_as_it_was() {
    let world = World::up();
    let install = "apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install mariadb-server";
    world.next_boot("0", json!({ "commands": [install] }));
    let failed = world.expect("setup --aws --name lab --yes", "failed");
    bad_days::MARIADB_INSTALLED.assert_met(failed["problem"]["code"].as_str(), failed["culprit"].as_str());
    let (code, answer) = world.on("mysql_server", "mariadb -N -B -e 'SELECT VERSION(), @@bind_address'");
    assert_eq!(code, 0, "{answer}");
    assert!(answer.contains("MariaDB") && answer.ends_with("127.0.0.1"), "{answer}");
    world.expect("teardown lab --yes", "done");
}
