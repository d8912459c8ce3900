//! CREATE DATABASE, CREATE TABLE and DESCRIBE.

use super::super::error::SqlError;
use super::super::schema::{DefaultValue, SqlType};
use super::super::value::Value;
use super::ast::{ColumnSpec, CreateTable, Expr, Narrow, Show, Statement, TableRef};
use super::lexer::Token;
use super::parser::Parser;

impl Parser<'_> {
    pub(super) fn create_database(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        let if_not_exists = self.accept_all(&["IF", "NOT", "EXISTS"])?;
        let name = self.identifier()?;
        self.charset_options()?;
        Ok(Statement::CreateDatabase { if_not_exists, name })
    }

    /// [DEFAULT] CHARACTER SET [=] x, COLLATE [=] y: everything is kept as UTF-8.
    fn charset_options(&mut self) -> Result<(), SqlError> {
        loop {
            self.accept("DEFAULT");
            let charset = self.accept("CHARSET") || self.accept_all(&["CHARACTER", "SET"])?;
            if !charset && !self.accept("COLLATE") {
                return Ok(());
            }
            self.accept_mark("=");
            match self.peek() {
                Some(Token::Text(_) | Token::Word(_)) => self.advance(),
                _ => return Err(self.error()),
            }
        }
    }

    pub(super) fn create_table(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        let if_not_exists = self.accept_all(&["IF", "NOT", "EXISTS"])?;
        let table = self.table_ref()?;
        if self.peek_is("LIKE") || self.peek_is("AS") || self.peek_is("SELECT") {
            return Err(SqlError::not_played("CREATE TABLE from another table"));
        }
        let mut create = CreateTable { if_not_exists, table, columns: Vec::new(), primary_keys: Vec::new(), unique_keys: Vec::new() };
        self.expect_mark("(")?;
        loop {
            self.table_element(&mut create)?;
            if !self.accept_mark(",") {
                break;
            }
        }
        self.expect_mark(")")?;
        self.table_options()?;
        Ok(Statement::CreateTable(create))
    }

    fn table_element(&mut self, create: &mut CreateTable) -> Result<(), SqlError> {
        match self.peek_word().as_deref() {
            Some("PRIMARY") => {
                self.advance();
                self.expect("KEY")?;
                create.primary_keys.push(self.parenthesised(Self::identifier)?);
            }
            Some("UNIQUE") => {
                self.advance();
                let _ = self.accept("KEY") || self.accept("INDEX");
                let name = if self.peek_mark("(") { None } else { Some(self.identifier()?) };
                create.unique_keys.push((name, self.parenthesised(Self::identifier)?));
            }
            Some(what @ ("CONSTRAINT" | "FOREIGN" | "CHECK" | "KEY" | "INDEX" | "FULLTEXT" | "SPATIAL")) => {
                return Err(SqlError::not_played(format!("{what} in CREATE TABLE")));
            }
            _ => {
                let column = self.column_spec()?;
                create.columns.push(column);
            }
        }
        Ok(())
    }

    fn column_spec(&mut self) -> Result<ColumnSpec, SqlError> {
        let name = self.identifier()?;
        let sql_type = self.sql_type()?;
        let mut column =
            ColumnSpec { name, sql_type, not_null: false, default: None, auto_increment: false, primary: false, unique: false };
        loop {
            if self.accept_all(&["NOT", "NULL"])? {
                column.not_null = true;
            } else if self.accept("NULL") {
                column.not_null = false;
            } else if self.accept("AUTO_INCREMENT") {
                column.auto_increment = true;
            } else if self.accept_all(&["PRIMARY", "KEY"])? {
                column.primary = true;
            } else if self.accept("UNIQUE") {
                self.accept("KEY");
                column.unique = true;
            } else if self.accept("DEFAULT") {
                column.default = Some(self.default_value()?);
            } else if self.accept("COMMENT") {
                self.text()?;
            } else if self.accept("COLLATE") || self.accept_all(&["CHARACTER", "SET"])? {
                self.advance();
            } else if let Some(what @ ("REFERENCES" | "CHECK" | "GENERATED" | "AS" | "ON" | "CONSTRAINT")) = self.peek_word().as_deref() {
                return Err(SqlError::not_played(format!("{what} in a column")));
            } else {
                return Ok(column);
            }
        }
    }

    fn default_value(&mut self) -> Result<DefaultValue, SqlError> {
        if let Some("CURRENT_TIMESTAMP" | "NOW" | "LOCALTIME" | "LOCALTIMESTAMP") = self.peek_word().as_deref() {
            self.advance();
            if self.accept_mark("(") {
                self.expect_mark(")")?;
            }
            return Ok(DefaultValue::Now);
        }
        if self.peek_mark("(") {
            return Err(SqlError::not_played("an expression as DEFAULT"));
        }
        match self.unary()? {
            Expr::Literal(value) => Ok(DefaultValue::Value(value)),
            Expr::Negate(inner) => match *inner {
                Expr::Literal(Value::Int(int)) => Ok(DefaultValue::Value(Value::Int(-int))),
                Expr::Literal(Value::Decimal { digits, scale }) => Ok(DefaultValue::Value(Value::Decimal { digits: -digits, scale })),
                _ => Err(self.error()),
            },
            _ => Err(self.error()),
        }
    }

    fn sql_type(&mut self) -> Result<SqlType, SqlError> {
        let Some(word) = self.peek_word() else { return Err(self.error()) };
        let sql_type = match word.as_str() {
            "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "INTEGER" | "BIGINT" => {
                self.advance();
                let width = self.length()?;
                let bytes = match word.as_str() {
                    "TINYINT" => 1,
                    "SMALLINT" => 2,
                    "MEDIUMINT" => 3,
                    "BIGINT" => 8,
                    _ => 4,
                };
                let unsigned = self.accept("UNSIGNED");
                if !unsigned {
                    self.accept("SIGNED");
                }
                if self.peek_is("ZEROFILL") {
                    return Err(SqlError::not_played("ZEROFILL"));
                }
                SqlType::Integer { bytes, unsigned, boolean: bytes == 1 && width == Some(1) && !unsigned }
            }
            "BOOL" | "BOOLEAN" => {
                self.advance();
                SqlType::Integer { bytes: 1, unsigned: false, boolean: true }
            }
            "DECIMAL" | "NUMERIC" | "DEC" | "FIXED" => {
                self.advance();
                self.decimal()?
            }
            "FLOAT" => {
                self.advance();
                self.length()?;
                SqlType::Float
            }
            "DOUBLE" | "REAL" => {
                self.advance();
                self.accept("PRECISION");
                SqlType::Double
            }
            "CHAR" | "CHARACTER" => {
                self.advance();
                let varying = self.accept("VARYING");
                let length = self.length()?;
                match (varying, length) {
                    (true, Some(length)) => SqlType::VarChar(length),
                    (true, None) => return Err(self.error()),
                    (false, length) => SqlType::Char(length.unwrap_or(1)),
                }
            }
            "VARCHAR" => {
                self.advance();
                SqlType::VarChar(self.length()?.ok_or_else(|| self.error())?)
            }
            "TINYTEXT" | "TEXT" | "MEDIUMTEXT" | "LONGTEXT" => {
                self.advance();
                self.length()?;
                SqlType::Text(match word.as_str() {
                    "TINYTEXT" => u32::from(u8::MAX),
                    "TEXT" => u32::from(u16::MAX),
                    "MEDIUMTEXT" => (1 << 24) - 1,
                    _ => u32::MAX,
                })
            }
            "DATE" | "TIME" | "DATETIME" | "TIMESTAMP" => {
                self.advance();
                if self.peek_mark("(") {
                    return Err(SqlError::not_played("fractions of seconds"));
                }
                match word.as_str() {
                    "DATE" => SqlType::Date,
                    "TIME" => SqlType::Time,
                    "DATETIME" => SqlType::DateTime,
                    _ => SqlType::Timestamp,
                }
            }
            "ENUM" => {
                self.advance();
                SqlType::Enum(self.parenthesised(Self::text)?)
            }
            "SERIAL" | "BIT" | "YEAR" | "BLOB" | "TINYBLOB" | "MEDIUMBLOB" | "LONGBLOB" | "BINARY" | "VARBINARY" | "JSON" | "SET"
            | "GEOMETRY" | "POINT" | "VECTOR" | "NCHAR" | "NVARCHAR" | "LONG" => {
                return Err(SqlError::not_played(format!("the type {word}")));
            }
            _ => return Err(self.error()),
        };
        match sql_type {
            SqlType::Char(length) if length > 255 => {
                Err(SqlError::new(1074, "42000", "Column length too big for column (max = 255); use BLOB or TEXT instead"))
            }
            SqlType::VarChar(length) if length > 16_383 => {
                Err(SqlError::new(1074, "42000", "Column length too big for column (max = 16383); use BLOB or TEXT instead"))
            }
            sql_type => Ok(sql_type),
        }
    }

    fn decimal(&mut self) -> Result<SqlType, SqlError> {
        let (mut precision, mut scale) = (10, 0);
        if self.accept_mark("(") {
            precision = self.whole_number()?;
            if self.accept_mark(",") {
                scale = self.whole_number()?;
            }
            self.expect_mark(")")?;
        }
        // Values are kept in 64 bits.
        if precision > 18 {
            return Err(SqlError::not_played("DECIMAL with more than 18 digits"));
        }
        if scale > precision {
            return Err(SqlError::new(1427, "42000", "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column '')."));
        }
        let small = |number: u64| u8::try_from(number).map_err(|_| self.error());
        Ok(SqlType::Decimal { precision: small(precision)?, scale: small(scale)? })
    }

    /// `(n)`
    fn length(&mut self) -> Result<Option<u32>, SqlError> {
        if !self.accept_mark("(") {
            return Ok(None);
        }
        let length = u32::try_from(self.whole_number()?).map_err(|_| self.error())?;
        self.expect_mark(")")?;
        Ok(Some(length))
    }

    /// ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 …: names and values, which change nothing here.
    fn table_options(&mut self) -> Result<(), SqlError> {
        loop {
            self.charset_options()?;
            self.accept_mark(",");
            let Some(name) = self.peek_word() else { return Ok(()) };
            match name.as_str() {
                "ENGINE" | "COMMENT" | "AUTO_INCREMENT" | "ROW_FORMAT" => {
                    self.advance();
                    self.accept_mark("=");
                    if name == "ENGINE" && !self.peek_is("INNODB") {
                        return Err(SqlError::not_played("an ENGINE other than InnoDB"));
                    }
                    if name == "AUTO_INCREMENT" {
                        return Err(SqlError::not_played("AUTO_INCREMENT as a table's option"));
                    }
                    match self.peek() {
                        Some(Token::Word(_) | Token::Text(_) | Token::Number(_)) => self.advance(),
                        _ => return Err(self.error()),
                    }
                }
                "DEFAULT" | "CHARSET" | "CHARACTER" | "COLLATE" => {}
                "PARTITION" | "SELECT" | "AS" | "IGNORE" | "REPLACE" => {
                    return Err(SqlError::not_played(format!("{name} in CREATE TABLE")));
                }
                _ => return Err(self.error()),
            }
        }
    }

    pub(super) fn describe(&mut self) -> Result<Statement, SqlError> {
        let explain = self.peek_is("EXPLAIN");
        self.advance();
        if let Some("SELECT" | "INSERT" | "UPDATE" | "DELETE" | "ANALYZE" | "FORMAT" | "FOR") = self.peek_word().as_deref() {
            return Err(SqlError::not_played("EXPLAIN"));
        }
        let table = self.table_ref()?;
        let column = match self.peek() {
            Some(Token::Word(_) | Token::Identifier(_)) if !explain => Some(self.identifier()?),
            _ => None,
        };
        Ok(Statement::Describe { table, column })
    }

    /// Behind SHOW [FULL] COLUMNS.
    pub(super) fn show_columns(&mut self, full: bool) -> Result<Statement, SqlError> {
        let mut table = self.show_table()?;
        if self.accept("FROM") || self.accept("IN") {
            table.database = Some(self.identifier()?);
        }
        let narrow: Narrow = self.narrow()?;
        Ok(Statement::Show(Show::Columns { full, table, narrow }))
    }

    /// FROM table [FROM database]
    pub(super) fn show_table(&mut self) -> Result<TableRef, SqlError> {
        if !self.accept("FROM") {
            self.expect("IN")?;
        }
        self.table_ref()
    }
}
