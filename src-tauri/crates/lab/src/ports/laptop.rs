//! This computer on the network.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use async_trait::async_trait;

/// What a TCP connection to a port met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// It was accepted.
    Open,
    /// It was refused: the machine is there, nothing listens.
    Refused,
    /// Nothing answered: something on the way drops it.
    TimedOut,
}

/// This computer as the network sees it.
#[async_trait]
pub trait Laptop: Send + Sync {
    /// The address that the internet sees of this computer; none when no service could tell.
    async fn internet_address(&self) -> Option<Ipv4Addr>;

    /// Tries to open a TCP connection from this computer, and closes it at once.
    async fn probe(&self, address: IpAddr, port: u16, patience: Duration) -> Probe;
}
