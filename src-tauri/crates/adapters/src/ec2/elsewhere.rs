//! What the program did not make: looked at, marked as a lab's, and the mark taken off.

use aws_sdk_ec2::types::Tag;
use lab::ports::{ComputeError, ComputeErrorKind, Disk, Image, LAB_TAG, SecurityGroup, Standing, Vpc};
use model::LabId;

use super::instances::machine;
use super::{Ec2, refusal, tagged_as};

impl Ec2 {
    pub(super) async fn list_every_machine(&self) -> Result<Vec<Standing>, ComputeError> {
        let call = self.ec2.describe_instances().into_paginator().items().send();
        let reservations = call.try_collect().await.map_err(|e| refusal("ec2:DescribeInstances", e))?;
        let found = reservations.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default());
        let mut machines: Vec<_> = found.filter_map(standing).collect();
        machines.sort_by(|a, b| (a.instance.launched_at, &a.instance.id).cmp(&(b.instance.launched_at, &b.instance.id)));
        Ok(machines)
    }

    pub(super) async fn find_any_group(&self, id: &str) -> Result<Option<SecurityGroup>, ComputeError> {
        let answer = self.ec2.describe_security_groups().group_ids(id).send().await;
        let found = or_none(answer.map_err(|e| refusal("ec2:DescribeSecurityGroups", e)))?;
        Ok(found.and_then(|answer| answer.security_groups).unwrap_or_default().into_iter().next().and_then(|group| {
            let lab = tagged_as(group.tags(), LAB_TAG).map(LabId);
            Some(SecurityGroup { id: group.group_id?, name: group.group_name.unwrap_or_default(), lab })
        }))
    }

    pub(super) async fn find_vpc(&self, id: &str) -> Result<Option<Vpc>, ComputeError> {
        let answer = self.ec2.describe_vpcs().vpc_ids(id).send().await;
        let found = or_none(answer.map_err(|e| refusal("ec2:DescribeVpcs", e)))?;
        let vpc = found.and_then(|answer| answer.vpcs).unwrap_or_default().into_iter().next();
        Ok(vpc.and_then(|vpc| Some(Vpc { id: vpc.vpc_id?, cidr: vpc.cidr_block.unwrap_or_default() })))
    }

    pub(super) async fn find_image(&self, id: &str) -> Result<Option<Image>, ComputeError> {
        let answer = self.ec2.describe_images().image_ids(id).include_deprecated(true).send().await;
        let found = match or_none(answer.map_err(|e| refusal("ec2:DescribeImages", e))) {
            // What EC2 answers for an image that there was.
            Err(error) if error.aws_code.as_deref() == Some("InvalidAMIID.Unavailable") => None,
            found => found?,
        };
        let image = found.and_then(|answer| answer.images).unwrap_or_default().into_iter().next();
        Ok(image.and_then(|image| Some(Image { id: image.image_id?, name: image.name.unwrap_or_default() })))
    }

    pub(super) async fn add_tag(&self, lab: &LabId, ids: &[String]) -> Result<(), ComputeError> {
        let call = self.ec2.create_tags().set_resources(Some(ids.to_vec())).tags(tag_of(lab));
        call.send().await.map(drop).map_err(|e| refusal("ec2:CreateTags", e))
    }

    pub(super) async fn remove_tag(&self, lab: &LabId, ids: &[String]) -> Result<(), ComputeError> {
        // With its value: a tag of the same key that names another lab is left alone.
        let call = self.ec2.delete_tags().set_resources(Some(ids.to_vec())).tags(tag_of(lab));
        call.send().await.map(drop).map_err(|e| refusal("ec2:DeleteTags", e))
    }
}

fn tag_of(lab: &LabId) -> Tag {
    Tag::builder().key(LAB_TAG).value(&lab.0).build()
}

fn standing(found: aws_sdk_ec2::types::Instance) -> Option<Standing> {
    let disks = found.block_device_mappings().iter().filter_map(|mapping| {
        let disk = mapping.ebs()?;
        Some(Disk { id: disk.volume_id()?.to_owned(), goes_with_machine: disk.delete_on_termination().unwrap_or(false) })
    });
    // An address that was given for as long as the machine runs is Amazon's; one that names another owner is the account's own.
    let held = found.network_interfaces().iter().filter_map(|interface| interface.association()).find_map(|association| {
        let owner = association.ip_owner_id().filter(|owner| !owner.is_empty() && *owner != "amazon");
        owner.and(association.public_ip()).map(str::to_owned)
    });
    Some(Standing {
        held_address: held,
        disks: disks.collect(),
        lab: tagged_as(found.tags(), LAB_TAG).map(LabId),
        vpc: found.vpc_id.clone(),
        subnet: found.subnet_id.clone(),
        zone: found.placement().and_then(|place| place.availability_zone()).map(str::to_owned),
        instance: machine(found)?,
    })
}

/// Takes an answer that says the thing is not there for none.
fn or_none<T>(answer: Result<T, ComputeError>) -> Result<Option<T>, ComputeError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind == ComputeErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
