//! What statements do.

mod accounts;
mod aggregate;
mod catalog;
mod coerce;
mod databases;
mod evaluate;
mod functions;
mod grants;
mod rights;
mod rows;
mod select;
mod set;
mod show;
mod tables;

use jiff::Timestamp;

use super::answer::{Answer, Column, Warning};
use super::error::SqlError;
use super::server::Server;
use super::session::Session;
use super::syntax::ast::{Flush, Show, Statement, TableRef};
use super::syntax::parse;
use super::value::Value;
use crate::world::MysqlFlavour;

impl Server {
    /// Executes one statement; a `;` may end it.
    ///
    /// # Errors
    /// MySQL's own, 1235 for what the practice server does not play, and 2006 for a session of an earlier run.
    pub(crate) fn execute(&mut self, session: &mut Session, sql: &str, now: Timestamp) -> Result<Answer, SqlError> {
        if !self.knows(session) {
            return Err(SqlError::gone_away());
        }
        self.questions += 1;
        let statement = parse(sql);
        // Looking at the warnings leaves them as they are.
        let looks_at_warnings = matches!(&statement, Ok(Statement::Show(Show::Warnings { .. } | Show::CountWarnings { .. })));
        let answer = statement.and_then(|statement| self.run(session, statement, now));
        match &answer {
            Ok(answer) => {
                if !looks_at_warnings {
                    session.warnings.clone_from(&answer.warnings);
                }
                let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
                if answer.has_result_set() {
                    session.row_count = -1;
                    session.found_rows = count(answer.rows.len());
                } else {
                    session.row_count = i64::try_from(answer.affected).unwrap_or(i64::MAX);
                }
                if answer.last_insert_id > 0 {
                    session.last_insert_id = i64::try_from(answer.last_insert_id).unwrap_or(i64::MAX);
                }
            }
            Err(error) => {
                session.row_count = -1;
                session.warnings = vec![Warning { level: "Error", code: error.number, message: error.message.clone() }];
            }
        }
        if let Some(process) = self.processes.get_mut(&session.id) {
            process.database.clone_from(&session.database);
        }
        answer
    }

    /// Prepares a statement without parameters: the columns that it will have.
    ///
    /// # Errors
    /// 1295 for parameters, otherwise as [`Server::execute`].
    pub(crate) fn prepare(&mut self, session: &mut Session, sql: &str) -> Result<Vec<Column>, SqlError> {
        let statement = parse(sql)?;
        // What only looks can be tried.
        if matches!(statement, Statement::Select(_) | Statement::Show(_) | Statement::Describe { .. }) {
            let mut trial = session.clone();
            return self.run(&mut trial, statement, Timestamp::UNIX_EPOCH).map(|answer| answer.columns);
        }
        Ok(Vec::new())
    }

    /// The columns of a table in the database in use, as COM_FIELD_LIST asks for them.
    ///
    /// # Errors
    /// 1046, 1142, 1146.
    pub(crate) fn field_list(&self, session: &Session, table: &str, now: Timestamp) -> Result<Vec<Column>, SqlError> {
        let relation = self.relation(session, &TableRef { database: None, table: table.to_owned() }, now)?;
        let (database, table) = (relation.database, relation.table);
        let columns = relation.columns.into_iter().map(|column| Column {
            database: database.clone(),
            table: table.clone(),
            ..Column::new(column.name, column.kind, column.nullable)
        });
        Ok(columns.collect())
    }

    fn run(&mut self, session: &mut Session, statement: Statement, now: Timestamp) -> Result<Answer, SqlError> {
        match statement {
            Statement::CreateUser { if_not_exists, users } => self.create_users(session, if_not_exists, &users, now),
            Statement::AlterUser { if_exists, users } => self.alter_users(session, if_exists, &users, now),
            Statement::DropUser { if_exists, users } => self.drop_users(session, if_exists, &users),
            Statement::RenameUser { pairs } => self.rename_users(session, &pairs),
            Statement::SetPassword { user, password } => self.set_password(session, user.as_ref(), &password, now),
            Statement::Grant { privileges, on, to, grant_option } => self.grant(session, &privileges, &on, &to, grant_option),
            Statement::Revoke { privileges, on, from } => self.revoke(session, &privileges, &on, &from),
            Statement::RevokeAll { from } => self.revoke_all(session, &from),
            Statement::Flush(what) => self.flush(session, what),
            Statement::CreateDatabase { if_not_exists, name } => self.create_database(session, if_not_exists, &name),
            Statement::DropDatabase { if_exists, name } => self.drop_database(session, if_exists, &name),
            Statement::Use(name) => self.use_database(session, &name),
            Statement::CreateTable(create) => self.create_table(session, create, now),
            Statement::DropTable { if_exists, tables } => self.drop_tables(session, if_exists, &tables),
            Statement::Truncate(table) => self.truncate(session, &table),
            Statement::Insert(insert) => self.insert(session, &insert, now),
            Statement::Update { table, set, filter, order, limit } => {
                self.update(session, &table, &set, &rows::Which { filter: filter.as_ref(), order: &order, limit }, now)
            }
            Statement::Delete { table, filter, order, limit } => {
                self.delete(session, &table, &rows::Which { filter: filter.as_ref(), order: &order, limit }, now)
            }
            Statement::Select(select) => self.select(session, &select, now),
            Statement::Show(show) => self.show(session, &show, now),
            Statement::Describe { table, column } => self.describe(session, &table, column.as_deref()),
            Statement::Set(assignments) => self.set(session, assignments, now),
            Statement::InstallComponents(urns) => self.install_components(session, &urns),
            Statement::UninstallComponents(urns) => self.uninstall_components(session, &urns),
            Statement::EndTransaction => Ok(Answer::done(0)),
            Statement::Do(expressions) => {
                let env = evaluate::Env::new(self, session, now);
                expressions.iter().try_for_each(|expr| env.evaluate(expr).map(drop))?;
                Ok(Answer::done(0))
            }
            Statement::Kill(id) => {
                let id = evaluate::Env::new(self, session, now).evaluate(&id)?;
                self.kill(session, &id)
            }
        }
    }

    fn flush(&mut self, session: &Session, what: Flush) -> Result<Answer, SqlError> {
        let rights = self.rights(session);
        let may = rights.reload() || (what == Flush::Privileges && rights.has_dynamic("FLUSH_PRIVILEGES"));
        if !may {
            return Err(SqlError::privilege_needed(match (what, self.flavour) {
                (Flush::Privileges, MysqlFlavour::V9) => "RELOAD or FLUSH_PRIVILEGES",
                _ => "RELOAD",
            }));
        }
        let answer = Answer::done(0);
        if what == Flush::Other {
            return Ok(answer);
        }
        // The grant tables are read anew, and the login cache with them.
        self.cache.clear();
        Ok(match self.flavour {
            MysqlFlavour::V8_0 => answer,
            MysqlFlavour::V9 => {
                answer.warn(Warning::serious(1681, "'FLUSH PRIVILEGES' is deprecated and will be removed in a future release."))
            }
        })
    }

    fn kill(&mut self, session: &Session, id: &Value) -> Result<Answer, SqlError> {
        let id = match id {
            Value::Int(id) => u64::try_from(*id).unwrap_or(0),
            _ => 0,
        };
        let own = u64::from(session.id) == id;
        let known = u32::try_from(id).ok().filter(|id| self.processes.contains_key(id));
        match known {
            _ if own => Err(SqlError::new(1317, "70100", "Query execution was interrupted")),
            None => Err(SqlError::no_such_thread(id)),
            Some(_) => Err(SqlError::not_played("KILL of another connection")),
        }
    }
}
