//! The lab's two machines: found by the lab's tag, told apart, stopped and started.

use std::time::Duration;

use engine::Stop;
use model::{Lab, Machine, MysqlFacts, Place, Problem, ProblemCode, Settings, Stream, Text, text};

use crate::cloud::{self, Cx, aws};
use crate::ports::{Instance, Ports};
use crate::words;

/// How long machines may take to stop or start.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often their states are asked for meanwhile.
pub(crate) const INTERVAL: Duration = Duration::from_secs(2);

/// One of the two parts in a client–server lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The machine that serves.
    Server,
    /// The machine that asks.
    Client,
}

impl Role {
    /// Both, the server first.
    pub const BOTH: [Self; 2] = [Self::Server, Self::Client];

    /// Where its commands run.
    pub fn place(self) -> Place {
        match self {
            Self::Server => Place::Server,
            Self::Client => Place::Client,
        }
    }

    /// Its Name tag.
    pub fn name(self, settings: &Settings) -> &str {
        match self {
            Self::Server => &settings.server_name,
            Self::Client => &settings.client_name,
        }
    }

    /// Its part of the record.
    pub fn machine(self, lab: &Lab) -> &Machine {
        match self {
            Self::Server => &lab.server,
            Self::Client => &lab.client,
        }
    }

    pub(crate) fn machine_mut(self, lab: &mut Lab) -> &mut Machine {
        match self {
            Self::Server => &mut lab.server,
            Self::Client => &mut lab.client,
        }
    }
}

/// The two machines, as far as they are there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pair {
    /// The one that serves.
    pub server: Option<Instance>,
    /// The one that asks.
    pub client: Option<Instance>,
}

impl Pair {
    /// The machine of a role.
    pub fn get(&self, role: Role) -> Option<&Instance> {
        match role {
            Role::Server => self.server.as_ref(),
            Role::Client => self.client.as_ref(),
        }
    }
}

/// Whether a machine is one to count on: not terminated, nor on its way there.
pub(crate) fn is_live(instance: &Instance) -> bool {
    !matches!(instance.state.as_str(), "shutting-down" | "terminated")
}

/// Tells the server from the client.
///
/// By the Name tag; while both have the server's name, as the guide launches them, by the record of an earlier look and then by the
/// place in the launch: the first is the server, the second is to be renamed. Machines on their way out are left aside.
pub fn tell_apart(found: &[Instance], lab: &Lab) -> Pair {
    let mut left: Vec<_> = found.iter().filter(|instance| is_live(instance)).cloned().collect();
    let recorded = |role: Role, instance: &Instance| role.machine(lab).instance_id.as_deref() == Some(instance.id.as_str());
    left.sort_by_key(|instance| {
        // The one known as the client comes last, so that the other one of the same name is taken for the server.
        let rank = if recorded(Role::Server, instance) {
            0
        } else if recorded(Role::Client, instance) {
            2
        } else {
            1
        };
        (rank, instance.launched_at, instance.launch_index, instance.id.clone())
    });
    let mut take = |fits: &dyn Fn(&Instance) -> bool| left.iter().position(fits).map(|at| left.remove(at));
    let named = |role: Role, instance: &Instance| instance.name.as_deref() == Some(role.name(&lab.settings));

    let client = take(&|instance| named(Role::Client, instance));
    let may_serve = |instance: &Instance| client.is_some() || !recorded(Role::Client, instance);
    let server = take(&|instance| named(Role::Server, instance) && may_serve(instance)).or_else(|| take(&|instance| may_serve(instance)));
    let client = client.or_else(|| take(&|_| true));
    Pair { server, client }
}

/// What the record keeps of a machine. Host keys belong to the instance: another one's are forgotten.
pub(crate) fn facts(instance: &Instance, before: &Machine) -> Machine {
    Machine {
        instance_id: Some(instance.id.clone()),
        state: Some(instance.state.clone()),
        private_ip: instance.private_ip.clone(),
        public_ip: instance.public_ip.clone(),
        host_keys: before.host_keys.clone().filter(|_| before.instance_id.as_deref() == Some(instance.id.as_str())),
    }
}

/// Looks for the lab's machines and keeps what is seen in the record.
///
/// A machine that is gone stays in the record until another takes its place or the lab is torn down, so that it can be named.
pub(crate) async fn look(cx: &Cx) -> Result<Pair, Stop> {
    let lab = cx.lab();
    let found = cloud::ask(cx, aws::instances(&lab.id), cx.ports().compute.instances(&lab.id)).await?;
    for instance in &found {
        cx.line(Place::Cloud, Stream::Out, describe(instance));
    }
    keep(cx, &found)
}

/// A machine as one line: `i-0a1b mysql_server running 172.31.24.118 203.0.113.41`.
fn describe(instance: &Instance) -> String {
    let facts =
        [Some(&instance.id), instance.name.as_ref(), Some(&instance.state), instance.private_ip.as_ref(), instance.public_ip.as_ref()];
    facts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The same without showing the call, for looking again and again.
pub(crate) async fn look_again(cx: &Cx) -> Result<Pair, Stop> {
    let lab = cx.lab();
    match cx.wait(cx.ports().compute.instances(&lab.id)).await? {
        Ok(found) => keep(cx, &found),
        Err(error) => Err(cloud::problem(cx, &error).into()),
    }
}

fn keep(cx: &Cx, found: &[Instance]) -> Result<Pair, Stop> {
    let pair = tell_apart(found, &cx.lab());
    cx.record(|lab| record(lab, &pair))?;
    Ok(pair)
}

fn record(lab: &mut Lab, pair: &Pair) {
    // Another machine has another MySQL on it, or none yet.
    if lab.server.instance_id.is_some() && pair.server.as_ref().is_some_and(|server| lab.server.instance_id.as_ref() != Some(&server.id)) {
        lab.mysql = MysqlFacts::default();
        lab.databases.clear();
    }
    for role in Role::BOTH {
        let machine = role.machine_mut(lab);
        match pair.get(role) {
            Some(instance) => *machine = facts(instance, machine),
            None if machine.instance_id.is_some() => {
                *machine = Machine { state: Some("terminated".to_owned()), public_ip: None, private_ip: None, ..machine.clone() };
            }
            None => {}
        }
    }
}

/// The problem of a machine that is gone or stopped; none when it runs or is on its way.
pub(crate) fn state_problem(lab: &Lab, role: Role, instance: Option<&Instance>) -> Option<Problem> {
    let machine = role.name(&lab.settings);
    let (code, id, state) = match instance {
        None => (ProblemCode::MachineGone, role.machine(lab).instance_id.as_deref(), "terminated"),
        Some(instance) if matches!(instance.state.as_str(), "stopping" | "stopped") => {
            (ProblemCode::MachineStopped, Some(instance.id.as_str()), instance.state.as_str())
        }
        Some(_) => return None,
    };
    let problem = code.with("machine", machine).with("instance", words::or(id, words::never_launched));
    Some(problem.with("state", words::state(state)).into())
}

/// Stops both machines and waits until they are stopped. Their addresses on the internet are given back; disks are kept.
///
/// `say` is told what is waited for. Dropping the future stops the waiting, not the machines.
///
/// # Errors
/// When EC2 refuses, or when they do not stop in time.
pub async fn stop(ports: &Ports, lab: &Lab, say: &(dyn Fn(Text) + Sync)) -> Result<Lab, Problem> {
    let pair = find(ports, lab).await?;
    let ids = ids(&pair, |state| matches!(state, "running" | "pending"));
    if !ids.is_empty() {
        ports.compute.stop(&ids).await.map_err(|error| cloud::problem_of(&error, lab, ports.compute.region()))?;
    }
    ports.remote.close().await;
    wait_until(ports, lab, |instance| instance.state == "stopped", say).await
}

/// Starts both machines and waits until they run. They have new addresses on the internet then.
///
/// # Errors
/// `machine_gone` when there is nothing to start; when EC2 refuses, or when they do not run in time.
pub async fn start(ports: &Ports, lab: &Lab, say: &(dyn Fn(Text) + Sync)) -> Result<Lab, Problem> {
    let pair = find(ports, lab).await?;
    let gone = Role::BOTH.into_iter().find(|role| pair.get(*role).is_none());
    if let Some(problem) = gone.and_then(|role| state_problem(lab, role, None)) {
        return Err(problem);
    }
    // A machine that is still stopping cannot be started yet.
    if !ids(&pair, |state| state == "stopping").is_empty() {
        wait_until(ports, lab, |instance| instance.state != "stopping", say).await?;
    }
    let ids = ids(&pair, |state| matches!(state, "stopping" | "stopped"));
    if !ids.is_empty() {
        ports.compute.start(&ids).await.map_err(|error| cloud::problem_of(&error, lab, ports.compute.region()))?;
    }
    wait_until(ports, lab, |instance| instance.state == "running" && instance.public_ip.is_some(), say).await
}

fn ids(pair: &Pair, fits: impl Fn(&str) -> bool) -> Vec<String> {
    Role::BOTH.into_iter().filter_map(|role| pair.get(role)).filter(|i| fits(&i.state)).map(|i| i.id.clone()).collect()
}

async fn find(ports: &Ports, lab: &Lab) -> Result<Pair, Problem> {
    let found = ports.compute.instances(&lab.id).await.map_err(|error| cloud::problem_of(&error, lab, ports.compute.region()))?;
    Ok(tell_apart(&found, lab))
}

/// Waits until both machines, as far as they are there, are as meant.
async fn wait_until(ports: &Ports, lab: &Lab, as_meant: impl Fn(&Instance) -> bool, say: &(dyn Fn(Text) + Sync)) -> Result<Lab, Problem> {
    let began = ports.clock.elapsed();
    loop {
        let pair = find(ports, lab).await?;
        let late = Role::BOTH.into_iter().filter_map(|role| Some((role, pair.get(role)?))).find(|(_, i)| !as_meant(i));
        let Some((role, instance)) = late else {
            let mut lab = lab.clone();
            record(&mut lab, &pair);
            return Ok(lab);
        };
        let waited = ports.clock.elapsed().saturating_sub(began);
        let machine = role.name(&lab.settings);
        if waited > PATIENCE {
            let problem = ProblemCode::MachineNotReady.with("machine", machine).with("instance", &instance.id);
            return Err(problem.with("state", words::state(&instance.state)).with("waited", waited.as_secs()).into());
        }
        say(text!("machine-is-in-state", "{machine} is {state}", machine = machine, state = words::state(&instance.state)));
        ports.clock.sleep(INTERVAL).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{instance, lab};

    fn ids_of(pair: &Pair) -> (Option<&str>, Option<&str>) {
        (pair.server.as_ref().map(|i| i.id.as_str()), pair.client.as_ref().map(|i| i.id.as_str()))
    }

    #[test]
    fn of_two_machines_of_the_same_name_the_first_launched_is_the_server() {
        let found = [instance("i-b", "mysql_server", 1), instance("i-a", "mysql_server", 0)];
        assert_eq!(ids_of(&tell_apart(&found, &lab())), (Some("i-a"), Some("i-b")));
    }

    #[test]
    fn names_count_more_than_the_place_in_the_launch() {
        let found = [instance("i-a", "mysql_client", 0), instance("i-b", "mysql_server", 1)];
        assert_eq!(ids_of(&tell_apart(&found, &lab())), (Some("i-b"), Some("i-a")));
    }

    #[test]
    fn a_machine_on_its_way_out_is_not_counted() {
        let mut gone = instance("i-a", "mysql_server", 0);
        gone.state = "shutting-down".to_owned();
        assert_eq!(ids_of(&tell_apart(&[gone, instance("i-b", "mysql_client", 1)], &lab())), (None, Some("i-b")));
    }

    #[test]
    fn a_client_that_is_not_renamed_yet_stays_the_client_when_the_server_dies() {
        let mut lab = lab();
        lab.server.instance_id = Some("i-a".to_owned());
        lab.client.instance_id = Some("i-b".to_owned());
        let survivor = instance("i-b", "mysql_server", 1);
        assert_eq!(ids_of(&tell_apart(std::slice::from_ref(&survivor), &lab)), (None, Some("i-b")));
        let found = [survivor, instance("i-c", "mysql_server", 0)];
        assert_eq!(ids_of(&tell_apart(&found, &lab)), (Some("i-c"), Some("i-b")));
    }

    #[test]
    fn machines_renamed_by_hand_keep_the_parts_that_the_record_gave_them() {
        let mut lab = lab();
        lab.server.instance_id = Some("i-b".to_owned());
        lab.client.instance_id = Some("i-a".to_owned());
        let found = [instance("i-a", "foo", 0), instance("i-b", "bar", 1)];
        assert_eq!(ids_of(&tell_apart(&found, &lab)), (Some("i-b"), Some("i-a")));
    }

    #[test]
    fn the_machine_that_the_learner_renames_is_the_client_whatever_was_guessed_before() {
        let mut lab = lab();
        lab.server.instance_id = Some("i-a".to_owned());
        lab.client.instance_id = Some("i-b".to_owned());
        let found = [instance("i-a", "mysql_client", 0), instance("i-b", "mysql_server", 1)];
        assert_eq!(ids_of(&tell_apart(&found, &lab)), (Some("i-b"), Some("i-a")));
    }

    #[test]
    fn host_keys_are_forgotten_with_the_machine_that_showed_them() {
        let mut lab = lab();
        let first = Pair { server: Some(instance("i-a", "mysql_server", 0)), client: None };
        record(&mut lab, &first);
        lab.server.host_keys = Some(model::HostKeys::FirstUse("SHA256:x".to_owned()));
        record(&mut lab, &first);
        assert!(lab.server.host_keys.is_some());
        record(&mut lab, &Pair { server: Some(instance("i-c", "mysql_server", 0)), client: None });
        assert_eq!(lab.server.host_keys, None);
    }
}
