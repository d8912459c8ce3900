//! A command on a channel of its own.

use std::time::Duration;

use lab::ports::{Clock, RemoteError};
use russh::client::Msg;
use russh::{Channel, ChannelMsg, ChannelReadHalf, ChannelWriteHalf, Sig};

use super::error::of_ssh;
use crate::clock::passed;

/// How long a command that has ended may keep its output open: something that it left running in the background can hold it for good.
const LAST_OUTPUT: Duration = Duration::from_secs(2);

/// What a command has said.
pub(super) enum Said {
    Out(Vec<u8>),
    Err(Vec<u8>),
    /// It has ended, with this exit code.
    Ended(u32),
}

/// A command that runs, or is about to. It is ended with its channel when this is dropped.
pub(super) struct Running {
    read: ChannelReadHalf,
    write: Writer,
    exit: Option<u32>,
}

/// The half of the channel that can be written to.
pub(super) struct Writer(Option<ChannelWriteHalf<Msg>>);

impl Running {
    /// Takes a session channel.
    pub fn on(channel: Channel<Msg>) -> Self {
        let (read, write) = channel.split();
        Self { read, write: Writer(Some(write)), exit: None }
    }

    /// The next thing that the command says; [`Said::Ended`] is the last.
    pub async fn next(&mut self, clock: &dyn Clock) -> Result<Said, RemoteError> {
        loop {
            let message = match self.exit {
                None => self.read.wait().await,
                Some(_) => tokio::select! {
                    message = self.read.wait() => message,
                    () = passed(clock, LAST_OUTPUT) => None,
                },
            };
            match message {
                Some(ChannelMsg::Data { data }) => return Ok(Said::Out(data.to_vec())),
                Some(ChannelMsg::ExtendedData { data, ext: 1 }) => return Ok(Said::Err(data.to_vec())),
                Some(ChannelMsg::ExitStatus { exit_status }) => self.exit = Some(exit_status),
                Some(ChannelMsg::ExitSignal { signal_name, .. }) => self.exit = Some(128 + number(&signal_name)),
                Some(ChannelMsg::Failure) => return Err(RemoteError::Protocol("the machine refused to run a command".into())),
                // Without an exit status, the command was not seen to end: the connection was cut.
                Some(ChannelMsg::Close) | None => {
                    return self.exit.map(Said::Ended).ok_or_else(|| cut("the command’s channel ended without an exit code"));
                }
                Some(_) => {}
            }
        }
    }

    /// The two halves, for writing while output comes.
    pub fn writer(&self) -> Result<&ChannelWriteHalf<Msg>, RemoteError> {
        self.write.0.as_ref().ok_or_else(|| cut("the command’s input is closed"))
    }

    /// Gives the command its whole standard input while it takes what it says.
    pub async fn feed(&mut self, input: &[u8], clock: &dyn Clock, mut each: impl FnMut(Said)) -> Result<u32, RemoteError> {
        let write = self.write.0.take().ok_or_else(|| cut("the command’s input is closed"))?;
        let back = Writer(Some(write));
        let writing = async {
            if let Some(write) = &back.0 {
                // A command that does not read its input to the end closes it: that is its own affair.
                if write.data(input).await.is_ok() {
                    let _ = write.eof().await;
                }
            }
            std::future::pending::<()>().await;
        };
        let reading = async {
            loop {
                match self.next(clock).await? {
                    Said::Ended(exit) => return Ok(exit),
                    said => each(said),
                }
            }
        };
        tokio::select! {
            ended = reading => ended,
            () = writing => Err(cut("the command’s input is closed")),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // russh closes no channel by itself; without this a command whose caller has gone would go on.
        if let (Some(write), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move { write.close().await });
        }
    }
}

fn cut(how: &str) -> RemoteError {
    RemoteError::Closed(how.to_owned())
}

/// Waits for the answer to a request on a channel.
pub(super) async fn granted(channel: &mut Channel<Msg>) -> Result<(), RemoteError> {
    loop {
        match channel.wait().await {
            Some(ChannelMsg::Success) => return Ok(()),
            Some(ChannelMsg::Failure) => return Err(RemoteError::Protocol("the machine refused a terminal".into())),
            Some(_) => {}
            None => return Err(cut("no answer to the request for a terminal")),
        }
    }
}

/// Opens a session channel.
pub(super) async fn session(connection: &super::Connection) -> Result<Channel<Msg>, RemoteError> {
    connection.handle.channel_open_session().await.map_err(of_ssh)
}

/// A signal's number on Linux; 0 for one that SSH has no name of.
fn number(signal: &Sig) -> u32 {
    match signal {
        Sig::HUP => 1,
        Sig::INT => 2,
        Sig::QUIT => 3,
        Sig::ILL => 4,
        Sig::ABRT => 6,
        Sig::FPE => 8,
        Sig::KILL => 9,
        Sig::USR1 => 10,
        Sig::SEGV => 11,
        Sig::PIPE => 13,
        Sig::ALRM => 14,
        Sig::TERM => 15,
        Sig::Custom(_) => 0,
    }
}
