//! A report as headings, facts and tables, before it is written in one form or another.

use std::borrow::Cow;
use std::collections::BTreeMap;

use model::{Said, Text, ToSaid};

/// A document.
#[derive(Debug)]
pub(super) struct Document {
    pub title: Said,
    pub lead: Vec<Said>,
    pub sections: Vec<Section>,
}

/// A part with a heading of its own.
#[derive(Debug)]
pub(super) struct Section {
    pub heading: Said,
    pub blocks: Vec<Block>,
}

/// What stands in a section.
#[derive(Debug)]
pub(super) enum Block {
    /// Names with their values.
    Facts(Vec<(Text, Cell)>),
    /// Rows below a head.
    Table { head: Vec<Text>, rows: Vec<Vec<Cell>> },
    /// A heading of the third rank with what was seen below it.
    Evidence { heading: Said, seen: Vec<Piece> },
    /// A sentence.
    Paragraph(Said),
}

/// One thing that was seen.
#[derive(Debug)]
pub(super) struct Piece {
    pub holds: bool,
    pub claim: Said,
    pub seen: Said,
    pub how: Said,
    pub at: String,
}

/// A cell of a table or a fact's value.
#[derive(Debug)]
pub(super) struct Cell {
    pub said: Said,
    /// Whether it is an id, an address or a name, to be set in letters of one width.
    pub code: bool,
}

impl Cell {
    /// Words or numbers.
    pub fn words(said: impl ToSaid) -> Self {
        Self { said: said.to_said(), code: false }
    }

    /// Something as a machine has it.
    pub fn code(said: impl ToSaid) -> Self {
        Self { said: said.to_said(), code: true }
    }
}

impl Document {
    /// All words that it says, each once.
    pub fn texts(&self) -> Vec<Text> {
        let mut found = Vec::new();
        self.visit(&mut |said| gather(said, &mut found));
        found
    }

    fn visit(&self, see: &mut dyn FnMut(&Said)) {
        std::iter::once(&self.title).chain(&self.lead).for_each(&mut *see);
        for section in &self.sections {
            see(&section.heading);
            for block in &section.blocks {
                match block {
                    Block::Facts(facts) => facts.iter().for_each(|(name, value)| {
                        see(&name.to_said());
                        see(&value.said);
                    }),
                    Block::Table { head, rows } => {
                        head.iter().for_each(|name| see(&name.to_said()));
                        rows.iter().flatten().for_each(|cell| see(&cell.said));
                    }
                    Block::Evidence { heading, seen } => {
                        see(heading);
                        for piece in seen {
                            [&piece.claim, &piece.seen, &piece.how].into_iter().for_each(&mut *see);
                        }
                    }
                    Block::Paragraph(said) => see(said),
                }
            }
        }
    }
}

fn gather(said: &Said, found: &mut Vec<Text>) {
    match said {
        Said::Raw(_) => {}
        Said::Text(text) if found.iter().any(|known| known.english == text.english) => {}
        Said::Text(text) => found.push(text.clone()),
        Said::List(list) => list.iter().for_each(|one| gather(one, found)),
    }
}

/// The words of a language, by their English.
pub(super) struct Words {
    by_english: BTreeMap<String, String>,
    /// The language's code.
    pub language: String,
}

impl Words {
    /// Words that were given; without any it is English.
    pub fn new(by_english: BTreeMap<String, String>, language: Option<String>) -> Self {
        // It stands in an attribute: a code is letters, digits and dashes.
        let code = language.filter(|code| !code.is_empty() && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
        Self { by_english, language: code.unwrap_or_else(|| "en".to_owned()) }
    }

    /// What is to be said, in the language.
    pub fn say<'a>(&'a self, said: &'a Said) -> Cow<'a, str> {
        match said {
            Said::Raw(raw) => Cow::Borrowed(raw),
            Said::Text(text) => Cow::Borrowed(self.text(text)),
            Said::List(list) => Cow::Owned(list.iter().map(|one| self.say(one)).collect::<Vec<_>>().join(", ")),
        }
    }

    /// A text in the language.
    pub fn text<'a>(&'a self, text: &'a Text) -> &'a str {
        self.by_english.get(&text.english).map_or(text.english.as_str(), String::as_str)
    }
}
