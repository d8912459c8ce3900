//! A lab whose record is lost, on real hosts: its tags are taken off by others' hands, and then it is adopted.

use serde_json::{Value, json};
use whole_lab::binaries::in_venv;
use whole_lab::home::with_input;
use whole_lab::hosts::World;

use super::whole_lab::assert_nothing_is_left;

fn aws(world: &World, args: &str) -> Value {
    let output = world.on_laptop(in_venv("aws")).args(args.split_whitespace()).args(["--output", "json"]).output().unwrap();
    assert!(output.status.success(), "aws {args}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
}

#[test]
fn a_lab_that_nobody_remembers_is_adopted_and_goes_without_a_trace() {
    let world = World::up();
    world.expect("setup --aws --name first --yes", "done");
    let folder = world.home.path().join("labs/first");
    let read = |file: &str| serde_json::from_slice::<Value>(&std::fs::read(folder.join(file)).unwrap()).unwrap();
    let (record, secrets) = (read("lab.json"), read("secrets.json"));
    let key = world.home.path().join("kept.pem");
    std::fs::copy(record["cloud"]["key_path"].as_str().unwrap(), &key).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();

    let region = record["cloud"]["region"].as_str().unwrap();
    let adopt = || {
        let mut command = world.mysql_lab(&format!("adopt second --region {region} --key {} --password-stdin --json", key.display()));
        let passwords = ["root_password", "user_password"].map(|name| secrets[name].as_str().unwrap());
        with_input(&mut command, &format!("{}\n{}\n", passwords[0], passwords[1])).unwrap()
    };
    // As long as they carry another lab's tag, the machines are not to be had.
    let refused = adopt().last_event();
    assert_eq!(refused["problem"]["code"], json!("adopt_too_few"), "{refused:#}");

    let tags = aws(&world, "ec2 describe-tags --filters Name=key,Values=mysql-lab");
    let tagged: Vec<_> = tags["Tags"].as_array().unwrap().iter().map(|tag| tag["ResourceId"].as_str().unwrap()).collect();
    aws(&world, &format!("ec2 delete-tags --tags Key=mysql-lab --resources {}", tagged.join(" ")));
    let adopted = adopt().last_event();
    assert_eq!(adopted["outcome"], json!("healthy"), "{:#}", adopted["problem"]);
    assert!(adopted["databases"].as_array().unwrap().contains(&json!("testing_123")), "{adopted:#}");
    let again: Value = serde_json::from_slice(&std::fs::read(world.home.path().join("labs/second/lab.json")).unwrap()).unwrap();
    for (part, fact) in
        [("server", "instance_id"), ("client", "instance_id"), ("cloud", "vpc"), ("cloud", "key_name"), ("cloud", "security_group")]
    {
        assert_eq!(again[part][fact], record[part][fact], "{part} {fact}");
    }

    assert_eq!(world.run("stop second").code, Some(0));
    assert_eq!(world.run("start second").code, Some(0));
    world.expect("verify second", "healthy");
    let gone = world.expect("teardown second --yes", "done");
    assert!(gone["removed"].as_array().unwrap().len() >= 6, "{gone:#}");
    assert_nothing_is_left(&world);
}
