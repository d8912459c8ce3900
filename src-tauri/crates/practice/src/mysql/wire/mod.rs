//! MySQL's protocol: one connection of an ordinary client.

mod authentication;
mod commands;
mod handshake;
mod packets;
mod results;
mod tls;

#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;

use self::authentication::Arrival;
use self::commands::Client;
use self::handshake::{LogIn, Reply, greeting, reply};
use self::packets::{Broken, Packets};
use self::results::{error, ok};
use super::answer::Answer;
use super::error::SqlError;
use super::password::{Plugin, random_text};
use super::server::Server;
use super::session::From;

/// What a connection needs of the machine that it has reached.
pub(crate) trait MysqlAccess: Send + Sync {
    /// Lets the connection see and change the server; false when mysqld no longer runs.
    fn with_server(&self, act: &mut dyn FnMut(&mut Server)) -> bool;
    /// The practice time.
    fn now(&self) -> Timestamp;
}

/// The length of a nonce.
const NONCE: usize = 20;
/// connect_timeout: how long each packet of the login may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Longer than any login.
const LONGEST_LOGIN: usize = 64 * 1024;

/// Serves one connection until the client ends it, mysqld ends, or the client breaks the protocol.
pub(crate) async fn serve<S>(stream: S, peer: IpAddr, server: Arc<dyn MysqlAccess>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // However it ends, the client was told what there was to tell.
    let _ = talk(Packets::new(Box::new(stream)), peer, &*server).await;
}

async fn talk(mut packets: Packets, peer: IpAddr, access: &dyn MysqlAccess) -> Result<(), Broken> {
    let from = From::Tcp(peer);
    let nonce = random_text::<NONCE>().map_err(|_| Broken::Refused)?;
    let mut opening = None;
    let runs = access.with_server(&mut |server| {
        opening = Some(match server.greet(&from) {
            Ok(()) => {
                let connection = server.next_connection();
                Ok((connection, greeting(server.version(), connection.1, nonce.as_bytes(), default_plugin(), server.identity.is_some())))
            }
            Err(error) => Err(error),
        });
    });
    let (connection, hello) = match opening.filter(|_| runs).ok_or(Broken::Gone)? {
        Ok(opening) => opening,
        Err(refused) => return refuse(&mut packets, &refused, false).await,
    };
    packets.put(&hello);
    packets.flush(CONNECT_TIMEOUT).await?;

    let (mut packets, login, cipher) = log_in(packets, access).await?;
    let Some(login) = login else { return refuse(&mut packets, &SqlError::bad_handshake(), true).await };
    let arrival = Arrival { access, peer, nonce: nonce.as_bytes(), connection, tls: cipher.is_some(), within: CONNECT_TIMEOUT };
    let mut session = match arrival.authenticate(&mut packets, &login).await? {
        Ok(session) => session,
        Err(refused) => return refuse(&mut packets, &refused, true).await,
    };
    session.tls = cipher;

    let now = access.now();
    let mut entered = None;
    access.with_server(&mut |server| {
        entered = Some(server.enter(&session, now).and_then(|()| match &login.database {
            Some(database) => server.use_database(&mut session, database).map(drop),
            None => Ok(()),
        }));
    });
    let entered = entered.ok_or(Broken::Gone)?;
    let mut client = Client::new(access, packets, session, login.flags);
    let ended = match entered {
        Ok(()) => {
            client.packets.put(&ok(&Answer::default(), false));
            match client.packets.flush(CONNECT_TIMEOUT).await {
                Ok(()) => client.converse().await,
                broken => broken,
            }
        }
        Err(refused) => refuse(&mut client.packets, &refused, true).await,
    };
    let session = client.session;
    access.with_server(&mut |server| server.leave(&session));
    ended
}

/// The plugin that the greeting names.
fn default_plugin() -> &'static str {
    Plugin::CachingSha2Password.name()
}

/// A protocol version and a cipher.
type Cipher = Option<(String, String)>;

/// Reads the client's answer to the greeting, over TLS if it wants so. No login: it was none.
async fn log_in(mut packets: Packets, access: &dyn MysqlAccess) -> Result<(Packets, Option<LogIn>, Cipher), Broken> {
    let payload = packets.read(LONGEST_LOGIN, CONNECT_TIMEOUT).await?;
    match reply(&payload) {
        None => Ok((packets, None, None)),
        Some(Reply::LogIn(login)) => Ok((packets, Some(login), None)),
        Some(Reply::Tls) => {
            let mut identity = None;
            access.with_server(&mut |server| identity.clone_from(&server.identity));
            let identity = identity.ok_or(Broken::Malformed)?;
            let (stream, sequence) = packets.into_stream();
            let (stream, cipher) = timeout(CONNECT_TIMEOUT, tls::accept(stream, &identity)).await.map_err(|_| Broken::Idle)??;
            let mut packets = Packets::resume(stream, sequence);
            let payload = packets.read(LONGEST_LOGIN, CONNECT_TIMEOUT).await?;
            let login = match reply(&payload) {
                Some(Reply::LogIn(login)) => Some(login),
                _ => None,
            };
            Ok((packets, login, Some(cipher)))
        }
    }
}

/// Tells an error, and that is the end.
async fn refuse(packets: &mut Packets, refused: &SqlError, with_state: bool) -> Result<(), Broken> {
    packets.put(&error(refused, with_state));
    packets.flush(CONNECT_TIMEOUT).await?;
    Err(Broken::Refused)
}
