//! COUNT, SUM, MIN, MAX and AVG over all chosen rows.

use std::cmp::Ordering;

use super::super::error::SqlError;
use super::super::syntax::ast::{Binary, Expr, SelectItem};
use super::super::value::Value;
use super::evaluate::Env;

impl Env<'_> {
    pub(super) fn aggregate(&self, name: &str, distinct: bool, argument: Option<&Expr>) -> Result<Value, SqlError> {
        let rows = self.group.ok_or_else(SqlError::invalid_use_of_group_function)?;
        let count = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let Some(argument) = argument else { return Ok(count(rows.len())) };
        let mut values: Vec<Value> = Vec::new();
        let inner = Env { group: None, ..*self };
        if rows.is_empty() {
            // Names are checked even when there is no row.
            Env { row: None, ..inner }.evaluate(argument)?;
        }
        for row in rows {
            let value = Env { row: Some(row), ..inner }.evaluate(argument)?;
            let again = distinct && values.iter().any(|other| other.compare(&value) == Some(Ordering::Equal));
            if !value.is_null() && !again {
                values.push(value);
            }
        }
        let sum = || {
            let mut sum = values.first().map(numeric);
            for value in values.iter().skip(1) {
                let so_far = Expr::Literal(sum.unwrap_or(Value::Null));
                sum = Some(self.evaluate(&Expr::Binary(Binary::Add, Box::new(so_far), Box::new(Expr::Literal(numeric(value)))))?);
            }
            Ok::<_, SqlError>(sum.unwrap_or(Value::Null))
        };
        match name {
            "COUNT" => Ok(count(values.len())),
            "SUM" => Ok(match sum()? {
                Value::Int(digits) => Value::Decimal { digits, scale: 0 },
                other => other,
            }),
            "AVG" => {
                let sum = Expr::Literal(sum()?);
                self.evaluate(&Expr::Binary(Binary::Divide, Box::new(sum), Box::new(Expr::Literal(count(values.len())))))
            }
            "MIN" => Ok(values.into_iter().min_by(Value::order).unwrap_or(Value::Null)),
            _ => Ok(values.into_iter().max_by(Value::order).unwrap_or(Value::Null)),
        }
    }
}

/// Text is summed as a double.
fn numeric(value: &Value) -> Value {
    match value {
        Value::Text(_) => Value::Double(value.number()),
        other => other.clone(),
    }
}

/// The parts of an expression.
fn parts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Not(inner) | Expr::Negate(inner) => vec![inner.as_ref()],
        Expr::Binary(_, left, right) => vec![left.as_ref(), right.as_ref()],
        Expr::Like { text, pattern, .. } => vec![text.as_ref(), pattern.as_ref()],
        Expr::In { value, list, .. } => std::iter::once(value.as_ref()).chain(list).collect(),
        Expr::Between { value, low, high, .. } => vec![value.as_ref(), low.as_ref(), high.as_ref()],
        Expr::IsNull { value, .. } | Expr::IsTruth { value, .. } => vec![value.as_ref()],
        Expr::Call { arguments, .. } => arguments.iter().collect(),
        Expr::TimestampDiff { from, to, .. } => vec![from.as_ref(), to.as_ref()],
        Expr::Case { operand, branches, otherwise } => {
            operand.iter().chain(otherwise).map(AsRef::as_ref).chain(branches.iter().flat_map(|(when, then)| [when, then])).collect()
        }
        // What is inside of an aggregate is its own affair.
        Expr::Aggregate { .. } | Expr::Literal(_) | Expr::Column { .. } | Expr::Variable { .. } | Expr::UserVariable(_) => Vec::new(),
    }
}

/// Whether an aggregate stands in an expression.
pub(super) fn has_aggregate(expr: &Expr) -> bool {
    matches!(expr, Expr::Aggregate { .. }) || parts(expr).into_iter().any(has_aggregate)
}

/// The first column that stands outside of an aggregate.
fn bare_column(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Column { name, .. } => Some(name),
        other => parts(other).into_iter().find_map(bare_column),
    }
}

/// 1140 when a query over all rows names a column of one.
pub(super) fn check_grouped(items: &[SelectItem]) -> Result<(), SqlError> {
    for (at, item) in items.iter().enumerate() {
        let column = match item {
            SelectItem::Star => Some("*"),
            SelectItem::Expr { expr, .. } => bare_column(expr),
        };
        if let Some(column) = column {
            return Err(SqlError::mixed_group_columns(at + 1, column));
        }
    }
    Ok(())
}
