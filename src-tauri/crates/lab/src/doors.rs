//! The doors in the wall: inbound rules of the lab's security group.

use engine::Stop;
use ipnet::Ipv4Net;
use model::{Place, Problem, ProblemCode, Said, Stream, ToSaid, text};

use crate::cloud::{self, Cx, aws};
use crate::ports::Rule;
use crate::words;

/// SSH's port.
pub(crate) const SSH: u16 = 22;
/// MySQL's port.
pub(crate) const MYSQL: u16 = 3306;

/// The lab's security group and its inbound rules; none when there is no group.
pub(crate) struct Wall {
    /// The group's id.
    pub group: String,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// How they were looked at.
    pub how: String,
}

/// Finds the lab's group by its tag, and reads its rules.
pub(crate) async fn look(cx: &Cx) -> Result<Option<Wall>, Stop> {
    let lab = cx.lab();
    let compute = &cx.ports().compute;
    let Some(group) = cloud::ask(cx, aws::security_group(&lab.id), compute.security_group(&lab.id)).await? else { return Ok(None) };
    if lab.cloud.security_group.as_ref() != Some(&group) {
        cx.record(|lab| lab.cloud.security_group = Some(group.clone()))?;
    }
    let how = aws::inbound_rules(&group);
    let rules = cloud::ask(cx, how.clone(), compute.inbound_rules(&group)).await?;
    for rule in &rules {
        cx.line(Place::Cloud, Stream::Out, describe(&[rule]).english());
    }
    Ok(Some(Wall { group, rules, how }))
}

impl Wall {
    /// The rules that let somebody in at a TCP port.
    pub(crate) fn doors(&self, port: u16) -> Vec<&Rule> {
        self.rules.iter().filter(|rule| lets_in(rule, port)).collect()
    }
}

pub(crate) fn lets_in(rule: &Rule, port: u16) -> bool {
    match rule.protocol.as_str() {
        "-1" => true,
        "tcp" | "6" => rule.from_port.unwrap_or(0) <= port && port <= rule.to_port.unwrap_or(u16::MAX),
        _ => false,
    }
}

/// Whether a rule is exactly one TCP port for exactly one range.
pub(crate) fn is_exactly(rule: &Rule, port: u16, range: Ipv4Net) -> bool {
    rule.protocol == "tcp" && rule.from_port == Some(port) && rule.to_port == Some(port) && range_of(rule) == Some(range)
}

/// The IPv4 range that a rule lets in; none for IPv6 and for other groups.
pub(crate) fn range_of(rule: &Rule) -> Option<Ipv4Net> {
    crate::settings::cidr(&rule.source)
}

/// Rules as one line: `sgr-0a41 tcp 3306 from 172.31.27.9/32`.
pub(crate) fn describe(rules: &[&Rule]) -> Said {
    if rules.is_empty() {
        return text!("seen-no-rule", "no rule").to_said();
    }
    let ports = |rule: &Rule| match (rule.from_port, rule.to_port) {
        (Some(from), Some(to)) if from == to => from.to_said(),
        (Some(from), Some(to)) => format!("{from}–{to}").to_said(),
        _ => text!("rule-every-port", "every port").to_said(),
    };
    let protocol = |rule: &Rule| match rule.protocol.as_str() {
        "-1" => text!("rule-all-traffic", "all traffic").to_said(),
        protocol => protocol.to_said(),
    };
    Said::list(rules.iter().map(|rule| {
        text!(
            "rule-as-seen",
            "{id} {protocol} {ports} from {source}",
            id = rule.id,
            protocol = protocol(rule),
            ports = ports(rule),
            source = rule.source
        )
    }))
}

/// The sources of rules: `172.31.27.9/32, 0.0.0.0/0`.
fn sources(rules: &[&Rule]) -> Said {
    if rules.is_empty() {
        return text!("rule-nobody", "nobody").to_said();
    }
    Said::list(rules.iter().map(|rule| rule.source.as_str()))
}

/// The wall, for who must have one.
pub(crate) async fn needed(cx: &Cx) -> Result<Wall, Stop> {
    look(cx).await?.ok_or_else(|| ProblemCode::StepNeeds.with("needs", words::the_wall()).into())
}

/// The problem of a door that does not let in whom it should, or lets in others.
pub(crate) fn problem(wall: &Wall, port: u16, range: Ipv4Net) -> Problem {
    let problem = ProblemCode::DoorMissing.with("port", port).with("group", &wall.group);
    problem.with("found", sources(&wall.doors(port))).with("expected", range).into()
}

/// Cuts a door, and takes others away. What lets the right one in is made before what lets the wrong ones in is taken.
pub(crate) async fn set(cx: &Cx, wall: &Wall, port: u16, range: Ipv4Net, description: &str, wrong: &[&Rule]) -> Result<(), Stop> {
    let lab = cx.lab();
    let compute = &cx.ports().compute;
    let cidr = range.to_string();
    if !wall.rules.iter().any(|rule| is_exactly(rule, port, range)) {
        cx.effect(format!("allow port {port} from {cidr} in {}", wall.group))?;
        cloud::tell(cx, aws::allow(&wall.group, port, &cidr), compute.allow(&lab.id, &wall.group, port, &cidr, description))
            .await
            .map_err(|error| cloud::problem(cx, &error))?;
    }
    take_away(cx, &wall.group, wrong).await
}

/// Takes rules away.
pub(crate) async fn take_away(cx: &Cx, group: &str, rules: &[&Rule]) -> Result<(), Stop> {
    if rules.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = rules.iter().map(|rule| rule.id.clone()).collect();
    cx.effect(format!("revoke {} in {group}", ids.join(", ")))?;
    cloud::tell(cx, aws::revoke(group, &ids), cx.ports().compute.revoke(group, &ids))
        .await
        .map_err(|error| cloud::problem(cx, &error).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(protocol: &str, from: Option<u16>, to: Option<u16>, source: &str) -> Rule {
        Rule { id: "sgr-1".into(), protocol: protocol.into(), from_port: from, to_port: to, source: source.into() }
    }

    #[test]
    fn a_door_is_any_rule_that_covers_the_port() {
        assert!(lets_in(&rule("tcp", Some(3306), Some(3306), "0.0.0.0/0"), MYSQL));
        assert!(lets_in(&rule("tcp", Some(0), Some(65535), "0.0.0.0/0"), MYSQL));
        assert!(lets_in(&rule("-1", None, None, "sg-1"), MYSQL));
        assert!(!lets_in(&rule("udp", Some(3306), Some(3306), "0.0.0.0/0"), MYSQL));
        assert!(!lets_in(&rule("tcp", Some(22), Some(22), "0.0.0.0/0"), MYSQL));
    }

    #[test]
    fn only_the_one_port_for_the_one_range_is_exact() {
        let range = "172.31.18.52/32".parse().unwrap();
        assert!(is_exactly(&rule("tcp", Some(3306), Some(3306), "172.31.18.52/32"), MYSQL, range));
        assert!(!is_exactly(&rule("tcp", Some(3306), Some(3306), "172.31.0.0/16"), MYSQL, range));
        assert!(!is_exactly(&rule("tcp", Some(3300), Some(3310), "172.31.18.52/32"), MYSQL, range));
        assert!(!is_exactly(&rule("tcp", Some(3306), Some(3306), "sg-1"), MYSQL, range));
    }
}
