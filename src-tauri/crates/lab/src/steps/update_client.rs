//! `apt update` on the client.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, Group, Lab, StepInfo, text};

use super::{id, update};
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::Role;
use crate::ports::Ports;

pub(super) struct UpdateClient;

#[async_trait]
impl Step<Ports> for UpdateClient {
    fn info(&self, lab: &Lab) -> StepInfo {
        let machine = Role::Client.name(&lab.settings);
        StepInfo {
            id: id::UPDATE_CLIENT,
            group: Group::Client,
            title: text!("update-client-title", "Update the package lists of the client"),
            button: text!("update-client-button", "Update the lists"),
            what: text!(
                "update-client-what",
                "**{machine}** asks Ubuntu’s archive as well; it knows nothing of what the server has fetched. Nothing is installed yet.",
                machine = machine
            ),
            why: text!(
                "update-client-why",
                "Each machine keeps its own lists. What was done on the one has no effect on the other: they share a key and a wall, and nothing else."
            ),
            by_hand: vec![text!("update-client-hand-1", "In the terminal of **{machine}** type `sudo apt update`.", machine = machine)],
            commands: update::commands(Role::Client),
            terms: vec![glossary::apt(), glossary::sudo()],
            needs: vec![id::CONNECT_CLIENT],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 15,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        update::check(cx, Role::Client).await
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        update::apply(cx, Role::Client).await
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}
