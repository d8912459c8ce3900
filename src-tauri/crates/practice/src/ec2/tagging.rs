//! CreateTags, DeleteTags, DescribeTags, on whatever has tags.

use jiff::Timestamp;

use super::filter::{Filters, one, write_page};
use super::params::Params;
use super::xml::Xml;
use crate::world::{Refusal, Tags, World};

/// A resource by its id: its kind and its tags.
fn tagged(world: &World) -> impl Iterator<Item = (&'static str, &str, &Tags)> {
    let instances = world.instances.iter().flat_map(|instance| {
        let volume = instance.has_volume().then_some(("volume", instance.volume.id.as_str(), &instance.volume.tags));
        let interface =
            instance.holds_interface().then_some(("network-interface", instance.interface.id.as_str(), &instance.interface.tags));
        [Some(("instance", instance.id.as_str(), &instance.tags)), volume, interface].into_iter().flatten()
    });
    let groups = world.groups.iter().flat_map(|group| {
        let rules = group.rules.iter().map(|rule| ("security-group-rule", rule.id.as_str(), &rule.tags));
        std::iter::once(("security-group", group.id.as_str(), &group.tags)).chain(rules)
    });
    let keys = world.key_pairs.iter().map(|key| ("key-pair", key.id.as_str(), &key.tags));
    let vpc = world.vpc.iter().map(|vpc| ("vpc", vpc.id.as_str(), &vpc.tags));
    let subnets = world.subnets.iter().map(|subnet| ("subnet", subnet.id.as_str(), &subnet.tags));
    instances.chain(groups).chain(keys).chain(vpc).chain(subnets)
}

/// The tags of a resource, to change.
fn tags_mut<'a>(world: &'a mut World, id: &str) -> Option<&'a mut Tags> {
    let instances = world.instances.iter_mut().flat_map(|instance| {
        let (volume, interface) = (instance.has_volume(), instance.holds_interface());
        let volume = volume.then_some((instance.volume.id.as_str(), &mut instance.volume.tags));
        let interface = interface.then_some((instance.interface.id.as_str(), &mut instance.interface.tags));
        [Some((instance.id.as_str(), &mut instance.tags)), volume, interface].into_iter().flatten()
    });
    let groups = world.groups.iter_mut().flat_map(|group| {
        let rules = group.rules.iter_mut().map(|rule| (rule.id.as_str(), &mut rule.tags));
        std::iter::once((group.id.as_str(), &mut group.tags)).chain(rules)
    });
    let keys = world.key_pairs.iter_mut().map(|key| (key.id.as_str(), &mut key.tags));
    let vpc = world.vpc.iter_mut().map(|vpc| (vpc.id.as_str(), &mut vpc.tags));
    let subnets = world.subnets.iter_mut().map(|subnet| (subnet.id.as_str(), &mut subnet.tags));
    instances.chain(groups).chain(keys).chain(vpc).chain(subnets).find(|(known, _)| *known == id).map(|(_, tags)| tags)
}

/// EC2's error for an id that is not there, by its kind.
fn unknown(id: &str) -> Refusal {
    let (code, kind) = match id.split('-').next().unwrap_or_default() {
        "i" => ("InvalidInstanceID.NotFound", "instance"),
        "vol" => ("InvalidVolume.NotFound", "volume"),
        "sg" => ("InvalidGroup.NotFound", "security group"),
        "sgr" => ("InvalidSecurityGroupRuleId.NotFound", "security group rule"),
        "eni" => ("InvalidNetworkInterfaceID.NotFound", "networkInterface"),
        "key" => ("InvalidKeyPair.NotFound", "key pair"),
        "vpc" => ("InvalidVpcID.NotFound", "vpc"),
        "subnet" => ("InvalidSubnetID.NotFound", "subnet"),
        _ => return Refusal::new("InvalidID", format!("The ID '{id}' is not valid")),
    };
    Refusal::new(code, format!("The {kind} ID '{id}' does not exist"))
}

fn resources(world: &mut World, params: &Params) -> Result<Vec<String>, Refusal> {
    let ids = params.values("ResourceId");
    if ids.is_empty() {
        return Err(Refusal::missing("resourceIdSet"));
    }
    for id in &ids {
        if tags_mut(world, id).is_none() {
            return Err(unknown(id));
        }
    }
    Ok(ids)
}

pub(super) fn create(world: &mut World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let tags = params.tags();
    if tags.is_empty() {
        return Err(Refusal::missing("tagSet"));
    }
    let ids = resources(world, params)?;
    // All or none: the limits are tried on copies first.
    for id in &ids {
        if let Some(known) = tags_mut(world, id) {
            known.clone().set(&tags)?;
        }
    }
    for id in &ids {
        if let Some(known) = tags_mut(world, id) {
            known.set(&tags)?;
        }
    }
    Ok(Xml::done())
}

pub(super) fn delete(world: &mut World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let wanted: Vec<_> = params.members("Tag").iter().map(|tag| (tag.text("Key").unwrap_or_default(), tag.text("Value"))).collect();
    for id in resources(world, params)? {
        if let Some(known) = tags_mut(world, &id) {
            if wanted.is_empty() {
                known.clear();
            }
            for (key, value) in &wanted {
                known.remove(key, value.as_deref());
            }
        }
    }
    Ok(Xml::done())
}

pub(super) fn describe(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(params, &["key", "value", "resource-id", "resource-type"])?;
    let all = tagged(world).flat_map(|(kind, id, tags)| tags.iter().map(move |(key, value)| (kind, id, tags, key, value)));
    let fits = |(kind, id, tags, key, value): &(&str, &str, &Tags, &str, &str)| {
        filters.match_all(Some(tags), |name| match name {
            "key" => one(key),
            "value" => one(value),
            "resource-id" => one(id),
            _ => one(kind),
        })
    };
    write_page(params, "tagSet", all.filter(fits).collect(), |xml, (kind, id, _, key, value)| {
        xml.text("resourceId", id).text("resourceType", kind).text("key", key).text("value", value);
    })
}
