//! The other proof: from outside, port 3306 must not answer.

use std::net::IpAddr;
use std::time::Duration;

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, ProblemCode, StepInfo, Stream, text};

use super::{id, mysql_rule};
use crate::cloud::{Cx, aws};
use crate::doors::{self, MYSQL};
use crate::glossary;
use crate::machines;
use crate::ports::{Ports, Probe};

pub(super) struct TestWall;

/// Long enough for the question to be asked three times over: a lost packet is no proof of a wall.
const PATIENCE: Duration = Duration::from_secs(4);

fn probe_command(address: &str) -> String {
    format!("nc -vz -w {} {address} {MYSQL}", PATIENCE.as_secs())
}

#[async_trait]
impl Step<Ports> for TestWall {
    fn info(&self, lab: &Lab) -> StepInfo {
        let address = aws::or_blank(&lab.server.public_ip, "SERVER-PUBLIC-ADDRESS");
        let group = aws::or_blank(&lab.cloud.security_group, "sg-…");
        StepInfo {
            id: id::TEST_WALL,
            group: Group::Proof,
            title: text!("test-wall-title", "Test the wall"),
            button: text!("test-wall-button", "Test the wall"),
            what: text!(
                "test-wall-what",
                "Your computer knocks at port 3306 of the server, from outside. It must not be answered: silence is what proves the wall."
            ),
            why: text!(
                "test-wall-why",
                "That the client can ask proves the door. That you cannot, from elsewhere, proves the wall. Only both together are what you set out to build."
            ),
            by_hand: vec![
                text!("test-wall-hand-1", "On your own computer type `nc -vz -w 5 {address} 3306`: it should time out.", address = address),
                text!(
                    "test-wall-hand-2",
                    "In the EC2 console look at the security group `{group}`: the only inbound rule for 3306 names the client’s private address.",
                    group = group
                ),
            ],
            commands: vec![
                CommandLine::new(Place::Laptop, probe_command(address)),
                CommandLine::new(Place::Cloud, aws::inbound_rules(group)),
            ],
            terms: vec![glossary::security_group(), glossary::inbound_rule(), glossary::public_address()],
            needs: vec![id::SHOW_DATABASES],
            goes_with: Some(id::SECURITY_GROUP),
            settings: vec![],
            about_seconds: 4,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        if cx.lab().server.public_ip.is_none() {
            machines::look(cx).await?;
        }
        let lab = cx.lab();
        let address = lab.server.public_ip.clone().unwrap_or_default();
        let Ok(ip) = address.parse::<IpAddr>() else {
            return Err(ProblemCode::StepNeeds.with("needs", text!("the-servers-public-address", "the server’s public address")).into());
        };
        cx.note(text!("test-wall-knocking", "Knocking at {address}:3306 from outside", address = address));
        cx.line(Place::Laptop, Stream::Command, probe_command(&address));
        let (probe, wall) = futures::join!(cx.wait(cx.ports().laptop.probe(ip, MYSQL, PATIENCE)), doors::look(cx));
        let (probe, wall) = (probe?, wall?);
        let seen = match probe {
            Probe::TimedOut => text!("seen-silence", "silence for {seconds} s", seconds = PATIENCE.as_secs()),
            Probe::Refused => text!("seen-refused", "refused at once: the wall let the question through"),
            Probe::Open => text!("seen-answered", "answered"),
        };
        cx.line(Place::Laptop, Stream::Out, &seen.english);
        let silent = probe == Probe::TimedOut;
        let mut evidence = vec![cx.evidence(
            text!("test-wall-silent", "This computer cannot reach 3306 on {address}, as meant", address = address),
            probe_command(&address),
            seen,
            silent,
        )];
        if let Some(wall) = &wall {
            let rules = wall.doors(MYSQL);
            let client = lab.client.private_ip.as_deref().and_then(crate::settings::cidr);
            let only_client = client.is_some_and(|range| rules.iter().all(|rule| doors::is_exactly(rule, MYSQL, range)));
            let claim = text!("test-wall-rules", "No rule lets anybody but the client in at 3306");
            evidence.push(cx.evidence(claim, &wall.how, doors::describe(&rules), only_client));
        }
        if evidence.iter().all(|piece| piece.holds) {
            return Ok(Check::done(evidence));
        }
        let check = Check::partial(evidence);
        Ok(check.because(ProblemCode::DoorOpenToAll.with("address", address).into()))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        mysql_rule::correct(cx).await
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}
