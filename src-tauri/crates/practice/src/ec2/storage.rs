//! Disks.

use jiff::Timestamp;

use super::filter::{Filters, one, write_page};
use super::params::Params;
use super::xml::Xml;
use crate::world::{Instance, Refusal, State, World};

pub(super) fn describe_volumes(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(
        params,
        &["volume-id", "attachment.instance-id", "attachment.status", "availability-zone", "size", "status", "volume-type", "encrypted"],
    )?;
    let ids = params.values("VolumeId");
    let there = || world.instances.iter().filter(|instance| instance.has_volume());
    if let Some(unknown) = ids.iter().find(|id| !there().any(|instance| instance.volume.id == **id)) {
        return Err(Refusal::new("InvalidVolume.NotFound", format!("The volume '{unknown}' does not exist.")));
    }
    let fits = |instance: &&Instance| {
        let volume = &instance.volume;
        (ids.is_empty() || ids.contains(&volume.id))
            && filters.match_all(Some(&volume.tags), |name| match name {
                "volume-id" => one(&volume.id),
                "attachment.instance-id" => one(&instance.id),
                "attachment.status" => one(attachment(instance)),
                "availability-zone" => one(&instance.zone),
                "size" => one(volume.gib),
                "status" => one("in-use"),
                "volume-type" => one(&volume.kind),
                _ => one(false),
            })
    };
    write_page(params, "volumeSet", there().filter(fits).collect(), |xml, instance| {
        let volume = &instance.volume;
        xml.text("volumeId", &volume.id).text("size", volume.gib).text("snapshotId", "snap-0a1b2c3d4e5f60718");
        xml.text("availabilityZone", &instance.zone).text("status", "in-use").text("createTime", super::time(instance.launched_at));
        xml.text("volumeType", &volume.kind).text("encrypted", false).text("multiAttachEnabled", false);
        if volume.kind == "gp3" {
            xml.text("iops", 3000).text("throughput", 125);
        } else {
            xml.text("iops", 100);
        }
        xml.list("attachmentSet", [volume], |xml, volume| {
            xml.text("volumeId", &volume.id).text("instanceId", &instance.id).text("device", &volume.device);
            xml.text("status", attachment(instance)).text("attachTime", super::time(instance.launched_at));
            xml.text("deleteOnTermination", volume.delete_on_termination);
        });
        xml.tags(&volume.tags);
    })
}

fn attachment(instance: &Instance) -> &'static str {
    match instance.state {
        State::Pending => "attaching",
        State::ShuttingDown | State::Terminated => "detaching",
        _ => "attached",
    }
}
