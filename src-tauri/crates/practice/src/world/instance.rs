//! Instances: what the world keeps of each, and how their states follow one another.

use std::net::Ipv4Addr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Fault, Refusal, Tags, World};
use crate::guest::{Guest, GuestSpec};

/// How long things take, of the practice's time. Real EC2's order of magnitude; its console output takes minutes.
pub(crate) mod times {
    use std::time::Duration;

    pub(crate) const PENDING: Duration = Duration::from_secs(8);
    /// From running until sshd listens.
    pub(crate) const SSHD: Duration = Duration::from_secs(10);
    /// From running until EC2 has the console output.
    pub(crate) const CONSOLE: Duration = Duration::from_secs(25);
    /// From running until both status checks have passed.
    pub(crate) const CHECKS: Duration = Duration::from_secs(60);
    pub(crate) const STOPPING: Duration = Duration::from_secs(10);
    pub(crate) const SHUTTING_DOWN: Duration = Duration::from_secs(8);
    /// From terminated until the network interface is released.
    pub(crate) const RELEASE: Duration = Duration::from_secs(4);
    /// How long a terminated instance can still be seen.
    pub(crate) const REMEMBERED: Duration = Duration::from_secs(3600);
}

/// An instance's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Pending,
    Running,
    ShuttingDown,
    Terminated,
    Stopping,
    Stopped,
}

impl State {
    /// EC2's code and name.
    pub(crate) fn code_and_name(self) -> (u16, &'static str) {
        match self {
            Self::Pending => (0, "pending"),
            Self::Running => (16, "running"),
            Self::ShuttingDown => (32, "shutting-down"),
            Self::Terminated => (48, "terminated"),
            Self::Stopping => (64, "stopping"),
            Self::Stopped => (80, "stopped"),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        self.code_and_name().1
    }
}

/// An instance's disk.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Volume {
    pub(crate) id: String,
    pub(crate) device: String,
    pub(crate) kind: String,
    pub(crate) gib: u32,
    pub(crate) delete_on_termination: bool,
    pub(crate) tags: Tags,
}

/// An instance's network interface.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Interface {
    pub(crate) id: String,
    pub(crate) mac: String,
    pub(crate) tags: Tags,
}

/// The loopback ports at which ordinary clients reach a machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Doors {
    pub(crate) ssh: Option<u16>,
    pub(crate) mysql: Option<u16>,
}

/// An instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) id: String,
    pub(crate) reservation: String,
    pub(crate) launch_index: u32,
    pub(crate) client_token: String,
    pub(crate) image: String,
    pub(crate) instance_type: String,
    pub(crate) key_name: Option<String>,
    /// The key's public half as it was at the launch: deleting the key pair takes no access away.
    pub(crate) public_openssh: Option<String>,
    pub(crate) vpc: String,
    pub(crate) subnet: String,
    pub(crate) zone: String,
    pub(crate) wants_public_ip: bool,
    pub(crate) private_ip: Option<Ipv4Addr>,
    pub(crate) public_ip: Option<Ipv4Addr>,
    pub(crate) groups: Vec<String>,
    pub(crate) tags: Tags,
    pub(crate) tokens_required: bool,
    pub(crate) volume: Volume,
    pub(crate) interface: Interface,
    pub(crate) state: State,
    /// When the state began.
    pub(crate) since: Timestamp,
    /// Why it went down: `User initiated (…)`; empty while it is up.
    pub(crate) reason: String,
    /// The last launch or start.
    pub(crate) launched_at: Timestamp,
    /// When sshd listens; meaningful while running.
    pub(crate) sshd_at: Timestamp,
    /// When EC2 has the console output.
    pub(crate) console_at: Option<Timestamp>,
    /// Until when a planted lock is held on it.
    pub(crate) locked_until: Option<Timestamp>,
    /// Grows when the machine goes down: connections from before are dead.
    pub(crate) downs: u32,
    pub(crate) boot_seed: u64,
    pub(crate) doors: Doors,
    /// The machine itself, from its first boot on.
    pub(crate) guest: Option<Box<Guest>>,
}

fn after(moment: Timestamp, time: Duration) -> Timestamp {
    SignedDuration::try_from(time).ok().and_then(|time| moment.checked_add(time).ok()).unwrap_or(Timestamp::MAX)
}

impl Instance {
    /// Whether its network interface exists and holds its groups.
    pub(crate) fn holds_interface(&self) -> bool {
        self.private_ip.is_some()
    }

    /// Whether its disk exists.
    pub(crate) fn has_volume(&self) -> bool {
        self.state != State::Terminated
    }

    /// Whether the machine has power and its system is up far enough to answer on the network.
    pub(crate) fn answers(&self, now: Timestamp) -> bool {
        self.state == State::Running && self.sshd_at <= now
    }

    /// Its first name inside AWS.
    pub(crate) fn private_dns(&self) -> String {
        self.private_ip.map(|ip| format!("ip-{}.ec2.internal", dashes(ip))).unwrap_or_default()
    }

    /// Its name on the internet.
    pub(crate) fn public_dns(&self) -> String {
        self.public_ip.map(|ip| format!("ec2-{}.compute-1.amazonaws.com", dashes(ip))).unwrap_or_default()
    }

    /// Whether a fault's selector means it.
    pub(crate) fn is_meant(&self, machine: Option<&str>) -> bool {
        machine.is_none_or(|wanted| wanted == self.id || self.tags.name() == Some(wanted))
    }

    /// When the next change comes by itself.
    fn next(&self) -> Option<Timestamp> {
        match self.state {
            State::Pending => Some(after(self.since, times::PENDING)),
            State::Stopping => Some(after(self.since, times::STOPPING)),
            State::ShuttingDown => Some(after(self.since, times::SHUTTING_DOWN)),
            State::Terminated if self.holds_interface() => Some(after(self.since, times::RELEASE)),
            State::Terminated => Some(after(self.since, times::REMEMBERED)),
            State::Running | State::Stopped => None,
        }
    }

    fn enter(&mut self, state: State, at: Timestamp) {
        self.state = state;
        self.since = at;
    }
}

fn dashes(ip: Ipv4Addr) -> String {
    ip.octets().map(|octet| octet.to_string()).join("-")
}

/// The states before and after a call, as EC2 answers it.
pub(crate) struct Change {
    pub(crate) id: String,
    pub(crate) before: State,
    pub(crate) after: State,
}

impl World {
    pub(crate) fn instance(&self, id: &str) -> Result<&Instance, Refusal> {
        self.instances.iter().find(|instance| instance.id == id).ok_or_else(|| unknown(id))
    }

    pub(crate) fn instance_mut(&mut self, id: &str) -> Option<&mut Instance> {
        self.instances.iter_mut().find(|instance| instance.id == id)
    }

    /// Brings the world up to a moment. Whether anything changed.
    pub(crate) fn advance(&mut self, now: Timestamp) -> bool {
        let mut changed = false;
        while let Some((place, at)) = self.due(now) {
            self.step(place, at);
            changed = true;
        }
        if now > self.clock {
            self.clock = now;
        }
        changed
    }

    fn due(&self, now: Timestamp) -> Option<(usize, Timestamp)> {
        self.instances
            .iter()
            .enumerate()
            .filter_map(|(place, instance)| Some((place, instance.next()?)))
            .filter(|(_, at)| *at <= now)
            .min_by_key(|(_, at)| *at)
    }

    /// Until when something that a person waits for is under way. The forgetting of terminated instances is not.
    pub(crate) fn busy_until(&self, now: Timestamp) -> Option<Timestamp> {
        let changes = self.instances.iter().filter(|instance| instance.state != State::Terminated || instance.holds_interface());
        let boots = self.instances.iter().filter(|instance| instance.state == State::Running).flat_map(|instance| {
            let checked = after(instance.since, times::CHECKS);
            [Some(instance.sshd_at), instance.console_at, instance.locked_until, Some(checked)].into_iter().flatten()
        });
        changes.filter_map(Instance::next).chain(boots).filter(|at| *at > now).max()
    }

    /// When the next change comes by itself.
    pub(crate) fn next_change(&self) -> Option<Timestamp> {
        self.instances.iter().filter_map(Instance::next).min()
    }

    fn step(&mut self, place: usize, at: Timestamp) {
        match self.instances[place].state {
            State::Pending => self.power_on(place, at),
            State::Stopping => {
                let instance = &mut self.instances[place];
                instance.public_ip = None;
                instance.enter(State::Stopped, at);
            }
            State::ShuttingDown => {
                let instance = &mut self.instances[place];
                instance.public_ip = None;
                instance.guest = None;
                instance.enter(State::Terminated, at);
            }
            State::Terminated if self.instances[place].holds_interface() => {
                let instance = &mut self.instances[place];
                instance.private_ip = None;
                instance.interface.tags.clear();
            }
            State::Terminated => {
                self.instances.remove(place);
            }
            State::Running | State::Stopped => {}
        }
    }

    fn power_on(&mut self, place: usize, at: Timestamp) {
        if self.instances[place].wants_public_ip {
            self.instances[place].public_ip = self.next_public_address();
        }
        self.instances[place].enter(State::Running, at);
        self.instances[place].console_at = None;
        if self.instances[place].guest.is_none() {
            let instance = &self.instances[place];
            let private_ip = instance.private_ip.unwrap_or(Ipv4Addr::UNSPECIFIED);
            let mut guest = Guest::new(
                GuestSpec {
                    instance_id: instance.id.clone(),
                    hostname: format!("ip-{}", dashes(private_ip)),
                    private_ip,
                    authorized_key: instance.public_openssh.clone().unwrap_or_default(),
                    mysql: self.mysql,
                    boot_seed: instance.boot_seed,
                },
                at,
            );
            let mut locked_until = None;
            for planted in &self.faults {
                if planted.fault.machine().is_some_and(|machine| instance.is_meant(machine.as_deref())) {
                    super::planting::apply(&planted.fault, &mut guest, at);
                    locked_until = locked_until.max(super::planting::held_until(&planted.fault, at));
                }
            }
            self.instances[place].guest = Some(Box::new(guest));
            self.instances[place].locked_until = locked_until;
        }
        self.boot(place, at);
    }

    /// Starts the machine's system.
    fn boot(&mut self, place: usize, at: Timestamp) {
        let instance = &self.instances[place];
        let late = |pick: fn(&Fault) -> Option<u32>| {
            self.faults
                .iter()
                .filter(|planted| planted.fault.machine().is_some_and(|machine| instance.is_meant(machine.as_deref())))
                .filter_map(|planted| pick(&planted.fault))
                .max()
                .map_or(Duration::ZERO, |seconds| Duration::from_secs(seconds.into()))
        };
        let sshd = late(|fault| if let Fault::SshdLate { seconds, .. } = fault { Some(*seconds) } else { None });
        let console = late(|fault| if let Fault::ConsoleLate { seconds, .. } = fault { Some(*seconds) } else { None });
        let instance = &mut self.instances[place];
        instance.sshd_at = after(at, times::SSHD.max(sshd));
        instance.console_at = instance.console_at.or(Some(after(at, times::CONSOLE.max(console))));
        if let Some(guest) = &mut instance.guest {
            guest.started(at);
        }
    }

    fn power_off(&mut self, place: usize, state: State, now: Timestamp) {
        let instance = &mut self.instances[place];
        instance.enter(state, now);
        instance.reason = format!("User initiated ({})", now.strftime("%Y-%m-%d %H:%M:%S GMT"));
        instance.downs += 1;
        if let Some(guest) = &mut instance.guest {
            guest.stopped(now);
        }
    }

    /// Each id's place, or EC2's error for those that are not there.
    fn places(&self, ids: &[String]) -> Result<Vec<usize>, Refusal> {
        if ids.is_empty() {
            return Err(Refusal::missing("InstanceId"));
        }
        let known = |id: &String| self.instances.iter().position(|instance| instance.id == *id);
        let missing: Vec<_> = ids.iter().filter(|id| known(id).is_none()).map(String::as_str).collect();
        match missing.as_slice() {
            [] => Ok(ids.iter().filter_map(known).collect()),
            [one] => Err(unknown(one)),
            several => Err(Refusal::new("InvalidInstanceID.NotFound", format!("The instance IDs '{}' do not exist", several.join(", ")))),
        }
    }

    fn change_all(
        &mut self,
        ids: &[String],
        check: impl Fn(&Instance) -> Result<(), Refusal>,
        mut act: impl FnMut(&mut Self, usize),
    ) -> Result<Vec<Change>, Refusal> {
        let places = self.places(ids)?;
        for place in &places {
            check(&self.instances[*place])?;
        }
        Ok(places
            .into_iter()
            .map(|place| {
                let before = self.instances[place].state;
                act(self, place);
                Change { id: self.instances[place].id.clone(), before, after: self.instances[place].state }
            })
            .collect())
    }

    /// Terminates instances; those that are terminated stay so.
    pub(crate) fn terminate(&mut self, ids: &[String], now: Timestamp) -> Result<Vec<Change>, Refusal> {
        self.change_all(
            ids,
            |_| Ok(()),
            |world, place| {
                if !matches!(world.instances[place].state, State::ShuttingDown | State::Terminated) {
                    world.power_off(place, State::ShuttingDown, now);
                }
            },
        )
    }

    /// Stops running instances.
    pub(crate) fn stop(&mut self, ids: &[String], now: Timestamp) -> Result<Vec<Change>, Refusal> {
        let check = |instance: &Instance| match instance.state {
            State::Running | State::Stopping | State::Stopped => Ok(()),
            state => Err(incorrect(instance, state, "stopped")),
        };
        self.change_all(ids, check, |world, place| {
            if world.instances[place].state == State::Running {
                world.power_off(place, State::Stopping, now);
            }
        })
    }

    /// Starts stopped instances.
    pub(crate) fn start(&mut self, ids: &[String], now: Timestamp) -> Result<Vec<Change>, Refusal> {
        let check = |instance: &Instance| match instance.state {
            State::Running | State::Pending | State::Stopped => Ok(()),
            state => Err(incorrect(instance, state, "started")),
        };
        self.change_all(ids, check, |world, place| {
            let instance = &mut world.instances[place];
            if instance.state == State::Stopped {
                instance.enter(State::Pending, now);
                instance.launched_at = now;
                instance.reason.clear();
            }
        })
    }

    /// Restarts running machines; their addresses stay.
    pub(crate) fn reboot(&mut self, ids: &[String], now: Timestamp) -> Result<(), Refusal> {
        let check = |instance: &Instance| match instance.state {
            State::Running => Ok(()),
            state => Err(incorrect(instance, state, "rebooted")),
        };
        self.change_all(ids, check, |world, place| world.restart(place, now)).map(|_| ())
    }

    fn restart(&mut self, place: usize, now: Timestamp) {
        let instance = &mut self.instances[place];
        instance.downs += 1;
        if let Some(guest) = &mut instance.guest {
            guest.stopped(now);
        }
        self.boot(place, now);
    }

    /// The machine's system restarts itself.
    pub(crate) fn restart_from_inside(&mut self, id: &str, now: Timestamp) {
        if let Some(place) = self.instances.iter().position(|instance| instance.id == id && instance.state == State::Running) {
            self.restart(place, now);
        }
    }

    /// The machine's system switches itself off: EC2 stops the instance.
    pub(crate) fn switch_off_from_inside(&mut self, id: &str, now: Timestamp) {
        if let Some(place) = self.instances.iter().position(|instance| instance.id == id && instance.state == State::Running) {
            self.power_off(place, State::Stopping, now);
        }
    }

    /// A machine's console output, from the moment that EC2 has it.
    pub(crate) fn console(&self, id: &str, now: Timestamp) -> Result<Option<(Timestamp, String)>, Refusal> {
        let instance = self.instance(id)?;
        let text = instance.console_at.filter(|at| *at <= now).zip(instance.guest.as_ref()).map(|(at, guest)| (at, guest.console_text()));
        Ok(text)
    }
}

fn unknown(id: &str) -> Refusal {
    if id.strip_prefix("i-").is_some_and(|rest| matches!(rest.len(), 8 | 17) && rest.chars().all(|c| c.is_ascii_hexdigit())) {
        Refusal::new("InvalidInstanceID.NotFound", format!("The instance ID '{id}' does not exist"))
    } else {
        Refusal::new("InvalidInstanceID.Malformed", format!("Invalid id: \"{id}\""))
    }
}

fn incorrect(instance: &Instance, state: State, wanted: &str) -> Refusal {
    Refusal::new(
        "IncorrectInstanceState",
        format!("The instance '{}' is not in a state from which it can be {wanted}: it is '{}'.", instance.id, state.name()),
    )
}
