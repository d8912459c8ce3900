//! Values, as expressions and rows hold them.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Value {
    Null,
    Int(i64),
    /// A fixed-point number: digits × 10^-scale.
    Decimal {
        /// All digits as one whole number.
        digits: i64,
        /// Digits after the point.
        scale: u8,
    },
    Double(f64),
    Text(String),
}

impl Value {
    /// A truth value: 1 or 0.
    pub(crate) fn truth(truth: bool) -> Self {
        Self::Int(i64::from(truth))
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// As a client shows it; NULL as none.
    pub(crate) fn shown(&self) -> Option<String> {
        match self {
            Self::Null => None,
            other => Some(other.to_string()),
        }
    }

    /// The number that it counts as in arithmetic and comparisons; text counts by the number that it starts with.
    pub(crate) fn number(&self) -> f64 {
        match self {
            Self::Null => 0.0,
            #[expect(clippy::cast_precision_loss, reason = "MySQL, too, compares in doubles")]
            Self::Int(int) => *int as f64,
            #[expect(clippy::cast_precision_loss, reason = "MySQL, too, compares in doubles")]
            Self::Decimal { digits, scale } => *digits as f64 / 10_f64.powi(i32::from(*scale)),
            Self::Double(double) => *double,
            Self::Text(text) => leading_number(text),
        }
    }

    /// Whether it counts as true; NULL is neither.
    pub(crate) fn is_true(&self) -> Option<bool> {
        (!self.is_null()).then(|| self.number() != 0.0)
    }

    /// How two values compare; none when either is NULL.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Null, _) | (_, Self::Null) => None,
            (Self::Int(left), Self::Int(right)) => Some(left.cmp(right)),
            // The default collation, utf8mb4_0900_ai_ci, ignores case.
            (Self::Text(left), Self::Text(right)) => Some(left.to_lowercase().cmp(&right.to_lowercase())),
            (left, right) => left.number().partial_cmp(&right.number()),
        }
    }

    /// The order of ORDER BY: NULL first.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        match (self.is_null(), other.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.compare(other).unwrap_or(Ordering::Equal),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Int(int) => write!(f, "{int}"),
            Self::Decimal { digits, scale: 0 } => write!(f, "{digits}"),
            Self::Decimal { digits, scale } => {
                let sign = if *digits < 0 { "-" } else { "" };
                let width = usize::from(*scale) + 1;
                let all = format!("{:0width$}", digits.unsigned_abs());
                let (whole, part) = all.split_at(all.len() - usize::from(*scale));
                write!(f, "{sign}{whole}.{part}")
            }
            Self::Double(double) if *double != 0.0 && (double.abs() >= 1e15 || double.abs() < 1e-15) => write!(f, "{double:e}"),
            Self::Double(double) => write!(f, "{double}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// The number that a text starts with; 0 when it starts with none.
fn leading_number(text: &str) -> f64 {
    let text = text.trim_start();
    let mut end = 0;
    let (mut point, mut exponent, mut digits) = (false, false, false);
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => {
                digits = true;
                end = at + 1;
            }
            '+' | '-' if at == 0 || text[..at].ends_with(['e', 'E']) => {}
            '.' if !point && !exponent => point = true,
            'e' | 'E' if digits && !exponent => exponent = true,
            _ => break,
        }
    }
    text[..end].parse().unwrap_or(0.0)
}

/// LIKE with `%`, `_` and the escape character `\`; case counts.
pub(crate) fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    // Where to go on after a mismatch: the pattern behind the last %, and the text that it has swallowed.
    let (mut t, mut p) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        let step = match pattern.get(p) {
            Some('%') => {
                retry = Some((p + 1, t));
                p += 1;
                continue;
            }
            Some('_') => Some(1),
            Some('\\') if p + 1 < pattern.len() => (pattern[p + 1] == text[t]).then_some(2),
            Some(c) => (*c == text[t]).then_some(1),
            None => None,
        };
        match (step, retry) {
            (Some(width), _) => {
                p += width;
                t += 1;
            }
            (None, Some((behind, swallowed))) => {
                retry = Some((behind, swallowed + 1));
                p = behind;
                t = swallowed + 1;
            }
            (None, None) => return false,
        }
    }
    pattern[p..].iter().all(|c| *c == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_knows_wildcards_and_escapes() {
        assert!(like("testing_123", "testing%"));
        assert!(like("testing_123", "%123"));
        assert!(like("testing_123", "t%_1%3"));
        assert!(like("testing_123", r"testing\_123"));
        assert!(!like("testingx123", r"testing\_123"));
        assert!(like("testingx123", "testing_123"));
        assert!(!like("testing", "testing_"));
        assert!(like("", "%") && !like("", "_"));
        assert!(like("aab", "%ab"));
    }

    #[test]
    fn decimals_show_their_scale() {
        let shown = |digits, scale| Value::Decimal { digits, scale }.to_string();
        assert_eq!(shown(150, 2), "1.50");
        assert_eq!(shown(-5, 2), "-0.05");
        assert_eq!(shown(5, 0), "5");
    }

    #[test]
    fn text_counts_as_the_number_it_starts_with() {
        for (text, number) in [("12abc", 12.0), ("abc", 0.0), (" -1.5e2x", -150.0), ("1e", 1.0), ("-", 0.0), (".5", 0.5), ("+-3", 0.0)] {
            assert_eq!(Value::Text(text.to_owned()).number(), number, "{text}");
        }
    }
}
