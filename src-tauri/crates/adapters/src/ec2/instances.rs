//! Machines.

use aws_sdk_ec2::types::{
    BlockDeviceMapping, EbsBlockDevice, HttpTokensState, InstanceMetadataEndpointState, InstanceMetadataOptionsRequest,
    InstanceNetworkInterfaceSpecification, ResourceType, Tag, VolumeType,
};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lab::ports::{ComputeError, ComputeErrorKind, Instance, Launch};
use model::{LabId, Timestamp};

use super::describe::count;
use super::{Ec2, filter, of_lab, or_gone, refusal, tagged_as, tags};

/// The root device of Ubuntu's images.
const ROOT_DEVICE: &str = "/dev/sda1";

/// Every state but `terminated`, which EC2 shows for about an hour.
const LIVING: [&str; 5] = ["pending", "running", "shutting-down", "stopping", "stopped"];

impl Ec2 {
    pub(super) async fn list_instances(&self, lab: &LabId) -> Result<Vec<Instance>, ComputeError> {
        let living = aws_sdk_ec2::types::Filter::builder().name("instance-state-name").set_values(Some(LIVING.map(str::to_owned).to_vec()));
        let call = self.ec2.describe_instances().filters(of_lab(lab)).filters(living.build());
        let reservations = call.into_paginator().items().send().try_collect().await.map_err(|e| refusal("ec2:DescribeInstances", e))?;
        let mut instances: Vec<_> =
            reservations.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default()).filter_map(machine).collect();
        instances.sort_by(|a, b| (a.launched_at, a.launch_index, &a.id).cmp(&(b.launched_at, b.launch_index, &b.id)));
        Ok(instances)
    }

    pub(super) async fn run_instances(&self, lab: &LabId, launch: &Launch) -> Result<Vec<Instance>, ComputeError> {
        let disk = EbsBlockDevice::builder().volume_type(VolumeType::Gp3).volume_size(8).delete_on_termination(true).build();
        let metadata = InstanceMetadataOptionsRequest::builder()
            .http_tokens(HttpTokensState::Required)
            .http_endpoint(InstanceMetadataEndpointState::Enabled)
            .build();
        // A public address is asked for, so that a subnet that gives none by itself serves as well.
        let interface = InstanceNetworkInterfaceSpecification::builder()
            .device_index(0)
            .subnet_id(&launch.subnet)
            .groups(&launch.group)
            .associate_public_ip_address(true)
            .delete_on_termination(true)
            .build();
        let run = || async {
            let call = self
                .ec2
                .run_instances()
                .client_token(&launch.token)
                .image_id(&launch.image)
                .instance_type(launch.instance_type.as_str().into())
                .key_name(&launch.key_name)
                .min_count(count(launch))
                .max_count(count(launch))
                .metadata_options(metadata.clone())
                .block_device_mappings(BlockDeviceMapping::builder().device_name(ROOT_DEVICE).ebs(disk.clone()).build())
                .network_interfaces(interface.clone())
                .tag_specifications(tags(lab, &launch.name, ResourceType::Instance))
                .tag_specifications(tags(lab, &launch.name, ResourceType::Volume))
                .tag_specifications(tags(lab, &launch.name, ResourceType::NetworkInterface));
            call.send().await.map_err(|e| refusal("ec2:RunInstances", e))
        };
        let answer = self.settled(&[&launch.group, &launch.key_name], run).await?;
        let mut instances: Vec<_> = answer.instances.unwrap_or_default().into_iter().filter_map(machine).collect();
        instances.sort_by_key(|instance| instance.launch_index);
        for instance in &instances {
            self.remember(&instance.id);
        }
        Ok(instances)
    }

    pub(super) async fn set_name(&self, instance: &str, name: &str) -> Result<(), ComputeError> {
        let call = self.ec2.describe_volumes().filters(filter("attachment.instance-id", instance));
        let disks = call.into_paginator().items().send().try_collect().await.map_err(|e| refusal("ec2:DescribeVolumes", e))?;
        let mut named = vec![instance.to_owned()];
        named.extend(disks.into_iter().filter_map(|disk| disk.volume_id));
        let tag = Tag::builder().key("Name").value(name).build();
        let rename = || async {
            let call = self.ec2.create_tags().set_resources(Some(named.clone())).tags(tag.clone());
            call.send().await.map(drop).map_err(|e| refusal("ec2:CreateTags", e))
        };
        self.settled(&[instance], rename).await
    }

    pub(super) async fn terminate_instances(&self, instances: &[String]) -> Result<(), ComputeError> {
        if instances.is_empty() {
            return Ok(());
        }
        match self.terminate_together(instances).await {
            // One that is not there stops the whole call.
            Err(error) if error.kind == ComputeErrorKind::NotFound && instances.len() > 1 => {
                for instance in instances {
                    or_gone(self.terminate_together(std::slice::from_ref(instance)).await)?;
                }
                Ok(())
            }
            answer => or_gone(answer),
        }
    }

    async fn terminate_together(&self, instances: &[String]) -> Result<(), ComputeError> {
        let ids: Vec<_> = instances.iter().map(String::as_str).collect();
        let terminate = || async {
            let call = self.ec2.terminate_instances().set_instance_ids(Some(instances.to_vec()));
            call.send().await.map(drop).map_err(|e| refusal("ec2:TerminateInstances", e))
        };
        self.settled(&ids, terminate).await
    }

    pub(super) async fn stop_instances(&self, instances: &[String]) -> Result<(), ComputeError> {
        if instances.is_empty() {
            return Ok(());
        }
        let call = self.ec2.stop_instances().set_instance_ids(Some(instances.to_vec()));
        call.send().await.map(drop).map_err(|e| refusal("ec2:StopInstances", e))
    }

    pub(super) async fn start_instances(&self, instances: &[String]) -> Result<(), ComputeError> {
        if instances.is_empty() {
            return Ok(());
        }
        let call = self.ec2.start_instances().set_instance_ids(Some(instances.to_vec()));
        call.send().await.map(drop).map_err(|e| refusal("ec2:StartInstances", e))
    }

    pub(super) async fn read_console(&self, instance: &str) -> Result<Option<String>, ComputeError> {
        const ACTION: &str = "ec2:GetConsoleOutput";
        let newest = self.ec2.get_console_output().instance_id(instance).latest(true).send().await.map_err(|e| refusal(ACTION, e));
        let answer = match newest {
            // Types of the older hypervisor cannot give the newest output, only that of the boot.
            Err(error) if error.kind == ComputeErrorKind::Refused && error.aws_code.as_deref() == Some("UnsupportedOperation") => {
                self.ec2.get_console_output().instance_id(instance).send().await.map_err(|e| refusal(ACTION, e))?
            }
            answer => answer?,
        };
        let bytes = answer.output.and_then(|output| BASE64_STANDARD.decode(output.split_whitespace().collect::<String>()).ok());
        Ok(bytes.filter(|bytes| !bytes.is_empty()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }
}

pub(super) fn machine(found: aws_sdk_ec2::types::Instance) -> Option<Instance> {
    // The machine names the groups of its first network interface; moto leaves them with the interface.
    let of_interfaces = found.network_interfaces().iter().flat_map(|interface| interface.groups());
    let mut groups: Vec<_> = found.security_groups().iter().chain(of_interfaces).filter_map(|group| group.group_id.clone()).collect();
    groups.sort();
    groups.dedup();
    Some(Instance {
        name: tagged_as(found.tags(), "Name"),
        state: found.state().and_then(|state| state.name()).map(|name| name.as_str().to_owned()).unwrap_or_default(),
        private_ip: address(found.private_ip_address),
        public_ip: address(found.public_ip_address),
        key_name: found.key_name,
        groups,
        instance_type: found.instance_type.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        launch_index: found.ami_launch_index.and_then(|index| u32::try_from(index).ok()).unwrap_or(0),
        launched_at: found.launch_time.and_then(|time| {
            let nanos = i32::try_from(time.subsec_nanos()).ok()?;
            Timestamp::new(time.secs(), nanos).ok()
        }),
        image: found.image_id,
        id: found.instance_id?,
    })
}

// A machine without an address is answered with an empty one by some APIs.
fn address(found: Option<String>) -> Option<String> {
    found.filter(|address| !address.is_empty())
}
