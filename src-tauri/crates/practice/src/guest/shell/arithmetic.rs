//! `$((…))`: whole numbers, `+ - * / %`, comparisons and parentheses.

/// Computes an expression in which variables are already replaced; none when it is no expression or divides by zero.
pub(super) fn evaluate(expression: &str) -> Option<i64> {
    let mut reader = Reader { text: expression.chars().filter(|character| !character.is_whitespace()).collect(), at: 0 };
    let value = if reader.text.is_empty() { 0 } else { reader.binary(0)? };
    (reader.at == reader.text.len()).then_some(value)
}

/// Operators from the loosest to the tightest.
const LEVELS: [&[&str]; 6] = [&["||"], &["&&"], &["==", "!="], &["<=", ">=", "<", ">"], &["+", "-"], &["*", "/", "%"]];

struct Reader {
    text: Vec<char>,
    at: usize,
}

impl Reader {
    fn take(&mut self, operator: &str) -> bool {
        let found = operator.chars().enumerate().all(|(offset, character)| self.text.get(self.at + offset) == Some(&character));
        if found {
            self.at += operator.len();
        }
        found
    }

    fn binary(&mut self, level: usize) -> Option<i64> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = operators.iter().find(|operator| self.take(operator)) {
            let right = self.binary(level + 1)?;
            left = match *operator {
                "||" => i64::from(left != 0 || right != 0),
                "&&" => i64::from(left != 0 && right != 0),
                "==" => i64::from(left == right),
                "!=" => i64::from(left != right),
                "<=" => i64::from(left <= right),
                ">=" => i64::from(left >= right),
                "<" => i64::from(left < right),
                ">" => i64::from(left > right),
                "+" => left.wrapping_add(right),
                "-" => left.wrapping_sub(right),
                "*" => left.wrapping_mul(right),
                "/" => left.checked_div(right)?,
                _ => left.checked_rem(right)?,
            };
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<i64> {
        if self.take("-") {
            return Some(self.unary()?.wrapping_neg());
        }
        if self.take("+") {
            return self.unary();
        }
        if self.take("!") {
            return Some(i64::from(self.unary()? == 0));
        }
        if self.take("(") {
            let value = self.binary(0)?;
            return self.take(")").then_some(value);
        }
        let digits: String = self.text[self.at..].iter().take_while(|character| character.is_ascii_digit()).collect();
        self.at += digits.len();
        digits.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::evaluate;

    #[test]
    fn operators_bind_as_in_c() {
        assert_eq!(evaluate("1 + 2 * 3"), Some(7));
        assert_eq!(evaluate("(1 + 2) * 3 - -1"), Some(10));
        assert_eq!(evaluate("7 % 4 == 3 && 2 < 1"), Some(0));
        assert_eq!(evaluate("1 / 0"), None);
        assert_eq!(evaluate("1 +"), None);
    }
}
