//! SHOW.

use super::super::error::SqlError;
use super::ast::{Narrow, Show, Statement};
use super::parser::Parser;

impl Parser<'_> {
    pub(super) fn show(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        let full = self.accept("FULL");
        let extended = self.accept("EXTENDED");
        let scope = if self.accept("GLOBAL") { Some(true) } else { (self.accept("SESSION") || self.accept("LOCAL")).then_some(false) };
        let Some(word) = self.peek_word() else { return Err(self.error()) };
        let start = self.position();
        self.advance();
        let show = match word.as_str() {
            "VARIABLES" => Show::Variables { global: scope == Some(true), narrow: self.narrow()? },
            "STATUS" => Show::Status { global: scope == Some(true), narrow: self.narrow()? },
            _ if scope.is_some() => return Err(super::lexer::syntax_error(self.source(), start)),
            "TABLES" => {
                let database = if self.accept("FROM") || self.accept("IN") { Some(self.identifier()?) } else { None };
                Show::Tables { full, database, narrow: self.narrow()? }
            }
            "COLUMNS" | "FIELDS" => return self.show_columns(full),
            "PROCESSLIST" => Show::Processlist { full },
            _ if full || extended => return Err(super::lexer::syntax_error(self.source(), start)),
            "DATABASES" | "SCHEMAS" => Show::Databases(self.narrow()?),
            "GRANTS" => Show::Grants(if self.accept("FOR") { Some(self.account()?) } else { None }),
            "WARNINGS" => Show::Warnings { errors_only: false },
            "ERRORS" => Show::Warnings { errors_only: true },
            "COUNT" => {
                self.expect_mark("(")?;
                self.expect_mark("*")?;
                self.expect_mark(")")?;
                let errors_only = self.accept("ERRORS");
                if !errors_only {
                    self.expect("WARNINGS")?;
                }
                Show::CountWarnings { errors_only }
            }
            "PLUGINS" => Show::Plugins,
            "ENGINES" => Show::Engines,
            "STORAGE" => {
                self.expect("ENGINES")?;
                Show::Engines
            }
            "CREATE" => match self.peek_word().as_deref() {
                Some("DATABASE" | "SCHEMA") => {
                    self.advance();
                    Show::CreateDatabase(self.identifier()?)
                }
                Some("TABLE") => {
                    self.advance();
                    Show::CreateTable(self.table_ref()?)
                }
                Some("USER") => {
                    self.advance();
                    Show::CreateUser(self.account()?)
                }
                Some(what @ ("VIEW" | "PROCEDURE" | "FUNCTION" | "TRIGGER" | "EVENT")) => {
                    return Err(SqlError::not_played(format!("SHOW CREATE {what}")));
                }
                _ => return Err(self.error()),
            },
            what @ ("BINARY" | "BINLOG" | "CHARACTER" | "CHARSET" | "COLLATION" | "ENGINE" | "EVENTS" | "FUNCTION" | "MASTER" | "OPEN"
            | "INDEX" | "INDEXES" | "KEYS" | "PRIVILEGES" | "PROCEDURE" | "PROFILE" | "PROFILES" | "RELAYLOG" | "REPLICA"
            | "REPLICAS" | "SLAVE" | "TABLE" | "TRIGGERS") => {
                return Err(SqlError::not_played(format!("SHOW {what}")));
            }
            _ => return Err(super::lexer::syntax_error(self.source(), start)),
        };
        Ok(Statement::Show(show))
    }

    /// [LIKE 'pattern' | WHERE expression]
    pub(super) fn narrow(&mut self) -> Result<Narrow, SqlError> {
        if self.accept("LIKE") {
            return self.text().map(Narrow::Like);
        }
        if self.accept("WHERE") {
            return self.expression().map(Narrow::Where);
        }
        Ok(Narrow::All)
    }
}
