//! Values of expressions.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::super::answer::ColumnKind;
use super::super::error::SqlError;
use super::super::server::Server;
use super::super::session::Session;
use super::super::syntax::ast::{Binary, Expr, VariableScope};
use super::super::value::{Value, like};
use super::super::variables::Reach;

/// Rows to choose from: a base table's or those of a view on the server's state.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) database: String,
    /// The table's name.
    pub(super) table: String,
    /// What a column's qualifier may be: the alias, or the table's name.
    pub(super) alias: String,
    pub(super) columns: Vec<RelationColumn>,
    pub(super) rows: Vec<Vec<Value>>,
}

#[derive(Debug, Clone)]
pub(super) struct RelationColumn {
    pub(super) name: String,
    pub(super) kind: ColumnKind,
    pub(super) nullable: bool,
}

impl Relation {
    /// The position of a column.
    pub(super) fn position(&self, qualifier: Option<&str>, name: &str) -> Option<usize> {
        if qualifier.is_some_and(|qualifier| qualifier != self.alias) {
            return None;
        }
        self.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name))
    }
}

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub(super) struct Env<'a> {
    pub(super) server: &'a Server,
    pub(super) session: &'a Session,
    pub(super) now: Timestamp,
    pub(super) relation: Option<&'a Relation>,
    pub(super) row: Option<&'a [Value]>,
    /// The rows that aggregates run over; none where there can be no aggregate.
    pub(super) group: Option<&'a [&'a [Value]]>,
    /// As error 1054 names the place.
    pub(super) place: &'static str,
}

impl<'a> Env<'a> {
    /// Without a table.
    pub(super) fn new(server: &'a Server, session: &'a Session, now: Timestamp) -> Self {
        Self { server, session, now, relation: None, row: None, group: None, place: "field list" }
    }

    /// At a row of a relation.
    pub(super) fn at(self, relation: &'a Relation, row: &'a [Value], place: &'static str) -> Self {
        Self { relation: Some(relation), row: Some(row), place, ..self }
    }

    /// Whether a row is chosen by a WHERE.
    pub(super) fn chooses(&self, filter: Option<&Expr>) -> Result<bool, SqlError> {
        match filter {
            None => Ok(true),
            Some(filter) => Ok(self.evaluate(filter)?.is_true() == Some(true)),
        }
    }

    pub(super) fn evaluate(&self, expr: &Expr) -> Result<Value, SqlError> {
        match expr {
            Expr::Literal(value) => Ok(value.clone()),
            Expr::Column { table, name } => self.column(table.as_deref(), name),
            Expr::Variable { scope, name } => self.variable(*scope, name),
            Expr::UserVariable(name) => Ok(self.session.user_variables.get(name).cloned().unwrap_or(Value::Null)),
            Expr::Not(inner) => Ok(truth(self.evaluate(inner)?.is_true().map(|truth| !truth))),
            Expr::Negate(inner) => negate(&self.evaluate(inner)?),
            Expr::Binary(operator, left, right) => self.binary(*operator, left, right),
            Expr::Like { text, pattern, negated } => {
                let (text, pattern) = (self.evaluate(text)?, self.evaluate(pattern)?);
                Ok(truth(match (text.shown(), pattern.shown()) {
                    (Some(text), Some(pattern)) => Some(like(&text.to_lowercase(), &pattern.to_lowercase()) != *negated),
                    _ => None,
                }))
            }
            Expr::In { value, list, negated } => {
                let value = self.evaluate(value)?;
                let mut unknown = value.is_null();
                let mut found = false;
                for item in list {
                    match value.compare(&self.evaluate(item)?) {
                        Some(order) => found |= order == Ordering::Equal,
                        None => unknown = true,
                    }
                }
                Ok(truth(if found { Some(!*negated) } else { (!unknown).then_some(*negated) }))
            }
            Expr::Between { value, low, high, negated } => {
                let value = self.evaluate(value)?;
                let above = value.compare(&self.evaluate(low)?).map(|order| order != Ordering::Less);
                let below = value.compare(&self.evaluate(high)?).map(|order| order != Ordering::Greater);
                Ok(truth(and(above, below).map(|within| within != *negated)))
            }
            Expr::IsNull { value, negated } => Ok(Value::truth(self.evaluate(value)?.is_null() != *negated)),
            Expr::IsTruth { value, truth, negated } => Ok(Value::truth((self.evaluate(value)?.is_true() == Some(*truth)) != *negated)),
            Expr::Call { name, arguments } => self.call(name, arguments),
            Expr::TimestampDiff { unit, from, to } => self.timestamp_diff(unit, &self.evaluate(from)?, &self.evaluate(to)?),
            Expr::Aggregate { name, distinct, argument } => self.aggregate(name, *distinct, argument.as_deref()),
            Expr::Case { operand, branches, otherwise } => {
                let operand = operand.as_ref().map(|operand| self.evaluate(operand)).transpose()?;
                for (when, then) in branches {
                    let when = self.evaluate(when)?;
                    let taken = match &operand {
                        Some(operand) => operand.compare(&when) == Some(Ordering::Equal),
                        None => when.is_true() == Some(true),
                    };
                    if taken {
                        return self.evaluate(then);
                    }
                }
                otherwise.as_ref().map_or(Ok(Value::Null), |otherwise| self.evaluate(otherwise))
            }
        }
    }

    fn column(&self, table: Option<&str>, name: &str) -> Result<Value, SqlError> {
        let unknown = || SqlError::unknown_column(&table.map_or_else(|| name.to_owned(), |table| format!("{table}.{name}")), self.place);
        let relation = self.relation.ok_or_else(unknown)?;
        let at = relation.position(table, name).ok_or_else(unknown)?;
        // Without a row, the relation is empty, and only the name is checked.
        Ok(self.row.and_then(|row| row.get(at)).cloned().unwrap_or(Value::Null))
    }

    fn variable(&self, scope: Option<VariableScope>, name: &str) -> Result<Value, SqlError> {
        // The length of the list that SHOW WARNINGS shows.
        match name.to_ascii_lowercase().as_str() {
            "warning_count" | "error_count" => {
                let errors_only = name.eq_ignore_ascii_case("error_count");
                let count = self.session.warnings.iter().filter(|warning| !errors_only || warning.level == "Error").count();
                return Ok(Value::Int(i64::try_from(count).unwrap_or(i64::MAX)));
            }
            "identity" | "last_insert_id" => return Ok(Value::Int(self.session.last_insert_id)),
            "pseudo_thread_id" => return Ok(Value::Int(i64::from(self.session.id))),
            _ => {}
        }
        let variable = self.server.variable(name)?;
        let shown = match scope {
            Some(VariableScope::Global) => self.server.global_of(variable),
            Some(VariableScope::Session) if variable.reach == Reach::Global => {
                return Err(SqlError::new(1238, "HY000", format!("Variable '{name}' is a GLOBAL variable")));
            }
            Some(VariableScope::Persist | VariableScope::PersistOnly) => return Err(SqlError::unknown_variable(name)),
            _ => self.server.session_of(self.session, variable),
        };
        Ok(variable.select(&shown))
    }

    fn binary(&self, operator: Binary, left: &Expr, right: &Expr) -> Result<Value, SqlError> {
        let left = self.evaluate(left)?;
        // AND and OR look at the right side only when it decides.
        match (operator, left.is_true()) {
            (Binary::And, Some(false)) => return Ok(Value::truth(false)),
            (Binary::Or, Some(true)) => return Ok(Value::truth(true)),
            _ => {}
        }
        let right = self.evaluate(right)?;
        let order = left.compare(&right);
        let compared = |wanted: fn(Ordering) -> bool| truth(order.map(wanted));
        match operator {
            Binary::And => Ok(truth(and(left.is_true(), right.is_true()))),
            Binary::Or => Ok(truth(match (left.is_true(), right.is_true()) {
                (Some(left), Some(right)) => Some(left || right),
                (Some(true), None) | (None, Some(true)) => Some(true),
                _ => None,
            })),
            Binary::Xor => Ok(truth(left.is_true().zip(right.is_true()).map(|(left, right)| left != right))),
            Binary::Equal => Ok(compared(|order| order == Ordering::Equal)),
            Binary::NullSafeEqual => Ok(Value::truth(order == Some(Ordering::Equal) || (left.is_null() && right.is_null()))),
            Binary::NotEqual => Ok(compared(|order| order != Ordering::Equal)),
            Binary::Less => Ok(compared(|order| order == Ordering::Less)),
            Binary::LessOrEqual => Ok(compared(|order| order != Ordering::Greater)),
            Binary::Greater => Ok(compared(|order| order == Ordering::Greater)),
            Binary::GreaterOrEqual => Ok(compared(|order| order != Ordering::Less)),
            _ if left.is_null() || right.is_null() => Ok(Value::Null),
            arithmetic => calculate(arithmetic, &left, &right),
        }
    }
}

fn truth(truth: Option<bool>) -> Value {
    truth.map_or(Value::Null, Value::truth)
}

fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left && right),
        (Some(false), None) | (None, Some(false)) => Some(false),
        _ => None,
    }
}

fn negate(value: &Value) -> Result<Value, SqlError> {
    Ok(match value {
        Value::Null => Value::Null,
        Value::Int(int) => Value::Int(int.checked_neg().ok_or_else(|| SqlError::value_out_of_range("BIGINT", &format!("-({int})")))?),
        Value::Decimal { digits, scale } => Value::Decimal { digits: digits.saturating_neg(), scale: *scale },
        other => Value::Double(-other.number()),
    })
}

/// Whole numbers and decimals as (digits, scale); none for what counts as a double.
fn exact(value: &Value) -> Option<(i64, u8)> {
    match value {
        Value::Int(int) => Some((*int, 0)),
        Value::Decimal { digits, scale } => Some((*digits, *scale)),
        _ => None,
    }
}

fn calculate(operator: Binary, left: &Value, right: &Value) -> Result<Value, SqlError> {
    let sign = match operator {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::IntegerDivide => "DIV",
        _ => "%",
    };
    let out_of_range = |kind| SqlError::value_out_of_range(kind, &format!("({left} {sign} {right})"));
    let divides = matches!(operator, Binary::Divide | Binary::IntegerDivide | Binary::Modulo);
    if divides && right.number() == 0.0 {
        // A warning (1365) in MySQL; the value is NULL.
        return Ok(Value::Null);
    }
    let Some(((left_digits, left_scale), (right_digits, right_scale))) = exact(left).zip(exact(right)) else {
        let (l, r) = (left.number(), right.number());
        let number = match operator {
            Binary::Add => l + r,
            Binary::Subtract => l - r,
            Binary::Multiply => l * r,
            Binary::Divide => l / r,
            Binary::IntegerDivide => return whole((l / r).trunc()).ok_or_else(|| out_of_range("BIGINT")),
            _ => l % r,
        };
        return if number.is_finite() { Ok(Value::Double(number)) } else { Err(out_of_range("DOUBLE")) };
    };
    let power = |digits: u8| 10_i128.checked_pow(u32::from(digits));
    let calculated = || -> Option<Value> {
        let scale = left_scale.max(right_scale);
        let l = i128::from(left_digits).checked_mul(power(scale - left_scale)?)?;
        let r = i128::from(right_digits).checked_mul(power(scale - right_scale)?)?;
        let (digits, scale) = match operator {
            Binary::Add => (l.checked_add(r)?, scale),
            Binary::Subtract => (l.checked_sub(r)?, scale),
            Binary::Multiply => (i128::from(left_digits).checked_mul(i128::from(right_digits))?, left_scale.checked_add(right_scale)?),
            Binary::Divide => {
                // MySQL gives four digits more than the dividend has (div_precision_increment).
                let scale = left_scale.checked_add(4)?;
                let dividend = i128::from(left_digits).checked_mul(power(4_u8.checked_add(right_scale)?)?)?;
                (rounded(dividend, i128::from(right_digits)), scale)
            }
            Binary::IntegerDivide => (l / r, 0),
            _ => (l % r, scale),
        };
        let digits = i64::try_from(digits).ok()?;
        Some(if scale == 0 && operator != Binary::Divide { Value::Int(digits) } else { Value::Decimal { digits, scale } })
    };
    calculated().ok_or_else(|| out_of_range(if left_scale == 0 && right_scale == 0 { "BIGINT" } else { "DECIMAL" }))
}

/// A quotient, rounded half away from zero.
fn rounded(dividend: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    let up = rest.unsigned_abs() * 2 >= divisor.unsigned_abs();
    if up { quotient + if (dividend < 0) == (divisor < 0) { 1 } else { -1 } } else { quotient }
}

/// A double without a fraction as a whole number, if it fits.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "the range is checked before")]
pub(super) fn whole(number: f64) -> Option<Value> {
    (number.is_finite() && number >= i64::MIN as f64 && number < i64::MAX as f64).then_some(Value::Int(number as i64))
}
