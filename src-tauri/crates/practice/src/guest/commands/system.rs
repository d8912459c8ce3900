//! Commands that tell about the machine and its users.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Process;
use super::files::options;
use super::options::Options;
use super::stat::human;
use crate::guest::proc;

pub(super) fn whoami(p: &Process) -> i32 {
    p.print(format!("{}\n", p.user()));
    0
}

pub(super) fn id(p: &Process) -> i32 {
    let options = options!(p, "ungG", &["user", "name", "group"]);
    let operand = options.operands.first();
    let who = match operand {
        None => p.who.clone(),
        Some(name) => match p.machine.look(|guest| guest.user(name)) {
            Some((who, _)) => who,
            None => return p.fail(1, format!("‘{name}’: no such user")),
        },
    };
    let text = p.machine.look(|guest| {
        let (user, group) = (guest.user_name(who.uid), guest.group_name(who.gid));
        let mut groups = who.groups.clone();
        groups.dedup();
        if options.has(&["u", "user"]) {
            return if options.has(&["n", "name"]) { user } else { who.uid.to_string() };
        }
        if options.has(&["g", "group"]) {
            return if options.has(&["n", "name"]) { group } else { who.gid.to_string() };
        }
        if options.has(&["G"]) {
            let shown = |gid: &u32| if options.has(&["n", "name"]) { guest.group_name(*gid) } else { gid.to_string() };
            return groups.iter().map(shown).collect::<Vec<_>>().join(" ");
        }
        let groups: Vec<String> = groups.iter().map(|gid| format!("{gid}({})", guest.group_name(*gid))).collect();
        format!("uid={}({user}) gid={}({group}) groups={}", who.uid, who.gid, groups.join(","))
    });
    p.print(format!("{text}\n"));
    0
}

pub(super) fn groups(p: &Process) -> i32 {
    let names: Vec<String> = p.machine.look(|guest| p.who.groups.iter().map(|gid| guest.group_name(*gid)).collect());
    p.print(format!("{}\n", names.join(" ")));
    0
}

pub(super) fn hostname(p: &Process) -> i32 {
    let options = options!(p, "iIfsdA", &["ip-address", "all-ip-addresses", "fqdn", "long", "short"]);
    let (name, address) = p.machine.look(|guest| (guest.spec.hostname.clone(), guest.spec.private_ip));
    if let Some(new) = options.operands.first() {
        if !p.who.is_root() {
            return p.fail(1, "you must be root to change the host name");
        }
        let new = new.clone();
        p.machine.change(|guest| guest.spec.hostname = new);
        return 0;
    }
    let text = if options.has(&["i", "ip-address"]) {
        address.to_string()
    } else if options.has(&["I", "all-ip-addresses"]) {
        format!("{address} ")
    } else if options.has(&["f", "A", "fqdn", "long"]) {
        format!("{name}.ec2.internal")
    } else if options.has(&["d"]) {
        "ec2.internal".to_owned()
    } else {
        name
    };
    p.print(format!("{text}\n"));
    0
}

pub(super) fn hostnamectl(p: &Process) -> i32 {
    let text = p.machine.look(|guest| {
        format!(
            " Static hostname: {}\n       Icon name: computer-vm\n         Chassis: vm\n      Machine ID: ec2{:029x}\n         Boot ID: {}\n  Virtualization: amazon\nOperating System: Ubuntu 22.04.5 LTS\n          Kernel: Linux {}\n    Architecture: x86-64\n Hardware Vendor: Amazon EC2\n  Hardware Model: t3.micro\n",
            guest.spec.hostname,
            guest.spec.boot_seed,
            guest.boot_id().replace('-', ""),
            proc::KERNEL
        )
    });
    p.print(text);
    0
}

pub(super) fn uname(p: &Process) -> i32 {
    let options = options!(p, "asnrvmpio", &["all"]);
    let host = p.machine.look(|guest| guest.spec.hostname.clone());
    let all = options.has(&["a", "all"]);
    let parts = [
        ("s", "Linux"),
        ("n", host.as_str()),
        ("r", proc::KERNEL),
        ("v", proc::BUILD),
        ("m", "x86_64"),
        ("p", "x86_64"),
        ("i", "x86_64"),
        ("o", "GNU/Linux"),
    ];
    let mut shown: Vec<&str> = parts.iter().filter(|(flag, _)| all || options.has(&[flag])).map(|(_, text)| *text).collect();
    if shown.is_empty() {
        shown.push("Linux");
    }
    p.print(format!("{}\n", shown.join(" ")));
    0
}

fn uptime_line(p: &Process) -> String {
    let now = p.machine.now();
    let up = p.machine.look(|guest| proc::uptime(guest, now));
    let (days, hours, minutes) = (up / 86_400, up / 3600 % 24, up / 60 % 60);
    let days = match days {
        0 => String::new(),
        1 => "1 day, ".to_owned(),
        days => format!("{days} days, "),
    };
    let time = if hours > 0 { format!("{hours:2}:{minutes:02}") } else { format!("{minutes} min") };
    format!(" {} up {days}{time},  1 user,  load average: 0.08, 0.03, 0.01\n", now.to_zoned(TimeZone::UTC).strftime("%H:%M:%S"))
}

pub(super) fn uptime(p: &Process) -> i32 {
    let options = options!(p, "ps", &["pretty", "since"]);
    if options.has(&["s", "since"]) {
        let since = p.machine.look(|guest| guest.booted_at);
        p.print(format!("{}\n", since.strftime("%Y-%m-%d %H:%M:%S")));
        return 0;
    }
    if options.has(&["p", "pretty"]) {
        let now = p.machine.now();
        let up = p.machine.look(|guest| proc::uptime(guest, now));
        p.print(format!("up {} minutes\n", up / 60));
        return 0;
    }
    p.print(uptime_line(p));
    0
}

pub(super) fn w(p: &Process) -> i32 {
    let login = p.machine.look(|guest| guest.last_login).unwrap_or_else(|| p.machine.now());
    p.print(format!(
        "{}USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\nubuntu   pts/0    -                {}    0.00s  0.03s  0.00s w\n",
        uptime_line(p),
        login.strftime("%H:%M")
    ));
    0
}

pub(super) fn date(p: &Process) -> i32 {
    let options = options!(p, "ud:Is", &["utc", "date=", "iso-8601", "rfc-3339="]);
    let at = match options.value(&["d", "date"]) {
        None => p.machine.now(),
        Some(text) => {
            match text.strip_prefix('@').and_then(|seconds| seconds.parse().ok()).and_then(|seconds| Timestamp::from_second(seconds).ok()) {
                Some(at) => at,
                None => match text.parse::<Timestamp>() {
                    Ok(at) => at,
                    Err(_) => return p.fail(1, format!("invalid date ‘{text}’")),
                },
            }
        }
    };
    let format = options.operands.iter().find_map(|operand| operand.strip_prefix('+')).unwrap_or(if options.has(&["I", "iso-8601"]) {
        "%Y-%m-%d"
    } else {
        "%a %b %e %H:%M:%S UTC %Y"
    });
    match jiff::fmt::strtime::format(format, &at.to_zoned(TimeZone::UTC)) {
        Ok(text) => {
            p.print(format!("{text}\n"));
            0
        }
        Err(_) => p.fail(1, format!("invalid date format ‘{format}’")),
    }
}

/// The root disk in kB.
const DISK: u64 = 8_065_444;

pub(super) fn df(p: &Process) -> i32 {
    let options = match Options::read(p.rest(), "hHkTamiP", &["output=", "human-readable", "portability"]) {
        Ok(options) => options,
        // `--output` without a list is all columns.
        Err(_) => return p.usage("option '--output' needs a list here: --output=avail"),
    };
    let used = p.machine.look(|guest| if guest.disk_full { DISK } else { 1_912_304 + guest.installed_kilobytes() });
    let available = DISK.saturating_sub(used);
    let percent = used * 100 / DISK;
    let size = |kilobytes: u64| if options.has(&["h", "H", "human-readable"]) { human(kilobytes * 1024) } else { kilobytes.to_string() };
    if let Some(list) = options.value(&["output"]) {
        let column = |name: &str| match name {
            "source" => ("Filesystem", "/dev/root".to_owned()),
            "fstype" => ("Type", "ext4".to_owned()),
            "size" => (if options.has(&["h"]) { "Size" } else { "1K-blocks" }, size(DISK)),
            "used" => ("Used", size(used)),
            "pcent" => ("Use%", format!("{percent}%")),
            "target" => ("Mounted on", "/".to_owned()),
            _ => ("Avail", size(available)),
        };
        let columns: Vec<_> = list.split(',').map(column).collect();
        let width = |(head, value): &(&str, String)| head.len().max(value.len());
        for row in 0..2 {
            let cells: Vec<String> =
                columns.iter().map(|cell| format!("{:>w$}", if row == 0 { cell.0 } else { cell.1.as_str() }, w = width(cell))).collect();
            p.print(format!("{}\n", cells.join(" ")));
        }
        return 0;
    }
    let human_readable = options.has(&["h", "H", "human-readable"]);
    let heads = if human_readable { ["Filesystem", "Size", "Used", "Avail"] } else { ["Filesystem", "1K-blocks", "Used", "Available"] };
    let mut rows = vec![heads.map(str::to_owned)];
    let mut ends = vec!["Use% Mounted on".to_owned()];
    let mut row = |name: &str, total: u64, used: u64, at: &str| {
        rows.push([name.to_owned(), size(total), size(used), size(total.saturating_sub(used))]);
        ends.push(format!("{:>3}% {at}", used * 100 / total));
    };
    row("/dev/root", DISK, used, "/");
    if options.operands.is_empty() {
        row("tmpfs", proc::MEMORY_TOTAL / 2, 0, "/dev/shm");
        row("tmpfs", proc::MEMORY_TOTAL / 5, 864, "/run");
    }
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let (w0, w1, w2, w3) = (width(0).max(14), width(1).max(5), width(2).max(5), width(3).max(5));
    for ([name, total, used, available], end) in rows.iter().zip(&ends) {
        p.print(format!("{name:<w0$} {total:>w1$} {used:>w2$} {available:>w3$} {end}\n"));
    }
    0
}

pub(super) fn free(p: &Process) -> i32 {
    let options = options!(p, "hmgkbtw", &["human", "mega", "giga"]);
    let used = p.machine.look(proc::used_memory);
    let shown = |kilobytes: u64| {
        if options.has(&["h", "human"]) {
            format!("{}i", human(kilobytes * 1024))
        } else if options.has(&["m", "mega"]) {
            (kilobytes / 1024).to_string()
        } else if options.has(&["g", "giga"]) {
            (kilobytes / 1024 / 1024).to_string()
        } else {
            kilobytes.to_string()
        }
    };
    let total = proc::MEMORY_TOTAL;
    let free = total.saturating_sub(used + proc::CACHED);
    p.print("               total        used        free      shared  buff/cache   available\n");
    p.print(format!(
        "Mem:    {:>12}{:>12}{:>12}{:>12}{:>12}{:>12}\n",
        shown(total),
        shown(used),
        shown(free),
        shown(864),
        shown(proc::CACHED),
        shown(free + proc::CACHED * 9 / 10)
    ));
    p.print(format!("Swap:   {:>12}{:>12}{:>12}\n", shown(0), shown(0), shown(0)));
    0
}

pub(super) fn lsb_release(p: &Process) -> i32 {
    let options = options!(p, "acdirsv", &["all", "short"]);
    let all = options.has(&["a", "all"]);
    for (flag, name, value) in [
        ("i", "Distributor ID", "Ubuntu"),
        ("d", "Description", "Ubuntu 22.04.5 LTS"),
        ("r", "Release", "22.04"),
        ("c", "Codename", "jammy"),
    ] {
        if all || options.has(&[flag]) {
            p.print(if options.has(&["s", "short"]) { format!("{value}\n") } else { format!("{name}:\t{value}\n") });
        }
    }
    0
}

pub(super) fn which(p: &Process) -> i32 {
    let search = p.env.get("PATH").cloned().unwrap_or_else(|| super::PATH.to_owned());
    let mut status = 0;
    for name in p.rest().iter().filter(|arg| !arg.starts_with('-')) {
        let machine = p.machine.clone();
        match machine.look(|guest| super::find(guest, &p.who, &p.cwd, &search, name)) {
            Ok(path) => p.print(format!("{path}\n")),
            Err(_) => status = 1,
        }
    }
    status
}

pub(super) async fn sleep(p: &Process) -> i32 {
    let mut total = 0.0;
    for arg in p.rest() {
        let (number, factor) = match arg.strip_suffix(['s', 'm', 'h', 'd']) {
            Some(number) => (
                number,
                match arg.chars().last() {
                    Some('m') => 60.0,
                    Some('h') => 3600.0,
                    Some('d') => 86_400.0,
                    _ => 1.0,
                },
            ),
            None => (arg.as_str(), 1.0),
        };
        match number.parse::<f64>() {
            Ok(number) if number >= 0.0 && number.is_finite() => total += number * factor,
            _ => return p.usage(&format!("invalid time interval ‘{arg}’")),
        }
    }
    if p.rest().is_empty() {
        return p.usage("missing operand");
    }
    p.machine.sleep(Duration::from_secs_f64(total.min(1e9))).await;
    0
}

pub(super) fn cloud_init(p: &Process) -> i32 {
    match p.rest().first().map(String::as_str) {
        Some("status") => {
            if p.rest().iter().any(|arg| arg == "--long" || arg == "-l") {
                let booted = p.machine.look(|guest| guest.booted_at);
                p.print(format!(
                    "status: done\nboot_status_code: enabled-by-generator\nlast_update: {}\ndetail:\nDataSourceEc2Local\n",
                    booted.strftime("%a, %d %b %Y %H:%M:%S +0000")
                ));
            } else {
                // sshd of this image starts after cloud-init's last stage that matters: there is nothing to wait for.
                p.print("status: done\n");
            }
            0
        }
        Some("--version" | "-v") => {
            p.print("/usr/bin/cloud-init 24.4.1-0ubuntu0~22.04.1\n");
            0
        }
        _ => p.fail(2, "usage: /usr/bin/cloud-init [-h] [--version] {status} ..."),
    }
}

pub(super) fn lslocks(p: &Process) -> i32 {
    let options = options!(p, "no:ubrp:", &["noheadings", "output=", "notruncate"]);
    let now = p.machine.now();
    let columns = options.value(&["o", "output"]).unwrap_or("COMMAND,PID,TYPE,SIZE,MODE,M,START,END,PATH").to_uppercase();
    let columns: Vec<&str> = columns.split(',').collect();
    let holders: Vec<_> = p.machine.look(|guest| guest.locks.holders(now).cloned().collect());
    // Only root sees which files others have locked.
    let path_of = |path: &'static str| if p.who.is_root() { path } else { "" };
    let mut rows: Vec<Vec<String>> = Vec::new();
    if !options.has(&["n", "noheadings"]) {
        rows.push(columns.iter().map(|column| (*column).to_owned()).collect());
    }
    for holder in &holders {
        let mut paths = vec![holder.lock.path()];
        if holder.lock == crate::guest::Lock::Dpkg {
            paths.push("/var/lib/dpkg/lock");
        }
        for path in paths {
            rows.push(
                columns
                    .iter()
                    .map(|column| match *column {
                        "COMMAND" => holder.command.clone(),
                        "PID" => holder.pid.to_string(),
                        "TYPE" => "POSIX".to_owned(),
                        "SIZE" => "0B".to_owned(),
                        "MODE" => "WRITE".to_owned(),
                        "PATH" => path_of(path).to_owned(),
                        _ => "0".to_owned(),
                    })
                    .collect(),
            );
        }
    }
    let widths: Vec<usize> = (0..columns.len()).map(|at| rows.iter().map(|row| row[at].len()).max().unwrap_or(0)).collect();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&columns)
            .zip(&widths)
            .map(|((cell, column), width)| {
                if matches!(*column, "COMMAND" | "PATH" | "TYPE" | "MODE") { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            })
            .collect();
        p.print(format!("{}\n", cells.join(" ").trim_end()));
    }
    0
}

/// reboot, poweroff, shutdown
pub(super) fn power(p: &Process, name: &str) -> i32 {
    if !p.who.is_root() {
        p.complain("Failed to set wall message, ignoring: Interactive authentication required.\nFailed to reboot system via logind: Interactive authentication required.");
        return 1;
    }
    let reboot = name == "reboot" || p.rest().iter().any(|arg| arg == "-r");
    if reboot {
        p.machine.reboot()
    } else {
        p.machine.power_off()
    }
    0
}
