//! Cuts a command line into words and operators.

use super::syntax::{Change, Piece, SyntaxError, Word};

/// A word or an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, and its text when it has neither quotes nor expansions (so that it can be a keyword).
    Word(Word, Option<String>),
    /// `&&`, `||`, `;`, `|`, `|&`, `&`, `(`, `)`, a line feed.
    Operator(&'static str),
    /// A redirection operator with its descriptor.
    Redirect(Option<u32>, &'static str),
    /// `<<`: the lines of the document.
    Document(Word),
}

const OPERATORS: [&str; 9] = ["&&", "||", "|&", ";", "|", "&", "(", ")", "\n"];
const REDIRECTS: [&str; 12] = ["&>>", "&>", "<<<", "<<-", "<<", ">>", ">&", "<&", ">|", "<>", ">", "<"];

pub(super) fn tokenize(line: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut lexer = Lexer { text: line.chars().collect(), at: 0 };
    let mut tokens = Vec::new();
    // Where a document's lines go once the line that asks for it has ended.
    let mut documents: Vec<(usize, String, bool, bool)> = Vec::new();
    loop {
        lexer.skip_blanks();
        let Some(character) = lexer.peek() else { break };
        if character == '#' {
            while lexer.peek().is_some_and(|character| character != '\n') {
                lexer.at += 1;
            }
            continue;
        }
        let start = lexer.at;
        let digits: String = lexer.text[start..].iter().take_while(|character| character.is_ascii_digit()).collect();
        if !digits.is_empty() && matches!(lexer.text.get(start + digits.len()), Some('<' | '>')) {
            lexer.at += digits.len();
        }
        if let Some(operator) = lexer.take(&REDIRECTS) {
            let descriptor = digits.parse().ok().filter(|_| lexer.at > start + operator.len());
            if operator == "<<" || operator == "<<-" {
                lexer.skip_blanks();
                let word = lexer.word()?;
                let quoted = word.iter().any(|piece| matches!(piece, Piece::Text { quoted: true, .. }));
                let end = word.iter().map(|piece| if let Piece::Text { text, .. } = piece { text.as_str() } else { "" }).collect();
                documents.push((tokens.len(), end, quoted, operator == "<<-"));
                tokens.push(Token::Document(Vec::new()));
            } else {
                tokens.push(Token::Redirect(descriptor, operator));
            }
            continue;
        }
        lexer.at = start;
        if let Some(operator) = lexer.take(&OPERATORS) {
            tokens.push(Token::Operator(operator));
            if operator == "\n" {
                for (place, end, quoted, tabs) in documents.drain(..) {
                    tokens[place] = Token::Document(lexer.document(&end, quoted, tabs)?);
                }
            }
            continue;
        }
        let word = lexer.word()?;
        let plain = match word.as_slice() {
            [Piece::Text { text, quoted: false }] => Some(text.clone()),
            _ => None,
        };
        tokens.push(Token::Word(word, plain));
    }
    if documents.is_empty() { Ok(tokens) } else { Err(SyntaxError::Incomplete) }
}

struct Lexer {
    text: Vec<char>,
    at: usize,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Result<char, SyntaxError> {
        let character = self.peek().ok_or(SyntaxError::Incomplete)?;
        self.at += 1;
        Ok(character)
    }

    fn starts_with(&self, start: &str) -> bool {
        start.chars().enumerate().all(|(offset, character)| self.text.get(self.at + offset) == Some(&character))
    }

    fn take(&mut self, choices: &[&'static str]) -> Option<&'static str> {
        let found = choices.iter().find(|choice| self.starts_with(choice))?;
        self.at += found.chars().count();
        Some(found)
    }

    fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => self.at += 1,
                Some('\\') if self.text.get(self.at + 1) == Some(&'\n') => self.at += 2,
                _ => return,
            }
        }
    }

    /// A word up to the next blank or operator.
    fn word(&mut self) -> Result<Word, SyntaxError> {
        let mut word = Word::new();
        while let Some(character) = self.peek() {
            match character {
                ' ' | '\t' | '\n' | '\r' | ';' | '|' | '&' | '(' | ')' | '<' | '>' => break,
                _ => self.piece(&mut word)?,
            }
        }
        if word.is_empty() {
            let found = self.peek().ok_or(SyntaxError::Incomplete)?;
            return Err(SyntaxError::Unexpected(if found == '\n' { "newline".to_owned() } else { found.to_string() }));
        }
        Ok(word)
    }

    fn piece(&mut self, word: &mut Word) -> Result<(), SyntaxError> {
        match self.next()? {
            '\'' => {
                let mut text = String::new();
                loop {
                    match self.next()? {
                        '\'' => break,
                        character => text.push(character),
                    }
                }
                push_text(word, &text, true);
            }
            '"' => self.double_quoted(word)?,
            '\\' => match self.next()? {
                '\n' => {}
                character => push_text(word, &character.to_string(), true),
            },
            '$' if self.peek() == Some('\'') => {
                self.at += 1;
                let text = self.ansi_quoted()?;
                push_text(word, &text, true);
            }
            '$' => self.expansion(word, false)?,
            '`' => self.backquoted(word, false)?,
            character => push_text(word, &character.to_string(), false),
        }
        Ok(())
    }

    fn double_quoted(&mut self, word: &mut Word) -> Result<(), SyntaxError> {
        push_text(word, "", true);
        loop {
            match self.next()? {
                '"' => return Ok(()),
                '\\' => match self.next()? {
                    '\n' => {}
                    character @ ('$' | '`' | '"' | '\\') => push_text(word, &character.to_string(), true),
                    character => push_text(word, &format!("\\{character}"), true),
                },
                '$' => self.expansion(word, true)?,
                '`' => self.backquoted(word, true)?,
                character => push_text(word, &character.to_string(), true),
            }
        }
    }

    /// `$'…'`
    fn ansi_quoted(&mut self) -> Result<String, SyntaxError> {
        let mut text = String::new();
        loop {
            match self.next()? {
                '\'' => return Ok(text),
                '\\' => text.push(match self.next()? {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'e' => '\x1b',
                    character => character,
                }),
                character => text.push(character),
            }
        }
    }

    /// What follows a `$`.
    fn expansion(&mut self, word: &mut Word, quoted: bool) -> Result<(), SyntaxError> {
        if self.starts_with("((") {
            let start = self.at;
            self.at += 1;
            let inner = self.balanced()?;
            if self.peek() == Some(')') {
                self.at += 1;
                word.push(Piece::Arithmetic { expression: inner, quoted });
                return Ok(());
            }
            self.at = start;
        }
        match self.peek() {
            Some('(') => {
                let line = self.balanced()?;
                word.push(Piece::Command { line, quoted });
            }
            Some('{') => {
                self.at += 1;
                self.braced(word, quoted)?;
            }
            Some(character) if character.is_ascii_alphabetic() || character == '_' => {
                let name = self.name();
                word.push(Piece::Parameter { name, change: None, quoted });
            }
            Some(character) if character.is_ascii_digit() || "?$#@*!-".contains(character) => {
                self.at += 1;
                word.push(Piece::Parameter { name: character.to_string(), change: None, quoted });
            }
            _ => push_text(word, "$", quoted),
        }
        Ok(())
    }

    fn name(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(|character| character.is_ascii_alphanumeric() || character == '_') {
            self.at += 1;
        }
        self.text[start..self.at].iter().collect()
    }

    fn braced(&mut self, word: &mut Word, quoted: bool) -> Result<(), SyntaxError> {
        let length = self.peek() == Some('#') && self.text.get(self.at + 1).is_some_and(|next| *next != '}');
        if length {
            self.at += 1;
        }
        let mut name = self.name();
        if name.is_empty() {
            name = self.next()?.to_string();
        }
        let mut change = length.then_some(Change::Length);
        if self.peek() != Some('}') {
            let colon = self.peek() == Some(':');
            if colon {
                self.at += 1;
            }
            let operator = self.next()?;
            let doubled = matches!(operator, '#' | '%') && self.peek() == Some(operator);
            if doubled {
                self.at += 1;
            }
            let mut inner = Word::new();
            while self.peek() != Some('}') {
                self.piece(&mut inner)?;
            }
            change = Some(match operator {
                '-' | '=' | '+' | '?' => Change::Default { operator, or_empty: colon, word: inner },
                '#' | '%' => Change::Trim { suffix: operator == '%', longest: doubled, pattern: inner },
                _ => return Err(SyntaxError::Unexpected(format!("${{{name}{operator}"))),
            });
        }
        if self.next()? != '}' {
            return Err(SyntaxError::Unexpected("}".to_owned()));
        }
        word.push(Piece::Parameter { name, change, quoted });
        Ok(())
    }

    /// The text between a parenthesis and its partner; quotes hide parentheses.
    fn balanced(&mut self) -> Result<String, SyntaxError> {
        self.at += 1;
        let start = self.at;
        let mut depth = 1;
        loop {
            match self.next()? {
                '(' => depth += 1,
                ')' => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(self.text[start..self.at - 1].iter().collect());
                    }
                }
                '\\' => {
                    self.next()?;
                }
                quote @ ('\'' | '"') => loop {
                    match self.next()? {
                        '\\' if quote == '"' => {
                            self.next()?;
                        }
                        character if character == quote => break,
                        _ => {}
                    }
                },
                _ => {}
            }
        }
    }

    fn backquoted(&mut self, word: &mut Word, quoted: bool) -> Result<(), SyntaxError> {
        let mut line = String::new();
        loop {
            match self.next()? {
                '`' => break,
                '\\' if matches!(self.peek(), Some('`' | '\\' | '$')) => line.push(self.next()?),
                character => line.push(character),
            }
        }
        word.push(Piece::Command { line, quoted });
        Ok(())
    }

    /// The lines of `<<end`.
    fn document(&mut self, end: &str, literal: bool, strip_tabs: bool) -> Result<Word, SyntaxError> {
        let mut lines = String::new();
        loop {
            if self.at >= self.text.len() {
                return Err(SyntaxError::Incomplete);
            }
            let mut line = String::new();
            while let Some(character) = self.peek() {
                self.at += 1;
                if character == '\n' {
                    break;
                }
                line.push(character);
            }
            let line = if strip_tabs { line.trim_start_matches('\t') } else { &line };
            if line == end {
                break;
            }
            lines.push_str(line);
            lines.push('\n');
        }
        if literal {
            return Ok(vec![Piece::Text { text: lines, quoted: true }]);
        }
        let mut inner = Lexer { text: lines.chars().collect(), at: 0 };
        let mut word = Word::new();
        while let Some(character) = inner.peek() {
            inner.at += 1;
            match character {
                '$' => inner.expansion(&mut word, true)?,
                '`' => inner.backquoted(&mut word, true)?,
                '\\' if matches!(inner.peek(), Some('$' | '`' | '\\')) => {
                    let character = inner.next()?;
                    push_text(&mut word, &character.to_string(), true);
                }
                character => push_text(&mut word, &character.to_string(), true),
            }
        }
        Ok(word)
    }
}

/// Adds text, to the last piece when it is of the same kind.
fn push_text(word: &mut Word, more: &str, quoted: bool) {
    match word.last_mut() {
        Some(Piece::Text { text, quoted: last }) if *last == quoted => text.push_str(more),
        _ => word.push(Piece::Text { text: more.to_owned(), quoted }),
    }
}
