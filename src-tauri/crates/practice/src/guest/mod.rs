//! One practice machine: Ubuntu 22.04 as EC2 starts it, with what people and programs do on it over SSH.
//!
//! [`Guest`] is pure state and is saved with the world: files, packages, units, the data of a MySQL server. What a command shows is
//! derived from it. Commands run in the [`shell`] over the [`Surroundings`], through which all connections share the one state.

mod base;
mod commands;
mod contents;
mod files;
mod host_keys;
mod io;
mod locks;
mod login;
mod mysqld;
mod packages;
mod proc;
mod services;
pub(crate) mod shell;
mod surroundings;
mod tty;
mod users;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::task::AbortHandle;

pub(crate) use self::commands::Process;
pub(crate) use self::files::Identity;
use self::files::{Errno, Files};
use self::host_keys::HostKeys;
pub(crate) use self::io::{ByteSender, Input, Output};
pub(crate) use self::locks::Lock;
use self::locks::Locks;
pub(crate) use self::login::{login_shell, run_command};
use self::mysqld::Mysqld;
use self::packages::Packages;
use self::services::Services;
pub(crate) use self::surroundings::Surroundings;
pub(crate) use self::tty::Tty;
use crate::mysql;
use crate::world::MysqlFlavour;

/// What a machine is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GuestSpec {
    /// `i-…`
    pub(crate) instance_id: String,
    /// `ip-172-31-18-52`
    pub(crate) hostname: String,
    /// Its address in the VPC.
    pub(crate) private_ip: Ipv4Addr,
    /// The public key of `ubuntu`: one OpenSSH line; empty for none.
    pub(crate) authorized_key: String,
    /// Which MySQL its archive has.
    pub(crate) mysql: MysqlFlavour,
    /// What boot ids and process ids are made of.
    pub(crate) boot_seed: u64,
}

/// One machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Guest {
    pub(crate) spec: GuestSpec,
    host_keys: HostKeys,
    /// Its own, while it shows others.
    #[serde(default)]
    own_host_keys: Option<HostKeys>,
    boots: u32,
    booted_at: Timestamp,
    pub(crate) files: Files,
    packages: Packages,
    services: Services,
    mysqld: Option<Mysqld>,
    locks: Locks,
    disk_full: bool,
    /// The last login over SSH: when.
    last_login: Option<Timestamp>,
    /// What connections have started and what ends with the machine's power.
    #[serde(skip)]
    jobs: Vec<AbortHandle>,
}

impl Guest {
    /// A machine whose disk has just been made from the image; [`Guest::started`] boots it.
    pub(crate) fn new(spec: GuestSpec, now: Timestamp) -> Self {
        let files = base::files(&spec, now);
        Self {
            host_keys: HostKeys::generate(&spec.hostname),
            own_host_keys: None,
            boots: 0,
            booted_at: now,
            files,
            packages: Packages::of_the_image(),
            services: Services::of_the_image(now),
            mysqld: None,
            locks: Locks::default(),
            disk_full: false,
            last_login: None,
            jobs: Vec::new(),
            spec,
        }
    }

    /// The machine boots: the services that are enabled start.
    pub(crate) fn started(&mut self, now: Timestamp) {
        self.boots += 1;
        self.booted_at = now;
        self.locks.forget_processes();
        self.services.boot(now);
        if self.services.is_enabled("mysql") {
            self.start_mysqld(now);
        }
    }

    /// The machine goes down.
    pub(crate) fn stopped(&mut self, now: Timestamp) {
        for job in self.jobs.drain(..) {
            job.abort();
        }
        self.locks.forget_processes();
        self.power_down_mysqld(now);
        self.services.power_down(now);
    }

    /// The machine restarts.
    #[cfg(test)]
    pub(crate) fn reboot(&mut self, now: Timestamp) {
        self.stopped(now);
        self.started(now);
    }

    /// /proc/sys/kernel/random/boot_id
    pub(crate) fn boot_id(&self) -> String {
        let (high, low) = (self.random(1), self.random(2));
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 48) & 0x3fff,
            low & 0xffff_ffff_ffff
        )
    }

    /// A number that belongs to this boot.
    fn random(&self, salt: u64) -> u64 {
        // splitmix64's finish.
        let mut mixed =
            self.spec.boot_seed.wrapping_add(u64::from(self.boots) << 32).wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// What the serial console has shown since the boot.
    pub(crate) fn console_text(&self) -> String {
        base::console(self)
    }

    /// The host keys' fingerprints: `SHA256:…`.
    #[cfg(test)]
    pub(crate) fn host_key_fingerprints(&self) -> Vec<String> {
        self.host_keys.fingerprints()
    }

    /// The private host keys, for sshd.
    pub(crate) fn host_keys(&self) -> Vec<russh::keys::PrivateKey> {
        self.host_keys.private_keys()
    }

    /// The machine shows other host keys; its own are kept.
    pub(crate) fn replace_host_keys(&mut self) {
        let own = std::mem::replace(&mut self.host_keys, HostKeys::generate(&self.spec.hostname));
        self.own_host_keys.get_or_insert(own);
    }

    /// The machine shows its own host keys again.
    pub(crate) fn restore_host_keys(&mut self) {
        if let Some(own) = self.own_host_keys.take() {
            self.host_keys = own;
        }
    }

    /// Whether sshd lets this key in as this user: what stands in the user's authorized_keys.
    pub(crate) fn accepts_key(&self, user: &str, key: &russh::keys::PublicKey) -> bool {
        if user != "ubuntu" {
            return false;
        }
        let lines = self.files.text("/home/ubuntu/.ssh/authorized_keys").unwrap_or_default();
        lines
            .lines()
            .filter_map(|line| russh::keys::PublicKey::from_openssh(line.trim()).ok())
            .any(|known| known.key_data() == key.key_data())
    }

    /// A job has been started that ends with the machine's power.
    pub(crate) fn remember_job(&mut self, job: AbortHandle) {
        self.jobs.retain(|job| !job.is_finished());
        self.jobs.push(job);
    }

    /// An address by number or by name: localhost, this machine's and the others' names in the VPC, /etc/hosts.
    pub(crate) fn resolve(&self, host: &str) -> Option<IpAddr> {
        if let Ok(address) = host.parse() {
            return Some(address);
        }
        if host == "localhost" {
            return Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
        }
        for line in self.files.text("/etc/hosts").unwrap_or_default().lines() {
            let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
            if let Some(address) = words.next().and_then(|address| address.parse().ok())
                && words.any(|name| name == host)
            {
                return Some(address);
            }
        }
        if host == self.spec.hostname {
            return Some(self.spec.private_ip.into());
        }
        // The VPC's resolver knows every ip-a-b-c-d name.
        let numbers = host.strip_suffix(".ec2.internal").unwrap_or(host).strip_prefix("ip-")?;
        numbers.replace('-', ".").parse().ok()
    }

    /// Notes a login; the one before.
    pub(crate) fn note_login(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.last_login.replace(now)
    }

    /// The sockets that listen, with the process: address, port, name.
    pub(crate) fn listeners(&self) -> Vec<(IpAddr, u16)> {
        let mut all = vec![
            (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 53)), 53),
            (IpAddr::V4(Ipv4Addr::UNSPECIFIED), 22),
            (IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED), 22),
        ];
        if self.services.is_active("mariadb") {
            all.push((IpAddr::V4(Ipv4Addr::LOCALHOST), 3306));
        }
        all.extend(self.mysqld.iter().flat_map(|mysqld| mysqld.listeners()));
        all
    }

    /// Whether something listens for other machines at a port.
    pub(crate) fn listens(&self, port: u16) -> bool {
        self.listens_at(IpAddr::V4(self.spec.private_ip), port)
    }

    /// Whether something listens for connections to one of this machine's own addresses.
    pub(crate) fn listens_at(&self, address: IpAddr, port: u16) -> bool {
        self.listeners()
            .into_iter()
            .any(|(at, listening)| listening == port && (at == address || (at.is_unspecified() && (at.is_ipv6() || address.is_ipv4()))))
    }

    /// Whether an address is this machine itself.
    pub(crate) fn is_own(&self, address: IpAddr) -> bool {
        address.is_loopback() || address.is_unspecified() || address == IpAddr::V4(self.spec.private_ip)
    }

    /// The port of MySQL's protocol, while its server listens.
    pub(crate) fn running_mysql_port(&self) -> Option<u16> {
        self.mysqld.as_ref()?.listeners().first().map(|(_, port)| *port)
    }

    /// The MySQL server while it runs.
    pub(crate) fn running_mysql(&mut self) -> Option<&mut mysql::Server> {
        self.mysqld.as_mut().and_then(Mysqld::running)
    }

    /// No byte is free on the disk, or there is room again.
    pub(crate) fn set_disk_full(&mut self, full: bool) {
        self.disk_full = full;
    }

    /// Puts root's file, from outside of the machine.
    pub(crate) fn write_file(&mut self, path: &str, text: &str, now: Timestamp) {
        self.files.put_file(path, text, now);
    }

    /// Takes a file away, from outside of the machine.
    pub(crate) fn remove_file(&mut self, path: &str) {
        self.files.delete(path);
    }

    /// unattended-upgr holds a lock up to a moment.
    pub(crate) fn hold_lock(&mut self, lock: Lock, until: Timestamp) {
        let pid = self.pid(7);
        self.locks.hold_until(lock, pid, until);
    }

    /// A process id for something that runs since the boot.
    fn pid(&self, salt: u64) -> u32 {
        u32::try_from(600 + self.random(salt) % 900).unwrap_or(600)
    }

    /// Whether a path is one of the kernel's files.
    pub(crate) fn shows_in_proc(&self, path: &str) -> bool {
        proc::read(self, path, self.booted_at).is_some()
    }

    /// A file's contents as somebody reads it, /proc included.
    pub(crate) fn read_as(&self, who: &Identity, path: &str, now: Timestamp) -> Result<Vec<u8>, Errno> {
        match proc::read(self, path, now) {
            Some(text) => Ok(text.into_bytes()),
            None => self.files.read(who, path),
        }
    }

    /// Writes a file as somebody.
    pub(crate) fn write_as(
        &mut self,
        who: &Identity,
        path: &str,
        new: &[u8],
        append: bool,
        mode: u32,
        now: Timestamp,
    ) -> Result<(), Errno> {
        if self.disk_full && !new.is_empty() {
            self.files.may_write(who, path)?;
            // What was there is gone already: the file was cut when it was opened.
            if !append {
                self.files.write(who, path, b"", false, mode, now)?;
            }
            return Err(Errno::NoSpace);
        }
        self.files.write(who, path, new, append, mode, now)
    }

    /// Opens a file for writing; the path without links.
    pub(crate) fn open_as(&mut self, who: &Identity, path: &str, append: bool, mode: u32, now: Timestamp) -> Result<String, Errno> {
        if append {
            self.files.may_write(who, path)?;
            if self.files.stat(who, path, true).is_err() {
                self.files.write(who, path, b"", false, mode, now)?;
            }
        } else {
            self.files.write(who, path, b"", false, mode, now)?;
        }
        self.files.resolve(who, path, true)
    }
}
