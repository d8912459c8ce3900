//! What the packages' files and maintainer scripts do to a machine.

use jiff::Timestamp;

use super::archive::{LISTS, MARIADB, MARIADB_VERSION};
use super::{Package, Status, archive, find, is_server};
use crate::guest::Guest;
use crate::guest::base::put_program;
use crate::guest::services::Active;
use crate::world::MysqlFlavour;

/// /etc/mysql/mysql.conf.d/mysqld.cnf as the package has it.
const MYSQLD_CNF: &str = include_str!("../mysqld.cnf");

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
        if self.files.node(crate::guest::mysqld::ERROR_LOG).is_none() {
            self.files.put_owned(crate::guest::mysqld::ERROR_LOG, "", 0o640, uid, 4, now);
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

fn letter(number: u8) -> char {
    char::from(b"acdefhkmnpRTWXYZ"[usize::from(number & 15)])
}
