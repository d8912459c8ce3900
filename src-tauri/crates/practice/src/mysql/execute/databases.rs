//! CREATE DATABASE, DROP DATABASE, USE, SHOW DATABASES, components.

use super::super::account::backticked;
use super::super::answer::{Answer, Column, ColumnKind, Warning};
use super::super::error::SqlError;
use super::super::privileges::Privilege;
use super::super::schema::Database;
use super::super::server::{SYSTEM_SCHEMAS, Server, VALIDATE_PASSWORD};
use super::super::session::Session;

/// MySQL's limit for names of databases and tables, in characters.
const NAME_LIMIT: usize = 64;

/// 1102 or 1059 for a name that no database and no table may have.
pub(super) fn check_name(name: &str) -> Result<(), SqlError> {
    if name.is_empty() || name.ends_with(' ') || name.contains('\0') {
        return Err(SqlError::wrong_database_name(name));
    }
    if name.chars().count() > NAME_LIMIT {
        return Err(SqlError::identifier_too_long(name));
    }
    Ok(())
}

impl Server {
    /// All databases, in order.
    pub(super) fn database_names(&self) -> Vec<&str> {
        let mut names: Vec<_> = SYSTEM_SCHEMAS.into_iter().chain(self.databases.keys().map(String::as_str)).collect();
        names.sort_unstable();
        names
    }

    /// Whether there is a database of this name.
    pub(super) fn has_database(&self, name: &str) -> bool {
        self.databases.contains_key(name) || is_system(name)
    }

    pub(super) fn create_database(&mut self, session: &Session, if_not_exists: bool, name: &str) -> Result<Answer, SqlError> {
        check_name(name)?;
        self.require_on_database(session, Privilege::Create, name)?;
        if self.has_database(name) {
            if !if_not_exists {
                return Err(SqlError::database_exists(name));
            }
            let exists = SqlError::database_exists(name);
            return Ok(Answer::done(1).warn(Warning::note(exists.number, exists.message)));
        }
        self.databases.insert(name.to_owned(), Database::default());
        Ok(Answer::done(1))
    }

    pub(super) fn drop_database(&mut self, session: &mut Session, if_exists: bool, name: &str) -> Result<Answer, SqlError> {
        check_name(name)?;
        self.require_on_database(session, Privilege::Drop, name)?;
        if is_system(name) {
            return Err(SqlError::system_schema(name));
        }
        match self.databases.remove(name) {
            Some(database) => {
                if session.database.as_deref() == Some(name) {
                    session.database = None;
                }
                Ok(Answer::done(database.tables.len() as u64))
            }
            None if if_exists => {
                let missing = SqlError::no_database_to_drop(name);
                Ok(Answer::done(0).warn(Warning::note(missing.number, missing.message)))
            }
            None => Err(SqlError::no_database_to_drop(name)),
        }
    }

    /// USE, and what COM_INIT_DB does.
    ///
    /// # Errors
    /// 1044 without any right to it, 1049 when there is no such database.
    pub(crate) fn use_database(&self, session: &mut Session, name: &str) -> Result<Answer, SqlError> {
        let own = if name.eq_ignore_ascii_case("information_schema") { "information_schema" } else { name };
        let rights = self.rights(session);
        if own != "information_schema" && own != "performance_schema" && !rights.uses_database(own) {
            return Err(SqlError::database_access_denied(&session.account, name));
        }
        if !self.has_database(own) {
            return Err(SqlError::unknown_database(name));
        }
        session.database = Some(own.to_owned());
        Ok(Answer { database_changed: true, ..Answer::default() })
    }

    pub(super) fn visible_databases(&self, session: &Session) -> Vec<&str> {
        let rights = self.rights(session);
        self.database_names().into_iter().filter(|name| rights.sees_database(name)).collect()
    }

    pub(super) fn show_create_database(&self, session: &Session, name: &str) -> Result<Answer, SqlError> {
        if !self.rights(session).sees_database(name) {
            return Err(SqlError::database_access_denied(&session.account, name));
        }
        if !self.has_database(name) {
            return Err(SqlError::unknown_database(name));
        }
        let columns = vec![Column::text("Database"), Column::new("Create Database", ColumnKind::VarChar, false)];
        let create = format!(
            "CREATE DATABASE {} /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */",
            backticked(name)
        );
        Ok(Answer::result_set(columns, vec![vec![Some(name.to_owned()), Some(create)]]))
    }

    pub(super) fn install_components(&mut self, session: &Session, urns: &[String]) -> Result<Answer, SqlError> {
        self.require_on_table(session, Privilege::Insert, "mysql", "component")?;
        for urn in urns {
            if urn != VALIDATE_PASSWORD || self.components.contains(urn) {
                return Err(SqlError::component_cannot_load(urn));
            }
        }
        self.components.extend(urns.iter().cloned());
        // What SET PERSIST has kept counts again.
        let kept: Vec<_> =
            self.persisted.iter().filter(|(name, _)| is_validators(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
        self.globals.extend(kept);
        Ok(Answer::done(0))
    }

    pub(super) fn uninstall_components(&mut self, session: &Session, urns: &[String]) -> Result<Answer, SqlError> {
        self.require_on_table(session, Privilege::Delete, "mysql", "component")?;
        if let Some(missing) = urns.iter().find(|urn| !self.components.contains(*urn)) {
            return Err(SqlError::component_not_loaded(missing));
        }
        self.components.retain(|component| !urns.contains(component));
        if !self.validates_passwords() {
            self.globals.retain(|name, _| !is_validators(name));
        }
        Ok(Answer::done(0))
    }
}

fn is_validators(variable: &str) -> bool {
    variable.starts_with("validate_password.")
}

/// Whether a database is one of MySQL's own.
pub(super) fn is_system(name: &str) -> bool {
    SYSTEM_SCHEMAS.contains(&name) || name.eq_ignore_ascii_case("information_schema")
}
