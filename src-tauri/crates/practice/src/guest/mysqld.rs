//! The machine's mysqld: what it reads at its start, when it fails, where it listens.

use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Guest;
use super::files::Identity;
use super::services::Active;
use crate::mysql::{self, Config, UnknownOption, Version as _};

/// A MySQL server's data directory, and its process while there is one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Mysqld {
    server: mysql::Server,
    process: Option<Running>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Running {
    listeners: Vec<(IpAddr, u16)>,
}

impl Mysqld {
    /// The server, if it runs.
    pub(super) fn running(&mut self) -> Option<&mut mysql::Server> {
        self.process.is_some().then_some(&mut self.server)
    }

    pub(super) fn listeners(&self) -> Vec<(IpAddr, u16)> {
        self.process.as_ref().map(|process| process.listeners.clone()).unwrap_or_default()
    }
}

/// Where mysqld's error log is.
pub(super) const ERROR_LOG: &str = "/var/log/mysql/error.log";
/// Where the databases are.
const DATA_DIRECTORY: &str = "/var/lib/mysql";
/// The files that mysqld reads, in order.
const OPTION_FILES: [&str; 2] = ["/etc/my.cnf", "/etc/mysql/my.cnf"];
/// The server's socket.
const SOCKET: &str = "/run/mysqld/mysqld.sock";

/// Why mysqld does not start: the code of its error log and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StartError {
    pub(crate) code: &'static str,
    pub(crate) text: String,
}

impl StartError {
    fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }
}

impl Guest {
    /// The options that mysqld would start with, as the files say now, in MySQL's order: later ones override.
    pub(crate) fn mysqld_config(&self) -> Result<Config, StartError> {
        let mut config = Config::default();
        for (name, value) in self.mysqld_options()? {
            config.set(&name, value.as_deref()).map_err(|error| match &error {
                UnknownOption::Variable(_) => StartError::new("MY-000067", format!("{error}.")),
                UnknownOption::Option(_) => StartError::new("MY-000068", format!("{error}.")),
            })?;
        }
        Ok(config)
    }

    /// The options of mysqld's groups as they stand in the files.
    pub(crate) fn mysqld_options(&self) -> Result<Vec<(String, Option<String>)>, StartError> {
        // mysqld's unit runs as mysql: what that user may not read is not read.
        let who = self.user("mysql").map_or_else(Identity::root, |(who, _)| who);
        self.options(&who, &OPTION_FILES, &["mysqld", "server", "mysqld-8.0"])
    }

    /// The options of some groups in some files, as somebody may read them.
    pub(crate) fn options(&self, who: &Identity, files: &[&str], groups: &[&str]) -> Result<Vec<(String, Option<String>)>, StartError> {
        let mut reader = OptionReader { guest: self, who, groups, found: Vec::new() };
        for file in files {
            reader.read(file, 0)?;
        }
        Ok(reader.found)
    }

    /// Makes the server's data directory, or takes the one that is there, as the package does. The server stays stopped.
    pub(super) fn initialise_mysqld(&mut self, maintenance_password: &str, now: Timestamp) {
        if self.files.node(DATA_DIRECTORY).is_none() || self.mysqld.is_none() {
            self.mysqld = Some(Mysqld { server: mysql::Server::install(self.spec.mysql, now), process: None });
        }
        if let Some(mysqld) = &mut self.mysqld {
            mysqld.server.set_maintenance_password(maintenance_password);
        }
        let (uid, gid) = self.user("mysql").map_or((0, 0), |(who, _)| (who.uid, who.gid));
        self.files.put_directory(DATA_DIRECTORY, 0o700, uid, gid, now);
    }

    /// `systemctl start mysql`. False: it did not come up.
    pub(crate) fn start_mysqld(&mut self, now: Timestamp) -> bool {
        if self.services.is_active("mysql") || self.mysqld.is_none() {
            return self.services.is_active("mysql");
        }
        self.services.log(now, "mysql", "systemd[1]", "Starting MySQL Community Server...");
        let ready = self.mysqld_config().and_then(|config| {
            let listeners = listeners_of(&config, self.spec.private_ip)?;
            if self.files.node(DATA_DIRECTORY).is_none() {
                return Err(StartError::new(
                    "MY-013276",
                    "Failed to set datadir to '/var/lib/mysql/' (OS errno: 2 - No such file or directory)",
                ));
            }
            if self.disk_full {
                return Err(StartError::new("MY-012592", "[InnoDB] Operating system error number 28 in a file operation."));
            }
            if self.files.text(ERROR_LOG).is_none_or(|log| log.len() >= 64 * 1024) {
                self.files.put_owned(ERROR_LOG, "", 0o640, self.user("mysql").map_or(0, |(who, _)| who.uid), 4, now);
            }
            Ok((config, listeners))
        });
        match ready {
            Ok((config, listeners)) => {
                let pid = 3000 + u32::try_from(now.as_second().rem_euclid(5000)).unwrap_or_default();
                if let Some(mysqld) = &mut self.mysqld {
                    mysqld.server.restart(&config, now);
                    mysqld.process = Some(Running { listeners });
                }
                let version = self.mysql_version();
                self.error_log(
                    now,
                    &format!("[System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld {version}) starting as process {pid}"),
                );
                self.error_log(
                    now,
                    &format!("[System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '{version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  (Ubuntu)."),
                );
                let (uid, gid) = self.user("mysql").map_or((0, 0), |(who, _)| (who.uid, who.gid));
                self.files.put_directory("/run/mysqld", 0o755, uid, gid, now);
                self.files.put(
                    SOCKET,
                    super::files::Node {
                        kind: super::files::Kind::Socket,
                        uid,
                        gid,
                        mode: 0o777,
                        mtime: now.as_second(),
                        shown_size: None,
                    },
                );
                self.files.put_owned("/run/mysqld/mysqld.pid", format!("{pid}\n"), 0o644, uid, gid, now);
                self.services.set_active("mysql", Active::Running { pid, since: now });
                self.services.log(now, "mysql", "systemd[1]", "Started MySQL Community Server.");
                true
            }
            Err(error) => {
                self.error_log(now, &format!("[ERROR] [{}] [Server] {}", error.code, error.text));
                self.error_log(now, "[ERROR] [MY-010119] [Server] Aborting");
                for restart in 0..5 {
                    self.services.log(now, "mysql", "systemd[1]", "mysql.service: Main process exited, code=exited, status=1/FAILURE");
                    self.services.log(now, "mysql", "systemd[1]", "mysql.service: Failed with result 'exit-code'.");
                    self.services.log(now, "mysql", "systemd[1]", "Failed to start MySQL Community Server.");
                    let counter = format!("mysql.service: Scheduled restart job, restart counter is at {}.", restart + 1);
                    self.services.log(now, "mysql", "systemd[1]", counter);
                }
                self.services.log(now, "mysql", "systemd[1]", "mysql.service: Start request repeated too quickly.");
                self.services.log(now, "mysql", "systemd[1]", "mysql.service: Failed with result 'exit-code'.");
                self.services.log(now, "mysql", "systemd[1]", "Failed to start MySQL Community Server.");
                self.services.set_active("mysql", Active::Failed { since: now });
                false
            }
        }
    }

    /// `systemctl stop mysql`
    pub(crate) fn stop_mysqld(&mut self, now: Timestamp) {
        if self.services.is_active("mysql") && self.mysqld.is_some() {
            self.services.log(now, "mysql", "systemd[1]", "Stopping MySQL Community Server...");
            self.power_down_mysqld(now);
            self.services.log(now, "mysql", "systemd[1]", "mysql.service: Deactivated successfully.");
            self.services.log(now, "mysql", "systemd[1]", "Stopped MySQL Community Server.");
        }
        if self.mysqld.is_some() {
            self.services.set_active("mysql", Active::Dead { since: Some(now) });
        }
    }

    /// mysqld's process ends.
    pub(super) fn power_down_mysqld(&mut self, now: Timestamp) {
        let Some(mysqld) = &mut self.mysqld else { return };
        if mysqld.process.take().is_some() {
            let version = self.mysql_version();
            self.error_log(
                now,
                &format!("[System] [MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld {version})  (Ubuntu)."),
            );
        }
        self.files.delete(SOCKET);
        self.files.delete("/run/mysqld/mysqld.pid");
    }

    /// The version of the MySQL that the archive has.
    pub(crate) fn mysql_version(&self) -> &'static str {
        self.spec.mysql.version()
    }

    fn error_log(&mut self, now: Timestamp, line: &str) {
        let Ok(mut log) = self.files.read(&Identity::root(), ERROR_LOG) else { return };
        log.extend_from_slice(format!("{} 0 {line}\n", now.strftime("%Y-%m-%dT%H:%M:%S.%6fZ")).as_bytes());
        let uid = self.user("mysql").map_or(0, |(who, _)| who.uid);
        self.files.put_owned(ERROR_LOG, log, 0o640, uid, 4, now);
    }
}

/// Reads option files.
struct OptionReader<'a> {
    guest: &'a Guest,
    who: &'a Identity,
    groups: &'a [&'a str],
    found: Vec<(String, Option<String>)>,
}

impl OptionReader<'_> {
    fn read(&mut self, path: &str, depth: usize) -> Result<(), StartError> {
        let Ok((_, node)) = self.guest.files.stat(self.who, path, true) else { return Ok(()) };
        // World-writable files are ignored, and so is what includes itself.
        if node.mode & 0o002 != 0 || depth > 10 {
            return Ok(());
        }
        let Ok(text) = self.guest.files.read(self.who, path) else { return Ok(()) };
        let mut current: Option<String> = None;
        for (number, line) in String::from_utf8_lossy(&text).lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(directory) = line.strip_prefix("!includedir") {
                let directory = directory.trim().trim_end_matches('/');
                for name in self.guest.files.list(self.who, directory).unwrap_or_default() {
                    if name.ends_with(".cnf") {
                        self.read(&format!("{directory}/{name}"), depth + 1)?;
                    }
                }
            } else if let Some(file) = line.strip_prefix("!include") {
                self.read(file.trim(), depth + 1)?;
            } else if let Some((group, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                current = Some(group.trim().to_owned());
            } else if let Some(group) = &current {
                if self.groups.contains(&group.as_str()) {
                    self.found.push(option(line));
                }
            } else {
                let text = format!("Found option without preceding group in config file {path} at line {}.", number + 1);
                return Err(StartError::new("MY-010000", text));
            }
        }
        Ok(())
    }
}

/// `name`, `name=value`, `name = "value" # remark`
fn option(line: &str) -> (String, Option<String>) {
    let Some((name, value)) = line.split_once('=') else {
        let name = line.split('#').next().unwrap_or_default();
        return (name.trim().to_owned(), None);
    };
    let value = value.trim();
    let quoted = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.split_once(quote).map(|(inner, _)| inner));
    let value = quoted.unwrap_or_else(|| value.split('#').next().unwrap_or_default().trim_end());
    (name.trim().to_owned(), Some(value.to_owned()))
}

/// Where mysqld listens with a configuration.
fn listeners_of(config: &Config, own: Ipv4Addr) -> Result<Vec<(IpAddr, u16)>, StartError> {
    let on = |name: &str| config.get(name).is_some_and(|value| matches!(value.to_ascii_uppercase().as_str(), "ON" | "1" | "TRUE"));
    if on("skip_networking") {
        return Ok(Vec::new());
    }
    let port = |name: &str, default: u16| config.get(name).and_then(|port| port.parse().ok()).unwrap_or(default);
    let mut listeners = addresses(config.get("bind_address").unwrap_or("*"), own)?
        .into_iter()
        .map(|address| (address, port("port", 3306)))
        .collect::<Vec<_>>();
    if config.get("mysqlx").is_none_or(|value| !matches!(value.to_ascii_uppercase().as_str(), "OFF" | "0")) {
        // The X plugin that cannot bind logs it and the server goes on.
        let mysqlx = addresses(config.get("mysqlx_bind_address").unwrap_or("*"), own).unwrap_or_default();
        listeners.extend(mysqlx.into_iter().map(|address| (address, port("mysqlx_port", 33060))));
    }
    Ok(listeners)
}

fn addresses(value: &str, own: Ipv4Addr) -> Result<Vec<IpAddr>, StartError> {
    let mut all = Vec::new();
    for part in value.split(',').map(str::trim) {
        let address: IpAddr = match part {
            "*" => IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED),
            "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
            part => part.parse().map_err(|_| {
                StartError::new("MY-010259", format!("Can't start server: cannot resolve hostname '{part}': Name or service not known"))
            })?,
        };
        let own = address.is_unspecified() || address.is_loopback() || address == IpAddr::V4(own);
        if !own {
            return Err(StartError::new("MY-010262", "Can't start server: Bind on TCP/IP port: Cannot assign requested address"));
        }
        all.push(address);
    }
    Ok(all)
}
