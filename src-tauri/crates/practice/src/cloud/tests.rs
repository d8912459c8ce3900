//! The running cloud, over its sockets.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

/// Fast enough that no test waits long for what the world does.
fn fast() -> Options {
    Options { speed: 500.0, ..Options::default() }
}

/// Sends a call, signed with a key; the whole answer, headers included.
async fn send(cloud: &PracticeCloud, key: &str, version: &str, call: &str) -> String {
    let body = format!("{call}&Version={version}");
    let request = format!(
        "POST / HTTP/1.1\r\nHost: ec2\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=00\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(cloud.ec2).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // A cut connection ends with an error, having said nothing.
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

async fn ec2(cloud: &PracticeCloud, call: &str) -> String {
    send(cloud, ec2::ACCESS_KEY, "2016-11-15", call).await
}

/// The text of the first element of a name.
fn text<'a>(answer: &'a str, name: &str) -> &'a str {
    let start = answer.find(&format!("<{name}>")).unwrap_or_else(|| panic!("no {name} in {answer}")) + name.len() + 2;
    &answer[start..start + answer[start..].find("</").unwrap()]
}

const LAUNCH: &str = "Action=RunInstances&ImageId=ami-07d9b9ddc6cd8dd30&InstanceType=t3.micro&MinCount=1&MaxCount=1&ClientToken=once";

/// Launches a machine, lets this computer in by ssh, and waits until its boot is over.
async fn launch(cloud: &PracticeCloud) -> Access {
    let answer = ec2(cloud, LAUNCH).await;
    assert_eq!(text(&answer, "name"), "pending");
    let open = "Action=AuthorizeSecurityGroupIngress&GroupName=default&IpProtocol=tcp&FromPort=22&ToPort=22&CidrIp=198.51.100.7%2F32";
    assert!(ec2(cloud, open).await.starts_with("HTTP/1.1 200"));
    cloud.shared.clock.sleep(Duration::from_secs(60)).await;
    // The doors open beside the calls; the first change after they did shows them.
    let mut changes = cloud.shared.subscribe();
    loop {
        let access = cloud.access().remove(0);
        if access.ssh.is_some() && access.mysql.is_some() {
            return access;
        }
        changes.changed().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_answered_in_xml_and_refused_with_ec2s_codes_and_statuses() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = PracticeCloud::open(&folder.path().join("world.json"), fast()).await.unwrap();
    let cases = [
        (ec2::ACCESS_KEY, "2016-11-15", "Action=DescribeVpcs", "200", "172.31.0.0/16"),
        (ec2::ACCESS_KEY, "2011-06-15", "Action=GetCallerIdentity", "200", "<Account>123456789012</Account>"),
        ("AKIAWRONG", "2016-11-15", "Action=DescribeVpcs", "401", "<Response><Errors><Error><Code>AuthFailure</Code>"),
        ("AKIAWRONG", "2011-06-15", "Action=GetCallerIdentity", "403", "<Code>InvalidClientTokenId</Code>"),
        (ec2::ACCESS_KEY, "2016-11-15", "Action=FlyToTheMoon", "400", "<Code>InvalidAction</Code>"),
        (ec2::ACCESS_KEY, "2016-11-15", "Action=CreateKeyPair&KeyName=k&DryRun=true", "412", "<Code>DryRunOperation</Code>"),
        (ec2::ACCESS_KEY, "2016-11-15", "Action=CreateKeyPair&DryRun=true", "400", "<Code>MissingParameter</Code>"),
        (ec2::ACCESS_KEY, "2016-11-15", "Action=DescribeKeyPairs", "200", "<keySet></keySet>"),
    ];
    for (key, version, call, status, part) in cases {
        let answer = send(&cloud, key, version, call).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")) && answer.contains(part), "{call}: {answer}");
    }
    cloud.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_code_and_a_lost_answer_reach_the_caller() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = PracticeCloud::open(&folder.path().join("world.json"), fast()).await.unwrap();
    cloud.plant(Fault::ApiError { action: "RunInstances".into(), code: "RequestLimitExceeded".into(), first: 1, times: Some(1) });
    assert!(ec2(&cloud, LAUNCH).await.starts_with("HTTP/1.1 503"));
    assert!(cloud.access().is_empty());
    cloud.plant(Fault::AnswerLost { action: "RunInstances".into(), first: 1, times: 1 });
    assert_eq!(ec2(&cloud, LAUNCH).await, "");
    let again = ec2(&cloud, LAUNCH).await;
    assert_eq!(cloud.access().len(), 1);
    assert_eq!(text(&again, "instanceId"), cloud.access()[0].instance_id);
    assert!(cloud.faults().is_empty());
    cloud.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_world_survives_closing_and_opening_with_its_ids_addresses_and_doors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let cloud = PracticeCloud::open(&path, fast()).await.unwrap();
    let before = launch(&cloud).await;
    assert!(matches!(PracticeCloud::open(&path, fast()).await, Err(PracticeError::InUse { .. })));
    let keys = ec2(&cloud, "Action=CreateKeyPair&KeyName=k").await;
    cloud.plant(Fault::DiskFull { machine: None });
    cloud.close().await.unwrap();

    let cloud = PracticeCloud::open(&path, fast()).await.unwrap();
    let mut after = cloud.access().remove(0);
    // The doors' ports may have been taken meanwhile; all else is as it was.
    (after.ssh, after.mysql) = (before.ssh, before.mysql);
    assert_eq!(after, before);
    assert_eq!(cloud.faults(), [Fault::DiskFull { machine: None }]);
    let known = ec2(&cloud, "Action=DescribeKeyPairs&KeyName.1=k").await;
    assert_eq!(text(&known, "keyFingerprint"), text(&keys, "keyFingerprint"));
    assert_eq!(text(&ec2(&cloud, LAUNCH).await, "instanceId"), before.instance_id);
    cloud.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_talks_where_the_group_lets_in_and_keeps_silent_where_not() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = PracticeCloud::open(&folder.path().join("world.json"), fast()).await.unwrap();
    let machine = launch(&cloud).await;
    let address = machine.public_ip.unwrap().into();
    assert_eq!(cloud.route(address, 22), Route::Socket(machine.ssh.unwrap()));
    assert_eq!(cloud.route(address, 3306), Route::TimedOut);
    let mut ssh = TcpStream::connect(machine.ssh.unwrap()).await.unwrap();
    let mut greeting = [0; 4];
    ssh.read_exact(&mut greeting).await.unwrap();
    assert_eq!(&greeting, b"SSH-");

    // Opened to this computer, 3306 refuses: no MySQL is installed. Seen from another address, nothing answers.
    let open = "Action=AuthorizeSecurityGroupIngress&GroupName=default&IpProtocol=tcp&FromPort=3306&ToPort=3306&CidrIp=198.51.100.7%2F32";
    ec2(&cloud, open).await;
    assert_eq!(cloud.route(address, 3306), Route::Refused);
    let mut mysql = TcpStream::connect(machine.mysql.unwrap()).await.unwrap();
    assert!(!matches!(mysql.read(&mut greeting).await, Ok(1..)));
    cloud.plant(Fault::LaptopAddressChanged { address: "198.51.100.99".parse().unwrap() });
    assert_eq!(cloud.route(address, 22), Route::TimedOut);
    let mut silent = TcpStream::connect(machine.ssh.unwrap()).await.unwrap();
    silent.write_all(b"SSH-2.0-anyone\r\n").await.unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(100), silent.read(&mut greeting)).await.is_err());

    // The machine goes down: its connections end.
    ec2(&cloud, &format!("Action=TerminateInstances&InstanceId.1={}", machine.instance_id)).await;
    let mut rest = Vec::new();
    let _ = ssh.read_to_end(&mut rest).await;
    assert_eq!(cloud.route(address, 22), Route::TimedOut);
    cloud.close().await.unwrap();
    assert!(TcpStream::connect(machine.ssh.unwrap()).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_cannot_be_written_is_an_error_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert!(matches!(PracticeCloud::open(&file.join("world.json"), fast()).await, Err(PracticeError::Unwritable { .. })));
    assert!(matches!(PracticeCloud::open(&file, fast()).await, Err(PracticeError::Damaged { .. })));
}
