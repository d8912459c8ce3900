//! One session channel: a command or a shell, with or without a terminal.

use std::collections::BTreeMap;
use std::sync::Arc;

use russh::server::{Handle, Msg};
use russh::{Channel, ChannelId, ChannelMsg, Sig};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::cut::Cut;
use crate::guest::{ByteSender, Input, Output, Process, Surroundings, Tty, login_shell, run_command};
use crate::world::{Fault, FaultPoint};

/// What the running command sends, in order.
enum Outgoing {
    Stdout(Vec<u8>),
    Stderr(Vec<u8>),
    Ended(i32),
}

/// What the client has asked for so far.
#[derive(Default)]
struct Asked {
    env: BTreeMap<String, String>,
    /// The terminal's width.
    terminal: Option<u32>,
    job: Option<Job>,
}

/// The command's ends that the client writes to.
struct Job {
    stdin: Option<UnboundedSender<Vec<u8>>>,
    tty: Option<Arc<Tty>>,
}

/// Serves a session channel until it or its connection is closed.
pub(super) async fn serve(channel: Channel<Msg>, handle: Handle, machine: Arc<dyn Surroundings>, cut: Arc<Cut>) {
    let id = channel.id();
    let (mut incoming, _kept) = channel.split();
    let mut asked = Asked::default();
    while let Some(message) = incoming.wait().await {
        match message {
            ChannelMsg::RequestPty { want_reply, term, col_width, .. } => {
                asked.env.insert("TERM".to_owned(), term);
                asked.terminal = Some(if col_width == 0 { 80 } else { col_width });
                answer(&handle, id, want_reply, true).await;
            }
            ChannelMsg::SetEnv { want_reply, variable_name, variable_value } => {
                // AcceptEnv LANG LC_*
                let accepted = variable_name == "LANG" || variable_name.starts_with("LC_");
                if accepted {
                    asked.env.insert(variable_name, variable_value);
                }
                answer(&handle, id, want_reply, accepted).await;
            }
            ChannelMsg::RequestShell { want_reply } => {
                let start = asked.job.is_none();
                answer(&handle, id, want_reply, start).await;
                if start {
                    asked.start(None, id, &handle, &machine, &cut);
                }
            }
            ChannelMsg::Exec { want_reply, command } => {
                let start = asked.job.is_none();
                answer(&handle, id, want_reply, start).await;
                if start {
                    asked.start(Some(String::from_utf8_lossy(&command).into_owned()), id, &handle, &machine, &cut);
                }
            }
            ChannelMsg::RequestSubsystem { want_reply, .. }
            | ChannelMsg::RequestX11 { want_reply, .. }
            | ChannelMsg::AgentForward { want_reply } => answer(&handle, id, want_reply, false).await,
            ChannelMsg::WindowChange { col_width, .. } => {
                if let Some(tty) = asked.job.as_ref().and_then(|job| job.tty.as_ref()) {
                    tty.resize(col_width.max(1));
                }
            }
            ChannelMsg::Data { data } => match &asked.job {
                Some(Job { tty: Some(tty), .. }) => tty.type_in(&data),
                Some(Job { stdin: Some(stdin), .. }) => {
                    // A command that has ended reads no more.
                    let _ = stdin.send(data.to_vec());
                }
                _ => {}
            },
            ChannelMsg::Eof => {
                if let Some(job) = &mut asked.job {
                    job.stdin = None;
                    if let Some(tty) = &job.tty {
                        tty.end();
                    }
                }
            }
            ChannelMsg::Signal { signal: Sig::INT } => {
                if let Some(tty) = asked.job.as_ref().and_then(|job| job.tty.as_ref()) {
                    tty.type_in(&[3]);
                }
            }
            ChannelMsg::Close => break,
            _ => {}
        }
    }
    // Without a terminal the command sees no more than the end of its input; with one it is hung up on.
    if let Some(tty) = asked.job.and_then(|job| job.tty) {
        tty.hang_up();
    }
}

async fn answer(handle: &Handle, id: ChannelId, wanted: bool, good: bool) {
    if wanted {
        // A connection that is gone needs no answer.
        let _ = if good { handle.channel_success(id).await } else { handle.channel_failure(id).await };
    }
}

impl Asked {
    /// Starts a command, or the login shell.
    fn start(&mut self, command: Option<String>, id: ChannelId, handle: &Handle, machine: &Arc<dyn Surroundings>, cut: &Arc<Cut>) {
        let (sender, outgoing) = unbounded_channel();
        tokio::spawn(send(outgoing, id, handle.clone(), machine.clone(), cut.clone()));
        let tty = self.terminal.map(|columns| {
            let (machine, cut) = (machine.clone(), cut.clone());
            let on_command = move |line: &str| meet_fault(line, &machine, &cut);
            Arc::new(Tty::new(forwarded(&sender, Outgoing::Stdout), columns, Box::new(on_command)))
        });
        let (stdin, typed) = unbounded_channel();
        let mut process = Process::of_login(machine.clone(), "ubuntu");
        process.env.extend(self.env.clone());
        match &tty {
            Some(tty) => {
                process.stdin = Input::tty(tty.clone());
                process.stdout = Output::Tty(tty.clone());
                process.stderr = Output::Tty(tty.clone());
                process.tty = Some(tty.clone());
            }
            None => {
                process.stdin = Input::channel(typed);
                process.stdout = Output::Channel(forwarded(&sender, Outgoing::Stdout));
                process.stderr = Output::Channel(forwarded(&sender, Outgoing::Stderr));
            }
        }
        self.job = Some(Job { stdin: tty.is_none().then_some(stdin), tty: tty.clone() });
        let (on, cut) = (machine.clone(), cut.clone());
        let job = tokio::spawn(async move {
            let Some(line) = command else { return login_shell(process).await };
            meet_fault(&line, &on, &cut);
            let run = run_command(process, &line);
            match &tty {
                None => run.await,
                Some(tty) => tokio::select! {
                    biased;
                    by_key = tty.interrupted() => if by_key { 130 } else { 129 },
                    status = run => status,
                },
            }
        });
        machine.change(|guest| guest.remember_job(job.abort_handle()));
        tokio::spawn(async move {
            // A job that was ended from outside, or by a defect of its own, still ends its channel.
            let status = job.await.unwrap_or(255);
            // Without a client there is nobody to tell.
            let _ = sender.send(Outgoing::Ended(status));
        });
    }
}

/// A sender of bytes that become one kind of what goes out. It keeps the order between the kinds.
fn forwarded(sender: &UnboundedSender<Outgoing>, kind: fn(Vec<u8>) -> Outgoing) -> ByteSender {
    let sender = sender.clone();
    Arc::new(move |bytes: Vec<u8>| {
        // When the client is gone, nobody sees it.
        let _ = sender.send(kind(bytes));
    })
}

/// Asks whether a fault meets this command line.
fn meet_fault(line: &str, machine: &Arc<dyn Surroundings>, cut: &Cut) {
    match machine.fault(FaultPoint::Command(line)) {
        Some(Fault::ConnectionCut { after_bytes, .. }) => cut.arm(after_bytes),
        Some(Fault::MachineRebooted { .. }) => cut.arm(0),
        _ => {}
    }
}

/// Sends what the command writes, then its end.
async fn send(mut outgoing: UnboundedReceiver<Outgoing>, id: ChannelId, handle: Handle, machine: Arc<dyn Surroundings>, cut: Arc<Cut>) {
    while let Some(next) = outgoing.recv().await {
        let ended = matches!(next, Outgoing::Ended(_));
        let sent = match next {
            _ if cut.has_happened() => return,
            Outgoing::Stdout(mut bytes) => {
                bytes.truncate(cut.passes(bytes.len()));
                handle.data(id, bytes).await.is_ok()
            }
            Outgoing::Stderr(mut bytes) => {
                bytes.truncate(cut.passes(bytes.len()));
                handle.extended_data(id, 1, bytes).await.is_ok()
            }
            Outgoing::Ended(status) if !cut.is_due(true) => {
                // What the command did outlives this program before the client hears of it.
                machine.saved().await;
                let status = u32::try_from(status).unwrap_or(255);
                // The channel may be closed already.
                let _ = handle.exit_status_request(id, status).await;
                let _ = handle.eof(id).await;
                let _ = handle.close(id).await;
                return;
            }
            Outgoing::Ended(_) => true,
        };
        if cut.is_due(ended) {
            // No client lets a server open a session: its refusal proves that it has got the bytes before.
            let _ = handle.channel_open_session().await;
            cut.now();
            return;
        }
        if !sent {
            return;
        }
    }
}
