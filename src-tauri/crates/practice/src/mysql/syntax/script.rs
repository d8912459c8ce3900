//! A script as the `mysql` client reads it: statements and what ends them.

use super::lexer::{blank, quoted};

/// What ends a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Terminator {
    /// `;` or `\g`
    Plain,
    /// `\G`: show the rows vertically.
    Vertical,
    /// `\c`: forget the statement.
    Clear,
}

/// What is still open at the end of the input; it decides the client's prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    /// Nothing: the prompt is `mysql> `.
    Nothing,
    /// A statement without its end.
    Statement,
    /// A string or an identifier, by its quote.
    Quote(char),
    /// A comment.
    Comment,
}

impl Open {
    /// The client's prompt.
    pub(crate) fn prompt(self) -> String {
        match self {
            Self::Nothing => "mysql> ".to_owned(),
            Self::Statement => "    -> ".to_owned(),
            Self::Quote(quote) => format!("    {quote}> "),
            Self::Comment => "   /*> ".to_owned(),
        }
    }
}

/// What a text holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Script<'a> {
    /// The complete statements without what ends them, and the line (from 1) at which each starts.
    pub(crate) statements: Vec<(&'a str, Terminator, usize)>,
    /// What follows the last of them.
    pub(crate) rest: &'a str,
    /// What is open in `rest`.
    pub(crate) open: Open,
}

/// Splits a text at `;`, `\g`, `\G` and `\c` outside of strings, identifiers and comments.
pub(crate) fn scan(text: &str) -> Script<'_> {
    scan_for(text, true)
}

/// The statements of a query that holds several: as a server splits it, at `;` only. The last needs none; empty ones are left out.
pub(crate) fn server_statements(text: &str) -> Vec<&str> {
    complete(scan_for(text, false))
}

fn scan_for(text: &str, backslash_commands: bool) -> Script<'_> {
    let mut statements = Vec::new();
    let mut start = 0;
    // Where the statement's first character stands.
    let mut first = None;
    let mut at = 0;
    let mut open = Open::Nothing;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let is_comment = rest.starts_with("/*");
        let length = match blank(rest) {
            0 if is_comment => match rest.find("*/") {
                Some(end) => {
                    first.get_or_insert(at);
                    end + 2
                }
                None => rest.len(),
            },
            length => length,
        };
        if length > 0 {
            if is_comment && (length < 4 || !rest[..length].ends_with("*/")) {
                open = Open::Comment;
            }
            at += length;
            continue;
        }
        if matches!(c, '\'' | '"' | '`') {
            first.get_or_insert(at);
            match quoted(rest) {
                Some(length) => at += length,
                None => {
                    open = Open::Quote(c);
                    break;
                }
            }
            continue;
        }
        let end = match rest.as_bytes() {
            [b';', ..] => Some((1, Terminator::Plain)),
            [b'\\', b'g', ..] if backslash_commands => Some((2, Terminator::Plain)),
            [b'\\', b'G', ..] if backslash_commands => Some((2, Terminator::Vertical)),
            [b'\\', b'c', ..] if backslash_commands => Some((2, Terminator::Clear)),
            _ => None,
        };
        match end {
            Some((length, terminator)) => {
                let line = 1 + text[..first.unwrap_or(at)].matches('\n').count();
                statements.push((text[start..at].trim(), terminator, line));
                at += length;
                start = at;
                first = None;
            }
            None => {
                first.get_or_insert(at);
                at += c.len_utf8();
            }
        }
    }
    if open == Open::Nothing && first.is_some() {
        open = Open::Statement;
    }
    Script { statements, rest: &text[start..], open }
}

fn complete(script: Script<'_>) -> Vec<&str> {
    let last = if script.open == Open::Nothing { "" } else { script.rest.trim() };
    script
        .statements
        .into_iter()
        .filter(|(_, terminator, _)| *terminator != Terminator::Clear)
        .map(|(statement, ..)| statement)
        .chain([last])
        .filter(|statement| !statement.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_script_is_split_outside_of_quotes_and_comments() {
        let text = "SELECT ';'; -- a; b\nSELECT `;`, \"\\\";\" # c;\n; /* ; */ SELECT 1";
        assert_eq!(server_statements(text), ["SELECT ';'", "-- a; b\nSELECT `;`, \"\\\";\" # c;", "/* ; */ SELECT 1"]);
    }

    #[test]
    fn terminators_and_lines_are_told() {
        let script = scan("SELECT 1\\G\n\nSELECT 2;SELECT\n3\\c\nSELECT 4");
        assert_eq!(
            script.statements,
            [("SELECT 1", Terminator::Vertical, 1), ("SELECT 2", Terminator::Plain, 3), ("SELECT\n3", Terminator::Clear, 3)]
        );
        assert_eq!((script.rest, script.open), ("\nSELECT 4", Open::Statement));
    }

    #[test]
    fn the_prompt_tells_what_is_open() {
        for (text, prompt) in [
            ("", "mysql> "),
            ("SELECT 1;\n", "mysql> "),
            ("SELECT", "    -> "),
            ("SELECT 'a", "    '> "),
            ("SELECT `a", "    `> "),
            ("/* a", "   /*> "),
            ("-- a\n", "mysql> "),
        ] {
            assert_eq!(scan(text).open.prompt(), prompt, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_split(text in any::<String>()) {
            let statements = server_statements(&text);
            prop_assert!(statements.iter().map(|statement| statement.len()).sum::<usize>() <= text.len());
        }
    }
}
