//! The rig itself, on its own bad days: a clear word, cleaned up, never a hang.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use whole_lab::binaries::{in_venv, workspace};
use whole_lab::hosts::{Turn, World, rig};

const FOLDER: &str = "/run/mysql-lab-hosts";
const IMAGE: &str = "ami-0f1e2d3c4b5a20260";

fn cache() -> std::path::PathBuf {
    workspace().join(".cache/hosts")
}

/// Runs the rig to its end, with nobody who would keep a world up.
fn refused(command: &mut Command, words: &str) {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&stderr);
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.trim_end().ends_with(words) && said.lines().count() == 1, "{said}");
    assert!(stdout.is_empty(), "{}", String::from_utf8_lossy(&stdout));
}

/// Launches a host by the AWS CLI and waits until it is booted; its instance id.
fn launch(world: &World) -> String {
    let [host] = launch_some(world);
    host
}

/// The same with several at once.
fn launch_some<const COUNT: usize>(world: &World) -> [String; COUNT] {
    let aws = |args: &str| -> Value {
        let output = world.on_laptop(in_venv("aws")).args(args.split_whitespace()).args(["--output", "json"]).output().unwrap();
        assert!(output.status.success(), "aws {args}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    aws("ec2 create-key-pair --key-name mine");
    let launched = aws(&format!("ec2 run-instances --image-id {IMAGE} --instance-type t3.micro --key-name mine --count {COUNT}"));
    let until = Instant::now() + Duration::from_secs(60);
    while world.status()["instances"].as_array().unwrap().iter().any(|instance| instance["state"] != json!("running")) {
        assert!(Instant::now() < until, "the host never ran");
        std::thread::sleep(Duration::from_millis(50));
    }
    std::array::from_fn(|index| launched["Instances"][index]["InstanceId"].as_str().unwrap().to_owned())
}

fn mounts_below(folder: &Path) -> Vec<String> {
    let table = std::fs::read_to_string("/proc/self/mountinfo").unwrap();
    let points = table.lines().filter_map(|line| line.split(' ').nth(4));
    points.filter(|point| Path::new(point).starts_with(folder) && Path::new(point) != folder).map(str::to_owned).collect()
}

/// The command lines of the processes that are an instance's container.
fn processes_of(instance: &str) -> Vec<String> {
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let command_lines = processes.filter_map(|process| std::fs::read_to_string(process.path().join("cmdline")).ok());
    command_lines.filter(|words| words.split('\0').any(|word| word == format!("--machine={instance}"))).collect()
}

#[test]
fn a_second_world_is_refused_with_what_to_do_and_the_first_is_unharmed() {
    let world = World::up();
    let host = launch(&world);
    let before = world.status();
    let mut second = rig(["up".as_ref(), cache().as_os_str()]);
    refused(&mut second, "): cargo xtask hosts down");
    assert_eq!(world.status(), before);
    assert_eq!(before["hosts"], json!([host]));
    assert!(!mounts_below(Path::new(FOLDER)).is_empty());
    assert_eq!(processes_of(&host).len(), 1);
}

#[test]
fn what_is_killed_on_one_host_lives_on_on_the_other() {
    let world = World::up();
    let [one, other] = launch_some(&world);
    let sshd_of = |host: &str| {
        let until = Instant::now() + Duration::from_secs(60);
        while world.on(host, "systemctl is-active ssh").0 != 0 {
            assert!(Instant::now() < until, "sshd never ran");
            std::thread::sleep(Duration::from_millis(50));
        }
        world.on(host, "systemctl show --property=MainPID --value ssh").1
    };
    let (before, bystander) = (sshd_of(&one), sshd_of(&other));
    assert_eq!(world.on(&one, "systemctl kill --signal=KILL ssh && systemctl restart ssh").0, 0);
    assert_ne!(sshd_of(&one), before);
    assert_eq!(world.on(&other, &format!("kill -0 {bystander}")), (0, String::new()));
    assert_eq!(sshd_of(&other), bystander);
}

#[test]
fn what_a_killed_rig_left_is_cleaned_by_the_next() {
    let world = World::up();
    let host = launch(&world);
    let turn = world.kill();
    assert!(Path::new(FOLDER).join(&host).exists(), "the killed rig left nothing to clean");
    assert!(!mounts_below(Path::new(FOLDER)).is_empty());

    drop(turn);
    let world = World::up();
    let status = world.status();
    assert_eq!((&status["hosts"], &status["instances"]), (&json!([]), &json!([])));
    assert_eq!(status["namespaces"].as_array().unwrap().len(), 2, "beside the fabric and the laptop: {}", status["namespaces"]);
    assert!(!Path::new(FOLDER).join(&host).exists());
    assert_eq!(mounts_below(Path::new(FOLDER)), Vec::<String>::new());
}

#[test]
fn a_killed_rig_is_cleaned_by_hand_as_well() {
    let world = World::up();
    let host = launch(&world);
    let _turn = world.kill();
    let down = rig(["down".as_ref()]).output().unwrap();
    assert!(down.status.success(), "{}", String::from_utf8_lossy(&down.stderr));
    assert!(!Path::new(FOLDER).exists());
    let namespaces = Command::new("ip").args(["netns", "list"]).output().unwrap().stdout;
    assert!(!String::from_utf8_lossy(&namespaces).contains(&host));
}

#[test]
fn a_base_that_was_half_made_is_thrown_away() {
    // The base is there when this has been up.
    drop(World::up());
    let folder = tempfile::tempdir().unwrap();
    for base in std::fs::read_dir(cache()).unwrap().map(Result::unwrap) {
        if base.file_name().to_string_lossy().starts_with("base-") {
            symlink(base.path(), folder.path().join(base.file_name())).unwrap();
        }
    }
    let half = folder.path().join("making-4711");
    let mounted = half.join("root/proc");
    std::fs::create_dir_all(&mounted).unwrap();
    assert!(Command::new("mount").args(["-t", "tmpfs", "tmpfs"]).arg(&mounted).status().unwrap().success());
    drop(World::up_on(folder.path()));
    assert_eq!(mounts_below(folder.path()), Vec::<String>::new());
    assert!(!half.exists());
}

#[test]
fn a_machine_without_what_the_rig_needs_is_told_what_to_install() {
    let tools = [
        ("systemd-nspawn", "systemd-container"),
        ("nft", "nftables"),
        ("ip", "iproute2"),
        ("nsenter", "util-linux"),
        ("debootstrap", "debootstrap"),
    ];
    for (missing, package) in tools {
        let path = tempfile::tempdir().unwrap();
        for (tool, _) in tools.iter().filter(|(tool, _)| *tool != missing) {
            symlink("/bin/true", path.path().join(tool)).unwrap();
        }
        let mut up = rig(["up".as_ref(), cache().as_os_str()]);
        refused(up.env("PATH", path.path()), &format!("rig: {missing} is missing: apt-get install {package}"));
    }
}

#[test]
fn an_order_without_a_world_is_told_how_to_get_one() {
    let _turn = Turn::take();
    refused(&mut rig(["exec".as_ref(), "mysql_server".as_ref(), "true".as_ref()]), "no world of hosts is up: cargo xtask hosts up");
}
