//! Looking at instances.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};

use super::super::filter::{Filters, one, page, some, write_page};
use super::super::params::Params;
use super::super::time;
use super::super::xml::Xml;
use super::write::{reservation, state};
use crate::world::instance::times;
use crate::world::{ACCOUNT, Instance, Refusal, State, World};

const FILTERS: [&str; 24] = [
    "instance-id",
    "instance-state-name",
    "instance-state-code",
    "instance-type",
    "image-id",
    "key-name",
    "client-token",
    "reservation-id",
    "launch-index",
    "availability-zone",
    "subnet-id",
    "vpc-id",
    "network-interface.subnet-id",
    "network-interface.vpc-id",
    "instance.group-id",
    "instance.group-name",
    "group-id",
    "network-interface.group-id",
    "ip-address",
    "private-ip-address",
    "owner-id",
    "architecture",
    "dns-name",
    "private-dns-name",
];

fn values_of(world: &World, instance: &Instance, name: &str) -> Vec<String> {
    match name {
        "instance-id" => one(&instance.id),
        "instance-state-name" => one(instance.state.name()),
        "instance-state-code" => one(instance.state.code_and_name().0),
        "instance-type" => one(&instance.instance_type),
        "image-id" => one(&instance.image),
        "key-name" => some(instance.key_name.as_ref()),
        "client-token" => one(&instance.client_token),
        "reservation-id" => one(&instance.reservation),
        "launch-index" => one(instance.launch_index),
        "availability-zone" => one(&instance.zone),
        "subnet-id" | "network-interface.subnet-id" => one(&instance.subnet),
        "vpc-id" | "network-interface.vpc-id" => one(&instance.vpc),
        "instance.group-name" => instance.groups.iter().filter_map(|id| world.group(id).ok()).map(|group| group.name.clone()).collect(),
        "instance.group-id" | "group-id" | "network-interface.group-id" if instance.holds_interface() => instance.groups.clone(),
        "ip-address" => some(instance.public_ip),
        "private-ip-address" => some(instance.private_ip),
        "owner-id" => one(ACCOUNT),
        "architecture" => one("x86_64"),
        "dns-name" => one(instance.public_dns()),
        "private-dns-name" => one(instance.private_dns()),
        _ => Vec::new(),
    }
}

pub(in crate::ec2) fn describe(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(params, &FILTERS)?;
    let ids = params.values("InstanceId");
    for id in &ids {
        world.instance(id)?;
    }
    let wanted = |instance: &Instance| {
        (ids.is_empty() || ids.contains(&instance.id)) && filters.match_all(Some(&instance.tags), |name| values_of(world, instance, name))
    };
    let (chosen, next) = page(params, world.instances.iter().filter(|instance| wanted(instance)).collect())?;
    let mut reservations: Vec<&str> = Vec::new();
    for instance in &chosen {
        if !reservations.contains(&instance.reservation.as_str()) {
            reservations.push(&instance.reservation);
        }
    }
    let mut xml = Xml::default();
    xml.list("reservationSet", reservations, |xml, id| {
        reservation(xml, world, id, |instance| chosen.iter().any(|other| other.id == instance.id));
    });
    xml.maybe("nextToken", next);
    Ok(xml)
}

pub(in crate::ec2) fn describe_status(world: &World, params: &Params, now: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(
        params,
        &["instance-state-name", "instance-state-code", "availability-zone", "instance-status.status", "system-status.status"],
    )?;
    let ids = params.values("InstanceId");
    for id in &ids {
        world.instance(id)?;
    }
    let all = params.flag("IncludeAllInstances")?.unwrap_or(false);
    let fits = |instance: &&Instance| {
        (ids.is_empty() || ids.contains(&instance.id))
            && (all || instance.state == State::Running)
            && filters.match_all(Some(&instance.tags), |name| match name {
                "instance-status.status" | "system-status.status" => one(checks(instance, now).0),
                name => values_of(world, instance, name),
            })
    };
    write_page(params, "instanceStatusSet", world.instances.iter().filter(fits).collect(), |xml, instance| {
        xml.text("instanceId", &instance.id).text("availabilityZone", &instance.zone);
        state(xml, "instanceState", instance.state);
        let (status, detail) = checks(instance, now);
        for name in ["systemStatus", "instanceStatus"] {
            xml.inside(name, |xml| {
                xml.text("status", status).list("details", detail, |xml, detail| {
                    xml.text("name", "reachability").text("status", detail);
                });
            });
        }
    })
}

/// The status checks' result and detail.
fn checks(instance: &Instance, now: Timestamp) -> (&'static str, Option<&'static str>) {
    let passed = SignedDuration::try_from(times::CHECKS).unwrap_or_default();
    match instance.state {
        State::Running if now.duration_since(instance.since) >= passed => ("ok", Some("passed")),
        State::Running | State::Pending => ("initializing", Some("initializing")),
        _ => ("not-applicable", None),
    }
}

pub(in crate::ec2) fn console_output(world: &World, params: &Params, now: Timestamp) -> Result<Xml, Refusal> {
    let id = params.need("InstanceId")?;
    let console = world.console(id, now)?;
    let mut xml = Xml::default();
    xml.text("instanceId", id);
    match console {
        Some((at, text)) => xml.text("timestamp", time(at)).text("output", STANDARD.encode(text)),
        None => xml.text("timestamp", time(now)),
    };
    Ok(xml)
}
