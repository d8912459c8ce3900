//! The wall round both machines: a security group of the lab's own, without a door at first.

use std::time::Duration;

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, ProblemCode, StepInfo, text};

use super::{id, tag_by_hand};
use crate::cloud::{self, Cx, aws};
use crate::ports::{ComputeErrorKind, Ports};
use crate::{doors, glossary, placement, words};

pub(super) struct SecurityGroup;

/// How long EC2 may take to let go of a group after its machines are gone.
const PATIENCE: Duration = Duration::from_secs(300);

/// The group's name. EC2 keeps names that begin with `sg-` for itself.
pub fn name(lab: &Lab) -> String {
    let prefix = if lab.name.to_lowercase().starts_with("sg-") { "lab-" } else { "" };
    format!("{prefix}{}-sg", lab.name)
}

fn description(lab: &Lab) -> String {
    format!("The wall of the MySQL lab {}", lab.name)
}

#[async_trait]
impl Step<Ports> for SecurityGroup {
    fn info(&self, lab: &Lab) -> StepInfo {
        let name = name(lab);
        let vpc = aws::or_blank(&lab.cloud.vpc, "vpc-…");
        StepInfo {
            id: id::SECURITY_GROUP,
            group: Group::Launch,
            title: text!("wall-title", "Build the wall"),
            button: text!("wall-button", "Build the wall"),
            what: text!(
                "wall-what",
                "A security group named **{name}** is made: the wall that will stand round both machines. It has no door yet, so nothing can come in.",
                name = name
            ),
            why: text!(
                "wall-why",
                "A machine on the internet is tried by strangers within minutes. A wall without doors is the safe beginning; each door is then cut for somebody whom you can name."
            ),
            by_hand: vec![
                text!("wall-hand-1", "EC2 console: open [Security Groups], then [Create security group]."),
                text!("wall-hand-2", "Name it **{name}**, choose the default **VPC**, and take every inbound rule away.", name = name),
                tag_by_hand(lab),
                text!(
                    "wall-hand-3",
                    "Click on [Create security group]. The guide lets the console do this while it launches the machines."
                ),
            ],
            commands: vec![CommandLine::new(Place::Cloud, aws::create_security_group(&lab.id, &name, &description(lab), vpc))],
            terms: vec![glossary::security_group(), glossary::inbound_rule(), glossary::vpc()],
            needs: vec![id::LOOK_BEFORE_CREATING],
            goes_with: None,
            settings: vec![],
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let lab = cx.lab();
        let found = cloud::ask(cx, aws::security_group(&lab.id), cx.ports().compute.security_group(&lab.id)).await?;
        let seen = words::or(found.as_deref(), || text!("seen-none-with-tag", "none with the lab’s tag"));
        cx.record(|lab| lab.cloud.security_group = found.clone())?;
        let claim = text!("wall-stands", "The lab has a wall of its own");
        Ok(Check::weigh(vec![cx.evidence(claim, aws::security_group(&lab.id), seen, found.is_some())]))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let lab = cx.lab();
        let compute = &cx.ports().compute;
        if cloud::ask(cx, aws::security_group(&lab.id), compute.security_group(&lab.id)).await?.is_some() {
            return Ok(());
        }
        let vpc = match lab.cloud.vpc.clone() {
            Some(vpc) => vpc,
            None => placement::default_vpc(cx).await?.id,
        };
        let description = description(&lab);
        // A group of that name may be left from another lab: then the lab's id tells them apart.
        let names = [name(&lab), format!("{}-{}", name(&lab), lab.id)];
        for name in &names {
            cx.effect(format!("create security group {name}"))?;
            let call = compute.create_security_group(&lab.id, name, &description, &vpc);
            match cloud::tell(cx, aws::create_security_group(&lab.id, name, &description, &vpc), call).await {
                Ok(id) => return cx.record(|lab| lab.cloud.security_group = Some(id)),
                Err(error) if error.kind == ComputeErrorKind::Duplicate && *name != names[1] => {}
                Err(error) => return Err(cloud::problem(cx, &error).into()),
            }
        }
        Ok(())
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let Some(wall) = doors::look(cx).await? else {
            return cx.record(|lab| lab.cloud.security_group = None);
        };
        let clock = &cx.ports().clock;
        let began = clock.elapsed();
        let mut pause = Duration::from_secs(1);
        cx.effect(format!("delete security group {}", wall.group))?;
        loop {
            let call = cx.ports().compute.delete_security_group(&wall.group);
            match cloud::tell(cx, aws::delete_security_group(&wall.group), call).await {
                Ok(()) => break,
                Err(error) if error.kind == ComputeErrorKind::NotFound => break,
                Err(error) if error.kind == ComputeErrorKind::InUse => {
                    if clock.elapsed().saturating_sub(began) > PATIENCE {
                        let what = text!("the-security-group", "The security group {group}", group = wall.group);
                        return Err(ProblemCode::StillInUse.with("what", what).detail(&error.message).into());
                    }
                    cx.note(text!("wall-in-use", "Waiting until AWS lets go of the machines’ network"));
                    cx.wait(clock.sleep(pause)).await?;
                    pause = (pause * 2).min(Duration::from_secs(15));
                }
                Err(error) => return Err(cloud::problem(cx, &error).into()),
            }
        }
        cx.line(Place::Cloud, model::Stream::Out, format!("{} is gone, {} rules with it", wall.group, wall.rules.len()));
        cx.record(|lab| {
            lab.cloud.security_group = None;
            lab.cloud.laptop_cidr = None;
        })
    }
}
