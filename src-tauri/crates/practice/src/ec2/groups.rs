//! Security groups and their rules.

use jiff::Timestamp;

use super::filter::{Filters, one, write_page};
use super::params::Params;
use super::xml::Xml;
use crate::world::group::{Direction, Peer, Permission, Rule, SecurityGroup};
use crate::world::{ACCOUNT, REGION, Refusal, World};

pub(super) fn create(world: &mut World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let tags = params.tags_for("security-group")?;
    let id = world.create_group(params.need("GroupName")?, params.need("GroupDescription")?, params.get("VpcId"), &tags)?;
    let mut xml = Xml::done();
    xml.text("groupId", &id).text("securityGroupArn", arn(&id)).tags(&world.group(&id)?.tags);
    Ok(xml)
}

fn arn(id: &str) -> String {
    format!("arn:aws:ec2:{REGION}:{ACCOUNT}:security-group/{id}")
}

pub(super) fn delete(world: &mut World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let id = group_id(world, params)?;
    world.delete_group(&id)?;
    let mut xml = Xml::done();
    xml.text("groupId", id);
    Ok(xml)
}

/// `GroupId`, or the id of `GroupName`.
fn group_id(world: &World, params: &Params) -> Result<String, Refusal> {
    match (params.get("GroupId"), params.get("GroupName")) {
        (Some(id), _) if !id.is_empty() => {
            if !id.starts_with("sg-") {
                return Err(Refusal::new("InvalidGroupId.Malformed", format!("Invalid id: \"{id}\" (expecting \"sg-...\")")));
            }
            Ok(world.group(id)?.id.clone())
        }
        (_, Some(name)) if !name.is_empty() => Ok(world.group_by_name(name)?.id.clone()),
        _ => Err(Refusal::missing("GroupId")),
    }
}

pub(super) fn describe(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(
        params,
        &[
            "group-id",
            "group-name",
            "vpc-id",
            "description",
            "owner-id",
            "ip-permission.cidr",
            "ip-permission.from-port",
            "ip-permission.to-port",
            "ip-permission.protocol",
            "ip-permission.group-id",
        ],
    )?;
    let (ids, names) = (params.values("GroupId"), params.values("GroupName"));
    for id in &ids {
        world.group(id)?;
    }
    for name in &names {
        world.group_by_name(name)?;
    }
    let fits = |group: &&SecurityGroup| {
        let ingress = || group.rules.iter().filter(|rule| rule.direction == Direction::Ingress);
        (ids.is_empty() || ids.contains(&group.id))
            && (names.is_empty() || names.contains(&group.name))
            && filters.match_all(Some(&group.tags), |name| match name {
                "group-id" => one(&group.id),
                "group-name" => one(&group.name),
                "vpc-id" => one(&group.vpc),
                "description" => one(&group.description),
                "ip-permission.cidr" => {
                    ingress().filter(|rule| matches!(rule.peer, Peer::Ipv4(_))).map(|rule| rule.peer.to_string()).collect()
                }
                "ip-permission.group-id" => {
                    ingress().filter(|rule| matches!(rule.peer, Peer::Group(_))).map(|rule| rule.peer.to_string()).collect()
                }
                "ip-permission.from-port" => ingress().map(|rule| rule.from_port.to_string()).collect(),
                "ip-permission.to-port" => ingress().map(|rule| rule.to_port.to_string()).collect(),
                "ip-permission.protocol" => ingress().map(|rule| rule.protocol.clone()).collect(),
                _ => one(ACCOUNT),
            })
    };
    write_page(params, "securityGroupInfo", world.groups.iter().filter(fits).collect(), |xml, group| {
        xml.text("ownerId", ACCOUNT).text("groupId", &group.id).text("groupName", &group.name);
        xml.text("groupDescription", &group.description).text("vpcId", &group.vpc).text("securityGroupArn", arn(&group.id));
        permissions(xml, "ipPermissions", group, Direction::Ingress);
        permissions(xml, "ipPermissionsEgress", group, Direction::Egress);
        xml.tags(&group.tags);
    })
}

/// Rules gathered by protocol and ports, as EC2 shows them in a group.
fn permissions(xml: &mut Xml, name: &str, group: &SecurityGroup, direction: Direction) {
    let door = |rule: &Rule| (rule.protocol.clone(), rule.from_port, rule.to_port);
    let rules: Vec<_> = group.rules.iter().filter(|rule| rule.direction == direction).collect();
    let mut doors: Vec<_> = rules.iter().map(|rule| door(rule)).collect();
    doors.sort();
    doors.dedup();
    xml.list(name, doors, |xml, wanted| {
        let behind = || rules.iter().copied().filter(|rule| door(rule) == wanted);
        xml.text("ipProtocol", &wanted.0);
        if wanted.0 != "-1" {
            xml.text("fromPort", wanted.1).text("toPort", wanted.2);
        }
        let groups = behind().filter(|rule| matches!(rule.peer, Peer::Group(_)));
        xml.list("groups", groups, |xml, rule| {
            xml.text("userId", ACCOUNT).text("groupId", &rule.peer).maybe("description", rule.description.as_ref());
        });
        let ranges = behind().filter(|rule| matches!(rule.peer, Peer::Ipv4(_)));
        xml.list("ipRanges", ranges, |xml, rule| {
            xml.text("cidrIp", &rule.peer).maybe("description", rule.description.as_ref());
        });
        let ranges = behind().filter(|rule| matches!(rule.peer, Peer::Ipv6(_)));
        xml.list("ipv6Ranges", ranges, |xml, rule| {
            xml.text("cidrIpv6", &rule.peer).maybe("description", rule.description.as_ref());
        });
        xml.list("prefixListIds", [(); 0], |_, ()| {});
    });
}

pub(super) fn describe_rules(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(params, &["group-id", "security-group-rule-id"])?;
    let ids = params.values("SecurityGroupRuleId");
    let all = || world.groups.iter().flat_map(|group| group.rules.iter().map(move |rule| (group, rule)));
    if let Some(unknown) = ids.iter().find(|id| !all().any(|(_, rule)| rule.id == **id)) {
        return Err(Refusal::new("InvalidSecurityGroupRuleId.NotFound", format!("The security group rule ID '{unknown}' does not exist")));
    }
    let fits = |(group, rule): &(&SecurityGroup, &Rule)| {
        (ids.is_empty() || ids.contains(&rule.id))
            && filters.match_all(Some(&rule.tags), |name| if name == "group-id" { one(&group.id) } else { one(&rule.id) })
    };
    write_page(params, "securityGroupRuleSet", all().filter(fits).collect(), |xml, (group, rule)| write_rule(xml, &group.id, rule))
}

fn write_rule(xml: &mut Xml, group: &str, rule: &Rule) {
    xml.text("securityGroupRuleId", &rule.id).text("groupId", group).text("groupOwnerId", ACCOUNT);
    xml.text("isEgress", rule.direction == Direction::Egress).text("ipProtocol", &rule.protocol);
    xml.text("fromPort", rule.from_port).text("toPort", rule.to_port);
    match &rule.peer {
        Peer::Ipv4(range) => xml.text("cidrIpv4", range),
        Peer::Ipv6(range) => xml.text("cidrIpv6", range),
        Peer::Group(id) => xml.inside("referencedGroupInfo", |xml| {
            xml.text("groupId", id).text("userId", ACCOUNT);
        }),
    };
    xml.maybe("description", rule.description.as_ref()).tags(&rule.tags);
    xml.text("securityGroupRuleArn", format!("arn:aws:ec2:{REGION}:{ACCOUNT}:security-group-rule/{}", rule.id));
}

/// `IpPermissions`, or the short form of older callers (`IpProtocol`, `FromPort`, `ToPort`, `CidrIp`).
fn read_permissions(params: &Params) -> Result<Vec<Permission>, Refusal> {
    if params.get("CidrIp").is_some() || params.get("IpProtocol").is_some() {
        let peer = Peer::Ipv4(params.need("CidrIp")?.parse()?);
        return Ok(vec![permission(params, vec![(peer, None)])?]);
    }
    params
        .members("IpPermissions")
        .iter()
        .map(|item| {
            let mut peers = Vec::new();
            for range in item.members("IpRanges") {
                peers.push((Peer::Ipv4(range.need("CidrIp")?.parse()?), described(&range)));
            }
            for range in item.members("Ipv6Ranges") {
                peers.push((Peer::Ipv6(ipv6_range(range.need("CidrIpv6")?)?), described(&range)));
            }
            for group in item.members("Groups").iter().chain(&item.members("UserIdGroupPairs")) {
                peers.push((Peer::Group(group.need("GroupId")?.to_owned()), described(group)));
            }
            if let Some(list) = item.members("PrefixListIds").first() {
                let id = list.get("PrefixListId").unwrap_or_default();
                return Err(Refusal::new("InvalidPrefixListID.NotFound", format!("The prefix list ID '{id}' does not exist")));
            }
            permission(item, peers)
        })
        .collect()
}

fn permission(params: &Params, peers: Vec<(Peer, Option<String>)>) -> Result<Permission, Refusal> {
    Ok(Permission {
        protocol: params.text("IpProtocol").unwrap_or_default(),
        from_port: params.number("FromPort")?.unwrap_or(-1),
        to_port: params.number("ToPort")?.unwrap_or(-1),
        peers,
    })
}

fn described(params: &Params) -> Option<String> {
    params.text("Description").filter(|description| !description.is_empty())
}

fn ipv6_range(text: &str) -> Result<String, Refusal> {
    let malformed = || Refusal::value(format!("CIDR block {text} is malformed"));
    let (base, prefix) = text.split_once('/').ok_or_else(malformed)?;
    let base: std::net::Ipv6Addr = base.parse().map_err(|_| malformed())?;
    let prefix: u8 = prefix.parse().ok().filter(|prefix| *prefix <= 128).ok_or_else(malformed)?;
    let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
    Ok(format!("{}/{prefix}", std::net::Ipv6Addr::from(u128::from(base) & mask)))
}

fn authorize(world: &mut World, params: &Params, direction: Direction) -> Result<Xml, Refusal> {
    let id = group_id(world, params)?;
    let added = world.authorize(&id, direction, read_permissions(params)?, &params.tags_for("security-group-rule")?)?;
    let mut xml = Xml::done();
    xml.list("securityGroupRuleSet", &added, |xml, rule| write_rule(xml, &id, rule));
    Ok(xml)
}

fn revoke(world: &mut World, params: &Params, direction: Direction) -> Result<Xml, Refusal> {
    let id = group_id(world, params)?;
    let ids = params.values("SecurityGroupRuleId");
    let gone =
        if ids.is_empty() { world.revoke(&id, direction, read_permissions(params)?)? } else { world.revoke_ids(&id, direction, &ids)? };
    let mut xml = Xml::done();
    xml.list("revokedSecurityGroupRuleSet", &gone, |xml, rule| {
        xml.text("securityGroupRuleId", &rule.id).text("groupId", &id).text("isEgress", direction == Direction::Egress);
        xml.text("ipProtocol", &rule.protocol).text("fromPort", rule.from_port).text("toPort", rule.to_port);
        let peer = match rule.peer {
            Peer::Ipv4(_) => "cidrIpv4",
            Peer::Ipv6(_) => "cidrIpv6",
            Peer::Group(_) => "referencedGroupId",
        };
        xml.text(peer, &rule.peer);
        xml.maybe("description", rule.description.as_ref());
    });
    Ok(xml)
}

pub(super) fn authorize_ingress(world: &mut World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    authorize(world, params, Direction::Ingress)
}

pub(super) fn authorize_egress(world: &mut World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    authorize(world, params, Direction::Egress)
}

pub(super) fn revoke_ingress(world: &mut World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    revoke(world, params, Direction::Ingress)
}

pub(super) fn revoke_egress(world: &mut World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    revoke(world, params, Direction::Egress)
}
