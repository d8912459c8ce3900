//! Reads tokens as commands.

use super::lexer::{Token, tokenize};
use super::syntax::{AndOr, Command, Compound, List, Piece, Pipeline, Redirect, SyntaxError, Target, Word};

/// Reads a whole script or line.
pub(super) fn parse(line: &str) -> Result<List, SyntaxError> {
    let tokens = tokenize(line)?;
    let mut parser = Parser { tokens, at: 0 };
    let list = parser.list(&[])?;
    match parser.peek() {
        None => Ok(list),
        Some(_) => Err(parser.unexpected()),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

const KEYWORDS: [&str; 12] = ["if", "then", "elif", "else", "fi", "while", "until", "for", "do", "done", "}", "{"];

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_operator(&self, operator: &str) -> bool {
        matches!(self.peek(), Some(Token::Operator(found)) if *found == operator)
    }

    fn take_operator(&mut self, operator: &str) -> bool {
        let found = self.is_operator(operator);
        self.at += usize::from(found);
        found
    }

    fn keyword(&self) -> Option<&str> {
        match self.peek() {
            Some(Token::Word(_, Some(text))) => Some(text),
            _ => None,
        }
    }

    fn expect_keyword(&mut self, keyword: &str) -> Result<(), SyntaxError> {
        if self.keyword() == Some(keyword) {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected())
    }

    /// The error at this token; at the end, more is needed.
    fn unexpected(&self) -> SyntaxError {
        match self.peek() {
            None => SyntaxError::Incomplete,
            Some(Token::Operator("\n")) => SyntaxError::Unexpected("newline".to_owned()),
            Some(Token::Operator(operator)) | Some(Token::Redirect(_, operator)) => SyntaxError::Unexpected((*operator).to_owned()),
            Some(Token::Word(_, text)) => SyntaxError::Unexpected(text.clone().unwrap_or_else(|| "word".to_owned())),
            Some(Token::Document(_)) => SyntaxError::Unexpected("<<".to_owned()),
        }
    }

    fn skip_newlines(&mut self) {
        while self.take_operator("\n") {}
    }

    /// Commands up to the end, a closing parenthesis, or one of these keywords.
    fn list(&mut self, until: &[&str]) -> Result<List, SyntaxError> {
        let mut list = List::new();
        loop {
            self.skip_newlines();
            if self.peek().is_none() || self.is_operator(")") || self.keyword().is_some_and(|keyword| until.contains(&keyword)) {
                return Ok(list);
            }
            let first = self.pipeline()?;
            let mut rest = Vec::new();
            while self.is_operator("&&") || self.is_operator("||") {
                let and = self.is_operator("&&");
                self.at += 1;
                self.skip_newlines();
                rest.push((and, self.pipeline()?));
            }
            let background = self.take_operator("&");
            list.push(AndOr { first, rest, background });
            if !background && !self.take_operator(";") && !self.is_operator("\n") {
                return Ok(list);
            }
        }
    }

    /// A list that must not be empty.
    fn body(&mut self, until: &[&str]) -> Result<List, SyntaxError> {
        let list = self.list(until)?;
        if list.is_empty() { Err(self.unexpected()) } else { Ok(list) }
    }

    fn pipeline(&mut self) -> Result<Pipeline, SyntaxError> {
        let mut negated = false;
        while self.keyword() == Some("!") {
            negated = !negated;
            self.at += 1;
        }
        let mut commands = vec![self.command()?];
        loop {
            let both = self.is_operator("|&");
            if !both && !self.is_operator("|") {
                return Ok(Pipeline { negated, commands });
            }
            self.at += 1;
            if both && let Some(Command::Simple { redirects, .. } | Command::Compound { redirects, .. }) = commands.last_mut() {
                redirects.push(Redirect { descriptor: Some(2), target: Target::Duplicate(Some(1)) });
            }
            self.skip_newlines();
            commands.push(self.command()?);
        }
    }

    fn command(&mut self) -> Result<Command, SyntaxError> {
        let kind = match self.keyword() {
            _ if self.is_operator("(") => {
                self.at += 1;
                let list = self.body(&[])?;
                if !self.take_operator(")") {
                    return Err(self.unexpected());
                }
                Compound::Subshell(list)
            }
            Some("{") => {
                self.at += 1;
                let list = self.body(&["}"])?;
                self.expect_keyword("}")?;
                Compound::Group(list)
            }
            Some("if") => self.if_command()?,
            Some(keyword @ ("while" | "until")) => {
                let until = keyword == "until";
                self.at += 1;
                let condition = self.body(&["do"])?;
                Compound::While { until, condition, body: self.do_group()? }
            }
            Some("for") => self.for_command()?,
            Some(keyword) if KEYWORDS.contains(&keyword) => return Err(self.unexpected()),
            _ => return self.simple(),
        };
        let mut redirects = Vec::new();
        while let Some(redirect) = self.redirect()? {
            redirects.push(redirect);
        }
        Ok(Command::Compound { kind, redirects })
    }

    fn if_command(&mut self) -> Result<Compound, SyntaxError> {
        let mut branches = Vec::new();
        let mut otherwise = None;
        loop {
            self.at += 1;
            let condition = self.body(&["then"])?;
            self.expect_keyword("then")?;
            branches.push((condition, self.body(&["elif", "else", "fi"])?));
            match self.keyword() {
                Some("elif") => continue,
                Some("else") => {
                    self.at += 1;
                    otherwise = Some(self.body(&["fi"])?);
                }
                _ => {}
            }
            self.expect_keyword("fi")?;
            return Ok(Compound::If { branches, otherwise });
        }
    }

    fn for_command(&mut self) -> Result<Compound, SyntaxError> {
        self.at += 1;
        let Some(name) = self.keyword().map(str::to_owned) else { return Err(self.unexpected()) };
        self.at += 1;
        self.skip_newlines();
        let mut words = None;
        if self.keyword() == Some("in") {
            self.at += 1;
            let mut found = Vec::new();
            while let Some(Token::Word(word, _)) = self.peek() {
                found.push(word.clone());
                self.at += 1;
            }
            words = Some(found);
        }
        let _ = self.take_operator(";");
        self.skip_newlines();
        Ok(Compound::For { name, words, body: self.do_group()? })
    }

    fn do_group(&mut self) -> Result<List, SyntaxError> {
        self.expect_keyword("do")?;
        let body = self.body(&["done"])?;
        self.expect_keyword("done")?;
        Ok(body)
    }

    fn simple(&mut self) -> Result<Command, SyntaxError> {
        let (mut assignments, mut words, mut redirects) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
                continue;
            }
            let Some(Token::Word(word, _)) = self.peek() else { break };
            match assignment(word) {
                Some(found) if words.is_empty() => assignments.push(found),
                _ => words.push(word.clone()),
            }
            self.at += 1;
        }
        if assignments.is_empty() && words.is_empty() && redirects.is_empty() {
            return Err(self.unexpected());
        }
        Ok(Command::Simple { assignments, words, redirects })
    }

    fn redirect(&mut self) -> Result<Option<Redirect>, SyntaxError> {
        let (descriptor, operator) = match self.peek() {
            Some(Token::Redirect(descriptor, operator)) => (*descriptor, *operator),
            Some(Token::Document(lines)) => {
                let target = Target::Document(lines.clone());
                self.at += 1;
                return Ok(Some(Redirect { descriptor: Some(0), target }));
            }
            _ => return Ok(None),
        };
        self.at += 1;
        let Some(Token::Word(word, text)) = self.peek().cloned() else {
            return Err(match self.peek() {
                None => SyntaxError::Unexpected("newline".to_owned()),
                Some(_) => self.unexpected(),
            });
        };
        self.at += 1;
        let target = match operator {
            ">" | ">|" | "<>" => Target::Write { file: word, append: false },
            ">>" => Target::Write { file: word, append: true },
            "&>" => Target::WriteBoth { file: word, append: false },
            "&>>" => Target::WriteBoth { file: word, append: true },
            "<" => Target::Read(word),
            "<<<" => Target::Here(word),
            _ => match text.as_deref() {
                Some("-") => Target::Duplicate(None),
                Some(number) if number.parse::<u32>().is_ok() => Target::Duplicate(number.parse().ok()),
                _ => Target::WriteBoth { file: word, append: false },
            },
        };
        Ok(Some(Redirect { descriptor, target }))
    }
}

/// `name=word`
pub(super) fn assignment(word: &Word) -> Option<(String, Word)> {
    let Some(Piece::Text { text, quoted: false }) = word.first() else { return None };
    let (name, value) = text.split_once('=')?;
    if !is_name(name) {
        return None;
    }
    let mut rest = word.clone();
    rest[0] = Piece::Text { text: value.to_owned(), quoted: false };
    if value.is_empty() {
        rest.remove(0);
    }
    Some((name.to_owned(), rest))
}

/// Whether a text can name a variable.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}
