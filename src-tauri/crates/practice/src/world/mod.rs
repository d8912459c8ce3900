//! The simulated account in one Region: pure state that is saved, without I/O and without a clock of its own.
//!
//! Every method that depends on time is given the moment. [`World::advance`] brings the states up to a moment.

pub(crate) mod catalogue;
mod fault;
pub(crate) mod group;
pub(crate) mod instance;
pub(crate) mod key_pair;
pub(crate) mod launch;
pub(crate) mod network;
mod planting;
mod reach;
mod refusal;
mod tags;
#[cfg(test)]
mod tests;

use std::net::Ipv4Addr;

use aws_lc_rs::digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use fault::FaultPoint;
pub(crate) use fault::Planted;
pub use fault::{Fault, Machine};
pub(crate) use instance::{Instance, State};
pub(crate) use planting::ApiFault;
pub(crate) use reach::Origin;
pub(crate) use refusal::Refusal;
pub(crate) use tags::Tags;

/// The account's number.
pub(crate) const ACCOUNT: &str = "123456789012";
/// The identity whose keys the practice cloud knows.
pub(crate) const USER_ARN: &str = "arn:aws:iam::123456789012:user/learner";
/// The identity's unique id.
pub(crate) const USER_ID: &str = "AIDACKCEVSQ6C2EXAMPLE";
/// The only Region.
pub(crate) const REGION: &str = "us-east-1";
/// This computer's address on the practice internet (RFC 5737's second range for documentation), until a fault changes it.
pub(crate) const LAPTOP: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 7);

/// Which MySQL the machines' archive has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MysqlFlavour {
    /// 8.0 as Ubuntu 22.04 has it.
    #[default]
    V8_0,
    /// 9.x: the plugin `mysql_native_password` is gone.
    V9,
}

/// What a connection attempt meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached {
    /// Something listens and may be reached.
    Open,
    /// The machine is reached and nothing listens.
    Refused,
    /// No answer: no machine, not running, or a security group lets nothing through.
    TimedOut,
}

/// Everything that exists.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct World {
    seed: u64,
    drawn: u64,
    public_drawn: u32,
    /// The latest moment that the world has seen.
    pub(crate) clock: Timestamp,
    /// What a machine's archive has when the machine is launched.
    pub(crate) mysql: MysqlFlavour,
    pub(crate) laptop: Ipv4Addr,
    pub(crate) vpc: Option<network::Vpc>,
    pub(crate) subnets: Vec<network::Subnet>,
    pub(crate) groups: Vec<group::SecurityGroup>,
    pub(crate) key_pairs: Vec<key_pair::KeyPair>,
    pub(crate) instances: Vec<Instance>,
    tokens: Vec<launch::UsedToken>,
    pub(crate) faults: Vec<Planted>,
}

impl World {
    /// A new account: a default VPC and nothing else. The seed decides ids and addresses.
    pub(crate) fn new(seed: u64) -> Self {
        let mut world = Self {
            seed,
            drawn: 0,
            public_drawn: 0,
            clock: Timestamp::UNIX_EPOCH,
            mysql: MysqlFlavour::default(),
            laptop: LAPTOP,
            vpc: None,
            subnets: Vec::new(),
            groups: Vec::new(),
            key_pairs: Vec::new(),
            instances: Vec::new(),
            tokens: Vec::new(),
            faults: Vec::new(),
        };
        world.public_drawn = u32::try_from(world.draw() % 200).unwrap_or(0);
        // A new world has no VPC that this one could collide with.
        let _ = world.create_default_vpc();
        world
    }

    fn draw_digest(&mut self) -> digest::Digest {
        self.drawn += 1;
        let mut input = self.seed.to_be_bytes().to_vec();
        input.extend(self.drawn.to_be_bytes());
        digest::digest(&digest::SHA256, &input)
    }

    /// A number that looks random.
    pub(crate) fn draw(&mut self) -> u64 {
        self.draw_digest().as_ref().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }

    /// A new id: a prefix, 0, and 16 hexadecimal digits.
    pub(crate) fn mint(&mut self, prefix: &str) -> String {
        format!("{prefix}0{:016x}", self.draw())
    }
}
