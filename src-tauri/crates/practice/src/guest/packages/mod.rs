//! dpkg's database and the archive.

mod archive;
mod maintainer;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use self::archive::LISTS;
pub(in crate::guest) use self::archive::PROGRAMS_OF_THE_IMAGE;
use self::archive::{ARCHIVE_8_0, ARCHIVE_9, MARIADB, OF_THE_IMAGE};
use crate::world::MysqlFlavour;

/// A package of the archive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// `amd64` or `all`.
    pub(crate) architecture: &'static str,
    /// The suite and component: `jammy-updates/main`.
    pub(crate) origin: &'static str,
    /// Bytes to fetch.
    pub(crate) size: u64,
    /// kB on the disk.
    pub(crate) installed_size: u64,
    pub(crate) depends: &'static [&'static str],
    pub(crate) about: &'static str,
    /// Its programs with their sizes.
    pub(crate) programs: &'static [(&'static str, u64)],
}

/// What dpkg knows about a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    /// Removed; its configuration is still there.
    ConfigFiles,
    HalfInstalled,
    Unpacked,
    HalfConfigured,
    Installed,
}

impl Status {
    /// As dpkg-query's `db:Status-Status`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ConfigFiles => "config-files",
            Self::HalfInstalled => "half-installed",
            Self::Unpacked => "unpacked",
            Self::HalfConfigured => "half-configured",
            Self::Installed => "installed",
        }
    }

    /// As the second letter of `dpkg -l`.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::ConfigFiles => 'c',
            Self::HalfInstalled => 'H',
            Self::Unpacked => 'U',
            Self::HalfConfigured => 'F',
            Self::Installed => 'i',
        }
    }
}

/// dpkg's entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) status: Status,
    pub(crate) version: String,
    /// apt installed it for another one's sake.
    pub(crate) automatic: bool,
}

/// dpkg's database.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Packages(BTreeMap<String, Entry>);

impl Packages {
    pub(in crate::guest) fn of_the_image() -> Self {
        let entry = |version: &str| Entry { status: Status::Installed, version: version.to_owned(), automatic: false };
        Self(OF_THE_IMAGE.iter().map(|(name, version, _)| ((*name).to_owned(), entry(version))).collect())
    }

    /// Every entry by name.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&String, &Entry)> {
        self.0.iter()
    }

    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        self.0.get(name)
    }

    pub(crate) fn is_installed(&self, name: &str) -> bool {
        self.entry(name).is_some_and(|entry| entry.status == Status::Installed)
    }

    pub(crate) fn set(&mut self, name: &str, version: &str, status: Status) {
        let entry = self.0.entry(name.to_owned());
        let entry = entry.or_insert_with(|| Entry { status, version: version.to_owned(), automatic: false });
        entry.status = status;
        version.clone_into(&mut entry.version);
    }

    pub(crate) fn set_automatic(&mut self, name: &str, automatic: bool) {
        if let Some(entry) = self.0.get_mut(name) {
            entry.automatic = automatic;
        }
    }

    pub(crate) fn forget(&mut self, name: &str) {
        self.0.remove(name);
    }
}

/// The description of an installed package.
pub(crate) fn about(name: &str, flavour: MysqlFlavour) -> &'static str {
    archive(flavour)
        .iter()
        .find(|package| package.name == name)
        .map(|package| package.about)
        .or_else(|| OF_THE_IMAGE.iter().find(|(known, ..)| *known == name).map(|(_, _, about)| *about))
        .or_else(|| MARIADB.iter().find(|known| **known == name).map(|_| "MariaDB database server"))
        .unwrap_or("")
}

/// The packages that a machine can install.
pub(crate) fn archive(flavour: MysqlFlavour) -> &'static [Package] {
    match flavour {
        MysqlFlavour::V8_0 => ARCHIVE_8_0,
        MysqlFlavour::V9 => ARCHIVE_9,
    }
}

/// A package of the archive by name.
pub(crate) fn find(flavour: MysqlFlavour, name: &str) -> Option<&'static Package> {
    archive(flavour).iter().find(|package| package.name == name)
}

/// The whole database name of a package: `mysql-server` needs `mysql-server-8.0`.
pub(crate) fn with_dependencies(flavour: MysqlFlavour, names: &[String]) -> Vec<&'static Package> {
    let mut wanted: Vec<&'static Package> = Vec::new();
    let mut open: Vec<&str> = names.iter().map(String::as_str).collect();
    while let Some(name) = open.pop() {
        if let Some(package) = find(flavour, name)
            && !wanted.iter().any(|known| known.name == name)
        {
            wanted.push(package);
            open.extend(package.depends);
        }
    }
    // The archive's order is an order in which each comes after what it depends on.
    wanted.sort_by_key(|package| archive(flavour).iter().position(|known| known.name == package.name));
    wanted
}

/// Whether a package is the one that sets the server up.
pub(crate) fn is_server(package: &Package) -> bool {
    package.programs.iter().any(|(program, _)| program.ends_with("/mysql_secure_installation"))
}
