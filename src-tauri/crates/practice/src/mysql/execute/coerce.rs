//! Values on their way into columns, in strict mode.

use jiff::Timestamp;

use super::super::error::SqlError;
use super::super::schema::{DefaultValue, SqlType, TableColumn};
use super::super::value::Value;
use super::functions::{parse_time, parse_time_of_day, shown_time};

impl TableColumn {
    /// What stands in the column when a row gives nothing.
    ///
    /// # Errors
    /// 1364: nothing may.
    pub(super) fn missing(&self, now: Timestamp) -> Result<Value, SqlError> {
        match &self.default {
            Some(DefaultValue::Value(value)) => Ok(value.clone()),
            Some(DefaultValue::Now) => self.coerce(&Value::Text(shown_time(now)), 1),
            None if self.nullable || self.auto_increment => Ok(Value::Null),
            None => Err(SqlError::no_default(&self.name)),
        }
    }

    /// A value as the column keeps it.
    ///
    /// # Errors
    /// 1048, 1264, 1265, 1292, 1366, 1406: it does not fit.
    pub(super) fn coerce(&self, value: &Value, row: usize) -> Result<Value, SqlError> {
        if value.is_null() {
            return if self.nullable || self.auto_increment { Ok(Value::Null) } else { Err(SqlError::column_cannot_be_null(&self.name)) };
        }
        match &self.sql_type {
            SqlType::Integer { bytes, unsigned, .. } => {
                let number = self.number(value, "integer", row)?.round();
                let (least, most) = range(*bytes, *unsigned);
                let int = match value {
                    Value::Int(int) => Some(*int),
                    _ => match super::evaluate::whole(number) {
                        Some(Value::Int(int)) => Some(int),
                        _ => None,
                    },
                };
                int.filter(|int| (least..=most).contains(int)).map(Value::Int).ok_or_else(|| SqlError::out_of_range(&self.name, row))
            }
            SqlType::Decimal { precision, scale } => {
                let number = self.number(value, "decimal", row)?;
                let digits = match value {
                    Value::Int(int) => i128::from(*int).checked_mul(10_i128.pow(u32::from(*scale))),
                    Value::Decimal { digits, scale: own } if own <= scale => {
                        i128::from(*digits).checked_mul(10_i128.pow(u32::from(scale - own)))
                    }
                    _ => match super::evaluate::whole((number * 10_f64.powi(i32::from(*scale))).round()) {
                        Some(Value::Int(int)) => Some(i128::from(int)),
                        _ => None,
                    },
                };
                digits
                    .filter(|digits| digits.unsigned_abs() < 10_u128.pow(u32::from(*precision)))
                    .and_then(|digits| i64::try_from(digits).ok())
                    .map(|digits| Value::Decimal { digits, scale: *scale })
                    .ok_or_else(|| SqlError::out_of_range(&self.name, row))
            }
            SqlType::Float | SqlType::Double => Ok(Value::Double(self.number(value, "double", row)?)),
            SqlType::Char(limit) => self.text(value.to_string().trim_end_matches(' '), *limit as usize, row),
            SqlType::VarChar(limit) => self.text(&value.to_string(), *limit as usize, row),
            SqlType::Text(limit) => {
                let text = value.to_string();
                if text.len() > *limit as usize { Err(SqlError::data_too_long(&self.name, row)) } else { Ok(Value::Text(text)) }
            }
            SqlType::Date => self.time(value, "date", row, |text| parse_time(text).map(|time| time.date().to_string())),
            SqlType::DateTime | SqlType::Timestamp => {
                self.time(value, "datetime", row, |text| parse_time(text).map(|time| time.strftime("%Y-%m-%d %H:%M:%S").to_string()))
            }
            SqlType::Time => self.time(value, "time", row, |text| {
                let time = parse_time_of_day(text).or_else(|| parse_time(text).map(|time| time.time()))?;
                Some(time.strftime("%H:%M:%S").to_string())
            }),
            SqlType::Enum(names) => {
                let text = value.to_string();
                let by_number = match value {
                    Value::Int(at) => usize::try_from(*at - 1).ok().and_then(|at| names.get(at)),
                    _ => None,
                };
                let name = by_number.or_else(|| names.iter().find(|name| name.eq_ignore_ascii_case(&text)));
                name.map(|name| Value::Text(name.clone()))
                    .ok_or_else(|| SqlError::new(1265, "01000", format!("Data truncated for column '{}' at row {row}", self.name)))
            }
        }
    }

    fn text(&self, text: &str, limit: usize, row: usize) -> Result<Value, SqlError> {
        if text.chars().count() <= limit {
            return Ok(Value::Text(text.to_owned()));
        }
        Err(SqlError::data_too_long(&self.name, row))
    }

    fn number(&self, value: &Value, kind: &str, row: usize) -> Result<f64, SqlError> {
        match value {
            Value::Text(text) => text
                .trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite() && text.trim().ends_with(|c: char| c.is_ascii_digit() || c == '.'))
                .ok_or_else(|| SqlError::incorrect_value(kind, text, &self.name, row)),
            other => Ok(other.number()),
        }
    }

    fn time(&self, value: &Value, kind: &str, row: usize, parse: impl Fn(&str) -> Option<String>) -> Result<Value, SqlError> {
        let text = value.to_string();
        parse(&text).map(Value::Text).ok_or_else(|| SqlError::incorrect_datetime(kind, &text, &self.name, row))
    }
}

/// What a whole number of so many bytes can be. Unsigned BIGINT is kept in 63 bits.
fn range(bytes: u8, unsigned: bool) -> (i64, i64) {
    let bits = u32::from(bytes) * 8;
    match (bits, unsigned) {
        (64, true) => (0, i64::MAX),
        (64, false) => (i64::MIN, i64::MAX),
        (bits, true) => (0, (1 << bits) - 1),
        (bits, false) => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
    }
}
