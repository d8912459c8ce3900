//! The commands that bash does itself.

use super::parser::is_name;
use super::run::{Leap, Shell, Streams, Variable};
use crate::guest::commands::{self, Process};
use crate::guest::files::{Errno, absolute};

/// The names of [`Shell::builtin`], for `type`.
const BUILTINS: [&str; 29] = [
    ".", ":", "[", "break", "cd", "command", "continue", "echo", "eval", "exec", "exit", "export", "false", "history", "logout", "printf",
    "pwd", "read", "return", "set", "shift", "source", "test", "true", "type", "umask", "unset", "wait", "alias",
];

impl Shell {
    /// Runs a builtin; none when the name is not one.
    pub(super) async fn builtin(&mut self, args: &[String], given: &[(String, String)], streams: &Streams) -> Option<i32> {
        let rest = &args[1..];
        Some(match args[0].as_str() {
            ":" | "true" | "wait" | "alias" => 0,
            "false" => 1,
            "cd" => self.change_directory(rest, streams),
            "echo" | "printf" | "test" | "[" | "pwd" => commands::run_builtin(&self.process(args.to_vec(), Vec::new(), streams)).await,
            "export" => self.export(rest, streams),
            "unset" => {
                for name in rest.iter().filter(|name| !name.starts_with('-')) {
                    self.variables.remove(name);
                }
                0
            }
            "read" => self.read(rest, given, streams).await,
            "set" => self.set(rest, streams),
            "shift" => {
                let count = rest.first().and_then(|count| count.parse().ok()).unwrap_or(1);
                if count > self.positional.len() {
                    return Some(1);
                }
                self.positional.drain(..count);
                0
            }
            "exit" | "logout" | "return" => {
                let status = rest.first().and_then(|status| status.parse().ok()).unwrap_or(self.status) & 0xff;
                self.exited = Some(status);
                status
            }
            name @ ("break" | "continue") => {
                let levels = rest.first().and_then(|levels| levels.parse().ok()).unwrap_or(1);
                self.leap = Some(if name == "break" { Leap::Break(levels) } else { Leap::Continue(levels) });
                0
            }
            "umask" => {
                match rest.first() {
                    None => self.print(streams, &format!("{:04o}\n", self.umask)),
                    Some(mask) => self.umask = u32::from_str_radix(mask, 8).unwrap_or(self.umask) & 0o777,
                }
                0
            }
            "history" => {
                for (index, line) in self.history.iter().enumerate() {
                    self.print(streams, &format!("{:5}  {line}\n", index + 1));
                }
                0
            }
            "eval" => Box::pin(self.run_line(&rest.join(" "), streams)).await,
            "exec" => return Some(self.replace(rest, given, streams).await),
            "command" => return self.command(rest, given, streams).await,
            "type" => self.describe(rest, streams),
            "." | "source" => self.source(rest, streams).await,
            _ => return None,
        })
    }

    fn print(&self, streams: &Streams, text: &str) {
        let _ = streams.stdout.write(text.as_bytes());
    }

    /// A process that this shell starts, with variables given to it alone.
    pub(super) fn process(&self, args: Vec<String>, given: Vec<(String, String)>, streams: &Streams) -> Process {
        let mut env = self.environment();
        env.extend(given);
        Process {
            machine: self.machine.clone(),
            args,
            env,
            cwd: self.cwd.clone(),
            umask: self.umask,
            who: self.who.clone(),
            stdin: streams.stdin.clone(),
            stdout: streams.stdout.clone(),
            stderr: streams.stderr.clone(),
            tty: self.tty.clone(),
        }
    }

    fn change_directory(&mut self, args: &[String], streams: &Streams) -> i32 {
        let args: Vec<&String> = args.iter().filter(|arg| *arg != "--").collect();
        if args.len() > 1 {
            self.complain(streams, "cd: too many arguments");
            return 1;
        }
        let (target, shown) = match args.first().map(|arg| arg.as_str()) {
            None => match self.variable("HOME") {
                Some(home) => (home, false),
                None => {
                    self.complain(streams, "cd: HOME not set");
                    return 1;
                }
            },
            Some("-") => match self.variable("OLDPWD") {
                Some(old) => (old, true),
                None => {
                    self.complain(streams, "cd: OLDPWD not set");
                    return 1;
                }
            },
            Some(target) => (target.to_owned(), false),
        };
        let path = absolute(&self.cwd, &target);
        let found = self.machine.look(|guest| match guest.files.stat(&self.who, &path, true) {
            Ok((_, node)) if !node.is_directory() => Err(Errno::NotDirectory),
            Ok((_, node)) => self.who.may(node, 1).then_some(()).ok_or(Errno::Denied),
            Err(error) => Err(error),
        });
        if let Err(error) = found {
            self.complain(streams, &format!("cd: {target}: {error}"));
            return 1;
        }
        let old = std::mem::replace(&mut self.cwd, path);
        self.set_variable("OLDPWD", &old);
        if shown {
            self.print(streams, &format!("{}\n", self.cwd));
        }
        0
    }

    fn export(&mut self, args: &[String], streams: &Streams) -> i32 {
        let mut status = 0;
        let names: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
        if names.is_empty() {
            for (name, value) in self.environment() {
                self.print(streams, &format!("declare -x {name}=\"{value}\"\n"));
            }
        }
        for arg in names {
            let (name, value) = arg.split_once('=').map_or((arg.as_str(), None), |(name, value)| (name, Some(value)));
            if !is_name(name) {
                self.complain(streams, &format!("export: `{arg}': not a valid identifier"));
                status = 1;
                continue;
            }
            let variable = self.variables.entry(name.to_owned()).or_insert_with(|| Variable { value: String::new(), exported: true });
            variable.exported = true;
            if let Some(value) = value {
                variable.value = value.to_owned();
            }
        }
        status
    }

    async fn read(&mut self, args: &[String], given: &[(String, String)], streams: &Streams) -> i32 {
        let (mut raw, mut silent, mut names, mut prompt) = (false, false, Vec::new(), None);
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.strip_prefix('-') {
                Some(flags) if names.is_empty() && !flags.is_empty() => {
                    for flag in flags.chars() {
                        match flag {
                            'r' => raw = true,
                            's' => silent = true,
                            'p' => prompt = args.next(),
                            _ => {
                                self.complain(streams, &format!("read: -{flag}: invalid option"));
                                return 2;
                            }
                        }
                    }
                }
                _ => names.push(arg.clone()),
            }
        }
        if let (Some(prompt), true) = (prompt, streams.stdin.is_tty()) {
            let _ = streams.stderr.write(prompt.as_bytes());
        }
        let line = match (&self.tty, silent && streams.stdin.is_tty()) {
            (Some(tty), true) => tty.cooked_line(false).await,
            _ => streams.stdin.read_line().await,
        };
        let ended = line.as_ref().is_none_or(|line| !line.ends_with(b"\n"));
        let mut line = String::from_utf8_lossy(&line.unwrap_or_default()).trim_end_matches('\n').to_owned();
        if !raw {
            line = line.replace('\\', "");
        }
        let separators = given.iter().find(|(name, _)| name == "IFS").map(|(_, value)| value.clone());
        let separators = separators.or_else(|| self.variable("IFS")).unwrap_or_else(|| " \t\n".to_owned());
        let separates = |character: char| separators.contains(character);
        if names.is_empty() {
            names.push("REPLY".to_owned());
        }
        let mut rest = line.trim_start_matches(separates);
        for (index, name) in names.iter().enumerate() {
            let value = if index + 1 == names.len() {
                rest.trim_end_matches(separates)
            } else {
                let (value, after) = rest.split_once(separates).unwrap_or((rest, ""));
                rest = after.trim_start_matches(separates);
                value
            };
            self.set_variable(name, value);
        }
        i32::from(ended)
    }

    fn set(&mut self, args: &[String], streams: &Streams) -> i32 {
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--" => {
                    self.positional = args.cloned().collect();
                    return 0;
                }
                flags if flags.starts_with(['-', '+']) => {
                    if flags.contains('e') {
                        self.exit_on_error = flags.starts_with('-');
                    }
                    if flags.ends_with('o') {
                        args.next();
                    }
                }
                _ => {
                    self.positional = std::iter::once(arg).chain(args).cloned().collect();
                    return 0;
                }
            }
        }
        if args.len() == 0 && self.interactive {
            for (name, variable) in &self.variables {
                self.print(streams, &format!("{name}={}\n", variable.value));
            }
        }
        0
    }

    /// `exec`: the shell becomes the program.
    async fn replace(&mut self, args: &[String], given: &[(String, String)], streams: &Streams) -> i32 {
        let Some(name) = args.first() else { return 0 };
        let status = self.run_program(name, args.to_vec(), given.to_vec(), streams.clone()).await;
        self.exited = Some(status);
        status
    }

    async fn command(&mut self, args: &[String], given: &[(String, String)], streams: &Streams) -> Option<i32> {
        if matches!(args.first().map(String::as_str), Some("-v" | "-V")) {
            let mut status = 1;
            for name in &args[1..] {
                let place = if BUILTINS.contains(&name.as_str()) { Some(name.clone()) } else { self.find(name) };
                if let Some(place) = place {
                    self.print(streams, &format!("{place}\n"));
                    status = 0;
                }
            }
            return Some(status);
        }
        let name = args.first()?;
        match Box::pin(self.builtin(args, given, streams)).await {
            Some(status) => Some(status),
            None => Some(self.run_program(name, args.to_vec(), given.to_vec(), streams.clone()).await),
        }
    }

    fn find(&self, name: &str) -> Option<String> {
        let search = self.variable("PATH").unwrap_or_default();
        self.machine.look(|guest| commands::find(guest, &self.who, &self.cwd, &search, name)).ok()
    }

    fn describe(&self, args: &[String], streams: &Streams) -> i32 {
        let mut status = 0;
        for name in args.iter().filter(|arg| !arg.starts_with('-')) {
            if BUILTINS.contains(&name.as_str()) {
                self.print(streams, &format!("{name} is a shell builtin\n"));
            } else if let Some(path) = self.find(name) {
                self.print(streams, &format!("{name} is {path}\n"));
            } else {
                self.complain(streams, &format!("type: {name}: not found"));
                status = 1;
            }
        }
        status
    }

    async fn source(&mut self, args: &[String], streams: &Streams) -> i32 {
        let Some(file) = args.first() else {
            self.complain(streams, ".: filename argument required");
            return 2;
        };
        let now = self.machine.now();
        let path = absolute(&self.cwd, file);
        match self.machine.look(|guest| guest.read_as(&self.who, &path, now)) {
            Ok(script) => Box::pin(self.run_line(&String::from_utf8_lossy(&script), streams)).await,
            Err(error) => {
                self.complain(streams, &format!("{file}: {error}"));
                1
            }
        }
    }
}
