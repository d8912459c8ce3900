//! The account, its Region and zones.

use jiff::Timestamp;

use super::filter::{Filters, one};
use super::params::Params;
use super::xml::Xml;
use crate::world::network::ZONES;
use crate::world::{ACCOUNT, REGION, Refusal, USER_ARN, USER_ID, World};

pub(super) fn get_caller_identity(_: &World, _: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let mut xml = Xml::default();
    xml.text("Arn", USER_ARN).text("UserId", USER_ID).text("Account", ACCOUNT);
    Ok(xml)
}

pub(super) fn describe_regions(_: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(params, &["region-name", "endpoint", "opt-in-status"])?;
    let endpoint = format!("ec2.{REGION}.amazonaws.com");
    let named = params.values("RegionName");
    if let Some(other) = named.iter().find(|name| *name != REGION) {
        return Err(Refusal::value(format!("Invalid region provided: {other}")));
    }
    let fits = filters.match_all(None, |name| match name {
        "region-name" => one(REGION),
        "endpoint" => one(&endpoint),
        _ => one("opt-in-not-required"),
    });
    let mut xml = Xml::default();
    xml.list("regionInfo", fits.then_some(REGION), |xml, region| {
        xml.text("regionName", region).text("regionEndpoint", &endpoint).text("optInStatus", "opt-in-not-required");
    });
    Ok(xml)
}

pub(super) fn describe_availability_zones(_: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(params, &["zone-name", "zone-id", "region-name", "state", "zone-type", "opt-in-status", "group-name"])?;
    let (names, ids) = (params.values("ZoneName"), params.values("ZoneId"));
    if let Some(unknown) = names.iter().find(|name| !ZONES.iter().any(|(zone, ..)| zone == name)) {
        return Err(Refusal::value(format!("Invalid availability zone: [{unknown}]")));
    }
    let zones = ZONES.into_iter().filter(|(name, id, _)| {
        (names.is_empty() || names.iter().any(|wanted| wanted == name))
            && (ids.is_empty() || ids.iter().any(|wanted| wanted == id))
            && filters.match_all(None, |filter| match filter {
                "zone-name" => one(name),
                "zone-id" => one(id),
                "region-name" => one(REGION),
                "state" => one("available"),
                "zone-type" => one("availability-zone"),
                "opt-in-status" => one("opt-in-not-required"),
                _ => one("us-east-1-zg-1"),
            })
    });
    let mut xml = Xml::default();
    xml.list("availabilityZoneInfo", zones, |xml, (name, id, _)| {
        xml.text("zoneName", name).text("zoneState", "available").text("regionName", REGION).text("zoneId", id);
        xml.text("zoneType", "availability-zone").text("optInStatus", "opt-in-not-required");
        xml.text("groupName", "us-east-1-zg-1").text("networkBorderGroup", REGION).list("messageSet", [(); 0], |_, ()| {});
    });
    Ok(xml)
}

pub(super) fn describe_account_attributes(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let vpc = world.vpc.as_ref().map_or_else(|| "none".to_owned(), |vpc| vpc.id.clone());
    let attributes = [
        ("supported-platforms", "VPC".to_owned()),
        ("default-vpc", vpc),
        ("max-instances", "20".to_owned()),
        ("vpc-max-security-groups-per-interface", "5".to_owned()),
        ("max-elastic-ips", "5".to_owned()),
        ("vpc-max-elastic-ips", "5".to_owned()),
    ];
    let wanted = params.values("AttributeName");
    let chosen = attributes.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|one| one == name));
    let mut xml = Xml::default();
    xml.list("accountAttributeSet", chosen, |xml, (name, value)| {
        xml.text("attributeName", name).list("attributeValueSet", [value], |xml, value| {
            xml.text("attributeValue", value);
        });
    });
    Ok(xml)
}
