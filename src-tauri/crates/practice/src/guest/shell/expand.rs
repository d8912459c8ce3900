//! Expands words: braces, tilde, parameters, command substitution, arithmetic, splitting, pathnames.

use std::sync::PoisonError;

use futures::future::BoxFuture;

use super::arithmetic;
use super::pattern;
use super::run::{Shell, Streams};
use super::syntax::{Change, Piece, Word};
use crate::guest::files::absolute;
use crate::guest::io::Output;

/// The fields that a word becomes, in the making. Text is kept with pattern characters escaped where they stand for themselves.
#[derive(Default)]
struct Fields {
    done: Vec<String>,
    open: Option<String>,
}

impl Fields {
    fn add(&mut self, text: &str) {
        self.open.get_or_insert_default().push_str(text);
    }

    fn split(&mut self) {
        self.done.extend(self.open.take());
    }
}

impl Shell {
    /// The fields of words, as a command's arguments.
    pub(super) async fn expand_words(&mut self, words: &[Word], streams: &Streams) -> Vec<String> {
        let mut expanded = Vec::new();
        for word in words {
            for word in braces(word) {
                let mut fields = Fields::default();
                self.expand_into(&mut fields, &word, true, streams).await;
                fields.split();
                for field in fields.done {
                    if pattern::is_pattern(&field) {
                        let found = self.pathnames(&field);
                        if !found.is_empty() {
                            expanded.extend(found);
                            continue;
                        }
                    }
                    expanded.push(pattern::unescape(&field));
                }
            }
        }
        expanded
    }

    /// One word as one text, without splitting: an assignment's value, a redirection's file.
    pub(super) async fn expand_text(&mut self, word: &Word, streams: &Streams) -> String {
        pattern::unescape(&self.expand_pattern(word, streams).await)
    }

    /// One word as a pattern, in which quoted characters are escaped.
    async fn expand_pattern(&mut self, word: &Word, streams: &Streams) -> String {
        let mut fields = Fields::default();
        self.expand_into(&mut fields, word, false, streams).await;
        fields.split();
        fields.done.join(" ")
    }

    fn expand_into<'a>(&'a mut self, fields: &'a mut Fields, word: &'a Word, split: bool, streams: &'a Streams) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            for (index, piece) in word.iter().enumerate() {
                match piece {
                    Piece::Text { text, quoted: true } => fields.add(&pattern::escape(text)),
                    Piece::Text { text, quoted: false } => {
                        let rest = text.strip_prefix('~').filter(|rest| index == 0 && (rest.is_empty() || rest.starts_with('/')));
                        match rest {
                            Some(rest) => {
                                let home = self.variable("HOME").unwrap_or_else(|| "/".to_owned());
                                fields.add(&format!("{}{rest}", pattern::escape(&home)));
                            }
                            None => fields.add(text),
                        }
                    }
                    Piece::Parameter { name, change: None, quoted } if name == "@" || (name == "*" && !*quoted) => {
                        let values = self.positional.clone();
                        for (index, value) in values.iter().enumerate() {
                            if index > 0 {
                                fields.split();
                            }
                            add_value(fields, value, *quoted, split);
                        }
                        // `"$@"` without parameters is no field at all, even between quotes.
                        if values.is_empty() && *quoted && fields.open.as_deref() == Some("") {
                            fields.open = None;
                        }
                    }
                    Piece::Parameter { name, change, quoted } => {
                        let value = self.parameter(name, change.as_ref(), streams).await;
                        add_value(fields, &value, *quoted, split);
                    }
                    Piece::Command { line, quoted } => {
                        let value = self.substitute(line, streams).await;
                        add_value(fields, &value, *quoted, split);
                    }
                    Piece::Arithmetic { expression, quoted } => {
                        let value = self.arithmetic(expression, streams);
                        add_value(fields, &value, *quoted, split);
                    }
                }
            }
        })
    }

    async fn parameter(&mut self, name: &str, change: Option<&Change>, streams: &Streams) -> String {
        let value = self.variable(name);
        match change {
            None => value.unwrap_or_default(),
            Some(Change::Length) => value.unwrap_or_default().chars().count().to_string(),
            Some(Change::Default { operator, or_empty, word }) => {
                let there = value.as_ref().is_some_and(|value| !(*or_empty && value.is_empty()));
                match (operator, there) {
                    ('+', true) => self.expand_text(word, streams).await,
                    ('+', false) => String::new(),
                    (_, true) => value.unwrap_or_default(),
                    ('=', false) => {
                        let default = self.expand_text(word, streams).await;
                        self.set_variable(name, &default);
                        default
                    }
                    ('?', false) => {
                        let message = self.expand_text(word, streams).await;
                        let message = if message.is_empty() { "parameter null or not set".to_owned() } else { message };
                        self.complain(streams, &format!("{name}: {message}"));
                        self.status = 1;
                        self.exited = Some(1);
                        String::new()
                    }
                    _ => self.expand_text(word, streams).await,
                }
            }
            Some(Change::Trim { suffix, longest, pattern }) => {
                let pattern = self.expand_pattern(pattern, streams).await;
                trim(&value.unwrap_or_default(), &pattern, *suffix, *longest)
            }
        }
    }

    /// The output of a command line without the line feeds at its end.
    async fn substitute(&mut self, line: &str, streams: &Streams) -> String {
        let (stdout, kept) = Output::buffer();
        let mut inner = self.clone();
        inner.interactive = false;
        let streams = Streams { stdin: streams.stdin.clone(), stdout, stderr: streams.stderr.clone() };
        self.status = Box::pin(inner.run_line(line, &streams)).await;
        let kept = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8_lossy(&kept).trim_end_matches('\n').to_owned()
    }

    fn arithmetic(&mut self, expression: &str, streams: &Streams) -> String {
        // Names, with or without a dollar sign, stand for their values.
        let mut plain = String::new();
        let mut name = String::new();
        for character in expression.chars().chain([' ']) {
            if character.is_ascii_alphabetic() || character == '_' || (!name.is_empty() && character.is_ascii_digit()) {
                name.push(character);
                continue;
            }
            if !name.is_empty() {
                let value = self.variable(&name).filter(|value| !value.is_empty()).unwrap_or_else(|| "0".to_owned());
                plain.push_str(&value);
                name.clear();
            }
            if character != '$' {
                plain.push(character);
            }
        }
        match arithmetic::evaluate(&plain) {
            Some(value) => value.to_string(),
            None => {
                self.complain(streams, &format!("{}: syntax error in expression", expression.trim()));
                self.status = 1;
                String::new()
            }
        }
    }

    /// The paths that a pattern matches, sorted.
    fn pathnames(&self, field: &str) -> Vec<String> {
        let from_root = field.starts_with('/');
        let parts: Vec<&str> = field.split('/').filter(|part| !part.is_empty()).collect();
        let mut found = vec![if from_root { "/".to_owned() } else { String::new() }];
        let machine = self.machine.clone();
        machine.look(|guest| {
            for part in parts {
                let mut next = Vec::new();
                for base in &found {
                    let directory = absolute(&self.cwd, if base.is_empty() { "." } else { base });
                    let join = |name: &str| match base.as_str() {
                        "" => name.to_owned(),
                        "/" => format!("/{name}"),
                        base => format!("{base}/{name}"),
                    };
                    if !pattern::is_pattern(part) {
                        let name = pattern::unescape(part);
                        if guest.files.stat(&self.who, &absolute(&directory, &name), false).is_ok() {
                            next.push(join(&name));
                        }
                        continue;
                    }
                    for name in guest.files.list(&self.who, &directory).unwrap_or_default() {
                        if name.starts_with('.') == part.starts_with('.') && pattern::matches_pattern(part, &name) {
                            next.push(join(&name));
                        }
                    }
                }
                found = next;
            }
        });
        found
    }
}

/// Adds an expansion's value; unquoted, it is split at blanks and its pattern characters count.
fn add_value(fields: &mut Fields, value: &str, quoted: bool, split: bool) {
    if quoted {
        fields.add(&pattern::escape(value));
        return;
    }
    let value = value.replace('\\', "\\\\");
    if !split {
        fields.add(&value);
        return;
    }
    let blank = |character: char| matches!(character, ' ' | '\t' | '\n');
    let mut words = value.split(blank).filter(|word| !word.is_empty()).peekable();
    if value.starts_with(blank) {
        fields.split();
    }
    while let Some(word) = words.next() {
        fields.add(word);
        if words.peek().is_some() || value.ends_with(blank) {
            fields.split();
        }
    }
}

/// Cuts the shortest or the longest match of a pattern off one end.
fn trim(value: &str, pattern: &str, suffix: bool, longest: bool) -> String {
    let mut cuts: Vec<usize> = value.char_indices().map(|(at, _)| at).chain([value.len()]).collect();
    // The first cut that matches is taken: from the end for the shortest suffix and the longest prefix.
    if suffix != longest {
        cuts.reverse();
    }
    for at in cuts {
        let (head, tail) = value.split_at(at);
        let (cut, kept) = if suffix { (tail, head) } else { (head, tail) };
        if pattern::matches_pattern(pattern, cut) {
            return kept.to_owned();
        }
    }
    value.to_owned()
}

/// `a{b,c}d` is `abd acd`; in quotes it is not.
fn braces(word: &Word) -> Vec<Word> {
    for (index, piece) in word.iter().enumerate() {
        let Piece::Text { text, quoted: false } = piece else { continue };
        let Some((before, choices, after)) = brace(text) else { continue };
        return choices
            .into_iter()
            .flat_map(|choice| {
                let mut one: Word = word[..index].to_vec();
                let joined = format!("{before}{choice}{after}");
                if !joined.is_empty() {
                    one.push(Piece::Text { text: joined, quoted: false });
                }
                one.extend_from_slice(&word[index + 1..]);
                braces(&one)
            })
            .collect();
    }
    vec![word.clone()]
}

/// The first `{…,…}` of a text: what is before, the choices, what is after.
fn brace(text: &str) -> Option<(&str, Vec<String>, &str)> {
    for (open, _) in text.match_indices('{') {
        let mut depth = 0;
        let mut starts = vec![open + 1];
        for (at, character) in text[open..].char_indices().map(|(at, character)| (at + open, character)) {
            match character {
                '{' => depth += 1,
                ',' if depth == 1 => starts.push(at + 1),
                '}' => {
                    depth -= 1;
                    if depth == 0 {
                        if starts.len() == 1 {
                            break;
                        }
                        let mut choices = Vec::new();
                        for (index, start) in starts.iter().enumerate() {
                            let end = starts.get(index + 1).map_or(at, |next| next - 1);
                            choices.push(text[*start..end].to_owned());
                        }
                        return Some((&text[..open], choices, &text[at + 1..]));
                    }
                }
                _ => {}
            }
        }
    }
    None
}
