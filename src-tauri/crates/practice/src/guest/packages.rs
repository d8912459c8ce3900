//! dpkg's database and the archive.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Guest;
use super::base::put_program;
use super::services::Active;
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
    pub(super) fn of_the_image() -> Self {
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

/// Packages of the image: name, version, description.
const OF_THE_IMAGE: &[(&str, &str, &str)] = &[
    ("adduser", "3.118ubuntu5", "add and remove users and groups"),
    ("apt", "2.4.13", "commandline package manager"),
    ("base-files", "12ubuntu4.7", "Debian base system miscellaneous files"),
    ("bash", "5.1-6ubuntu1.1", "GNU Bourne Again SHell"),
    ("cloud-init", "24.4.1-0ubuntu0~22.04.1", "initialization and customization tool for cloud instances"),
    ("command-not-found", "22.04.0", "Suggest installation of packages in interactive bash sessions"),
    ("coreutils", "8.32-4.1ubuntu1.2", "GNU core utilities"),
    ("cron", "3.0pl1-137ubuntu3", "process scheduling daemon"),
    ("curl", "7.81.0-1ubuntu1.20", "command line tool for transferring data with URL syntax"),
    ("dpkg", "1.21.1ubuntu2.3", "Debian package management system"),
    ("findutils", "4.8.0-1ubuntu3", "utilities for finding files--find, xargs"),
    ("grep", "3.7-1build1", "GNU grep, egrep and fgrep"),
    ("hostname", "3.23ubuntu2", "utility to set/show the host name or domain name"),
    ("iproute2", "5.15.0-1ubuntu2", "networking and traffic control tools"),
    ("iputils-ping", "3:20211215-1", "Tools to test the reachability of network hosts"),
    ("libc6", "2.35-0ubuntu3.8", "GNU C Library: Shared libraries"),
    ("linux-image-aws", "6.8.0-1021.23~22.04.1", "Linux kernel image for Amazon Web Services (AWS) systems."),
    ("nano", "6.2-1", "small, friendly text editor inspired by Pico"),
    ("needrestart", "3.5-5ubuntu2.2", "check which daemons need to be restarted after library upgrades"),
    ("netcat-openbsd", "1.218-4ubuntu1", "TCP/IP swiss army knife"),
    ("openssh-server", "1:8.9p1-3ubuntu0.10", "secure shell (SSH) server, for secure access from remote machines"),
    ("perl-base", "5.34.0-3ubuntu1.3", "minimal Perl system"),
    ("procps", "2:3.3.17-6ubuntu2.1", "/proc file system utilities"),
    ("sed", "4.8-1ubuntu2", "GNU stream editor for filtering/transforming text"),
    ("sudo", "1.9.9-1ubuntu2.4", "Provide limited super user privileges to specific users"),
    ("systemd", "249.11-0ubuntu3.12", "system and service manager"),
    ("unattended-upgrades", "2.8ubuntu1", "automatic installation of security upgrades"),
    ("util-linux", "2.37.2-4ubuntu3.4", "miscellaneous system utilities"),
    ("vim", "2:8.2.3995-1ubuntu2.23", "Vi IMproved - enhanced vi editor"),
];

/// The programs of the image, with their sizes.
pub(super) const PROGRAMS_OF_THE_IMAGE: &[(&str, u64)] = &[
    ("/usr/bin/[", 51_632),
    ("/usr/bin/apt", 18_824),
    ("/usr/bin/apt-cache", 84_368),
    ("/usr/bin/apt-get", 47_496),
    ("/usr/bin/apt-mark", 51_592),
    ("/usr/bin/awk", 158_024),
    ("/usr/bin/base64", 39_424),
    ("/usr/bin/basename", 35_328),
    ("/usr/bin/bash", 1_396_520),
    ("/usr/bin/cat", 35_280),
    ("/usr/bin/chmod", 55_816),
    ("/usr/bin/chown", 59_912),
    ("/usr/bin/clear", 14_656),
    ("/usr/bin/cloud-init", 960),
    ("/usr/bin/cp", 141_824),
    ("/usr/bin/cut", 43_648),
    ("/usr/bin/date", 104_960),
    ("/usr/bin/df", 85_304),
    ("/usr/bin/diff", 142_200),
    ("/usr/bin/dirname", 31_232),
    ("/usr/bin/dpkg", 318_176),
    ("/usr/bin/dpkg-query", 150_664),
    ("/usr/bin/echo", 35_120),
    ("/usr/bin/egrep", 28),
    ("/usr/bin/env", 43_976),
    ("/usr/bin/false", 26_856),
    ("/usr/bin/fgrep", 28),
    ("/usr/bin/find", 282_088),
    ("/usr/bin/free", 27_168),
    ("/usr/bin/grep", 182_728),
    ("/usr/bin/groups", 35_376),
    ("/usr/bin/head", 43_440),
    ("/usr/bin/hostname", 22_680),
    ("/usr/bin/hostnamectl", 31_056),
    ("/usr/bin/id", 39_424),
    ("/usr/bin/ip", 734_352),
    ("/usr/bin/journalctl", 80_472),
    ("/usr/bin/kill", 31_056),
    ("/usr/bin/less", 199_048),
    ("/usr/bin/ln", 60_096),
    ("/usr/bin/ls", 138_208),
    ("/usr/bin/lsb_release", 3_638),
    ("/usr/bin/lslocks", 43_488),
    ("/usr/bin/mkdir", 68_096),
    ("/usr/bin/more", 43_392),
    ("/usr/bin/mv", 137_752),
    ("/usr/bin/nano", 283_144),
    ("/usr/bin/nc", 43_720),
    ("/usr/bin/nohup", 35_280),
    ("/usr/bin/pgrep", 30_912),
    ("/usr/bin/pidof", 26_736),
    ("/usr/bin/ping", 76_672),
    ("/usr/bin/printf", 51_632),
    ("/usr/bin/ps", 137_688),
    ("/usr/bin/pwd", 35_336),
    ("/usr/bin/readlink", 43_424),
    ("/usr/bin/realpath", 43_432),
    ("/usr/bin/rm", 59_912),
    ("/usr/bin/rmdir", 43_440),
    ("/usr/bin/sed", 113_224),
    ("/usr/bin/seq", 47_624),
    ("/usr/bin/sh", 125_688),
    ("/usr/bin/sleep", 35_336),
    ("/usr/bin/sort", 105_896),
    ("/usr/bin/ss", 146_008),
    ("/usr/bin/stat", 84_648),
    ("/usr/bin/su", 55_672),
    ("/usr/bin/sudo", 232_416),
    ("/usr/bin/systemctl", 1_115_672),
    ("/usr/bin/tail", 68_120),
    ("/usr/bin/tee", 39_432),
    ("/usr/bin/test", 47_536),
    ("/usr/bin/timeout", 39_568),
    ("/usr/bin/top", 133_080),
    ("/usr/bin/touch", 92_392),
    ("/usr/bin/tr", 47_752),
    ("/usr/bin/true", 26_856),
    ("/usr/bin/tty", 31_248),
    ("/usr/bin/uname", 35_336),
    ("/usr/bin/uniq", 43_528),
    ("/usr/bin/uptime", 14_568),
    ("/usr/bin/vi", 3_787_224),
    ("/usr/bin/vim", 3_787_224),
    ("/usr/bin/w", 22_784),
    ("/usr/bin/wc", 47_616),
    ("/usr/bin/which", 946),
    ("/usr/bin/whoami", 31_232),
    ("/usr/bin/xargs", 63_816),
    ("/usr/sbin/poweroff", 1_115_672),
    ("/usr/sbin/reboot", 1_115_672),
    ("/usr/sbin/service", 9_047),
    ("/usr/sbin/shutdown", 1_115_672),
];

macro_rules! package {
    ($name:literal $version:literal $architecture:literal $origin:literal $size:literal $installed:literal [$($depends:literal),*] $about:literal [$(($program:literal, $bytes:literal)),*]) => {
        Package {
            name: $name,
            version: $version,
            architecture: $architecture,
            origin: $origin,
            size: $size,
            installed_size: $installed,
            depends: &[$($depends),*],
            about: $about,
            programs: &[$(($program, $bytes)),*],
        }
    };
}

const ARCHIVE_8_0: &[Package] = &[
    package!("mysql-common" "5.8+1.0.8" "all" "jammy/main" 7_212 68 [] "MySQL database common files, e.g. /etc/mysql/my.cnf" []),
    package!("libaio1" "0.3.112-13build1" "amd64" "jammy/main" 7_176 40 [] "Linux kernel AIO access library - shared library" []),
    package!("libevent-pthreads-2.1-7" "2.1.12-stable-1build3" "amd64" "jammy/main" 7_642 37 [] "Asynchronous event notification library (pthreads)" []),
    package!("libmecab2" "0.996-14build9" "amd64" "jammy/main" 199_134 683 [] "Libraries of Mecab" []),
    package!("libprotobuf-lite23" "3.12.4-1ubuntu7.22.04.2" "amd64" "jammy-updates/main" 209_430 1_022 [] "protocol buffers C++ library (lite version)" []),
    package!("libhtml-template-perl" "2.97-1.1" "all" "jammy/main" 59_126 199 [] "module for using HTML templates with Perl" []),
    package!("mecab-utils" "0.996-14build9" "amd64" "jammy/main" 4_850 38 ["libmecab2"] "Support programs of Mecab" []),
    package!("mecab-ipadic" "2.7.0-20070801+main-3" "all" "jammy/main" 6_717_700 12_138 ["mecab-utils"] "IPA dictionary compiled for Mecab" []),
    package!("mecab-ipadic-utf8" "2.7.0-20070801+main-3" "all" "jammy/main" 4_384 28 ["mecab-ipadic"] "IPA dictionary encoded in UTF-8 compiled for Mecab" []),
    package!("mysql-client-core-8.0" "8.0.44-0ubuntu0.22.04.1" "amd64" "jammy-updates/main" 2_763_000 62_500 [] "MySQL database core client binaries" [("/usr/bin/mysql", 7_765_424)]),
    package!("mysql-client-8.0" "8.0.44-0ubuntu0.22.04.1" "amd64" "jammy-updates/main" 22_700 249 ["mysql-client-core-8.0", "mysql-common"] "MySQL database client binaries" [("/usr/bin/mysqladmin", 7_486_592)]),
    package!("mysql-server-core-8.0" "8.0.44-0ubuntu0.22.04.1" "amd64" "jammy-updates/main" 17_600_000 115_900 ["libaio1", "libevent-pthreads-2.1-7", "libmecab2", "libprotobuf-lite23"] "MySQL database server binaries" [("/usr/sbin/mysqld", 62_112_344)]),
    package!("mysql-server-8.0" "8.0.44-0ubuntu0.22.04.1" "amd64" "jammy-updates/main" 1_438_000 1_578 ["mysql-client-8.0", "mysql-common", "mysql-server-core-8.0", "libhtml-template-perl", "mecab-ipadic-utf8"] "MySQL database server binaries and system database setup" [("/usr/bin/mysql_secure_installation", 7_461_328)]),
    package!("mysql-server" "8.0.44-0ubuntu0.22.04.1" "all" "jammy-updates/main" 9_462 37 ["mysql-server-8.0"] "MySQL database server (metapackage depending on the latest version)" []),
    package!("mysql-client" "8.0.44-0ubuntu0.22.04.1" "all" "jammy-updates/main" 9_354 37 ["mysql-client-8.0"] "MySQL database client (metapackage depending on the latest version)" []),
];

const ARCHIVE_9: &[Package] = &[
    package!("mysql-common" "5.8+1.1.1" "all" "jammy/main" 6_784 45 [] "MySQL database common files, e.g. /etc/mysql/my.cnf" []),
    package!("libaio1t64" "0.3.113-8" "amd64" "jammy/main" 7_176 40 [] "Linux kernel AIO access library - shared library" []),
    package!("libmecab2" "0.996-14build9" "amd64" "jammy/main" 199_134 683 [] "Libraries of Mecab" []),
    package!("libprotobuf-lite32" "3.21.12-15" "amd64" "jammy/main" 235_000 1_100 [] "protocol buffers C++ library (lite version)" []),
    package!("mysql-client-core" "9.7.0-1" "amd64" "jammy/main" 2_920_000 61_300 [] "MySQL database core client binaries" [("/usr/bin/mysql", 7_902_112)]),
    package!("mysql-client" "9.7.0-1" "amd64" "jammy/main" 2_300_000 21_400 ["mysql-client-core", "mysql-common"] "MySQL database client binaries" [("/usr/bin/mysqladmin", 7_611_904)]),
    package!("mysql-server-core" "9.7.0-1" "amd64" "jammy/main" 19_800_000 129_000 ["libaio1t64", "libmecab2", "libprotobuf-lite32"] "MySQL database server binaries" [("/usr/sbin/mysqld", 68_480_160)]),
    package!("mysql-server" "9.7.0-1" "amd64" "jammy/main" 1_510_000 1_700 ["mysql-client", "mysql-common", "mysql-server-core"] "MySQL database server binaries and system database setup" [("/usr/bin/mysql_secure_installation", 7_520_000)]),
];

/// The packages of a MariaDB that is there already.
const MARIADB: &[&str] = &["mariadb-client-10.6", "mariadb-common", "mariadb-server", "mariadb-server-10.6"];
const MARIADB_VERSION: &str = "1:10.6.18-0ubuntu0.22.04.1";

/// /etc/mysql/mysql.conf.d/mysqld.cnf as the package has it.
pub(super) const MYSQLD_CNF: &str = include_str!("mysqld.cnf");

const MYSQL_CNF: &str = "#
# The MySQL database server configuration file.
#
# You can copy this to one of:
# - \"/etc/mysql/my.cnf\" to set global options,
# - \"~/.my.cnf\" to set user-specific options.
#
# One can use all long options that the program supports.
# Run program with --help to get a list of available options and with
# --print-defaults to see which it would actually understand and use.
#
# For explanations see
# http://dev.mysql.com/doc/mysql/en/server-system-variables.html

#
# * IMPORTANT: Additional settings that can override those from this file!
#   The files must end with '.cnf', otherwise they'll be ignored.
#

!includedir /etc/mysql/conf.d/
!includedir /etc/mysql/mysql.conf.d/
";

impl Guest {
    /// Whether apt has lists of the archive.
    pub(crate) fn has_package_lists(&self) -> bool {
        self.files.children("/var/lib/apt/lists").iter().any(|name| name.ends_with("_Packages"))
    }

    /// Writes the lists, as a successful `apt update` does.
    pub(crate) fn write_package_lists(&mut self, now: Timestamp) {
        for (host, suite, component, size) in LISTS {
            let path = format!("/var/lib/apt/lists/{host}_ubuntu_dists_{suite}_{component}_binary-amd64_Packages");
            self.files.put_owned(&path, "", 0o644, 0, 0, now);
            if let Some(node) = self.files.node_mut(&path) {
                node.shown_size = Some(*size);
            }
        }
        self.files.put_file("/var/lib/apt/periodic/update-success-stamp", "", now);
    }

    /// Unpacks a package.
    pub(crate) fn unpack(&mut self, package: &Package, now: Timestamp) {
        for (program, size) in package.programs {
            put_program(&mut self.files, program, *size, now);
        }
        self.packages.set(package.name, package.version, Status::Unpacked);
    }

    /// Sets an unpacked package up: what its maintainer script does.
    pub(crate) fn configure(&mut self, package: &Package, now: Timestamp) {
        match package.name {
            "mysql-common" => {
                self.put_configuration(
                    "/etc/mysql/my.cnf.fallback",
                    "# The MariaDB configuration file is not here.\n!includedir /etc/mysql/conf.d/\n",
                    now,
                );
                self.put_configuration("/etc/mysql/conf.d/mysql.cnf", "[mysql]\n", now);
                if self.files.node("/etc/mysql/my.cnf").is_none() {
                    self.files.put_link("/etc/alternatives/my.cnf", "/etc/mysql/my.cnf.fallback", now);
                    self.files.put_link("/etc/mysql/my.cnf", "/etc/alternatives/my.cnf", now);
                }
            }
            "mysql-client-8.0" | "mysql-client" if !package.programs.is_empty() => {
                self.put_configuration(
                    "/etc/mysql/conf.d/mysqldump.cnf",
                    "[mysqldump]\nquick\nquote-names\nmax_allowed_packet\t= 16M\n",
                    now,
                );
            }
            _ if is_server(package) => self.configure_server(now),
            _ => {}
        }
        self.packages.set(package.name, package.version, Status::Installed);
    }

    /// What the installed packages of the archive take on the disk, in kB.
    pub(crate) fn installed_kilobytes(&self) -> u64 {
        archive(self.spec.mysql)
            .iter()
            .filter(|package| self.packages.is_installed(package.name))
            .map(|package| package.installed_size)
            .sum()
    }

    fn configure_server(&mut self, now: Timestamp) {
        self.add_system_user("mysql", 114, "MySQL Server", "/nonexistent", now);
        self.put_configuration("/etc/mysql/mysql.cnf", MYSQL_CNF, now);
        self.put_configuration("/etc/mysql/mysql.conf.d/mysqld.cnf", MYSQLD_CNF, now);
        self.put_configuration(
            "/etc/mysql/mysql.conf.d/mysql.cnf",
            "#\n# The MySQL database client configuration file\n#\n\n[mysql]\n",
            now,
        );
        self.files.put_link("/etc/alternatives/my.cnf", "/etc/mysql/mysql.cnf", now);
        self.files.put_link("/etc/mysql/my.cnf", "/etc/alternatives/my.cnf", now);
        let uid = self.user("mysql").map_or(0, |(who, _)| who.uid);
        self.files.put_directory("/var/log/mysql", 0o750, uid, 4, now);
        if self.files.node(super::mysqld::ERROR_LOG).is_none() {
            self.files.put_owned(super::mysqld::ERROR_LOG, "", 0o640, uid, 4, now);
        }
        if self.files.node("/etc/mysql/debian.cnf").is_none() {
            let mut random = [0_u8; 8];
            let _ = aws_lc_rs::rand::fill(&mut random);
            let password: String = random.iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect();
            let cnf = format!(
                "# Automatically generated for Debian scripts. DO NOT TOUCH!\n[client]\nhost     = localhost\nuser     = debian-sys-maint\npassword = {password}\nsocket   = /var/run/mysqld/mysqld.sock\n[mysql_upgrade]\nhost     = localhost\nuser     = debian-sys-maint\npassword = {password}\nsocket   = /var/run/mysqld/mysqld.sock\n"
            );
            self.files.put_owned("/etc/mysql/debian.cnf", cnf, 0o600, 0, 0, now);
            self.initialise_mysqld(&password, now);
        }
        self.services.add("mysql", "MySQL Community Server", true);
        self.files.put_file("/lib/systemd/system/mysql.service", MYSQL_UNIT, now);
        self.files.put_link("/etc/systemd/system/multi-user.target.wants/mysql.service", "/lib/systemd/system/mysql.service", now);
        self.start_mysqld(now);
    }

    /// A configuration file that is there already is kept.
    fn put_configuration(&mut self, path: &str, text: &str, now: Timestamp) {
        if self.files.node(path).is_none() {
            self.files.put_file(path, text, now);
        }
    }

    /// Removes a package; its configuration stays unless it is purged.
    pub(crate) fn remove_package(&mut self, name: &str, purge: bool, now: Timestamp) {
        let Some(entry) = self.packages.entry(name).cloned() else { return };
        if let Some(package) = find(self.spec.mysql, name) {
            for (program, _) in package.programs {
                self.files.delete(program);
            }
            if is_server(package) {
                self.stop_mysqld(now);
                self.services.remove("mysql");
                self.files.delete("/etc/systemd/system/multi-user.target.wants/mysql.service");
                self.files.delete("/lib/systemd/system/mysql.service");
                if purge {
                    for path in [
                        "/etc/mysql/mysql.cnf",
                        "/etc/mysql/mysql.conf.d/mysqld.cnf",
                        "/etc/mysql/mysql.conf.d/mysql.cnf",
                        "/etc/mysql/debian.cnf",
                        "/var/log/mysql",
                    ] {
                        self.files.delete(path);
                    }
                    if self.files.children("/etc/mysql/mysql.conf.d").is_empty() {
                        self.files.delete("/etc/mysql/mysql.conf.d");
                    }
                    self.files.put_link("/etc/alternatives/my.cnf", "/etc/mysql/my.cnf.fallback", now);
                    // /var/lib/mysql stays: the package removes the databases only when its question about them is answered with yes.
                }
            }
            if purge && name == "mysql-common" {
                for path in ["/etc/mysql/my.cnf", "/etc/mysql/my.cnf.fallback", "/etc/alternatives/my.cnf", "/etc/mysql/conf.d/mysql.cnf"] {
                    self.files.delete(path);
                }
            }
        } else if MARIADB.contains(&name) && name == "mariadb-server-10.6" {
            self.services.set_active("mariadb", Active::Dead { since: Some(now) });
            self.services.remove("mariadb");
        }
        let keeps_configuration = matches!(name, "mysql-server-8.0" | "mysql-common" | "mariadb-server-10.6")
            || (name == "mysql-server" && self.spec.mysql == MysqlFlavour::V9);
        if purge || !keeps_configuration {
            self.packages.forget(name);
        } else {
            self.packages.set(name, &entry.version, Status::ConfigFiles);
        }
    }

    /// MariaDB is on the machine: installed, enabled and running.
    pub(crate) fn install_mariadb(&mut self, now: Timestamp) {
        for name in MARIADB {
            self.packages.set(name, MARIADB_VERSION, Status::Installed);
        }
        self.services.add("mariadb", "MariaDB 10.6.18 database server", true);
        self.services.set_active("mariadb", Active::Running { pid: self.pid(9), since: now });
        self.files.put_file("/etc/mysql/mariadb.conf.d/50-server.cnf", "[mysqld]\nbind-address            = 127.0.0.1\n", now);
    }
}

/// Whether a package is the one that sets the server up.
pub(crate) fn is_server(package: &Package) -> bool {
    package.programs.iter().any(|(program, _)| program.ends_with("/mysql_secure_installation"))
}

const MYSQL_UNIT: &str = "# MySQL systemd service file

[Unit]
Description=MySQL Community Server
After=network.target

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
User=mysql
Group=mysql
PIDFile=/run/mysqld/mysqld.pid
PermissionsStartOnly=true
ExecStartPre=/usr/share/mysql/mysql-systemd-start pre
ExecStart=/usr/sbin/mysqld
TimeoutSec=infinity
Restart=on-failure
RuntimeDirectory=mysqld
RuntimeDirectoryMode=755
LimitNOFILE=10000
";

/// The lists of the archive: host, suite, component, size.
pub(crate) const LISTS: &[(&str, &str, &str, u64)] = &[
    ("us-east-1.ec2.archive.ubuntu.com", "jammy", "main", 8_600_000),
    ("us-east-1.ec2.archive.ubuntu.com", "jammy", "universe", 72_300_000),
    ("us-east-1.ec2.archive.ubuntu.com", "jammy-updates", "main", 14_200_000),
    ("us-east-1.ec2.archive.ubuntu.com", "jammy-updates", "universe", 6_100_000),
    ("security.ubuntu.com", "jammy-security", "main", 11_900_000),
    ("security.ubuntu.com", "jammy-security", "universe", 4_900_000),
];

fn letter(number: u8) -> char {
    char::from(b"acdefhkmnpRTWXYZ"[usize::from(number & 15)])
}
