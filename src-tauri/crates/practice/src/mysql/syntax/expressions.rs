//! Expressions, by precedence.

use super::super::error::SqlError;
use super::super::value::Value;
use super::ast::{Binary, Expr, VariableScope};
use super::lexer::Token;
use super::parser::Parser;
use super::words::is_reserved;

/// Functions over the rows of a result.
const AGGREGATES: &[&str] = &["COUNT", "SUM", "MIN", "MAX", "AVG"];
/// Reserved words that are functions, too.
const RESERVED_FUNCTIONS: &[&str] =
    &["IF", "LEFT", "RIGHT", "REPLACE", "REPEAT", "DATABASE", "SCHEMA", "MOD", "CHAR", "INSERT", "VALUES", "INTERVAL", "CONVERT"];
/// Functions that need no parentheses.
const BARE_FUNCTIONS: &[&str] = &[
    "CURRENT_USER",
    "CURRENT_TIMESTAMP",
    "CURRENT_DATE",
    "CURRENT_TIME",
    "LOCALTIME",
    "LOCALTIMESTAMP",
    "UTC_TIMESTAMP",
    "UTC_DATE",
    "UTC_TIME",
];

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Result<Expr, SqlError> {
        self.deeper(|parser| {
            let mut left = parser.xor()?;
            while parser.accept("OR") || parser.accept_mark("||") {
                let right = parser.xor()?;
                left = binary(Binary::Or, left, right);
            }
            Ok(left)
        })
    }

    fn xor(&mut self) -> Result<Expr, SqlError> {
        let mut left = self.and()?;
        while self.accept("XOR") {
            let right = self.and()?;
            left = binary(Binary::Xor, left, right);
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, SqlError> {
        let mut left = self.not()?;
        while self.accept("AND") || self.accept_mark("&&") {
            let right = self.not()?;
            left = binary(Binary::And, left, right);
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expr, SqlError> {
        if self.accept("NOT") {
            return self.deeper(|parser| Ok(Expr::Not(Box::new(parser.not()?))));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expr, SqlError> {
        let mut left = self.sum()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Mark("=")) => Some(Binary::Equal),
                Some(Token::Mark("<=>")) => Some(Binary::NullSafeEqual),
                Some(Token::Mark("<>" | "!=")) => Some(Binary::NotEqual),
                Some(Token::Mark("<")) => Some(Binary::Less),
                Some(Token::Mark("<=")) => Some(Binary::LessOrEqual),
                Some(Token::Mark(">")) => Some(Binary::Greater),
                Some(Token::Mark(">=")) => Some(Binary::GreaterOrEqual),
                _ => None,
            };
            if let Some(operator) = operator {
                self.advance();
                let right = self.sum()?;
                left = binary(operator, left, right);
            } else if self.accept("IS") {
                left = self.is(left)?;
            } else {
                let negated = self.peek_is("NOT") && matches!(self.peek_second(), Some(Token::Word(_)));
                if negated {
                    self.advance();
                }
                match self.predicate(left, negated)? {
                    (predicate, true) => left = predicate,
                    (_, false) if negated => return Err(self.error()),
                    (whole, false) => return Ok(whole),
                }
            }
        }
    }

    fn is(&mut self, value: Expr) -> Result<Expr, SqlError> {
        let value = Box::new(value);
        let negated = self.accept("NOT");
        match self.peek_word().as_deref() {
            Some("NULL") => {
                self.advance();
                Ok(Expr::IsNull { value, negated })
            }
            Some(word @ ("TRUE" | "FALSE")) => {
                let truth = word == "TRUE";
                self.advance();
                Ok(Expr::IsTruth { value, truth, negated })
            }
            _ => Err(self.error()),
        }
    }

    /// [NOT] LIKE, IN, BETWEEN behind a value; whether there was one.
    fn predicate(&mut self, value: Expr, negated: bool) -> Result<(Expr, bool), SqlError> {
        if self.accept("LIKE") {
            let pattern = Box::new(self.sum()?);
            if self.peek_is("ESCAPE") {
                return Err(SqlError::not_played("LIKE … ESCAPE"));
            }
            return Ok((Expr::Like { text: Box::new(value), pattern, negated }, true));
        }
        if self.accept("IN") {
            if self.peek_mark("(") && matches!(self.peek_second(), Some(Token::Word(word)) if word.eq_ignore_ascii_case("SELECT")) {
                return Err(SqlError::not_played("a subquery"));
            }
            let list = self.parenthesised(Self::expression)?;
            return Ok((Expr::In { value: Box::new(value), list, negated }, true));
        }
        if self.accept("BETWEEN") {
            let low = Box::new(self.sum()?);
            self.expect("AND")?;
            let high = Box::new(self.sum()?);
            return Ok((Expr::Between { value: Box::new(value), low, high, negated }, true));
        }
        if self.peek_is("REGEXP") || self.peek_is("RLIKE") {
            return Err(SqlError::not_played("REGEXP"));
        }
        Ok((value, false))
    }

    fn sum(&mut self) -> Result<Expr, SqlError> {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Mark("+")) => Binary::Add,
                Some(Token::Mark("-")) => Binary::Subtract,
                Some(Token::Mark(mark @ ("<<" | ">>" | "&" | "|"))) => return Err(SqlError::not_played(mark)),
                _ => return Ok(left),
            };
            self.advance();
            if self.peek_is("INTERVAL") {
                return Err(SqlError::not_played("INTERVAL"));
            }
            let right = self.product()?;
            left = binary(operator, left, right);
        }
    }

    fn product(&mut self) -> Result<Expr, SqlError> {
        let mut left = self.unary()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Mark("*")) => Binary::Multiply,
                Some(Token::Mark("/")) => Binary::Divide,
                Some(Token::Mark("%")) => Binary::Modulo,
                Some(Token::Word(word)) if word.eq_ignore_ascii_case("DIV") => Binary::IntegerDivide,
                Some(Token::Word(word)) if word.eq_ignore_ascii_case("MOD") => Binary::Modulo,
                Some(Token::Mark("^")) => return Err(SqlError::not_played("^")),
                _ => return Ok(left),
            };
            self.advance();
            let right = self.unary()?;
            left = binary(operator, left, right);
        }
    }

    pub(super) fn unary(&mut self) -> Result<Expr, SqlError> {
        if self.accept_mark("-") {
            return self.deeper(|parser| Ok(Expr::Negate(Box::new(parser.unary()?))));
        }
        if self.accept_mark("+") {
            return self.deeper(Self::unary);
        }
        if self.accept_mark("!") {
            return self.deeper(|parser| Ok(Expr::Not(Box::new(parser.unary()?))));
        }
        if self.accept("BINARY") {
            return Err(SqlError::not_played("BINARY"));
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Expr, SqlError> {
        match self.peek().cloned() {
            Some(Token::Number(number)) => {
                self.advance();
                number_value(&number).map(Expr::Literal)
            }
            Some(Token::Text(mut text)) => {
                self.advance();
                // Strings side by side are one.
                while let Some(Token::Text(more)) = self.peek() {
                    text.push_str(more);
                    self.advance();
                }
                Ok(Expr::Literal(Value::Text(text)))
            }
            Some(Token::Mark("(")) => {
                self.advance();
                if self.peek_is("SELECT") {
                    return Err(SqlError::not_played("a subquery"));
                }
                let inner = self.expression()?;
                if self.peek_mark(",") {
                    return Err(SqlError::not_played("a row of values"));
                }
                self.expect_mark(")")?;
                Ok(inner)
            }
            Some(Token::Mark("@@")) => {
                self.advance();
                let (scope, name) = self.variable_name()?;
                Ok(Expr::Variable { scope, name })
            }
            Some(Token::Mark("@")) => {
                self.advance();
                let name = self.user_variable()?;
                if self.peek_mark(":=") {
                    return Err(SqlError::not_played("an assignment inside of an expression"));
                }
                Ok(Expr::UserVariable(name))
            }
            Some(Token::Mark("?")) => Err(SqlError::not_prepared()),
            Some(Token::Word(word)) => self.word(&word),
            Some(Token::Identifier(_)) => self.column(),
            _ => Err(self.error()),
        }
    }

    fn word(&mut self, word: &str) -> Result<Expr, SqlError> {
        let upper = word.to_ascii_uppercase();
        match upper.as_str() {
            "NULL" => return self.literal(Value::Null),
            "TRUE" => return self.literal(Value::Int(1)),
            "FALSE" => return self.literal(Value::Int(0)),
            "CASE" => return self.case(),
            "EXISTS" => return Err(SqlError::not_played("a subquery")),
            "INTERVAL" => return Err(SqlError::not_played("INTERVAL")),
            _ => {}
        }
        let called = matches!(self.peek_second(), Some(Token::Mark("(")));
        if called && (!is_reserved(&upper) || RESERVED_FUNCTIONS.contains(&upper.as_str()) || BARE_FUNCTIONS.contains(&upper.as_str())) {
            self.advance();
            self.advance();
            return self.call(upper);
        }
        if BARE_FUNCTIONS.contains(&upper.as_str()) {
            self.advance();
            return Ok(Expr::Call { name: upper, arguments: Vec::new() });
        }
        // A literal with its charset or type: _utf8mb4'x', DATE'2026-01-01'.
        if matches!(self.peek_second(), Some(Token::Text(_)))
            && (word.starts_with('_') || matches!(upper.as_str(), "DATE" | "TIME" | "TIMESTAMP" | "N"))
        {
            self.advance();
            return self.primary();
        }
        self.column()
    }

    fn literal(&mut self, value: Value) -> Result<Expr, SqlError> {
        self.advance();
        Ok(Expr::Literal(value))
    }

    /// Behind a function's `(`.
    fn call(&mut self, name: String) -> Result<Expr, SqlError> {
        if let Some(aggregate) = AGGREGATES.iter().find(|aggregate| **aggregate == name) {
            let distinct = self.accept("DISTINCT");
            let argument = if *aggregate == "COUNT" && self.accept_mark("*") { None } else { Some(Box::new(self.expression()?)) };
            self.expect_mark(")")?;
            if self.peek_is("OVER") {
                return Err(SqlError::not_played("a window function"));
            }
            return Ok(Expr::Aggregate { name: aggregate, distinct, argument });
        }
        if name == "TIMESTAMPDIFF" {
            let unit = self.peek_word().ok_or_else(|| self.error())?;
            self.advance();
            self.expect_mark(",")?;
            let from = Box::new(self.expression()?);
            self.expect_mark(",")?;
            let to = Box::new(self.expression()?);
            self.expect_mark(")")?;
            return Ok(Expr::TimestampDiff { unit, from, to });
        }
        if let "CAST" | "CONVERT" | "EXTRACT" | "TIMESTAMPADD" | "TRIM" | "GROUP_CONCAT" | "POSITION" = name.as_str() {
            // TRIM(x) is an ordinary call; the others have a grammar of their own.
            if name != "TRIM" || self.peek_is("LEADING") || self.peek_is("TRAILING") || self.peek_is("BOTH") {
                return Err(SqlError::not_played(format!("{name}()")));
            }
        }
        let mut arguments = Vec::new();
        if !self.peek_mark(")") {
            arguments = self.list(Self::expression)?;
        }
        self.expect_mark(")")?;
        Ok(Expr::Call { name, arguments })
    }

    fn column(&mut self) -> Result<Expr, SqlError> {
        let mut name = self.identifier()?;
        let mut table = None;
        while self.accept_mark(".") {
            // Of database.table.column the table counts.
            table = Some(std::mem::replace(&mut name, self.name_after_point()?));
        }
        Ok(Expr::Column { table, name })
    }

    fn case(&mut self) -> Result<Expr, SqlError> {
        self.advance();
        let operand = if self.peek_is("WHEN") { None } else { Some(Box::new(self.expression()?)) };
        let mut branches = Vec::new();
        while self.accept("WHEN") {
            let when = self.expression()?;
            self.expect("THEN")?;
            branches.push((when, self.expression()?));
        }
        if branches.is_empty() {
            return Err(self.error());
        }
        let otherwise = if self.accept("ELSE") { Some(Box::new(self.expression()?)) } else { None };
        self.expect("END")?;
        Ok(Expr::Case { operand, branches, otherwise })
    }

    /// Behind `@@`: [scope.]name; the name may hold points (`validate_password.policy`).
    pub(super) fn variable_name(&mut self) -> Result<(Option<VariableScope>, String), SqlError> {
        let mut name = self.name_after_point()?;
        let mut scope = None;
        if self.peek_mark(".") {
            scope = match name.to_ascii_uppercase().as_str() {
                "GLOBAL" => Some(VariableScope::Global),
                "SESSION" | "LOCAL" => Some(VariableScope::Session),
                "PERSIST" => Some(VariableScope::Persist),
                "PERSIST_ONLY" => Some(VariableScope::PersistOnly),
                _ => None,
            };
            if scope.is_some() {
                self.advance();
                name = self.name_after_point()?;
            }
        }
        while self.accept_mark(".") {
            name = format!("{name}.{}", self.name_after_point()?);
        }
        Ok((scope, name))
    }

    /// Behind `@`.
    pub(super) fn user_variable(&mut self) -> Result<String, SqlError> {
        let name = match self.peek() {
            Some(Token::Word(name) | Token::Identifier(name) | Token::Text(name)) if self.is_adjacent() => name.to_lowercase(),
            _ => return Err(self.error()),
        };
        self.advance();
        Ok(name)
    }
}

fn binary(operator: Binary, left: Expr, right: Expr) -> Expr {
    Expr::Binary(operator, Box::new(left), Box::new(right))
}

/// A number as it is written: whole, with a point (exact), or with an exponent.
fn number_value(number: &str) -> Result<Value, SqlError> {
    if number.contains(['e', 'E']) {
        return Ok(Value::Double(number.parse().unwrap_or(f64::INFINITY)));
    }
    let too_long = || SqlError::not_played("numbers of more than 18 digits");
    match number.split_once('.') {
        None => number.parse().map(Value::Int).map_err(|_| too_long()),
        Some((whole, part)) => {
            let digits = format!("{whole}{part}").parse().map_err(|_| too_long())?;
            Ok(Value::Decimal { digits, scale: u8::try_from(part.len()).map_err(|_| too_long())? })
        }
    }
}
