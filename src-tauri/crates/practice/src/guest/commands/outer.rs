//! Programs that run another program: sudo, su, env, nohup, timeout, xargs.

use std::time::Duration;

use super::{Missing, Process, SECURE_PATH, execute};

/// Runs the program in the process's arguments; says in the way of `name` when there is none.
async fn run(process: Process, name: &str) -> i32 {
    let (stderr, program) = (process.stderr.clone(), process.args.first().cloned().unwrap_or_default());
    match execute(process).await {
        Ok(status) => status,
        Err(missing) => {
            let text = match (name, missing) {
                ("sudo", Missing::NotFound) => format!("sudo: {program}: command not found\n"),
                ("sudo", _) => format!("sudo: {program}: command not found\n"),
                (name, Missing::NotFound) => format!("{name}: ‘{program}’: No such file or directory\n"),
                (name, _) => format!("{name}: ‘{program}’: Permission denied\n"),
            };
            let _ = stderr.write(text.as_bytes());
            match (name, missing) {
                ("sudo", _) => 1,
                (_, Missing::NotFound) => 127,
                _ => 126,
            }
        }
    }
}

/// `NAME=value`
fn assignment(arg: &str) -> Option<(String, String)> {
    let (name, value) = arg.split_once('=')?;
    let named = !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    named.then(|| (name.to_owned(), value.to_owned()))
}

pub(super) async fn sudo(mut process: Process) -> i32 {
    let mut user = "root".to_owned();
    let (mut keep, mut login, mut shell) = (false, false, false);
    let mut given = Vec::new();
    let mut at = 1;
    while at < process.args.len() {
        let arg = process.args[at].clone();
        at += 1;
        match arg.as_str() {
            "-u" | "--user" => {
                let Some(name) = process.args.get(at) else { return process.fail(1, "option requires an argument -- 'u'") };
                user.clone_from(name);
                at += 1;
            }
            "-g" | "-p" | "-C" | "-h" => at += 1,
            "-E" | "--preserve-env" => keep = true,
            "-H" | "-n" | "-S" | "-b" | "--non-interactive" | "--set-home" => {}
            "-i" | "--login" => login = true,
            "-s" | "--shell" => shell = true,
            "-k" | "-K" | "-v" => return 0,
            "-l" | "--list" => {
                let host = process.machine.look(|guest| guest.spec.hostname.clone());
                process.print(format!(
                    "User ubuntu may run the following commands on {host}:\n    (ALL : ALL) ALL\n    (ALL) NOPASSWD: ALL\n"
                ));
                return 0;
            }
            "-V" | "--version" => {
                process.print("Sudo version 1.9.9\n");
                return 0;
            }
            "--" => break,
            flag if flag.starts_with('-') => {
                if let Some(name) = flag.strip_prefix("-u").or_else(|| flag.strip_prefix("--user=")) {
                    name.clone_into(&mut user);
                    continue;
                }
                process.complain(format!("sudo: invalid option -- '{}'", flag.trim_start_matches('-')));
                process.complain("usage: sudo -h | -K | -k | -V\nusage: sudo [-AbEHknPS] [-u user] [VAR=value] [-i|-s] [<command>]");
                return 1;
            }
            other => match assignment(other) {
                Some(pair) => given.push(pair),
                None => {
                    at -= 1;
                    break;
                }
            },
        }
    }
    let mut args = process.args[at..].to_vec();
    if args.is_empty() && !login && !shell {
        process.complain("usage: sudo -h | -K | -k | -V\nusage: sudo [-AbEHknPS] [-u user] [VAR=value] [-i|-s] [<command>]");
        return 1;
    }
    let may =
        process.who.is_root() || process.machine.look(|guest| guest.group("sudo").is_some_and(|gid| process.who.groups.contains(&gid)));
    if !may {
        let name = process.user();
        process.complain(format!("{name} is not in the sudoers file.  This incident will be reported."));
        return 1;
    }
    let Some((who, home)) = process.machine.look(|guest| guest.user(&user)) else {
        process.complain(format!("sudo: unknown user: {user}\nsudo: error initializing audit plugin sudoers_audit"));
        return 1;
    };
    let caller = process.user();
    if !keep {
        process.env.retain(|name, _| ["TERM", "LANG", "DISPLAY", "XAUTHORITY"].contains(&name.as_str()) || name.starts_with("LC_"));
    }
    for (name, value) in [
        ("SUDO_USER", caller.as_str()),
        ("USER", &user),
        ("LOGNAME", &user),
        ("HOME", &home),
        ("SHELL", "/bin/bash"),
        ("PATH", SECURE_PATH),
    ] {
        process.env.insert(name.to_owned(), value.to_owned());
    }
    process.env.extend(given);
    process.who = who;
    if login {
        process.cwd = home;
    }
    if login || shell {
        let name = if login { "-bash" } else { "bash" };
        let line = args.iter().map(|arg| quote(arg)).collect::<Vec<_>>().join(" ");
        args = if args.is_empty() { vec![name.to_owned()] } else { vec![name.to_owned(), "-c".to_owned(), line] };
        process.args = args;
        return super::shells::bash(process).await;
    }
    process.args = args;
    run(process, "sudo").await
}

/// A word that a shell reads as itself.
fn quote(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

pub(super) async fn su(mut process: Process) -> i32 {
    let mut args = process.rest().to_vec();
    let login = args.iter().any(|arg| ["-", "-l", "--login"].contains(&arg.as_str()));
    args.retain(|arg| !["-", "-l", "--login"].contains(&arg.as_str()));
    let command = args.iter().position(|arg| arg == "-c").map(|at| {
        let line = args.get(at + 1).cloned().unwrap_or_default();
        args.drain(at..(at + 2).min(args.len()));
        line
    });
    let user = args.first().cloned().unwrap_or_else(|| "root".to_owned());
    let Some((who, home)) = process.machine.look(|guest| guest.user(&user)) else {
        return process.fail(1, format!("user {user} does not exist or the user entry does not contain all the required fields"));
    };
    if !process.who.is_root() {
        // Nobody has a password on this image.
        match &process.tty {
            Some(tty) => tty.secret_line("Password: ").await,
            None => None,
        };
        return process.fail(1, "Authentication failure");
    }
    for (name, value) in [("USER", &user), ("LOGNAME", &user), ("HOME", &home)] {
        process.env.insert(name.to_owned(), value.clone());
    }
    process.who = who;
    if login {
        process.cwd = home;
    }
    process.args = vec![if login { "-bash" } else { "bash" }.to_owned()];
    process.args.extend(command.into_iter().flat_map(|line| ["-c".to_owned(), line]));
    super::shells::bash(process).await
}

pub(super) async fn env(mut process: Process) -> i32 {
    let mut at = 1;
    while let Some(arg) = process.args.get(at).cloned() {
        match arg.as_str() {
            "-i" | "--ignore-environment" | "-" => process.env.clear(),
            "-u" => {
                at += 1;
                if let Some(name) = process.args.get(at) {
                    process.env.remove(name);
                }
            }
            arg => match assignment(arg) {
                Some((name, value)) => {
                    process.env.insert(name, value);
                }
                None => break,
            },
        }
        at += 1;
    }
    let args = process.args[at..].to_vec();
    if args.is_empty() {
        process.print(process.env.iter().map(|(name, value)| format!("{name}={value}\n")).collect::<String>());
        return 0;
    }
    process.args = args;
    run(process, "env").await
}

pub(super) async fn nohup(mut process: Process) -> i32 {
    if process.args.len() < 2 {
        return process.usage("missing operand");
    }
    process.args.remove(0);
    run(process, "nohup").await
}

pub(super) async fn timeout(mut process: Process) -> i32 {
    let mut args: Vec<String> = process.rest().to_vec();
    while let Some(flag) = args.first().filter(|arg| arg.starts_with('-')).cloned() {
        args.remove(0);
        if flag == "-k" || flag == "-s" {
            args.drain(..1.min(args.len()));
        }
    }
    if args.len() < 2 {
        return process.usage("missing operand");
    }
    let limit = args.remove(0);
    let (number, factor) = match limit.strip_suffix(['s', 'm', 'h']) {
        Some(number) => (
            number,
            if limit.ends_with('m') {
                60.0
            } else if limit.ends_with('h') {
                3600.0
            } else {
                1.0
            },
        ),
        None => (limit.as_str(), 1.0),
    };
    let Some(seconds) = number.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && *seconds >= 0.0) else {
        return process.fail(125, format!("invalid time interval ‘{limit}’"));
    };
    process.args = args;
    let machine = process.machine.clone();
    tokio::select! {
        biased;
        status = run(process, "timeout") => status,
        () = machine.sleep(Duration::from_secs_f64((seconds * factor).min(1e9))) => 124,
    }
}

pub(super) async fn xargs(mut process: Process) -> i32 {
    let mut args: Vec<String> = process.rest().to_vec();
    let (mut each, mut zero, mut placeholder, mut skip_empty) = (usize::MAX, false, None, false);
    while let Some(flag) = args.first().filter(|arg| arg.starts_with('-')).cloned() {
        args.remove(0);
        match flag.as_str() {
            "-0" => zero = true,
            "-r" => skip_empty = true,
            flag if flag.len() > 2 && flag.starts_with("-n") => each = flag[2..].parse().unwrap_or(usize::MAX).max(1),
            flag if flag.len() > 2 && flag.starts_with("-I") => placeholder = Some(flag[2..].to_owned()),
            "-n" if !args.is_empty() => each = args.remove(0).parse().unwrap_or(usize::MAX).max(1),
            "-I" if !args.is_empty() => placeholder = Some(args.remove(0)),
            _ => {}
        }
    }
    if args.is_empty() {
        args.push("echo".to_owned());
    }
    let input = String::from_utf8_lossy(&process.stdin.read_all().await).into_owned();
    let items: Vec<String> = if zero {
        input.split('\0').filter(|item| !item.is_empty()).map(str::to_owned).collect()
    } else if placeholder.is_some() {
        input.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    } else {
        input.split_whitespace().map(str::to_owned).collect()
    };
    if items.is_empty() && (skip_empty || placeholder.is_some()) {
        return 0;
    }
    let lines: Vec<Vec<String>> = match &placeholder {
        Some(placeholder) => items.iter().map(|item| args.iter().map(|arg| arg.replace(placeholder, item)).collect()).collect(),
        None if items.is_empty() => vec![args.clone()],
        None => items.chunks(each.min(items.len())).map(|chunk| args.iter().chain(chunk).cloned().collect()).collect(),
    };
    process.stdin = crate::guest::io::Input::empty();
    let mut status = 0;
    for line in lines {
        match run(process.with_args(line), "xargs").await {
            0 => {}
            127 => return 127,
            _ => status = 123,
        }
    }
    status
}
