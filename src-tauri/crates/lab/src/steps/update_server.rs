//! `apt update` on the server.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, Group, Lab, StepInfo, text};

use super::{id, update};
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::Role;
use crate::ports::Ports;

pub(super) struct UpdateServer;

#[async_trait]
impl Step<Ports> for UpdateServer {
    fn info(&self, lab: &Lab) -> StepInfo {
        let machine = Role::Server.name(&lab.settings);
        StepInfo {
            id: id::UPDATE_SERVER,
            group: Group::Server,
            title: text!("update-server-title", "Update the package lists of the server"),
            button: text!("update-server-button", "Update the lists"),
            what: text!(
                "update-server-what",
                "**{machine}** asks Ubuntu’s archive which programs there are, and in which versions. Nothing is installed yet.",
                machine = machine
            ),
            why: text!(
                "update-server-why",
                "The image on the machine’s disk is some weeks old, and so is its idea of what can be had. apt would ask for versions that the archive no longer has."
            ),
            by_hand: vec![text!("update-server-hand-1", "In the terminal of **{machine}** type `sudo apt update`.", machine = machine)],
            commands: update::commands(Role::Server),
            terms: vec![glossary::apt(), glossary::sudo()],
            needs: vec![id::CONNECT_SERVER],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 15,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        update::check(cx, Role::Server).await
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        update::apply(cx, Role::Server).await
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}
