//! Pathname patterns: `*`, `?`, `[…]`.

use regex::Regex;

/// Turns a pattern into a regular expression for a whole text. A character after a backslash stands for itself.
fn compile(pattern: &str) -> Option<Regex> {
    let mut expression = String::from("(?s)^");
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '*' => expression.push_str(".*"),
            '?' => expression.push('.'),
            '[' => {
                let rest: String = characters.clone().collect();
                let Some(end) = rest.char_indices().skip(1).find(|(_, character)| *character == ']').map(|(at, _)| at) else {
                    expression.push_str("\\[");
                    continue;
                };
                let inner = rest[..end].replace('\\', "\\\\").replace("[:", "[[:").replace(":]", ":]]");
                let inner = inner.strip_prefix('!').map_or(inner.clone(), |rest| format!("^{rest}"));
                expression.push_str(&format!("[{inner}]"));
                for _ in 0..=rest[..end].chars().count() {
                    characters.next();
                }
            }
            '\\' => expression.push_str(&regex::escape(&characters.next().map(String::from).unwrap_or_default())),
            character => expression.push_str(&regex::escape(&character.to_string())),
        }
    }
    expression.push('$');
    Regex::new(&expression).ok()
}

/// Whether a pattern matches a whole text.
pub(crate) fn matches_pattern(pattern: &str, text: &str) -> bool {
    compile(pattern).is_some_and(|expression| expression.is_match(text))
}

/// Whether a text has characters that make it a pattern; those after a backslash do not count.
pub(super) fn is_pattern(text: &str) -> bool {
    let mut escaped = false;
    for character in text.chars() {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if matches!(character, '*' | '?' | '[') {
            return true;
        }
    }
    false
}

/// Puts a backslash before every character that a pattern would read.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Takes the backslashes of [`escape`] away.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.push(if character == '\\' { characters.next().unwrap_or('\\') } else { character });
    }
    plain
}
