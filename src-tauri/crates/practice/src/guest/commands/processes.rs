//! ps, pgrep, kill.

use super::Process;
use super::files::options;
use crate::guest::Guest;
use crate::guest::services::Active;

struct Running {
    user: String,
    pid: u32,
    command: String,
}

/// The processes that there are: init, the services', those that hold a lock, and this shell's.
fn running(p: &Process, guest: &Guest, now: jiff::Timestamp) -> Vec<Running> {
    let mut all = vec![Running { user: "root".to_owned(), pid: 1, command: "/sbin/init".to_owned() }];
    for (name, unit) in guest.services.units() {
        let Active::Running { pid, .. } = unit.active else { continue };
        let (user, command) = match name.as_str() {
            "mysql" => ("mysql", "/usr/sbin/mysqld"),
            "mariadb" => ("mysql", "/usr/sbin/mariadbd"),
            "ssh" => ("root", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"),
            "cron" => ("root", "/usr/sbin/cron -f -P"),
            "dbus" => ("message+", "@dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation --syslog-only"),
            "rsyslog" => ("syslog", "/usr/sbin/rsyslogd -n -iNONE"),
            "systemd-journald" => ("root", "/lib/systemd/systemd-journald"),
            "systemd-networkd" => ("systemd+", "/lib/systemd/systemd-networkd"),
            "systemd-resolved" => ("systemd+", "/lib/systemd/systemd-resolved"),
            "systemd-timesyncd" => ("systemd+", "/lib/systemd/systemd-timesyncd"),
            _ => ("root", "/usr/bin/python3 /usr/share/unattended-upgrades/unattended-upgrade-shutdown --wait-for-signal"),
        };
        all.push(Running { user: user.to_owned(), pid, command: command.to_owned() });
    }
    for holder in guest.locks.holders(now) {
        let command = if holder.command == "unattended-upgr" {
            "/usr/bin/python3 /usr/bin/unattended-upgrade".to_owned()
        } else {
            holder.command.clone()
        };
        if !all.iter().any(|process| process.pid == holder.pid) {
            all.push(Running { user: "root".to_owned(), pid: holder.pid, command });
        }
    }
    all.sort_by_key(|process| process.pid);
    let user = guest.user_name(p.who.uid);
    all.push(Running { user: user.clone(), pid: 1712, command: "-bash".to_owned() });
    all.push(Running { user, pid: 1733, command: p.args.join(" ") });
    all
}

fn snapshot(p: &Process) -> Vec<Running> {
    let now = p.machine.now();
    p.machine.look(|guest| running(p, guest, now))
}

pub(super) fn ps(p: &Process) -> i32 {
    let all = snapshot(p);
    let flags = p.rest().join(" ");
    let own = !(flags.contains('a') || flags.contains('e') || flags.contains('A') || flags.contains('x')) && p.args[0].ends_with("ps");
    if let Some(at) = p.rest().iter().position(|arg| arg == "-p" || arg == "-C") {
        let wanted = p.rest().get(at + 1).cloned().unwrap_or_default();
        let found: Vec<&Running> =
            all.iter().filter(|process| process.pid.to_string() == wanted || short(&process.command) == wanted).collect();
        p.print("    PID TTY          TIME CMD\n");
        for process in &found {
            p.print(format!("{:>7} ?        00:00:00 {}\n", process.pid, short(&process.command)));
        }
        return i32::from(found.is_empty());
    }
    if own {
        p.print("    PID TTY          TIME CMD\n");
        for process in all.iter().filter(|process| process.pid > 1700 && process.pid < 2300) {
            p.print(format!("{:>7} pts/0    00:00:00 {}\n", process.pid, short(&process.command)));
        }
        return 0;
    }
    p.print("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n");
    for process in &all {
        let memory = if process.command.ends_with("mysqld") { (38.2, 1_784_112, 369_120) } else { (0.9, 17_212, 9_104) };
        let tty = if process.pid > 1700 && process.pid < 2300 { "pts/0" } else { "?" };
        p.print(format!(
            "{:<8} {:>7}  0.0 {:>4.1} {:>6} {:>5} {tty:<8} Ss   00:00   0:00 {}\n",
            process.user, process.pid, memory.0, memory.1, memory.2, process.command
        ));
    }
    0
}

/// A command as the kernel names it.
fn short(command: &str) -> String {
    let first = command.split_whitespace().next().unwrap_or_default().trim_start_matches('-').trim_end_matches(':');
    let name = if command.contains("unattended-upgrade") { "unattended-upgr" } else { first.rsplit('/').next().unwrap_or(first) };
    name.chars().take(15).collect()
}

pub(super) fn pgrep(p: &Process) -> i32 {
    let options = options!(p, "flaxu:", &["full", "list-name"]);
    let Some(pattern) = options.operands.first() else { return p.fail(2, "no matching criteria specified") };
    let Ok(pattern) = regex::Regex::new(pattern) else { return p.fail(2, "invalid pattern") };
    let all = snapshot(p);
    let found: Vec<&Running> = all
        .iter()
        .filter(|process| process.pid != 1733)
        .filter(|process| pattern.is_match(&if options.has(&["f", "full"]) { process.command.clone() } else { short(&process.command) }))
        .collect();
    if p.args[0].ends_with("pidof") {
        if !found.is_empty() {
            p.print(format!("{}\n", found.iter().map(|process| process.pid.to_string()).collect::<Vec<_>>().join(" ")));
        }
        return i32::from(found.is_empty());
    }
    for process in &found {
        p.print(if options.has(&["l", "a", "list-name"]) {
            format!("{} {}\n", process.pid, short(&process.command))
        } else {
            format!("{}\n", process.pid)
        });
    }
    i32::from(found.is_empty())
}

pub(super) fn kill(p: &Process) -> i32 {
    let pids: Vec<&String> = p.rest().iter().filter(|arg| !arg.starts_with('-')).collect();
    let mut status = 0;
    for pid in pids {
        let now = p.machine.now();
        let mysqld = p.machine.look(|guest| {
            guest
                .services
                .unit("mysql")
                .is_some_and(|(_, unit)| matches!(unit.active, Active::Running { pid: running, .. } if running.to_string() == *pid))
        });
        if mysqld && p.who.is_root() {
            let hard = p.rest().iter().any(|arg| arg == "-9" || arg == "-KILL" || arg == "-SIGKILL");
            p.machine.change(|guest| {
                guest.stop_mysqld(now);
                // systemd starts it again after a crash, not after an orderly end.
                if hard {
                    guest.start_mysqld(now);
                }
            });
        } else if snapshot(p).iter().any(|process| process.pid.to_string() == *pid) {
            status = p.fail(1, format!("({pid}) - Operation not permitted"));
        } else {
            status = p.fail(1, format!("({pid}) - No such process"));
        }
    }
    status
}
