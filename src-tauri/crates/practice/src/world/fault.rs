//! The fault switch: what can go wrong in the practice cloud, for tests and for learners.
//!
//! A fault is data. It is planted in the [`World`](super::World), which saves it, and it acts either at once (a machine restarts, a rule
//! changes) or stands until it is used up or mended (an API code, a lock held at first boot).

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// Which machines a fault concerns: an instance id or a Name tag; none means every machine.
pub type Machine = Option<String>;

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// EC2 or STS answers a call with an error code instead of doing it. Stands until used up.
    ApiError {
        /// The call: `RunInstances`; `*` for any.
        action: String,
        /// The code: `UnauthorizedOperation`, `VcpuLimitExceeded`, `RequestLimitExceeded`, …
        code: String,
        /// From which call on, counted from planting, the first being 1.
        #[serde(default = "first")]
        first: u32,
        /// How many calls; none means every one from there on.
        #[serde(default)]
        times: Option<u32>,
    },
    /// EC2 does a call, and its answer is lost: the connection closes. Dry runs do nothing, and are not counted. Stands until used up.
    AnswerLost {
        /// The call: `RunInstances`.
        action: String,
        /// From which call on, the first after planting being 1.
        #[serde(default = "first")]
        first: u32,
        /// How many calls. The SDK tries a call again, with the same client token.
        #[serde(default = "once")]
        times: u32,
    },
    /// The account's default VPC is gone. Acts at once; mended, there is one again.
    NoDefaultVpc,
    /// The practice internet sees this computer at another address. Acts at once; mended, at the first one again.
    LaptopAddressChanged {
        /// The new address.
        address: Ipv4Addr,
    },
    /// sshd answers late after a boot. Stands.
    SshdLate {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
        /// Seconds after the machine is running.
        seconds: u32,
    },
    /// sshd closes the connection of whoever signs in, as it does while the machine is still booting. Stands until used up.
    SignInsClosed {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
        /// How many times.
        times: u32,
    },
    /// EC2 has a machine's console output late. Stands.
    ConsoleLate {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
        /// Seconds after the machine is running.
        seconds: u32,
    },
    /// An SSH connection is cut in the middle of a command. Stands until used up.
    ConnectionCut {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
        /// What stands in the command line.
        command: String,
        /// After how many bytes of output.
        #[serde(default)]
        after_bytes: u64,
        /// How many times.
        #[serde(default = "once")]
        times: u32,
    },
    /// The machine restarts: at once, or in the middle of a command.
    MachineRebooted {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
        /// What stands in the command line in whose middle it restarts; none: at once.
        #[serde(default)]
        during: Option<String>,
    },
    /// unattended-upgr holds dpkg's lock after a machine's first boot. Stands for the machines launched later.
    DpkgLockHeld {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
        /// Seconds from the boot on (from planting on for a machine that is there).
        seconds: u32,
    },
    /// unattended-upgr holds apt's lists lock after a machine's first boot. Stands for the machines launched later.
    ListsLockHeld {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
        /// Seconds from the boot on (from planting on for a machine that is there).
        seconds: u32,
    },
    /// The package archive answers 503. Stands until used up.
    ArchiveUnavailable {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
        /// For how many runs of apt.
        tries: u32,
    },
    /// No byte is free on the disk. Stands; mended, there is room again.
    DiskFull {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
    },
    /// A later configuration file overrides bind-address; in effect from MySQL's next start on. Stands; mended, the file is gone.
    BindAddressOverridden {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
        /// The file: `/etc/mysql/conf.d/zz-override.cnf`.
        file: String,
        /// The address that it binds.
        address: Ipv4Addr,
    },
    /// mysqld stops. Acts at once.
    MysqldStopped {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
    },
    /// The inbound rules for port 3306 name another address. Acts at once.
    MysqlRuleOutdated {
        /// The address that they name.
        address: Ipv4Addr,
    },
    /// The machine shows other host keys than before. Stands; mended, it shows its own again.
    HostKeyReplaced {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
    },
    /// MariaDB is on the machine already, instead of nothing. Stands for the machines launched later; acts at once on those there.
    MariadbInstalled {
        /// Which machines.
        #[serde(default)]
        machine: Machine,
    },
}

fn first() -> u32 {
    1
}

fn once() -> u32 {
    1
}

impl Fault {
    /// Which machines it concerns; none for the faults that concern no machine.
    #[must_use]
    pub fn machine(&self) -> Option<&Machine> {
        match self {
            Self::ApiError { .. }
            | Self::AnswerLost { .. }
            | Self::NoDefaultVpc
            | Self::LaptopAddressChanged { .. }
            | Self::MysqlRuleOutdated { .. } => None,
            Self::SshdLate { machine, .. }
            | Self::SignInsClosed { machine, .. }
            | Self::ConsoleLate { machine, .. }
            | Self::ConnectionCut { machine, .. }
            | Self::MachineRebooted { machine, .. }
            | Self::DpkgLockHeld { machine, .. }
            | Self::ListsLockHeld { machine, .. }
            | Self::ArchiveUnavailable { machine, .. }
            | Self::DiskFull { machine }
            | Self::BindAddressOverridden { machine, .. }
            | Self::MysqldStopped { machine }
            | Self::HostKeyReplaced { machine }
            | Self::MariadbInstalled { machine } => Some(machine),
        }
    }

    /// Whether it acts once, at planting, and is over then.
    #[must_use]
    pub(crate) fn acts_at_once(&self) -> bool {
        matches!(self, Self::MysqlRuleOutdated { .. } | Self::MysqldStopped { .. } | Self::MachineRebooted { during: None, .. })
    }
}

/// A moment at which a running machine asks whether something goes wrong. Asking uses up a fault that is limited in number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultPoint<'a> {
    /// A command line starts: [`Fault::ConnectionCut`] or [`Fault::MachineRebooted`] (the restart has begun; the connection is cut).
    Command(&'a str),
    /// Somebody has shown a key that is let in: [`Fault::SignInsClosed`].
    SignIn,
    /// apt fetches from the archive: [`Fault::ArchiveUnavailable`].
    Archive,
}

/// A planted fault and how often it was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Planted {
    pub(crate) fault: Fault,
    /// Calls of the action, or uses, since planting.
    pub(crate) met: u32,
}
