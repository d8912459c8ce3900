//! SSH.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use engine::Secret;
use model::Stream;

/// A machine to sign in to, by public key as `ubuntu`.
#[derive(Debug, Clone)]
pub struct Host {
    /// The instance id: host keys and open connections belong to it, not to the address, which can be reused.
    pub instance_id: String,
    /// The public address at this moment.
    pub address: IpAddr,
    /// The private key's file.
    pub key: PathBuf,
    /// The host keys that it may show, as OpenSSH's `SHA256:…` fingerprints. Empty: any, and the caller looks at [`Shell::host_key`].
    pub host_keys: Vec<String>,
}

/// Why SSH did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemoteError {
    /// Nothing answered at port 22.
    #[error("timed out")]
    TimedOut,
    /// Port 22 refused the connection.
    #[error("refused")]
    Refused,
    /// The machine does not accept the key for `ubuntu`.
    #[error("the key was rejected")]
    KeyRejected,
    /// The machine showed another host key than it may; nothing was sent to it.
    #[error("host key {found}")]
    HostKeyChanged {
        /// The fingerprint that it showed.
        found: String,
    },
    /// The connection ended in the middle; how, in the words of the machine or of the protocol.
    #[error("the connection was cut: {0}")]
    Closed(String),
    /// The private key's file cannot be used.
    #[error("key file: {0}")]
    Key(#[from] super::KeyFault),
    /// A prompter refused to answer a question; its text.
    #[error("unknown question: {0}")]
    UnknownQuestion(String),
    /// Anything else that the protocol can do wrong.
    #[error("{0}")]
    Protocol(String),
}

/// A command to run without a terminal.
#[derive(Debug, Clone, Default)]
pub struct Exec {
    /// The command line, as the machine's shell reads it. Never holds a secret.
    pub command: String,
    /// What its standard input is given; may hold secrets.
    pub input: Option<Secret>,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Output {
    /// Its exit code; 128 + n when signal n ended it.
    pub exit: u32,
    /// All of its standard output.
    pub stdout: String,
    /// All of its standard error. With a terminal, everything is in `stdout`.
    pub stderr: String,
}

/// What to do at a prompt.
#[derive(Debug)]
pub enum Reply {
    /// It is no prompt yet: wait for more.
    Wait,
    /// Type a line.
    Type {
        /// The line, without its end.
        line: Secret,
        /// The line as it may be shown: masked if it is secret.
        shown: String,
    },
    /// It is a question that nobody knows: end the command.
    Unknown,
}

/// Answers the questions of an interactive program.
pub trait Prompter: Send {
    /// Called with the output since the last answer, each time that it grows; and with `idle` when it has not grown for ten seconds.
    fn reply(&mut self, since_last_answer: &str, idle: bool) -> Reply;
}

/// Is given each line of output as it comes.
pub type OnLine<'a> = &'a mut (dyn FnMut(Stream, &str) + Send);

/// SSH to the lab's machines.
#[async_trait]
pub trait Remote: Send + Sync {
    /// Signs in, or gives the connection to that instance that is open already.
    ///
    /// Tries again while the machine refuses or is silent, until `patience` is over; a wrong key ends it at once.
    ///
    /// # Errors
    /// The last try's error.
    async fn connect(&self, host: &Host, patience: Duration) -> Result<Arc<dyn Shell>, RemoteError>;

    /// Closes all connections.
    async fn close(&self);
}

/// A signed-in connection to one machine.
#[async_trait]
pub trait Shell: Send + Sync {
    /// The host key that the machine showed, as OpenSSH's `SHA256:…` fingerprint.
    fn host_key(&self) -> &str;

    /// Runs a command without a terminal, standard output and error apart.
    ///
    /// # Errors
    /// When the connection fails; a command that fails is an [`Output`].
    async fn exec(&self, exec: Exec, on_line: OnLine<'_>) -> Result<Output, RemoteError>;

    /// Runs an interactive program on a terminal and answers its questions.
    ///
    /// # Errors
    /// As [`Shell::exec`], and [`RemoteError::UnknownQuestion`].
    async fn converse(&self, command: &str, prompter: &mut dyn Prompter, on_line: OnLine<'_>) -> Result<Output, RemoteError>;

    /// Writes a small file with a mode, as `ubuntu`.
    ///
    /// # Errors
    /// As [`Shell::exec`]; [`RemoteError::Protocol`] when it could not be written.
    async fn upload(&self, path: &str, contents: &[u8], mode: u32) -> Result<(), RemoteError>;

    /// Opens a socket on this computer whose connections come out of the machine towards an address.
    ///
    /// # Errors
    /// [`RemoteError::Protocol`] when no socket can be opened.
    async fn tunnel(&self, to: IpAddr, port: u16) -> Result<Tunnel, RemoteError>;
}

/// A tunnel, open until it is dropped.
pub struct Tunnel {
    /// This computer's end.
    pub socket: SocketAddr,
    /// What is dropped with the tunnel.
    pub guard: Box<dyn std::any::Any + Send + Sync>,
}
