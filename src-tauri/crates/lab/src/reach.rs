//! Signing in to a machine: which host keys it may show, and why it is silent.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use engine::Stop;
use model::{Evidence, HostKeys, Place, Problem, ProblemCode, Said, Stream, ToSaid, text};

use crate::cloud::{self, Cx, aws};
use crate::machines::{self, Role};
use crate::ports::{Host, RemoteError, Shell};
use crate::{doors, host_keys, keys, words};

/// How long a machine that was reached before may take to answer.
pub(crate) const SHORT: Duration = Duration::from_secs(15);
/// How long a new machine may take until its SSH service answers.
pub(crate) const LONG: Duration = Duration::from_secs(120);

/// Signs in to a machine, or gives the open connection.
pub(crate) async fn connect(cx: &Cx, role: Role, patience: Duration) -> Result<Arc<dyn Shell>, Stop> {
    if role.machine(&cx.lab()).public_ip.is_none() {
        machines::look(cx).await?;
    }
    if host_keys::known(role.machine(&cx.lab())).is_empty() {
        read_console(cx, role).await?;
    }
    let mut host = host(cx, role)?;
    let mut answer = cx.wait(cx.ports().remote.connect(&host, patience)).await?;
    if matches!(answer, Err(RemoteError::TimedOut | RemoteError::Refused)) {
        // A machine that was stopped and started has another address than the record knows.
        machines::look(cx).await?;
        let now = self::host(cx, role)?;
        if now.address != host.address {
            host = now;
            answer = cx.wait(cx.ports().remote.connect(&host, patience)).await?;
        }
    }
    match answer {
        Ok(shell) => {
            remember(cx, role, &host, shell.as_ref())?;
            Ok(shell)
        }
        Err(error) => Err(explain(cx, role, &host, error).await?.into()),
    }
}

/// What SSH needs to know of a machine.
fn host(cx: &Cx, role: Role) -> Result<Host, Stop> {
    let lab = cx.lab();
    let machine = role.machine(&lab);
    let address = machine.public_ip.as_deref().and_then(|address| address.parse::<IpAddr>().ok());
    match (&machine.instance_id, address) {
        (Some(id), Some(address)) => {
            let key = keys::path(&lab, cx.folder());
            Ok(Host { instance_id: id.clone(), address, key, host_keys: host_keys::known(machine) })
        }
        (id, _) => {
            let state = machine.state.as_deref().unwrap_or_default();
            let code = match state {
                "stopping" | "stopped" => ProblemCode::MachineStopped,
                "pending" | "running" => ProblemCode::MachineNotReady,
                _ => ProblemCode::MachineGone,
            };
            let problem = code.with("machine", role.name(&lab.settings)).with("waited", 0);
            let state = if state.is_empty() { words::not_there().to_said() } else { words::state(state) };
            Err(problem.with("state", state).with("instance", words::or(id.as_deref(), words::never_launched)).into())
        }
    }
}

/// Takes the host keys that a machine's own console names, where it has printed them.
///
/// # Errors
/// `host_key_changed` when the machine showed another one at its first connection.
pub(crate) async fn read_console(cx: &Cx, role: Role) -> Result<(), Stop> {
    let lab = cx.lab();
    let machine = role.machine(&lab).clone();
    let Some(id) = machine.instance_id else { return Ok(()) };
    if matches!(machine.host_keys, Some(HostKeys::Console(_))) {
        return Ok(());
    }
    let console = cloud::ask(cx, aws::console_output(&id), cx.ports().compute.console_output(&id)).await?;
    let printed = console.as_deref().map(host_keys::fingerprints).unwrap_or_default();
    if printed.is_empty() {
        return Ok(());
    }
    let shown = match &machine.host_keys {
        Some(HostKeys::FirstUse(shown)) if !printed.contains(shown) => Some(shown.clone()),
        _ => None,
    };
    keep(cx, role, &id, HostKeys::Console(printed.clone()))?;
    match shown {
        None => Ok(()),
        Some(found) => {
            cx.ports().remote.close().await;
            Err(changed(cx, role, &id, &found, &printed).into())
        }
    }
}

/// Keeps the key of a first connection, for want of a console that names it.
fn remember(cx: &Cx, role: Role, host: &Host, shell: &dyn Shell) -> Result<(), Stop> {
    if role.machine(&cx.lab()).host_keys.is_none() {
        keep(cx, role, &host.instance_id, HostKeys::FirstUse(shell.host_key().to_owned()))?;
    }
    Ok(())
}

fn keep(cx: &Cx, role: Role, instance: &str, keys: HostKeys) -> Result<(), Stop> {
    cx.record(|lab| {
        let machine = role.machine_mut(lab);
        if machine.instance_id.as_deref() == Some(instance) {
            machine.host_keys = Some(keys);
        }
    })
}

fn changed(cx: &Cx, role: Role, instance: &str, found: &str, expected: &[String]) -> Problem {
    let lab = cx.lab();
    let expected = if expected.is_empty() { text!("no-other", "no other").to_said() } else { Said::list(expected) };
    ProblemCode::HostKeyChanged
        .with("machine", role.name(&lab.settings))
        .with("instance", instance)
        .with("found", found)
        .with("expected", expected)
        .into()
}

/// The problem of a connection that failed; for a silent machine with what the API says about it.
async fn explain(cx: &Cx, role: Role, host: &Host, error: RemoteError) -> Result<Problem, Stop> {
    if matches!(error, RemoteError::TimedOut | RemoteError::Refused) {
        let lab = cx.lab();
        if let Some(problem) = machines::state_problem(&lab, role, machines::look_again(cx).await?.get(role)) {
            return Ok(problem);
        }
    }
    let evidence = match error {
        RemoteError::TimedOut => why_silent(cx, role, host).await?,
        RemoteError::KeyRejected => why_rejected(cx, role).await?,
        _ => Vec::new(),
    };
    let mut problem = problem(cx, role, &error);
    problem.evidence = evidence;
    Ok(problem)
}

/// What may keep a machine silent: its state, its address, the doors against the address that the internet sees of this computer.
async fn why_silent(cx: &Cx, role: Role, host: &Host) -> Result<Vec<Evidence>, Stop> {
    let lab = cx.lab();
    let name = role.name(&lab.settings).to_owned();
    let machine = role.machine(&lab).clone();
    let state = machine.state.unwrap_or_default();
    let how = aws::instances(&lab.id);
    let mut evidence = vec![
        cx.evidence(text!("silent-machine-runs", "{machine} is running", machine = name), &how, &state, state == "running"),
        cx.evidence(
            text!("silent-address-is-current", "{address} is {machine}’s address", address = host.address, machine = name),
            &how,
            words::or(machine.public_ip.as_deref(), || text!("seen-no-public-address", "no public address")),
            machine.public_ip == Some(host.address.to_string()),
        ),
    ];
    let Some(wall) = doors::look(cx).await? else { return Ok(evidence) };
    let rules = wall.doors(doors::SSH);
    match cx.wait(cx.ports().laptop.internet_address()).await? {
        Some(address) => {
            let open = rules.iter().any(|rule| doors::range_of(rule).is_some_and(|range| range.contains(&address)));
            evidence.push(cx.evidence(
                text!("silent-door-names-laptop", "The door for SSH lets in this computer, {address}", address = address),
                &wall.how,
                doors::describe(&rules),
                open,
            ));
        }
        None => evidence.push(cx.evidence(
            text!("silent-address-unknown", "The door for SSH lets in this computer"),
            text!("how-check-ip", "a service that tells one’s address"),
            text!("seen-no-answer-doors", "no answer; the doors are: {doors}", doors = doors::describe(&rules)),
            false,
        )),
    }
    Ok(evidence)
}

/// Which key a machine was launched with, against the one that was shown.
async fn why_rejected(cx: &Cx, role: Role) -> Result<Vec<Evidence>, Stop> {
    let lab = cx.lab();
    let name = keys::name(&lab);
    let pair = machines::look_again(cx).await?;
    let launched_with = pair.get(role).and_then(|instance| instance.key_name.clone());
    let machine = role.name(&lab.settings);
    Ok(vec![cx.evidence(
        text!("rejected-launched-with", "{machine} was launched with the key pair {key}", machine = machine, key = &name),
        aws::instances(&lab.id),
        words::or(launched_with.as_deref(), || text!("seen-no-key-pair", "no key pair")),
        launched_with == Some(name),
    )])
}

/// The problem of SSH's error.
pub(crate) fn problem(cx: &Cx, role: Role, error: &RemoteError) -> Problem {
    let lab = cx.lab();
    let machine = role.machine(&lab);
    let path = keys::path(&lab, cx.folder());
    let code = match error {
        RemoteError::TimedOut => ProblemCode::SshTimedOut,
        RemoteError::Refused => ProblemCode::SshRefused,
        RemoteError::KeyRejected => ProblemCode::SshKeyRejected,
        RemoteError::HostKeyChanged { found } => {
            let id = machine.instance_id.clone().unwrap_or_default();
            return changed(cx, role, &id, found, &host_keys::known(machine));
        }
        RemoteError::Closed(_) => ProblemCode::SshClosed,
        RemoteError::Key(fault) => return keys::problem(fault, &path),
        RemoteError::UnknownQuestion(question) => return ProblemCode::UnknownQuestion.with("question", question.trim()).into(),
        RemoteError::Protocol(_) => ProblemCode::SshFailed,
    };
    cx.line(Place::Laptop, Stream::Err, format!("ssh: {}: {error}", role.name(&lab.settings)));
    code.with("machine", role.name(&lab.settings))
        .with("address", words::or(machine.public_ip.as_deref(), || text!("its-address", "its address")))
        .with("path", path.display())
        .detail(error)
        .into()
}
