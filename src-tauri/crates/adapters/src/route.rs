//! Which socket stands for a machine's address.

use std::net::{IpAddr, SocketAddr};

/// Where a connection to an address goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// To this socket.
    Socket(SocketAddr),
    /// Nowhere: the machine is there and nothing listens.
    Refused,
    /// Nowhere: nothing answers.
    TimedOut,
}

/// Maps addresses of the lab's machines to sockets. Practice gives its machines addresses that exist only there.
pub trait RouteTo: Send + Sync {
    /// Where a connection from this computer to an address goes at this moment.
    fn route(&self, address: IpAddr, port: u16) -> Route;
}

/// Addresses as they are: the internet's own routes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Direct;

impl RouteTo for Direct {
    fn route(&self, address: IpAddr, port: u16) -> Route {
        Route::Socket(SocketAddr::new(address, port))
    }
}
