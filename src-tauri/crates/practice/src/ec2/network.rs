//! VPCs, subnets, gateways, network interfaces.

use jiff::Timestamp;

use super::filter::{Filters, one, some, write_page};
use super::params::Params;
use super::xml::Xml;
use crate::world::network::{Subnet, Vpc, ZONES};
use crate::world::{ACCOUNT, Instance, REGION, Refusal, State, World};

pub(super) fn describe_vpcs(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(params, &["vpc-id", "isDefault", "is-default", "cidr", "state", "owner-id"])?;
    let ids = params.values("VpcId");
    if let Some(unknown) = ids.iter().find(|id| world.vpc.as_ref().is_none_or(|vpc| vpc.id != **id)) {
        return Err(Refusal::new("InvalidVpcID.NotFound", format!("The vpc ID '{unknown}' does not exist")));
    }
    let fits = |vpc: &&Vpc| {
        filters.match_all(Some(&vpc.tags), |name| match name {
            "vpc-id" => one(&vpc.id),
            "isDefault" | "is-default" => one(true),
            "cidr" => one(vpc.range),
            "state" => one("available"),
            _ => one(ACCOUNT),
        })
    };
    write_page(params, "vpcSet", world.vpc.iter().filter(fits).collect(), vpc)
}

fn vpc(xml: &mut Xml, vpc: &Vpc) {
    xml.text("vpcId", &vpc.id).text("ownerId", ACCOUNT).text("state", "available").text("cidrBlock", vpc.range);
    xml.list("cidrBlockAssociationSet", [vpc], |xml, vpc| {
        xml.text("cidrBlock", vpc.range).text("associationId", format!("vpc-cidr-assoc-{}", vpc.id.trim_start_matches("vpc-")));
        xml.inside("cidrBlockState", |xml| {
            xml.text("state", "associated");
        });
    });
    xml.text("dhcpOptionsId", "dopt-0a1b2c3d4e5f60718").tags(&vpc.tags).text("instanceTenancy", "default").text("isDefault", true);
}

pub(super) fn create_default_vpc(world: &mut World, _: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    world.create_default_vpc()?;
    let mut xml = Xml::default();
    xml.inside("vpc", |xml| {
        if let Some(made) = &world.vpc {
            vpc(xml, made);
        }
    });
    Ok(xml)
}

pub(super) fn describe_subnets(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(
        params,
        &[
            "subnet-id",
            "vpc-id",
            "availability-zone",
            "availabilityZone",
            "availability-zone-id",
            "default-for-az",
            "defaultForAz",
            "map-public-ip-on-launch",
            "state",
            "cidr-block",
            "owner-id",
        ],
    )?;
    let ids = params.values("SubnetId");
    for id in &ids {
        world.subnet(id)?;
    }
    let fits = |subnet: &&Subnet| {
        (ids.is_empty() || ids.contains(&subnet.id))
            && filters.match_all(Some(&subnet.tags), |name| match name {
                "subnet-id" => one(&subnet.id),
                "vpc-id" => one(&subnet.vpc),
                "availability-zone" | "availabilityZone" => one(&subnet.zone),
                "availability-zone-id" => one(zone_id(&subnet.zone)),
                "state" => one("available"),
                "cidr-block" => one(subnet.range),
                "owner-id" => one(ACCOUNT),
                _ => one(true),
            })
    };
    write_page(params, "subnetSet", world.subnets.iter().filter(fits).collect(), |xml, subnet| {
        let used = world.instances.iter().filter(|instance| instance.holds_interface() && instance.subnet == subnet.id).count() as u64;
        xml.text("subnetId", &subnet.id).text("subnetArn", format!("arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/{}", subnet.id));
        xml.text("state", "available").text("ownerId", ACCOUNT).text("vpcId", &subnet.vpc).text("cidrBlock", subnet.range);
        xml.text("availableIpAddressCount", subnet.range.size() - 5 - used);
        xml.text("availabilityZone", &subnet.zone).text("availabilityZoneId", zone_id(&subnet.zone));
        xml.text("defaultForAz", true).text("mapPublicIpOnLaunch", true).text("assignIpv6AddressOnCreation", false).tags(&subnet.tags);
    })
}

fn zone_id(zone: &str) -> &'static str {
    ZONES.iter().find(|(name, ..)| *name == zone).map_or("", |(_, id, _)| id)
}

pub(super) fn describe_internet_gateways(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(params, &["internet-gateway-id", "attachment.vpc-id", "attachment.state", "owner-id"])?;
    let ids = params.values("InternetGatewayId");
    if let Some(unknown) = ids.iter().find(|id| world.vpc.as_ref().is_none_or(|vpc| vpc.internet_gateway != **id)) {
        return Err(Refusal::new("InvalidInternetGatewayID.NotFound", format!("The internetGateway ID '{unknown}' does not exist")));
    }
    let fits = |vpc: &&Vpc| {
        filters.match_all(None, |name| match name {
            "internet-gateway-id" => one(&vpc.internet_gateway),
            "attachment.vpc-id" => one(&vpc.id),
            "attachment.state" => one("available"),
            _ => one(ACCOUNT),
        })
    };
    write_page(params, "internetGatewaySet", world.vpc.iter().filter(fits).collect(), |xml, vpc| {
        xml.text("internetGatewayId", &vpc.internet_gateway).text("ownerId", ACCOUNT);
        xml.list("attachmentSet", [vpc], |xml, vpc| {
            xml.text("vpcId", &vpc.id).text("state", "available");
        });
        xml.list("tagSet", [(); 0], |_, ()| {});
    })
}

pub(super) fn describe_network_interfaces(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(
        params,
        &[
            "network-interface-id",
            "vpc-id",
            "subnet-id",
            "availability-zone",
            "group-id",
            "group-name",
            "status",
            "attachment.instance-id",
            "attachment.status",
            "private-ip-address",
            "association.public-ip",
            "mac-address",
            "owner-id",
        ],
    )?;
    let ids = params.values("NetworkInterfaceId");
    let there = || world.instances.iter().filter(|instance| instance.holds_interface());
    if let Some(unknown) = ids.iter().find(|id| !there().any(|instance| instance.interface.id == **id)) {
        return Err(Refusal::new("InvalidNetworkInterfaceID.NotFound", format!("The networkInterface ID '{unknown}' does not exist")));
    }
    let fits = |instance: &&Instance| {
        (ids.is_empty() || ids.contains(&instance.interface.id))
            && filters.match_all(Some(&instance.interface.tags), |name| match name {
                "network-interface-id" => one(&instance.interface.id),
                "vpc-id" => one(&instance.vpc),
                "subnet-id" => one(&instance.subnet),
                "availability-zone" => one(&instance.zone),
                "group-id" => instance.groups.clone(),
                "group-name" => group_names(world, instance),
                "status" => one("in-use"),
                "attachment.instance-id" => one(&instance.id),
                "attachment.status" => one(attachment(instance)),
                "private-ip-address" => some(instance.private_ip),
                "association.public-ip" => some(instance.public_ip),
                "mac-address" => one(&instance.interface.mac),
                _ => one(ACCOUNT),
            })
    };
    write_page(params, "networkInterfaceSet", there().filter(fits).collect(), |xml, instance| {
        interface(xml, world, instance, true);
    })
}

/// How an instance's interface hangs on it.
fn attachment(instance: &Instance) -> &'static str {
    match instance.state {
        State::Pending => "attaching",
        State::ShuttingDown | State::Terminated => "detaching",
        _ => "attached",
    }
}

fn group_names(world: &World, instance: &Instance) -> Vec<String> {
    instance.groups.iter().filter_map(|id| world.group(id).ok()).map(|group| group.name.clone()).collect()
}

/// The groups of an instance, as `groupSet`.
pub(super) fn group_set(xml: &mut Xml, world: &World, instance: &Instance) {
    let groups = instance.groups.iter().filter_map(|id| world.group(id).ok());
    xml.list("groupSet", groups, |xml, group| {
        xml.text("groupId", &group.id).text("groupName", &group.name);
    });
}

/// An instance's network interface. Alone it tells its instance, zone and tags too.
pub(super) fn interface(xml: &mut Xml, world: &World, instance: &Instance, alone: bool) {
    xml.text("networkInterfaceId", &instance.interface.id).text("subnetId", &instance.subnet).text("vpcId", &instance.vpc);
    xml.text("description", "").text("ownerId", ACCOUNT).text("status", "in-use").text("interfaceType", "interface");
    xml.text("macAddress", &instance.interface.mac).maybe("privateIpAddress", instance.private_ip);
    xml.text("privateDnsName", instance.private_dns()).text("sourceDestCheck", true);
    group_set(xml, world, instance);
    xml.inside("attachment", |xml| {
        xml.text("attachmentId", instance.interface.id.replacen("eni-", "eni-attach-", 1)).text("deviceIndex", 0);
        xml.text("status", attachment(instance)).text("attachTime", super::time(instance.launched_at)).text("deleteOnTermination", true);
        if alone {
            xml.text("instanceId", &instance.id).text("instanceOwnerId", ACCOUNT);
        }
    });
    association(xml, instance);
    xml.list("privateIpAddressesSet", instance.private_ip, |xml, private_ip| {
        xml.text("privateIpAddress", private_ip).text("privateDnsName", instance.private_dns()).text("primary", true);
        association(xml, instance);
    });
    if alone {
        xml.text("availabilityZone", &instance.zone);
        xml.tags(&instance.interface.tags);
    }
}

fn association(xml: &mut Xml, instance: &Instance) {
    if let Some(public_ip) = instance.public_ip {
        xml.inside("association", |xml| {
            xml.text("publicIp", public_ip).text("publicDnsName", instance.public_dns()).text("ipOwnerId", "amazon");
        });
    }
}
