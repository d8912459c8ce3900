//! apt install: with dpkg's steps in their order.

use std::time::Duration;

use super::Process;
use super::apt::{Held, Wishes, bytes, done, root, take_lock};
use crate::guest::Lock;
use crate::guest::packages::{self, Package, Status, with_dependencies};
use crate::guest::shell::matches_pattern;
use crate::world::FaultPoint;

/// Times of a warm t3.micro: a file fetched, a package unpacked and set up, and what the server's own script takes.
const FETCH: Duration = Duration::from_millis(30);
pub(super) const UNPACK: Duration = Duration::from_millis(70);
const UNPACK_LARGE: Duration = Duration::from_millis(900);
pub(super) const SET_UP: Duration = Duration::from_millis(40);
const SET_UP_SERVER: Duration = Duration::from_millis(5500);

/// Writes the machine-readable progress.
pub(super) struct Progress<'a> {
    pub(super) p: &'a Process,
    pub(super) on: Option<u32>,
    pub(super) done: f64,
    pub(super) steps: f64,
}

impl Progress<'_> {
    fn line(&self, text: &str) {
        match self.on {
            Some(2) => {
                let _ = self.p.stderr.write(format!("{text}\n").as_bytes());
            }
            Some(1) => self.p.print(format!("{text}\n")),
            _ => {}
        }
    }

    fn fetch(&self, number: usize, of: usize) {
        let percent = 100.0 * (number as f64 - 1.0) / of as f64;
        self.line(&format!("dlstatus:{number}:{percent:.4}:Retrieving file {number} of {of}"));
    }

    pub(super) fn step(&mut self, package: &str, what: &str) {
        self.line(&format!("pmstatus:{package}:{:.4}:{what}", 100.0 * self.done / self.steps));
        self.done += 1.0;
    }
}

/// Names in lines of the terminal's width, as apt lists packages.
pub(super) fn listed(names: &[&str]) -> String {
    let mut text = String::new();
    let mut line = String::new();
    for name in names {
        if line.len() + name.len() + 3 > 80 {
            text.push_str(&format!("{line}\n"));
            line.clear();
        }
        line.push_str(if line.is_empty() { "  " } else { " " });
        line.push_str(name);
    }
    if !line.is_empty() {
        text.push_str(&format!("{line}\n"));
    }
    text
}

/// What every change of packages begins with: dpkg's lock, and the names that are meant. Err: the exit code.
pub(super) async fn begin<'a>(p: &'a Process, program: &str, words: &[String], wishes: &Wishes) -> Result<(Held<'a>, Vec<String>), i32> {
    let held = take_lock(p, program, Lock::Dpkg, wishes.lock_timeout).await?;
    let done = done(p);
    p.print(format!("Reading package lists...{done}\nBuilding dependency tree...{done}\nReading state information...{done}\n"));
    Ok((held, meant(p, words)?))
}

/// The packages that stand in the middle of their installation.
fn unfinished(p: &Process) -> Vec<&'static Package> {
    p.machine.look(|guest| {
        packages::archive(guest.spec.mysql)
            .iter()
            .filter(|package| {
                guest
                    .packages
                    .entry(package.name)
                    .is_some_and(|entry| matches!(entry.status, Status::HalfInstalled | Status::Unpacked | Status::HalfConfigured))
            })
            .collect()
    })
}

/// The names that a command line means: patterns, `name=version`, `name:amd64`. Err: the exit code, when one of them is not there.
fn meant(p: &Process, words: &[String]) -> Result<Vec<String>, i32> {
    let (flavour, lists) = p.machine.look(|guest| (guest.spec.mysql, guest.has_package_lists()));
    let installed: Vec<String> = p.machine.look(|guest| guest.packages.entries().map(|(name, _)| name.clone()).collect());
    let mut names = Vec::new();
    for word in words {
        let plain = word.split(['=', ':', '/']).next().unwrap_or(word);
        let known: Vec<&str> = packages::archive(flavour)
            .iter()
            .filter(|_| lists)
            .map(|package| package.name)
            .chain(installed.iter().map(String::as_str))
            .collect();
        if known.contains(&plain) {
            names.push(plain.to_owned());
            continue;
        }
        let hits: Vec<&str> = if plain.contains(['*', '?', '[']) {
            known.into_iter().filter(|name| matches_pattern(plain, name)).collect()
        } else {
            Vec::new()
        };
        if hits.is_empty() {
            p.complain(format!("E: Unable to locate package {plain}"));
            return Err(100);
        }
        for hit in hits {
            p.print(format!("Note, selecting '{hit}' for glob '{plain}'\n"));
            names.push(hit.to_owned());
        }
    }
    names.dedup();
    Ok(names)
}

/// Asks whether to go on; without a terminal and without -y the answer is no.
pub(super) async fn agreed(p: &Process, wishes: &Wishes) -> bool {
    if wishes.yes {
        return true;
    }
    p.print("Do you want to continue? [Y/n] ");
    let answer = p.stdin.read_line().await;
    let yes = answer.as_ref().is_some_and(|line| matches!(line.first(), Some(b'y' | b'Y' | b'\n')));
    if !yes {
        p.print("Abort.\n");
    }
    yes
}

pub(super) async fn install(p: &Process, program: &str, words: &[String], wishes: &Wishes) -> i32 {
    let (held, names) = match begin(p, program, words, wishes).await {
        Ok(begun) => begun,
        Err(status) => return status,
    };
    let (flavour, lists) = p.machine.look(|guest| (guest.spec.mysql, guest.has_package_lists()));
    if let Some(conflict) = names
        .iter()
        .find(|name| name.starts_with("mysql-"))
        .filter(|_| p.machine.look(|guest| guest.packages.is_installed("mariadb-server")))
    {
        p.print("Some packages could not be installed. This may mean that you have\nrequested an impossible situation or if you are using the unstable\ndistribution that some required packages have not yet been created\nor been moved out of Incoming.\nThe following information may help to resolve the situation:\n\n");
        p.print(format!("The following packages have unmet dependencies:\n mariadb-server-10.6 : Conflicts: virtual-mysql-server\n {conflict} : Conflicts: mariadb-server-10.6\n"));
        p.complain("E: Error, pkgProblemResolver::Resolve generated breaks, this may be caused by held packages.");
        return 100;
    }
    let pending = unfinished(p);
    let state = |name: &str| p.machine.look(|guest| guest.packages.entry(name).map(|entry| entry.status));
    let all = with_dependencies(flavour, &names);
    let new: Vec<&Package> = all
        .iter()
        .copied()
        .filter(|package| {
            lists
                && match state(package.name) {
                    None | Some(Status::ConfigFiles | Status::HalfInstalled) => true,
                    Some(_) => wishes.reinstall && names.iter().any(|name| name == package.name),
                }
        })
        .collect();
    for name in &names {
        if let Some(entry) = p.machine.look(|guest| guest.packages.entry(name).filter(|entry| entry.status == Status::Installed).cloned()) {
            p.print(format!("{name} is already the newest version ({}).\n", entry.version));
            p.machine.change(|guest| guest.packages.set_automatic(name, false));
        }
    }
    let extra: Vec<&str> = new.iter().map(|package| package.name).filter(|name| !names.iter().any(|asked| asked == name)).collect();
    let mut shown: Vec<&str> = new.iter().map(|package| package.name).collect();
    shown.sort_unstable();
    if !extra.is_empty() {
        let mut extra = extra.clone();
        extra.sort_unstable();
        p.print(format!("The following additional packages will be installed:\n{}", listed(&extra)));
    }
    if !new.is_empty() {
        p.print(format!("The following NEW packages will be installed:\n{}", listed(&shown)));
    }
    p.print(format!("0 upgraded, {} newly installed, 0 to remove and 0 not upgraded.\n", new.len()));
    let waiting: Vec<&Package> = pending.into_iter().filter(|package| !new.iter().any(|known| known.name == package.name)).collect();
    if !waiting.is_empty() {
        p.print(format!("{} not fully installed or removed.\n", waiting.len()));
    }
    if new.is_empty() && waiting.is_empty() {
        return 0;
    }
    let size: u64 = new.iter().map(|package| package.size).sum();
    let kilobytes: u64 = new.iter().map(|package| package.installed_size).sum();
    if !new.is_empty() {
        p.print(format!(
            "Need to get {} of archives.\nAfter this operation, {} of additional disk space will be used.\n",
            bytes(size),
            bytes(kilobytes * 1000)
        ));
    }
    if wishes.simulate {
        for package in &new {
            p.print(format!("Inst {} ({} Ubuntu:22.04/{} [{}])\n", package.name, package.version, package.origin, package.architecture));
        }
        return 0;
    }
    // apt asks only when it does more than what was asked for.
    if !extra.is_empty() && !agreed(p, wishes).await {
        return 1;
    }
    let mut progress = Progress { p, on: wishes.status, done: 0.0, steps: (new.len() * 3 + waiting.len()) as f64 };
    if let Err(status) = fetch(p, &new, &progress).await {
        return status;
    }
    if wishes.download_only {
        p.print("Download complete and in download only mode\n");
        return 0;
    }
    progress.line("pmstatus:dpkg-exec:0.0000:Running dpkg");
    if new.iter().any(|package| package.name.starts_with("mysql-server")) {
        p.print("Preconfiguring packages ...\n");
    }
    if let Err(status) = unpack(p, &new, &mut progress, &names).await {
        return status;
    }
    let mut configure: Vec<&Package> = waiting;
    configure.extend(&new);
    set_up(p, &configure, &mut progress).await;
    progress.line("pmstatus:dpkg-exec:100.0000:Running dpkg");
    p.print("Processing triggers for man-db (2.10.2-1) ...\n");
    p.print("Processing triggers for libc-bin (2.35-0ubuntu3.8) ...\n");
    drop(held);
    needrestart(p).await;
    0
}

async fn fetch(p: &Process, new: &[&Package], progress: &Progress<'_>) -> Result<(), i32> {
    if new.is_empty() {
        return Ok(());
    }
    let total: u64 = new.iter().map(|package| package.size).sum();
    let failing = p.machine.fault(FaultPoint::Archive).is_some();
    if p.machine.look(|guest| guest.disk_full) {
        p.complain("E: You don't have enough free space in /var/cache/apt/archives/.");
        return Err(100);
    }
    for (index, package) in new.iter().enumerate() {
        progress.fetch(index + 1, new.len());
        let from = format!(
            "http://us-east-1.ec2.archive.ubuntu.com/ubuntu {} {} {} {} {}",
            package.origin, package.architecture, package.name, package.architecture, package.version
        );
        p.machine.sleep(FETCH).await;
        if failing {
            p.print(format!("Err:{} {from}\n  503  Service Unavailable [IP: 91.189.91.81 80]\n", index + 1));
        } else {
            p.print(format!("Get:{} {from} [{}]\n", index + 1, bytes(package.size)));
        }
    }
    if failing {
        for package in new {
            p.complain(format!(
                "E: Failed to fetch http://us-east-1.ec2.archive.ubuntu.com/ubuntu/pool/main/{}/{}_{}_{}.deb  503  Service Unavailable [IP: 91.189.91.81 80]",
                &package.name[..1],
                package.name,
                package.version,
                package.architecture
            ));
        }
        p.complain("E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?");
        return Err(100);
    }
    p.print(format!("Fetched {} in 1s ({}/s)\n", bytes(total), bytes(total)));
    Ok(())
}

async fn unpack(p: &Process, new: &[&Package], progress: &mut Progress<'_>, asked: &[String]) -> Result<(), i32> {
    for (index, package) in new.iter().enumerate() {
        let name = package.name;
        progress.step(name, &format!("Preparing {name} ({})", package.architecture));
        p.print(format!("Selecting previously unselected package {name}.\n"));
        if index == 0 {
            p.print("(Reading database ... 65646 files and directories currently installed.)\n");
        }
        p.print(format!(
            "Preparing to unpack .../{index:02}-{name}_{}_{}.deb ...\n",
            package.version.replace(':', "%3a"),
            package.architecture
        ));
        // Half-way through its files: what is left when the machine loses its power here.
        p.machine.change(|guest| guest.packages.set(name, package.version, Status::HalfInstalled));
        progress.step(name, &format!("Unpacking {name} ({})", package.architecture));
        p.print(format!("Unpacking {name} ({}) ...\n", package.version));
        p.machine.sleep(if package.installed_size > 40_000 { UNPACK_LARGE } else { UNPACK }).await;
        if p.machine.look(|guest| guest.disk_full) {
            p.complain(format!("dpkg: error processing archive /var/cache/apt/archives/{name}_{}_{}.deb (--unpack):\n cannot copy extracted data for './usr/sbin/mysqld' to '/usr/sbin/mysqld.dpkg-new': failed to write (No space left on device)", package.version, package.architecture));
            p.complain("E: Sub-process /usr/bin/dpkg returned an error code (1)");
            return Err(100);
        }
        let now = p.machine.now();
        p.machine.change(|guest| {
            guest.unpack(package, now);
            guest.packages.set_automatic(name, !asked.iter().any(|asked| asked == name));
        });
    }
    Ok(())
}

async fn set_up(p: &Process, all: &[&Package], progress: &mut Progress<'_>) {
    for package in all {
        let name = package.name;
        progress.step(name, &format!("Installing {name} ({})", package.architecture));
        p.print(format!("Setting up {name} ({}) ...\n", package.version));
        p.machine.change(|guest| guest.packages.set(name, package.version, Status::HalfConfigured));
        let server = packages::is_server(package);
        p.machine.sleep(if server { SET_UP_SERVER } else { SET_UP }).await;
        let now = p.machine.now();
        p.machine.change(|guest| guest.configure(package, now));
        if name == "mysql-common" {
            p.print("update-alternatives: using /etc/mysql/my.cnf.fallback to provide /etc/mysql/my.cnf (my.cnf) in auto mode\n");
        }
        if server {
            let pid = 2700 + p.machine.now().as_second().rem_euclid(300);
            p.print("update-alternatives: using /etc/mysql/mysql.cnf to provide /etc/mysql/my.cnf (my.cnf) in auto mode\nRenaming removed key_buffer and myisam-recover options (if present)\n");
            p.print(format!("mysqld will log errors to /var/log/mysql/error.log\nmysqld is running as pid {pid}\n"));
            p.print("Created symlink /etc/systemd/system/multi-user.target.wants/mysql.service → /lib/systemd/system/mysql.service.\n");
        }
    }
}

/// needrestart asks on a terminal unless it is told not to.
async fn needrestart(p: &Process) {
    let mode = p.env.get("NEEDRESTART_MODE").map(String::as_str);
    p.print("\nRunning kernel seems to be up-to-date.\n\n");
    let asks = p.stdout.is_tty()
        && mode.is_none_or(|mode| mode == "i")
        && p.env.get("DEBIAN_FRONTEND").map(String::as_str) != Some("noninteractive");
    if asks && let Some(tty) = &p.tty {
        p.print("Daemons using outdated libraries\n--------------------------------\n\n  1. packagekit.service  2. unattended-upgrades.service  3. none of the above\n\n(Enter the items or ranges you want to select, separated by spaces.)\n\nWhich services should be restarted? ");
        tty.cooked_line(true).await;
        p.print("\n");
        return;
    }
    p.print("No services need to be restarted.\n\nNo containers need to be restarted.\n\nNo user sessions are running outdated binaries.\n\nNo VM guests are running outdated hypervisor (qemu) binaries on this host.\n");
}

/// `dpkg --configure -a`
pub(super) async fn configure_pending(p: &Process) -> i32 {
    if !root(p, Lock::Dpkg) {
        return 2;
    }
    let _held = match take_lock(p, "dpkg", Lock::Dpkg, 0).await {
        Ok(held) => held,
        Err(_) => return 2,
    };
    let pending: Vec<&Package> = unfinished(p)
        .into_iter()
        .filter(|package| {
            p.machine.look(|guest| guest.packages.entry(package.name).is_some_and(|entry| entry.status != Status::HalfInstalled))
        })
        .collect();
    let mut progress = Progress { p, on: None, done: 0.0, steps: 1.0 };
    set_up(p, &pending, &mut progress).await;
    0
}

pub(super) async fn upgrade(p: &Process, wishes: &Wishes) -> i32 {
    let _held = match begin(p, "apt", &[], wishes).await {
        Ok(begun) => begun,
        Err(status) => return status,
    };
    p.print("Calculating upgrade...\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n");
    0
}
