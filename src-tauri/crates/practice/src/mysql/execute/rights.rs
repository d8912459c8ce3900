//! What a session may do.

use super::super::account::Account;
use super::super::error::SqlError;
use super::super::privileges::{Privilege, Scope};
use super::super::server::Server;
use super::super::session::Session;

/// The rights of one account.
pub(super) struct Rights<'a> {
    /// None when the account was dropped while somebody was logged in.
    account: Option<&'a Account>,
}

impl Server {
    pub(super) fn rights<'a>(&'a self, session: &Session) -> Rights<'a> {
        Rights { account: self.account(&session.account) }
    }

    /// 1044 unless the session has a privilege on a database.
    pub(super) fn require_on_database(&self, session: &Session, privilege: Privilege, database: &str) -> Result<(), SqlError> {
        // Nobody writes to information_schema and performance_schema.
        if !is_unwritable(database) && self.rights(session).on_database(privilege, database) {
            return Ok(());
        }
        Err(SqlError::database_access_denied(&session.account, database))
    }

    /// 1142 unless the session has a privilege on a table.
    pub(super) fn require_on_table(&self, session: &Session, privilege: Privilege, database: &str, table: &str) -> Result<(), SqlError> {
        let readable = database.eq_ignore_ascii_case("information_schema");
        if (readable && privilege == Privilege::Select) || self.rights(session).on_table(privilege, database, table) {
            return Ok(());
        }
        Err(SqlError::command_denied(privilege.name(), &session.user, &session.host, table))
    }

    /// 1227 unless the session has a global privilege.
    pub(super) fn require(&self, session: &Session, privilege: Privilege) -> Result<(), SqlError> {
        if self.rights(session).globally(privilege) { Ok(()) } else { Err(SqlError::privilege_needed(privilege.name())) }
    }
}

fn is_unwritable(database: &str) -> bool {
    ["information_schema", "performance_schema"].iter().any(|schema| database.eq_ignore_ascii_case(schema))
}

impl Rights<'_> {
    pub(super) fn globally(&self, privilege: Privilege) -> bool {
        self.grants().any(|grant| grant.scope == Scope::Global && grant.privileges.contains(&privilege))
    }

    pub(super) fn has_dynamic(&self, name: &str) -> bool {
        self.grants().any(|grant| grant.dynamic.contains_key(name))
    }

    pub(super) fn reload(&self) -> bool {
        self.globally(Privilege::Reload)
    }

    pub(super) fn on_database(&self, privilege: Privilege, database: &str) -> bool {
        self.grants().any(|grant| grant.scope.holds_database(database) && grant.privileges.contains(&privilege))
    }

    pub(super) fn on_table(&self, privilege: Privilege, database: &str, table: &str) -> bool {
        self.on_database(privilege, database)
            || self.grants().any(|grant| {
                matches!(&grant.scope, Scope::Table(own, name) if own == database && name == table) && grant.privileges.contains(&privilege)
            })
    }

    /// Whether SHOW DATABASES shows a database.
    pub(super) fn sees_database(&self, database: &str) -> bool {
        // Everybody has these two.
        matches!(database, "information_schema" | "performance_schema")
            || self.globally(Privilege::ShowDatabases)
            || self.uses_database(database)
    }

    /// Whether USE lets the account in: it has a privilege there, however small.
    pub(super) fn uses_database(&self, database: &str) -> bool {
        self.grants().any(|grant| {
            let there = match &grant.scope {
                // Of the global privileges only those count that databases have, too.
                Scope::Global => return grant.privileges.iter().any(|privilege| Scope::Database(String::new()).allows(*privilege)),
                Scope::Database(_) => grant.scope.holds_database(database),
                Scope::Table(own, _) => own == database,
            };
            there && !grant.privileges.is_empty()
        })
    }

    /// Whether SHOW TABLES shows a table.
    pub(super) fn sees_table(&self, database: &str, table: &str) -> bool {
        self.grants().any(|grant| {
            let there =
                grant.scope.holds_database(database) || matches!(&grant.scope, Scope::Table(own, name) if own == database && name == table);
            there && grant.privileges.iter().any(|privilege| Scope::Table(String::new(), String::new()).allows(*privilege))
        })
    }

    /// Whether the account may pass a privilege on.
    pub(super) fn may_grant(&self, privilege: Privilege, on: &Scope) -> bool {
        self.grants().any(|grant| covers(&grant.scope, on) && grant.grant_option && grant.privileges.contains(&privilege))
    }

    /// Whether the account has the grant option on a scope.
    pub(super) fn has_grant_option(&self, on: &Scope) -> bool {
        self.grants().any(|grant| covers(&grant.scope, on) && grant.grant_option)
    }

    /// Whether the account may pass a dynamic privilege on.
    pub(super) fn may_grant_dynamic(&self, name: &str) -> bool {
        self.grants().any(|grant| grant.dynamic.get(name) == Some(&true))
    }

    fn grants(&self) -> impl Iterator<Item = &super::super::privileges::Grant> {
        self.account.into_iter().flat_map(|account| &account.grants)
    }
}

/// Whether a scope lies in another.
fn covers(outer: &Scope, inner: &Scope) -> bool {
    match inner {
        _ if outer == inner => true,
        Scope::Global => false,
        Scope::Database(database) => outer.holds_database(database),
        Scope::Table(database, _) => outer.holds_database(database),
    }
}
