//! Functions.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Unit};

use super::super::error::SqlError;
use super::super::syntax::ast::Expr;
use super::super::value::Value;
use super::evaluate::{Env, whole};

/// No text grows beyond this: max_allowed_packet.
const LONGEST: usize = 64 << 20;

impl Env<'_> {
    pub(super) fn call(&self, name: &str, arguments: &[Expr]) -> Result<Value, SqlError> {
        let values = arguments.iter().map(|argument| self.evaluate(argument)).collect::<Result<Vec<_>, _>>()?;
        let session = self.session;
        let text = |text: &str| Ok(Value::Text(text.to_owned()));
        let now = || Ok(Value::Text(shown_time(self.now)));
        match (name, values.as_slice()) {
            ("VERSION", []) => text(self.server.version()),
            ("USER" | "SESSION_USER" | "SYSTEM_USER", []) => Ok(Value::Text(session.login_name())),
            ("CURRENT_USER", []) => Ok(Value::Text(format!("{}@{}", session.account.user, session.account.host))),
            ("DATABASE" | "SCHEMA", []) => Ok(session.database.clone().map_or(Value::Null, Value::Text)),
            ("CONNECTION_ID", []) => Ok(Value::Int(i64::from(session.id))),
            ("LAST_INSERT_ID", []) => Ok(Value::Int(session.last_insert_id)),
            ("ROW_COUNT", []) => Ok(Value::Int(session.row_count)),
            ("FOUND_ROWS", []) => Ok(Value::Int(session.found_rows)),
            ("NOW" | "CURRENT_TIMESTAMP" | "LOCALTIME" | "LOCALTIMESTAMP" | "SYSDATE" | "UTC_TIMESTAMP", []) => now(),
            ("CURDATE" | "CURRENT_DATE" | "UTC_DATE", []) => text(&shown_time(self.now)[..10]),
            ("CURTIME" | "CURRENT_TIME" | "UTC_TIME", []) => text(&shown_time(self.now)[11..]),
            ("UNIX_TIMESTAMP", []) => Ok(Value::Int(self.now.as_second())),
            ("UNIX_TIMESTAMP", [Value::Null]) => Ok(Value::Null),
            // What is no time, or one before 1970, is zero.
            ("UNIX_TIMESTAMP", [time]) => Ok(Value::Int(
                time.shown()
                    .and_then(|time| parse_time(&time)?.to_zoned(TimeZone::UTC).ok())
                    .map_or(0, |time| time.timestamp().as_second().max(0)),
            )),
            ("PI", []) => Ok(Value::Decimal { digits: 3_141_593, scale: 6 }),
            ("VALIDATE_PASSWORD_STRENGTH", [Value::Null]) => Ok(Value::Null),
            ("VALIDATE_PASSWORD_STRENGTH", [password]) => {
                Ok(Value::Int(i64::from(self.server.password_strength(&password.to_string(), &session.account.user))))
            }
            ("IF", [condition, then, otherwise]) => Ok(if condition.is_true() == Some(true) { then.clone() } else { otherwise.clone() }),
            ("IFNULL", [value, otherwise]) => Ok(if value.is_null() { otherwise.clone() } else { value.clone() }),
            ("NULLIF", [left, right]) => {
                Ok(if left.compare(right).is_some_and(|order| order.is_eq()) { Value::Null } else { left.clone() })
            }
            ("COALESCE", [_, ..]) => Ok(values.iter().find(|value| !value.is_null()).cloned().unwrap_or(Value::Null)),
            ("ISNULL", [value]) => Ok(Value::truth(value.is_null())),
            ("CONCAT_WS", [separator, parts @ ..]) => Ok(separator
                .shown()
                .map_or(Value::Null, |separator| Value::Text(parts.iter().filter_map(Value::shown).collect::<Vec<_>>().join(&separator)))),
            // All others are NULL when an argument is.
            (name, values) if IS_PLAYED.contains(&name) => {
                if values.iter().any(Value::is_null) {
                    Ok(Value::Null)
                } else {
                    plain(name, values)
                }
            }
            (name, _) if OWN.contains(&name) => Err(SqlError::wrong_parameter_count(name)),
            (name, _) => Err(SqlError::not_played(format!("{name}()"))),
        }
    }

    pub(super) fn timestamp_diff(&self, unit: &str, from: &Value, to: &Value) -> Result<Value, SqlError> {
        let unit = match unit.strip_prefix("SQL_TSI_").unwrap_or(unit) {
            "SECOND" => Unit::Second,
            "MINUTE" => Unit::Minute,
            "HOUR" => Unit::Hour,
            "DAY" => Unit::Day,
            "WEEK" => Unit::Week,
            "MONTH" => Unit::Month,
            "YEAR" => Unit::Year,
            other => return Err(SqlError::not_played(format!("TIMESTAMPDIFF of {other}"))),
        };
        let Some((from, to)) = from.shown().zip(to.shown()).and_then(|(from, to)| Some((parse_time(&from)?, parse_time(&to)?))) else {
            return Ok(Value::Null);
        };
        let span = from.until((unit, to)).map_err(|_| SqlError::value_out_of_range("BIGINT", "timestampdiff"))?;
        Ok(Value::Int(match unit {
            Unit::Second => span.get_seconds(),
            Unit::Minute => span.get_minutes(),
            Unit::Hour => i64::from(span.get_hours()),
            Unit::Day => i64::from(span.get_days()),
            Unit::Week => i64::from(span.get_weeks()),
            Unit::Month => i64::from(span.get_months()),
            _ => i64::from(span.get_years()),
        }))
    }
}

/// Functions of the session, the server and NULL.
const OWN: &[&str] = &[
    "VERSION",
    "USER",
    "SESSION_USER",
    "SYSTEM_USER",
    "CURRENT_USER",
    "DATABASE",
    "SCHEMA",
    "CONNECTION_ID",
    "LAST_INSERT_ID",
    "ROW_COUNT",
    "FOUND_ROWS",
    "NOW",
    "CURDATE",
    "CURTIME",
    "UNIX_TIMESTAMP",
    "PI",
    "VALIDATE_PASSWORD_STRENGTH",
    "IF",
    "IFNULL",
    "NULLIF",
    "COALESCE",
    "ISNULL",
    "CONCAT_WS",
];
/// Functions of their arguments alone.
const IS_PLAYED: &[&str] = &[
    "CONCAT",
    "UPPER",
    "UCASE",
    "LOWER",
    "LCASE",
    "LENGTH",
    "OCTET_LENGTH",
    "CHAR_LENGTH",
    "CHARACTER_LENGTH",
    "TRIM",
    "LTRIM",
    "RTRIM",
    "REPLACE",
    "SUBSTRING",
    "SUBSTR",
    "MID",
    "LEFT",
    "RIGHT",
    "REVERSE",
    "REPEAT",
    "INSTR",
    "ABS",
    "ROUND",
    "FLOOR",
    "CEIL",
    "CEILING",
    "MOD",
    "GREATEST",
    "LEAST",
    "SQRT",
    "POW",
    "POWER",
    "YEAR",
    "MONTH",
    "DAY",
    "DAYOFMONTH",
    "HOUR",
    "MINUTE",
    "SECOND",
    "DATE",
    "TIME",
    "DATEDIFF",
    "QUOTE",
    "HEX",
];

/// A function of values of which none is NULL.
fn plain(name: &str, values: &[Value]) -> Result<Value, SqlError> {
    let shown: Vec<String> = values.iter().map(Value::to_string).collect();
    let texts: Vec<&str> = shown.iter().map(String::as_str).collect();
    let text = |text: String| Ok(Value::Text(text));
    let length = |length: usize| Ok(Value::Int(i64::try_from(length).unwrap_or(i64::MAX)));
    let number = |at: usize| values[at].number();
    let double = |number: f64| Ok(if number.is_finite() { Value::Double(number) } else { Value::Null });
    match (name, texts.as_slice()) {
        ("CONCAT", [_, ..]) => text(texts.concat()),
        ("UPPER" | "UCASE", [one]) => text(one.to_uppercase()),
        ("LOWER" | "LCASE", [one]) => text(one.to_lowercase()),
        ("LENGTH" | "OCTET_LENGTH", [one]) => length(one.len()),
        ("CHAR_LENGTH" | "CHARACTER_LENGTH", [one]) => length(one.chars().count()),
        ("TRIM", [one]) => text(one.trim_matches(' ').to_owned()),
        ("LTRIM", [one]) => text(one.trim_start_matches(' ').to_owned()),
        ("RTRIM", [one]) => text(one.trim_end_matches(' ').to_owned()),
        ("REPLACE", [one, "", _]) => text((*one).to_owned()),
        ("REPLACE", [one, from, to]) => bounded(one.matches(from).count().saturating_mul(to.len()) + one.len(), || one.replace(from, to)),
        ("SUBSTRING" | "SUBSTR" | "MID", [one, _]) => text(substring(one, number(1), f64::INFINITY)),
        ("SUBSTRING" | "SUBSTR" | "MID", [one, _, _]) => text(substring(one, number(1), number(2))),
        ("LEFT", [one, _]) => text(substring(one, 1.0, number(1))),
        ("RIGHT", [one, _]) => {
            text(if number(1) < 1.0 { String::new() } else { substring(one, -number(1).min(count(one)), f64::INFINITY) })
        }
        ("REVERSE", [one]) => text(one.chars().rev().collect()),
        ("REPEAT", [one, _]) => {
            let times =
                whole(number(1).round()).and_then(|times| if let Value::Int(times) = times { usize::try_from(times).ok() } else { None });
            bounded(times.unwrap_or(0).saturating_mul(one.len()), || one.repeat(times.unwrap_or(0)))
        }
        ("INSTR", [one, part]) => {
            let (one, part) = (one.to_lowercase(), part.to_lowercase());
            length(one.find(&part).map_or(0, |at| one[..at].chars().count() + 1))
        }
        ("ABS", [_]) => Ok(match &values[0] {
            Value::Int(int) => Value::Int(int.saturating_abs()),
            Value::Decimal { digits, scale } => Value::Decimal { digits: digits.saturating_abs(), scale: *scale },
            other => Value::Double(other.number().abs()),
        }),
        ("ROUND", [_]) => Ok(round(&values[0], 0.0)),
        ("ROUND", [_, _]) => Ok(round(&values[0], number(1))),
        ("FLOOR", [_]) => Ok(whole(number(0).floor()).unwrap_or_else(|| Value::Double(number(0).floor()))),
        ("CEIL" | "CEILING", [_]) => Ok(whole(number(0).ceil()).unwrap_or_else(|| Value::Double(number(0).ceil()))),
        ("MOD", [_, _]) => match (&values[0], &values[1]) {
            (_, divisor) if divisor.number() == 0.0 => Ok(Value::Null),
            (Value::Int(left), Value::Int(right)) => Ok(Value::Int(left.checked_rem(*right).unwrap_or(0))),
            (left, right) => double(left.number() % right.number()),
        },
        ("GREATEST", [_, _, ..]) => Ok(values.iter().max_by(|left, right| left.order(right)).cloned().unwrap_or(Value::Null)),
        ("LEAST", [_, _, ..]) => Ok(values.iter().min_by(|left, right| left.order(right)).cloned().unwrap_or(Value::Null)),
        ("SQRT", [_]) => double(number(0).sqrt()),
        ("POW" | "POWER", [_, _]) => double(number(0).powf(number(1))),
        ("DATE", [one]) => Ok(parse_time(one).map_or(Value::Null, |time| Value::Text(time.date().to_string()))),
        ("TIME", [one]) => Ok(parse_time(one).map_or(Value::Null, |time| Value::Text(time.time().strftime("%H:%M:%S").to_string()))),
        ("YEAR" | "MONTH" | "DAY" | "DAYOFMONTH" | "HOUR" | "MINUTE" | "SECOND", [one]) => {
            Ok(parse_time(one).map_or(Value::Null, |time| {
                Value::Int(i64::from(match name {
                    "YEAR" => time.year(),
                    "MONTH" => i16::from(time.month()),
                    "HOUR" => i16::from(time.hour()),
                    "MINUTE" => i16::from(time.minute()),
                    "SECOND" => i16::from(time.second()),
                    _ => i16::from(time.day()),
                }))
            }))
        }
        ("DATEDIFF", [one, other]) => Ok(match (parse_time(one), parse_time(other)) {
            (Some(one), Some(other)) => {
                other.date().until((Unit::Day, one.date())).map_or(Value::Null, |span| Value::Int(i64::from(span.get_days())))
            }
            _ => Value::Null,
        }),
        ("QUOTE", [one]) => {
            text(format!("'{}'", one.replace('\\', "\\\\").replace('\'', "\\'").replace('\0', "\\0").replace('\u{1a}', "\\Z")))
        }
        ("HEX", [one]) => match &values[0] {
            Value::Int(int) => text(format!("{int:X}")),
            _ => text(one.bytes().map(|byte| format!("{byte:02X}")).collect()),
        },
        _ => Err(SqlError::wrong_parameter_count(name)),
    }
}

/// A text of that many bytes; NULL, as in MySQL, when it would be longer than a packet.
fn bounded(length: usize, make: impl FnOnce() -> String) -> Result<Value, SqlError> {
    Ok(if length > LONGEST { Value::Null } else { Value::Text(make()) })
}

#[expect(clippy::cast_precision_loss, reason = "texts are short")]
fn count(text: &str) -> f64 {
    text.chars().count() as f64
}

/// Characters from a position (from 1; negative from the end), so many.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "negative and huge numbers saturate")]
fn substring(text: &str, from: f64, length: f64) -> String {
    let start = match from {
        from if from >= 1.0 => from - 1.0,
        from if from < 0.0 && -from <= count(text) => count(text) + from,
        _ => return String::new(),
    };
    text.chars().skip(start as usize).take(length.max(0.0).round() as usize).collect()
}

/// Rounds half away from zero; exact numbers stay exact.
#[expect(clippy::cast_possible_truncation, reason = "the digits are few")]
fn round(value: &Value, digits: f64) -> Value {
    let digits = digits.clamp(-18.0, 18.0) as i32;
    match value {
        Value::Int(int) if digits >= 0 => Value::Int(*int),
        Value::Decimal { digits: all, scale } if digits >= 0 => {
            let keep = u8::try_from(digits).unwrap_or(0).min(*scale);
            let power = 10_i64.pow(u32::from(*scale - keep));
            let half = power / 2 * if power > 1 { all.signum() } else { 0 };
            let rounded = all.saturating_add(half) / power;
            if keep == 0 { Value::Int(rounded) } else { Value::Decimal { digits: rounded, scale: keep } }
        }
        other => {
            let power = 10_f64.powi(digits);
            let rounded = (other.number() * power).round() / power;
            match other {
                Value::Int(_) | Value::Decimal { .. } => whole(rounded).unwrap_or(Value::Double(rounded)),
                _ => Value::Double(rounded),
            }
        }
    }
}

/// A moment as MySQL shows it, in UTC: `2026-02-03 04:05:06`.
pub(super) fn shown_time(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).datetime().strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A date, with or without a time of day.
pub(super) fn parse_time(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date, parse_time_of_day(time)?),
        None => (text, Time::midnight()),
    };
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(date.to_datetime(time))
}

/// `04:05:06`, `04:05`; fractions of seconds are rounded away.
pub(super) fn parse_time_of_day(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let (hour, minute) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let second = parts.next().unwrap_or("0");
    let (second, fraction) = second.split_once('.').unwrap_or((second, ""));
    if parts.next().is_some() || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let time = Time::new(hour, minute, second.parse().ok()?, 0).ok()?;
    if fraction.starts_with(['5', '6', '7', '8', '9']) { time.checked_add(1.second()).ok() } else { Some(time) }
}
