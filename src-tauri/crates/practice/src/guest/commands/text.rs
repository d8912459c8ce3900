//! Commands that read text: cat, head, tail, wc, sort and their like.

use super::Process;
use super::files::options;
use super::options::Options;
use crate::guest::files::file_name;

impl Process {
    /// The contents of each file, or of the standard input when there is none; complaints have been written for those that fail.
    pub(super) async fn inputs(&self, files: &[String]) -> (Vec<(String, Vec<u8>)>, i32) {
        let mut status = 0;
        let mut inputs = Vec::new();
        if files.is_empty() {
            inputs.push(("-".to_owned(), self.stdin.read_all().await));
        }
        for file in files {
            match self.read(file).await {
                Ok(contents) => inputs.push((file.clone(), contents)),
                Err(error) => status = self.fail(1, format!("{file}: {error}")),
            }
        }
        (inputs, status)
    }

    async fn all_text(&self, files: &[String]) -> (String, i32) {
        let (inputs, status) = self.inputs(files).await;
        let bytes: Vec<u8> = inputs.into_iter().flat_map(|(_, contents)| contents).collect();
        (String::from_utf8_lossy(&bytes).into_owned(), status)
    }
}

pub(super) async fn cat(p: &Process) -> i32 {
    let options = options!(p, "nbAETsvuRSXF", &["number", "show-all"]);
    if options.operands.is_empty() {
        // As it comes, so that typing at a terminal is answered line by line.
        while let Some(bytes) = p.stdin.read_some().await {
            let status = p.write(&bytes);
            if status != 0 {
                return status;
            }
        }
        return 0;
    }
    let (inputs, mut status) = p.inputs(&options.operands).await;
    let mut number = 0;
    for (_, contents) in inputs {
        if !options.has(&["n", "A", "E", "T", "number", "show-all"]) {
            status = status.max(p.write(&contents));
            continue;
        }
        let all = options.has(&["A", "show-all"]);
        for line in String::from_utf8_lossy(&contents).split_inclusive('\n') {
            number += 1;
            let mut line = line.to_owned();
            if all || options.has(&["T"]) {
                line = line.replace('\t', "^I");
            }
            if all || options.has(&["E"]) {
                line = line.replace('\n', "$\n");
            }
            let prefix = if options.has(&["n", "number"]) { format!("{number:6}\t") } else { String::new() };
            p.print(format!("{prefix}{line}"));
        }
    }
    status
}

/// `head` and `tail` take `-5` for `-n 5`.
fn with_old_count(args: &[String]) -> Vec<String> {
    let count = |arg: &String| arg.len() > 1 && arg.starts_with('-') && arg[1..].chars().all(|digit| digit.is_ascii_digit());
    args.iter().flat_map(|arg| if count(arg) { vec!["-n".to_owned(), arg[1..].to_owned()] } else { vec![arg.clone()] }).collect()
}

pub(super) async fn head(p: &Process) -> i32 {
    ends(p, false).await
}

pub(super) async fn tail(p: &Process) -> i32 {
    ends(p, true).await
}

async fn ends(p: &Process, tail: bool) -> i32 {
    let options = match Options::read(&with_old_count(p.rest()), "n:c:qvfF", &["lines=", "bytes=", "follow"]) {
        Ok(options) => options,
        Err(message) => return p.usage(&message),
    };
    let (inputs, status) = p.inputs(&options.operands).await;
    let several = inputs.len() > 1 && !options.has(&["q"]);
    for (index, (name, contents)) in inputs.iter().enumerate() {
        if several {
            p.print(format!("{}==> {name} <==\n", if index > 0 { "\n" } else { "" }));
        }
        if let Some(count) = options.value(&["c", "bytes"]).and_then(|count| count.parse::<usize>().ok()) {
            let count = count.min(contents.len());
            p.write(if tail { &contents[contents.len() - count..] } else { &contents[..count] });
            continue;
        }
        let text = String::from_utf8_lossy(contents);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let given = options.value(&["n", "lines"]).unwrap_or("10");
        let Ok(count) = given.trim_start_matches(['+', '-']).parse::<usize>() else {
            return p.fail(1, format!("invalid number of lines: ‘{given}’"));
        };
        let shown = match (tail, given.starts_with('+'), given.starts_with('-')) {
            (true, true, _) => &lines[count.saturating_sub(1).min(lines.len())..],
            (true, false, _) => &lines[lines.len().saturating_sub(count)..],
            (false, _, true) => &lines[..lines.len().saturating_sub(count)],
            (false, _, false) => &lines[..count.min(lines.len())],
        };
        p.print(shown.concat());
    }
    status
}

pub(super) async fn wc(p: &Process) -> i32 {
    let options = options!(p, "lwcmL", &["lines", "words", "bytes"]);
    let (inputs, status) = p.inputs(&options.operands).await;
    let all = options.given.is_empty();
    let mut totals = [0; 3];
    let mut rows = Vec::new();
    for (name, contents) in &inputs {
        let text = String::from_utf8_lossy(contents);
        let counts = [text.matches('\n').count(), text.split_whitespace().count(), contents.len()];
        for (total, count) in totals.iter_mut().zip(counts) {
            *total += count;
        }
        rows.push((counts, if options.operands.is_empty() { String::new() } else { name.clone() }));
    }
    if rows.len() > 1 {
        rows.push((totals, "total".to_owned()));
    }
    let chosen = [all || options.has(&["l", "lines"]), all || options.has(&["w", "words"]), all || options.has(&["c", "m", "bytes"])];
    let single = chosen.iter().filter(|chosen| **chosen).count() == 1 && rows.len() == 1;
    let width = if single {
        0
    } else if options.operands.is_empty() {
        7
    } else {
        totals[2].to_string().len()
    };
    for (counts, name) in rows {
        let shown: Vec<String> =
            counts.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(count, _)| format!("{count:>width$}")).collect();
        p.print(format!("{}{}{name}\n", shown.join(" "), if name.is_empty() { "" } else { " " }));
    }
    status
}

pub(super) async fn sort(p: &Process) -> i32 {
    let options = options!(p, "nrufhk:t:V", &["numeric-sort", "reverse", "unique", "key="]);
    let (text, status) = p.all_text(&options.operands).await;
    let mut lines: Vec<&str> = text.lines().collect();
    let field = options.value(&["k", "key"]).and_then(|key| key.split(['n', ',', '.']).next()?.parse::<usize>().ok());
    let separator = options.value(&["t"]).and_then(|separator| separator.chars().next());
    let key = |line: &str| -> String {
        match (field, separator) {
            (None | Some(0), _) => line.to_owned(),
            (Some(field), Some(separator)) => line.split(separator).nth(field - 1).unwrap_or_default().to_owned(),
            (Some(field), None) => line.split_whitespace().nth(field - 1).unwrap_or_default().to_owned(),
        }
    };
    let numeric = options.has(&["n", "h", "numeric-sort"]) || options.value(&["k", "key"]).is_some_and(|key| key.contains('n'));
    if numeric {
        let number = |line: &str| {
            key(line)
                .trim()
                .chars()
                .take_while(|c| c.is_ascii_digit() || *c == '-' || *c == '.')
                .collect::<String>()
                .parse::<f64>()
                .unwrap_or(0.0)
        };
        lines.sort_by(|a, b| number(a).total_cmp(&number(b)));
    } else {
        lines.sort_by_key(|line| key(line));
    }
    if options.has(&["r", "reverse"]) {
        lines.reverse();
    }
    if options.has(&["u", "unique"]) {
        lines.dedup();
    }
    p.print(lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    status
}

pub(super) async fn uniq(p: &Process) -> i32 {
    let options = options!(p, "cdu", &["count"]);
    let (text, status) = p.all_text(&options.operands).await;
    let mut groups: Vec<(usize, &str)> = Vec::new();
    for line in text.lines() {
        match groups.last_mut() {
            Some((count, last)) if *last == line => *count += 1,
            _ => groups.push((1, line)),
        }
    }
    for (count, line) in groups {
        if (options.has(&["d"]) && count == 1) || (options.has(&["u"]) && count > 1) {
            continue;
        }
        p.print(if options.has(&["c", "count"]) { format!("{count:7} {line}\n") } else { format!("{line}\n") });
    }
    status
}

/// `1,3-5,7-`
fn in_list(list: &str, number: usize) -> bool {
    list.split(',').any(|part| match part.split_once('-') {
        None => part.parse() == Ok(number),
        Some((from, to)) => from.parse().unwrap_or(1) <= number && number <= to.parse().unwrap_or(usize::MAX),
    })
}

pub(super) async fn cut(p: &Process) -> i32 {
    let options = options!(p, "d:f:c:b:s", &["delimiter=", "fields=", "characters="]);
    let (text, status) = p.all_text(&options.operands).await;
    let delimiter = options.value(&["d", "delimiter"]).unwrap_or("\t");
    for line in text.lines() {
        if let Some(list) = options.value(&["f", "fields"]) {
            if !line.contains(delimiter) {
                if !options.has(&["s"]) {
                    p.print(format!("{line}\n"));
                }
                continue;
            }
            let kept: Vec<&str> =
                line.split(delimiter).enumerate().filter(|(index, _)| in_list(list, index + 1)).map(|(_, field)| field).collect();
            p.print(format!("{}\n", kept.join(delimiter)));
        } else if let Some(list) = options.value(&["c", "b", "characters"]) {
            let kept: String =
                line.chars().enumerate().filter(|(index, _)| in_list(list, index + 1)).map(|(_, character)| character).collect();
            p.print(format!("{kept}\n"));
        } else {
            return p.usage("you must specify a list of bytes, characters, or fields");
        }
    }
    status
}

/// `a-z`, `\n`, `[:upper:]`
fn set_of(text: &str) -> Vec<char> {
    let text = text.replace("[:upper:]", "A-Z").replace("[:lower:]", "a-z").replace("[:digit:]", "0-9").replace("[:space:]", " \t\n\r");
    let text: Vec<char> = text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").replace("\\0", "\0").chars().collect();
    let mut set = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if at + 2 < text.len() && text[at + 1] == '-' {
            set.extend(text[at]..=text[at + 2]);
            at += 3;
        } else {
            set.push(text[at]);
            at += 1;
        }
    }
    set
}

pub(super) async fn tr(p: &Process) -> i32 {
    let options = options!(p, "dsc", &["delete", "squeeze-repeats"]);
    let text = String::from_utf8_lossy(&p.stdin.read_all().await).into_owned();
    let Some(from) = options.operands.first().map(|from| set_of(from)) else { return p.usage("missing operand") };
    let to = options.operands.get(1).map(|to| set_of(to)).unwrap_or_default();
    let mut out = String::new();
    for character in text.chars() {
        let place = from.iter().position(|known| *known == character);
        if options.has(&["d", "delete"]) {
            if place.is_none() {
                out.push(character);
            }
            continue;
        }
        let new = place.and_then(|place| to.get(place).or(to.last()).copied()).unwrap_or(character);
        if options.has(&["s", "squeeze-repeats"]) && place.is_some() && out.ends_with(new) {
            continue;
        }
        out.push(new);
    }
    p.print(out);
    0
}

pub(super) async fn base64(p: &Process) -> i32 {
    use ::base64::Engine;
    use ::base64::engine::general_purpose::STANDARD;
    let options = options!(p, "dw:i", &["decode", "wrap="]);
    let (inputs, status) = p.inputs(&options.operands).await;
    let bytes: Vec<u8> = inputs.into_iter().flat_map(|(_, contents)| contents).collect();
    if options.has(&["d", "decode"]) {
        let text: Vec<u8> = bytes.into_iter().filter(|byte| !byte.is_ascii_whitespace()).collect();
        return match STANDARD.decode(text) {
            Ok(bytes) => p.write(&bytes),
            Err(_) => p.fail(1, "invalid input"),
        };
    }
    let width = options.value(&["w", "wrap"]).and_then(|width| width.parse().ok()).unwrap_or(76);
    let text = STANDARD.encode(bytes);
    if width == 0 {
        p.print(text);
    } else {
        for line in text.as_bytes().chunks(width) {
            p.print(format!("{}\n", String::from_utf8_lossy(line)));
        }
    }
    status
}

/// The lines that are in one file and not in the other, in diff's normal form for whole blocks.
pub(super) async fn diff(p: &Process) -> i32 {
    let options = options!(p, "uqbwBN", &["brief", "unified"]);
    let [left, right] = options.operands.as_slice() else { return p.usage("missing operand") };
    let (left, right) = match (p.read(left).await, p.read(right).await) {
        (Ok(left), Ok(right)) => (left, right),
        (Err(error), _) => return p.fail(2, format!("{left}: {error}")),
        (_, Err(error)) => return p.fail(2, format!("{right}: {error}")),
    };
    if left == right {
        return 0;
    }
    if options.has(&["q", "brief"]) {
        p.print(format!("Files {} and {} differ\n", options.operands[0], options.operands[1]));
        return 1;
    }
    let (left, right) = (String::from_utf8_lossy(&left).into_owned(), String::from_utf8_lossy(&right).into_owned());
    let (a, b): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    // The longest common subsequence, by table: configuration files are small.
    let mut table = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i][j] = if a[i] == b[j] { table[i + 1][j + 1] + 1 } else { table[i + 1][j].max(table[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let (from_i, from_j) = (i, j);
        while (i < a.len() || j < b.len()) && !(i < a.len() && j < b.len() && a[i] == b[j]) {
            if j >= b.len() || (i < a.len() && table[i + 1][j] >= table[i][j + 1]) {
                i += 1;
            } else {
                j += 1;
            }
        }
        let range = |from: usize, to: usize| if to - from > 1 { format!("{},{to}", from + 1) } else { to.to_string() };
        let head = match (i > from_i, j > from_j) {
            (true, true) => format!("{}c{}", range(from_i, i), range(from_j, j)),
            (true, false) => format!("{}d{from_j}", range(from_i, i)),
            _ => format!("{from_i}a{}", range(from_j, j)),
        };
        p.print(format!("{head}\n"));
        p.print(a[from_i..i].iter().map(|line| format!("< {line}\n")).collect::<String>());
        if i > from_i && j > from_j {
            p.print("---\n");
        }
        p.print(b[from_j..j].iter().map(|line| format!("> {line}\n")).collect::<String>());
    }
    1
}

/// The one use of awk that people make by heart: `{print $1, $3}`, after an optional `/pattern/`.
pub(super) async fn awk(p: &Process) -> i32 {
    let options = options!(p, "F:", &[]);
    let Some((program, files)) = options.operands.split_first() else { return p.fail(1, "usage: awk [-F fs] 'program' [file ...]") };
    let program = program.trim();
    let (pattern, action) = match program.strip_prefix('/').and_then(|rest| rest.split_once('/')) {
        Some((pattern, action)) => (regex::Regex::new(pattern).ok(), action.trim()),
        None => (None, program),
    };
    let fields =
        action.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim).and_then(|body| body.strip_prefix("print"));
    let Some(fields) = fields.or(action.is_empty().then_some("")) else {
        return p.fail(2, format!("the practice machine's {} knows only '/pattern/ {{print $1, $2}}'", file_name(&p.args[0])));
    };
    let (text, status) = p.all_text(files).await;
    for line in text.lines().filter(|line| pattern.as_ref().is_none_or(|pattern| pattern.is_match(line))) {
        let words: Vec<&str> = match options.value(&["F"]) {
            Some(separator) => line.split(separator).collect(),
            None => line.split_whitespace().collect(),
        };
        let value = |field: &str| match field.trim() {
            "" | "$0" => line.to_owned(),
            "$NF" => words.last().copied().unwrap_or_default().to_owned(),
            field => match field.strip_prefix('$').and_then(|number| number.parse::<usize>().ok()) {
                Some(number) => words.get(number.wrapping_sub(1)).copied().unwrap_or_default().to_owned(),
                None => field.trim_matches('"').to_owned(),
            },
        };
        p.print(format!("{}\n", fields.split(',').map(value).collect::<Vec<_>>().join(" ")));
    }
    status
}
