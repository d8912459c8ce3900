//! One mysqld: what it knows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::{Account, AccountName};
use super::config::Config;
use super::error::SqlError;
use super::flavour::Version as _;
use super::identity::Identity;
use super::password::{Cached, Plugin, Verifier};
use super::policy::{Level, Policy};
use super::privileges::{Grant, Privilege, Scope};
use super::schema::Database;
use super::session::Session;
use super::variables::{self, Reach, Variable};
use crate::world::MysqlFlavour;

/// The schemas that every server has.
pub(crate) const SYSTEM_SCHEMAS: [&str; 4] = ["information_schema", "mysql", "performance_schema", "sys"];

/// The password validator's URN.
pub(crate) const VALIDATE_PASSWORD: &str = "file://component_validate_password";

/// A mysqld with its data directory. Cloned and saved with its machine; connections and the login cache are not part of what is saved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Server {
    pub(super) flavour: MysqlFlavour,
    /// Its keys; none when the system had no random bytes to make them of: then there is no TLS.
    pub(super) identity: Option<Identity>,
    pub(super) accounts: Vec<Account>,
    /// Those beside [`SYSTEM_SCHEMAS`], by name.
    pub(super) databases: BTreeMap<String, Database>,
    /// URNs of the components installed.
    pub(super) components: BTreeSet<String>,
    /// What the files said at the last start.
    config: Config,
    /// What SET GLOBAL and SET PERSIST changed since the last start.
    pub(super) globals: BTreeMap<String, String>,
    /// What SET PERSIST keeps (mysqld-auto.cnf).
    pub(super) persisted: BTreeMap<String, String>,
    pub(super) started_at: Timestamp,
    /// Counts starts.
    run: u64,
    /// Logins since the last start.
    #[serde(skip)]
    logins: u32,
    /// Statements since the last start.
    #[serde(skip)]
    pub(super) questions: u64,
    /// caching_sha2_password's cache.
    #[serde(skip)]
    pub(super) cache: BTreeMap<AccountName, Cached>,
    /// Connections that SHOW PROCESSLIST lists.
    #[serde(skip)]
    pub(super) processes: BTreeMap<u32, Process>,
}

/// A connection in SHOW PROCESSLIST.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    pub(super) user: String,
    pub(super) host: String,
    pub(super) database: Option<String>,
    pub(super) since: Timestamp,
}

impl Server {
    /// As the package leaves it: initialised and started, root by the socket.
    pub(crate) fn install(flavour: MysqlFlavour, now: Timestamp) -> Self {
        let account = |user: &str, plugin, grants| Account {
            name: AccountName::new(user, "localhost"),
            verifier: Verifier { plugin, string: String::new() },
            locked: false,
            password_last_changed: now,
            grants,
            proxy: false,
        };
        let internal = |user: &str, privileges: &[Privilege], dynamic: &[&str]| {
            let mut account = account(
                user,
                Plugin::CachingSha2Password,
                vec![Grant {
                    privileges: privileges.iter().copied().collect(),
                    dynamic: dynamic.iter().map(|name| ((*name).to_owned(), false)).collect(),
                    ..Grant::none(Scope::Global)
                }],
            );
            // As mysqld's own: no password has this hash.
            "$A$005$THISISACOMBINATIONOFINVALIDSALTANDPASSWORDTHATMUSTNEVERBRBEUSED".clone_into(&mut account.verifier.string);
            account.locked = true;
            account
        };
        let mut root = account("root", Plugin::AuthSocket, vec![Grant::everything(flavour)]);
        root.proxy = true;
        let accounts = vec![
            account("debian-sys-maint", Plugin::CachingSha2Password, vec![Grant::everything(flavour)]),
            internal("mysql.infoschema", &[Privilege::Select], &["AUDIT_ABORT_EXEMPT", "FIREWALL_EXEMPT", "SYSTEM_USER"]),
            internal(
                "mysql.session",
                &[Privilege::Shutdown, Privilege::Super],
                &[
                    "AUDIT_ABORT_EXEMPT",
                    "AUTHENTICATION_POLICY_ADMIN",
                    "BACKUP_ADMIN",
                    "CLONE_ADMIN",
                    "CONNECTION_ADMIN",
                    "FIREWALL_EXEMPT",
                    "PERSIST_RO_VARIABLES_ADMIN",
                    "SESSION_VARIABLES_ADMIN",
                    "SYSTEM_USER",
                    "SYSTEM_VARIABLES_ADMIN",
                ],
            ),
            internal("mysql.sys", &[], &["AUDIT_ABORT_EXEMPT", "FIREWALL_EXEMPT", "SYSTEM_USER"]),
            root,
        ];
        let mut server = Self {
            flavour,
            identity: Identity::make(flavour.version()).ok(),
            accounts,
            databases: BTreeMap::new(),
            components: BTreeSet::new(),
            config: Config::default(),
            globals: BTreeMap::new(),
            persisted: BTreeMap::new(),
            started_at: now,
            run: 1,
            logins: 0,
            questions: 0,
            cache: BTreeMap::new(),
            processes: BTreeMap::new(),
        };
        // Nobody knows it until the package sets the one that it writes to debian.cnf.
        if let Ok(unknown) = super::password::random_text::<16>() {
            server.set_maintenance_password(&unknown);
        }
        server
    }

    /// The password of `debian-sys-maint`, which the package writes to /etc/mysql/debian.cnf.
    pub(crate) fn set_maintenance_password(&mut self, password: &str) {
        let account = self.accounts.iter_mut().find(|account| account.name.user == "debian-sys-maint");
        if let (Some(account), Ok(verifier)) = (account, Verifier::of_password(Plugin::CachingSha2Password, password)) {
            account.verifier = verifier;
        }
    }

    /// mysqld starts anew with what its files say: connections, the login cache and SET GLOBAL are gone, SET PERSIST stays.
    pub(crate) fn restart(&mut self, config: &Config, now: Timestamp) {
        self.config = config.clone();
        self.globals = self.persisted.clone();
        self.started_at = now;
        self.run += 1;
        self.logins = 0;
        self.questions = 0;
        self.cache.clear();
        self.processes.clear();
    }

    /// Which MySQL it is.
    pub(crate) fn flavour(&self) -> MysqlFlavour {
        self.flavour
    }

    /// Its version: `8.0.44-0ubuntu0.22.04.1`.
    pub(crate) fn version(&self) -> &'static str {
        self.flavour.version()
    }

    /// Whether a session belongs to this run: a restart ends them all, KILL ends one.
    pub(crate) fn knows(&self, session: &Session) -> bool {
        session.run == self.run
    }

    /// The number of this run and of a new connection.
    pub(super) fn next_connection(&mut self) -> (u64, u32) {
        self.logins = self.logins.wrapping_add(1);
        // mysqld's own threads have the first ids.
        (self.run, self.logins.wrapping_add(7))
    }

    /// Connection attempts since the last start.
    pub(super) fn connections(&self) -> u32 {
        self.logins.wrapping_add(7)
    }

    /// The account of this name.
    pub(super) fn account(&self, name: &AccountName) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name == *name)
    }

    /// The account of this name, to change it.
    pub(super) fn account_mut(&mut self, name: &AccountName) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.name == *name)
    }

    /// Whether the password validator is installed.
    pub(crate) fn validates_passwords(&self) -> bool {
        self.components.contains(VALIDATE_PASSWORD)
    }

    /// The validator's policy in effect; none while it is not installed.
    pub(crate) fn policy(&self) -> Option<Policy> {
        if !self.validates_passwords() {
            return None;
        }
        let value = |name: &str| self.global(name).unwrap_or_default();
        let count = |name: &str| value(name).parse().unwrap_or(0);
        Some(Policy {
            level: Level::parse(&value("validate_password.policy")).unwrap_or(Level::Medium),
            length: count("validate_password.length"),
            mixed_case: count("validate_password.mixed_case_count"),
            numbers: count("validate_password.number_count"),
            special: count("validate_password.special_char_count"),
            check_user_name: value("validate_password.check_user_name") == "ON",
        })
    }

    /// What VALIDATE_PASSWORD_STRENGTH() says to a user of the server: 0 to 100; 0 while the validator is not installed.
    pub(crate) fn password_strength(&self, password: &str, user: &str) -> u8 {
        self.policy().map_or(0, |policy| policy.strength(password, &[user]))
    }

    /// The variables there are.
    pub(super) fn variables(&self) -> impl Iterator<Item = &'static Variable> {
        variables::all(self.flavour, self.validates_passwords())
    }

    /// The variable of this name.
    ///
    /// # Errors
    /// 1193: there is none.
    pub(super) fn variable(&self, name: &str) -> Result<&'static Variable, SqlError> {
        self.variables().find(|variable| variable.name.eq_ignore_ascii_case(name)).ok_or_else(|| SqlError::unknown_variable(name))
    }

    /// A variable's global value as SHOW GLOBAL VARIABLES shows it; none when there is no such variable.
    pub(crate) fn global(&self, name: &str) -> Option<String> {
        self.variable(name).ok().map(|variable| self.global_of(variable))
    }

    pub(super) fn global_of(&self, variable: &Variable) -> String {
        if variable.name == "have_ssl" && self.identity.is_none() {
            return "DISABLED".to_owned();
        }
        let given = self.globals.get(variable.name).map(String::as_str).or_else(|| self.config.get(variable.name));
        match given {
            Some(given) => variable.normalise(&variable_value(given)).unwrap_or_else(|_| given.to_owned()),
            None => variable.default(self.flavour).to_owned(),
        }
    }

    /// A variable's value for a session.
    pub(super) fn session_of(&self, session: &Session, variable: &Variable) -> String {
        match session.variables.get(variable.name) {
            Some(own) if variable.reach != Reach::Global => own.clone(),
            _ => self.global_of(variable),
        }
    }

    /// A variable's value for a session, as SHOW VARIABLES shows it.
    pub(crate) fn session_variable(&self, session: &Session, name: &str) -> Option<String> {
        self.variable(name).ok().map(|variable| self.session_of(session, variable))
    }

    /// What COM_STATISTICS tells.
    pub(crate) fn statistics(&self, now: Timestamp) -> String {
        let uptime = (now.as_second() - self.started_at.as_second()).max(0);
        let per_second = if uptime > 0 { self.questions.saturating_mul(1000) / uptime.unsigned_abs() } else { 0 };
        format!(
            "Uptime: {uptime}  Threads: {}  Questions: {}  Slow queries: 0  Opens: 0  Flush tables: 1  Open tables: 0  \
             Queries per second avg: {}.{:03}",
            self.processes.len(),
            self.questions,
            per_second / 1000,
            per_second % 1000
        )
    }

    /// A connection enters the list of SHOW PROCESSLIST.
    ///
    /// # Errors
    /// 1040: max_connections are there already.
    pub(crate) fn enter(&mut self, session: &Session, now: Timestamp) -> Result<(), SqlError> {
        let most = self.global("max_connections").and_then(|most| most.parse().ok()).unwrap_or(151);
        if self.processes.len() >= most {
            return Err(SqlError::too_many_connections());
        }
        let process = Process { user: session.user.clone(), host: session.host.clone(), database: session.database.clone(), since: now };
        self.processes.insert(session.id, process);
        Ok(())
    }

    /// A connection leaves the list.
    pub(crate) fn leave(&mut self, session: &Session) {
        if self.knows(session) {
            self.processes.remove(&session.id);
        }
    }
}

/// A configuration file's text as a value: a number where it is one, with K, M and G.
fn variable_value(text: &str) -> super::value::Value {
    use super::value::Value;
    let (digits, factor) = match text.char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 1 << 10),
        Some((at, 'm' | 'M')) => (&text[..at], 1 << 20),
        Some((at, 'g' | 'G')) => (&text[..at], 1 << 30),
        _ => (text, 1),
    };
    match digits.parse::<i64>().ok().and_then(|number| number.checked_mul(factor)) {
        Some(number) => Value::Int(number),
        None => Value::Text(text.to_owned()),
    }
}
