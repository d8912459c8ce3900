//! grep

use regex::{Regex, RegexBuilder};

use super::Process;
use super::files::options;
use crate::guest::files::file_name;

/// Makes a regular expression of a POSIX one. In a basic one `+ ? | ( ) { }` are special only after a backslash.
pub(super) fn posix(pattern: &str, extended: bool, ignore_case: bool) -> Option<Regex> {
    let mut expression = String::new();
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(special @ ('+' | '?' | '|' | '(' | ')' | '{' | '}')) if !extended => expression.push(special),
                Some('<') => expression.push_str(r"\b{start}"),
                Some('>') => expression.push_str(r"\b{end}"),
                Some(letter @ ('w' | 'W' | 's' | 'S' | 'b' | 'B')) => expression.push_str(&format!("\\{letter}")),
                Some('n') => expression.push('\n'),
                Some('t') => expression.push('\t'),
                Some(other) => expression.push_str(&regex::escape(&other.to_string())),
                None => expression.push_str("\\\\"),
            },
            '+' | '?' | '|' | '(' | ')' | '{' | '}' if !extended => {
                expression.push('\\');
                expression.push(character);
            }
            // At the beginning a star is a star.
            '*' if expression.is_empty() || expression == "^" => expression.push_str("\\*"),
            '[' => {
                expression.push('[');
                if let Some(negation) = characters.next_if_eq(&'^') {
                    expression.push(negation);
                }
                if characters.next_if_eq(&']').is_some() {
                    expression.push_str("\\]");
                }
                let mut class = false;
                while let Some(inner) = characters.next() {
                    match inner {
                        ']' if !class => break,
                        ']' => {
                            class = false;
                            expression.push(']');
                        }
                        '[' if characters.peek() == Some(&':') => {
                            class = true;
                            expression.push('[');
                        }
                        ':' if class => {
                            expression.push(':');
                        }
                        '[' | '\\' | '&' | '~' => {
                            expression.push('\\');
                            expression.push(inner);
                        }
                        inner => expression.push(inner),
                    }
                }
                expression.push(']');
            }
            character => expression.push(character),
        }
    }
    RegexBuilder::new(&expression).case_insensitive(ignore_case).build().ok()
}

pub(super) async fn grep(p: &Process) -> i32 {
    let options = options!(
        p,
        "EFGPivrRnHhlLcqosxwe:f:m:A:B:C:a",
        &[
            "extended-regexp",
            "fixed-strings",
            "ignore-case",
            "invert-match",
            "recursive",
            "line-number",
            "with-filename",
            "no-filename",
            "files-with-matches",
            "count",
            "quiet",
            "silent",
            "only-matching",
            "no-messages",
            "line-regexp",
            "word-regexp",
            "regexp=",
            "include=",
            "color",
            "colour"
        ]
    );
    let mut operands = options.operands.clone();
    let mut patterns: Vec<String> = options.values(&["e", "regexp"]).into_iter().map(str::to_owned).collect();
    if patterns.is_empty() {
        if operands.is_empty() {
            p.complain("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.");
            return 2;
        }
        patterns = operands.remove(0).lines().map(str::to_owned).collect();
        if patterns.is_empty() {
            patterns.push(String::new());
        }
    }
    let name = file_name(&p.args[0]);
    let extended = name == "egrep" || options.has(&["E", "P", "extended-regexp"]);
    let fixed = name == "fgrep" || options.has(&["F", "fixed-strings"]);
    let ignore_case = options.has(&["i", "ignore-case"]);
    let mut expressions = Vec::new();
    for pattern in &patterns {
        let compiled = if fixed {
            RegexBuilder::new(&regex::escape(pattern)).case_insensitive(ignore_case).build().ok()
        } else if options.has(&["P"]) {
            RegexBuilder::new(pattern).case_insensitive(ignore_case).build().ok()
        } else {
            posix(pattern, extended, ignore_case)
        };
        match compiled {
            Some(compiled) => expressions.push(compiled),
            None => return p.fail(2, "Invalid regular expression"),
        }
    }
    let recursive = options.has(&["r", "R", "recursive"]);
    if recursive && operands.is_empty() {
        operands.push(".".to_owned());
    }
    let (inputs, mut trouble) = inputs(p, &operands, recursive, options.has(&["s", "no-messages"])).await;
    let with_name = (inputs.len() > 1 || operands.len() > 1 || recursive || options.has(&["H", "with-filename"]))
        && !options.has(&["h", "no-filename"]);
    let invert = options.has(&["v", "invert-match"]);
    let matches = |line: &str| {
        expressions.iter().any(|expression| {
            expression.find_iter(line).any(|found| {
                let whole = found.start() == 0 && found.end() == line.len();
                let word = |edge: Option<char>| edge.is_none_or(|character| !character.is_alphanumeric() && character != '_');
                (!options.has(&["x", "line-regexp"]) || whole)
                    && (!options.has(&["w", "word-regexp"])
                        || (word(line[..found.start()].chars().next_back()) && word(line[found.end()..].chars().next())))
            })
        })
    };
    let context = |names: &[&str]| options.value(names).and_then(|lines| lines.parse::<usize>().ok()).unwrap_or(0);
    let (before, after) = (context(&["B"]).max(context(&["C"])), context(&["A"]).max(context(&["C"])));
    let most = options.value(&["m"]).and_then(|most| most.parse().ok()).unwrap_or(usize::MAX);
    let mut any = false;
    for (file, contents) in inputs {
        let shown_file = if file == "-" { "(standard input)".to_owned() } else { file };
        let text = String::from_utf8_lossy(&contents);
        let lines: Vec<&str> = text.lines().collect();
        let hits: Vec<usize> = (0..lines.len()).filter(|index| matches(lines[*index]) != invert).take(most).collect();
        any |= !hits.is_empty();
        if options.has(&["q", "quiet", "silent"]) {
            if any {
                return 0;
            }
            continue;
        }
        if options.has(&["l", "files-with-matches"]) {
            if !hits.is_empty() {
                p.print(format!("{shown_file}\n"));
            }
            continue;
        }
        if options.has(&["L"]) {
            if hits.is_empty() {
                p.print(format!("{shown_file}\n"));
            }
            continue;
        }
        let prefix = |index: usize, mark: char| {
            let mut prefix = String::new();
            if with_name {
                prefix.push_str(&format!("{shown_file}{mark}"));
            }
            if options.has(&["n", "line-number"]) {
                prefix.push_str(&format!("{}{mark}", index + 1));
            }
            prefix
        };
        if options.has(&["c", "count"]) {
            p.print(if with_name { format!("{shown_file}:{}\n", hits.len()) } else { format!("{}\n", hits.len()) });
            continue;
        }
        let mut last: Option<usize> = None;
        for hit in &hits {
            if options.has(&["o", "only-matching"]) && !invert {
                for found in expressions.iter().flat_map(|expression| expression.find_iter(lines[*hit])) {
                    if !found.is_empty() {
                        p.print(format!("{}{}\n", prefix(*hit, ':'), found.as_str()));
                    }
                }
                continue;
            }
            let start = hit.saturating_sub(before).max(last.map_or(0, |last| last + 1));
            if last.is_some_and(|last| start > last + 1) && before + after > 0 {
                p.print("--\n");
            }
            let end = (hit + after).min(lines.len() - 1);
            for (index, line) in lines.iter().enumerate().take(end + 1).skip(start) {
                // Lines after the next hit are shown with it.
                if index > *hit && hits.contains(&index) {
                    break;
                }
                p.print(format!("{}{}\n", prefix(index, if hits.contains(&index) { ':' } else { '-' }), line));
                last = Some(index);
            }
        }
    }
    if any && trouble != 2 {
        trouble = 0;
    } else if trouble == 0 {
        trouble = 1;
    }
    trouble
}

/// The files to search; 2 when one cannot be read.
async fn inputs(p: &Process, operands: &[String], recursive: bool, silent: bool) -> (Vec<(String, Vec<u8>)>, i32) {
    let mut status = 0;
    let mut inputs = Vec::new();
    if operands.is_empty() {
        inputs.push(("-".to_owned(), p.stdin.read_all().await));
    }
    for operand in operands {
        let path = p.path(operand);
        let tree = p.machine.look(|guest| match guest.files.stat(&p.who, &path, true) {
            Ok((root, node)) if node.is_directory() => Some((root.clone(), guest.files.below(&root))),
            _ => None,
        });
        match tree {
            Some(_) if !recursive => status = if silent { 2 } else { p.fail(2, format!("{operand}: Is a directory")) },
            Some((root, paths)) => {
                for path in paths {
                    let shown = format!("{}{}", operand.trim_end_matches('/'), &path[root.len()..]);
                    // Links are not followed.
                    let contents = p.machine.look(|guest| match guest.files.node(&path) {
                        Some(node) if matches!(node.kind, crate::guest::files::Kind::File(_)) => Some(guest.files.read(&p.who, &path)),
                        _ => None,
                    });
                    match contents {
                        Some(Ok(contents)) => inputs.push((shown, contents)),
                        Some(Err(error)) => status = if silent { 2 } else { p.fail(2, format!("{shown}: {error}")) },
                        None => {}
                    }
                }
            }
            None => match p.read(operand).await {
                Ok(contents) => inputs.push((operand.clone(), contents)),
                Err(error) => status = if silent { 2 } else { p.fail(2, format!("{operand}: {error}")) },
            },
        }
    }
    (inputs, status)
}

#[cfg(test)]
mod tests {
    use super::posix;

    #[test]
    fn basic_and_extended_expressions_differ_in_what_is_special() {
        let matches = |pattern: &str, extended: bool, text: &str| posix(pattern, extended, false).unwrap().is_match(text);
        assert!(matches("^[[:space:]]*bind[-_]address", true, "  bind-address = 1"));
        assert!(!matches("^[[:space:]]*bind[-_]address", true, "mysqlx-bind-address = 1"));
        assert!(matches("a+", false, "a+"));
        assert!(!matches("a+b", false, "aab"));
        assert!(matches("a\\+b", false, "aab"));
        assert!(matches("(a|b){2}", true, "ab"));
        assert!(matches("[^]x]", true, "y"));
        assert!(matches("*a", false, "*a"));
    }
}
