//! The MySQL server, from Ubuntu's archive.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Evidence, Group, Lab, Place, Problem, ProblemCode, StepInfo, text};

use super::id;
use crate::apt::{self, Package};
use crate::cloud::Cx;
use crate::machines::Role;
use crate::mysql_cli::{BY_SOCKET, Root};
use crate::ports::Ports;
use crate::remote::Session;
use crate::{glossary, service, sql};

pub(super) struct InstallServer;

const PACKAGE: &str = "mysql-server";
const OTHER: &str = "mariadb-server";

/// What is installed: MySQL, and the server that would be in its place.
async fn look(session: &Session<'_>) -> Result<(Option<Package>, Option<Package>), Stop> {
    let packages = apt::query(session, &format!("{PACKAGE} {OTHER}")).await?;
    let find = |name: &str| packages.iter().find(|package| package.name == name).cloned();
    Ok((find(PACKAGE), find(OTHER).filter(Package::is_installed)))
}

fn unexpected(session: &Session<'_>, found: &str) -> Problem {
    ProblemCode::UnexpectedServer.with("machine", session.machine()).with("found", found).into()
}

/// Asks the running server for its version, and keeps it. None when it does not run.
async fn version(session: &Session<'_>) -> Result<Option<String>, Stop> {
    if service::listens_on(session).await?.is_empty() {
        return Ok(None);
    }
    let version = Root::new(session).ask_value(&sql::version()).await?;
    session.cx().record(|lab| lab.mysql.version = version.clone())?;
    Ok(version)
}

#[async_trait]
impl Step<Ports> for InstallServer {
    fn info(&self, lab: &Lab) -> StepInfo {
        let server = &lab.settings.server_name;
        StepInfo {
            id: id::INSTALL_SERVER,
            group: Group::Server,
            title: text!("install-server-title", "Install MySQL"),
            button: text!("install-server-button", "Install MySQL"),
            what: text!(
                "install-server-what",
                "**{server}** fetches the MySQL server from Ubuntu’s archive, installs and starts it. At first it listens only to programs on its own machine.",
                server = server
            ),
            why: text!(
                "install-server-why",
                "This is what makes the machine a server: a program that runs all the time and answers whoever asks. The package also makes a service of it, so that it starts with the machine."
            ),
            by_hand: vec![text!(
                "install-server-hand-1",
                "In the terminal of **{server}** type `sudo apt install mysql-server -y`.",
                server = server
            )],
            commands: vec![CommandLine::new(Place::Server, apt::install_command(PACKAGE))],
            terms: vec![glossary::server(), glossary::service(), glossary::apt()],
            needs: vec![id::UPDATE_SERVER],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 60,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let (mysql, other) = look(&session).await?;
        let how = apt::query_command(&format!("{PACKAGE} {OTHER}"));
        let installed = mysql.as_ref().is_some_and(Package::is_installed);
        let mut evidence: Vec<Evidence> = vec![cx.evidence(
            text!("install-server-installed", "MySQL is installed on {machine}", machine = session.machine()),
            &how,
            apt::describe(mysql.as_ref()),
            installed,
        )];
        if let Some(other) = other {
            let found = format!("MariaDB ({} {})", other.name, other.version);
            evidence.push(cx.evidence(text!("install-server-no-other", "No other database server is in its place"), &how, &found, false));
            return Ok(Check::blocked(unexpected(&session, &found), evidence));
        }
        if !installed {
            return Ok(match mysql {
                Some(package) if package.status != "not-installed" && package.status != "config-files" => Check::partial(evidence),
                _ => Check::absent(evidence),
            });
        }
        match version(&session).await? {
            Some(version) if version.contains("MariaDB") => Ok(Check::blocked(unexpected(&session, &version), evidence)),
            Some(version) => {
                let claim = text!("install-server-answers", "It runs and answers as MySQL {version}", version = version);
                evidence.push(cx.evidence(claim, format!("{BY_SOCKET}: SELECT VERSION()"), &version, true));
                Ok(Check::weigh(evidence))
            }
            None => {
                let claim = text!("install-server-runs", "The MySQL server runs");
                let problem = service::not_running(&session).await?;
                evidence.push(cx.evidence(claim, service::LISTENING, service::describe(&[]), false));
                Ok(Check::partial(evidence).because(problem))
            }
        }
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let (mysql, other) = look(&session).await?;
        if let Some(other) = other {
            return Err(unexpected(&session, &format!("MariaDB ({} {})", other.name, other.version)).into());
        }
        if !mysql.as_ref().is_some_and(Package::is_installed) {
            apt::install(&session, PACKAGE).await?;
        }
        if service::listens_on(&session).await?.is_empty() {
            service::start(&session).await?;
        }
        Ok(())
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        apt::purge(&session, "'mysql-server*'").await?;
        cx.record(|lab| lab.mysql = Default::default())
    }
}
