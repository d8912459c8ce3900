//! Who reaches whom: routing, machines' states, security groups, listeners.

use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;

use super::group::Direction;
use super::instance::Instance;
use super::{Reached, World};

/// Where a connection comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin<'a> {
    /// An address on the practice internet.
    Internet(Ipv4Addr),
    /// A machine, by its instance id.
    Instance(&'a str),
}

impl World {
    /// The machine that has an address, private or public.
    pub(crate) fn at_address(&self, address: IpAddr) -> Option<&Instance> {
        let IpAddr::V4(address) = address else { return None };
        self.instances.iter().find(|instance| instance.private_ip == Some(address) || instance.public_ip == Some(address))
    }

    /// What a TCP connection meets.
    pub(crate) fn reach(&self, origin: Origin<'_>, to: IpAddr, port: u16, now: Timestamp) -> Reached {
        let (IpAddr::V4(address), Some(target)) = (to, self.at_address(to)) else { return Reached::TimedOut };
        let by_private = target.private_ip == Some(address);
        // Between machines of a VPC, private addresses go directly; a public one leaves through the internet gateway, and the source
        // arrives as its own public address, which is no member of a group.
        let (source, source_groups): (Ipv4Addr, &[String]) = match origin {
            Origin::Internet(_) if by_private => return Reached::TimedOut,
            Origin::Internet(source) => (source, &[]),
            Origin::Instance(id) => {
                let Ok(from) = self.instance(id) else { return Reached::TimedOut };
                if !self.groups_let(&from.groups, Direction::Egress, port, address, &target.groups) {
                    return Reached::TimedOut;
                }
                let arrives_as = if by_private { from.private_ip } else { from.public_ip };
                let Some(source) = arrives_as else { return Reached::TimedOut };
                (source, if by_private { &from.groups } else { &[] })
            }
        };
        if target.state != super::State::Running || !self.groups_let(&target.groups, Direction::Ingress, port, source, source_groups) {
            return Reached::TimedOut;
        }
        match &target.guest {
            Some(guest) if target.answers(now) && guest.listens(port) => Reached::Open,
            _ => Reached::Refused,
        }
    }
}
