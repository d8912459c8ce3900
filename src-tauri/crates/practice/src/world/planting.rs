//! Planting faults, mending them, and meeting them.

use jiff::{SignedDuration, Timestamp};

use super::group::{Direction, Peer};
use super::network::Ipv4Range;
use super::{Fault, FaultPoint, LAPTOP, Planted, World};
use crate::guest::{Guest, Lock};

/// What a fault does to an API call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ApiFault {
    /// It is answered with this code.
    Code(String),
    /// It is done, and its answer is lost.
    AnswerLost,
}

/// Until when a lock is held.
pub(super) fn held_until(fault: &Fault, now: Timestamp) -> Option<Timestamp> {
    match fault {
        Fault::DpkgLockHeld { seconds, .. } | Fault::ListsLockHeld { seconds, .. } => {
            Some(now.checked_add(SignedDuration::from_secs(i64::from(*seconds))).unwrap_or(Timestamp::MAX))
        }
        _ => None,
    }
}

/// Lets a fault act on a machine.
pub(super) fn apply(fault: &Fault, guest: &mut Guest, now: Timestamp) {
    let until = held_until(fault, now).unwrap_or(now);
    match fault {
        Fault::DpkgLockHeld { .. } => guest.hold_lock(Lock::Dpkg, until),
        Fault::ListsLockHeld { .. } => guest.hold_lock(Lock::Lists, until),
        Fault::DiskFull { .. } => guest.set_disk_full(true),
        Fault::BindAddressOverridden { file, address, .. } => {
            guest.write_file(file, &format!("[mysqld]\nbind-address = {address}\n"), now);
        }
        Fault::MysqldStopped { .. } => guest.stop_mysqld(now),
        Fault::HostKeyReplaced { .. } => guest.replace_host_keys(),
        Fault::MariadbInstalled { .. } => guest.install_mariadb(now),
        Fault::ApiError { .. }
        | Fault::AnswerLost { .. }
        | Fault::NoDefaultVpc
        | Fault::LaptopAddressChanged { .. }
        | Fault::SshdLate { .. }
        | Fault::ConsoleLate { .. }
        | Fault::ConnectionCut { .. }
        | Fault::MachineRebooted { .. }
        | Fault::SignInsClosed { .. }
        | Fault::ArchiveUnavailable { .. }
        | Fault::MysqlRuleOutdated { .. } => {}
    }
}

impl World {
    /// Plants a fault: it acts at once, or stands.
    pub(crate) fn plant(&mut self, fault: Fault, now: Timestamp) {
        match &fault {
            Fault::NoDefaultVpc => self.remove_default_vpc(),
            Fault::LaptopAddressChanged { address } => self.laptop = *address,
            Fault::MysqlRuleOutdated { address } => self.outdate_mysql_rules(*address),
            Fault::MachineRebooted { machine, during: None } => {
                let ids: Vec<_> =
                    self.instances.iter().filter(|instance| instance.is_meant(machine.as_deref())).map(|found| found.id.clone()).collect();
                for id in ids {
                    self.restart_from_inside(&id, now);
                }
            }
            _ => {}
        }
        if let Some(machine) = fault.machine() {
            for instance in self.instances.iter_mut().filter(|instance| instance.is_meant(machine.as_deref())) {
                if let Some(guest) = &mut instance.guest {
                    apply(&fault, guest, now);
                    instance.locked_until = instance.locked_until.max(held_until(&fault, now));
                }
            }
        }
        if !fault.acts_at_once() {
            self.faults.push(Planted { fault, met: 0 });
        }
    }

    /// Takes a standing fault away, with what it did where that can be undone. Whether it stood.
    pub(crate) fn mend(&mut self, fault: &Fault, now: Timestamp) -> bool {
        let Some(place) = self.faults.iter().position(|planted| planted.fault == *fault) else { return false };
        self.faults.remove(place);
        match fault {
            Fault::LaptopAddressChanged { .. } => self.laptop = LAPTOP,
            Fault::NoDefaultVpc if self.vpc.is_none() => {
                // Without a VPC there is nothing that the new one could collide with.
                let _ = self.create_default_vpc();
            }
            Fault::SshdLate { machine, .. } => {
                for instance in self.instances.iter_mut().filter(|instance| instance.is_meant(machine.as_deref())) {
                    instance.sshd_at = instance.sshd_at.min(now);
                }
            }
            Fault::ConsoleLate { machine, .. } => {
                for instance in self.instances.iter_mut().filter(|instance| instance.is_meant(machine.as_deref())) {
                    instance.console_at = instance.console_at.map(|at| at.min(now));
                }
            }
            _ => {}
        }
        if let Some(machine) = fault.machine() {
            for instance in self.instances.iter_mut().filter(|instance| instance.is_meant(machine.as_deref())) {
                if let Some(guest) = &mut instance.guest {
                    match fault {
                        Fault::DpkgLockHeld { .. } => guest.hold_lock(Lock::Dpkg, now),
                        Fault::ListsLockHeld { .. } => guest.hold_lock(Lock::Lists, now),
                        Fault::DiskFull { .. } => guest.set_disk_full(false),
                        Fault::BindAddressOverridden { file, .. } => guest.remove_file(file),
                        Fault::HostKeyReplaced { .. } => guest.restore_host_keys(),
                        _ => {}
                    }
                }
            }
        }
        true
    }

    fn outdate_mysql_rules(&mut self, address: std::net::Ipv4Addr) {
        let rules = self.groups.iter_mut().flat_map(|group| &mut group.rules);
        for rule in rules.filter(|rule| rule.direction == Direction::Ingress && rule.from_port <= 3306 && 3306 <= rule.to_port) {
            rule.peer = Peer::Ipv4(Ipv4Range::new(address, 32));
        }
    }

    /// What goes wrong with a call of the API. Counts the call.
    pub(crate) fn meet_api(&mut self, called: &str, dry: bool) -> Option<ApiFault> {
        let mut met = None;
        self.faults.retain_mut(|planted| {
            let (action, first, times) = match &planted.fault {
                Fault::ApiError { action, first, times, .. } => (action, *first, *times),
                Fault::AnswerLost { action, first, times } => (action, *first, Some(*times)),
                _ => return true,
            };
            let meant = action == "*" || action == called;
            // A dry run does nothing whose answer could be lost.
            if !meant || dry && matches!(planted.fault, Fault::AnswerLost { .. }) {
                return true;
            }
            planted.met += 1;
            let last = times.map(|times| first.saturating_add(times).saturating_sub(1));
            if planted.met >= first && last.is_none_or(|last| planted.met <= last) && met.is_none() {
                met = Some(match &planted.fault {
                    Fault::ApiError { code, .. } => ApiFault::Code(code.clone()),
                    _ => ApiFault::AnswerLost,
                });
            }
            last.is_none_or(|last| planted.met < last)
        });
        met
    }

    /// What goes wrong on a machine at a moment. Uses up what is limited in number.
    pub(crate) fn meet(&mut self, instance: &str, at: FaultPoint<'_>, now: Timestamp) -> Option<Fault> {
        let instance_names = self.instance(instance).ok()?;
        let meant = [Some(instance_names.id.clone()), instance_names.tags.name().map(str::to_owned)];
        let place = self.faults.iter().position(|planted| {
            planted.fault.machine().is_some_and(|machine| machine.is_none() || meant.contains(machine))
                && match (&planted.fault, at) {
                    (Fault::ConnectionCut { command, .. }, FaultPoint::Command(line)) => line.contains(command),
                    (Fault::MachineRebooted { during: Some(command), .. }, FaultPoint::Command(line)) => line.contains(command),
                    (Fault::SignInsClosed { .. }, FaultPoint::SignIn) | (Fault::ArchiveUnavailable { .. }, FaultPoint::Archive) => true,
                    _ => false,
                }
        })?;
        self.faults[place].met += 1;
        let Planted { fault, met } = self.faults[place].clone();
        let over = match &fault {
            Fault::SignInsClosed { times, .. } | Fault::ConnectionCut { times, .. } | Fault::ArchiveUnavailable { tries: times, .. } => {
                met >= *times
            }
            _ => true,
        };
        if over {
            self.faults.remove(place);
        }
        if matches!(fault, Fault::MachineRebooted { .. }) {
            self.restart_from_inside(instance, now);
        }
        Some(fault)
    }
}
