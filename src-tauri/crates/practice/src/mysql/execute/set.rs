//! SET.

use jiff::Timestamp;

use super::super::answer::Answer;
use super::super::error::SqlError;
use super::super::server::Server;
use super::super::session::Session;
use super::super::syntax::ast::{Assignment, VariableScope};
use super::super::value::Value;
use super::super::variables::{Access, Reach, Variable};
use super::evaluate::Env;

/// A change that is checked and not yet made.
enum Change {
    Session(&'static str, String),
    Global(&'static str, String),
    Persist(&'static str, String),
    PersistOnly(&'static str, String),
    User(String, Value),
}

/// Modes that change how SQL is read.
const MODES_NOT_PLAYED: &[&str] =
    &["ANSI", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "PIPES_AS_CONCAT", "ORACLE", "DB2", "MSSQL", "POSTGRESQL"];

impl Server {
    pub(super) fn set(&mut self, session: &mut Session, assignments: Vec<Assignment>, now: Timestamp) -> Result<Answer, SqlError> {
        // All are checked before the first is made.
        let mut changes = Vec::new();
        for assignment in assignments {
            match assignment {
                Assignment::User { name, value } => {
                    let value = Env::new(self, session, now).evaluate(&value)?;
                    changes.push(Change::User(name, value));
                }
                Assignment::Names { charset, collation } => {
                    changes.extend(names(&charset, collation)?.into_iter().map(|(name, value)| Change::Session(name, value)));
                }
                Assignment::Variable { scope, name, value } => {
                    let value = value.map(|value| Env::new(self, session, now).evaluate(&value)).transpose()?;
                    changes.push(self.change(session, scope, &name, value.as_ref())?);
                }
            }
        }
        for change in changes {
            match change {
                Change::Session(name, value) => {
                    session.variables.insert(name.to_owned(), value);
                }
                Change::Global(name, value) => {
                    self.globals.insert(name.to_owned(), value);
                }
                Change::Persist(name, value) => {
                    self.globals.insert(name.to_owned(), value.clone());
                    self.persisted.insert(name.to_owned(), value);
                }
                Change::PersistOnly(name, value) => {
                    self.persisted.insert(name.to_owned(), value);
                }
                Change::User(name, value) => {
                    session.user_variables.insert(name, value);
                }
            }
        }
        Ok(Answer::done(0))
    }

    fn change(&self, session: &Session, scope: Option<VariableScope>, name: &str, value: Option<&Value>) -> Result<Change, SqlError> {
        let variable = self.variable(name)?;
        let scope = scope.unwrap_or(VariableScope::Session);
        self.check_scope(session, variable, scope)?;
        let value = match value {
            Some(value) => variable.normalise(value)?,
            None => variable.default(self.flavour).to_owned(),
        };
        check_value(variable, &value)?;
        Ok(match scope {
            VariableScope::Session => Change::Session(variable.name, value),
            VariableScope::Global => Change::Global(variable.name, value),
            VariableScope::Persist => Change::Persist(variable.name, value),
            VariableScope::PersistOnly => Change::PersistOnly(variable.name, value),
        })
    }

    fn check_scope(&self, session: &Session, variable: &Variable, scope: VariableScope) -> Result<(), SqlError> {
        let persists = matches!(scope, VariableScope::Persist | VariableScope::PersistOnly);
        match variable.access {
            Access::NonPersistent if persists => return Err(SqlError::non_persistent_variable(variable.name)),
            Access::ReadOnly if scope == VariableScope::PersistOnly => {}
            Access::ReadOnly | Access::NonPersistent => return Err(SqlError::read_only_variable(variable.name)),
            Access::Dynamic => {}
        }
        if scope == VariableScope::Session {
            return if variable.reach == Reach::Global { Err(SqlError::global_variable(variable.name)) } else { Ok(()) };
        }
        let rights = self.rights(session);
        if !rights.has_dynamic("SYSTEM_VARIABLES_ADMIN") && !rights.globally(super::super::privileges::Privilege::Super) {
            return Err(SqlError::privilege_needed("SUPER or SYSTEM_VARIABLES_ADMIN"));
        }
        if scope == VariableScope::PersistOnly && !rights.has_dynamic("PERSIST_RO_VARIABLES_ADMIN") {
            return Err(SqlError::privilege_needed("PERSIST_RO_VARIABLES_ADMIN"));
        }
        Ok(())
    }
}

/// What only some variables refuse.
fn check_value(variable: &Variable, value: &str) -> Result<(), SqlError> {
    match variable.name {
        "autocommit" if value == "OFF" => Err(SqlError::not_played("autocommit = OFF")),
        "sql_mode" => match value.split(',').find(|mode| MODES_NOT_PLAYED.contains(&mode.to_ascii_uppercase().as_str())) {
            Some(mode) => Err(SqlError::not_played(format!("sql_mode {mode}"))),
            None => Ok(()),
        },
        "character_set_client" | "character_set_connection" | "character_set_results" => charset_known(value),
        "validate_password.dictionary_file" if !value.is_empty() => Err(SqlError::not_played("a dictionary file")),
        _ => Ok(()),
    }
}

fn charset_known(name: &str) -> Result<(), SqlError> {
    const KNOWN: &[&str] = &["utf8mb4", "utf8mb3", "utf8", "latin1", "ascii", "binary", "default"];
    if KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return Ok(());
    }
    Err(SqlError::new(1115, "42000", format!("Unknown character set: '{name}'")))
}

/// What SET NAMES sets.
fn names(charset: &str, collation: Option<String>) -> Result<Vec<(&'static str, String)>, SqlError> {
    charset_known(charset)?;
    let charset = match charset.to_ascii_lowercase().as_str() {
        "default" => "utf8mb4".to_owned(),
        "utf8" => "utf8mb3".to_owned(),
        other => other.to_owned(),
    };
    let collation = collation.unwrap_or_else(|| match charset.as_str() {
        "utf8mb4" => "utf8mb4_0900_ai_ci".to_owned(),
        "latin1" => "latin1_swedish_ci".to_owned(),
        "binary" => "binary".to_owned(),
        other => format!("{other}_general_ci"),
    });
    Ok(vec![
        ("character_set_client", charset.clone()),
        ("character_set_connection", charset.clone()),
        ("character_set_results", charset),
        ("collation_connection", collation),
    ])
}
