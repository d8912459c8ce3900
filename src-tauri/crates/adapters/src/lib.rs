//! The lab's ports over AWS's SDK, russh, mysql_async and this computer.
//!
//! Practice is reached through the same adapters: an endpoint on loopback stands for AWS, and a route maps its machines' addresses to sockets.

mod clock;
mod database;
mod ec2;
mod key_files;
mod laptop;
mod profiles;
mod route;
mod ssh;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use engine::Secret;
use lab::ports::{Clock, ComputeError, Laptop, Ports};

pub use clock::SystemClock;
pub use database::MysqlClient;
pub use ec2::{AccessKey, AwsChoice, Ec2, Endpoint, NotLoopback};
pub use key_files::LocalKeyFiles;
pub use laptop::{CHECK_IP_VARIABLE, InternetAddress, ThisComputer};
pub use profiles::{AwsProfile, ProfileKind, aws_profiles};
pub use route::{Direct, Route, RouteTo};
pub use ssh::Ssh;

/// All ports, on AWS.
///
/// # Errors
/// As [`Ec2::of_aws`].
pub async fn for_aws(choice: &AwsChoice) -> Result<Ports, ComputeError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(1));
    let ec2 = Ec2::of_aws(choice, Arc::clone(&clock)).await?;
    Ok(ports(ec2, clock, Arc::new(Direct), InternetAddress::from_environment()))
}

/// The address that the internet sees of this computer; none when no service tells it.
pub async fn internet_address() -> Option<Ipv4Addr> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(1));
    ThisComputer::new(clock, Arc::new(Direct), InternetAddress::from_environment()).internet_address().await
}

/// A cloud on this computer's loopback.
#[derive(Clone)]
pub struct Loopback {
    /// Where its EC2 and STS APIs are; plain HTTP is spoken.
    pub endpoint: SocketAddr,
    /// The access key's id that it lets in.
    pub access_key: String,
    /// The secret access key.
    pub secret_key: Secret,
    /// Its Region's code.
    pub region: String,
    /// Which sockets stand for its machines' addresses.
    pub route: Arc<dyn RouteTo>,
    /// The address that it sees this computer at.
    pub laptop_address: Ipv4Addr,
    /// How many times faster than real time its clock runs; 1 is real time.
    pub speed: u32,
}

/// All ports, on a cloud of this computer. Neither the environment nor the person's AWS files are looked at.
///
/// # Errors
/// When the endpoint is not on loopback.
pub fn for_loopback(loopback: Loopback) -> Result<Ports, NotLoopback> {
    let Loopback { endpoint: socket, access_key, secret_key, region, route, laptop_address, speed } = loopback;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(speed));
    let ec2 = Ec2::of_endpoint(&Endpoint { socket, access_key, secret_key, region }, speed, Arc::clone(&clock))?;
    Ok(ports(ec2, clock, route, InternetAddress::Known(laptop_address)))
}

fn ports(ec2: Ec2, clock: Arc<dyn Clock>, route: Arc<dyn RouteTo>, address: InternetAddress) -> Ports {
    Ports {
        compute: Arc::new(ec2),
        remote: Arc::new(Ssh::new(Arc::clone(&clock), Arc::clone(&route))),
        database: Arc::new(MysqlClient::new(Arc::clone(&clock))),
        laptop: Arc::new(ThisComputer::new(Arc::clone(&clock), route, address)),
        key_files: Arc::new(LocalKeyFiles),
        clock,
    }
}
