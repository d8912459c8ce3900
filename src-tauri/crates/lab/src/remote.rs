//! Commands on the lab's machines: shown in the terminal as they are sent, with their output as it comes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use engine::{Secret, Stop};
use model::{ProblemCode, Stream, text};

use crate::cloud::Cx;
use crate::machines::Role;
use crate::ports::{Exec, Output, Prompter, RemoteError, Shell};
use crate::reach;

/// How many KiB must be free on a machine's disk for a failure to have another cause than a full disk.
const ROOM: u64 = 64 * 1024;

/// What a command is given on its standard input.
#[derive(Clone)]
pub(crate) struct Input {
    /// As it is sent.
    pub sent: Secret,
    /// As it may be shown, line by line.
    pub shown: Vec<String>,
}

/// A signed-in connection to one machine, for one step.
pub(crate) struct Session<'a> {
    cx: &'a Cx,
    role: Role,
    shell: Mutex<Arc<dyn Shell>>,
}

impl<'a> Session<'a> {
    /// Signs in, or takes the connection that is open.
    pub(crate) async fn open(cx: &'a Cx, role: Role) -> Result<Self, Stop> {
        Self::open_within(cx, role, reach::SHORT).await
    }

    /// The same, with patience for a machine that is still starting.
    pub(crate) async fn open_within(cx: &'a Cx, role: Role, patience: Duration) -> Result<Self, Stop> {
        Ok(Self { cx, role, shell: Mutex::new(reach::connect(cx, role, patience).await?) })
    }

    /// The step's context.
    pub(crate) fn cx(&self) -> &'a Cx {
        self.cx
    }

    /// The machine's name.
    pub(crate) fn machine(&self) -> String {
        self.role.name(&self.cx.lab().settings).to_owned()
    }

    /// The connection itself.
    pub(crate) fn shell(&self) -> Arc<dyn Shell> {
        self.shell.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs a command that changes nothing: it can be stopped, and is sent once more where its connection is cut.
    pub(crate) async fn look(&self, command: &str) -> Result<Output, Stop> {
        self.cx.wait(self.see(command, None, |_, _| true)).await?
    }

    /// The same with an input.
    pub(crate) async fn look_with(&self, command: &str, input: Input) -> Result<Output, Stop> {
        self.cx.wait(self.see(command, Some(input), |_, _| true)).await?
    }

    /// The same; `on_line` sees each line first and says whether it is shown.
    pub(crate) async fn look_watching(&self, command: &str, on_line: impl FnMut(Stream, &str) -> bool + Send) -> Result<Output, Stop> {
        self.cx.wait(self.see(command, None, on_line)).await?
    }

    /// Runs a command that changes something: once sent, it is waited for.
    pub(crate) async fn run(&self, command: &str) -> Result<Output, Stop> {
        self.ended(self.send(command, None, |_, _| true).await)
    }

    /// The same with an input.
    pub(crate) async fn run_with(&self, command: &str, input: Input) -> Result<Output, Stop> {
        self.ended(self.send(command, Some(input), |_, _| true).await)
    }

    /// The same; `on_line` sees each line first and says whether it is shown.
    pub(crate) async fn run_watching(&self, command: &str, on_line: impl FnMut(Stream, &str) -> bool + Send) -> Result<Output, Stop> {
        self.ended(self.send(command, None, on_line).await)
    }

    /// Runs a command that changes something and must end well.
    pub(crate) async fn must(&self, command: &str) -> Result<Output, Stop> {
        let output = self.run(command).await?;
        self.expect(command, output).await
    }

    /// The same with an input.
    pub(crate) async fn must_with(&self, command: &str, input: Input) -> Result<Output, Stop> {
        let output = self.run_with(command, input).await?;
        self.expect(command, output).await
    }

    /// Holds a command's end to be a good one.
    pub(crate) async fn expect(&self, command: &str, output: Output) -> Result<Output, Stop> {
        if output.exit == 0 {
            return Ok(output);
        }
        self.refuse_full_disk(ROOM).await?;
        let problem = ProblemCode::RemoteCommandFailed.with("machine", self.machine()).with("command", command);
        Err(problem.with("exit", output.exit).detail(said(&output)).into())
    }

    /// Ends with `remote_disk_full` when the machine has less than so many KiB free.
    pub(crate) async fn refuse_full_disk(&self, least_kib: u64) -> Result<(), Stop> {
        let command = "df --output=avail /";
        let output = self.look(command).await?;
        let free = output.stdout.lines().filter_map(|line| line.trim().parse::<u64>().ok()).next_back();
        match free {
            Some(free) if output.exit == 0 && free < least_kib => {
                let problem = ProblemCode::RemoteDiskFull.with("machine", self.machine());
                let claim = text!("disk-has-room", "{machine} has room on its disk", machine = self.machine());
                let seen = text!("seen-kib-free", "{free} KiB free", free = free);
                Err(problem.evidence([self.cx.evidence(claim, command, seen, false)]).into())
            }
            _ => Ok(()),
        }
    }

    /// Runs an interactive program on a terminal.
    pub(crate) async fn converse(&self, command: &str, prompter: &mut dyn Prompter) -> Result<Output, Stop> {
        self.show(Stream::Command, command);
        let mut on_line = |stream: Stream, line: &str| self.show(stream, line);
        let answer = self.shell().converse(command, prompter, &mut on_line).await;
        self.ended(answer)
    }

    /// A look that is cut says nothing of the lab, so that it is done again on a new connection. What changes something is not: nobody
    /// knows how far it has come.
    async fn see(&self, command: &str, input: Option<Input>, mut keep: impl FnMut(Stream, &str) -> bool + Send) -> Result<Output, Stop> {
        let mut answer = self.send(command, input.clone(), &mut keep).await;
        if let Err(error @ RemoteError::Closed(_)) = &answer {
            self.show(Stream::Err, &format!("ssh: {}: {error}", self.machine()));
            let shell = reach::connect(self.cx, self.role, reach::SHORT).await?;
            *self.shell.lock().unwrap_or_else(PoisonError::into_inner) = shell;
            answer = self.send(command, input, keep).await;
        }
        self.ended(answer)
    }

    async fn send(
        &self,
        command: &str,
        input: Option<Input>,
        mut keep: impl FnMut(Stream, &str) -> bool + Send,
    ) -> Result<Output, RemoteError> {
        self.show(Stream::Command, command);
        let input = input.map(|input| {
            for line in &input.shown {
                self.show(Stream::Answer, line);
            }
            input.sent
        });
        let mut on_line = |stream: Stream, line: &str| {
            if keep(stream, line) {
                self.show(stream, line);
            }
        };
        self.shell().exec(Exec { command: command.to_owned(), input }, &mut on_line).await
    }

    fn ended(&self, answer: Result<Output, RemoteError>) -> Result<Output, Stop> {
        match answer {
            Ok(output) => {
                self.show(Stream::Status, &format!("exit {}", output.exit));
                Ok(output)
            }
            Err(error) => Err(reach::problem(self.cx, self.role, &error).into()),
        }
    }

    fn show(&self, stream: Stream, line: &str) {
        self.cx.line(self.role.place(), stream, line);
    }
}

/// What a failed command said, for a problem's details.
pub(crate) fn said(output: &Output) -> String {
    let said = if output.stderr.trim().is_empty() { &output.stdout } else { &output.stderr };
    let lines: Vec<_> = said.trim().lines().collect();
    // The end of a long output says why.
    lines[lines.len().saturating_sub(30)..].join("\n")
}
