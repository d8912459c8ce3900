//! What the steps need of the world. `adapters` implements it; practice is reached through the same implementations.

mod clock;
mod compute;
mod database;
mod key_files;
mod laptop;
mod remote;

use std::sync::Arc;

pub use clock::Clock;
pub use compute::{
    Compute, ComputeError, ComputeErrorKind, Disk, Identity, Image, Instance, InstanceType, KeyPair, LAB_TAG, Launch, NewKeyPair, Rule,
    SecurityGroup, Standing, Subnet, Trial, Vpc,
};
pub use database::{Database, DatabaseError, Login};
pub use key_files::{KeyFault, KeyFiles, KeyIdentity, Protection};
pub use laptop::{Laptop, Probe};
pub use remote::{Exec, Host, OnLine, Output, Prompter, Remote, RemoteError, Reply, Shell, Tunnel};

/// All ports of a lab.
#[derive(Clone)]
pub struct Ports {
    /// The EC2 API.
    pub compute: Arc<dyn Compute>,
    /// SSH.
    pub remote: Arc<dyn Remote>,
    /// MySQL, as this program speaks it itself.
    pub database: Arc<dyn Database>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// This computer on the network.
    pub laptop: Arc<dyn Laptop>,
    /// Private key files on this computer.
    pub key_files: Arc<dyn KeyFiles>,
}
