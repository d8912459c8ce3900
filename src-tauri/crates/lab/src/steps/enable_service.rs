//! The service starts with the machine, and runs.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, StepInfo, text};

use super::id;
use crate::cloud::Cx;
use crate::machines::Role;
use crate::ports::Ports;
use crate::remote::Session;
use crate::{glossary, service};

pub(super) struct EnableService;

const ENABLE: &str = "sudo systemctl enable mysql";
const STATUS: &str = "systemctl status mysql --no-pager --lines=3";

#[async_trait]
impl Step<Ports> for EnableService {
    fn info(&self, lab: &Lab) -> StepInfo {
        let server = &lab.settings.server_name;
        StepInfo {
            id: id::ENABLE_SERVICE,
            group: Group::Server,
            title: text!("enable-title", "Let MySQL start with the machine"),
            button: text!("enable-button", "Enable the service"),
            what: text!(
                "enable-what",
                "The service **mysql** is set to start whenever **{server}** does. Then it is looked whether it runs at this moment.",
                server = server
            ),
            why: text!(
                "enable-why",
                "A server is of use only while it runs, also after the machine was stopped over night. Ubuntu’s package has done this already; the guide does it again, which does no harm."
            ),
            by_hand: vec![
                text!("enable-hand-1", "In the terminal of **{server}** type `sudo systemctl enable mysql`.", server = server),
                text!(
                    "enable-hand-2",
                    "Look whether it runs: `sudo systemctl status mysql`. It should say **active (running)**; press `q` to leave."
                ),
            ],
            commands: vec![CommandLine::new(Place::Server, ENABLE), CommandLine::new(Place::Server, STATUS)],
            terms: vec![glossary::service(), glossary::systemd()],
            needs: vec![id::ROOT_PASSWORD],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let enabled = service::enablement(&session).await?;
        let active = service::state(&session).await?;
        let runs = active == "active";
        let evidence = vec![
            cx.evidence(
                text!("enable-enabled", "The service starts with the machine"),
                "systemctl is-enabled mysql",
                &enabled,
                enabled == "enabled",
            ),
            cx.evidence(text!("enable-active", "The service runs"), "systemctl is-active mysql", &active, runs),
        ];
        if !runs {
            let problem = service::not_running(&session).await?;
            return Ok(Check::weigh(evidence).because(problem));
        }
        Ok(if enabled == "enabled" { Check::done(evidence) } else { Check::absent(evidence) })
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        cx.effect(ENABLE)?;
        session.must(ENABLE).await?;
        if service::state(&session).await? != "active" {
            service::start(&session).await?;
        }
        session.look(STATUS).await.map(drop)
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        cx.effect("systemctl disable mysql")?;
        session.must("sudo systemctl disable mysql").await.map(drop)
    }
}
