//! A report as one page of HTML that needs nothing else: it can be read, printed and sent.

use std::fmt::Write;

use model::Said;

use super::document::{Block, Cell, Document, Words};

const STYLE: &str = include_str!("report.css");

/// Writes it.
pub(super) fn write(document: &Document, words: &Words) -> String {
    let title = escaped(&words.say(&document.title));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n",
        words.language
    );
    for paragraph in &document.lead {
        let _ = writeln!(out, "<p class=\"lead\">{}</p>", escaped(&words.say(paragraph)));
    }
    for (at, section) in document.sections.iter().enumerate() {
        let heading = escaped(&words.say(&section.heading));
        let _ = writeln!(out, "<section aria-labelledby=\"part-{at}\">\n<h2 id=\"part-{at}\">{heading}</h2>");
        for block in &section.blocks {
            write_block(&mut out, block, &heading, words);
        }
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn write_block(out: &mut String, block: &Block, section: &str, words: &Words) {
    match block {
        Block::Facts(facts) => {
            out.push_str("<dl>\n");
            for (name, value) in facts {
                let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escaped(words.text(name)), cell(value, words));
            }
            out.push_str("</dl>\n");
        }
        Block::Table { head, rows } => {
            // A wide table scrolls by itself on a small screen, also by keyboard.
            let _ = writeln!(out, "<div class=\"wide\" role=\"group\" aria-label=\"{section}\" tabindex=\"0\"><table>\n<thead><tr>");
            for name in head {
                let _ = writeln!(out, "<th scope=\"col\">{}</th>", escaped(words.text(name)));
            }
            out.push_str("</tr></thead>\n<tbody>\n");
            for cells in rows {
                let cells: String = cells.iter().map(|one| format!("<td>{}</td>", cell(one, words))).collect();
                let _ = writeln!(out, "<tr>{cells}</tr>");
            }
            out.push_str("</tbody></table></div>\n");
        }
        Block::Evidence { heading, seen } => {
            let _ = writeln!(out, "<h3>{}</h3>\n<ul>", escaped(&words.say(heading)));
            for piece in seen {
                let (class, mark) = if piece.holds { ("yes", "✓") } else { ("no", "✗") };
                let (claim, seen) = (escaped(&words.say(&piece.claim)), escaped(&words.say(&piece.seen)));
                let _ = writeln!(
                    out,
                    "<li class=\"{class}\"><span class=\"mark\">{mark}</span> {claim}<br><code>{seen}</code><br><small>{} · {}</small></li>",
                    how(&piece.how, words),
                    piece.at
                );
            }
            out.push_str("</ul>\n");
        }
        Block::Paragraph(said) => {
            let _ = writeln!(out, "<p>{}</p>", escaped(&words.say(said)));
        }
    }
}

fn cell(cell: &Cell, words: &Words) -> String {
    let said = escaped(&words.say(&cell.said));
    if cell.code && !said.is_empty() { format!("<code>{said}</code>") } else { said }
}

fn how(how: &Said, words: &Words) -> String {
    let said = escaped(&words.say(how));
    if matches!(how, Said::Raw(_)) { format!("<code>{said}</code>") } else { said }
}

/// Text that cannot become markup, in elements and in attributes.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_becomes_markup() {
        assert_eq!(escaped("<b a=\"c\">&'"), "&lt;b a=&quot;c&quot;&gt;&amp;&#39;");
    }
}
