//! One signed-in connection.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use lab::ports::{Clock, Host, RemoteError};
use russh::client::{self, AuthResult, DisconnectReason, Handle};
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh::{Disconnect, SshId};
use tokio::net::TcpStream;
use tokio::sync::SetOnce;

use super::error::{of_ssh, of_tcp};
use crate::clock::within;
use crate::route::{Route, RouteTo};

/// How long one try to reach the port may take.
const REACHING: Duration = Duration::from_secs(10);

/// How long a machine that has accepted the connection may take until the sign-in is done.
const SIGNING_IN: Duration = Duration::from_secs(20);

/// How long a machine may take to show that it is still there.
const ANSWERING: Duration = Duration::from_secs(5);

/// A signed-in connection.
pub(super) struct Connection {
    pub handle: Arc<Handle<HostKeyCheck>>,
    /// The fingerprint of the host key that the machine showed.
    pub host_key: String,
    /// Whom it was opened to.
    pub host: Host,
    pub clock: Arc<dyn Clock>,
    /// How it ended, once it has.
    ended: Arc<SetOnce<String>>,
}

/// How long a connection that has ended may take to say how.
const ENDING: Duration = Duration::from_secs(1);

impl Connection {
    /// An answer in which a cut connection is told in its own words: whoever waited for an answer only learns that none comes.
    pub async fn explained<T>(&self, answer: Result<T, RemoteError>) -> Result<T, RemoteError> {
        match answer {
            Err(RemoteError::Closed(seen)) if self.handle.is_closed() => {
                let how = within(&*self.clock, ENDING, self.ended.wait()).await;
                Err(RemoteError::Closed(how.map_or_else(|| seen.clone(), |how| format!("{how} ({seen})"))))
            }
            answer => answer,
        }
    }

    /// Whether the machine still answers.
    pub async fn is_alive(&self) -> bool {
        !self.handle.is_closed()
            && within(&*self.clock, ANSWERING, self.handle.send_ping()).await.is_some_and(|answer| answer.is_ok())
            && !self.handle.is_closed()
    }

    /// Whether it leads where a caller wants to go, by the key that it wants to use.
    pub fn serves(&self, host: &Host) -> bool {
        self.host.address == host.address
            && self.host.key == host.key
            && (host.host_keys.is_empty() || host.host_keys.contains(&self.host_key))
    }

    /// Says farewell.
    pub async fn close(&self) {
        let farewell = self.handle.disconnect(Disconnect::ByApplication, "", "");
        within(&*self.clock, ANSWERING, farewell).await;
    }
}

/// Tries once to sign in, for at most a time.
pub(super) async fn open(
    host: &Host,
    user: &str,
    key: Arc<PrivateKey>,
    route: &dyn RouteTo,
    clock: &Arc<dyn Clock>,
    patience: Duration,
) -> Result<Connection, RemoteError> {
    let reaching = REACHING.min(patience.max(Duration::from_secs(1)));
    let socket = match route.route(host.address, 22) {
        Route::Socket(socket) => socket,
        Route::Refused => return Err(RemoteError::Refused),
        Route::TimedOut => {
            clock.sleep(reaching).await;
            return Err(RemoteError::TimedOut);
        }
    };
    let stream = reach(socket, &**clock, reaching).await?;
    within(&**clock, SIGNING_IN, sign_in(stream, host, user, key, clock)).await.unwrap_or(Err(RemoteError::TimedOut))
}

async fn reach(socket: SocketAddr, clock: &dyn Clock, patience: Duration) -> Result<TcpStream, RemoteError> {
    let stream = within(clock, patience, TcpStream::connect(socket)).await.ok_or(RemoteError::TimedOut)?.map_err(|e| of_tcp(&e))?;
    // Prompts and answers are small: none of them should wait for more to send.
    stream.set_nodelay(true).map_err(|error| of_tcp(&error))?;
    Ok(stream)
}

async fn sign_in(
    stream: TcpStream,
    host: &Host,
    user: &str,
    key: Arc<PrivateKey>,
    clock: &Arc<dyn Clock>,
) -> Result<Connection, RemoteError> {
    let (shown, ended) = (Arc::new(OnceLock::new()), Arc::new(SetOnce::new()));
    let check = HostKeyCheck { allowed: host.host_keys.clone(), shown: Arc::clone(&shown), ended: Arc::clone(&ended) };
    let mut handle = match client::connect_stream(Arc::new(config()), stream, check).await {
        Err(russh::Error::UnknownKey) => {
            return Err(RemoteError::HostKeyChanged { found: shown.get().cloned().unwrap_or_default() });
        }
        handle => handle.map_err(of_ssh)?,
    };
    let host_key = shown.get().cloned().ok_or_else(|| RemoteError::Protocol("the machine showed no host key".into()))?;

    for hash in signatures(&handle, &key).await? {
        match handle.authenticate_publickey(user, PrivateKeyWithHashAlg::new(Arc::clone(&key), hash)).await.map_err(of_ssh)? {
            AuthResult::Success => {
                return Ok(Connection { handle: Arc::new(handle), host_key, host: host.clone(), clock: Arc::clone(clock), ended });
            }
            AuthResult::Failure { .. } => {}
        }
    }
    Err(RemoteError::KeyRejected)
}

/// The hashes to sign with, in the order to try them. Only an RSA key has a choice.
///
/// Ubuntu 22.04 refuses RSA signatures with SHA-1, `ssh-rsa`. A server that does not tell what it takes is offered SHA-512 and SHA-256; so is
/// one that does, because OpenSSH tells what it knows, not what its configuration lets through.
async fn signatures(handle: &Handle<HostKeyCheck>, key: &PrivateKey) -> Result<Vec<Option<HashAlg>>, RemoteError> {
    if !key.algorithm().is_rsa() {
        return Ok(vec![None]);
    }
    Ok(match handle.best_supported_rsa_hash().await.map_err(of_ssh)? {
        None | Some(Some(HashAlg::Sha512)) => vec![Some(HashAlg::Sha512), Some(HashAlg::Sha256)],
        Some(best) => vec![best],
    })
}

fn config() -> client::Config {
    client::Config {
        client_id: SshId::Standard(concat!("SSH-2.0-mysql_lab_", env!("CARGO_PKG_VERSION")).into()),
        keepalive_interval: Some(Duration::from_secs(15)),
        keepalive_max: 3,
        ..client::Config::default()
    }
}

/// Looks at the host key, which the machine shows before anything is sent to it that is worth having.
pub(super) struct HostKeyCheck {
    allowed: Vec<String>,
    shown: Arc<OnceLock<String>>,
    ended: Arc<SetOnce<String>>,
}

impl client::Handler for HostKeyCheck {
    type Error = russh::Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        let found = key.public_key().fingerprint(HashAlg::Sha256).to_string();
        let first = self.shown.get_or_init(|| found.clone());
        // A new key exchange on an open connection must show the same key.
        Ok(*first == found && (self.allowed.is_empty() || self.allowed.contains(&found)))
    }

    async fn disconnected(&mut self, reason: DisconnectReason<russh::Error>) -> Result<(), russh::Error> {
        let how = match reason {
            DisconnectReason::ReceivedDisconnect(farewell) => format!("{:?}: {}", farewell.reason_code, farewell.message.trim()),
            DisconnectReason::Error(error) => error.to_string(),
        };
        // The only one that says so.
        let _ = self.ended.set(how);
        Ok(())
    }
}
