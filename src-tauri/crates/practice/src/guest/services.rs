//! systemd: units and the journal.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a unit is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Active {
    Running {
        pid: u32,
        since: Timestamp,
    },
    /// Off, by a stop or since the boot.
    Dead {
        since: Option<Timestamp>,
    },
    /// Its process ended with an error.
    Failed {
        since: Timestamp,
    },
}

/// One service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Unit {
    pub(crate) description: String,
    pub(crate) enabled: bool,
    pub(crate) active: Active,
}

/// A line of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) at: Timestamp,
    /// The unit that it is about.
    pub(crate) unit: String,
    /// Who wrote it: `systemd[1]`.
    pub(crate) by: String,
    pub(crate) text: String,
}

/// All units, by name without `.service`, and the journal.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Services {
    units: BTreeMap<String, Unit>,
    journal: VecDeque<Entry>,
}

/// Lines of the journal that are kept.
const JOURNAL_LINES: usize = 200;

/// The services of the image: name, description, process id.
const OF_THE_IMAGE: [(&str, &str, u32); 9] = [
    ("ssh", "OpenBSD Secure Shell server", 689),
    ("cron", "Regular background program processing daemon", 512),
    ("dbus", "D-Bus System Message Bus", 513),
    ("rsyslog", "System Logging Service", 521),
    ("systemd-journald", "Journal Service", 188),
    ("systemd-networkd", "Network Configuration", 401),
    ("systemd-resolved", "Network Name Resolution", 403),
    ("systemd-timesyncd", "Network Time Synchronization", 368),
    ("unattended-upgrades", "Unattended Upgrades Shutdown", 561),
];

impl Services {
    pub(super) fn of_the_image(now: Timestamp) -> Self {
        let unit = |(name, description, pid): (&str, &str, u32)| {
            let active = Active::Running { pid, since: now };
            (name.to_owned(), Unit { description: description.to_owned(), enabled: true, active })
        };
        Self { units: OF_THE_IMAGE.into_iter().map(unit).collect(), journal: VecDeque::new() }
    }

    /// All units.
    pub(crate) fn units(&self) -> &BTreeMap<String, Unit> {
        &self.units
    }

    /// A unit, by its name with or without `.service`, or by its alias.
    pub(crate) fn unit(&self, name: &str) -> Option<(&str, &Unit)> {
        let name = self.name(name);
        self.units.get_key_value(name).map(|(name, unit)| (name.as_str(), unit))
    }

    fn name<'a>(&self, name: &'a str) -> &'a str {
        let plain = name.strip_suffix(".service").unwrap_or(name);
        match plain {
            "sshd" => "ssh",
            // MariaDB's unit answers to MySQL's names, MySQL's to mysqld's only as the vendor packages it.
            "mysql" | "mysqld" if self.units.contains_key("mariadb") => "mariadb",
            plain => plain,
        }
    }

    pub(super) fn add(&mut self, name: &str, description: &str, enabled: bool) {
        let unit = Unit { description: description.to_owned(), enabled, active: Active::Dead { since: None } };
        self.units.entry(name.to_owned()).or_insert(unit);
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.units.remove(name);
    }

    pub(crate) fn is_enabled(&self, name: &str) -> bool {
        self.unit(name).is_some_and(|(_, unit)| unit.enabled)
    }

    pub(crate) fn is_active(&self, name: &str) -> bool {
        self.unit(name).is_some_and(|(_, unit)| matches!(unit.active, Active::Running { .. }))
    }

    pub(crate) fn set_enabled(&mut self, name: &str, enabled: bool) {
        let name = self.name(name).to_owned();
        if let Some(unit) = self.units.get_mut(&name) {
            unit.enabled = enabled;
        }
    }

    pub(crate) fn set_active(&mut self, name: &str, active: Active) {
        let name = self.name(name).to_owned();
        if let Some(unit) = self.units.get_mut(&name) {
            unit.active = active;
        }
    }

    /// Writes a line to the journal.
    pub(crate) fn log(&mut self, at: Timestamp, unit: &str, by: &str, text: impl Into<String>) {
        self.journal.push_back(Entry { at, unit: unit.to_owned(), by: by.to_owned(), text: text.into() });
        while self.journal.len() > JOURNAL_LINES {
            self.journal.pop_front();
        }
    }

    /// The journal, oldest first.
    pub(crate) fn journal(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.journal.iter()
    }

    pub(super) fn boot(&mut self, now: Timestamp) {
        for (name, unit) in &mut self.units {
            if name == "mysql" {
                continue;
            }
            let pid = OF_THE_IMAGE.iter().find(|(known, ..)| known == name).map_or(702, |(_, _, pid)| *pid);
            unit.active = if unit.enabled { Active::Running { pid, since: now } } else { Active::Dead { since: None } };
        }
    }

    pub(super) fn power_down(&mut self, now: Timestamp) {
        for unit in self.units.values_mut() {
            unit.active = Active::Dead { since: Some(now) };
        }
    }
}
