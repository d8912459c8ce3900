//! What the guide does in the console, by the AWS CLI.

mod needs_ssh_client;

use practice::MysqlFlavour;

use super::cloud::Cloud;

#[test]
fn the_machines_of_the_guide_are_launched_shown_and_gone_again() {
    let cloud = Cloud::open(MysqlFlavour::V8_0);
    let launched = cloud.launch_the_guides_machines();

    let shown = cloud.aws("ec2 describe-instances --filters Name=tag:Name,Values=mysql_server Name=instance-state-name,Values=running");
    let server = &shown["Reservations"][0]["Instances"][0];
    assert_eq!(server["InstanceId"], launched.server.as_str());
    assert!(server["PublicIpAddress"].as_str().unwrap().starts_with("203.0.113."), "{server}");
    assert!(server["PrivateIpAddress"].as_str().unwrap().starts_with("172.31."), "{server}");
    let group = cloud.aws(&format!("ec2 describe-security-groups --group-ids {}", launched.group));
    let mut ports: Vec<u64> =
        group["SecurityGroups"][0]["IpPermissions"].as_array().unwrap().iter().filter_map(|rule| rule["FromPort"].as_u64()).collect();
    ports.sort_unstable();
    assert_eq!(ports, [22, 3306]);

    let in_use = cloud.aws_refused(&format!("ec2 delete-security-group --group-id {}", launched.group));
    assert!(in_use.contains("DependencyViolation"), "{in_use}");

    cloud.aws(&format!("ec2 terminate-instances --instance-ids {} {}", launched.server, launched.client));
    cloud.aws(&format!("ec2 wait instance-terminated --instance-ids {} {}", launched.server, launched.client));
    cloud.aws(&format!("ec2 delete-security-group --group-id {}", launched.group));
    cloud.aws("ec2 delete-key-pair --key-name client-server-key");
    assert_eq!(cloud.aws("ec2 describe-key-pairs")["KeyPairs"], serde_json::json!([]));
    assert!(cloud.aws_refused(&format!("ec2 describe-security-groups --group-ids {}", launched.group)).contains("InvalidGroup.NotFound"));
    assert_eq!(cloud.aws("ec2 describe-volumes")["Volumes"], serde_json::json!([]));
}

#[test]
fn nobody_gets_in_with_another_access_key() {
    let cloud = Cloud::open(MysqlFlavour::V8_0);
    let account = cloud.aws("sts get-caller-identity");
    assert_eq!(account["Account"].as_str().unwrap().len(), 12, "{account}");
    let output = cloud
        .signed_in(whole_lab::binaries::in_venv("aws"))
        .args(["ec2", "describe-instances"])
        .env("AWS_ACCESS_KEY_ID", "AKIAI44QH8DHBEXAMPLE")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("AuthFailure"), "{}", String::from_utf8_lossy(&output.stderr));
}
