//! The loopback sockets at which ordinary clients reach the machines: one for ssh and one for MySQL each, as seen from the internet.
//!
//! A security group that lets nothing through is silence, as it is on the internet; a machine without a listener closes at once.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::AbortOnDropHandle;

use super::machine::{MYSQL, SSH, serve};
use super::shared::Shared;
use crate::world::{Origin, Reached, State};

/// Opens the doors of new machines and closes those of gone ones, until the cloud stops.
pub(super) async fn keep(shared: Arc<Shared>) {
    let mut changes = shared.subscribe();
    let mut open: HashMap<(String, u16), AbortOnDropHandle<()>> = HashMap::new();
    loop {
        let wanted = shared.look(|world, _| {
            let there = world.instances.iter().filter(|instance| instance.state != State::Terminated);
            there
                .flat_map(|instance| {
                    [(SSH, instance.doors.ssh), (MYSQL, instance.doors.mysql)].map(|(port, door)| (instance.id.clone(), port, door))
                })
                .collect::<Vec<_>>()
        });
        open.retain(|(id, port), _| wanted.iter().any(|(known, known_port, _)| known == id && known_port == port));
        for (id, port, saved) in wanted {
            if open.contains_key(&(id.clone(), port)) {
                continue;
            }
            let Some(listener) = bind(saved).await else { continue };
            if let Ok(address) = listener.local_addr()
                && Some(address.port()) != saved
            {
                shared.change(|world, _| {
                    if let Some(instance) = world.instance_mut(&id) {
                        let door = if port == SSH { &mut instance.doors.ssh } else { &mut instance.doors.mysql };
                        *door = Some(address.port());
                    }
                });
            }
            let task = shared.tasks.spawn(keep_open(Arc::clone(&shared), id.clone(), port, listener));
            open.insert((id, port), AbortOnDropHandle::new(task));
        }
        tokio::select! {
            () = shared.stop.cancelled() => return,
            changed = changes.changed() => if changed.is_err() { return },
        }
    }
}

/// The saved port if it is free, so that clients find the machine again.
async fn bind(saved: Option<u16>) -> Option<TcpListener> {
    if let Some(port) = saved
        && let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
    {
        return Some(listener);
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.ok()
}

async fn keep_open(shared: Arc<Shared>, id: String, port: u16, listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                shared.tasks.spawn(enter(Arc::clone(&shared), id.clone(), port, stream));
            }
            // Out of file handles: wait for one.
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    }
}

async fn enter(shared: Arc<Shared>, id: String, port: u16, mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let (reached, laptop) = shared.look(|world, now| {
        let address = world.instance(&id).ok().and_then(|instance| instance.public_ip);
        let reached = address.map_or(Reached::TimedOut, |address| world.reach(Origin::Internet(world.laptop), address.into(), port, now));
        (reached, world.laptop)
    });
    match reached {
        Reached::Open => serve(shared, id, port, IpAddr::V4(laptop), stream).await,
        Reached::Refused => drop(stream),
        Reached::TimedOut => {
            let mut unheard = [0; 1024];
            tokio::select! {
                () = shared.stop.cancelled() => {}
                () = async { while matches!(stream.read(&mut unheard).await, Ok(1..)) {} } => {}
            }
        }
    }
}

/// The address of a door.
pub(super) fn socket(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}
