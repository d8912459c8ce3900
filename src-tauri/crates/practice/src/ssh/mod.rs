//! SSH to the machines: each machine's sshd, over any stream.
//!
//! As OpenSSH on Ubuntu 22.04: login by public key only, as `ubuntu` only, no SHA-1 signatures; commands with standard output and error
//! apart, terminals, environment, forwarded TCP connections, several channels at once.

mod channel;
mod cut;
mod door;
mod forward;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use russh::server::{Config, run_stream};
use russh::{MethodKind, MethodSet, SshId};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, copy, duplex, split};

use self::cut::Cut;
use self::door::Door;
use crate::guest::Surroundings;

/// What sshd calls itself.
const SERVER_ID: &str = "SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.10";
/// Bytes on their way between the network and the protocol.
const BUFFER: usize = 64 * 1024;

/// Serves one connection until one end closes it or a fault cuts it. Dropping the future cuts it, too.
pub(crate) async fn serve<S>(stream: S, machine: Arc<dyn Surroundings>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let config = Arc::new(Config {
        server_id: SshId::Standard(Cow::Borrowed(SERVER_ID)),
        methods: MethodSet::from([MethodKind::PublicKey].as_slice()),
        auth_rejection_time: Duration::ZERO,
        keys: machine.look(|guest| guest.host_keys()),
        max_auth_attempts: 6,
        inactivity_timeout: None,
        ..Config::default()
    });
    let cut = Arc::new(Cut::default());
    let (near, far) = duplex(BUFFER);
    let door = Door::new(machine, cut.clone());
    let session = async move {
        // However it ends, the client was told what there was to tell.
        if let Ok(running) = run_stream(config, near, door).await {
            let _ = running.await;
        }
    };
    let (mut from_client, mut to_client) = split(stream);
    let (mut from_session, mut to_session) = split(far);
    let up = async {
        // Errors of the network end the connection, as its end does.
        let _ = copy(&mut from_client, &mut to_session).await;
        let _ = to_session.shutdown().await;
        std::future::pending::<()>().await;
    };
    let down = async {
        let _ = copy(&mut from_session, &mut to_client).await;
        let _ = to_client.shutdown().await;
    };
    tokio::select! {
        () = cut.happened() => {}
        ((), ()) = async { tokio::join!(session, down) } => {}
        () = up => {}
    }
}
