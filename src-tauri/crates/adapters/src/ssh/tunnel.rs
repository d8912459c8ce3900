//! Connections that come out of a machine.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use lab::ports::{RemoteError, Tunnel};
use russh::client::Handle;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

use super::connection::{Connection, HostKeyCheck};

/// Ends the tunnel, with all connections in it.
struct Guard(AbortHandle);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub(super) async fn open(connection: &Connection, to: IpAddr, port: u16) -> Result<Tunnel, RemoteError> {
    let no_socket = |error: std::io::Error| RemoteError::Protocol(error.to_string());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(no_socket)?;
    let socket = listener.local_addr().map_err(no_socket)?;
    let handle = Arc::clone(&connection.handle);
    let task = tokio::spawn(async move {
        // The connections end with this set, when the task is aborted.
        let mut open = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            while open.try_join_next().is_some() {}
            open.spawn(pump(Arc::clone(&handle), stream, to, port));
        }
    });
    Ok(Tunnel { socket, guard: Box::new(Guard(task.abort_handle())) })
}

/// Carries bytes until either side ends. When the machine cannot connect, this computer's end is closed: there is no other way to say it.
async fn pump(handle: Arc<Handle<HostKeyCheck>>, mut here: TcpStream, to: IpAddr, port: u16) {
    let from = here.peer_addr().map_or(0, |peer| peer.port());
    let opened = handle.channel_open_direct_tcpip(to.to_string(), port.into(), Ipv4Addr::LOCALHOST.to_string(), from.into()).await;
    if let Ok(channel) = opened {
        let _ = tokio::io::copy_bidirectional(&mut here, &mut channel.into_stream()).await;
    }
}
