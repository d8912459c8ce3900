//! The MySQL client, from Ubuntu's archive.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, StepInfo, text};

use super::id;
use crate::apt::{self, Package};
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::Role;
use crate::ports::Ports;
use crate::remote::Session;

pub(super) struct InstallClient;

const PACKAGE: &str = "mysql-client";

#[async_trait]
impl Step<Ports> for InstallClient {
    fn info(&self, lab: &Lab) -> StepInfo {
        let client = &lab.settings.client_name;
        StepInfo {
            id: id::INSTALL_CLIENT,
            group: Group::Client,
            title: text!("install-client-title", "Install the MySQL client"),
            button: text!("install-client-button", "Install the client"),
            what: text!(
                "install-client-what",
                "**{client}** fetches the program **mysql** from Ubuntu’s archive. It is a small one: it keeps no data and waits for nobody, it only asks.",
                client = client
            ),
            why: text!(
                "install-client-why",
                "This is what makes the machine a client. A web server or an app that speaks to a database is a client just as well; this one is for people."
            ),
            by_hand: vec![text!(
                "install-client-hand-1",
                "In the terminal of **{client}** type `sudo apt install mysql-client -y`.",
                client = client
            )],
            commands: vec![CommandLine::new(Place::Client, apt::install_command(PACKAGE))],
            terms: vec![glossary::client(), glossary::apt()],
            needs: vec![id::UPDATE_CLIENT],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 15,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Client).await?;
        let found = apt::query(&session, PACKAGE).await?.into_iter().find(|package| package.name == PACKAGE);
        let installed = found.as_ref().is_some_and(Package::is_installed);
        let claim = text!("install-client-installed", "The MySQL client is installed on {machine}", machine = session.machine());
        Ok(Check::weigh(vec![cx.evidence(claim, apt::query_command(PACKAGE), apt::describe(found.as_ref()), installed)]))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Client).await?;
        apt::install(&session, PACKAGE).await
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Client).await?;
        apt::purge(&session, "'mysql-client*'").await
    }
}
