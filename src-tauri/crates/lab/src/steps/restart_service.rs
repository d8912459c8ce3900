//! The guide's last restart.

use std::time::Duration;

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, ProblemCode, StepInfo, text};

use super::{create_user, id};
use crate::cloud::Cx;
use crate::machines::Role;
use crate::mysql_cli::Root;
use crate::ports::Ports;
use crate::remote::Session;
use crate::{glossary, service, sql};

pub(super) struct RestartService;

/// When the password of the lab's account was set, in seconds since 1970; none where that is not told.
async fn changed(root: &Root<'_>, lab: &Lab) -> Result<Option<u64>, Stop> {
    Ok(create_user::row(root, lab).await?.and_then(|row| row.get(3)?.parse().ok()))
}

/// The server's clock.
struct ServerTime {
    /// Seconds since 1970.
    now: u64,
    /// The same of the server's start.
    started: u64,
}

async fn server_time(root: &Root<'_>) -> Result<Option<ServerTime>, Stop> {
    let rows = root.ask(&sql::clock_and_uptime()).await?;
    let number = |column: usize| rows.first()?.get(column)?.parse::<u64>().ok();
    Ok(number(0).zip(number(1)).map(|(now, uptime)| ServerTime { now, started: now.saturating_sub(uptime) }))
}

/// Restarts MySQL so that it can be seen to have been started after its accounts were made: it tells both times in whole seconds.
pub(super) async fn restart(session: &Session<'_>) -> Result<(), Stop> {
    let cx = session.cx();
    if !service::listens_on(session).await?.is_empty() {
        let root = Root::new(session);
        let changed = changed(&root, &cx.lab()).await?;
        while server_time(&root).await?.zip(changed).is_some_and(|(time, changed)| time.now == changed) {
            cx.wait(cx.ports().clock.sleep(Duration::from_millis(200))).await?;
        }
    }
    service::restart(session).await
}

#[async_trait]
impl Step<Ports> for RestartService {
    fn info(&self, lab: &Lab) -> StepInfo {
        StepInfo {
            id: id::RESTART_SERVICE,
            group: Group::Server,
            title: text!("restart-title", "Restart MySQL"),
            button: text!("restart-button", "Restart"),
            what: text!(
                "restart-what",
                "MySQL is stopped and started again, and the wizard looks whether it listens on the network. It takes two seconds; what is in the databases stays."
            ),
            why: text!(
                "restart-why",
                "A server reads its configuration when it starts. After the restart you know that the file, and not some leftover of the running program, makes it do what it does."
            ),
            by_hand: vec![
                text!(
                    "restart-hand-1",
                    "In the terminal of **{server}** type `sudo systemctl restart mysql`.",
                    server = lab.settings.server_name
                ),
                text!("restart-hand-2", "Look where it listens: `ss -ltn`. There should be a line with `0.0.0.0:3306`."),
            ],
            commands: vec![CommandLine::new(Place::Server, service::RESTART), CommandLine::new(Place::Server, service::LISTENING)],
            terms: vec![glossary::service(), glossary::bind_address()],
            needs: vec![id::GRANT_PRIVILEGES],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 3,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let listening = service::listens_on(&session).await?;
        let open = service::is_open_to_network(&listening);
        let listens =
            cx.evidence(text!("restart-listens", "MySQL listens on the network"), service::LISTENING, service::describe(&listening), open);
        if listening.is_empty() {
            let problem = service::not_running(&session).await?;
            return Ok(Check::absent(vec![listens]).because(problem));
        }
        let root = Root::new(&session);
        let changed = changed(&root, &cx.lab()).await?;
        let time = server_time(&root).await?;
        let (now, started) = (time.as_ref().map(|time| time.now), time.as_ref().map(|time| time.started));
        // Both by the server's own clock, in whole seconds; an account whose age is not told cannot be younger than the server.
        let restarted = started.zip(changed).is_none_or(|(started, changed)| started > changed);
        let shown = |moment: Option<u64>| match now.zip(moment) {
            Some((now, moment)) => text!("seen-seconds-ago", "{seconds} s ago", seconds = now.saturating_sub(moment)),
            None => text!("seen-not-told", "not told"),
        };
        let since = cx.evidence(
            text!("restart-since", "MySQL was started after the user was made"),
            sql::clock_and_uptime().shown(),
            text!("restart-seen", "started {started}, user made {made}", started = shown(started), made = shown(changed)),
            restarted,
        );
        let check = Check::weigh(vec![listens, since]);
        Ok(if open {
            check
        } else {
            let problem = ProblemCode::NotListening.with("machine", session.machine()).with("found", service::describe(&listening));
            check.because(problem.into())
        })
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        restart(&Session::open(cx, Role::Server).await?).await
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}
