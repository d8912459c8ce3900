//! Two machines of the same name: the second becomes the client.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, SettingId, StepInfo, ToSaid, text};

use super::id;
use crate::cloud::{self, Cx, aws};
use crate::glossary;
use crate::machines::{self, Role};
use crate::ports::{Instance, Ports};
use crate::words;

pub(super) struct NameInstances;

#[async_trait]
impl Step<Ports> for NameInstances {
    fn info(&self, lab: &Lab) -> StepInfo {
        let settings = &lab.settings;
        let instance = aws::or_blank(&lab.client.instance_id, "i-…");
        StepInfo {
            id: id::NAME_INSTANCES,
            group: Group::Launch,
            title: text!("name-title", "Name server and client"),
            button: text!("name-button", "Name them"),
            what: text!(
                "name-what",
                "Both machines are named **{server}**. The second one is renamed to **{client}**, so that you can tell them apart.",
                server = settings.server_name,
                client = settings.client_name
            ),
            why: text!(
                "name-why",
                "The two machines are alike to the last byte. What makes one the server and the other the client is only what you will do with them, and the name is how you remember it."
            ),
            by_hand: vec![
                text!(
                    "name-hand-1",
                    "On the EC2 Dashboard click on [Instances]: there are two named **{server}**.",
                    server = settings.server_name
                ),
                text!(
                    "name-hand-2",
                    "Click on the pencil beside the name of one of them, type **{client}** and click on [Save].",
                    client = settings.client_name
                ),
            ],
            commands: vec![CommandLine::new(Place::Cloud, aws::rename(instance, &settings.client_name))],
            terms: vec![glossary::server(), glossary::client(), glossary::instance()],
            needs: vec![id::LAUNCH_INSTANCES],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![SettingId::ServerName, SettingId::ClientName],
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let pair = machines::look(cx).await?;
        let lab = cx.lab();
        let named = |role: Role| pair.get(role).is_some_and(|instance| is_named(instance, role, &lab));
        let evidence = Role::BOTH
            .into_iter()
            .map(|role| {
                let seen = match pair.get(role) {
                    None => words::not_there().to_said(),
                    Some(Instance { id, name: Some(name), .. }) => format!("{id} {name}").to_said(),
                    Some(instance) => words::without_name(&instance.id).to_said(),
                };
                let claim = text!("name-is-set", "One machine is named {name}", name = role.name(&lab.settings));
                cx.evidence(claim, aws::instances(&lab.id), seen, named(role))
            })
            .collect();
        Ok(match (named(Role::Server), named(Role::Client)) {
            (true, true) => Check::done(evidence),
            // As they were launched.
            (true, false) => Check::absent(evidence),
            _ => Check::partial(evidence),
        })
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let pair = machines::look(cx).await?;
        let lab = cx.lab();
        for role in Role::BOTH {
            if let Some(instance) = pair.get(role).filter(|instance| !is_named(instance, role, &lab)) {
                rename(cx, &instance.id, role.name(&lab.settings)).await?;
            }
        }
        Ok(())
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let pair = machines::look(cx).await?;
        let lab = cx.lab();
        match pair.client.filter(|client| is_named(client, Role::Client, &lab)) {
            Some(client) => rename(cx, &client.id, &lab.settings.server_name).await,
            None => Ok(()),
        }
    }
}

fn is_named(instance: &Instance, role: Role, lab: &Lab) -> bool {
    instance.name.as_deref() == Some(role.name(&lab.settings))
}

async fn rename(cx: &Cx, instance: &str, name: &str) -> Result<(), Stop> {
    cx.effect(format!("name {instance} {name}"))?;
    let call = cx.ports().compute.rename(instance, name);
    cloud::tell(cx, aws::rename(instance, name), call).await.map_err(|error| cloud::problem(cx, &error).into())
}
