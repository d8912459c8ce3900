//! One machine and its surroundings, as its connections see them.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream};

use super::shared::Shared;
use crate::guest::{Guest, Surroundings};
use crate::mysql::{self, MysqlAccess};
use crate::world::{Fault, FaultPoint, Instance, Origin, Reached, World};

/// sshd's port.
pub(super) const SSH: u16 = 22;
/// mysqld's port.
pub(super) const MYSQL: u16 = 3306;

/// A machine of the world.
struct Machine {
    shared: Arc<Shared>,
    id: String,
    /// What a connection talks to in the moment between the machine's end and its own.
    remains: Mutex<Guest>,
}

impl Machine {
    fn act<T>(&self, act: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        self.shared.change(act)
    }
}

#[async_trait]
impl Surroundings for Machine {
    fn with_guest(&self, change: &mut dyn FnMut(&mut Guest)) {
        self.act(|world, _| match world.instance_mut(&self.id).and_then(|instance| instance.guest.as_mut()) {
            Some(guest) => change(guest),
            None => change(&mut self.remains.lock().unwrap_or_else(PoisonError::into_inner)),
        });
    }

    fn see_guest(&self, look: &mut dyn FnMut(&Guest)) {
        self.shared.look(|world, _| match world.instance(&self.id).ok().and_then(|instance| instance.guest.as_ref()) {
            Some(guest) => look(guest),
            None => look(&self.remains.lock().unwrap_or_else(PoisonError::into_inner)),
        });
    }

    async fn sleep(&self, practice_time: Duration) {
        self.shared.clock.sleep(practice_time).await;
    }

    fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    fn connect(&self, to: IpAddr, port: u16) -> Reached {
        self.shared.look(|world, now| world.reach(Origin::Instance(&self.id), to, port, now))
    }

    fn with_mysql_at(&self, address: IpAddr, act: &mut dyn FnMut(&mut mysql::Server)) -> bool {
        self.act(|world, now| {
            let id = world.at_address(address).filter(|instance| instance.answers(now)).map(|instance| instance.id.clone());
            with_mysql(world, id.as_deref(), act)
        })
    }

    fn fault(&self, at: FaultPoint<'_>) -> Option<Fault> {
        let stands = self.shared.look(|world, _| !world.faults.is_empty());
        if stands { self.act(|world, now| world.meet(&self.id, at, now)) } else { None }
    }

    fn reboot(&self) {
        self.act(|world, now| world.restart_from_inside(&self.id, now));
    }

    fn power_off(&self) {
        self.act(|world, now| world.switch_off_from_inside(&self.id, now));
    }

    async fn saved(&self) {
        // A state that cannot be saved is told by the API and when the cloud closes; the machine itself has a disk.
        let _ = self.shared.saved().await;
    }

    fn tunnel(&self, to: IpAddr, port: u16) -> Option<DuplexStream> {
        let (target, peer) = self.shared.look(|world, now| {
            let own = world.instance(&self.id).ok()?;
            if let Some(guest) = own.guest.as_ref().filter(|guest| guest.is_own(to)) {
                return guest.listens_at(to, port).then(|| (self.id.clone(), to));
            }
            let target = world.at_address(to)?;
            let open = world.reach(Origin::Instance(&self.id), to, port, now) == Reached::Open;
            let by_private = target.private_ip.map(IpAddr::V4) == Some(to);
            let peer = if by_private { own.private_ip } else { own.public_ip };
            open.then_some((target.id.clone(), IpAddr::V4(peer?)))
        })?;
        let (near, far) = tokio::io::duplex(64 * 1024);
        let shared = Arc::clone(&self.shared);
        self.shared.tasks.spawn(serve(shared, target, port, peer, far));
        Some(near)
    }
}

fn with_mysql(world: &mut World, id: Option<&str>, act: &mut dyn FnMut(&mut mysql::Server)) -> bool {
    let server =
        id.and_then(|id| world.instance_mut(id)).and_then(|instance| instance.guest.as_mut()).and_then(|guest| guest.running_mysql());
    server.map(act).is_some()
}

/// The MySQL server of a machine.
struct Database {
    shared: Arc<Shared>,
    id: String,
}

impl MysqlAccess for Database {
    fn with_server(&self, act: &mut dyn FnMut(&mut mysql::Server)) -> bool {
        self.shared.change(|world, _| with_mysql(world, Some(&self.id), act))
    }

    fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }
}

/// Serves one connection that has reached a machine, until it ends or the machine goes down.
pub(super) async fn serve<S>(shared: Arc<Shared>, id: String, port: u16, peer: IpAddr, stream: S)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let found = |instance: &Instance| Some((instance.downs, Guest::clone(instance.guest.as_ref()?)));
    let Some((downs, remains)) = shared.look(|world, _| world.instance(&id).ok().and_then(found)) else { return };
    let talk = async {
        match port {
            SSH => {
                let machine = Machine { shared: Arc::clone(&shared), id: id.clone(), remains: Mutex::new(remains) };
                // However it ends, it ends: what went wrong was told to the client.
                let _ = crate::ssh::serve(stream, Arc::new(machine)).await;
            }
            MYSQL => {
                let access = Database { shared: Arc::clone(&shared), id: id.clone() };
                let _ = mysql::wire::serve(stream, peer, Arc::new(access)).await;
            }
            // Nothing else speaks: the connection closes.
            _ => {}
        }
    };
    tokio::select! {
        () = talk => {}
        () = shared.down(&id, downs) => {}
        () = shared.stop.cancelled() => {}
    }
}
