//! The address by which the client reaches the server.

use std::net::IpAddr;

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, StepInfo, text};

use super::id;
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::{self, Role};
use crate::ports::Ports;
use crate::remote::Session;

pub(super) struct ServerAddress;

const HOSTNAME: &str = "hostname -i";

#[async_trait]
impl Step<Ports> for ServerAddress {
    fn info(&self, lab: &Lab) -> StepInfo {
        let server = &lab.settings.server_name;
        StepInfo {
            id: id::SERVER_ADDRESS,
            group: Group::Client,
            title: text!("address-title", "Find the server’s address"),
            button: text!("address-button", "Find the address"),
            what: text!(
                "address-what",
                "**{server}** is asked for its own address. It must be the private one that AWS names as well: the client will use it.",
                server = server
            ),
            why: text!(
                "address-why",
                "The client needs to know whom to ask. By the private address the question stays inside the VPC; by the public one it would go out to the internet and come back to a wall that knows it not."
            ),
            by_hand: vec![
                text!("address-hand-1", "In the terminal of **{server}** type `hostname -i`.", server = server),
                text!("address-hand-2", "Copy the address that it prints: you type it on the client."),
            ],
            commands: vec![CommandLine::new(Place::Server, HOSTNAME)],
            terms: vec![glossary::private_address(), glossary::public_address(), glossary::vpc()],
            needs: vec![id::CONNECT_SERVER],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 1,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let output = session.look(HOSTNAME).await?;
        if cx.lab().server.private_ip.is_none() {
            machines::look(cx).await?;
        }
        let expected = cx.lab().server.private_ip.unwrap_or_default();
        Ok(Check::weigh(vec![cx.evidence(
            text!("address-is", "The server’s private address is {address}", address = expected),
            HOSTNAME,
            output.stdout.trim(),
            agrees(&output.stdout, &expected),
        )]))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        machines::look(cx).await.map(drop)
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}

/// Whether what `hostname -i` prints speaks for an address. A machine whose name stands for itself alone (127.0.1.1) speaks for none;
/// then what AWS says counts.
fn agrees(printed: &str, expected: &str) -> bool {
    let addresses: Vec<IpAddr> = printed.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let only_itself = !addresses.is_empty() && addresses.iter().all(IpAddr::is_loopback);
    expected.parse::<IpAddr>().is_ok_and(|expected| only_itself || addresses.contains(&expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_address_must_be_the_one_that_aws_names() {
        assert!(agrees("172.31.24.118\n", "172.31.24.118"));
        assert!(agrees("fe80::1 172.31.24.118 \n", "172.31.24.118"));
        assert!(agrees("127.0.1.1\n", "172.31.24.118"));
        assert!(!agrees("172.31.24.119\n", "172.31.24.118"));
        assert!(!agrees("", "172.31.24.118"));
        assert!(!agrees("127.0.1.1", ""));
    }
}
