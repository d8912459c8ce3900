//! The bad days: what goes wrong, and how the program takes it.
//!
//! `tests/hosts` brings each about on real hosts and `tests/practice` with the practice cloud's fault switch. Both hold the program
//! to this one table, so that practice cannot teach another end than the real world has.

use model::ProblemCode;

/// One day on which something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadDay {
    /// What goes wrong.
    pub name: &'static str,
    /// How the program takes it.
    pub end: End,
}

/// How the program takes a bad day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The set-up comes to its end by itself.
    Completes,
    /// The set-up ends with a problem; when its cause is mended, `resume` completes the lab.
    Fails(Trouble),
    /// The set-up ends with a problem that no `resume` mends: the program will not touch what it found.
    Refuses(Trouble),
    /// A lab that stands is found unhealthy; `verify --repair` mends it.
    Unhealthy(Trouble),
}

/// Which problem, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    /// The problem's code.
    pub code: ProblemCode,
    /// The steps that it can meet: several where steps that go at once are in a race for it.
    pub steps: &'static [&'static str],
}

impl BadDay {
    /// The problem of a day that has one.
    pub fn trouble(self) -> Option<Trouble> {
        match self.end {
            End::Completes => None,
            End::Fails(trouble) | End::Refuses(trouble) | End::Unhealthy(trouble) => Some(trouble),
        }
    }

    /// Asserts that a run ended with this day's problem, at its step.
    pub fn assert_met(self, code: Option<&str>, culprit: Option<&str>) {
        let Some(Trouble { code: expected, steps }) = self.trouble() else { panic!("{} has no problem", self.name) };
        assert_eq!(code, Some(expected.as_str()), "{}", self.name);
        assert!(culprit.is_some_and(|culprit| steps.contains(&culprit)), "{}: {culprit:?} is none of {steps:?}", self.name);
    }
}

macro_rules! bad_days {
    ($($(#[doc = $doc:literal])+ $day:ident = $end:ident $(($code:ident at $($step:literal)|+))?;)+) => {
        $($(#[doc = $doc])+
        pub const $day: BadDay = BadDay {
            name: stringify!($day),
            end: End::$end $((Trouble { code: ProblemCode::$code, steps: &[$($step),+] }))?,
        };)+
        /// All of them.
        pub const ALL: &[BadDay] = &[$($day),+];
    };
}

bad_days! {
    /// The upgrades of the first boot hold dpkg's lock and the lock of apt's lists for 30 seconds.
    LOCKS_AT_FIRST_BOOT = Completes;
    /// sshd answers 40 seconds after the machine is running.
    SSHD_LATE = Completes;
    /// sshd answers, and closes every sign-in for some seconds, because the machines are still booting.
    SIGN_INS_CLOSED = Completes;
    /// The server's SSH connections are cut in the middle of MySQL's installation.
    CONNECTION_CUT = Fails(SshClosed at "install_server");
    /// The server restarts in the middle of MySQL's installation.
    SERVER_REBOOTED = Fails(SshClosed at "install_server");
    /// Between set-up and a look at it, the laptop has got another address.
    LAPTOP_MOVED = Unhealthy(DoorMissing at "ssh_rule");
    /// The API throttles some calls.
    API_THROTTLES = Completes;
    /// The answers to the calls that make things are lost after the calls took effect.
    ANSWERS_LOST = Completes;
    /// One call is refused.
    CALL_REFUSED = Fails(Unauthorized at "name_instances");
    /// The server's disk is full.
    DISK_FULL = Fails(RemoteDiskFull at "install_server");
    /// The package archive answers 503.
    ARCHIVE_UNAVAILABLE = Fails(AptFailed at "update_server" | "update_client");
    /// A configuration file that MySQL reads later overrides bind-address.
    BIND_OVERRIDDEN = Fails(BindOverridden at "bind_address");
    /// After set-up, somebody has edited MySQL's configuration and restarted it.
    CONFIGURATION_EDITED = Unhealthy(NotListening at "bind_address");
    /// MariaDB is installed on the server.
    MARIADB_INSTALLED = Refuses(UnexpectedServer at "install_server");
}
