//! The simulated account in one Region: pure state that is saved, without I/O and without a clock of its own.
//!
//! Every method that depends on time is given the moment. [`World::advance`] brings the states up to a moment.

mod fault;

use serde::{Deserialize, Serialize};

pub(crate) use fault::Planted;
pub use fault::{Fault, FaultPoint, Machine};

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
pub enum Reached {
    /// Something listens and may be reached.
    Open,
    /// The machine is reached and nothing listens.
    Refused,
    /// No answer: no machine, not running, or a security group lets nothing through.
    TimedOut,
}
