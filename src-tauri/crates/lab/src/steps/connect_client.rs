//! Signing in to the client by SSH.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, Group, Lab, StepInfo, text};

use super::{connect, id};
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::Role;
use crate::ports::Ports;

pub(super) struct ConnectClient;

#[async_trait]
impl Step<Ports> for ConnectClient {
    fn info(&self, lab: &Lab) -> StepInfo {
        let client = &lab.settings.client_name;
        let ssh = connect::ssh_command(lab, Role::Client);
        StepInfo {
            id: id::CONNECT_CLIENT,
            group: Group::Client,
            title: text!("connect-client-title", "Sign in to the client"),
            button: text!("connect-client-button", "Sign in to it"),
            what: text!(
                "connect-client-what",
                "The wizard signs in to **{client}** as well, with the same key. You then have two lines open: one to each machine.",
                client = client
            ),
            why: text!(
                "connect-client-why",
                "Both machines were launched with the same key pair, so one key opens both. Keep an eye on which line you are typing into: the prompt says it."
            ),
            by_hand: vec![
                text!(
                    "connect-client-hand-1",
                    "EC2 console: click on the **Instance ID** of **{client}**, then on [Connect], and open [SSH client].",
                    client = client
                ),
                text!("connect-client-hand-2", "Open another terminal on your computer and go to the folder of the key: `cd Downloads`."),
                text!("connect-client-hand-3", "Sign in: `{ssh}`.", ssh = ssh),
            ],
            commands: connect::commands(lab, Role::Client),
            terms: vec![glossary::ssh(), glossary::key_pair(), glossary::client()],
            needs: vec![id::SSH_RULE],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 5,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    fn is_seen_by_doing(&self) -> bool {
        true
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        connect::check(cx, Role::Client).await
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        connect::apply(cx, Role::Client).await
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}
