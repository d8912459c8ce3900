//! Images and sizes of machines.

use jiff::Timestamp;

use super::filter::{Filters, one, write_page};
use super::params::Params;
use super::xml::Xml;
use crate::world::catalogue::{CANONICAL, IMAGES, INSTANCE_TYPES, Image, InstanceType, instance_type};
use crate::world::network::ZONES;
use crate::world::{REGION, Refusal, World};

pub(super) fn describe_images(_: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(
        params,
        &[
            "image-id",
            "name",
            "architecture",
            "owner-id",
            "owner-alias",
            "state",
            "root-device-type",
            "virtualization-type",
            "image-type",
            "is-public",
            "description",
            "hypervisor",
            "ena-support",
            "creation-date",
            "platform-details",
        ],
    )?;
    let ids = params.values("ImageId");
    if let Some(unknown) = ids.iter().find(|id| !IMAGES.iter().any(|image| image.id == **id)) {
        return Err(Refusal::new("InvalidAMIID.NotFound", format!("The image id '[{unknown}]' does not exist")));
    }
    let owners = params.values("Owner");
    let fits = |image: &&Image| {
        (ids.is_empty() || ids.iter().any(|id| id == image.id))
            && (owners.is_empty() || owners.iter().any(|owner| owner == CANONICAL))
            && filters.match_all(None, |name| match name {
                "image-id" => one(image.id),
                "name" => one(image.name),
                "architecture" => one(image.architecture),
                "owner-id" => one(CANONICAL),
                "owner-alias" => Vec::new(),
                "state" => one("available"),
                "root-device-type" => one("ebs"),
                "virtualization-type" => one("hvm"),
                "image-type" => one("machine"),
                "description" => one(image.description),
                "hypervisor" => one("xen"),
                "creation-date" => one(image.created),
                "platform-details" => one("Linux/UNIX"),
                _ => one(true),
            })
    };
    write_page(params, "imagesSet", IMAGES.iter().filter(fits).collect(), |xml, image| {
        xml.text("imageId", image.id).text("imageLocation", format!("{CANONICAL}/{}", image.name));
        xml.text("imageState", "available").text("imageOwnerId", CANONICAL).text("isPublic", true).text("creationDate", image.created);
        xml.text("architecture", image.architecture).text("imageType", "machine").text("name", image.name);
        xml.text("description", image.description).text("platformDetails", "Linux/UNIX").text("usageOperation", "RunInstances");
        xml.text("rootDeviceType", "ebs").text("rootDeviceName", "/dev/sda1").text("virtualizationType", "hvm");
        xml.text("hypervisor", "xen").text("enaSupport", true).text("sriovNetSupport", "simple").text("bootMode", "uefi-preferred");
        xml.list("blockDeviceMapping", [()], |xml, ()| {
            xml.text("deviceName", "/dev/sda1").inside("ebs", |xml| {
                xml.text("snapshotId", "snap-0a1b2c3d4e5f60718").text("volumeSize", 8).text("deleteOnTermination", true);
                xml.text("volumeType", "gp2").text("encrypted", false);
            });
        });
        xml.list("tagSet", [(); 0], |_, ()| {});
    })
}

pub(super) fn describe_instance_types(_: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(
        params,
        &[
            "instance-type",
            "free-tier-eligible",
            "current-generation",
            "processor-info.supported-architecture",
            "supported-usage-class",
            "supported-virtualization-type",
            "supported-root-device-type",
            "burstable-performance-supported",
            "bare-metal",
            "hypervisor",
            "vcpu-info.default-vcpus",
            "memory-info.size-in-mib",
        ],
    )?;
    let names = params.values("InstanceType");
    let unknown: Vec<_> = names.iter().filter(|name| instance_type(name).is_none()).map(String::as_str).collect();
    if !unknown.is_empty() {
        return Err(Refusal::new(
            "InvalidInstanceType",
            format!("The following supplied instance types do not exist: [{}]", unknown.join(", ")),
        ));
    }
    let fits = |kind: &&InstanceType| {
        (names.is_empty() || names.iter().any(|name| name == kind.name))
            && filters.match_all(None, |name| match name {
                "instance-type" => one(kind.name),
                "free-tier-eligible" => one(kind.free_tier),
                "current-generation" => one(!kind.name.starts_with("t2.")),
                "processor-info.supported-architecture" => one(kind.architecture),
                "supported-usage-class" => vec!["on-demand".into(), "spot".into()],
                "supported-virtualization-type" => one("hvm"),
                "supported-root-device-type" => one("ebs"),
                "burstable-performance-supported" => one(kind.burstable),
                "bare-metal" => one(false),
                "hypervisor" => one(hypervisor(kind)),
                "vcpu-info.default-vcpus" => one(kind.vcpus),
                _ => one(kind.memory_mib),
            })
    };
    write_page(params, "instanceTypeSet", INSTANCE_TYPES.iter().filter(fits).collect(), |xml, kind| {
        xml.text("instanceType", kind.name).text("currentGeneration", !kind.name.starts_with("t2."));
        xml.text("freeTierEligible", kind.free_tier).text("bareMetal", false).text("hypervisor", hypervisor(kind));
        xml.list("supportedUsageClasses", ["on-demand", "spot"], text_item);
        xml.list("supportedRootDeviceTypes", ["ebs"], text_item);
        xml.list("supportedVirtualizationTypes", ["hvm"], text_item);
        xml.inside("processorInfo", |xml| {
            xml.list("supportedArchitectures", [kind.architecture], text_item);
        });
        xml.inside("vCpuInfo", |xml| {
            xml.text("defaultVCpus", kind.vcpus).text("defaultCores", kind.cores).text("defaultThreadsPerCore", kind.vcpus / kind.cores);
        });
        xml.inside("memoryInfo", |xml| {
            xml.text("sizeInMiB", kind.memory_mib);
        });
        xml.text("instanceStorageSupported", false).text("burstablePerformanceSupported", kind.burstable);
        xml.text("dedicatedHostsSupported", false).text("autoRecoverySupported", true);
    })
}

fn hypervisor(kind: &InstanceType) -> &'static str {
    if kind.name.starts_with("t2.") { "xen" } else { "nitro" }
}

/// An item that is only a text.
fn text_item(xml: &mut Xml, text: &str) {
    xml.append(Xml::plain(text));
}

pub(super) fn describe_instance_type_offerings(_: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(params, &["instance-type", "location"])?;
    let location_type = params.get("LocationType").unwrap_or("region");
    let locations: Vec<String> = match location_type {
        "region" => one(REGION),
        "availability-zone" => ZONES.iter().map(|(name, ..)| (*name).to_owned()).collect(),
        "availability-zone-id" => ZONES.iter().map(|(_, id, _)| (*id).to_owned()).collect(),
        other => return Err(Refusal::value(format!("Value ({other}) for parameter locationType is invalid."))),
    };
    let zone_of = |location: &str| ZONES.iter().find(|(name, id, _)| *name == location || *id == location).map(|(name, ..)| *name);
    let offered = INSTANCE_TYPES
        .iter()
        .flat_map(|kind| locations.iter().map(move |location| (kind, location)))
        .filter(|(kind, location)| zone_of(location).is_none_or(|zone| kind.offered_in(zone)))
        .filter(|(kind, location)| filters.match_all(None, |name| if name == "location" { one(location) } else { one(kind.name) }));
    write_page(params, "instanceTypeOfferingSet", offered.collect(), |xml, (kind, location)| {
        xml.text("instanceType", kind.name).text("locationType", location_type).text("location", location);
    })
}
