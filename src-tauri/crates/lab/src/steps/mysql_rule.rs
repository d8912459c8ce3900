//! The door for MySQL: port 3306 for the client's private address, and for nobody else.

use async_trait::async_trait;
use engine::{Step, Stop};
use ipnet::Ipv4Net;
use model::{Check, CommandLine, Group, Lab, Place, ProblemCode, StepInfo, ToSaid, text};

use super::id;
use crate::cloud::{Cx, aws};
use crate::doors::{self, MYSQL, Wall};
use crate::glossary;
use crate::machines;
use crate::ports::{Ports, Rule};
use crate::words;

pub(super) struct MysqlRule;

/// The client's private address, as a range of one.
async fn client_range(cx: &Cx) -> Result<Ipv4Net, Stop> {
    let address = match cx.lab().client.private_ip {
        Some(address) => Some(address),
        None => machines::look(cx).await?.client.and_then(|client| client.private_ip),
    };
    match address.as_deref().and_then(crate::settings::cidr) {
        Some(range) => Ok(range),
        None => Err(ProblemCode::StepNeeds.with("needs", text!("the-clients-private-address", "the client’s private address")).into()),
    }
}

fn wrong(wall: &Wall, range: Ipv4Net) -> Vec<&Rule> {
    wall.doors(MYSQL).into_iter().filter(|rule| !doors::is_exactly(rule, MYSQL, range)).collect()
}

/// Lets the client in at 3306, and takes every other door there away.
pub(super) async fn correct(cx: &Cx) -> Result<(), Stop> {
    let wall = doors::needed(cx).await?;
    let range = client_range(cx).await?;
    doors::set(cx, &wall, MYSQL, range, "MySQL for the client of the lab", &wrong(&wall, range)).await
}

#[async_trait]
impl Step<Ports> for MysqlRule {
    fn info(&self, lab: &Lab) -> StepInfo {
        let group = aws::or_blank(&lab.cloud.security_group, "sg-…");
        let address = lab.client.private_ip.clone().unwrap_or_else(|| "CLIENT-PRIVATE-ADDRESS".to_owned());
        let range = format!("{address}/32");
        let client = &lab.settings.client_name;
        StepInfo {
            id: id::MYSQL_RULE,
            group: Group::Network,
            title: text!("mysql-rule-title", "Open the door for the client"),
            button: text!("mysql-rule-button", "Open the door"),
            what: text!(
                "mysql-rule-what",
                "This cuts one door, **port 3306**, into the server’s wall. Whoever is not written on it gets no answer; **{client}** is written on it, by its private address.",
                client = client
            ),
            why: text!(
                "mysql-rule-why",
                "MySQL listens on port 3306. The server is to answer the client and nobody else, and the wall is the first to see to it: a stranger does not even learn that there is a MySQL."
            ),
            by_hand: vec![
                text!(
                    "mysql-rule-hand-1",
                    "EC2 console: [Instances], then the **Instance ID** of **{server}**.",
                    server = lab.settings.server_name
                ),
                text!("mysql-rule-hand-2", "Open [Security], then the security group `{group}`.", group = group),
                text!("mysql-rule-hand-3", "[Edit inbound rules], [Add rule], type **MySQL/Aurora**."),
                text!(
                    "mysql-rule-hand-4",
                    "Source `{range}`, the private address of **{client}**, then [Save rules].",
                    range = range,
                    client = client
                ),
            ],
            commands: vec![CommandLine::new(Place::Cloud, aws::allow(group, MYSQL, &range))],
            terms: vec![glossary::port(), glossary::inbound_rule(), glossary::private_address(), glossary::cidr()],
            needs: vec![id::SECURITY_GROUP, id::WAIT_UNTIL_RUNNING],
            goes_with: Some(id::SECURITY_GROUP),
            settings: vec![],
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let Some(wall) = doors::look(cx).await? else {
            let lab = cx.lab();
            let claim = text!("mysql-rule-wall", "There is a wall to cut the client’s door into");
            return Ok(Check::absent(vec![cx.evidence(claim, aws::security_group(&lab.id), words::none(), false)]));
        };
        let rules = wall.doors(MYSQL);
        let Ok(range) = client_range(cx).await else {
            let claim = text!("mysql-rule-client", "The client has a private address to write on the door");
            let check = if rules.is_empty() { Check::absent } else { Check::partial };
            return Ok(check(vec![cx.evidence(claim, &wall.how, doors::describe(&rules), false)]));
        };
        let wrong = wrong(&wall, range);
        let open = rules.len() > wrong.len();
        let evidence = vec![
            cx.evidence(
                text!("mysql-rule-lets-in", "The door for 3306 lets in {range}", range = range),
                &wall.how,
                doors::describe(&rules),
                open,
            ),
            cx.evidence(
                text!("mysql-rule-nobody-else", "It lets in nobody else"),
                &wall.how,
                if wrong.is_empty() { text!("seen-no-other-rule", "no other rule for 3306").to_said() } else { doors::describe(&wrong) },
                wrong.is_empty(),
            ),
        ];
        let check = match (open, wrong.is_empty()) {
            (true, true) => return Ok(Check::done(evidence)),
            (false, true) => Check::absent(evidence),
            (_, false) => Check::partial(evidence),
        };
        Ok(check.because(doors::problem(&wall, MYSQL, range)))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        correct(cx).await
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        match doors::look(cx).await? {
            Some(wall) => doors::take_away(cx, &wall.group, &wall.doors(MYSQL)).await,
            None => Ok(()),
        }
    }
}
