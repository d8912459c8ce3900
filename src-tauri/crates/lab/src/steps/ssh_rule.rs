//! The door for SSH: port 22 for this computer.

use async_trait::async_trait;
use engine::{Step, Stop};
use ipnet::Ipv4Net;
use model::{Check, CommandLine, Group, Lab, Place, ProblemCode, SettingId, SshFrom, StepInfo, text};

use super::id;
use crate::cloud::{Cx, aws};
use crate::doors::{self, SSH, Wall};
use crate::glossary;
use crate::ports::{Ports, Rule};
use crate::settings::{self, cidr};
use crate::words;

pub(super) struct SshRule;

/// Who is to be let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Range(Ipv4Net),
    /// This computer, whose address on the internet no service could tell.
    Unknown,
}

async fn wanted(cx: &Cx) -> Result<Wanted, Stop> {
    Ok(match &cx.lab().settings.ssh_from {
        SshFrom::Anywhere => Wanted::Range(Ipv4Net::default()),
        SshFrom::Cidr(text) => match cidr(text) {
            Some(range) => Wanted::Range(range),
            None => {
                let reason = settings::no_range(text);
                return Err(ProblemCode::BadSetting.with("reason", reason).field("ssh_from").into());
            }
        },
        SshFrom::MyIp => match cx.wait(cx.ports().laptop.internet_address()).await? {
            Some(address) => Wanted::Range(address.into()),
            None => Wanted::Unknown,
        },
    })
}

/// The rules that the lab itself made for somebody else than is wanted: for this computer's earlier address.
fn outdated<'a>(cx: &Cx, wall: &'a Wall, range: Ipv4Net) -> Vec<&'a Rule> {
    let last = cx.lab().cloud.laptop_cidr.as_deref().and_then(cidr).filter(|last| *last != range);
    wall.rules.iter().filter(|rule| last.is_some_and(|last| doors::is_exactly(rule, SSH, last))).collect()
}

fn lets_in(rules: &[&Rule], range: Ipv4Net) -> bool {
    rules.iter().any(|rule| doors::range_of(rule).is_some_and(|open| open.contains(&range)))
}

#[async_trait]
impl Step<Ports> for SshRule {
    fn info(&self, lab: &Lab) -> StepInfo {
        let from = match &lab.settings.ssh_from {
            SshFrom::MyIp => lab.cloud.laptop_cidr.clone().unwrap_or_else(|| "YOUR-ADDRESS/32".to_owned()),
            SshFrom::Anywhere => "0.0.0.0/0".to_owned(),
            SshFrom::Cidr(text) => cidr(text).map_or(text.clone(), |range| range.to_string()),
        };
        let group = aws::or_blank(&lab.cloud.security_group, "sg-…");
        let what = match lab.settings.ssh_from {
            SshFrom::Anywhere => text!(
                "ssh-rule-anywhere-what",
                "This cuts a door, **port 22**, into the wall round both machines, open to everybody. Only who has the key can sign in, but anybody may try."
            ),
            _ => text!(
                "ssh-rule-what",
                "This cuts a door, **port 22**, into the wall round both machines. **{from}** is written on it: whoever comes from elsewhere gets no answer.",
                from = from
            ),
        };
        let source = match lab.settings.ssh_from {
            SshFrom::MyIp => text!(
                "ssh-rule-hand-my-ip",
                "Select the type **SSH** and the source **My IP** (`{from}`), then click on [Save rules].",
                from = from
            ),
            SshFrom::Anywhere => text!(
                "ssh-rule-hand-anywhere",
                "Select the type **SSH** and the source **Anywhere-IPv4** (`{from}`), then click on [Save rules].",
                from = from
            ),
            SshFrom::Cidr(_) => text!(
                "ssh-rule-hand-custom",
                "Select the type **SSH** and the source **Custom**, type `{from}`, then click on [Save rules].",
                from = from
            ),
        };
        StepInfo {
            id: id::SSH_RULE,
            group: Group::Network,
            title: text!("ssh-rule-title", "Open the door for SSH"),
            button: text!("ssh-rule-button", "Open the door"),
            what,
            why: text!(
                "ssh-rule-why",
                "All that is done on the machines is typed over SSH, which listens on port 22. The door names your address as the internet sees it. That address can change, at home over night and at school from room to room; then the door has to be cut anew."
            ),
            by_hand: vec![
                text!(
                    "ssh-rule-hand-1",
                    "EC2 console: click on the **Instance ID** of **{server}**, open [Security], and click on the **Security group**.",
                    server = lab.settings.server_name
                ),
                text!("ssh-rule-hand-2", "Click on [Edit inbound rules], then [Add rule]."),
                source,
            ],
            commands: vec![CommandLine::new(Place::Cloud, aws::allow(group, SSH, &from))],
            terms: vec![glossary::ssh(), glossary::port(), glossary::inbound_rule(), glossary::cidr()],
            needs: vec![id::SECURITY_GROUP, id::WAIT_UNTIL_RUNNING],
            goes_with: Some(id::SECURITY_GROUP),
            settings: vec![SettingId::SshFrom],
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let Some(wall) = doors::look(cx).await? else {
            let lab = cx.lab();
            let claim = text!("ssh-rule-wall", "There is a wall to cut a door into");
            return Ok(Check::absent(vec![cx.evidence(claim, aws::security_group(&lab.id), words::none(), false)]));
        };
        let rules = wall.doors(SSH);
        let seen = doors::describe(&rules);
        let range = match wanted(cx).await? {
            Wanted::Range(range) => range,
            Wanted::Unknown => {
                // Whether the door still fits is for SSH to show; it cannot be cut anew without an address.
                let open = !rules.is_empty();
                let claim =
                    text!("ssh-rule-address-unknown", "There is a door for SSH; no service could tell this computer’s present address");
                return Ok(Check::weigh(vec![cx.evidence(claim, &wall.how, seen, open)]));
            }
        };
        let open = lets_in(&rules, range);
        let mut evidence =
            vec![cx.evidence(text!("ssh-rule-lets-in", "The door for SSH lets in {range}", range = range), &wall.how, seen, open)];
        let outdated = outdated(cx, &wall, range);
        if !outdated.is_empty() {
            let claim = text!("ssh-rule-not-outdated", "No door of the lab names an address that was yours before");
            evidence.push(cx.evidence(claim, &wall.how, doors::describe(&outdated), false));
        }
        if evidence.iter().all(|piece| piece.holds) {
            return Ok(Check::done(evidence));
        }
        let check = if rules.is_empty() { Check::absent(evidence) } else { Check::partial(evidence) };
        Ok(check.because(doors::problem(&wall, SSH, range)))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let wall = doors::needed(cx).await?;
        let Wanted::Range(range) = wanted(cx).await? else {
            return Err(ProblemCode::LaptopAddressUnknown.builder().field("ssh_from").into());
        };
        let outdated = outdated(cx, &wall, range);
        doors::set(cx, &wall, SSH, range, "SSH for the person of the MySQL lab", &outdated).await?;
        // Kept last: until then the old address tells which rule is to be replaced.
        cx.record(|lab| lab.cloud.laptop_cidr = Some(range.to_string()))
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        if let Some(wall) = doors::look(cx).await? {
            doors::take_away(cx, &wall.group, &wall.doors(SSH)).await?;
        }
        cx.record(|lab| lab.cloud.laptop_cidr = None)
    }
}
