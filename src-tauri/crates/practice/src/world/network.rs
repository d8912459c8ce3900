//! Addresses, the VPC and its subnets.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Refusal, Tags, World};

/// A range of IPv4 addresses in CIDR notation, host bits cleared as EC2 does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Ipv4Range {
    base: Ipv4Addr,
    prefix: u8,
}

impl Ipv4Range {
    pub(crate) const fn new(base: Ipv4Addr, prefix: u8) -> Self {
        Self { base, prefix }
    }

    fn mask(self) -> u32 {
        u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0)
    }

    pub(crate) fn contains(self, address: Ipv4Addr) -> bool {
        u32::from(address) & self.mask() == u32::from(self.base)
    }

    /// How many addresses it has, up to 2³².
    pub(crate) fn size(self) -> u64 {
        1 << (32 - u32::from(self.prefix))
    }

    /// The address at a place in it.
    pub(crate) fn at(self, place: u32) -> Ipv4Addr {
        Ipv4Addr::from(u32::from(self.base).wrapping_add(place))
    }
}

impl FromStr for Ipv4Range {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let malformed = || Refusal::value(format!("CIDR block {text} is malformed"));
        let (base, prefix) = text.split_once('/').ok_or_else(malformed)?;
        let base: Ipv4Addr = base.parse().map_err(|_| malformed())?;
        let prefix: u8 = prefix.parse().ok().filter(|prefix| *prefix <= 32).ok_or_else(malformed)?;
        let whole = Self { base, prefix };
        Ok(Self { base: Ipv4Addr::from(u32::from(base) & whole.mask()), prefix })
    }
}

impl TryFrom<String> for Ipv4Range {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        text.parse()
    }
}

impl From<Ipv4Range> for String {
    fn from(range: Ipv4Range) -> Self {
        range.to_string()
    }
}

impl fmt::Display for Ipv4Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.prefix)
    }
}

/// A virtual network.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Vpc {
    pub(crate) id: String,
    pub(crate) range: Ipv4Range,
    pub(crate) internet_gateway: String,
    pub(crate) tags: Tags,
}

/// A part of a VPC in one zone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subnet {
    pub(crate) id: String,
    pub(crate) vpc: String,
    pub(crate) zone: String,
    pub(crate) range: Ipv4Range,
    pub(crate) tags: Tags,
}

/// The Region's zones: name and id, and the place of the default subnet in 172.31.0.0/16.
pub(crate) const ZONES: [(&str, &str, u8); 3] =
    [("us-east-1a", "use1-az1", 0), ("us-east-1b", "use1-az2", 16), ("us-east-1c", "use1-az4", 32)];

/// The addresses that the practice internet gives to machines (RFC 5737's third range for documentation).
pub(crate) const PUBLIC: Ipv4Range = Ipv4Range::new(Ipv4Addr::new(203, 0, 113, 0), 24);

impl World {
    /// Makes the default VPC: three public subnets, an internet gateway, the group `default`.
    pub(crate) fn create_default_vpc(&mut self) -> Result<String, Refusal> {
        if let Some(vpc) = &self.vpc {
            return Err(Refusal::new(
                "DefaultVpcAlreadyExists",
                format!("A Default VPC already exists for this account in this region: {}", vpc.id),
            ));
        }
        let id = self.mint("vpc-");
        let internet_gateway = self.mint("igw-");
        self.vpc =
            Some(Vpc { id: id.clone(), range: Ipv4Range::new(Ipv4Addr::new(172, 31, 0, 0), 16), internet_gateway, tags: Tags::default() });
        for (zone, _, third) in ZONES {
            let subnet = Subnet {
                id: self.mint("subnet-"),
                vpc: id.clone(),
                zone: zone.to_owned(),
                range: Ipv4Range::new(Ipv4Addr::new(172, 31, third, 0), 20),
                tags: Tags::default(),
            };
            self.subnets.push(subnet);
        }
        self.create_default_group(&id)?;
        self.faults.retain(|planted| planted.fault != super::Fault::NoDefaultVpc);
        Ok(id)
    }

    /// Takes the default VPC away with all that is in it; leaves it when machines are in it.
    pub(crate) fn remove_default_vpc(&mut self) {
        if self.instances.iter().any(|instance| instance.holds_interface()) {
            return;
        }
        if let Some(vpc) = self.vpc.take() {
            self.subnets.retain(|subnet| subnet.vpc != vpc.id);
            self.groups.retain(|group| group.vpc != vpc.id);
        }
    }

    pub(crate) fn subnet(&self, id: &str) -> Result<&Subnet, Refusal> {
        self.subnets
            .iter()
            .find(|subnet| subnet.id == id)
            .ok_or_else(|| Refusal::new("InvalidSubnetID.NotFound", format!("The subnet ID '{id}' does not exist")))
    }

    /// A free address of a subnet. The first four and the last belong to AWS.
    pub(crate) fn free_private_address(&mut self, subnet: &str) -> Result<Ipv4Addr, Refusal> {
        let range = self.subnet(subnet)?.range;
        let usable = range.size().saturating_sub(5);
        let start = self.draw();
        (0..usable)
            .map(|step| range.at(4 + u32::try_from((start.wrapping_add(step)) % usable).unwrap_or(0)))
            .find(|address| !self.instances.iter().any(|instance| instance.private_ip == Some(*address)))
            .ok_or_else(|| {
                Refusal::new("InsufficientFreeAddressesInSubnet", format!("There are not enough free addresses in subnet '{subnet}'"))
            })
    }

    /// The next public address; one that was given back comes again only after all others.
    pub(crate) fn next_public_address(&mut self) -> Option<Ipv4Addr> {
        let usable = u32::try_from(PUBLIC.size()).unwrap_or(u32::MAX) - 2;
        for _ in 0..usable {
            self.public_drawn = (self.public_drawn + 1) % usable;
            let address = PUBLIC.at(1 + self.public_drawn);
            if !self.instances.iter().any(|instance| instance.public_ip == Some(address)) {
                return Some(address);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_contains_what_its_prefix_says() {
        let range: Ipv4Range = "10.1.2.3/8".parse().unwrap();
        assert_eq!(range.to_string(), "10.0.0.0/8");
        assert!(range.contains(Ipv4Addr::new(10, 255, 0, 1)));
        assert!(!range.contains(Ipv4Addr::new(11, 0, 0, 1)));
        let all: Ipv4Range = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains(Ipv4Addr::new(198, 51, 100, 7)));
        let one: Ipv4Range = "198.51.100.7/32".parse().unwrap();
        assert!(one.contains(Ipv4Addr::new(198, 51, 100, 7)) && !one.contains(Ipv4Addr::new(198, 51, 100, 8)));
        for bad in ["", "1.2.3.4", "1.2.3.4/33", "1.2.3/8", "x/8", "1.2.3.4/-1"] {
            assert!(bad.parse::<Ipv4Range>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_default_vpc_comes_once_and_can_be_made_again() {
        let mut world = World::new(1);
        assert_eq!(world.create_default_vpc().unwrap_err().code, "DefaultVpcAlreadyExists");
        world.remove_default_vpc();
        assert!(world.vpc.is_none() && world.subnets.is_empty() && world.groups.is_empty());
        world.create_default_vpc().unwrap();
        assert_eq!(world.subnets.len(), 3);
        assert_eq!(world.groups.len(), 1);
    }
}
