//! SHOW.

use jiff::Timestamp;

use super::super::answer::{Answer, Column, ColumnKind};
use super::super::error::SqlError;
use super::super::privileges::Privilege;
use super::super::server::Server;
use super::super::session::Session;
use super::super::syntax::ast::{AccountRef, Expr, Narrow, Show};
use super::super::value::{Value, like};
use super::accounts::resolve;
use super::catalog;
use super::evaluate::{Env, Relation, RelationColumn};

impl Server {
    pub(super) fn show(&self, session: &Session, show: &Show, now: Timestamp) -> Result<Answer, SqlError> {
        let env = Env::new(self, session, now);
        match show {
            Show::Databases(narrow) => {
                let rights = self.rights(session);
                if self.global("skip_show_database").as_deref() == Some("ON") && !rights.globally(Privilege::ShowDatabases) {
                    return Err(SqlError::privilege_needed("SHOW DATABASES"));
                }
                let rows = self.visible_databases(session).into_iter().map(|name| vec![Some(name.to_owned())]).collect();
                narrowed(&env, vec![Column::text(heading("Database", narrow))], rows, narrow)
            }
            Show::Tables { full, database, narrow } => {
                let database = database.clone().or_else(|| session.database.clone()).ok_or_else(SqlError::no_database_selected)?;
                let mut columns = vec![Column::text(heading(&format!("Tables_in_{database}"), narrow))];
                let kind = if database == "information_schema" { "SYSTEM VIEW" } else { "BASE TABLE" };
                if *full {
                    columns.push(Column::text("Table_type"));
                }
                let rows = self.visible_tables(session, &database)?.into_iter().map(|table| {
                    let mut row = vec![Some(table)];
                    row.extend(full.then(|| Some(kind.to_owned())));
                    row
                });
                narrowed(&env, columns, rows.collect(), narrow)
            }
            Show::Columns { full, table, narrow } => {
                if *full {
                    return Err(SqlError::not_played("SHOW FULL COLUMNS"));
                }
                let answer = self.describe(session, table, None)?;
                narrowed(&env, answer.columns, answer.rows, narrow)
            }
            Show::Grants(of) => self.show_grants(session, of.as_ref()),
            Show::CreateUser(account) => self.show_create_user(session, account),
            Show::CreateDatabase(name) => self.show_create_database(session, name),
            Show::CreateTable(table) => self.show_create_table(session, table),
            Show::Variables { global, narrow } => {
                let table = if *global { "global_variables" } else { "session_variables" };
                self.names_and_values(&env, table, narrow)
            }
            Show::Status { global, narrow } => {
                self.names_and_values(&env, if *global { "global_status" } else { "session_status" }, narrow)
            }
            Show::Processlist { full: _ } => {
                let list = catalog::relation(self, session, "information_schema", "processlist", now);
                let columns = [
                    ("Id", ColumnKind::BigInt, false),
                    ("User", ColumnKind::VarChar, false),
                    ("Host", ColumnKind::VarChar, false),
                    ("db", ColumnKind::VarChar, true),
                    ("Command", ColumnKind::VarChar, false),
                    ("Time", ColumnKind::Int, false),
                    ("State", ColumnKind::VarChar, true),
                    ("Info", ColumnKind::VarChar, true),
                ]
                .map(|(name, kind, nullable)| Column::new(name, kind, nullable));
                Ok(Answer::result_set(columns.to_vec(), list.map(shown).unwrap_or_default()))
            }
            Show::Warnings { errors_only } => {
                let columns = vec![Column::text("Level"), Column::new("Code", ColumnKind::Int, false), Column::text("Message")];
                let listed = session.warnings.iter().filter(|warning| !errors_only || warning.level == "Error");
                let rows = listed
                    .map(|warning| vec![Some(warning.level.to_owned()), Some(warning.code.to_string()), Some(warning.message.clone())])
                    .collect();
                Ok(Answer::result_set(columns, rows))
            }
            Show::CountWarnings { errors_only } => {
                let name = if *errors_only { "error_count" } else { "warning_count" };
                let value = env.evaluate(&Expr::Variable { scope: None, name: name.to_owned() })?;
                let column = Column::new(format!("@@session.{name}"), ColumnKind::BigInt, false);
                Ok(Answer::result_set(vec![column], vec![vec![value.shown()]]))
            }
            Show::Plugins => {
                let mut columns = ["Name", "Status", "Type"].map(Column::text).to_vec();
                columns.push(Column::new("Library", ColumnKind::VarChar, true));
                columns.push(Column::text("License"));
                let rows = catalog::plugins(self.flavour).map(|(name, kind, library)| {
                    vec![
                        Some(name.to_owned()),
                        Some("ACTIVE".to_owned()),
                        Some(kind.to_owned()),
                        library.map(str::to_owned),
                        Some("GPL".to_owned()),
                    ]
                });
                Ok(Answer::result_set(columns, rows.collect()))
            }
            Show::Engines => {
                let names = ["Engine", "Support", "Comment", "Transactions", "XA", "Savepoints"];
                let row = ["InnoDB", "DEFAULT", "Supports transactions, row-level locking, and foreign keys", "YES", "YES", "YES"];
                Ok(Answer::result_set(names.map(Column::text).to_vec(), vec![row.map(|value| Some(value.to_owned())).to_vec()]))
            }
        }
    }

    /// SHOW VARIABLES and SHOW STATUS.
    fn names_and_values(&self, env: &Env<'_>, table: &str, narrow: &Narrow) -> Result<Answer, SqlError> {
        let rows = catalog::relation(self, env.session, "performance_schema", table, env.now).map(shown).unwrap_or_default();
        let columns = vec![Column::text("Variable_name"), Column::new("Value", ColumnKind::VarChar, true)];
        narrowed(env, columns, rows, narrow)
    }

    fn show_create_user(&self, session: &Session, account: &AccountRef) -> Result<Answer, SqlError> {
        let name = resolve(session, account);
        if name != session.account {
            self.require_on_table(session, Privilege::Select, "mysql", "user")?;
        }
        let account = self.account(&name).ok_or_else(|| SqlError::operation_failed("SHOW CREATE USER", std::slice::from_ref(&name)))?;
        let hash = match account.verifier.string.as_str() {
            "" => String::new(),
            string => format!(" AS '{string}'"),
        };
        let create = format!(
            "CREATE USER {} IDENTIFIED WITH '{}'{hash} REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT {} PASSWORD HISTORY DEFAULT PASSWORD REUSE \
             INTERVAL DEFAULT PASSWORD REQUIRE CURRENT DEFAULT",
            name.backticked(),
            account.verifier.plugin.name(),
            if account.locked { "LOCK" } else { "UNLOCK" }
        );
        let heading = format!("CREATE USER for {}@{}", name.user, name.host);
        Ok(Answer::result_set(vec![Column::text(heading)], vec![vec![Some(create)]]))
    }
}

/// The heading with the pattern, as MySQL shows it.
fn heading(name: &str, narrow: &Narrow) -> String {
    match narrow {
        Narrow::Like(pattern) => format!("{name} ({pattern})"),
        _ => name.to_owned(),
    }
}

fn shown(relation: Relation) -> Vec<Vec<Option<String>>> {
    relation.rows.iter().map(|row| row.iter().map(Value::shown).collect()).collect()
}

/// The rows that LIKE (by the first column) or WHERE lets through.
fn narrowed(env: &Env<'_>, columns: Vec<Column>, rows: Vec<Vec<Option<String>>>, narrow: &Narrow) -> Result<Answer, SqlError> {
    let rows = match narrow {
        Narrow::All => rows,
        Narrow::Like(pattern) => {
            let pattern = pattern.to_lowercase();
            rows.into_iter().filter(|row| row[0].as_deref().is_some_and(|name| like(&name.to_lowercase(), &pattern))).collect()
        }
        Narrow::Where(filter) => {
            let relation = Relation {
                database: String::new(),
                table: String::new(),
                alias: String::new(),
                columns: columns
                    .iter()
                    .map(|column| RelationColumn { name: column.name.clone(), kind: column.kind, nullable: column.nullable })
                    .collect(),
                rows: rows.into_iter().map(|row| row.into_iter().map(|value| value.map_or(Value::Null, Value::Text)).collect()).collect(),
            };
            let chosen = super::select::choose(env, &relation, Some(filter))?;
            chosen.into_iter().map(|row| row.iter().map(Value::shown).collect()).collect()
        }
    };
    Ok(Answer::result_set(columns, rows))
}
