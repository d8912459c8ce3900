//! Instances and reservations in XML.

use super::super::network::{group_set, interface};
use super::super::time;
use super::super::xml::Xml;
use crate::world::{ACCOUNT, Instance, State, World, catalogue};

/// What a reservation holds, of the instances that are wanted.
pub(super) fn reservation(xml: &mut Xml, world: &World, id: &str, wanted: impl Fn(&Instance) -> bool) {
    xml.text("reservationId", id).text("ownerId", ACCOUNT).list("groupSet", [(); 0], |_, ()| {});
    let members = world.instances.iter().filter(|instance| instance.reservation == id && wanted(instance));
    xml.list("instancesSet", members, |xml, found| instance(xml, world, found));
}

/// An instance's state, by code and name.
pub(super) fn state(xml: &mut Xml, name: &str, state: State) {
    let (code, text) = state.code_and_name();
    xml.inside(name, |xml| {
        xml.text("code", code).text("name", text);
    });
}

fn instance(xml: &mut Xml, world: &World, instance: &Instance) {
    xml.text("instanceId", &instance.id).text("imageId", &instance.image);
    state(xml, "instanceState", instance.state);
    xml.text("privateDnsName", instance.private_dns()).text("dnsName", instance.public_dns()).text("reason", &instance.reason);
    if !instance.reason.is_empty() {
        xml.inside("stateReason", |xml| {
            xml.text("code", "Client.UserInitiatedShutdown").text("message", "Client.UserInitiatedShutdown: User initiated shutdown");
        });
    } else if instance.state == State::Pending {
        xml.inside("stateReason", |xml| {
            xml.text("code", "pending").text("message", "pending");
        });
    }
    xml.maybe("keyName", instance.key_name.as_ref()).text("amiLaunchIndex", instance.launch_index);
    xml.list("productCodes", [(); 0], |_, ()| {}).text("instanceType", &instance.instance_type);
    xml.text("launchTime", time(instance.launched_at));
    xml.inside("placement", |xml| {
        xml.text("availabilityZone", &instance.zone).text("groupName", "").text("tenancy", "default");
    });
    xml.inside("monitoring", |xml| {
        xml.text("state", "disabled");
    });
    if instance.holds_interface() && instance.state != State::Terminated {
        xml.text("subnetId", &instance.subnet).text("vpcId", &instance.vpc);
        xml.maybe("privateIpAddress", instance.private_ip).maybe("ipAddress", instance.public_ip).text("sourceDestCheck", true);
    }
    if instance.state == State::Terminated {
        xml.list("groupSet", [(); 0], |_, ()| {});
    } else {
        group_set(xml, world, instance);
    }
    let kind = catalogue::instance_type(&instance.instance_type);
    xml.text("architecture", kind.map_or("x86_64", |kind| kind.architecture));
    xml.text("rootDeviceType", "ebs").text("rootDeviceName", &instance.volume.device);
    xml.list("blockDeviceMapping", instance.has_volume().then_some(&instance.volume), |xml, volume| {
        xml.text("deviceName", &volume.device).inside("ebs", |xml| {
            xml.text("volumeId", &volume.id).text("status", if instance.state == State::Pending { "attaching" } else { "attached" });
            xml.text("attachTime", time(instance.launched_at)).text("deleteOnTermination", volume.delete_on_termination);
        });
    });
    xml.text("virtualizationType", "hvm").text("hypervisor", "xen").text("clientToken", &instance.client_token).tags(&instance.tags);
    let attached = (instance.holds_interface() && instance.state != State::Terminated).then_some(instance);
    xml.list("networkInterfaceSet", attached, |xml, instance| interface(xml, world, instance, false));
    if let Some(kind) = kind {
        xml.inside("cpuOptions", |xml| {
            xml.text("coreCount", kind.cores).text("threadsPerCore", kind.vcpus / kind.cores);
        });
    }
    xml.inside("metadataOptions", |xml| {
        xml.text("state", if instance.state == State::Pending { "pending" } else { "applied" });
        xml.text("httpTokens", if instance.tokens_required { "required" } else { "optional" });
        xml.text("httpPutResponseHopLimit", if instance.tokens_required { 2 } else { 1 }).text("httpEndpoint", "enabled");
    });
    xml.text("ebsOptimized", false).text("enaSupport", true).text("platformDetails", "Linux/UNIX").text("usageOperation", "RunInstances");
}
