//! What signing in to the server and to the client have in common.

use std::time::Duration;

use engine::Stop;
use model::{Check, CommandLine, Evidence, HostKeys, Lab, Place, Problem, ProblemCode, State, Text, text};

use super::id;
use crate::cloud::{Cx, aws};
use crate::machines::Role;
use crate::remote::Session;
use crate::{keys, reach};

const HOSTNAME: &str = "hostname -i";
const CLOUD_INIT: &str = "cloud-init status --wait";
/// The shell's word for a program that is not there.
const NOT_FOUND: u32 = 127;

/// The `ssh` command that the guide's reader types.
pub(super) fn ssh_command(lab: &Lab, role: Role) -> String {
    let address = aws::or_blank(&role.machine(lab).public_ip, "PUBLIC-ADDRESS");
    format!("ssh -i '{}.pem' ubuntu@{address}", keys::name(lab))
}

pub(super) fn commands(lab: &Lab, role: Role) -> Vec<CommandLine> {
    vec![CommandLine::new(Place::Laptop, ssh_command(lab, role)), CommandLine::new(role.place(), CLOUD_INIT)]
}

/// How long the machine may take to answer: longer when nobody has looked for it since it was started.
fn patience(lab: &Lab, role: Role) -> Duration {
    let step = match role {
        Role::Server => id::CONNECT_SERVER,
        Role::Client => id::CONNECT_CLIENT,
    };
    let looked = lab.steps.get(&step).map(|record| record.at);
    match lab.restarted_at {
        Some(started) if looked.is_none_or(|looked| looked < started) => reach::LONG,
        _ => reach::SHORT,
    }
}

fn waiting(name: &str) -> Text {
    text!("connect-waiting", "Waiting until {machine} answers SSH", machine = name)
}

pub(super) async fn check(cx: &Cx, role: Role) -> Result<Check, Stop> {
    let lab = cx.lab();
    let name = role.name(&lab.settings).to_owned();
    let claim = || text!("connect-answers", "{machine} lets you in by SSH with your key", machine = name);
    // A lab that the program sets up is signed in to by setting it up; into an adopted one its person has signed in before.
    if role.machine(&lab).host_keys.is_none() && lab.adoption.is_none() {
        return Ok(Check::absent(vec![cx.evidence(claim(), ssh_command(&lab, role), text!("seen-not-tried", "not tried yet"), false)]));
    }
    let patience = patience(&lab, role);
    if patience == reach::LONG {
        cx.note(waiting(&name));
    }
    let session = match Session::open_within(cx, role, patience).await {
        Ok(session) => session,
        Err(Stop::Problem(problem)) => return Ok(failed(*problem)),
        Err(stop) => return Err(stop),
    };
    // A key that was taken at the first connection is compared as soon as the console names it.
    if let Err(stop) = reach::read_console(cx, role).await {
        return match stop {
            Stop::Problem(problem) if problem.code == ProblemCode::HostKeyChanged => Ok(Check::blocked(*problem, Vec::new())),
            stop => Err(stop),
        };
    }
    let output = session.look(HOSTNAME).await?;
    let signed_in = cx.evidence(
        claim(),
        ssh_command(&cx.lab(), role),
        text!("seen-signed-in", "signed in as ubuntu; the machine says that its address is {address}", address = output.stdout.trim()),
        output.exit == 0,
    );
    let (identity, warning) = identity(cx, role, &session);
    let check = Check::weigh(vec![signed_in, identity]);
    Ok(match warning {
        Some(warning) if check.state == State::Done => check.because(warning),
        _ => check,
    })
}

/// A machine that is silent may only be slow; a wrong key or a wrong machine does not get better.
fn failed(problem: Problem) -> Check {
    use ProblemCode as Code;
    let state = match problem.code {
        Code::SshTimedOut | Code::SshRefused | Code::SshClosed | Code::SshFailed | Code::MachineNotReady => State::Partial,
        _ => State::Blocked,
    };
    Check { state, evidence: problem.evidence.clone(), problem: Some(problem) }
}

/// Whether the machine is the one that it should be.
fn identity(cx: &Cx, role: Role, session: &Session<'_>) -> (Evidence, Option<Problem>) {
    let lab = cx.lab();
    let machine = role.machine(&lab);
    let name = role.name(&lab.settings);
    let shown = session.shell().host_key().to_owned();
    let instance = machine.instance_id.as_deref().unwrap_or("i-…");
    match &machine.host_keys {
        Some(HostKeys::Console(printed)) => {
            let claim = text!("connect-host-key", "It is really {machine}: its console names the same host key", machine = name);
            (cx.evidence(claim, aws::console_output(instance), &shown, printed.contains(&shown)), None)
        }
        _ => {
            let claim =
                text!("connect-host-key-first", "The host key of {machine} is noted; its console has not printed it yet", machine = name);
            let warning = ProblemCode::HostKeyUnconfirmed.with("machine", name).with("found", &shown).into();
            (cx.evidence(claim, aws::console_output(instance), &shown, true), Some(warning))
        }
    }
}

pub(super) async fn apply(cx: &Cx, role: Role) -> Result<(), Stop> {
    let name = role.name(&cx.lab().settings).to_owned();
    cx.note(waiting(&name));
    let session = Session::open_within(cx, role, reach::LONG).await?;
    cx.note(text!("connect-cloud-init", "Waiting until {machine} has finished setting itself up", machine = name));
    let output = session.look(CLOUD_INIT).await?;
    // Ubuntu's images have cloud-init; a machine without it has nothing to wait for. It exits with 2 when it ended with warnings.
    if matches!(output.exit, 0 | 2 | NOT_FOUND) {
        return Ok(());
    }
    session.expect(CLOUD_INIT, output).await.map(drop)
}

#[cfg(test)]
mod tests {
    use model::StepRecord;

    use super::*;
    use crate::testing::lab;

    #[test]
    fn a_machine_that_was_just_started_is_given_time_to_boot() {
        let at = |second| jiff::Timestamp::from_second(second).unwrap();
        let looked = |second| StepRecord { check: Check::done(Vec::new()), at: at(second), by_hand: false, millis: None };
        let mut lab = lab();
        assert_eq!(patience(&lab, Role::Server), reach::SHORT, "it was never stopped");
        lab.steps.insert(id::CONNECT_SERVER, looked(100));
        lab.restarted_at = Some(at(200));
        assert_eq!(patience(&lab, Role::Server), reach::LONG);
        lab.steps.insert(id::CONNECT_SERVER, looked(300));
        assert_eq!(patience(&lab, Role::Server), reach::SHORT, "it was looked for since");
        assert_eq!(patience(&lab, Role::Client), reach::LONG);
    }
}
