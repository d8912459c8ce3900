use lab::ports::{Compute, ComputeErrorKind as Kind, Launch, Trial};
use model::LabId;

use super::replay::{Answer, granted, refused, replay};
use super::*;

fn lab() -> LabId {
    LabId("lab-1".into())
}

fn launch() -> Launch {
    Launch {
        count: 2,
        image: "ami-1".into(),
        instance_type: "t3.micro".into(),
        key_name: "key".into(),
        subnet: "subnet-1".into(),
        group: "sg-1".into(),
        name: "mysql_server".into(),
        token: "token-1".into(),
    }
}

#[tokio::test]
async fn a_refused_launch_is_told_by_its_code() {
    for (status, code, kind) in [
        (403, "UnauthorizedOperation", Kind::Unauthorized),
        (400, "VcpuLimitExceeded", Kind::VcpuLimit),
        (400, "InstanceLimitExceeded", Kind::VcpuLimit),
        (400, "PendingVerification", Kind::PendingVerification),
        (400, "Blocked", Kind::AccountBlocked),
        (401, "OptInRequired", Kind::OptInRequired),
        (400, "Unsupported", Kind::TypeNotOffered),
        (400, "InvalidParameterValue", Kind::TypeNotOffered),
        (400, "InvalidParameterCombination", Kind::TypeNotFree),
        (400, "IdempotentParameterMismatch", Kind::TokenReused),
        (400, "InvalidAMIID.NotFound", Kind::NotFound),
        (400, "ExpiredToken", Kind::CredentialsExpired),
        (401, "AuthFailure", Kind::CredentialsInvalid),
        (400, "RequestExpired", Kind::CredentialsExpired),
        (400, "SomethingNew", Kind::Refused),
    ] {
        let (ec2, asked) = replay([refused(status, code)]).await;
        let error = ec2.launch(&lab(), &launch()).await.unwrap_err();
        assert_eq!((error.kind, error.aws_code.as_deref(), error.action), (kind, Some(code), "ec2:RunInstances"));
        assert_eq!(error.message, format!("Words of {code}. (request ea966190-f9aa-478e-9ede-0123456789ab)"));
        assert_eq!(asked.lock().unwrap().len(), 1, "{code} is not tried again");
    }
}

#[tokio::test]
async fn a_want_of_capacity_or_an_overload_is_waited_out_and_then_told() {
    for (status, code, kind) in [
        (500, "InsufficientInstanceCapacity", Kind::NoCapacity),
        (503, "RequestLimitExceeded", Kind::Throttled),
        (503, "Unavailable", Kind::Throttled),
        (400, "ThrottlingException", Kind::Throttled),
    ] {
        let (ec2, asked) = replay([refused(status, code)]).await;
        assert_eq!(ec2.launch(&lab(), &launch()).await.unwrap_err().kind, kind);
        assert_eq!(asked.lock().unwrap().len(), 5, "{code}");
    }
}

#[tokio::test]
async fn a_call_that_is_throttled_succeeds_later() {
    let throttled = refused(503, "RequestLimitExceeded");
    let (ec2, asked) = replay([throttled.clone(), throttled, granted("DescribeVpcs", "<vpcSet/>")]).await;
    assert_eq!(ec2.default_vpc().await, Ok(None));
    assert_eq!(asked.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn taken_names_and_things_in_use_are_told_apart() {
    let (ec2, _) = replay([refused(400, "InvalidKeyPair.Duplicate")]).await;
    assert_eq!(ec2.create_key_pair(&lab(), "key").await.unwrap_err().kind, Kind::Duplicate);
    let (ec2, _) = replay([refused(400, "InvalidGroup.Duplicate"), granted("DescribeSecurityGroups", "<securityGroupInfo/>")]).await;
    assert_eq!(ec2.create_security_group(&lab(), "group", "d", "vpc-1").await.unwrap_err().kind, Kind::Duplicate);
    for code in ["DependencyViolation", "InvalidGroup.InUse"] {
        let (ec2, _) = replay([refused(400, code)]).await;
        assert_eq!(ec2.delete_security_group("sg-1").await.unwrap_err().kind, Kind::InUse);
    }
}

#[tokio::test]
async fn a_group_that_the_lab_made_already_is_as_good_as_new() {
    let found = "<securityGroupInfo><item><groupId>sg-7</groupId><groupName>group</groupName></item></securityGroupInfo>";
    let (ec2, _) = replay([refused(400, "InvalidGroup.Duplicate"), granted("DescribeSecurityGroups", found)]).await;
    assert_eq!(ec2.create_security_group(&lab(), "group", "d", "vpc-1").await.as_deref(), Ok("sg-7"));
}

#[tokio::test]
async fn what_is_there_or_gone_already_is_as_good() {
    let (ec2, _) = replay([refused(400, "InvalidPermission.Duplicate")]).await;
    assert_eq!(ec2.allow(&lab(), "sg-1", 22, "192.0.2.1/32", "SSH").await, Ok(()));
    for code in ["InvalidGroup.NotFound", "InvalidKeyPair.NotFound", "InvalidInstanceID.NotFound", "InvalidSecurityGroupRuleId.NotFound"] {
        let (ec2, asked) = replay([refused(400, code)]).await;
        assert_eq!(ec2.delete_security_group("sg-1").await, Ok(()));
        assert_eq!(ec2.delete_key_pair("key-1").await, Ok(()));
        assert_eq!(ec2.terminate(&["i-1".into()]).await, Ok(()));
        assert_eq!(ec2.revoke("sg-1", &["sgr-1".into()]).await, Ok(()));
        assert_eq!(asked.lock().unwrap().len(), 4);
        assert_eq!(ec2.key_pair("key").await.unwrap(), None);
    }
}

#[tokio::test]
async fn one_machine_that_is_gone_keeps_no_other_running() {
    let gone = refused(400, "InvalidInstanceID.NotFound");
    let (ec2, asked) = replay([gone.clone(), gone, granted("TerminateInstances", "<instancesSet/>")]).await;
    assert_eq!(ec2.terminate(&["i-1".into(), "i-2".into()]).await, Ok(()));
    let asked = asked.lock().unwrap();
    assert!(asked[1].contains("i-1") && !asked[1].contains("i-2"), "{asked:?}");
    assert!(asked[2].contains("i-2") && !asked[2].contains("i-1"), "{asked:?}");
}

#[tokio::test]
async fn a_new_group_that_a_server_does_not_know_yet_is_asked_for_again() {
    let unknown = refused(400, "InvalidGroup.NotFound");
    let allowed = granted("AuthorizeSecurityGroupIngress", "<return>true</return>");
    let made = granted("CreateSecurityGroup", "<groupId>sg-9</groupId>");
    let (ec2, asked) = replay([made, unknown.clone(), unknown, allowed]).await;
    let group = ec2.create_security_group(&lab(), "group", "d", "vpc-1").await.unwrap();
    assert_eq!(ec2.allow(&lab(), &group, 22, "192.0.2.1/32", "SSH").await, Ok(()));
    assert_eq!(asked.lock().unwrap().len(), 4);

    let (ec2, asked) = replay([refused(400, "InvalidGroup.NotFound")]).await;
    assert_eq!(ec2.allow(&lab(), "sg-old", 22, "192.0.2.1/32", "SSH").await.unwrap_err().kind, Kind::NotFound);
    assert_eq!(asked.lock().unwrap().len(), 1, "an old one that is gone is gone");
}

#[tokio::test]
async fn a_new_machine_is_never_taken_for_gone() {
    let launched = "<instancesSet><item><instanceId>i-9</instanceId><amiLaunchIndex>0</amiLaunchIndex></item></instancesSet>";
    let unknown = refused(400, "InvalidInstanceID.NotFound");
    let (ec2, asked) = replay([granted("RunInstances", launched), unknown, granted("TerminateInstances", "<instancesSet/>")]).await;
    let machines = ec2.launch(&lab(), &launch()).await.unwrap();
    assert_eq!(ec2.terminate(&[machines[0].id.clone()]).await, Ok(()));
    assert_eq!(asked.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn a_launch_asks_for_all_that_it_must() {
    let (ec2, asked) = replay([granted("RunInstances", "<instancesSet/>")]).await;
    ec2.launch(&lab(), &launch()).await.unwrap();
    let asked = asked.lock().unwrap();
    for part in [
        "Action=RunInstances",
        "ClientToken=token-1",
        "MinCount=2",
        "MaxCount=2",
        "MetadataOptions.HttpTokens=required",
        "BlockDeviceMapping.1.DeviceName=%2Fdev%2Fsda1",
        "BlockDeviceMapping.1.Ebs.VolumeType=gp3",
        "BlockDeviceMapping.1.Ebs.VolumeSize=8",
        "BlockDeviceMapping.1.Ebs.DeleteOnTermination=true",
        "NetworkInterface.1.AssociatePublicIpAddress=true",
        "NetworkInterface.1.SubnetId=subnet-1",
        "NetworkInterface.1.SecurityGroupId.1=sg-1",
        "TagSpecification.1.ResourceType=instance",
        "TagSpecification.2.ResourceType=volume",
        "TagSpecification.3.ResourceType=network-interface",
        "TagSpecification.1.Tag.1.Key=mysql-lab",
        "TagSpecification.1.Tag.1.Value=lab-1",
        "TagSpecification.1.Tag.2.Value=mysql_server",
    ] {
        assert!(asked[0].split('&').any(|asked| asked == part), "{part} is not in {}", asked[0]);
    }
}

#[tokio::test]
async fn a_private_key_whose_answer_was_lost_is_not_asked_for_twice() {
    let (ec2, asked) = replay([Answer::Lost]).await;
    assert_eq!(ec2.create_key_pair(&lab(), "key").await.unwrap_err().kind, Kind::Unreachable);
    assert_eq!(asked.lock().unwrap().len(), 1);

    let made = "<keyName>key</keyName><keyPairId>key-1</keyPairId><keyMaterial>PEM</keyMaterial>";
    let (ec2, _) = replay([refused(503, "RequestLimitExceeded"), granted("CreateKeyPair", made)]).await;
    assert_eq!(ec2.create_key_pair(&lab(), "key").await.unwrap().id, "key-1");
}

#[tokio::test]
async fn any_other_lost_answer_is_asked_for_again() {
    let (ec2, asked) = replay([Answer::Lost, granted("DescribeVpcs", "<vpcSet/>")]).await;
    assert_eq!(ec2.default_vpc().await, Ok(None));
    assert_eq!(asked.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn an_answer_that_is_not_aws_s_is_no_answer() {
    let page = "<html><body>Please sign in to the campus network</body></html>".to_owned();
    for status in [200, 302, 403, 407, 511] {
        let (ec2, _) = replay([Answer::Http(status, "", page.clone())]).await;
        assert_eq!(ec2.default_vpc().await.unwrap_err().kind, Kind::Unreachable, "{status}");
    }
}

#[tokio::test]
async fn a_wrong_clock_is_told_from_wrong_credentials() {
    let skew = "date: Thu, 01 Jan 2015 00:00:00 GMT\r\n";
    for code in ["AuthFailure", "SignatureDoesNotMatch", "RequestExpired"] {
        let Answer::Http(status, _, body) = refused(400, code) else { unreachable!() };
        let (ec2, _) = replay([Answer::Http(status, skew, body)]).await;
        assert_eq!(ec2.default_vpc().await.unwrap_err().kind, Kind::ClockSkew, "{code}");
    }
    let (ec2, _) = replay([refused(403, "RequestTimeTooSkewed")]).await;
    assert_eq!(ec2.default_vpc().await.unwrap_err().kind, Kind::ClockSkew);
}

#[tokio::test]
async fn sts_refuses_by_codes_of_its_own() {
    for (code, kind) in [
        ("InvalidClientTokenId", Kind::CredentialsInvalid),
        ("SignatureDoesNotMatch", Kind::CredentialsInvalid),
        ("ExpiredToken", Kind::CredentialsExpired),
        ("MissingAuthenticationToken", Kind::CredentialsMissing),
        ("AccessDenied", Kind::Unauthorized),
    ] {
        let body = format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code>\
             <Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>"
        );
        let (ec2, _) = replay([Answer::Http(403, "", body)]).await;
        let error = ec2.identity().await.unwrap_err();
        assert_eq!((error.kind, error.action, error.aws_code.as_deref()), (kind, "sts:GetCallerIdentity", Some(code)));
    }
}

#[tokio::test]
async fn a_trial_succeeds_by_ec2_s_word_for_it() {
    for trial in [Trial::CreateKeyPair, Trial::ImportKeyPair, Trial::CreateSecurityGroup, Trial::RunInstances, Trial::CreateTags] {
        let (ec2, asked) = replay([refused(412, "DryRunOperation")]).await;
        assert_eq!(ec2.try_out(trial, &launch()).await, Ok(()), "{trial:?}");
        assert!(asked.lock().unwrap()[0].contains("DryRun=true"), "{trial:?}");
        let (ec2, _) = replay([refused(403, "UnauthorizedOperation")]).await;
        let error = ec2.try_out(trial, &launch()).await.unwrap_err();
        assert_eq!((error.kind, error.action), (Kind::Unauthorized, format!("ec2:{trial:?}").as_str()));
    }
}

#[tokio::test]
async fn every_page_of_an_answer_is_read() {
    let page = |location: &str, more: &str| {
        let offer = format!("<item><instanceType>t3.micro</instanceType><location>{location}</location></item>");
        granted("DescribeInstanceTypeOfferings", &format!("<instanceTypeOfferingSet>{offer}</instanceTypeOfferingSet>{more}"))
    };
    let (ec2, asked) = replay([page("us-east-1b", "<nextToken>more</nextToken>"), page("us-east-1a", "")]).await;
    assert_eq!(ec2.zones_offering("t3.micro").await.unwrap(), ["us-east-1a", "us-east-1b"]);
    assert!(asked.lock().unwrap()[1].contains("NextToken=more"));

    let volume = |id: &str, state: &str, more: &str| {
        granted("DescribeVolumes", &format!("<volumeSet><item><volumeId>{id}</volumeId><status>{state}</status></item></volumeSet>{more}"))
    };
    let (ec2, _) = replay([volume("vol-1", "in-use", "<nextToken>more</nextToken>"), volume("vol-2", "deleting", "")]).await;
    let found: Vec<_> = ec2.volumes(&lab()).await.unwrap().into_iter().map(|left| left.id).collect();
    assert_eq!(found, ["vol-1"], "a disk that is being deleted is not left behind");
}

#[tokio::test]
async fn nobody_at_the_endpoint_is_unreachable() {
    let endpoint =
        Endpoint { socket: ([127, 0, 0, 1], 1).into(), access_key: "a".into(), secret_key: "s".into(), region: "us-east-1".into() };
    let ec2 = Ec2::of_endpoint(&endpoint, 1000, Arc::new(crate::clock::SystemClock::new(1000))).unwrap();
    assert_eq!(ec2.identity().await.unwrap_err().kind, Kind::Unreachable);
    assert_eq!(ec2.default_vpc().await.unwrap_err().kind, Kind::Unreachable);
}

#[tokio::test]
async fn an_address_that_the_account_holds_is_told_from_one_that_goes_with_the_machine() {
    for (owner, held) in [("amazon", None), ("123456789012", Some("203.0.113.77"))] {
        let instance = format!(
            "<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><networkInterfaceSet><item><association>\
             <publicIp>203.0.113.77</publicIp><ipOwnerId>{owner}</ipOwnerId></association></item></networkInterfaceSet>\
             <blockDeviceMapping><item><deviceName>/dev/sda1</deviceName><ebs><volumeId>vol-1</volumeId>\
             <deleteOnTermination>false</deleteOnTermination></ebs></item></blockDeviceMapping></item></instancesSet></item></reservationSet>"
        );
        let (ec2, _) = replay([granted("DescribeInstances", &instance)]).await;
        let machines = ec2.every_machine().await.unwrap();
        assert_eq!(machines[0].held_address.as_deref(), held, "{owner}");
        assert!(!machines[0].disks[0].goes_with_machine && machines[0].disks[0].id == "vol-1");
    }
}

#[tokio::test]
async fn an_image_that_its_owner_took_back_is_none() {
    for code in ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"] {
        let (ec2, _) = replay([refused(400, code)]).await;
        assert_eq!(ec2.image("ami-1").await.unwrap(), None, "{code}");
    }
    let (ec2, _) = replay([refused(403, "UnauthorizedOperation")]).await;
    assert_eq!(ec2.image("ami-1").await.unwrap_err().kind, Kind::Unauthorized);
}
