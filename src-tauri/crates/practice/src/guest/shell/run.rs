//! Runs commands.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::{BoxFuture, join_all};

use super::parser::parse;
use super::syntax::{AndOr, Command, Compound, List, Pipeline, Redirect, SyntaxError, Target, Word};
use crate::guest::commands::{self, Missing, Process};
use crate::guest::files::{Identity, absolute};
use crate::guest::io::{Input, OpenFile, Output};
use crate::guest::surroundings::Surroundings;
use crate::guest::tty::Tty;

/// The three standard streams.
#[derive(Clone)]
pub(crate) struct Streams {
    pub(crate) stdin: Input,
    pub(crate) stdout: Output,
    pub(crate) stderr: Output,
}

/// A variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) value: String,
    pub(super) exported: bool,
}

/// `break` and `continue` on their way to their loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leap {
    Break(u32),
    Continue(u32),
}

/// One shell.
#[derive(Clone)]
pub(crate) struct Shell {
    pub(crate) machine: Arc<dyn Surroundings>,
    pub(crate) who: Identity,
    pub(crate) cwd: String,
    pub(crate) umask: u32,
    pub(crate) tty: Option<Arc<Tty>>,
    /// `$0`
    pub(crate) name: String,
    /// `$1` and so on.
    pub(crate) positional: Vec<String>,
    pub(super) variables: BTreeMap<String, Variable>,
    pub(super) status: i32,
    /// The shell has ended, with this status.
    pub(crate) exited: Option<i32>,
    pub(crate) interactive: bool,
    /// A login shell calls itself `-bash` and says `logout`.
    pub(crate) login: bool,
    pub(super) leap: Option<Leap>,
    /// `set -e`
    pub(super) exit_on_error: bool,
    /// Inside a condition, where `set -e` does not count.
    conditions: u32,
    pub(super) history: Vec<String>,
}

impl Shell {
    /// A shell with an environment.
    pub(crate) fn new(process: &Process, name: &str) -> Self {
        let variables = process.env.iter().map(|(name, value)| (name.clone(), Variable { value: value.clone(), exported: true })).collect();
        Self {
            machine: process.machine.clone(),
            who: process.who.clone(),
            cwd: process.cwd.clone(),
            umask: process.umask,
            tty: process.tty.clone(),
            name: name.to_owned(),
            positional: Vec::new(),
            variables,
            status: 0,
            exited: None,
            interactive: false,
            login: false,
            leap: None,
            exit_on_error: false,
            conditions: 0,
            history: Vec::new(),
        }
    }

    /// A variable's or a special parameter's value.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        match name {
            "?" => Some(self.status.to_string()),
            "$" => Some("1712".to_owned()),
            "#" => Some(self.positional.len().to_string()),
            "@" | "*" => Some(self.positional.join(" ")),
            "0" => Some(self.name.clone()),
            "!" => None,
            "-" => Some(if self.interactive { "himBHs" } else { "hBc" }.to_owned()),
            "PWD" => Some(self.cwd.clone()),
            "UID" | "EUID" => Some(self.who.uid.to_string()),
            "HOSTNAME" => Some(self.machine.look(|guest| guest.spec.hostname.clone())),
            _ if name.starts_with(|first: char| first.is_ascii_digit()) => {
                name.parse::<usize>().ok().and_then(|number| self.positional.get(number - 1).cloned())
            }
            _ => self.variables.get(name).map(|variable| variable.value.clone()),
        }
    }

    pub(super) fn set_variable(&mut self, name: &str, value: &str) {
        let variable = self.variables.entry(name.to_owned()).or_insert_with(|| Variable { value: String::new(), exported: false });
        variable.value = value.to_owned();
    }

    /// Writes bash's complaint.
    pub(super) fn complain(&self, streams: &Streams, message: &str) {
        let name = if self.login { "-bash" } else { "bash" };
        let _ = streams.stderr.write(format!("{name}: {message}\n").as_bytes());
    }

    /// Runs a line or a script; its status.
    pub(crate) async fn run_line(&mut self, line: &str, streams: &Streams) -> i32 {
        match parse(line) {
            Ok(list) => {
                self.run_list(&list, streams).await;
            }
            Err(error) => {
                self.status = 2;
                match error {
                    SyntaxError::Incomplete => self.complain(streams, "syntax error: unexpected end of file"),
                    SyntaxError::Unexpected(token) => self.complain(streams, &format!("syntax error near unexpected token `{token}'")),
                }
            }
        }
        self.exited.unwrap_or(self.status)
    }

    /// Runs a list.
    pub(super) fn run_list<'a>(&'a mut self, list: &'a List, streams: &'a Streams) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            for and_or in list {
                if and_or.background {
                    self.start_in_background(and_or, streams);
                    continue;
                }
                self.run_and_or(and_or, streams).await;
                if self.exited.is_some() || self.leap.is_some() {
                    return;
                }
            }
        })
    }

    fn start_in_background(&mut self, and_or: &AndOr, streams: &Streams) {
        let (mut shell, mut and_or, mut streams) = (self.clone(), and_or.clone(), streams.clone());
        and_or.background = false;
        shell.interactive = false;
        streams.stdin = Input::empty();
        if self.interactive {
            let _ = streams.stderr.write(b"[1] 2101\n");
        }
        tokio::spawn(async move { shell.run_and_or(&and_or, &streams).await });
        self.status = 0;
    }

    async fn run_and_or(&mut self, and_or: &AndOr, streams: &Streams) {
        let guarded = !and_or.rest.is_empty();
        self.conditions += u32::from(guarded);
        self.run_pipeline(&and_or.first, streams).await;
        for (index, (and, pipeline)) in and_or.rest.iter().enumerate() {
            if self.exited.is_some() || self.leap.is_some() {
                break;
            }
            if *and == (self.status == 0) {
                // Only the last pipeline's failure counts for `set -e`.
                let last = index + 1 == and_or.rest.len();
                self.conditions -= u32::from(last);
                self.run_pipeline(pipeline, streams).await;
                self.conditions += u32::from(last);
            }
        }
        self.conditions -= u32::from(guarded);
    }

    async fn run_pipeline(&mut self, pipeline: &Pipeline, streams: &Streams) {
        match pipeline.commands.as_slice() {
            [command] => self.run_command(command, streams).await,
            commands => {
                let mut stdin = streams.stdin.clone();
                let mut parts = Vec::new();
                for (index, command) in commands.iter().enumerate() {
                    let (stdout, next) =
                        if index + 1 == commands.len() { (streams.stdout.clone(), Input::empty()) } else { Output::pipe() };
                    let streams = Streams { stdin: std::mem::replace(&mut stdin, next), stdout, stderr: streams.stderr.clone() };
                    let mut shell = self.clone();
                    // The streams end with the command, so that the next one sees the end of its input.
                    parts.push(async move {
                        shell.run_command(command, &streams).await;
                        shell.exited.unwrap_or(shell.status)
                    });
                }
                self.status = join_all(parts).await.last().copied().unwrap_or_default();
            }
        }
        if pipeline.negated {
            self.status = i32::from(self.status == 0);
        } else if self.exit_on_error && self.status != 0 && self.conditions == 0 {
            self.exited = Some(self.status);
        }
    }

    fn run_command<'a>(&'a mut self, command: &'a Command, streams: &'a Streams) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            match command {
                Command::Simple { assignments, words, redirects } => self.run_simple(assignments, words, redirects, streams).await,
                Command::Compound { kind, redirects } => match self.redirected(redirects, streams).await {
                    Ok(streams) => self.run_compound(kind, &streams).await,
                    Err(()) => self.status = 1,
                },
            }
        })
    }

    async fn run_compound(&mut self, compound: &Compound, streams: &Streams) {
        match compound {
            Compound::Subshell(list) => {
                let mut inner = self.clone();
                inner.run_list(list, streams).await;
                self.status = inner.exited.unwrap_or(inner.status);
            }
            Compound::Group(list) => self.run_list(list, streams).await,
            Compound::If { branches, otherwise } => {
                for (condition, body) in branches {
                    if self.holds(condition, streams).await {
                        self.run_list(body, streams).await;
                        return;
                    }
                    if self.exited.is_some() {
                        return;
                    }
                }
                self.status = 0;
                if let Some(body) = otherwise {
                    self.run_list(body, streams).await;
                }
            }
            Compound::While { until, condition, body } => {
                let mut status = 0;
                while self.holds(condition, streams).await != *until && self.exited.is_none() {
                    self.run_list(body, streams).await;
                    status = self.status;
                    if self.leaves_loop() {
                        break;
                    }
                    // A loop of builtins alone gives way to the other connections.
                    tokio::task::yield_now().await;
                }
                self.status = status;
            }
            Compound::For { name, words, body } => {
                let values = match words {
                    Some(words) => self.expand_words(words, streams).await,
                    None => self.positional.clone(),
                };
                self.status = 0;
                for value in values {
                    self.set_variable(name, &value);
                    self.run_list(body, streams).await;
                    if self.leaves_loop() {
                        break;
                    }
                }
            }
        }
    }

    async fn holds(&mut self, condition: &List, streams: &Streams) -> bool {
        self.conditions += 1;
        self.run_list(condition, streams).await;
        self.conditions -= 1;
        self.status == 0
    }

    /// Whether the loop that has run its body ends here.
    fn leaves_loop(&mut self) -> bool {
        if self.exited.is_some() {
            return true;
        }
        match self.leap.take() {
            None => false,
            Some(Leap::Break(levels)) => {
                self.leap = (levels > 1).then(|| Leap::Break(levels - 1));
                true
            }
            Some(Leap::Continue(levels)) => {
                self.leap = (levels > 1).then(|| Leap::Continue(levels - 1));
                levels > 1
            }
        }
    }

    async fn run_simple(&mut self, assignments: &[(String, Word)], words: &[Word], redirects: &[Redirect], streams: &Streams) {
        let before = self.status;
        let args = self.expand_words(words, streams).await;
        if self.exited.is_some() {
            return;
        }
        let Ok(streams) = self.redirected(redirects, streams).await else {
            self.status = 1;
            return;
        };
        let mut given = Vec::new();
        for (name, word) in assignments {
            // Later assignments see earlier ones: A=1 B=$A.
            let value = self.expand_text(word, &streams).await;
            if args.is_empty() {
                self.set_variable(name, &value);
            }
            given.push((name.clone(), value));
        }
        let Some(name) = args.first().cloned() else {
            // A command substitution's status is that of an assignment.
            self.status = if assignments.is_empty() && words.is_empty() { 0 } else { self.status };
            if self.status == before && !assignments.iter().any(|(_, word)| holds_substitution(word)) {
                self.status = 0;
            }
            return;
        };
        if let Some(status) = self.builtin(&args, &given, &streams).await {
            self.status = status;
            return;
        }
        self.status = self.run_program(&name, args, given, streams).await;
    }

    /// Starts a program and waits for its end.
    pub(super) async fn run_program(&mut self, name: &str, args: Vec<String>, given: Vec<(String, String)>, streams: Streams) -> i32 {
        match commands::execute(self.process(args, given, &streams)).await {
            Ok(status) => status,
            Err(missing) => {
                let message = match missing {
                    Missing::NotFound if name.contains('/') => format!("{name}: No such file or directory"),
                    Missing::NotFound => match commands::package_of(name, self.machine.look(|guest| guest.spec.mysql)) {
                        Some(package) if self.interactive => {
                            let text = format!("Command '{name}' not found, but can be installed with:\nsudo apt install {package}\n");
                            let _ = streams.stderr.write(text.as_bytes());
                            return 127;
                        }
                        _ => format!("{name}: command not found"),
                    },
                    Missing::Denied => format!("{name}: Permission denied"),
                    Missing::Directory => format!("{name}: Is a directory"),
                };
                self.complain(&streams, &message);
                if missing == Missing::NotFound { 127 } else { 126 }
            }
        }
    }

    /// The exported variables.
    pub(super) fn environment(&self) -> BTreeMap<String, String> {
        let mut env: BTreeMap<String, String> = self
            .variables
            .iter()
            .filter(|(_, variable)| variable.exported)
            .map(|(name, variable)| (name.clone(), variable.value.clone()))
            .collect();
        env.insert("PWD".to_owned(), self.cwd.clone());
        env
    }

    /// The streams after redirections; the complaint has been written when one fails.
    async fn redirected(&mut self, redirects: &[Redirect], streams: &Streams) -> Result<Streams, ()> {
        let mut streams = streams.clone();
        for redirect in redirects {
            match &redirect.target {
                Target::Read(file) => {
                    let file = self.expand_text(file, &streams).await;
                    streams.stdin = self.open_to_read(&file, &streams)?;
                }
                Target::Here(word) => {
                    let text = self.expand_text(word, &streams).await;
                    streams.stdin = Input::bytes(format!("{text}\n").into_bytes());
                }
                Target::Document(word) => streams.stdin = Input::bytes(self.expand_text(word, &streams).await.into_bytes()),
                Target::Write { file, append } => {
                    let file = self.expand_text(file, &streams).await;
                    let output = self.open_to_write(&file, *append, &streams)?;
                    match redirect.descriptor.unwrap_or(1) {
                        1 => streams.stdout = output,
                        2 => streams.stderr = output,
                        _ => {}
                    }
                }
                Target::WriteBoth { file, append } => {
                    let file = self.expand_text(file, &streams).await;
                    let output = self.open_to_write(&file, *append, &streams)?;
                    streams.stdout = output.clone();
                    streams.stderr = output;
                }
                Target::Duplicate(from) => {
                    let output = match from {
                        None => Output::Nowhere,
                        Some(1) => streams.stdout.clone(),
                        Some(2) => streams.stderr.clone(),
                        Some(_) => continue,
                    };
                    match redirect.descriptor.unwrap_or(1) {
                        0 => streams.stdin = if from.is_none() { Input::empty() } else { streams.stdin },
                        1 => streams.stdout = output,
                        2 => streams.stderr = output,
                        _ => {}
                    }
                }
            }
        }
        Ok(streams)
    }

    fn open_to_read(&self, file: &str, streams: &Streams) -> Result<Input, ()> {
        let path = absolute(&self.cwd, file);
        match (path.as_str(), &self.tty) {
            ("/dev/null", _) => return Ok(Input::empty()),
            ("/dev/stdin", _) => return Ok(streams.stdin.clone()),
            ("/dev/tty", Some(tty)) => return Ok(Input::tty(tty.clone())),
            _ => {}
        }
        let now = self.machine.now();
        match self.machine.look(|guest| guest.read_as(&self.who, &path, now)) {
            Ok(contents) => Ok(Input::bytes(contents)),
            Err(error) => {
                self.complain(streams, &format!("{file}: {error}"));
                Err(())
            }
        }
    }

    fn open_to_write(&self, file: &str, append: bool, streams: &Streams) -> Result<Output, ()> {
        let path = absolute(&self.cwd, file);
        match (path.as_str(), &self.tty) {
            ("/dev/null", _) => return Ok(Output::Nowhere),
            ("/dev/stdout", _) => return Ok(streams.stdout.clone()),
            ("/dev/stderr", _) => return Ok(streams.stderr.clone()),
            ("/dev/tty", Some(tty)) => return Ok(Output::Tty(tty.clone())),
            _ => {}
        }
        let now = self.machine.now();
        let mode = 0o666 & !self.umask;
        match self.machine.change(|guest| guest.open_as(&self.who, &path, append, mode, now)) {
            Ok(path) => Ok(Output::File(Arc::new(OpenFile { machine: self.machine.clone(), path }))),
            Err(error) => {
                self.complain(streams, &format!("{file}: {error}"));
                Err(())
            }
        }
    }
}

fn holds_substitution(word: &Word) -> bool {
    word.iter().any(|piece| matches!(piece, super::syntax::Piece::Command { .. }))
}
