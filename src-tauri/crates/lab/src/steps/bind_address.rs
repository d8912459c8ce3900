//! `bind-address`: from "only my own machine" to "the network".

use async_trait::async_trait;
use engine::{Secret, Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, ProblemCode, StepInfo, Stream, text};

use super::id;
use crate::cloud::Cx;
use crate::machines::Role;
use crate::mysql_cli::Root;
use crate::mysqld_config::{self, EVERYWHERE, Found, LOOPBACK, MYSQLD_CNF};
use crate::ports::Ports;
use crate::remote::{Input, Session, said};
use crate::{glossary, service, sql, words};

pub(super) struct BindAddress;

const BACKUP: &str = "/etc/mysql/mysql.conf.d/mysqld.cnf.before-mysql-lab";
const VALIDATE: &str = "sudo mysqld --validate-config --user=mysql";
const SETTINGS: &str = "sudo grep -rnE '^[[:space:]]*bind[-_]address' /etc/mysql/";

fn read_command() -> String {
    format!("sudo cat {MYSQLD_CNF}")
}

fn write_command() -> String {
    format!("sudo tee {MYSQLD_CNF} > /dev/null")
}

fn backup_command() -> String {
    format!("sudo cp -p -n {MYSQLD_CNF} {BACKUP}")
}

/// The file's contents; none when there is no such file. Of its many lines the terminal is shown those that matter here.
async fn read(session: &Session<'_>, path: &str) -> Result<Option<String>, Stop> {
    let matters = |stream, line: &str| stream != Stream::Out || line.trim_start().starts_with('[') || line.contains("bind-address");
    let output = session.look_watching(&format!("sudo cat {path}"), matters).await?;
    Ok((output.exit == 0).then_some(output.stdout))
}

async fn write(session: &Session<'_>, text: &str) -> Result<(), Stop> {
    let value = mysqld_config::bind_address(text).unwrap_or("the package’s").to_owned();
    session.cx().effect(format!("write {MYSQLD_CNF} with bind-address {value}"))?;
    let shown = vec![format!("… {} lines, with bind-address = {value}", text.lines().count())];
    session.must_with(&write_command(), Input { sent: Secret::from(text), shown }).await.map(drop)
}

/// A file read after `mysqld.cnf` that keeps the server from the network.
async fn overriding(session: &Session<'_>) -> Result<Option<Found>, Stop> {
    let output = session.look(SETTINGS).await?;
    let last = mysqld_config::read_later(&output.stdout).pop();
    Ok(last.filter(|found| !mysqld_config::is_everywhere(&found.value)))
}

fn overridden(found: &Found) -> model::Problem {
    ProblemCode::BindOverridden.with("path", &found.path).with("found", &found.value).into()
}

#[async_trait]
impl Step<Ports> for BindAddress {
    fn info(&self, lab: &Lab) -> StepInfo {
        let server = &lab.settings.server_name;
        let command = |text: String| CommandLine::new(Place::Server, text);
        StepInfo {
            id: id::BIND_ADDRESS,
            group: Group::Server,
            title: text!("bind-title", "Listen on the network"),
            button: text!("bind-button", "Listen on the network"),
            what: text!(
                "bind-what",
                "In MySQL’s configuration file **bind-address** is changed from 127.0.0.1 to 0.0.0.0, after a copy of the file is kept. MySQL reads it only when it starts, so the service is restarted."
            ),
            why: text!(
                "bind-why",
                "127.0.0.1 is a machine’s own address, which nobody else can reach. With 0.0.0.0 the server listens on all its addresses, and the wall decides who comes as far as that."
            ),
            by_hand: vec![
                text!("bind-hand-1", "In the terminal of **{server}** type `sudo vi /etc/mysql/mysql.conf.d/mysqld.cnf`.", server = server),
                text!(
                    "bind-hand-2",
                    "Find the line `bind-address = 127.0.0.1`, and not the one that begins with `mysqlx`. Press `i`, change the address to `0.0.0.0`, press **Esc**, and type `:wq`."
                ),
                text!(
                    "bind-hand-3",
                    "Restart MySQL: `sudo systemctl restart mysql`. The guide does so later; until then nothing has changed."
                ),
            ],
            commands: vec![
                command(read_command()),
                command(backup_command()),
                command(write_command()),
                command(VALIDATE.to_owned()),
                command(service::RESTART.to_owned()),
                command(service::LISTENING.to_owned()),
            ],
            terms: vec![glossary::bind_address(), glossary::localhost(), glossary::private_address(), glossary::port()],
            needs: vec![id::INSTALL_SERVER],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 3,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let file = read(&session, MYSQLD_CNF).await?;
        let in_file = file.as_deref().and_then(mysqld_config::bind_address).map(str::to_owned);
        let listening = service::listens_on(&session).await?;
        let in_effect = if listening.is_empty() { None } else { Root::new(&session).ask_value(&sql::bind_address()).await? };
        let shown = |value: &Option<String>| words::or(value.as_deref(), || text!("seen-not-set", "not set"));
        let is_set = |value: &Option<String>| value.as_deref().is_some_and(mysqld_config::is_everywhere);
        let evidence = vec![
            cx.evidence(
                text!("bind-in-file", "The configuration says {value}", value = EVERYWHERE),
                read_command(),
                shown(&in_file),
                is_set(&in_file),
            ),
            cx.evidence(
                text!("bind-listens", "MySQL listens on the network"),
                service::LISTENING,
                service::describe(&listening),
                service::is_open_to_network(&listening),
            ),
            cx.evidence(
                text!("bind-in-effect", "The running server was started with it"),
                "SELECT @@bind_address",
                shown(&in_effect),
                is_set(&in_effect),
            ),
        ];
        let check = Check::weigh(evidence);
        if check.state == model::State::Done {
            return Ok(check);
        }
        Ok(if let Some(found) = overriding(&session).await? {
            Check { state: model::State::Partial, ..check.because(overridden(&found)) }
        } else if listening.is_empty() {
            let problem = service::not_running(&session).await?;
            check.because(problem)
        } else {
            let problem = ProblemCode::NotListening.with("machine", session.machine()).with("found", service::describe(&listening));
            check.because(problem.into())
        })
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let before = read(&session, MYSQLD_CNF).await?.unwrap_or_default();
        if !mysqld_config::bind_address(&before).is_some_and(mysqld_config::is_everywhere) {
            // A copy that is there already is of the file as it was before the lab.
            if !before.is_empty() && read(&session, BACKUP).await?.is_none() {
                cx.effect(format!("keep a copy of {MYSQLD_CNF}"))?;
                session.must(&backup_command()).await?;
            }
            write(&session, &mysqld_config::set_bind_address(&before, EVERYWHERE)).await?;
            let valid = session.look(VALIDATE).await?;
            if valid.exit != 0 {
                write(&session, &before).await?;
                return Err(ProblemCode::ConfigInvalid.with("path", MYSQLD_CNF).detail(said(&valid)).into());
            }
        }
        if let Some(found) = overriding(&session).await? {
            return Err(overridden(&found).into());
        }
        if !service::is_open_to_network(&service::listens_on(&session).await?) {
            service::restart(&session).await?;
        }
        Ok(())
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let kept = read(&session, BACKUP).await?.filter(|text| !mysqld_config::bind_address(text).is_none_or(mysqld_config::is_everywhere));
        let before = match kept {
            Some(kept) => kept,
            None => mysqld_config::set_bind_address(&read(&session, MYSQLD_CNF).await?.unwrap_or_default(), LOOPBACK),
        };
        write(&session, &before).await?;
        cx.effect(format!("remove {BACKUP}"))?;
        session.must(&format!("sudo rm -f {BACKUP}")).await?;
        service::restart(&session).await
    }
}
