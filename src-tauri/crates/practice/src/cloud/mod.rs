//! The running practice cloud.

pub(crate) mod clock;
mod doors;
mod machine;
pub(crate) mod shared;
mod store;
#[cfg(test)]
mod tests;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::DropGuard;

use self::clock::Clock;
use self::machine::{MYSQL, SSH};
use self::shared::Shared;
use self::store::Store;
use crate::ec2;
use crate::world::{Fault, MysqlFlavour, Origin, REGION, Reached, State, World};

/// How a practice cloud is to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The MySQL that machines launched from here on find in their archive.
    pub mysql: MysqlFlavour,
    /// How much faster than real time things happen. 1.0 is real time; 20 to 30 suit learners.
    pub speed: f64,
    /// The loopback port of the EC2 API; 0 for any that is free.
    pub ec2_port: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self { mysql: MysqlFlavour::default(), speed: 25.0, ec2_port: 0 }
    }
}

/// Why a practice cloud cannot run.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// The state's file cannot be read.
    #[error("the practice cloud's state cannot be read: {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The state's file is truncated or no state at all. It was left alone.
    #[error("the practice cloud's state is damaged: {}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where.
        source: serde_json::Error,
    },
    /// A newer version of the program wrote the state's file. It was left alone.
    #[error("the practice cloud's state has format {format}, newer than {known}: {}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
        /// The newest format that this version reads.
        known: u32,
    },
    /// Another process runs this practice cloud.
    #[error("the practice cloud is running already: {}", path.display())]
    InUse {
        /// The state's file.
        path: PathBuf,
    },
    /// The state's file cannot be written.
    #[error("the practice cloud's state cannot be written: {}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No loopback socket can be opened.
    #[error("no socket can be opened on the loopback interface")]
    Listen(#[source] io::Error),
}

/// Where a connection from this computer comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// At a socket on loopback.
    Socket(SocketAddr),
    /// The machine is reached and nothing listens.
    Refused,
    /// Nothing answers.
    TimedOut,
}

/// How ordinary clients reach a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Its Name tag.
    pub name: Option<String>,
    /// Its instance id.
    pub instance_id: String,
    /// Its state, in EC2's words.
    pub state: String,
    /// Its address on the practice internet, while it runs.
    pub public_ip: Option<Ipv4Addr>,
    /// Its address inside the VPC.
    pub private_ip: Option<Ipv4Addr>,
    /// The loopback socket that leads to its port 22.
    pub ssh: Option<SocketAddr>,
    /// The loopback socket that leads to its port 3306, past the security group: silent unless the group lets this computer in.
    pub mysql: Option<SocketAddr>,
}

/// A simulated cloud, running on loopback.
///
/// Dropping it stops it; [`PracticeCloud::close`] also waits until everything is saved.
#[derive(Debug)]
pub struct PracticeCloud {
    shared: Arc<Shared>,
    ec2: SocketAddr,
    saving: JoinHandle<Result<(), PracticeError>>,
    _ends: [DropGuard; 2],
}

impl PracticeCloud {
    /// Opens the world that a file holds, or a new one, and starts its front-ends on 127.0.0.1.
    ///
    /// # Errors
    /// When the file is held by another process, cannot be read or written, is damaged or newer, or no socket can be opened.
    pub async fn open(state: &Path, options: Options) -> Result<Self, PracticeError> {
        let store = Store::hold(state)?;
        let wall = Timestamp::now();
        let (mut world, start) = match store.read()? {
            Some((world, saved_at)) => (world, saved_at.max(wall)),
            None => (World::new(seed()), wall),
        };
        world.mysql = options.mysql;
        let shared = Shared::new(world, Clock::new(start, options.speed), store);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.ec2_port)).await.map_err(PracticeError::Listen)?;
        let ec2 = listener.local_addr().map_err(PracticeError::Listen)?;
        let saving = tokio::spawn(Arc::clone(&shared).keep_saved());
        // The first change is the world's coming up: it also lets the clock hurry where something is under way.
        shared.change(|_, _| ());
        shared.tasks.spawn(Arc::clone(&shared).keep_time());
        shared.tasks.spawn(doors::keep(Arc::clone(&shared)));
        shared.tasks.spawn(ec2::serve(listener, Arc::clone(&shared), shared.stop.clone()));
        let ends = [shared.stop.clone().drop_guard(), shared.finish.clone().drop_guard()];
        let cloud = Self { shared, ec2, saving, _ends: ends };
        if let Err(problem) = cloud.shared.saved().await {
            return Err(PracticeError::Unwritable { path: state.to_owned(), source: io::Error::other(problem) });
        }
        Ok(cloud)
    }

    /// The EC2 API's address; STS answers there too.
    #[must_use]
    pub fn ec2_endpoint(&self) -> String {
        format!("http://{}", self.ec2)
    }

    /// The access key and its secret that the API knows: AWS's own example, which opens nothing anywhere else.
    #[must_use]
    pub fn access_key(&self) -> (&str, &str) {
        (ec2::ACCESS_KEY, ec2::SECRET_KEY)
    }

    /// The only Region.
    #[must_use]
    pub fn region(&self) -> &str {
        REGION
    }

    /// The address that the practice internet sees of this computer.
    #[must_use]
    pub fn laptop_address(&self) -> Ipv4Addr {
        self.shared.look(|world, _| world.laptop)
    }

    /// Where a connection from this computer to an address of the practice internet comes out.
    #[must_use]
    pub fn route(&self, to: IpAddr, port: u16) -> Route {
        self.shared.look(|world, now| match world.reach(Origin::Internet(world.laptop), to, port, now) {
            Reached::TimedOut => Route::TimedOut,
            Reached::Refused => Route::Refused,
            Reached::Open => {
                let doors = world.at_address(to).map(|instance| instance.doors).unwrap_or_default();
                let door = match port {
                    SSH => doors.ssh,
                    MYSQL => doors.mysql,
                    _ => None,
                };
                door.map_or(Route::Refused, |door| Route::Socket(doors::socket(door)))
            }
        })
    }

    /// How much faster than real time things happen.
    #[must_use]
    pub fn speed(&self) -> f64 {
        self.shared.clock.speed()
    }

    /// How ordinary clients reach each machine that is not terminated.
    #[must_use]
    pub fn access(&self) -> Vec<Access> {
        self.shared.look(|world, _| {
            let there = world.instances.iter().filter(|instance| instance.state != State::Terminated);
            there
                .map(|instance| Access {
                    name: instance.tags.name().map(str::to_owned),
                    instance_id: instance.id.clone(),
                    state: instance.state.name().to_owned(),
                    public_ip: instance.public_ip,
                    private_ip: instance.private_ip,
                    ssh: instance.doors.ssh.map(doors::socket),
                    mysql: instance.doors.mysql.map(doors::socket),
                })
                .collect()
        })
    }

    /// Plants a fault: it acts at once, or stands until it is used up or mended.
    pub fn plant(&self, fault: Fault) {
        self.shared.change(|world, now| world.plant(fault, now));
    }

    /// The faults that stand.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.shared.look(|world, _| world.faults.iter().map(|planted| planted.fault.clone()).collect())
    }

    /// Takes a standing fault away, with what it did where that can be undone. Whether it stood.
    pub fn mend(&self, fault: &Fault) -> bool {
        self.shared.change(|world, now| world.mend(fault, now))
    }

    /// Stops the front-ends and saves.
    ///
    /// # Errors
    /// [`PracticeError::Unwritable`].
    pub async fn close(self) -> Result<(), PracticeError> {
        self.shared.stop.cancel();
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
        self.shared.finish.cancel();
        let unwritable = |error| Err(PracticeError::Unwritable { path: PathBuf::new(), source: io::Error::other(error) });
        let saved = self.saving.await.unwrap_or_else(unwritable);
        self.shared.release();
        saved
    }
}

/// A number that differs from world to world.
fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}
