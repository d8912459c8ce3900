//! Every call of the EC2 adapter against moto.

mod server;

use adapters::{Ec2, LocalKeyFiles};
use engine::ExposeSecret;
use lab::ports::{Compute, ComputeErrorKind as Kind, Instance, KeyFiles, Launch, Trial};
use model::LabId;
use server::{Moto, NEWEST};

fn lab(id: &str) -> LabId {
    LabId(id.into())
}

/// What a lab needs before its machines.
async fn prepared(ec2: &Ec2, lab: &LabId, count: u32) -> Launch {
    let vpc = ec2.default_vpc().await.unwrap().unwrap();
    let subnet = ec2.subnets(&vpc.id).await.unwrap().remove(0);
    ec2.create_key_pair(lab, "lab-key").await.unwrap();
    Launch {
        count,
        image: NEWEST.into(),
        instance_type: "t3.micro".into(),
        key_name: "lab-key".into(),
        subnet: subnet.id,
        group: ec2.create_security_group(lab, "lab-group", "of a test", &vpc.id).await.unwrap(),
        name: "mysql_server".into(),
        token: "token-1".into(),
    }
}

fn ids(instances: &[Instance]) -> Vec<String> {
    instances.iter().map(|instance| instance.id.clone()).collect()
}

#[tokio::test]
async fn the_region_is_described() {
    let moto = Moto::start();
    let ec2 = moto.ec2();
    assert_eq!(ec2.region(), "us-east-1");
    let identity = ec2.identity().await.unwrap();
    assert_eq!(identity.account, "123456789012");
    assert!(identity.arn.starts_with("arn:aws:"), "{identity:?}");

    let vpc = ec2.default_vpc().await.unwrap().unwrap();
    assert_eq!(vpc.cidr, "172.31.0.0/16");
    let subnets = ec2.subnets(&vpc.id).await.unwrap();
    assert!(subnets.len() > 1 && subnets.is_sorted_by_key(|subnet| subnet.zone.clone()), "{subnets:?}");
    assert!(subnets.iter().all(|subnet| subnet.public && subnet.zone.starts_with("us-east-1")));
    assert_eq!(ec2.subnets("vpc-00000000000000000").await.unwrap(), []);

    let zones = ec2.zones_offering("t3.micro").await.unwrap();
    assert!(zones.contains(&"us-east-1a".to_owned()) && zones.is_sorted(), "{zones:?}");
    assert_eq!(ec2.zones_offering("t9.nothing").await.unwrap(), Vec::<String>::new());

    let micro = ec2.instance_type("t3.micro").await.unwrap().unwrap();
    assert_eq!((micro.name.as_str(), micro.vcpus, micro.memory_mib), ("t3.micro", 2, 1024));
    assert_eq!(ec2.instance_type("t9.nothing").await.unwrap(), None);
    let free = ec2.free_tier_types().await.unwrap();
    assert!(!free.is_empty() && free.iter().all(|kind| kind.free_tier), "{free:?}");
    assert!(free.iter().all(|kind| !kind.name.starts_with("t4g.")), "the image does not start on another processor: {free:?}");
}

#[tokio::test]
async fn the_image_is_canonical_s_newest_of_22_04_on_x86() {
    let moto = Moto::start();
    let image = moto.ec2().ubuntu_image().await.unwrap().unwrap();
    assert_eq!((image.id.as_str(), image.name.as_str()), (NEWEST, "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260901"));
}

#[tokio::test]
async fn a_key_pair_is_made_found_and_deleted() {
    let moto = Moto::start();
    let ec2 = moto.ec2();
    assert_eq!(ec2.key_pair("lab-key").await.unwrap(), None);
    let made = ec2.create_key_pair(&lab("lab-1"), "lab-key").await.unwrap();
    assert_eq!(ec2.create_key_pair(&lab("lab-2"), "lab-key").await.unwrap_err().kind, Kind::Duplicate);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lab-key.pem");
    LocalKeyFiles.write(&path, &made.private_pem).await.unwrap();
    let local = LocalKeyFiles.inspect(&path).await.unwrap();
    let found = ec2.key_pair("lab-key").await.unwrap().unwrap();
    assert_eq!((found.id.as_str(), found.name.as_str(), found.lab), (made.id.as_str(), "lab-key", Some(lab("lab-1"))));
    assert_eq!(found.public_openssh.unwrap().split(' ').take(2).collect::<Vec<_>>().join(" "), local.public_openssh);
    assert!(!format!("{made:?}").contains(made.private_pem.expose_secret()));

    ec2.delete_key_pair(&made.id).await.unwrap();
    ec2.delete_key_pair(&made.id).await.unwrap();
    assert_eq!(ec2.key_pair("lab-key").await.unwrap(), None);
}

#[tokio::test]
async fn a_key_pair_is_imported_once() {
    let moto = Moto::start();
    let ec2 = moto.ec2();
    let public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJKHSuP9mu8TBcqCEf7FQV9qPp6XOzRO4IsV5lU4h6bM me@laptop";
    ec2.import_key_pair(&lab("lab-1"), "mine", public).await.unwrap();
    let found = ec2.key_pair("mine").await.unwrap().unwrap();
    assert_eq!(found.lab, Some(lab("lab-1")));
    assert_eq!(found.public_openssh.as_deref(), Some(public));
    ec2.import_key_pair(&lab("lab-1"), "mine", public).await.unwrap();
    assert_eq!(ec2.import_key_pair(&lab("lab-2"), "mine", public).await.unwrap_err().kind, Kind::Duplicate);
}

#[tokio::test]
async fn a_security_group_is_made_opened_closed_and_deleted() {
    let moto = Moto::start();
    let ec2 = moto.ec2();
    let (lab, vpc) = (lab("lab-1"), ec2.default_vpc().await.unwrap().unwrap().id);
    assert_eq!(ec2.security_group(&lab).await.unwrap(), None);
    let group = ec2.create_security_group(&lab, "lab-group", "of a test", &vpc).await.unwrap();
    assert_eq!(ec2.security_group(&lab).await.unwrap().as_ref(), Some(&group));
    assert_eq!(ec2.security_group(&LabId("lab-2".into())).await.unwrap(), None);
    assert_eq!(ec2.create_security_group(&lab, "lab-group", "of a test", &vpc).await.unwrap(), group, "its own is as good as new");
    let taken = ec2.create_security_group(&LabId("lab-2".into()), "lab-group", "of a test", &vpc).await.unwrap_err();
    assert_eq!(taken.kind, Kind::Duplicate);

    assert_eq!(ec2.inbound_rules(&group).await.unwrap(), []);
    for _ in 0..2 {
        ec2.allow(&lab, &group, 22, "203.0.113.7/32", "SSH from my laptop").await.unwrap();
        ec2.allow(&lab, &group, 3306, "172.31.18.52/32", "MySQL from mysql_client").await.unwrap();
    }
    let mut rules = ec2.inbound_rules(&group).await.unwrap();
    rules.sort_by_key(|rule| rule.from_port);
    let told: Vec<_> = rules.iter().map(|rule| (rule.protocol.as_str(), rule.from_port, rule.to_port, rule.source.as_str())).collect();
    assert_eq!(told, [("tcp", Some(22), Some(22), "203.0.113.7/32"), ("tcp", Some(3306), Some(3306), "172.31.18.52/32")]);

    for _ in 0..2 {
        ec2.revoke(&group, &[rules[0].id.clone()]).await.unwrap();
    }
    assert_eq!(ec2.inbound_rules(&group).await.unwrap(), [rules[1].clone()]);
    ec2.revoke(&group, &[rules[0].id.clone(), rules[1].id.clone()]).await.unwrap();
    assert_eq!(ec2.inbound_rules(&group).await.unwrap(), []);

    ec2.delete_security_group(&group).await.unwrap();
    assert_eq!(moto.ec2().inbound_rules(&group).await.unwrap_err().kind, Kind::NotFound);
    moto.ec2().delete_security_group(&group).await.unwrap();
}

#[tokio::test]
async fn machines_are_launched_named_and_terminated() {
    let moto = Moto::start();
    let ec2 = moto.ec2();
    let lab = lab("lab-1");
    let launch = prepared(&ec2, &lab, 2).await;
    let launched = ec2.launch(&lab, &launch).await.unwrap();
    assert_eq!(launched.iter().map(|instance| instance.launch_index).collect::<Vec<_>>(), [0, 1]);
    let found = ec2.instances(&lab).await.unwrap();
    assert_eq!(ids(&found), ids(&launched));
    for instance in &found {
        assert_eq!(instance.name.as_deref(), Some("mysql_server"));
        assert_eq!(instance.state, "running");
        assert_eq!(instance.key_name.as_deref(), Some("lab-key"));
        assert_eq!(instance.groups, std::slice::from_ref(&launch.group));
        assert_eq!((instance.instance_type.as_str(), instance.image.as_deref()), ("t3.micro", Some(NEWEST)));
        assert!(instance.private_ip.is_some() && instance.public_ip.is_some() && instance.launched_at.is_some(), "{instance:?}");
    }
    assert_eq!(ec2.instances(&LabId("lab-2".into())).await.unwrap(), []);

    ec2.rename(&found[1].id, "mysql_client").await.unwrap();
    let names: Vec<_> = ec2.instances(&lab).await.unwrap().into_iter().map(|instance| instance.name.unwrap()).collect();
    assert_eq!(names, ["mysql_server", "mysql_client"]);
    let mut disks: Vec<_> =
        ec2.tagged(&lab).await.unwrap().into_iter().filter(|left| left.kind == "volume").map(|left| left.name).collect();
    disks.sort();
    assert_eq!(disks, ["mysql_client", "mysql_server"]);

    ec2.terminate(&ids(&found)).await.unwrap();
    ec2.terminate(&ids(&found)).await.unwrap();
    assert_eq!(ec2.instances(&lab).await.unwrap(), []);
}

#[tokio::test]
async fn machines_are_stopped_and_started() {
    let moto = Moto::start();
    let ec2 = moto.ec2();
    let lab = lab("lab-1");
    let launch = prepared(&ec2, &lab, 2).await;
    let machines = ids(&ec2.launch(&lab, &launch).await.unwrap());
    ec2.stop(&machines).await.unwrap();
    let stopped = ec2.instances(&lab).await.unwrap();
    assert!(stopped.iter().all(|instance| instance.state == "stopped"), "{stopped:?}");
    ec2.start(&machines).await.unwrap();
    let started = ec2.instances(&lab).await.unwrap();
    assert!(started.iter().all(|instance| instance.state == "running"), "{started:?}");
    for nothing in [ec2.stop(&[]).await, ec2.start(&[]).await, ec2.terminate(&[]).await, ec2.revoke(&launch.group, &[]).await] {
        nothing.unwrap();
    }
}

#[tokio::test]
async fn a_sweep_finds_all_that_a_lab_made_and_nothing_else() {
    let moto = Moto::start();
    let ec2 = moto.ec2();
    let (one, two) = (lab("lab-1"), lab("lab-2"));
    assert_eq!(ec2.tagged(&one).await.unwrap(), []);
    let launch = prepared(&ec2, &one, 2).await;
    let machines = ids(&ec2.launch(&one, &launch).await.unwrap());
    let mut kinds: Vec<_> = ec2.tagged(&one).await.unwrap().into_iter().map(|left| left.kind).collect();
    kinds.sort();
    assert_eq!(kinds, ["instance", "instance", "key pair", "security group", "volume", "volume"]);
    assert_eq!(ec2.tagged(&two).await.unwrap(), []);
    assert_eq!(moto.in_region("eu-west-1").tagged(&one).await.unwrap(), []);

    ec2.terminate(&machines).await.unwrap();
    ec2.delete_security_group(&launch.group).await.unwrap();
    let key = ec2.key_pair("lab-key").await.unwrap().unwrap();
    ec2.delete_key_pair(&key.id).await.unwrap();
    assert_eq!(ec2.tagged(&one).await.unwrap(), []);
}

#[tokio::test]
async fn a_trial_changes_nothing() {
    let moto = Moto::start();
    let ec2 = moto.ec2();
    let lab = lab("lab-1");
    let launch = prepared(&ec2, &lab, 2).await;
    let before = ec2.tagged(&lab).await.unwrap();
    for trial in [Trial::CreateKeyPair, Trial::ImportKeyPair, Trial::CreateSecurityGroup, Trial::RunInstances, Trial::CreateTags] {
        ec2.try_out(trial, &launch).await.unwrap_or_else(|error| panic!("{trial:?}: {error:?}"));
    }
    assert_eq!(ec2.tagged(&lab).await.unwrap(), before);
    assert_eq!(ec2.key_pair("mysql-lab-permission-check").await.unwrap(), None);
}

#[tokio::test]
async fn a_machine_tells_its_console_output() {
    let moto = Moto::start();
    let ec2 = moto.ec2();
    let lab = lab("lab-1");
    let launch = prepared(&ec2, &lab, 1).await;
    let machines = ec2.launch(&lab, &launch).await.unwrap();
    let output = ec2.console_output(&machines[0].id).await.unwrap();
    assert!(output.is_some_and(|output| output.contains("Linux version")));
    assert_eq!(moto.ec2().console_output("i-00000000000000000").await.unwrap_err().kind, Kind::NotFound);
}

#[tokio::test]
async fn what_others_made_is_seen_marked_and_given_back() {
    let moto = Moto::start();
    let ec2 = moto.ec2();
    let (one, two) = (lab("lab-1"), lab("lab-2"));
    let launch = prepared(&ec2, &one, 2).await;
    let launched = ids(&ec2.launch(&one, &launch).await.unwrap());
    let everything: Vec<_> = ec2.tagged(&one).await.unwrap().into_iter().map(|thing| thing.id).collect();
    assert_eq!(everything.len(), 6);

    // Another lab's mark is none of it; without its own, it is nobody's.
    ec2.unmark(&two, &everything).await.unwrap();
    assert_eq!(ec2.tagged(&one).await.unwrap().len(), 6);
    ec2.unmark(&one, &everything).await.unwrap();
    assert_eq!(ec2.tagged(&one).await.unwrap(), []);
    let machines = ec2.every_machine().await.unwrap();
    assert_eq!(machines.len(), 2);
    let vpc = ec2.default_vpc().await.unwrap().unwrap();
    for machine in &machines {
        assert!(launched.contains(&machine.instance.id) && machine.lab.is_none(), "{machine:?}");
        assert_eq!((machine.vpc.as_ref(), machine.subnet.as_ref()), (Some(&vpc.id), Some(&launch.subnet)));
        assert!(machine.zone.as_ref().is_some_and(|zone| zone.starts_with("us-east-1")), "{machine:?}");
        assert_eq!(machine.instance.groups, std::slice::from_ref(&launch.group));
        assert_eq!((machine.instance.name.as_deref(), machine.instance.key_name.as_deref()), (Some("mysql_server"), Some("lab-key")));
        assert!(matches!(machine.disks.as_slice(), [disk] if disk.goes_with_machine && everything.contains(&disk.id)), "{machine:?}");
    }
    let group = ec2.group(&launch.group).await.unwrap().unwrap();
    assert_eq!((group.name.as_str(), group.lab), ("lab-group", None));
    assert_eq!(ec2.group("sg-00000000000000000").await.unwrap(), None);
    assert_eq!(ec2.vpc(&vpc.id).await.unwrap(), Some(vpc));
    assert_eq!(ec2.vpc("vpc-00000000000000000").await.unwrap(), None);
    assert!(ec2.image(NEWEST).await.unwrap().unwrap().name.contains("ubuntu-jammy"));
    assert_eq!(ec2.image("ami-00000000000000099").await.unwrap(), None);

    for _ in 0..2 {
        ec2.mark(&two, &everything).await.unwrap();
    }
    let tagged: Vec<_> = ec2.tagged(&two).await.unwrap().into_iter().map(|thing| thing.id).collect();
    assert_eq!(tagged, everything);
    ec2.terminate(&launched[..1]).await.unwrap();
    let machines = ec2.every_machine().await.unwrap();
    assert!(machines.iter().all(|machine| machine.lab.as_ref() == Some(&two)));
    assert_eq!(machines.iter().filter(|machine| machine.instance.state == "terminated").count(), 1);
}
