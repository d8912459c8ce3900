//! Signing in to the server by SSH.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, Group, Lab, StepInfo, text};

use super::{connect, id};
use crate::cloud::Cx;
use crate::machines::Role;
use crate::ports::Ports;
use crate::{glossary, keys};

pub(super) struct ConnectServer;

#[async_trait]
impl Step<Ports> for ConnectServer {
    fn info(&self, lab: &Lab) -> StepInfo {
        let server = &lab.settings.server_name;
        let key = keys::name(lab);
        let ssh = connect::ssh_command(lab, Role::Server);
        StepInfo {
            id: id::CONNECT_SERVER,
            group: Group::Server,
            title: text!("connect-server-title", "Sign in to the server"),
            button: text!("connect-server-button", "Sign in to it"),
            what: text!(
                "connect-server-what",
                "The wizard signs in to **{server}** by SSH, as the user **ubuntu** with your key, and keeps the line open. It waits until the machine has finished its first start.",
                server = server
            ),
            why: text!(
                "connect-server-why",
                "From here on you work on another computer as if you sat before it. Your key proves who you are; the machine’s host key proves that it is the machine and nobody in between."
            ),
            by_hand: vec![
                text!(
                    "connect-server-hand-1",
                    "EC2 console: click on the **Instance ID** of **{server}**, then on [Connect], and open [SSH client].",
                    server = server
                ),
                text!("connect-server-hand-2", "Open a terminal on your computer and go to the folder of the key: `cd Downloads`."),
                text!("connect-server-hand-3", "Make the key readable by you alone: `sudo chmod 400 {key}.pem`.", key = key),
                text!(
                    "connect-server-hand-4",
                    "Sign in: `{ssh}`. Answer **yes** when it asks about the fingerprint, after comparing it.",
                    ssh = ssh
                ),
            ],
            commands: connect::commands(lab, Role::Server),
            terms: vec![glossary::ssh(), glossary::host_key(), glossary::fingerprint(), glossary::public_address()],
            needs: vec![id::SSH_RULE],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 25,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    fn is_seen_by_doing(&self) -> bool {
        true
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        connect::check(cx, Role::Server).await
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        connect::apply(cx, Role::Server).await
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}
