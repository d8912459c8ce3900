//! Asking EC2: each call is shown in the terminal as the `aws` command that makes it, and each refusal becomes one problem.

use std::future::Future;

use engine::{Context, Stop};
use model::{Lab, Place, Problem, ProblemCode, Stream, text};

use crate::ports::{ComputeError, ComputeErrorKind, Ports};
use crate::words;

/// What a step of this lab is given.
pub(crate) type Cx = Context<Ports>;

/// Makes a call that changes nothing: it can be stopped, and a refusal is a problem.
pub(crate) async fn ask<T>(cx: &Cx, shown: String, call: impl Future<Output = Result<T, ComputeError>> + Send) -> Result<T, Stop> {
    match cx.wait(tell(cx, shown, call)).await? {
        Ok(answer) => Ok(answer),
        Err(error) => Err(problem(cx, &error).into()),
    }
}

/// Makes a call that changes something: once sent, it is waited for.
pub(crate) async fn tell<T>(cx: &Cx, shown: String, call: impl Future<Output = Result<T, ComputeError>> + Send) -> Result<T, ComputeError> {
    cx.line(Place::Cloud, Stream::Command, shown);
    let answer = call.await;
    if let Err(error) = &answer {
        let code = error.aws_code.as_deref().unwrap_or("no answer");
        cx.line(Place::Cloud, Stream::Err, format!("An error occurred ({code}) when calling {}: {}", error.action, error.message));
    }
    answer
}

/// The problem of a refused call.
pub(crate) fn problem(cx: &Cx, error: &ComputeError) -> Problem {
    problem_of(error, &cx.lab(), cx.ports().compute.region())
}

/// The problem of a refused call, for a lab in a Region.
pub fn problem_of(error: &ComputeError, lab: &Lab, region: &str) -> Problem {
    use ComputeErrorKind as Kind;
    let code = match error.kind {
        Kind::CredentialsMissing => ProblemCode::CredentialsMissing,
        Kind::CredentialsInvalid => ProblemCode::CredentialsInvalid,
        Kind::CredentialsExpired => ProblemCode::CredentialsExpired,
        Kind::UnknownProfile => ProblemCode::UnknownProfile,
        Kind::NoRegion => ProblemCode::NoRegion,
        Kind::UnknownRegion => ProblemCode::UnknownRegion,
        Kind::Unauthorized => ProblemCode::Unauthorized,
        Kind::ClockSkew => ProblemCode::ClockSkew,
        Kind::OptInRequired => ProblemCode::OptInRequired,
        Kind::PendingVerification => ProblemCode::PendingVerification,
        Kind::AccountBlocked => ProblemCode::AccountBlocked,
        Kind::VcpuLimit => ProblemCode::VcpuLimit,
        Kind::NoCapacity => ProblemCode::NoCapacity,
        Kind::Throttled => ProblemCode::Throttled,
        Kind::TypeNotOffered => ProblemCode::TypeNotOffered,
        Kind::TypeNotFree => ProblemCode::TypeNotFree,
        Kind::InUse => ProblemCode::StillInUse,
        Kind::Unreachable => ProblemCode::CloudUnreachable,
        // What the steps expect of these they handle themselves; anywhere else they are refusals like any other.
        Kind::Duplicate | Kind::NotFound | Kind::TokenReused | Kind::Refused => ProblemCode::CloudRefused,
    };
    let chosen_type = lab.cloud.instance_type.as_ref().or(lab.settings.instance_type.as_ref());
    let profile = match &lab.target {
        model::Target::Aws { profile: Some(profile), .. } => profile.as_str(),
        _ => "default",
    };
    code.with("action", error.action)
        .with("aws_code", words::or(error.aws_code.as_deref(), words::no_answer))
        .with("identity", words::or(lab.cloud.identity.as_deref(), || text!("identity-that-signed-in", "that signed in")))
        .with("region", region)
        .with("profile", profile)
        .with("known", text!("profiles-of-this-computer", "those in the AWS files on this computer"))
        .with("type", words::or(chosen_type.map(String::as_str), || text!("the-instance-type", "the instance type")))
        .with("zone", words::or(lab.cloud.zone.as_deref(), || text!("zone-that-was-chosen", "that was chosen")))
        .with("needed", text!("vcpus-more", "more"))
        .with("what", text!("something-of-the-lab", "Something of the lab"))
        .detail(&error.message)
        .into()
}

/// The calls as `aws` commands.
pub(crate) mod aws {
    use model::LabId;

    use crate::ports::{LAB_TAG, Launch};
    use crate::price::DISK_GIB;

    /// What stands for an id that is not known before its step ran.
    pub(crate) fn or_blank<'a>(known: &'a Option<String>, blank: &'a str) -> &'a str {
        known.as_deref().unwrap_or(blank)
    }

    fn tags(kind: &str, lab: &LabId, name: &str) -> String {
        format!("'ResourceType={kind},Tags=[{{Key={LAB_TAG},Value={lab}}},{{Key=Name,Value={name}}}]'")
    }

    pub(crate) fn identity() -> String {
        "aws sts get-caller-identity".to_owned()
    }

    pub(crate) fn default_vpc() -> String {
        "aws ec2 describe-vpcs --filters Name=is-default,Values=true".to_owned()
    }

    pub(crate) fn vpc(id: &str) -> String {
        format!("aws ec2 describe-vpcs --vpc-ids {id}")
    }

    pub(crate) fn subnets(vpc: &str) -> String {
        format!("aws ec2 describe-subnets --filters Name=vpc-id,Values={vpc}")
    }

    pub(crate) fn zones_offering(instance_type: &str) -> String {
        format!(
            "aws ec2 describe-instance-type-offerings --location-type availability-zone --filters Name=instance-type,Values={instance_type}"
        )
    }

    pub(crate) fn free_tier_types() -> String {
        "aws ec2 describe-instance-types --filters Name=free-tier-eligible,Values=true".to_owned()
    }

    pub(crate) fn instance_type(name: &str) -> String {
        format!("aws ec2 describe-instance-types --instance-types {name}")
    }

    pub(crate) fn ubuntu_image() -> String {
        "aws ec2 describe-images --owners 099720109477 --filters 'Name=name,Values=ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*'"
            .to_owned()
    }

    pub(crate) fn dry_run(call: &str) -> String {
        format!("aws ec2 {call} --dry-run")
    }

    pub(crate) fn key_pair(name: &str) -> String {
        format!("aws ec2 describe-key-pairs --key-names '{name}' --include-public-key")
    }

    pub(crate) fn create_key_pair(lab: &LabId, name: &str) -> String {
        format!(
            "aws ec2 create-key-pair --key-name '{name}' --key-type rsa --key-format pem --tag-specifications {}",
            tags("key-pair", lab, name)
        )
    }

    pub(crate) fn import_key_pair(lab: &LabId, name: &str) -> String {
        format!(
            "aws ec2 import-key-pair --key-name '{name}' --public-key-material fileb://{name}.pub --tag-specifications {}",
            tags("key-pair", lab, name)
        )
    }

    pub(crate) fn delete_key_pair(id: &str) -> String {
        format!("aws ec2 delete-key-pair --key-pair-id {id}")
    }

    pub(crate) fn security_group(lab: &LabId) -> String {
        format!("aws ec2 describe-security-groups --filters Name=tag:{LAB_TAG},Values={lab}")
    }

    pub(crate) fn create_security_group(lab: &LabId, name: &str, description: &str, vpc: &str) -> String {
        format!(
            "aws ec2 create-security-group --group-name {name} --description '{description}' --vpc-id {vpc} --tag-specifications {}",
            tags("security-group", lab, name)
        )
    }

    pub(crate) fn inbound_rules(group: &str) -> String {
        format!("aws ec2 describe-security-group-rules --filters Name=group-id,Values={group}")
    }

    pub(crate) fn allow(group: &str, port: u16, cidr: &str) -> String {
        format!("aws ec2 authorize-security-group-ingress --group-id {group} --protocol tcp --port {port} --cidr {cidr}")
    }

    pub(crate) fn revoke(group: &str, rules: &[String]) -> String {
        format!("aws ec2 revoke-security-group-ingress --group-id {group} --security-group-rule-ids {}", rules.join(" "))
    }

    pub(crate) fn delete_security_group(id: &str) -> String {
        format!("aws ec2 delete-security-group --group-id {id}")
    }

    pub(crate) fn instances(lab: &LabId) -> String {
        format!("aws ec2 describe-instances --filters Name=tag:{LAB_TAG},Values={lab}")
    }

    pub(crate) fn launch(lab: &LabId, launch: &Launch) -> String {
        let Launch { count, image, instance_type, key_name, subnet, group, name, token } = launch;
        format!(
            "aws ec2 run-instances --count {count} --image-id {image} --instance-type {instance_type} --key-name '{key_name}' \
             --subnet-id {subnet} --security-group-ids {group} --client-token {token} --metadata-options HttpTokens=required \
             --block-device-mappings 'DeviceName=/dev/sda1,Ebs={{VolumeSize={DISK_GIB},VolumeType=gp3,DeleteOnTermination=true}}' \
             --tag-specifications {} {}",
            tags("instance", lab, name),
            tags("volume", lab, name)
        )
    }

    pub(crate) fn rename(instance: &str, name: &str) -> String {
        format!("aws ec2 create-tags --resources {instance} --tags 'Key=Name,Value={name}'")
    }

    pub(crate) fn terminate(instances: &[String]) -> String {
        format!("aws ec2 terminate-instances --instance-ids {}", instances.join(" "))
    }

    pub(crate) fn console_output(instance: &str) -> String {
        format!("aws ec2 get-console-output --instance-id {instance} --output text")
    }

    pub(crate) fn tagged(lab: &LabId) -> String {
        format!("aws ec2 describe-tags --filters Name=tag:{LAB_TAG},Values={lab}")
    }
}
