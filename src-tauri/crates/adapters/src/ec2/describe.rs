//! What a Region has before anything is made in it, and who asks.

use std::time::Duration;

use aws_sdk_ec2::types::{ArchitectureType, InstanceTypeInfo, LocationType};
use lab::ports::{ComputeError, ComputeErrorKind, Identity, Image, InstanceType, Launch, Subnet, Trial, Vpc};

use super::{Ec2, filter, incomplete, refusal};
use crate::clock::within;

/// Canonical's account: the owner of Ubuntu's images.
const CANONICAL: &str = "099720109477";

/// The names of Ubuntu 22.04's server images.
const JAMMY: &str = "ubuntu/images/hvm-ssd*/ubuntu-jammy-22.04-amd64-server-*";

/// How long two names may take to be looked up.
const LOOKUPS: Duration = Duration::from_secs(4);

impl Ec2 {
    pub(super) async fn caller(&self) -> Result<Identity, ComputeError> {
        const ACTION: &str = "sts:GetCallerIdentity";
        let answer = match self.sts.get_caller_identity().send().await.map_err(|e| refusal(ACTION, e)) {
            Err(error) if error.kind == ComputeErrorKind::Unreachable && self.regional && self.region_is_nowhere().await => {
                return Err(ComputeError { kind: ComputeErrorKind::UnknownRegion, message: self.region.clone(), ..error });
            }
            answer => answer?,
        };
        Ok(Identity {
            account: answer.account.ok_or_else(|| incomplete(ACTION, "Account"))?,
            arn: answer.arn.ok_or_else(|| incomplete(ACTION, "Arn"))?,
        })
    }

    /// Whether the network knows a Region that is sure to exist, and this one not: AWS has a name for each Region's EC2.
    async fn region_is_nowhere(&self) -> bool {
        let domain = if self.region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let lookups = async {
            tokio::net::lookup_host(("ec2.us-east-1.amazonaws.com", 443)).await.is_ok()
                && tokio::net::lookup_host((format!("ec2.{}.{domain}", self.region), 443)).await.is_err()
        };
        within(&*self.clock, LOOKUPS, lookups).await.unwrap_or(false)
    }

    pub(super) async fn find_default_vpc(&self) -> Result<Option<Vpc>, ComputeError> {
        let mut pages = self.ec2.describe_vpcs().filters(filter("is-default", "true")).into_paginator().items().send();
        let Some(vpc) = pages.next().await.transpose().map_err(|e| refusal("ec2:DescribeVpcs", e))? else {
            return Ok(None);
        };
        Ok(vpc.vpc_id.map(|id| Vpc { id, cidr: vpc.cidr_block.unwrap_or_default() }))
    }

    pub(super) async fn list_subnets(&self, vpc: &str) -> Result<Vec<Subnet>, ComputeError> {
        let found = self.ec2.describe_subnets().filters(filter("vpc-id", vpc)).into_paginator().items().send().try_collect().await;
        let found = found.map_err(|e| refusal("ec2:DescribeSubnets", e))?;
        let mut subnets: Vec<_> = found
            .into_iter()
            .filter_map(|subnet| {
                let public = subnet.map_public_ip_on_launch.unwrap_or(false);
                Some(Subnet { id: subnet.subnet_id?, zone: subnet.availability_zone?, public })
            })
            .collect();
        subnets.sort_by(|a, b| (&a.zone, &a.id).cmp(&(&b.zone, &b.id)));
        Ok(subnets)
    }

    pub(super) async fn list_zones(&self, instance_type: &str) -> Result<Vec<String>, ComputeError> {
        let offers = self
            .ec2
            .describe_instance_type_offerings()
            .location_type(LocationType::AvailabilityZone)
            .filters(filter("instance-type", instance_type))
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|e| refusal("ec2:DescribeInstanceTypeOfferings", e))?;
        let mut zones: Vec<_> = offers.into_iter().filter_map(|offer| offer.location).collect();
        zones.sort();
        Ok(zones)
    }

    pub(super) async fn list_free_types(&self) -> Result<Vec<InstanceType>, ComputeError> {
        let found = self
            .ec2
            .describe_instance_types()
            .filters(filter("free-tier-eligible", "true"))
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|e| refusal("ec2:DescribeInstanceTypes", e))?;
        // The image is for x86: a type with another processor could not start it.
        let mut types: Vec<_> = found.iter().filter(|found| is_x86(found)).filter_map(size).collect();
        types.sort_by(|a, b| (a.memory_mib, a.vcpus, &a.name).cmp(&(b.memory_mib, b.vcpus, &b.name)));
        Ok(types)
    }

    pub(super) async fn find_type(&self, name: &str) -> Result<Option<InstanceType>, ComputeError> {
        let call = self.ec2.describe_instance_types().instance_types(name.into());
        match call.send().await.map_err(|e| refusal("ec2:DescribeInstanceTypes", e)) {
            Ok(answer) => Ok(answer.instance_types().first().and_then(size)),
            Err(error) if error.kind == ComputeErrorKind::TypeNotOffered => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn find_ubuntu(&self) -> Result<Option<Image>, ComputeError> {
        let images = self
            .ec2
            .describe_images()
            .owners(CANONICAL)
            .filters(filter("name", JAMMY))
            .filters(filter("architecture", "x86_64"))
            .filters(filter("virtualization-type", "hvm"))
            .filters(filter("root-device-type", "ebs"))
            .filters(filter("state", "available"))
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|e| refusal("ec2:DescribeImages", e))?;
        // The date is ISO 8601: its order as text is its order in time.
        let newest = images.into_iter().max_by(|a, b| a.creation_date.cmp(&b.creation_date));
        Ok(newest.and_then(|image| Some(Image { id: image.image_id?, name: image.name.unwrap_or_default() })))
    }

    pub(super) async fn dry_run(&self, trial: Trial, launch: &Launch) -> Result<(), ComputeError> {
        const NAME: &str = "mysql-lab-permission-check";
        // EC2 looks at the key before it says that the call would have succeeded. Nobody has the private half of this one.
        const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDzLJDUH2nJupvSd8n5gvhmyNfnT7G/Q9q1YwPlrZL4n";
        let answer = match trial {
            Trial::CreateKeyPair => {
                let answer = self.ec2.create_key_pair().dry_run(true).key_name(NAME).send().await;
                answer.map(drop).map_err(|e| refusal("ec2:CreateKeyPair", e))
            }
            Trial::ImportKeyPair => {
                let call = self.ec2.import_key_pair().dry_run(true).key_name(NAME).public_key_material(PUBLIC.as_bytes().into());
                call.send().await.map(drop).map_err(|e| refusal("ec2:ImportKeyPair", e))
            }
            Trial::CreateSecurityGroup => {
                let call = self.ec2.create_security_group().dry_run(true).group_name(NAME).description(NAME);
                call.send().await.map(drop).map_err(|e| refusal("ec2:CreateSecurityGroup", e))
            }
            // The key pair and the group of the launch are not made yet.
            Trial::RunInstances => {
                let call = self
                    .ec2
                    .run_instances()
                    .dry_run(true)
                    .image_id(&launch.image)
                    .instance_type(launch.instance_type.as_str().into())
                    .subnet_id(&launch.subnet)
                    .min_count(count(launch))
                    .max_count(count(launch));
                call.send().await.map(drop).map_err(|e| refusal("ec2:RunInstances", e))
            }
            Trial::CreateTags => {
                let tag = aws_sdk_ec2::types::Tag::builder().key("Name").value(NAME).build();
                // An id that no machine has: the right is looked at first.
                let call = self.ec2.create_tags().dry_run(true).resources("i-00000000000000000").tags(tag);
                match call.send().await.map_err(|e| refusal("ec2:CreateTags", e)) {
                    Err(error) if error.kind == ComputeErrorKind::NotFound => Ok(()),
                    other => other.map(drop),
                }
            }
        };
        match answer {
            Err(error) if error.aws_code.as_deref() == Some("DryRunOperation") => Ok(()),
            other => other,
        }
    }
}

/// How many machines a launch is for, as the API takes it.
pub(super) fn count(launch: &Launch) -> i32 {
    i32::try_from(launch.count).unwrap_or(i32::MAX)
}

fn is_x86(info: &InstanceTypeInfo) -> bool {
    info.processor_info().is_none_or(|processor| processor.supported_architectures().contains(&ArchitectureType::X8664))
}

fn size(info: &InstanceTypeInfo) -> Option<InstanceType> {
    Some(InstanceType {
        name: info.instance_type()?.as_str().to_owned(),
        vcpus: info.v_cpu_info().and_then(|cpu| cpu.default_v_cpus()).and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
        memory_mib: info.memory_info().and_then(|memory| memory.size_in_mib()).and_then(|n| u64::try_from(n).ok()).unwrap_or(0),
        free_tier: info.free_tier_eligible().unwrap_or(false),
    })
}
