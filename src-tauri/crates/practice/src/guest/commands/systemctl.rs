//! systemctl, service, journalctl.

use std::time::Duration;

use jiff::Timestamp;

use super::Process;
use super::options::Options;
use crate::guest::Guest;
use crate::guest::services::{Active, Entry};

/// How long mysqld takes to start, and to stop.
const START: Duration = Duration::from_millis(1000);
const STOP: Duration = Duration::from_millis(700);

pub(super) async fn systemctl(p: &Process) -> i32 {
    let options = match Options::read(
        p.rest(),
        "aln:p:t:qH:",
        &[
            "no-pager",
            "lines=",
            "full",
            "now",
            "all",
            "type=",
            "state=",
            "property=",
            "value",
            "quiet",
            "no-legend",
            "plain",
            "version",
            "no-ask-password",
        ],
    ) {
        Ok(options) => options,
        Err(message) => return p.fail(1, message),
    };
    if options.has(&["version"]) {
        p.print("systemd 249 (249.11-0ubuntu3.12)\n");
        return 0;
    }
    let verb = options.operands.first().map_or("list-units", String::as_str);
    let names: Vec<String> = options.operands.iter().skip(1).cloned().collect();
    match verb {
        "list-units" | "list-unit-files" => list(p, verb),
        "daemon-reload" | "daemon-reexec" | "reset-failed" => needs_root(p, "reload daemon").unwrap_or(0),
        "reboot" | "poweroff" => super::system::power(p, verb),
        "is-system-running" => {
            let failed = p.machine.look(|guest| guest.services.units().values().any(|unit| matches!(unit.active, Active::Failed { .. })));
            p.print(if failed { "degraded\n" } else { "running\n" });
            i32::from(failed)
        }
        _ if names.is_empty() => p.fail(1, format!("Too few arguments for verb '{verb}'.")),
        "is-active" | "is-enabled" | "is-failed" => ask(p, verb, &names, options.has(&["q", "quiet"])),
        "status" => status(p, &names, &options),
        "show" => show(p, &names, &options),
        "cat" => cat(p, &names),
        "enable" | "disable" | "mask" | "unmask" => {
            let status = enable(p, verb, &names);
            if status == 0 && options.has(&["now"]) {
                return act(p, if verb == "enable" { "start" } else { "stop" }, &names).await;
            }
            status
        }
        "start" | "stop" | "restart" | "reload" | "try-restart" | "reload-or-restart" | "force-reload" => act(p, verb, &names).await,
        other => {
            p.complain(format!("Unknown operation {other}."));
            1
        }
    }
}

/// What systemd says to those who are not root and cannot be asked for a password.
fn needs_root(p: &Process, what: &str) -> Option<i32> {
    if p.who.is_root() {
        return None;
    }
    p.complain(format!("Failed to {what}: Interactive authentication required."));
    Some(1)
}

/// A unit's own name, if there is such a unit.
fn unit_name(guest: &Guest, name: &str) -> Option<String> {
    guest.services.unit(name).map(|(name, _)| name.to_owned())
}

fn full_name(name: &str) -> String {
    if name.contains('.') { name.to_owned() } else { format!("{name}.service") }
}

async fn act(p: &Process, verb: &str, names: &[String]) -> i32 {
    let mut status = 0;
    for name in names {
        if let Some(failed) = needs_root(p, &format!("{verb} {}", full_name(name))) {
            p.complain(format!("See system logs and 'systemctl status {}' for details.", full_name(name)));
            return failed;
        }
        let Some(unit) = p.machine.look(|guest| unit_name(guest, name)) else {
            p.complain(format!("Failed to {verb} {}: Unit {} not found.", full_name(name), full_name(name)));
            status = 5;
            continue;
        };
        let (stop, start) = (verb != "start", verb != "stop");
        if unit != "mysql" {
            let now = p.machine.now();
            p.machine.change(|guest| {
                let active = if start {
                    Active::Running { pid: 2200 + u32::try_from(now.as_second() % 90).unwrap_or(0), since: now }
                } else {
                    Active::Dead { since: Some(now) }
                };
                if stop || !guest.services.is_active(&unit) {
                    guest.services.set_active(&unit, active);
                }
            });
            continue;
        }
        if stop && p.machine.look(|guest| guest.services.is_active("mysql")) {
            p.machine.sleep(STOP).await;
            let now = p.machine.now();
            p.machine.change(|guest| guest.stop_mysqld(now));
        }
        if start && !p.machine.look(|guest| guest.services.is_active("mysql")) {
            p.machine.sleep(START).await;
            let now = p.machine.now();
            if !p.machine.change(|guest| guest.start_mysqld(now)) {
                p.complain("Job for mysql.service failed because the control process exited with error code.\nSee \"systemctl status mysql.service\" and \"journalctl -xeu mysql.service\" for details.");
                status = 1;
            }
        }
    }
    status
}

fn enable(p: &Process, verb: &str, names: &[String]) -> i32 {
    for name in names {
        if let Some(failed) = needs_root(p, &format!("{verb} unit")) {
            return failed;
        }
        let Some(unit) = p.machine.look(|guest| unit_name(guest, name)) else {
            p.complain(format!("Failed to {verb} unit: Unit file {} does not exist.", full_name(name)));
            return 1;
        };
        if verb == "mask" || verb == "unmask" {
            continue;
        }
        let (on, now) = (verb == "enable", p.machine.now());
        if unit == "mysql" {
            p.complain(format!("Synchronizing state of mysql.service with SysV service script with /lib/systemd/systemd-sysv-install.\nExecuting: /lib/systemd/systemd-sysv-install {verb} mysql"));
        }
        let link = format!("/etc/systemd/system/multi-user.target.wants/{unit}.service");
        let changed = p.machine.change(|guest| {
            let changed = guest.services.is_enabled(&unit) != on;
            guest.services.set_enabled(&unit, on);
            match on {
                true => guest.files.put_link(&link, &format!("/lib/systemd/system/{unit}.service"), now),
                false => guest.files.delete(&link),
            }
            changed
        });
        if changed {
            p.complain(if on {
                format!("Created symlink {link} → /lib/systemd/system/{unit}.service.")
            } else {
                format!("Removed {link}.")
            });
        }
    }
    0
}

fn ask(p: &Process, verb: &str, names: &[String], quiet: bool) -> i32 {
    let mut status = 0;
    for name in names {
        let found = p.machine.look(|guest| guest.services.unit(name).map(|(_, unit)| unit.clone()));
        let (text, good) = match (&found, verb) {
            (None, "is-enabled") => {
                p.complain(format!("Failed to get unit file state for {}: No such file or directory", full_name(name)));
                status = 1;
                continue;
            }
            (None, _) => ("inactive", false),
            (Some(unit), "is-enabled") if unit.enabled => ("enabled", true),
            (Some(_), "is-enabled") => ("disabled", false),
            (Some(unit), verb) => match unit.active {
                Active::Running { .. } => ("active", verb == "is-active"),
                Active::Dead { .. } => ("inactive", false),
                Active::Failed { .. } => ("failed", verb == "is-failed"),
            },
        };
        if !quiet {
            p.print(format!("{text}\n"));
        }
        if !good {
            status = if verb == "is-active" { 3 } else { 1 };
        }
    }
    status
}

fn ago(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(since.as_second()).max(0);
    match (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0, seconds) => format!("{seconds}s ago"),
        (0, 0, minutes, seconds) => format!("{minutes}min {seconds}s ago"),
        (0, hours, minutes, _) => format!("{hours}h {minutes}min ago"),
        (1, hours, ..) => format!("1 day {hours}h ago"),
        (days, hours, ..) => format!("{days} days {hours}h ago"),
    }
}

fn moment(at: Timestamp) -> String {
    at.strftime("%a %Y-%m-%d %H:%M:%S UTC").to_string()
}

fn journal_line(entry: &Entry, host: &str) -> String {
    format!("{} {host} {}: {}\n", entry.at.strftime("%b %d %H:%M:%S"), entry.by, entry.text)
}

fn status(p: &Process, names: &[String], options: &Options) -> i32 {
    let lines: usize = options.value(&["n", "lines"]).and_then(|lines| lines.parse().ok()).unwrap_or(10);
    let now = p.machine.now();
    let mut code = 0;
    for name in names {
        let shown = p.machine.look(|guest| {
            let (unit_name, unit) = guest.services.unit(name)?;
            let preset = if unit.enabled { "enabled" } else { "disabled" };
            let (dot, active, result) = match &unit.active {
                Active::Running { since, .. } => ("●", format!("active (running) since {}; {}", moment(*since), ago(*since, now)), 0),
                Active::Dead { since: Some(since) } => ("○", format!("inactive (dead) since {}; {}", moment(*since), ago(*since, now)), 3),
                Active::Dead { since: None } => ("○", "inactive (dead)".to_owned(), 3),
                Active::Failed { since } => ("×", format!("failed (Result: exit-code) since {}; {}", moment(*since), ago(*since, now)), 3),
            };
            let mut text = format!(
                "{dot} {unit_name}.service - {}\n     Loaded: loaded (/lib/systemd/system/{unit_name}.service; {preset}; vendor preset: enabled)\n     Active: {active}\n",
                unit.description
            );
            let mysql = unit_name == "mysql";
            match &unit.active {
                Active::Running { pid, .. } => {
                    let program = if mysql { "mysqld" } else { unit_name };
                    if mysql {
                        text.push_str(&format!("    Process: {} ExecStartPre=/usr/share/mysql/mysql-systemd-start pre (code=exited, status=0/SUCCESS)\n", pid - 8));
                    }
                    text.push_str(&format!("   Main PID: {pid} ({program})\n"));
                    if mysql {
                        text.push_str(&format!("     Status: \"Server is operational\"\n      Tasks: 38 (limit: 1121)\n     Memory: 365.3M\n        CPU: 1.186s\n     CGroup: /system.slice/mysql.service\n             └─{pid} /usr/sbin/mysqld\n"));
                    } else {
                        text.push_str(&format!("      Tasks: 1 (limit: 1121)\n     Memory: 5.6M\n        CPU: 61ms\n     CGroup: /system.slice/{unit_name}.service\n             └─{pid} {program}\n"));
                    }
                }
                Active::Failed { .. } if mysql => text.push_str(
                    "    Process: 3811 ExecStartPre=/usr/share/mysql/mysql-systemd-start pre (code=exited, status=0/SUCCESS)\n    Process: 3819 ExecStart=/usr/sbin/mysqld (code=exited, status=1/FAILURE)\n   Main PID: 3819 (code=exited, status=1/FAILURE)\n     Status: \"Server startup in progress\"\n      Error: 13 (Permission denied)\n        CPU: 1.020s\n",
                ),
                _ => {}
            }
            let entries: Vec<&Entry> = guest.services.journal().filter(|entry| entry.unit == unit_name).collect();
            let entries = &entries[entries.len().saturating_sub(lines)..];
            if !entries.is_empty() {
                text.push('\n');
            }
            for entry in entries {
                text.push_str(&journal_line(entry, &guest.spec.hostname));
            }
            Some((text, result))
        });
        match shown {
            Some((text, result)) => {
                p.print(text);
                code = code.max(result);
            }
            None => {
                p.complain(format!("Unit {} could not be found.", full_name(name)));
                code = 4;
            }
        }
    }
    code
}

fn show(p: &Process, names: &[String], options: &Options) -> i32 {
    let wanted: Vec<String> = options.values(&["p", "property"]).iter().flat_map(|list| list.split(',')).map(str::to_owned).collect();
    for name in names {
        let properties = p.machine.look(|guest| {
            let Some((name, unit)) = guest.services.unit(name) else {
                return vec![
                    ("Id", full_name(name)),
                    ("LoadState", "not-found".to_owned()),
                    ("ActiveState", "inactive".to_owned()),
                    ("SubState", "dead".to_owned()),
                ];
            };
            let (active, sub, pid, since) = match &unit.active {
                Active::Running { pid, since } => ("active", "running", *pid, Some(*since)),
                Active::Dead { .. } => ("inactive", "dead", 0, None),
                Active::Failed { .. } => ("failed", "failed", 0, None),
            };
            vec![
                ("Type", "notify".to_owned()),
                ("Restart", "on-failure".to_owned()),
                ("MainPID", pid.to_string()),
                ("Result", if active == "failed" { "exit-code" } else { "success" }.to_owned()),
                ("Id", format!("{name}.service")),
                ("Names", format!("{name}.service")),
                ("Description", unit.description.clone()),
                ("LoadState", "loaded".to_owned()),
                ("ActiveState", active.to_owned()),
                ("SubState", sub.to_owned()),
                ("FragmentPath", format!("/lib/systemd/system/{name}.service")),
                ("UnitFileState", if unit.enabled { "enabled" } else { "disabled" }.to_owned()),
                ("ActiveEnterTimestamp", since.map(moment).unwrap_or_default()),
            ]
        });
        for (property, value) in properties {
            if !wanted.is_empty() && !wanted.iter().any(|wanted| wanted == property) {
                continue;
            }
            p.print(if options.has(&["value"]) { format!("{value}\n") } else { format!("{property}={value}\n") });
        }
    }
    0
}

fn cat(p: &Process, names: &[String]) -> i32 {
    for name in names {
        let path = format!("/lib/systemd/system/{}", full_name(name));
        match p.machine.look(|guest| guest.files.text(&path)) {
            Some(text) => p.print(format!("# {path}\n{text}")),
            None => {
                p.complain(format!("No files found for {}.", full_name(name)));
                return 1;
            }
        }
    }
    0
}

fn list(p: &Process, verb: &str) -> i32 {
    let text = p.machine.look(|guest| {
        let mut text = String::new();
        for (name, unit) in guest.services.units() {
            let (active, sub) = match unit.active {
                Active::Running { .. } => ("active", "running"),
                Active::Dead { .. } => ("inactive", "dead"),
                Active::Failed { .. } => ("failed", "failed"),
            };
            text.push_str(&match verb {
                "list-units" => {
                    format!("  {name:<27} loaded {active:<8} {sub:<8} {}\n", unit.description, name = format!("{name}.service"))
                }
                _ => format!(
                    "{name:<36} {:<15} enabled\n",
                    if unit.enabled { "enabled" } else { "disabled" },
                    name = format!("{name}.service")
                ),
            });
        }
        text
    });
    p.print(text);
    0
}

pub(super) async fn service(p: &Process) -> i32 {
    let [name, verb, ..] = p.rest() else {
        p.complain("Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]");
        return 1;
    };
    if p.machine.look(|guest| unit_name(guest, name)).is_none() {
        p.complain(format!("{name}: unrecognized service"));
        return 1;
    }
    let args = vec!["systemctl".to_owned(), verb.clone(), name.clone()];
    systemctl(&p.with_args(args)).await
}

pub(super) fn journalctl(p: &Process) -> i32 {
    let options = match Options::read(
        p.rest(),
        "u:n:xefrkbo:",
        &[
            "unit=",
            "lines=",
            "no-pager",
            "since=",
            "until=",
            "follow",
            "reverse",
            "catalog",
            "pager-end",
            "output=",
            "boot",
            "no-hostname",
            "quiet",
        ],
    ) {
        Ok(options) => options,
        Err(message) => return p.fail(1, message),
    };
    let units: Vec<String> = p.machine.look(|guest| {
        let units = options.values(&["u", "unit"]);
        units.iter().map(|name| unit_name(guest, name).unwrap_or_else(|| name.trim_end_matches(".service").to_owned())).collect()
    });
    let all = p.who.is_root() || p.machine.look(|guest| guest.group("adm").is_some_and(|gid| p.who.groups.contains(&gid)));
    if !all {
        p.complain("Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.");
        return 1;
    }
    let wanted = options.value(&["n", "lines"]).and_then(|lines| lines.parse().ok()).unwrap_or(if options.has(&["e", "pager-end"]) {
        1000
    } else {
        usize::MAX
    });
    let mut lines: Vec<String> = p.machine.look(|guest| {
        let host = guest.spec.hostname.clone();
        guest
            .services
            .journal()
            .filter(|entry| units.is_empty() || units.contains(&entry.unit))
            .map(|entry| journal_line(entry, &host))
            .collect()
    });
    lines.drain(..lines.len().saturating_sub(wanted));
    if options.has(&["r", "reverse"]) {
        lines.reverse();
    }
    p.print(if lines.is_empty() { "-- No entries --\n".to_owned() } else { lines.concat() });
    0
}
