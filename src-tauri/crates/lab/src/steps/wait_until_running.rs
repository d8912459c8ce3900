//! Both machines run and have their addresses.

use std::time::Duration;

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, ProblemCode, Said, StepInfo, ToSaid, text};

use super::id;
use crate::cloud::{Cx, aws};
use crate::glossary;
use crate::machines::{self, Role};
use crate::ports::{Instance, Ports};
use crate::words;

pub(super) struct WaitUntilRunning;

const PATIENCE: Duration = Duration::from_secs(300);
const INTERVAL: Duration = Duration::from_secs(1);

#[async_trait]
impl Step<Ports> for WaitUntilRunning {
    fn info(&self, lab: &Lab) -> StepInfo {
        StepInfo {
            id: id::WAIT_UNTIL_RUNNING,
            group: Group::Launch,
            title: text!("wait-title", "Wait until they run"),
            button: text!("wait-button", "Wait"),
            what: text!(
                "wait-what",
                "AWS finds room for the machines, copies Ubuntu onto their disks and switches them on. Each gets two addresses: a private one inside the VPC, and a public one on the internet."
            ),
            why: text!(
                "wait-why",
                "The two addresses are the heart of the lab. You sign in by the public one; the client asks the server by the private one, which never leaves the VPC."
            ),
            by_hand: vec![
                text!("wait-hand-1", "In [Instances] wait until **Instance state** says **Running** for both."),
                text!(
                    "wait-hand-2",
                    "Click on the **Instance ID** of **{client}** and copy its **Private IPv4 address**: you need it for the door.",
                    client = lab.settings.client_name
                ),
            ],
            commands: vec![CommandLine::new(Place::Cloud, aws::instances(&lab.id))],
            terms: vec![glossary::private_address(), glossary::public_address(), glossary::vpc()],
            needs: vec![id::NAME_INSTANCES],
            goes_with: None,
            settings: vec![],
            about_seconds: 20,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let pair = machines::look(cx).await?;
        let lab = cx.lab();
        let evidence = Role::BOTH
            .into_iter()
            .map(|role| {
                let machine = pair.get(role);
                let seen = machine.map_or_else(|| words::not_there().to_said(), describe);
                let claim = text!("wait-runs", "{machine} runs and has both addresses", machine = role.name(&lab.settings));
                cx.evidence(claim, aws::instances(&lab.id), seen, machine.is_some_and(is_ready))
            })
            .collect();
        let problem = Role::BOTH.into_iter().find_map(|role| machines::state_problem(&lab, role, pair.get(role)));
        Ok(match problem {
            Some(problem) => Check::blocked(problem, evidence),
            None => Check::weigh(evidence),
        })
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let clock = &cx.ports().clock;
        let began = clock.elapsed();
        loop {
            let pair = machines::look_again(cx).await?;
            let lab = cx.lab();
            if let Some(problem) = Role::BOTH.into_iter().find_map(|role| machines::state_problem(&lab, role, pair.get(role))) {
                return Err(problem.into());
            }
            let late = Role::BOTH.into_iter().find_map(|role| pair.get(role).filter(|i| !is_ready(i)).map(|i| (role, i)));
            let Some((role, instance)) = late else { return Ok(()) };
            let waited = clock.elapsed().saturating_sub(began);
            let machine = role.name(&lab.settings);
            if waited > PATIENCE {
                let problem = ProblemCode::MachineNotReady.with("machine", machine).with("instance", &instance.id);
                return Err(problem.with("state", describe(instance)).with("waited", waited.as_secs()).into());
            }
            cx.note(text!("wait-waiting", "{machine} is {state}", machine = machine, state = describe(instance)));
            cx.wait(clock.sleep(INTERVAL)).await?;
        }
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}

fn is_ready(instance: &Instance) -> bool {
    instance.state == "running" && instance.private_ip.is_some() && instance.public_ip.is_some()
}

fn describe(instance: &Instance) -> Said {
    let private = words::or(instance.private_ip.as_deref(), || text!("seen-no-private-address-yet", "no private address yet"));
    let public = words::or(instance.public_ip.as_deref(), || text!("seen-no-public-address-yet", "no public address yet"));
    let state = words::state(&instance.state);
    match instance.state.as_str() {
        "running" => text!("wait-seen", "{state}, {private}, {public}", state = state, private = private, public = public).to_said(),
        _ => state,
    }
}
