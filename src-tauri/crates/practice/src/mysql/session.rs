//! One connection's state.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::account::AccountName;
use super::answer::Warning;
use super::value::Value;

/// Where a login comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum From {
    /// Over the Unix socket.
    Socket {
        /// The operating system's user at the other end.
        os_user: String,
    },
    /// Over TCP, from an address.
    Tcp(IpAddr),
}

/// A logged-in connection. It ends with the server's run: see [`Server::knows`](super::Server::knows).
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The connection id.
    pub(crate) id: u32,
    /// Which run of the server it belongs to.
    pub(super) run: u64,
    /// The name that it logged in with.
    pub(super) user: String,
    /// The host that it comes from, as USER() shows it.
    pub(super) host: String,
    /// The account that it met.
    pub(super) account: AccountName,
    /// The database of USE.
    pub(super) database: Option<String>,
    /// Variables that SET SESSION changed.
    pub(super) variables: BTreeMap<String, String>,
    /// `@name` variables.
    pub(super) user_variables: BTreeMap<String, Value>,
    /// What the last statement left for SHOW WARNINGS.
    pub(super) warnings: Vec<Warning>,
    /// LAST_INSERT_ID()
    pub(super) last_insert_id: i64,
    /// ROW_COUNT()
    pub(super) row_count: i64,
    /// FOUND_ROWS()
    pub(super) found_rows: i64,
    /// The TLS version and cipher; none for a plain connection.
    pub(super) tls: Option<(String, String)>,
}

impl Session {
    /// The database in use.
    pub(crate) fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// USER(): who logged in, and from where.
    pub(crate) fn login_name(&self) -> String {
        format!("{}@{}", self.user, self.host)
    }

    /// Forgets everything but the login, as COM_RESET_CONNECTION does.
    pub(crate) fn reset(&mut self) {
        self.variables.clear();
        self.user_variables.clear();
        self.warnings.clear();
        self.last_insert_id = 0;
        self.row_count = 0;
        self.found_rows = 0;
    }
}
