//! A report as Markdown.

use std::fmt::Write;

use model::Said;

use super::document::{Block, Cell, Document, Words};

/// Writes it.
pub(super) fn write(document: &Document, words: &Words) -> String {
    let mut out = format!("# {}\n", plain(&words.say(&document.title)));
    for paragraph in &document.lead {
        let _ = write!(out, "\n{}\n", plain(&words.say(paragraph)));
    }
    for section in &document.sections {
        let _ = write!(out, "\n## {}\n", plain(&words.say(&section.heading)));
        for block in &section.blocks {
            out.push('\n');
            write_block(&mut out, block, words);
        }
    }
    out
}

fn write_block(out: &mut String, block: &Block, words: &Words) {
    match block {
        Block::Facts(facts) => {
            for (name, value) in facts {
                let _ = writeln!(out, "- **{}**: {}", plain(words.text(name)), cell(value, words));
            }
        }
        Block::Table { head, rows } => {
            let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
            out.push_str(&row(head.iter().map(|name| plain(words.text(name))).collect()));
            out.push_str(&row(head.iter().map(|_| "---".to_owned()).collect()));
            for cells in rows {
                out.push_str(&row(cells.iter().map(|one| cell(one, words).replace('|', "\\|")).collect()));
            }
        }
        Block::Evidence { heading, seen } => {
            let _ = writeln!(out, "### {}\n", plain(&words.say(heading)));
            for piece in seen {
                let mark = if piece.holds { '✓' } else { '✗' };
                let (claim, seen) = (plain(&words.say(&piece.claim)), code(&words.say(&piece.seen)));
                let _ = writeln!(out, "- {mark} {claim}: {seen}  \n  {} · {}", how(&piece.how, words), piece.at);
            }
        }
        Block::Paragraph(said) => {
            let _ = writeln!(out, "{}", plain(&words.say(said)));
        }
    }
}

fn cell(cell: &Cell, words: &Words) -> String {
    let said = words.say(&cell.said);
    if cell.code { code(&said) } else { plain(&said) }
}

fn how(how: &Said, words: &Words) -> String {
    let said = words.say(how);
    if matches!(how, Said::Raw(_)) { code(&said) } else { plain(&said) }
}

/// Words in which nothing has a meaning of its own to Markdown.
fn plain(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in one_line(words).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Letters of one width, between more backticks than stand in them.
fn code(words: &str) -> String {
    let words = one_line(words);
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match words.as_str() {
        "" => "–".to_owned(),
        words if longest > 0 => format!("{fence} {words} {fence}"),
        words => format!("{fence}{words}{fence}"),
    }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_becomes_markup() {
        assert_eq!(plain("a_b *c* <d>\n#e"), "a\\_b \\*c\\* \\<d\\> \\#e");
        assert_eq!(code("ducks`42"), "`` ducks`42 ``");
        assert_eq!(code(" "), "–");
    }
}
