//! TCP connections that a client opens through a machine: `ssh -L`, `ssh -J`.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use russh::server::{ChannelOpenHandle, Msg};
use russh::{Channel, ChannelOpenFailure};
use tokio::io::copy_bidirectional;

use crate::guest::Surroundings;
use crate::mysql::{MysqlAccess, Server, wire};
use crate::world::Reached;

/// How long Linux tries to connect to an address that is silent.
const SILENCE: Duration = Duration::from_secs(131);

/// The machine's own server.
struct Own(Arc<dyn Surroundings>);

impl MysqlAccess for Own {
    fn with_server(&self, act: &mut dyn FnMut(&mut Server)) -> bool {
        self.0.change(|guest| match guest.running_mysql() {
            Some(server) => {
                act(server);
                true
            }
            None => false,
        })
    }

    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

/// Connects from the machine to an address and joins the two ends.
pub(super) async fn serve(channel: Channel<Msg>, host: String, port: u32, reply: ChannelOpenHandle, machine: Arc<dyn Surroundings>) {
    let address = machine.look(|guest| guest.resolve(&host));
    let (Some(address), Ok(port)) = (address, u16::try_from(port)) else {
        return reply.reject(ChannelOpenFailure::ConnectFailed).await;
    };
    let own =
        machine.look(|guest| guest.is_own(address).then(|| (guest.listens_at(address, port), guest.running_mysql_port() == Some(port))));
    match own {
        Some((true, true)) => {
            reply.accept().await;
            wire::serve(channel.into_stream(), source(address), Arc::new(Own(machine))).await;
        }
        // An sshd inside its own connection: nobody's use of a practice machine.
        Some(_) => reply.reject(ChannelOpenFailure::ConnectFailed).await,
        None => match machine.connect(address, port) {
            Reached::Open => match machine.tunnel(address, port) {
                Some(mut other) => {
                    reply.accept().await;
                    // Whichever end closes, or breaks, the other is told.
                    let _ = copy_bidirectional(&mut channel.into_stream(), &mut other).await;
                }
                None => reply.reject(ChannelOpenFailure::ConnectFailed).await,
            },
            Reached::Refused => reply.reject(ChannelOpenFailure::ConnectFailed).await,
            Reached::TimedOut => {
                machine.sleep(SILENCE).await;
                reply.reject(ChannelOpenFailure::ConnectFailed).await;
            }
        },
    }
}

/// A connection to an own address comes from the same one.
fn source(address: IpAddr) -> IpAddr {
    if address.is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { address }
}
