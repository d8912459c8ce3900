//! The service `mysql` on the server: whether it runs, where it listens, restarting it.

use std::time::Duration;

use engine::Stop;
use model::{Problem, ProblemCode, Said, Text, ToSaid, text};

use crate::mysqld_config;
use crate::remote::{Session, said};
use crate::words;

/// How long MySQL may take to start and listen.
const PATIENCE: Duration = Duration::from_secs(90);
const INTERVAL: Duration = Duration::from_millis(500);
/// What is asked for the listening sockets.
pub(crate) const LISTENING: &str = "ss -ltnH";
/// The restart of the guide.
pub(crate) const RESTART: &str = "sudo systemctl restart mysql";
const IS_ACTIVE: &str = "systemctl is-active mysql";
const LAST_WORDS: &str = "sudo journalctl -u mysql -n 20 --no-pager";

/// The addresses on which something listens at port 3306, as `ss` writes them. A MySQL that is just starting is waited for.
pub(crate) async fn listens_on(session: &Session<'_>) -> Result<Vec<String>, Stop> {
    let addresses = listens_now(session).await?;
    if !addresses.is_empty() || !is_on_its_way(&state_now(session).await?) {
        return Ok(addresses);
    }
    state(session).await?;
    listens_now(session).await
}

async fn listens_now(session: &Session<'_>) -> Result<Vec<String>, Stop> {
    let output = session.look(LISTENING).await?;
    Ok(parse_listening(&output.stdout, 3306))
}

fn parse_listening(ss: &str, port: u16) -> Vec<String> {
    ss.lines()
        .filter_map(|line| line.split_whitespace().nth(3))
        .filter_map(|local| local.rsplit_once(':'))
        .filter(|(_, found)| found.parse() == Ok(port))
        .map(|(address, _)| address.to_owned())
        .collect()
}

/// Whether one of the addresses is every address of the machine.
pub(crate) fn is_open_to_network(addresses: &[String]) -> bool {
    addresses.iter().any(|address| mysqld_config::is_everywhere(address))
}

/// Addresses as one line: `0.0.0.0:3306`.
pub(crate) fn describe(addresses: &[String]) -> Said {
    if addresses.is_empty() {
        return text!("seen-nothing-listens", "nothing listens on port 3306").to_said();
    }
    Said::list(addresses.iter().map(|address| format!("{address}:3306")))
}

fn starting() -> Text {
    text!("mysql-starting", "MySQL is starting")
}

/// Restarts the service, and waits until it listens.
pub(crate) async fn restart(session: &Session<'_>) -> Result<(), Stop> {
    start_by(session, RESTART).await
}

/// Starts the service, and waits until it listens.
pub(crate) async fn start(session: &Session<'_>) -> Result<(), Stop> {
    start_by(session, "sudo systemctl start mysql").await
}

async fn start_by(session: &Session<'_>, command: &str) -> Result<(), Stop> {
    let cx = session.cx();
    cx.note(starting());
    cx.effect(format!("{command} on {}", session.machine()))?;
    if session.run(command).await?.exit != 0 {
        return Err(not_running(session).await?.into());
    }
    let clock = &cx.ports().clock;
    let began = clock.elapsed();
    while listens_now(session).await?.is_empty() {
        if clock.elapsed().saturating_sub(began) > PATIENCE {
            return Err(not_running(session).await?.into());
        }
        cx.wait(clock.sleep(INTERVAL)).await?;
    }
    Ok(())
}

/// systemd's word for the service's state: `active`, `inactive`, `failed` … One that is on its way to another is waited for,
/// as after the machine's own start.
pub(crate) async fn state(session: &Session<'_>) -> Result<String, Stop> {
    let cx = session.cx();
    let clock = &cx.ports().clock;
    let began = clock.elapsed();
    loop {
        let state = state_now(session).await?;
        if !is_on_its_way(&state) || clock.elapsed().saturating_sub(began) > PATIENCE {
            return Ok(state);
        }
        cx.note(starting());
        cx.wait(clock.sleep(INTERVAL)).await?;
    }
}

/// Whether systemd is in the middle of changing the service's state.
fn is_on_its_way(state: &str) -> bool {
    matches!(state, "activating" | "deactivating" | "reloading")
}

async fn state_now(session: &Session<'_>) -> Result<String, Stop> {
    let output = session.look(IS_ACTIVE).await?;
    Ok(first_word(&output.stdout))
}

/// systemd's word for whether the service starts with the machine: `enabled`, `disabled` …
pub(crate) async fn enablement(session: &Session<'_>) -> Result<String, Stop> {
    let output = session.look("systemctl is-enabled mysql").await?;
    Ok(first_word(&output.stdout))
}

fn first_word(output: &str) -> String {
    output.split_whitespace().next().unwrap_or("unknown").to_owned()
}

/// The problem of a service that does not run, with what it last said.
pub(crate) async fn not_running(session: &Session<'_>) -> Result<Problem, Stop> {
    let state = state(session).await?;
    let journal = session.look(LAST_WORDS).await?;
    Ok(ProblemCode::ServiceNotRunning.with("machine", session.machine()).with("state", words::state(&state)).detail(said(&journal)).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_port_3306_counts_and_not_mysqls_other_port() {
        let ss = "LISTEN 0      151          0.0.0.0:3306       0.0.0.0:*\n\
                  LISTEN 0      70         127.0.0.1:33060      0.0.0.0:*\n\
                  LISTEN 0      128             [::]:22            [::]:*\n";
        assert_eq!(parse_listening(ss, 3306), ["0.0.0.0"]);
        assert!(parse_listening("", 3306).is_empty());
    }

    #[test]
    fn every_form_of_every_address_is_open_to_the_network() {
        for open in ["0.0.0.0", "*", "[::]"] {
            assert!(is_open_to_network(&["127.0.0.1".to_owned(), open.to_owned()]), "{open}");
        }
        assert!(!is_open_to_network(&["127.0.0.1".to_owned()]));
        assert!(!is_open_to_network(&[]));
    }
}
