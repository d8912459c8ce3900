//! Security groups: rules, and whom they let through.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::network::Ipv4Range;
use super::{Refusal, Tags, World};

/// Who is at the other end of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Peer {
    Ipv4(Ipv4Range),
    /// The practice internet has no IPv6: such a rule is kept, and lets nobody through.
    Ipv6(String),
    /// The machines of a group, by their private addresses.
    Group(String),
}

impl std::fmt::Display for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ipv4(range) => range.fmt(f),
            Self::Ipv6(text) | Self::Group(text) => text.fmt(f),
        }
    }
}

/// Which way a rule looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    Ingress,
    Egress,
}

/// One rule: one protocol, one range of ports, one peer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) direction: Direction,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
    pub(crate) protocol: String,
    /// -1 where the protocol has none.
    pub(crate) from_port: i32,
    pub(crate) to_port: i32,
    pub(crate) peer: Peer,
    pub(crate) description: Option<String>,
    pub(crate) tags: Tags,
}

impl Rule {
    fn same_door(&self, other: &Self) -> bool {
        self.direction == other.direction
            && self.protocol == other.protocol
            && self.from_port == other.from_port
            && self.to_port == other.to_port
            && self.peer == other.peer
    }

    /// Whether it lets a TCP connection through.
    pub(crate) fn lets(&self, direction: Direction, port: u16, address: Ipv4Addr, groups: &[String]) -> bool {
        let port = i32::from(port);
        self.direction == direction
            && match self.protocol.as_str() {
                "-1" => true,
                "tcp" => (self.from_port == -1 && self.to_port == -1) || (self.from_port <= port && port <= self.to_port),
                _ => false,
            }
            && match &self.peer {
                Peer::Ipv4(range) => range.contains(address),
                Peer::Ipv6(_) => false,
                Peer::Group(group) => groups.contains(group),
            }
    }
}

/// A security group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SecurityGroup {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) vpc: String,
    pub(crate) rules: Vec<Rule>,
    pub(crate) tags: Tags,
}

/// Rules as a caller names them: several peers for one range of ports.
#[derive(Debug, Clone)]
pub(crate) struct Permission {
    pub(crate) protocol: String,
    pub(crate) from_port: i32,
    pub(crate) to_port: i32,
    pub(crate) peers: Vec<(Peer, Option<String>)>,
}

/// How many rules a group may have in each direction.
const RULES: usize = 60;

fn not_found(id: &str) -> Refusal {
    Refusal::new("InvalidGroup.NotFound", format!("The security group '{id}' does not exist"))
}

/// EC2's characters for names and descriptions of groups.
fn allowed(text: &str) -> bool {
    text.chars().count() <= 255 && text.chars().all(|c| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c))
}

impl Permission {
    /// Brings protocol and ports into EC2's form.
    fn normal(mut self) -> Result<Self, Refusal> {
        self.protocol = match self.protocol.to_ascii_lowercase().as_str() {
            "" => return Err(Refusal::missing("ipProtocol")),
            "6" => "tcp".into(),
            "17" => "udp".into(),
            "1" => "icmp".into(),
            "58" => "icmpv6".into(),
            "all" => "-1".into(),
            other => other.to_owned(),
        };
        match self.protocol.as_str() {
            "tcp" | "udp" => {
                if !(0..=65535).contains(&self.from_port) || !(0..=65535).contains(&self.to_port) || self.from_port > self.to_port {
                    return Err(Refusal::value(format!("Invalid TCP/UDP port range ({}:{})", self.from_port, self.to_port)));
                }
            }
            "icmp" | "icmpv6" => {}
            protocol if protocol.parse::<i16>().is_ok_and(|number| (-1..=255).contains(&number)) => {
                self.from_port = -1;
                self.to_port = -1;
            }
            protocol => {
                return Err(Refusal::new(
                    "InvalidPermission.Malformed",
                    format!("Unsupported IP protocol \"{protocol}\" - supported: [tcp, udp, icmp, icmpv6]"),
                ));
            }
        }
        if self.peers.is_empty() {
            return Err(Refusal::missing("ipPermissions"));
        }
        for description in self.peers.iter().filter_map(|(_, description)| description.as_deref()) {
            if !allowed(description) {
                return Err(Refusal::value(
                    "Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
                ));
            }
        }
        Ok(self)
    }

    fn rules(self, direction: Direction) -> Result<Vec<Rule>, Refusal> {
        let normal = self.normal()?;
        Ok(normal
            .peers
            .into_iter()
            .map(|(peer, description)| Rule {
                id: String::new(),
                direction,
                protocol: normal.protocol.clone(),
                from_port: normal.from_port,
                to_port: normal.to_port,
                peer,
                description,
                tags: Tags::default(),
            })
            .collect())
    }
}

impl World {
    pub(crate) fn create_default_group(&mut self, vpc: &str) -> Result<(), Refusal> {
        let id = self.add_group("default", "default VPC security group", vpc);
        let inside = Permission { protocol: "-1".into(), from_port: -1, to_port: -1, peers: vec![(Peer::Group(id.clone()), None)] };
        self.authorize(&id, Direction::Ingress, vec![inside], &[]).map(|_| ())
    }

    fn add_group(&mut self, name: &str, description: &str, vpc: &str) -> String {
        let id = self.mint("sg-");
        let everywhere = Rule {
            id: self.mint("sgr-"),
            direction: Direction::Egress,
            protocol: "-1".into(),
            from_port: -1,
            to_port: -1,
            peer: Peer::Ipv4(Ipv4Range::new(Ipv4Addr::UNSPECIFIED, 0)),
            description: None,
            tags: Tags::default(),
        };
        self.groups.push(SecurityGroup {
            id: id.clone(),
            name: name.to_owned(),
            description: description.to_owned(),
            vpc: vpc.to_owned(),
            rules: vec![everywhere],
            tags: Tags::default(),
        });
        id
    }

    /// Makes a group that lets everything out and nothing in.
    pub(crate) fn create_group(
        &mut self,
        name: &str,
        description: &str,
        vpc: Option<&str>,
        tags: &[(String, String)],
    ) -> Result<String, Refusal> {
        let default = self.vpc.as_ref().map(|vpc| vpc.id.clone());
        let vpc = match vpc {
            Some(id) if default.as_deref() == Some(id) => id.to_owned(),
            Some(id) => return Err(Refusal::new("InvalidVpcID.NotFound", format!("The vpc ID '{id}' does not exist"))),
            None => default.ok_or_else(|| Refusal::new("VPCIdNotSpecified", "No default VPC for this user"))?,
        };
        if name.is_empty() {
            return Err(Refusal::missing("GroupName"));
        }
        if description.is_empty() {
            return Err(Refusal::missing("GroupDescription"));
        }
        if name.starts_with("sg-") || !allowed(name) {
            return Err(Refusal::value(format!(
                "Value ({name}) for parameter GroupName is invalid. Character sets beyond ASCII are not supported."
            )));
        }
        if !allowed(description) {
            return Err(Refusal::value(format!(
                "Value ({description}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported."
            )));
        }
        if self.groups.iter().any(|group| group.vpc == vpc && group.name == name) {
            return Err(Refusal::new("InvalidGroup.Duplicate", format!("The security group '{name}' already exists for VPC '{vpc}'")));
        }
        let mut checked = Tags::default();
        checked.set(tags)?;
        let id = self.add_group(name, description, &vpc);
        self.group_mut(&id)?.tags = checked;
        Ok(id)
    }

    pub(crate) fn group(&self, id: &str) -> Result<&SecurityGroup, Refusal> {
        self.groups.iter().find(|group| group.id == id).ok_or_else(|| not_found(id))
    }

    fn group_mut(&mut self, id: &str) -> Result<&mut SecurityGroup, Refusal> {
        self.groups.iter_mut().find(|group| group.id == id).ok_or_else(|| not_found(id))
    }

    /// The id of a group in the default VPC by its name.
    pub(crate) fn group_by_name(&self, name: &str) -> Result<&SecurityGroup, Refusal> {
        self.groups
            .iter()
            .find(|group| group.name == name)
            .ok_or_else(|| Refusal::new("InvalidGroup.NotFound", format!("The security group '{name}' does not exist in default VPC")))
    }

    /// Adds rules, all or none.
    pub(crate) fn authorize(
        &mut self,
        id: &str,
        direction: Direction,
        permissions: Vec<Permission>,
        tags: &[(String, String)],
    ) -> Result<Vec<Rule>, Refusal> {
        let mut checked = Tags::default();
        checked.set(tags)?;
        let mut new: Vec<Rule> = Vec::new();
        for permission in permissions {
            for mut rule in permission.rules(direction)? {
                if let Peer::Group(peer) = &rule.peer {
                    self.group(peer)?;
                }
                if let Some(twin) = self.group(id)?.rules.iter().chain(&new).find(|other| other.same_door(&rule)) {
                    let (protocol, ports) = match twin.protocol.as_str() {
                        "-1" => ("ALL".to_owned(), String::new()),
                        other => (other.to_ascii_uppercase(), format!(", from port: {}, to port: {}", twin.from_port, twin.to_port)),
                    };
                    return Err(Refusal::new(
                        "InvalidPermission.Duplicate",
                        format!("the specified rule \"peer: {}, {protocol}{ports}, ALLOW\" already exists", twin.peer),
                    ));
                }
                rule.id = self.mint("sgr-");
                rule.tags = checked.clone();
                new.push(rule);
            }
        }
        if new.is_empty() {
            return Err(Refusal::missing("ipPermissions"));
        }
        let group = self.group_mut(id)?;
        if group.rules.iter().filter(|rule| rule.direction == direction).count() + new.len() > RULES {
            return Err(Refusal::new(
                "RulesPerSecurityGroupLimitExceeded",
                "The maximum number of rules per security group has been reached.",
            ));
        }
        group.rules.extend(new.iter().cloned());
        Ok(new)
    }

    /// Takes rules away by id, all or none.
    pub(crate) fn revoke_ids(&mut self, id: &str, direction: Direction, rules: &[String]) -> Result<Vec<Rule>, Refusal> {
        let group = self.group_mut(id)?;
        for rule in rules {
            if !group.rules.iter().any(|known| known.id == *rule && known.direction == direction) {
                return Err(Refusal::new(
                    "InvalidSecurityGroupRuleId.NotFound",
                    format!("The security group rule ID '{rule}' does not exist"),
                ));
            }
        }
        let (gone, kept) = std::mem::take(&mut group.rules).into_iter().partition(|rule| rules.contains(&rule.id));
        group.rules = kept;
        Ok(gone)
    }

    /// Takes rules away by what they allow, all or none.
    pub(crate) fn revoke(&mut self, id: &str, direction: Direction, permissions: Vec<Permission>) -> Result<Vec<Rule>, Refusal> {
        let mut ids = Vec::new();
        for permission in permissions {
            for wanted in permission.rules(direction)? {
                let known = self.group(id)?.rules.iter().find(|rule| rule.same_door(&wanted));
                ids.push(
                    known
                        .ok_or_else(|| {
                            Refusal::new("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
                        })?
                        .id
                        .clone(),
                );
            }
        }
        if ids.is_empty() {
            return Err(Refusal::missing("ipPermissions"));
        }
        self.revoke_ids(id, direction, &ids)
    }

    /// Deletes a group that nothing holds.
    pub(crate) fn delete_group(&mut self, id: &str) -> Result<(), Refusal> {
        if self.group(id)?.name == "default" {
            return Err(Refusal::new(
                "CannotDelete",
                format!("the specified group: \"{id}\" name: \"default\" cannot be deleted by a user"),
            ));
        }
        let held = self.instances.iter().any(|instance| instance.holds_interface() && instance.groups.iter().any(|group| group == id));
        let named = self
            .groups
            .iter()
            .filter(|group| group.id != id)
            .flat_map(|group| &group.rules)
            .any(|rule| rule.peer == Peer::Group(id.to_owned()));
        if held || named {
            return Err(Refusal::new("DependencyViolation", format!("resource {id} has a dependent object")));
        }
        self.groups.retain(|group| group.id != id);
        Ok(())
    }

    /// Whether groups let a TCP connection through.
    pub(crate) fn groups_let(&self, groups: &[String], direction: Direction, port: u16, address: Ipv4Addr, peer_groups: &[String]) -> bool {
        self.groups
            .iter()
            .filter(|group| groups.contains(&group.id))
            .flat_map(|group| &group.rules)
            .any(|rule| rule.lets(direction, port, address, peer_groups))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(port: i32, peer: Peer) -> Permission {
        Permission { protocol: "tcp".into(), from_port: port, to_port: port, peers: vec![(peer, None)] }
    }

    fn range(text: &str) -> Peer {
        Peer::Ipv4(text.parse().unwrap())
    }

    #[test]
    fn a_new_group_lets_everything_out_and_nothing_in() {
        let mut world = World::new(1);
        let id = world.create_group("g", "d", None, &[]).unwrap();
        let groups = [id];
        let someone = Ipv4Addr::new(198, 51, 100, 7);
        assert!(world.groups_let(&groups, Direction::Egress, 443, someone, &[]));
        assert!(!world.groups_let(&groups, Direction::Ingress, 22, someone, &[]));
    }

    #[test]
    fn a_rule_lets_exactly_its_port_and_range_in() {
        let mut world = World::new(1);
        let id = world.create_group("g", "d", None, &[]).unwrap();
        world.authorize(&id, Direction::Ingress, vec![tcp(22, range("198.51.100.0/24"))], &[]).unwrap();
        let groups = [id];
        let lets = |world: &World, port, last| world.groups_let(&groups, Direction::Ingress, port, Ipv4Addr::new(198, 51, last, 7), &[]);
        assert!(lets(&world, 22, 100));
        assert!(!lets(&world, 23, 100));
        assert!(!lets(&world, 22, 101));
    }

    #[test]
    fn a_rule_for_a_group_lets_its_members_in_and_nobody_else() {
        let mut world = World::new(1);
        let id = world.create_group("server", "d", None, &[]).unwrap();
        let clients = world.create_group("clients", "d", None, &[]).unwrap();
        world.authorize(&id, Direction::Ingress, vec![tcp(3306, Peer::Group(clients.clone()))], &[]).unwrap();
        let address = Ipv4Addr::new(172, 31, 0, 9);
        assert!(world.groups_let(std::slice::from_ref(&id), Direction::Ingress, 3306, address, std::slice::from_ref(&clients)));
        assert!(!world.groups_let(std::slice::from_ref(&id), Direction::Ingress, 3306, address, &[]));
        assert_eq!(world.delete_group(&clients).unwrap_err().code, "DependencyViolation");
        world.delete_group(&id).unwrap();
        world.delete_group(&clients).unwrap();
    }

    #[test]
    fn the_same_rule_twice_is_a_duplicate_and_none_of_the_call_is_added() {
        let mut world = World::new(1);
        let id = world.create_group("g", "d", None, &[]).unwrap();
        world.authorize(&id, Direction::Ingress, vec![tcp(22, range("198.51.100.7/32"))], &[]).unwrap();
        let both = vec![tcp(3306, range("172.31.0.9/32")), tcp(22, range("198.51.100.7/32"))];
        let refusal = world.authorize(&id, Direction::Ingress, both, &[]).unwrap_err();
        assert_eq!(refusal.code, "InvalidPermission.Duplicate");
        assert_eq!(refusal.message, "the specified rule \"peer: 198.51.100.7/32, TCP, from port: 22, to port: 22, ALLOW\" already exists");
        assert_eq!(world.group(&id).unwrap().rules.len(), 2);
    }

    #[test]
    fn rules_go_by_id_and_by_what_they_allow() {
        let mut world = World::new(1);
        let id = world.create_group("g", "d", None, &[]).unwrap();
        let added =
            world.authorize(&id, Direction::Ingress, vec![tcp(22, range("1.2.3.4/32")), tcp(23, range("1.2.3.4/32"))], &[]).unwrap();
        let wrong = world.revoke_ids(&id, Direction::Ingress, &[added[0].id.clone(), "sgr-none".into()]).unwrap_err();
        assert_eq!(wrong.code, "InvalidSecurityGroupRuleId.NotFound");
        world.revoke_ids(&id, Direction::Ingress, &[added[0].id.clone()]).unwrap();
        world.revoke(&id, Direction::Ingress, vec![tcp(23, range("1.2.3.4/32"))]).unwrap();
        assert_eq!(
            world.revoke(&id, Direction::Ingress, vec![tcp(23, range("1.2.3.4/32"))]).unwrap_err().code,
            "InvalidPermission.NotFound"
        );
        assert_eq!(world.group(&id).unwrap().rules.len(), 1);
    }

    #[test]
    fn ports_protocols_and_names_that_ec2_refuses_are_refused() {
        let mut world = World::new(1);
        for (name, description) in [("sg-x", "d"), ("é", "d"), ("g", "it's"), ("", "d"), ("g", "")] {
            assert!(world.create_group(name, description, None, &[]).is_err(), "{name} {description}");
        }
        let id = world.create_group("g", "d", None, &[]).unwrap();
        for (protocol, from, to) in [("tcp", 70000, 70000), ("tcp", 23, 22), ("tcp", -1, -1), ("carrier-pigeon", 1, 1), ("", 1, 1)] {
            let permission =
                Permission { protocol: protocol.into(), from_port: from, to_port: to, peers: vec![(range("0.0.0.0/0"), None)] };
            assert!(world.authorize(&id, Direction::Ingress, vec![permission], &[]).is_err(), "{protocol} {from} {to}");
        }
        assert_eq!(world.create_group("g", "d", None, &[]).unwrap_err().code, "InvalidGroup.Duplicate");
    }
}
