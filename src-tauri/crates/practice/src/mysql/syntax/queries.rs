//! SELECT, INSERT, UPDATE, DELETE and SET.

use super::super::error::SqlError;
use super::super::value::Value;
use super::ast::{Assignment, Expr, From, Insert, Order, Select, SelectItem, Statement, VariableScope};
use super::lexer::Token;
use super::parser::Parser;
use super::words::is_reserved;

impl Parser<'_> {
    pub(super) fn select_statement(&mut self) -> Result<Statement, SqlError> {
        if self.accept_mark("(") {
            let select = self.select_statement()?;
            self.expect_mark(")")?;
            return Ok(select);
        }
        self.expect("SELECT")?;
        let mut select = Select { distinct: false, items: Vec::new(), from: None, filter: None, order: Vec::new(), limit: None };
        if self.accept("DISTINCT") || self.accept("DISTINCTROW") {
            select.distinct = true;
        } else {
            self.accept("ALL");
        }
        for hint in ["SQL_NO_CACHE", "SQL_CALC_FOUND_ROWS", "HIGH_PRIORITY", "STRAIGHT_JOIN"] {
            self.accept(hint);
        }
        select.items = self.list(Self::select_item)?;
        if self.accept("FROM") {
            select.from = self.from()?;
        }
        if self.accept("WHERE") {
            select.filter = Some(self.expression()?);
        }
        if let Some(what @ ("GROUP" | "HAVING" | "WINDOW")) = self.peek_word().as_deref() {
            return Err(SqlError::not_played(what));
        }
        select.order = self.order()?;
        select.limit = self.limit()?;
        if self.accept("FOR") {
            // Locks are of no consequence: every statement commits itself.
            let _ = self.accept("UPDATE") || self.accept("SHARE");
        }
        if let Some(what @ ("UNION" | "INTERSECT" | "EXCEPT" | "INTO" | "PROCEDURE" | "LOCK" | "GROUP" | "HAVING")) =
            self.peek_word().as_deref()
        {
            return Err(SqlError::not_played(what));
        }
        Ok(Statement::Select(select))
    }

    fn select_item(&mut self) -> Result<SelectItem, SqlError> {
        if self.accept_mark("*") {
            return Ok(SelectItem::Star);
        }
        let start = self.position();
        let expr = match self.expression() {
            Ok(expr) => expr,
            // t.*
            Err(_) if self.peek_mark("*") && self.written_since(start).ends_with('.') => {
                self.advance();
                return Ok(SelectItem::Star);
            }
            Err(error) => return Err(error),
        };
        let written = self.written_since(start);
        let alias = self.alias()?;
        let heading = match (&alias, &expr) {
            (Some(alias), _) => alias.clone(),
            (None, Expr::Column { name, .. }) => name.clone(),
            // A string's heading is the string.
            (None, Expr::Literal(Value::Text(text))) => text.clone(),
            (None, Expr::Literal(Value::Null)) => "NULL".to_owned(),
            (None, _) => written,
        };
        Ok(SelectItem::Expr { expr, heading, alias })
    }

    /// [AS] alias
    fn alias(&mut self) -> Result<Option<String>, SqlError> {
        let must = self.accept("AS");
        let alias = match self.peek() {
            Some(Token::Identifier(name) | Token::Text(name)) => name.clone(),
            Some(Token::Word(word)) if !is_reserved(word) => word.clone(),
            _ if must => return Err(self.error()),
            _ => return Ok(None),
        };
        self.advance();
        Ok(Some(alias))
    }

    /// Behind FROM; none for DUAL.
    fn from(&mut self) -> Result<Option<From>, SqlError> {
        if self.peek_mark("(") {
            return Err(SqlError::not_played("a subquery"));
        }
        if self.accept("DUAL") {
            return Ok(None);
        }
        let table = self.table_ref()?;
        let alias = self.alias()?;
        if let Some("JOIN" | "INNER" | "LEFT" | "RIGHT" | "CROSS" | "NATURAL" | "STRAIGHT_JOIN") = self.peek_word().as_deref() {
            return Err(SqlError::not_played("JOIN"));
        }
        if self.peek_mark(",") {
            return Err(SqlError::not_played("JOIN"));
        }
        Ok(Some(From { table, alias }))
    }

    fn order(&mut self) -> Result<Vec<Order>, SqlError> {
        if !self.accept_all(&["ORDER", "BY"])? {
            return Ok(Vec::new());
        }
        self.list(|parser| {
            let by = parser.expression()?;
            let descending = parser.accept("DESC");
            if !descending {
                parser.accept("ASC");
            }
            Ok(Order { by, descending })
        })
    }

    /// LIMIT n, LIMIT skip, n or LIMIT n OFFSET skip.
    fn limit(&mut self) -> Result<Option<(u64, u64)>, SqlError> {
        if !self.accept("LIMIT") {
            return Ok(None);
        }
        let first = self.whole_number()?;
        if self.accept_mark(",") {
            return Ok(Some((self.whole_number()?, first)));
        }
        let skip = if self.accept("OFFSET") { self.whole_number()? } else { 0 };
        Ok(Some((first, skip)))
    }

    pub(super) fn insert(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        let ignore = self.accept("IGNORE");
        self.accept("INTO");
        let table = self.table_ref()?;
        let mut insert = Insert { table, columns: None, rows: Vec::new(), ignore };
        if self.accept("SET") {
            let set = self.assignments_with_default()?;
            let (columns, row) = set.into_iter().unzip();
            insert.columns = Some(columns);
            insert.rows = vec![row];
        } else {
            if self.accept_mark("(") {
                let columns = if self.peek_mark(")") { Vec::new() } else { self.list(Self::identifier)? };
                self.expect_mark(")")?;
                insert.columns = Some(columns);
            }
            if self.peek_is("SELECT") || self.peek_is("TABLE") || self.peek_mark("(") {
                return Err(SqlError::not_played("INSERT … SELECT"));
            }
            if !self.accept("VALUE") {
                self.expect("VALUES")?;
            }
            insert.rows = self.list(|parser| {
                parser.expect_mark("(")?;
                let row = if parser.peek_mark(")") { Vec::new() } else { parser.list(Self::value_or_default)? };
                parser.expect_mark(")")?;
                Ok(row)
            })?;
        }
        if self.peek_is("ON") {
            return Err(SqlError::not_played("ON DUPLICATE KEY UPDATE"));
        }
        Ok(Statement::Insert(insert))
    }

    fn value_or_default(&mut self) -> Result<Option<Expr>, SqlError> {
        if self.peek_is("DEFAULT") && !matches!(self.peek_second(), Some(Token::Mark("("))) {
            self.advance();
            return Ok(None);
        }
        self.expression().map(Some)
    }

    fn assignments_with_default(&mut self) -> Result<Vec<(String, Option<Expr>)>, SqlError> {
        self.list(|parser| {
            let column = parser.identifier()?;
            parser.expect_mark("=")?;
            Ok((column, parser.value_or_default()?))
        })
    }

    pub(super) fn update(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        if self.peek_is("IGNORE") || self.peek_is("LOW_PRIORITY") {
            return Err(SqlError::not_played("UPDATE IGNORE"));
        }
        let table = self.table_ref()?;
        if self.peek_mark(",") || self.peek_is("JOIN") {
            return Err(SqlError::not_played("JOIN"));
        }
        self.expect("SET")?;
        let set = self.list(|parser| {
            let mut column = parser.identifier()?;
            if parser.accept_mark(".") {
                column = parser.name_after_point()?;
            }
            parser.expect_mark("=")?;
            Ok((column, parser.expression()?))
        })?;
        let filter = if self.accept("WHERE") { Some(self.expression()?) } else { None };
        let order = self.order()?;
        let limit = if self.accept("LIMIT") { Some(self.whole_number()?) } else { None };
        Ok(Statement::Update { table, set, filter, order, limit })
    }

    pub(super) fn delete(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        if !self.peek_is("FROM") && !matches!(self.peek(), Some(Token::Word(word)) if !is_reserved(word)) {
            return Err(self.error());
        }
        self.expect("FROM")?;
        let table = self.table_ref()?;
        if self.peek_is("USING") || self.peek_mark(",") {
            return Err(SqlError::not_played("JOIN"));
        }
        let filter = if self.accept("WHERE") { Some(self.expression()?) } else { None };
        let order = self.order()?;
        let limit = if self.accept("LIMIT") { Some(self.whole_number()?) } else { None };
        Ok(Statement::Delete { table, filter, order, limit })
    }

    pub(super) fn set(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        if self.accept("PASSWORD") {
            return self.set_password();
        }
        if self.peek_is("ROLE") || self.peek_is("DEFAULT") || self.peek_is("RESOURCE") {
            return Err(SqlError::not_played("SET ROLE"));
        }
        self.list(Self::assignment).map(Statement::Set)
    }

    fn assignment(&mut self) -> Result<Assignment, SqlError> {
        if self.accept("NAMES") {
            let charset = self.charset()?;
            let collation = if self.accept("COLLATE") { Some(self.charset()?) } else { None };
            return Ok(Assignment::Names { charset, collation });
        }
        if self.accept("CHARSET") || self.accept_all(&["CHARACTER", "SET"])? {
            return Ok(Assignment::Names { charset: self.charset()?, collation: None });
        }
        if self.accept_mark("@") {
            let name = self.user_variable()?;
            self.assign()?;
            return Ok(Assignment::User { name, value: self.expression()? });
        }
        let (scope, name) = if self.accept_mark("@@") {
            self.variable_name()?
        } else {
            let scope = match self.peek_word().as_deref() {
                Some("GLOBAL") => Some(VariableScope::Global),
                Some("SESSION" | "LOCAL") => Some(VariableScope::Session),
                Some("PERSIST") => Some(VariableScope::Persist),
                Some("PERSIST_ONLY") => Some(VariableScope::PersistOnly),
                _ => None,
            };
            if scope.is_some() {
                self.advance();
            }
            if self.peek_is("TRANSACTION") {
                return Err(SqlError::not_played("SET TRANSACTION"));
            }
            if self.accept_mark("@@") { self.variable_name()? } else { (scope, self.variable_name()?.1) }
        };
        self.assign()?;
        if self.accept("DEFAULT") {
            return Ok(Assignment::Variable { scope, name, value: None });
        }
        // A value may be a word: STRONG, ON, utf8mb4.
        let value = match (self.peek().cloned(), self.peek_second()) {
            (Some(Token::Word(word)), None | Some(Token::Mark("," | ";")))
                if !matches!(word.to_ascii_uppercase().as_str(), "NULL" | "TRUE" | "FALSE") =>
            {
                self.advance();
                Expr::Literal(Value::Text(word))
            }
            _ => self.expression()?,
        };
        Ok(Assignment::Variable { scope, name, value: Some(value) })
    }

    fn assign(&mut self) -> Result<(), SqlError> {
        if self.accept_mark(":=") { Ok(()) } else { self.expect_mark("=") }
    }

    fn charset(&mut self) -> Result<String, SqlError> {
        match self.peek().cloned() {
            Some(Token::Word(name) | Token::Text(name)) => {
                self.advance();
                Ok(name)
            }
            _ => Err(self.error()),
        }
    }
}
