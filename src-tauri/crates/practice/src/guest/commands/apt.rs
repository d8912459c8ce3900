//! apt and apt-get: update, and what the command line asks for.

use std::time::Duration;

use super::Process;
use super::options::Options;
use crate::guest::Lock;
use crate::guest::files::file_name;
use crate::guest::packages::{self, LISTS, Status};
use crate::guest::shell::matches_pattern;
use crate::world::FaultPoint;

/// What was asked for beside the verb and the packages.
#[derive(Debug, Clone, Default)]
pub(super) struct Wishes {
    pub(super) yes: bool,
    /// `DPkg::Lock::Timeout`: how long to wait for dpkg's lock; forever below zero.
    pub(super) lock_timeout: i64,
    /// `APT::Status-Fd`: where the machine-readable progress goes.
    pub(super) status: Option<u32>,
    /// `APT::Update::Error-Mode=any`: whether a list that did not come is an error; otherwise it is a warning.
    pub(super) every_list: bool,
    pub(super) purge: bool,
    pub(super) simulate: bool,
    pub(super) download_only: bool,
    pub(super) reinstall: bool,
}

pub(super) async fn apt(p: &Process) -> i32 {
    let name = file_name(&p.args[0]).to_owned();
    let read = Options::read(
        p.rest(),
        "yqso:dft:mV",
        &[
            "yes",
            "assume-yes",
            "quiet",
            "simulate",
            "dry-run",
            "option=",
            "purge",
            "auto-remove",
            "autoremove",
            "no-install-recommends",
            "installed",
            "upgradable",
            "fix-broken",
            "reinstall",
            "download-only",
            "allow-downgrades",
            "version",
            "no-upgrade",
            "only-upgrade",
            "fix-missing",
            "assume-no",
            "all-versions",
        ],
    );
    let options = match read {
        Ok(options) => options,
        Err(message) => {
            p.complain(format!("E: Command line option {message} is not understood in combination with the other options"));
            return 100;
        }
    };
    let mut wishes = Wishes {
        yes: options.has(&["y", "yes", "assume-yes"]),
        // apt waits two minutes by itself when somebody sits before it, apt-get does not.
        lock_timeout: if name == "apt" { 120 } else { 0 },
        status: None,
        every_list: false,
        purge: options.has(&["purge"]),
        simulate: options.has(&["s", "simulate", "dry-run"]),
        download_only: options.has(&["d", "download-only"]),
        reinstall: options.has(&["reinstall"]),
    };
    for option in options.values(&["o", "option"]) {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        match key.to_lowercase().as_str() {
            "dpkg::lock::timeout" => wishes.lock_timeout = value.parse().unwrap_or(0),
            "apt::status-fd" => wishes.status = value.parse().ok(),
            "apt::update::error-mode" => wishes.every_list = value == "any",
            "apt::get::assume-yes" => wishes.yes = value == "true" || value == "1",
            _ => {}
        }
    }
    if options.has(&["version"]) {
        p.print("apt 2.4.13 (amd64)\n");
        return 0;
    }
    let Some((verb, names)) = options.operands.split_first() else {
        p.print(format!("{name} 2.4.13 (amd64)\nUsage: {name} [options] command\n"));
        return 0;
    };
    if name == "apt" && !p.stdout.is_tty() {
        p.complain("\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n");
    }
    match verb.as_str() {
        "update" => update(p, &name, &wishes).await,
        "install" | "reinstall" => {
            wishes.reinstall |= verb == "reinstall";
            super::apt_install::install(p, &name, names, &wishes).await
        }
        "remove" => super::apt_remove::remove(p, &name, names, &wishes).await,
        "purge" => {
            wishes.purge = true;
            super::apt_remove::remove(p, &name, names, &wishes).await
        }
        "autoremove" | "auto-remove" | "autopurge" => {
            wishes.purge |= verb == "autopurge";
            super::apt_remove::autoremove(p, &name, &wishes).await
        }
        "upgrade" | "dist-upgrade" | "full-upgrade" => super::apt_install::upgrade(p, &wishes).await,
        "clean" | "autoclean" | "check" => i32::from(!root(p, Lock::Dpkg)) * 100,
        "list" => list(p, names, options.has(&["installed"])),
        "show" | "policy" | "search" => {
            super::dpkg::apt_cache(&p.with_args([vec!["apt-cache".to_owned(), verb.clone()], names.to_vec()].concat()))
        }
        "showmanual" | "showauto" | "manual" | "auto" => mark(p, verb, names),
        other => {
            p.complain(format!("E: Invalid operation {other}"));
            100
        }
    }
}

/// Whether root asks; otherwise the complaint about the lock file has been written.
pub(super) fn root(p: &Process, lock: Lock) -> bool {
    if p.who.is_root() {
        return true;
    }
    match lock {
        Lock::Dpkg => {
            p.complain("E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)");
            p.complain("E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?");
        }
        Lock::Lists => {
            p.complain("E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)");
            p.complain("E: Unable to lock directory /var/lib/apt/lists/");
        }
    }
    false
}

/// A lock that is held; dropping lets it go, also when the terminal goes away in the middle.
pub(super) struct Held<'a> {
    p: &'a Process,
    lock: Lock,
    pid: u32,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.p.machine.change(|guest| guest.locks.release(self.lock, self.pid));
    }
}

/// Takes a lock, waiting up to a time; 100 when somebody else keeps it.
pub(super) async fn take_lock<'a>(p: &'a Process, program: &str, lock: Lock, timeout: i64) -> Result<Held<'a>, i32> {
    if !root(p, lock) {
        return Err(100);
    }
    let started = p.machine.now();
    let mut told = false;
    loop {
        let now = p.machine.now();
        let holder = match p.machine.change(|guest| guest.locks.take(lock, program, now)) {
            Ok(pid) => return Ok(Held { p, lock, pid }),
            Err(holder) => holder,
        };
        let waited = now.as_second() - started.as_second();
        if timeout >= 0 && waited >= timeout {
            p.complain(format!("E: Could not get lock {}. It is held by process {} ({})", lock.path(), holder.pid, holder.command));
            match lock {
                Lock::Dpkg => {
                    p.complain("N: Be aware that removing the lock file is not a solution and may break your system.");
                    p.complain("E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?");
                }
                Lock::Lists => p.complain("E: Unable to lock directory /var/lib/apt/lists/"),
            }
            return Err(100);
        }
        let text = format!(
            "Waiting for cache lock: Could not get lock {}. It is held by process {} ({})",
            lock.path(),
            holder.pid,
            holder.command
        );
        if p.stdout.is_tty() {
            p.print(format!("\r{text}... {waited}s"));
        } else if !told {
            p.print(format!("{text}...\n"));
        }
        told = true;
        p.machine.sleep(Duration::from_secs(1)).await;
    }
}

/// Where a list of the archive comes from, as apt shows it.
fn source(host: &str, suite: &str) -> String {
    format!("http://{host}/ubuntu {suite}")
}

async fn update(p: &Process, program: &str, wishes: &Wishes) -> i32 {
    // The lists' lock is not waited for, whatever DPkg::Lock::Timeout says.
    p.print(reading(p, "package lists"));
    let _held = match take_lock(p, program, Lock::Lists, 0).await {
        Ok(held) => held,
        Err(status) => return status,
    };
    let (full, fault) = (p.machine.look(|guest| guest.disk_full), p.machine.fault(FaultPoint::Archive));
    let mut suites: Vec<(&str, &str)> = Vec::new();
    for (host, suite, ..) in LISTS {
        if !suites.contains(&(*host, *suite)) {
            suites.push((host, suite));
        }
    }
    p.machine.sleep(Duration::from_millis(400)).await;
    if fault.is_some() {
        for (number, (host, suite)) in suites.iter().enumerate() {
            p.print(format!("Err:{} {} InRelease\n  503  Service Unavailable [IP: 91.189.91.81 80]\n", number + 1, source(host, suite)));
        }
        p.print(reading(p, "package lists"));
        let severity = if wishes.every_list { "E" } else { "W" };
        for (host, suite) in &suites {
            p.complain(format!(
                "{severity}: Failed to fetch http://{host}/ubuntu/dists/{suite}/InRelease  503  Service Unavailable [IP: 91.189.91.81 80]"
            ));
        }
        p.complain(format!("{severity}: Some index files failed to download. They have been ignored, or old ones used instead."));
        return i32::from(wishes.every_list) * 100;
    }
    let fresh = p.machine.look(|guest| guest.has_package_lists());
    let mut number = 0;
    for (host, suite) in &suites {
        number += 1;
        p.print(if fresh {
            format!("Hit:{number} {} InRelease\n", source(host, suite))
        } else {
            format!("Get:{number} {} InRelease [270 kB]\n", source(host, suite))
        });
    }
    let mut total = 270_000 * suites.len() as u64;
    if !fresh {
        for (host, suite, component, size) in LISTS {
            number += 1;
            let fetched = size / 5;
            total += fetched;
            p.machine.sleep(Duration::from_millis(200)).await;
            p.print(format!("Get:{number} {}/{component} amd64 Packages [{}]\n", source(host, suite), bytes(fetched)));
        }
    }
    if full {
        p.complain("E: Write error - write (28: No space left on device)\nE: IO Error saving source cache\nE: The package lists or status file could not be parsed or opened.");
        return 100;
    }
    p.machine.sleep(Duration::from_millis(400)).await;
    if !fresh {
        p.print(format!("Fetched {} in 2s ({}/s)\n", bytes(total), bytes(total / 2)));
    }
    let now = p.machine.now();
    p.machine.change(|guest| guest.write_package_lists(now));
    p.print(reading(p, "package lists"));
    if program == "apt" {
        let done = done(p);
        p.print(format!("Building dependency tree...{done}\nReading state information...{done}\nAll packages are up to date.\n"));
    }
    0
}

/// What stands behind a step that is done: nothing when nobody could have watched it.
pub(super) fn done(p: &Process) -> &'static str {
    if p.stdout.is_tty() { " Done" } else { "" }
}

fn reading(p: &Process, what: &str) -> String {
    format!("Reading {what}...{}\n", done(p))
}

/// Bytes as apt shows them.
pub(super) fn bytes(count: u64) -> String {
    match count {
        0..10_000 => format!("{count} B"),
        10_000..1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        1_000_000..100_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        count => format!("{:.0} MB", count as f64 / 1e6),
    }
}

fn list(p: &Process, patterns: &[String], installed_only: bool) -> i32 {
    p.print("Listing...\n");
    let (flavour, lists) = p.machine.look(|guest| (guest.spec.mysql, guest.has_package_lists()));
    let entries: Vec<_> = p.machine.look(|guest| guest.packages.entries().map(|(name, entry)| (name.clone(), entry.clone())).collect());
    let wanted = |name: &str| patterns.is_empty() || patterns.iter().any(|pattern| matches_pattern(pattern, name));
    let mut lines = Vec::new();
    for (name, entry) in &entries {
        if entry.status != Status::ConfigFiles && wanted(name) {
            let package = packages::find(flavour, name);
            let origin = package.map_or("jammy", |package| package.origin.split('/').next().unwrap_or("jammy"));
            let architecture = package.map_or("amd64", |package| package.architecture);
            let mark = if entry.automatic { "[installed,automatic]" } else { "[installed]" };
            lines.push(format!("{name}/{origin},now {} {architecture} {mark}\n", entry.version));
        }
    }
    if !installed_only && lists {
        for package in packages::archive(flavour) {
            let here = entries.iter().any(|(name, entry)| name == package.name && entry.status != Status::ConfigFiles);
            if !here && wanted(package.name) {
                lines.push(format!(
                    "{}/{} {} {}\n",
                    package.name,
                    package.origin.split('/').next().unwrap_or("jammy"),
                    package.version,
                    package.architecture
                ));
            }
        }
    }
    lines.sort();
    p.print(lines.concat());
    0
}

fn mark(p: &Process, verb: &str, names: &[String]) -> i32 {
    if verb.starts_with("show") {
        let automatic = verb == "showauto";
        let shown: Vec<String> = p.machine.look(|guest| {
            guest.packages.entries().filter(|(_, entry)| entry.automatic == automatic).map(|(name, _)| format!("{name}\n")).collect()
        });
        p.print(shown.concat());
        return 0;
    }
    if !root(p, Lock::Dpkg) {
        return 100;
    }
    for name in names {
        p.machine.change(|guest| guest.packages.set_automatic(name, verb == "auto"));
        p.print(format!("{name} set to {} installed.\n", if verb == "auto" { "automatically" } else { "manually" }));
    }
    0
}
