//! RunInstances.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::super::params::Params;
use super::super::xml::Xml;
use super::write::reservation;
use crate::world::launch::Launch;
use crate::world::{Refusal, World};

pub(in crate::ec2) fn run(world: &mut World, params: &Params, now: Timestamp) -> Result<Xml, Refusal> {
    let id = world.run(&read(params)?, now)?;
    let mut xml = Xml::default();
    reservation(&mut xml, world, &id, |_| true);
    Ok(xml)
}

fn read(params: &Params) -> Result<Launch, Refusal> {
    let max = params.number("MaxCount")?.ok_or_else(|| Refusal::missing("MaxCount"))?;
    let min = params.number("MinCount")?.ok_or_else(|| Refusal::missing("MinCount"))?;
    if let Some(data) = params.get("UserData").filter(|data| !data.is_empty())
        && STANDARD.decode(data).is_err()
    {
        return Err(Refusal::value("Invalid BASE64 encoding of user data."));
    }
    let mut launch = Launch {
        image: params.text("ImageId").unwrap_or_default(),
        instance_type: params.text("InstanceType").unwrap_or_else(|| "m1.small".into()),
        min,
        max,
        key_name: params.text("KeyName"),
        subnet: params.text("SubnetId"),
        zone: params.text("Placement.AvailabilityZone"),
        groups: params.values("SecurityGroupId"),
        group_names: params.values("SecurityGroup"),
        tokens_required: match params.get("MetadataOptions.HttpTokens") {
            None | Some("optional") => false,
            Some("required") => true,
            Some(other) => return Err(Refusal::value(format!("Value ({other}) for parameter HttpTokens is invalid."))),
        },
        client_token: params.text("ClientToken").filter(|token| !token.is_empty()),
        ..Launch::default()
    };
    read_interface(params, &mut launch)?;
    read_disk(params, &mut launch)?;
    for specification in params.members("TagSpecification") {
        launch.tags.push((specification.text("ResourceType").unwrap_or_default(), specification.tags()));
    }
    Ok(launch)
}

/// A network interface that the call describes itself excludes subnet and groups beside it.
fn read_interface(params: &Params, launch: &mut Launch) -> Result<(), Refusal> {
    let interfaces = params.members("NetworkInterface");
    let Some(interface) = interfaces.first() else { return Ok(()) };
    if launch.subnet.is_some() || !launch.groups.is_empty() || !launch.group_names.is_empty() {
        return Err(Refusal::new(
            "InvalidParameterCombination",
            "Network interfaces and an instance-level subnet ID or security groups may not be specified on the same request",
        ));
    }
    if interfaces.len() > 1 || interface.number::<u32>("DeviceIndex")? != Some(0) {
        return Err(Refusal::value("The practice cloud launches machines with one network interface, at device index 0."));
    }
    if interface.get("NetworkInterfaceId").is_some() {
        return Err(Refusal::value("The practice cloud makes each machine's network interface itself."));
    }
    launch.subnet = interface.text("SubnetId");
    launch.groups = interface.values("SecurityGroupId");
    launch.public_ip = interface.flag("AssociatePublicIpAddress")?;
    Ok(())
}

fn read_disk(params: &Params, launch: &mut Launch) -> Result<(), Refusal> {
    for mapping in params.members("BlockDeviceMapping") {
        let device = mapping.get("DeviceName").unwrap_or_default();
        if device != "/dev/sda1" {
            return Err(Refusal::new(
                "InvalidBlockDeviceMapping",
                format!("The practice cloud's machines have one disk, /dev/sda1; '{device}' cannot be added."),
            ));
        }
        let disk = mapping.below("Ebs");
        launch.volume_kind = disk.text("VolumeType");
        launch.volume_gib = disk.number("VolumeSize")?;
        launch.keep_volume = disk.flag("DeleteOnTermination")? == Some(false);
    }
    Ok(())
}
