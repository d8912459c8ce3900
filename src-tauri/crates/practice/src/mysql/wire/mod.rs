//! MySQL's protocol: one connection of an ordinary client.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite};

use super::server::Server;

/// What a connection needs of the machine that it has reached.
pub(crate) trait MysqlAccess: Send + Sync {
    /// Lets the connection see and change the server; false when mysqld no longer runs.
    fn with_server(&self, act: &mut dyn FnMut(&mut Server)) -> bool;
    /// The practice time.
    fn now(&self) -> Timestamp;
}

/// Serves one connection until the client ends it, mysqld ends, or the client breaks the protocol.
pub(crate) async fn serve<S>(stream: S, peer: IpAddr, server: Arc<dyn MysqlAccess>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let _ = (stream, peer, server);
}
