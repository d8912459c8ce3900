//! apt remove, purge and autoremove.

use super::Process;
use super::apt::{Wishes, bytes};
use super::apt_install::{Progress, SET_UP, UNPACK, agreed, begin, listed};
use crate::guest::packages::{self, Status, with_dependencies};

/// The packages that nothing needs any more.
fn unneeded(p: &Process, besides: &[String]) -> Vec<String> {
    p.machine.look(|guest| {
        let staying = |name: &str| guest.packages.is_installed(name) && !besides.iter().any(|gone| gone == name);
        let wanted: Vec<String> =
            guest.packages.entries().filter(|(name, entry)| !entry.automatic && staying(name)).map(|(name, _)| name.clone()).collect();
        let needed = with_dependencies(guest.spec.mysql, &wanted);
        guest
            .packages
            .entries()
            .filter(|(name, entry)| entry.automatic && staying(name) && !needed.iter().any(|package| package.name == name.as_str()))
            .map(|(name, _)| name.clone())
            .collect()
    })
}

pub(super) async fn remove(p: &Process, program: &str, words: &[String], wishes: &Wishes) -> i32 {
    let (_held, names) = match begin(p, program, words, wishes).await {
        Ok(begun) => begun,
        Err(status) => return status,
    };
    // What depends on a package goes with it.
    let mut gone: Vec<String> = Vec::new();
    p.machine.look(|guest| {
        let there = |name: &str| guest.packages.entry(name).is_some_and(|entry| entry.status != Status::ConfigFiles || wishes.purge);
        gone.extend(names.iter().filter(|name| there(name)).cloned());
        loop {
            let more: Vec<String> = packages::archive(guest.spec.mysql)
                .iter()
                .filter(|package| guest.packages.entry(package.name).is_some_and(|entry| entry.status != Status::ConfigFiles))
                .filter(|package| {
                    !gone.iter().any(|known| known == package.name)
                        && package.depends.iter().any(|needed| gone.iter().any(|known| known == needed))
                })
                .map(|package| package.name.to_owned())
                .collect();
            if more.is_empty() {
                break;
            }
            gone.extend(more);
        }
    });
    for name in names.iter().filter(|name| !gone.contains(name)) {
        p.print(format!("Package '{name}' is not installed, so not removed\n"));
    }
    take_away(p, gone, wishes, true).await
}

pub(super) async fn autoremove(p: &Process, program: &str, wishes: &Wishes) -> i32 {
    let _held = match begin(p, program, &[], wishes).await {
        Ok(begun) => begun,
        Err(status) => return status,
    };
    let gone = unneeded(p, &[]);
    take_away(p, gone, wishes, false).await
}

async fn take_away(p: &Process, mut gone: Vec<String>, wishes: &Wishes, tell_unneeded: bool) -> i32 {
    // Dependents first: the archive's order the other way round.
    let flavour = p.machine.look(|guest| guest.spec.mysql);
    gone.sort_by_key(|name| std::cmp::Reverse(packages::archive(flavour).iter().position(|package| package.name == name)));
    let unneeded = if tell_unneeded { unneeded(p, &gone) } else { Vec::new() };
    if !unneeded.is_empty() {
        let names: Vec<&str> = unneeded.iter().map(String::as_str).collect();
        p.print(format!("The following packages were automatically installed and are no longer required:\n{}Use 'sudo apt autoremove' to remove them.\n", listed(&names)));
    }
    let star = if wishes.purge { "*" } else { "" };
    let mut shown: Vec<String> = gone.iter().map(|name| format!("{name}{star}")).collect();
    shown.sort_unstable();
    if !gone.is_empty() {
        p.print(format!("The following packages will be REMOVED:\n{}", listed(&shown.iter().map(String::as_str).collect::<Vec<_>>())));
    }
    p.print(format!("0 upgraded, 0 newly installed, {} to remove and 0 not upgraded.\n", gone.len()));
    if gone.is_empty() || wishes.simulate {
        return 0;
    }
    let kilobytes: u64 = gone.iter().filter_map(|name| packages::find(flavour, name)).map(|package| package.installed_size).sum();
    p.print(format!("After this operation, {} disk space will be freed.\n", bytes(kilobytes * 1000)));
    if !agreed(p, wishes).await {
        return 1;
    }
    let mut progress = Progress { p, on: wishes.status, done: 0.0, steps: (gone.len() * if wishes.purge { 2 } else { 1 }) as f64 };
    p.print("(Reading database ... 66031 files and directories currently installed.)\n");
    for name in &gone {
        let Some(entry) = p.machine.look(|guest| guest.packages.entry(name).cloned()) else { continue };
        if entry.status != Status::ConfigFiles {
            progress.step(name, &format!("Removing {name}"));
            p.print(format!("Removing {name} ({}) ...\n", entry.version));
            p.machine.sleep(UNPACK).await;
            let now = p.machine.now();
            p.machine.change(|guest| guest.remove_package(name, false, now));
        }
    }
    if wishes.purge {
        for name in &gone {
            let Some(entry) = p.machine.look(|guest| guest.packages.entry(name).cloned()) else { continue };
            progress.step(name, &format!("Completely removing {name}"));
            p.print(format!("Purging configuration files for {name} ({}) ...\n", entry.version));
            p.machine.sleep(SET_UP).await;
            let now = p.machine.now();
            p.machine.change(|guest| guest.remove_package(name, true, now));
            let server = name.starts_with("mysql-server") && entry.status == Status::ConfigFiles;
            if server && p.machine.look(|guest| guest.files.node("/var/lib/mysql").is_some()) {
                p.complain(format!("dpkg: warning: while removing {name}, directory '/var/lib/mysql' not empty so not removed"));
            }
        }
    }
    p.print("Processing triggers for man-db (2.10.2-1) ...\n");
    0
}
