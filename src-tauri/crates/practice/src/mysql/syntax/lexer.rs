//! Tokens of MySQL's dialect in its default mode: both quotes make strings, backslashes escape, backticks make identifiers.

use super::super::error::SqlError;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// A word without quotes: a keyword or an identifier.
    Word(String),
    /// An identifier in backticks.
    Identifier(String),
    /// A string, unescaped.
    Text(String),
    /// A number as it is written.
    Number(String),
    /// A mark: `(`, `,`, `<=`, `@@`, …
    Mark(&'static str),
}

/// A token and where it stands in the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spanned {
    pub(crate) token: Token,
    /// The first byte.
    pub(crate) start: usize,
    /// The byte behind the last.
    pub(crate) end: usize,
}

/// Longer ones first.
const MARKS: &[&str] = &[
    "<=>", "@@", ":=", "<=", ">=", "<>", "!=", "&&", "||", "<<", ">>", "(", ")", ",", ".", ";", "=", "<", ">", "+", "-", "*", "/", "%",
    "@", "!", "?", "{", "}", "&", "|", "^", "~", ":",
];

/// Splits a statement into tokens. Comments vanish; what stands in `/*! … */` counts.
///
/// # Errors
/// 1064 at a quote that is never closed and at a character that SQL does not know.
pub(crate) fn tokens(sql: &str) -> Result<Vec<Spanned>, SqlError> {
    let mut lexer = Lexer { sql, at: 0, in_version_comment: false };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

/// The 1064 that points to a place.
pub(crate) fn syntax_error(sql: &str, at: usize) -> SqlError {
    let line = 1 + sql[..at].matches('\n').count();
    SqlError::syntax(&sql[at..], line)
}

/// Whether a character can stand in a word.
pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

/// The length of a comment or of white space at the start of `rest`; 0 when it starts with neither. An open comment reaches to the end.
pub(crate) fn blank(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let to_line_end = || rest.find('\n').map_or(rest.len(), |at| at + 1);
    match bytes {
        [b'#', ..] => to_line_end(),
        [b'-', b'-'] => rest.len(),
        [b'-', b'-', next, ..] if next.is_ascii_whitespace() || next.is_ascii_control() => to_line_end(),
        [b'/', b'*', next, ..] if *next != b'!' => rest[2..].find("*/").map_or(rest.len(), |at| at + 4),
        [b'/', b'*'] => rest.len(),
        [next, ..] if next.is_ascii_whitespace() || *next == 0x0b => 1,
        _ => 0,
    }
}

/// The length of a quoted piece that starts `rest`, both quotes included; none when it is never closed. Backslashes escape in strings.
pub(crate) fn quoted(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().peekable();
    let (_, quote) = chars.next()?;
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote != '`' {
            chars.next();
        } else if c == quote {
            if chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
            } else {
                return Some(at + quote.len_utf8());
            }
        }
    }
    None
}

struct Lexer<'a> {
    sql: &'a str,
    at: usize,
    in_version_comment: bool,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<Option<Spanned>, SqlError> {
        self.skip_blanks();
        let start = self.at;
        let rest = &self.sql[start..];
        let Some(first) = rest.chars().next() else { return Ok(None) };
        let token = match first {
            '\'' | '"' | '`' => {
                let length = quoted(rest).ok_or_else(|| syntax_error(self.sql, start))?;
                self.at += length;
                let inside = &rest[1..length - 1];
                if first == '`' { Token::Identifier(inside.replace("``", "`")) } else { Token::Text(unescape(inside, first)) }
            }
            '0'..='9' => self.number_or_word(),
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) && !self.follows_word(start) => self.number_or_word(),
            c if is_word(c) => Token::Word(self.take(is_word)),
            _ => {
                let mark = MARKS.iter().find(|mark| rest.starts_with(**mark)).ok_or_else(|| syntax_error(self.sql, start))?;
                self.at += mark.len();
                if *mark == "@" && self.sql[self.at..].starts_with(|c: char| is_word(c)) {
                    return Ok(Some(Spanned { token: Token::Mark("@"), start, end: self.at }));
                }
                Token::Mark(mark)
            }
        };
        Ok(Some(Spanned { token, start, end: self.at }))
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = &self.sql[self.at..];
            let length = blank(rest);
            if length > 0 {
                self.at += length;
            } else if let Some(inside) = rest.strip_prefix("/*!") {
                let digits = inside.len() - inside.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                self.at += 3 + digits;
                self.in_version_comment = true;
            } else if self.in_version_comment && rest.starts_with("*/") {
                self.at += 2;
                self.in_version_comment = false;
            } else {
                return;
            }
        }
    }

    /// Whether a word ends right before a place: there a point separates names.
    fn follows_word(&self, at: usize) -> bool {
        self.sql[..at].ends_with(|c: char| is_word(c) || c == '`')
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let rest = &self.sql[self.at..];
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        rest[..length].to_owned()
    }

    /// A number; or a word that starts with digits, like `2nd_database`, or an address as a host name after `@`.
    fn number_or_word(&mut self) -> Token {
        let start = self.at;
        if self.sql[..start].ends_with('@') {
            return Token::Word(self.take(|c| is_word(c) || c == '.'));
        }
        let digits = |lexer: &mut Self| lexer.take(|c| c.is_ascii_digit());
        digits(self);
        let rest = &self.sql[self.at..];
        if rest.starts_with(|c: char| is_word(c) && !c.is_ascii_digit()) && !is_exponent(rest) {
            self.take(is_word);
            return Token::Word(self.sql[start..self.at].to_owned());
        }
        if rest.starts_with('.') {
            self.at += 1;
            digits(self);
        }
        if is_exponent(&self.sql[self.at..]) {
            self.at += 2;
            digits(self);
        }
        Token::Number(self.sql[start..self.at].to_owned())
    }
}

/// Whether a text starts with `e5`, `E-5`, `e+5`.
fn is_exponent(rest: &str) -> bool {
    let Some(behind) = rest.strip_prefix(['e', 'E']) else { return false };
    let digits = behind.strip_prefix(['+', '-']).unwrap_or(behind);
    let length = digits.len() - digits.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    length > 0 && !digits[length..].starts_with(is_word)
}

/// A string's value: doubled quotes are one, backslashes escape; `\%` and `\_` stay as they are, for LIKE.
fn unescape(inside: &str, quote: char) -> String {
    let mut value = String::with_capacity(inside.len());
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c == quote {
            // The other of two.
            chars.next();
            value.push(quote);
        } else if c == '\\' {
            match chars.next() {
                Some('0') => value.push('\0'),
                Some('b') => value.push('\u{8}'),
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some('Z') => value.push('\u{1a}'),
                Some(wildcard @ ('%' | '_')) => value.extend(['\\', wildcard]),
                Some(other) => value.push(other),
                None => {}
            }
        } else {
            value.push(c);
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lexed(sql: &str) -> Vec<Token> {
        tokens(sql).expect("tokens").into_iter().map(|spanned| spanned.token).collect()
    }

    fn word(text: &str) -> Token {
        Token::Word(text.to_owned())
    }

    #[test]
    fn strings_take_both_quotes_doubling_and_escapes() {
        for (sql, value) in [
            ("'it''s'", "it's"),
            (r"'it\'s'", "it's"),
            (r#""a""b""#, "a\"b"),
            (r#""it's""#, "it's"),
            (r"'a\\b'", r"a\b"),
            (r"'a\nb\tc\0'", "a\nb\tc\0"),
            (r"'50\%'", r"50\%"),
            (r"'\q'", "q"),
        ] {
            assert_eq!(lexed(sql), [Token::Text(value.to_owned())], "{sql}");
        }
    }

    #[test]
    fn an_open_quote_is_a_syntax_error() {
        for sql in ["SELECT 'abc", r"'abc\'", "`a", "\"it''s"] {
            assert_eq!(tokens(sql).expect_err("refused").number, 1064, "{sql}");
        }
    }

    #[test]
    fn comments_vanish_and_version_comments_count() {
        assert_eq!(lexed("a # x\nb -- y\nc /* z */ d"), ["a", "b", "c", "d"].map(word));
        assert_eq!(lexed("/*!40101 SET */ x"), ["SET", "x"].map(word));
        assert_eq!(lexed("1--1").len(), 4);
    }

    #[test]
    fn hosts_may_be_addresses_without_quotes() {
        assert_eq!(lexed("donald@172.31.18.52"), [word("donald"), Token::Mark("@"), word("172.31.18.52")]);
        assert_eq!(lexed("donald@localhost"), [word("donald"), Token::Mark("@"), word("localhost")]);
    }

    #[test]
    fn words_may_start_with_digits() {
        assert_eq!(lexed("2nd_database"), [word("2nd_database")]);
        assert_eq!(lexed("1.5e3"), [Token::Number("1.5e3".to_owned())]);
        assert_eq!(lexed("12"), [Token::Number("12".to_owned())]);
        assert_eq!(lexed("a.b"), [word("a"), Token::Mark("."), word("b")]);
    }

    proptest! {
        #[test]
        fn any_text_is_lexed_or_refused(sql in any::<String>()) {
            let _ = tokens(&sql);
        }
    }
}
