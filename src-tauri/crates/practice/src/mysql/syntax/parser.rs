//! The parser: its cursor, what all statements share, and which statement it is.

use super::super::error::SqlError;
use super::ast::{Expr, Flush, Statement, TableRef};
use super::lexer::{Spanned, Token, syntax_error, tokens};
use super::words::{NOT_PLAYED, is_reserved};

/// How deep expressions may nest.
const DEPTH: usize = 100;

/// Parses one statement; a `;` may end it.
///
/// # Errors
/// 1064 for what is not SQL, 1065 for nothing, 1235 for what the practice server does not play.
pub(crate) fn parse(sql: &str) -> Result<Statement, SqlError> {
    let mut parser = Parser { sql, tokens: tokens(sql)?, at: 0, depth: 0 };
    if parser.tokens.is_empty() || parser.peek_mark(";") {
        return Err(SqlError::empty_query());
    }
    let statement = parser.statement()?;
    parser.accept_mark(";");
    if parser.at < parser.tokens.len() {
        return Err(parser.error());
    }
    Ok(statement)
}

/// A cursor over the tokens of one statement.
pub(crate) struct Parser<'a> {
    sql: &'a str,
    tokens: Vec<Spanned>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn statement(&mut self) -> Result<Statement, SqlError> {
        let Some(Token::Word(word)) = self.peek() else {
            // (SELECT …)
            return if self.peek_mark("(") { self.select_statement() } else { Err(self.error()) };
        };
        match word.to_ascii_uppercase().as_str() {
            "CREATE" => self.create(),
            "ALTER" => self.alter(),
            "DROP" => self.drop(),
            "RENAME" => self.rename(),
            "GRANT" => self.grant(),
            "REVOKE" => self.revoke(),
            "FLUSH" => self.flush(),
            "USE" => {
                self.advance();
                Ok(Statement::Use(self.identifier()?))
            }
            "INSERT" => self.insert(),
            "UPDATE" => self.update(),
            "DELETE" => self.delete(),
            "TRUNCATE" => {
                self.advance();
                self.accept("TABLE");
                Ok(Statement::Truncate(self.table_ref()?))
            }
            "SELECT" => self.select_statement(),
            "SHOW" => self.show(),
            "DESCRIBE" | "DESC" | "EXPLAIN" => self.describe(),
            "SET" => self.set(),
            "INSTALL" => self.install(true),
            "UNINSTALL" => self.install(false),
            "COMMIT" | "ROLLBACK" => {
                self.advance();
                self.accept("WORK");
                Ok(Statement::EndTransaction)
            }
            "DO" => {
                self.advance();
                Ok(Statement::Do(self.list(Self::expression)?))
            }
            "KILL" => {
                self.advance();
                let _ = self.accept("CONNECTION") || self.accept("QUERY");
                Ok(Statement::Kill(self.expression()?))
            }
            other if NOT_PLAYED.contains(&other) => Err(SqlError::not_played(other)),
            _ => Err(self.error()),
        }
    }

    fn create(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        match self.peek_word().as_deref() {
            Some("USER") => self.create_user(),
            Some("DATABASE" | "SCHEMA") => self.create_database(),
            Some("TABLE") => self.create_table(),
            Some(
                what @ ("ROLE" | "VIEW" | "INDEX" | "UNIQUE" | "FULLTEXT" | "SPATIAL" | "PROCEDURE" | "FUNCTION" | "TRIGGER" | "EVENT"
                | "TEMPORARY" | "SERVER" | "TABLESPACE" | "OR" | "DEFINER" | "ALGORITHM" | "SQL" | "AGGREGATE" | "RESOURCE"),
            ) => Err(SqlError::not_played(format!("CREATE {what}"))),
            _ => Err(self.error()),
        }
    }

    fn alter(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        match self.peek_word().as_deref() {
            Some("USER") => self.alter_user(),
            Some(
                what @ ("TABLE" | "DATABASE" | "SCHEMA" | "VIEW" | "PROCEDURE" | "FUNCTION" | "EVENT" | "SERVER" | "TABLESPACE"
                | "INSTANCE" | "RESOURCE" | "DEFINER" | "ALGORITHM" | "SQL" | "LOGFILE"),
            ) => Err(SqlError::not_played(format!("ALTER {what}"))),
            _ => Err(self.error()),
        }
    }

    fn drop(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        match self.peek_word().as_deref() {
            Some("USER") => self.drop_user(),
            Some("DATABASE" | "SCHEMA") => {
                self.advance();
                let if_exists = self.accept_all(&["IF", "EXISTS"])?;
                Ok(Statement::DropDatabase { if_exists, name: self.identifier()? })
            }
            Some("TABLE" | "TABLES") => {
                self.advance();
                let if_exists = self.accept_all(&["IF", "EXISTS"])?;
                let tables = self.list(Self::table_ref)?;
                let _ = self.accept("RESTRICT") || self.accept("CASCADE");
                Ok(Statement::DropTable { if_exists, tables })
            }
            Some(
                what @ ("ROLE" | "VIEW" | "INDEX" | "PROCEDURE" | "FUNCTION" | "TRIGGER" | "EVENT" | "TEMPORARY" | "SERVER" | "TABLESPACE"
                | "PREPARE" | "SPATIAL" | "RESOURCE" | "UNDO"),
            ) => Err(SqlError::not_played(format!("DROP {what}"))),
            _ => Err(self.error()),
        }
    }

    fn flush(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        let _ = self.accept("LOCAL") || self.accept("NO_WRITE_TO_BINLOG");
        for word in ["TABLES", "TABLE", "STATUS", "LOGS", "HOSTS", "USER_RESOURCES", "OPTIMIZER_COSTS"] {
            if self.accept(word) {
                return Ok(Statement::Flush(Flush::Other));
            }
        }
        self.expect("PRIVILEGES")?;
        Ok(Statement::Flush(Flush::Privileges))
    }

    fn install(&mut self, install: bool) -> Result<Statement, SqlError> {
        self.advance();
        if self.peek_is("PLUGIN") {
            return Err(SqlError::not_played(if install { "INSTALL PLUGIN" } else { "UNINSTALL PLUGIN" }));
        }
        self.expect("COMPONENT")?;
        let urns = self.list(Self::text)?;
        Ok(if install { Statement::InstallComponents(urns) } else { Statement::UninstallComponents(urns) })
    }

    /// The statement's text.
    pub(super) fn source(&self) -> &str {
        self.sql
    }

    /// The next token.
    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|spanned| &spanned.token)
    }

    /// The token after the next.
    pub(super) fn peek_second(&self) -> Option<&Token> {
        self.tokens.get(self.at + 1).map(|spanned| &spanned.token)
    }

    /// The next token as a word in upper case.
    pub(super) fn peek_word(&self) -> Option<String> {
        match self.peek() {
            Some(Token::Word(word)) => Some(word.to_ascii_uppercase()),
            _ => None,
        }
    }

    pub(super) fn peek_is(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(own)) if own.eq_ignore_ascii_case(word))
    }

    pub(super) fn peek_mark(&self, mark: &str) -> bool {
        matches!(self.peek(), Some(Token::Mark(own)) if *own == mark)
    }

    pub(super) fn advance(&mut self) {
        self.at += 1;
    }

    /// Takes a word if it is next.
    pub(super) fn accept(&mut self, word: &str) -> bool {
        let there = self.peek_is(word);
        self.at += usize::from(there);
        there
    }

    /// Takes a mark if it is next.
    pub(super) fn accept_mark(&mut self, mark: &str) -> bool {
        let there = self.peek_mark(mark);
        self.at += usize::from(there);
        there
    }

    /// Takes several words if the first is next; then the others must follow.
    pub(super) fn accept_all(&mut self, words: &[&str]) -> Result<bool, SqlError> {
        let Some((first, others)) = words.split_first() else { return Ok(true) };
        if !self.accept(first) {
            return Ok(false);
        }
        others.iter().try_for_each(|word| self.expect(word))?;
        Ok(true)
    }

    pub(super) fn expect(&mut self, word: &str) -> Result<(), SqlError> {
        if self.accept(word) { Ok(()) } else { Err(self.error()) }
    }

    pub(super) fn expect_mark(&mut self, mark: &str) -> Result<(), SqlError> {
        if self.accept_mark(mark) { Ok(()) } else { Err(self.error()) }
    }

    /// The 1064 at the next token.
    pub(super) fn error(&self) -> SqlError {
        let at = self.tokens.get(self.at).map_or(self.sql.len(), |spanned| spanned.start);
        syntax_error(self.sql, at)
    }

    /// Where the next token starts.
    pub(super) fn position(&self) -> usize {
        self.tokens.get(self.at).map_or(self.sql.len(), |spanned| spanned.start)
    }

    /// The text from a position to the end of the last token taken.
    pub(super) fn written_since(&self, start: usize) -> String {
        let end = self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |spanned| spanned.end);
        self.sql.get(start..end).unwrap_or_default().to_owned()
    }

    /// Whether the next token stands right behind the last one taken.
    pub(super) fn is_adjacent(&self) -> bool {
        let last = self.at.checked_sub(1).and_then(|last| self.tokens.get(last));
        matches!((last, self.tokens.get(self.at)), (Some(last), Some(next)) if last.end == next.start)
    }

    /// An identifier: in backticks, or a word that is not reserved.
    pub(super) fn identifier(&mut self) -> Result<String, SqlError> {
        let name = match self.peek() {
            Some(Token::Identifier(name)) => name.clone(),
            Some(Token::Word(word)) if !is_reserved(word) => word.clone(),
            _ => return Err(self.error()),
        };
        self.advance();
        Ok(name)
    }

    /// An identifier behind a point: there reserved words are names, too.
    pub(super) fn name_after_point(&mut self) -> Result<String, SqlError> {
        match self.peek().cloned() {
            Some(Token::Identifier(name) | Token::Word(name)) => {
                self.advance();
                Ok(name)
            }
            _ => Err(self.error()),
        }
    }

    pub(super) fn text(&mut self) -> Result<String, SqlError> {
        let Some(Token::Text(text)) = self.peek() else { return Err(self.error()) };
        let text = text.clone();
        self.advance();
        Ok(text)
    }

    pub(super) fn whole_number(&mut self) -> Result<u64, SqlError> {
        let Some(Token::Number(number)) = self.peek() else { return Err(self.error()) };
        let number = number.parse().map_err(|_| self.error())?;
        self.advance();
        Ok(number)
    }

    /// One or more, with commas between.
    pub(super) fn list<T>(&mut self, one: impl Fn(&mut Self) -> Result<T, SqlError>) -> Result<Vec<T>, SqlError> {
        let mut all = vec![one(self)?];
        while self.accept_mark(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }

    /// One or more in parentheses.
    pub(super) fn parenthesised<T>(&mut self, one: impl Fn(&mut Self) -> Result<T, SqlError>) -> Result<Vec<T>, SqlError> {
        self.expect_mark("(")?;
        let all = self.list(one)?;
        self.expect_mark(")")?;
        Ok(all)
    }

    pub(super) fn table_ref(&mut self) -> Result<TableRef, SqlError> {
        let first = self.identifier()?;
        if self.accept_mark(".") {
            let table = self.name_after_point()?;
            return Ok(TableRef { database: Some(first), table });
        }
        Ok(TableRef { database: None, table: first })
    }

    /// One level deeper into an expression.
    ///
    /// # Errors
    /// 1436: too deep.
    pub(super) fn deeper(&mut self, parse: impl FnOnce(&mut Self) -> Result<Expr, SqlError>) -> Result<Expr, SqlError> {
        if self.depth >= DEPTH {
            return Err(SqlError::new(1436, "HY000", "Thread stack overrun: the expression is nested too deeply"));
        }
        self.depth += 1;
        let expr = parse(self);
        self.depth -= 1;
        expr
    }
}
