//! Commands that show what files are: ls, stat.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Process;
use super::files::options;
use super::options::Options;
use crate::guest::Guest;
use crate::guest::files::{Kind, Node, parent};

/// `-rw-r--r--`
pub(super) fn mode_letters(node: &Node) -> String {
    let kind = match node.kind {
        Kind::Directory => 'd',
        Kind::File(_) => '-',
        Kind::Link(_) => 'l',
        Kind::Socket => 's',
        Kind::Device => 'c',
    };
    let mut letters = String::from(kind);
    for shift in [6, 3, 0] {
        let bits = node.mode >> shift;
        letters.push(if bits & 4 != 0 { 'r' } else { '-' });
        letters.push(if bits & 2 != 0 { 'w' } else { '-' });
        let sticky = shift == 0 && node.mode & 0o1000 != 0;
        letters.push(match (bits & 1 != 0, sticky) {
            (true, true) => 't',
            (false, true) => 'T',
            (true, false) => 'x',
            (false, false) => '-',
        });
    }
    letters
}

/// Bytes as `-h` shows them.
pub(super) fn human(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["", "K", "M", "G", "T"] {
        if value < 1024.0 {
            return match unit {
                "" => format!("{bytes}"),
                _ if value < 10.0 => format!("{:.1}{unit}", (value * 10.0).ceil() / 10.0),
                _ => format!("{:.0}{unit}", value.ceil()),
            };
        }
        value /= 1024.0;
    }
    format!("{value:.0}P")
}

fn date(seconds: i64, now: Timestamp) -> String {
    let Ok(at) = Timestamp::from_second(seconds) else { return "?".to_owned() };
    let recent = (now.as_second() - seconds).abs() < 15_778_476;
    at.to_zoned(TimeZone::UTC).strftime(if recent { "%b %e %H:%M" } else { "%b %e  %Y" }).to_string()
}

pub(super) fn ls(p: &Process) -> i32 {
    let options = options!(p, "laA1hdtrRSi", &["all", "almost-all", "human-readable", "color", "directory"]);
    let operands = if options.operands.is_empty() { vec![".".to_owned()] } else { options.operands.clone() };
    let now = p.machine.now();
    // Nothing is written while the machine is looked at: the output may be one of its files.
    let (text, complaints) = p.machine.look(|guest| list(p, guest, &options, &operands, now));
    for complaint in &complaints {
        p.fail(2, complaint);
    }
    p.print(text);
    if complaints.is_empty() { 0 } else { 2 }
}

fn list(p: &Process, guest: &Guest, options: &Options, operands: &[String], now: Timestamp) -> (String, Vec<String>) {
    let (mut text, mut complaints) = (String::new(), Vec::new());
    let (mut files, mut directories) = (Vec::new(), Vec::new());
    for operand in operands {
        let path = p.path(operand);
        match guest.files.stat(&p.who, &path, !options.has(&["l"])).or_else(|_| guest.files.stat(&p.who, &path, false)) {
            Ok((path, node)) if node.is_directory() && !options.has(&["d", "directory"]) => directories.push((operand, path)),
            Ok((_, node)) => files.push((operand.clone(), node.clone())),
            Err(error) => complaints.push(format!("cannot access '{operand}': {error}")),
        }
    }
    if !files.is_empty() {
        text.push_str(&show(p, guest, options, files.clone(), false, now));
    }
    for (index, (operand, path)) in directories.iter().enumerate() {
        if operands.len() > 1 {
            text.push_str(&format!("{}{operand}:\n", if index > 0 || !files.is_empty() { "\n" } else { "" }));
        }
        let names = match guest.files.list(&p.who, path) {
            Ok(names) => names,
            Err(error) => {
                complaints.push(format!("cannot open directory '{operand}': {error}"));
                continue;
            }
        };
        let mut entries = Vec::new();
        if options.has(&["a", "all"]) {
            let own = [(".", path.as_str()), ("..", parent(path))];
            entries.extend(own.into_iter().filter_map(|(name, path)| Some((name.to_owned(), guest.files.node(path)?.clone()))));
        }
        for name in names {
            if name.starts_with('.') && !options.has(&["a", "A", "all", "almost-all"]) {
                continue;
            }
            let path = if path == "/" { format!("/{name}") } else { format!("{path}/{name}") };
            entries.extend(guest.files.node(&path).map(|node| (name, node.clone())));
        }
        text.push_str(&show(p, guest, options, entries, true, now));
    }
    (text, complaints)
}

fn show(p: &Process, guest: &Guest, options: &Options, mut entries: Vec<(String, Node)>, directory: bool, now: Timestamp) -> String {
    // ls sorts without regard to dots and case in UTF-8 locales.
    entries.sort_by_key(|(name, _)| name.trim_start_matches('.').to_lowercase());
    if options.has(&["t"]) {
        entries.sort_by_key(|(_, node)| std::cmp::Reverse(node.mtime));
    }
    if options.has(&["S"]) {
        entries.sort_by_key(|(_, node)| std::cmp::Reverse(node.size()));
    }
    if options.has(&["r"]) {
        entries.reverse();
    }
    if !options.has(&["l"]) {
        let names: Vec<String> = entries.into_iter().map(|(name, _)| name).collect();
        return match &p.tty {
            Some(tty) if p.stdout.is_tty() && !options.has(&["1"]) => columns(&names, tty.columns() as usize),
            _ => names.iter().map(|name| format!("{name}\n")).collect(),
        };
    }
    let mut text = String::new();
    if directory {
        let blocks = |node: &Node| if matches!(node.kind, Kind::Link(_)) { 0 } else { node.size().div_ceil(4096) * 4 };
        let blocks: u64 = entries.iter().map(|(_, node)| blocks(node)).sum();
        let total = if options.has(&["h", "human-readable"]) { human(blocks * 1024) } else { blocks.to_string() };
        text.push_str(&format!("total {total}\n"));
    }
    let rows: Vec<[String; 4]> = entries
        .iter()
        .map(|(_, node)| {
            let size = if options.has(&["h", "human-readable"]) { human(node.size()) } else { node.size().to_string() };
            let links = if node.is_directory() { 2 } else { 1 };
            [links.to_string(), guest.user_name(node.uid), guest.group_name(node.gid), size]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let (w0, w1, w2, w3) = (width(0), width(1), width(2), width(3));
    for ((name, node), [links, user, group, size]) in entries.iter().zip(&rows) {
        let target = if let Kind::Link(to) = &node.kind { format!(" -> {to}") } else { String::new() };
        let (mode, date) = (mode_letters(node), date(node.mtime, now));
        text.push_str(&format!("{mode} {links:>w0$} {user:<w1$} {group:<w2$} {size:>w3$} {date} {name}{target}\n"));
    }
    text
}

/// Names in columns, as ls shows them on a terminal.
fn columns(names: &[String], width: usize) -> String {
    if names.is_empty() {
        return String::new();
    }
    for rows in 1..=names.len() {
        let widths: Vec<usize> =
            names.chunks(rows).map(|column| column.iter().map(|name| name.chars().count()).max().unwrap_or(0)).collect();
        if rows == names.len() || widths.iter().sum::<usize>() + 2 * (widths.len() - 1) < width {
            let mut text = String::new();
            for row in 0..rows {
                let mut line = String::new();
                for (column, width) in names.chunks(rows).zip(&widths) {
                    if let Some(name) = column.get(row) {
                        line.push_str(&format!("{name:<w$}", w = width + 2));
                    }
                }
                text.push_str(line.trim_end());
                text.push('\n');
            }
            return text;
        }
    }
    String::new()
}

pub(super) fn stat(p: &Process) -> i32 {
    let options = options!(p, "Lc:f", &["format=", "printf=", "dereference"]);
    if options.operands.is_empty() {
        return p.usage("missing operand");
    }
    let mut status = 0;
    for operand in &options.operands {
        let path = p.path(operand);
        let follow = options.has(&["L", "dereference"]);
        let shown = p.machine.look(|guest| {
            let (_, node) = guest.files.stat(&p.who, &path, follow)?;
            Ok::<_, crate::guest::files::Errno>(match (options.value(&["c", "format"]), options.value(&["printf"])) {
                (Some(format), _) => format!("{}\n", formatted(guest, operand, node, format)),
                (None, Some(format)) => formatted(guest, operand, node, format).replace("\\n", "\n"),
                (None, None) => full(guest, operand, node),
            })
        });
        match shown {
            Ok(text) => p.print(text),
            Err(error) => status = p.fail(1, format!("cannot statx '{operand}': {error}")),
        }
    }
    status
}

fn kind(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Directory => "directory",
        Kind::File(_) if node.size() == 0 => "regular empty file",
        Kind::File(_) => "regular file",
        Kind::Link(_) => "symbolic link",
        Kind::Socket => "socket",
        Kind::Device => "character special file",
    }
}

fn full_date(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| "-".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S.000000000 +0000").to_string())
}

fn formatted(guest: &Guest, name: &str, node: &Node, format: &str) -> String {
    let mut text = String::new();
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => text.push_str(name),
            Some('N') => text.push_str(&format!("'{name}'")),
            Some('s') => text.push_str(&node.size().to_string()),
            Some('a') => text.push_str(&format!("{:o}", node.mode)),
            Some('A') => text.push_str(&mode_letters(node)),
            Some('u') => text.push_str(&node.uid.to_string()),
            Some('U') => text.push_str(&guest.user_name(node.uid)),
            Some('g') => text.push_str(&node.gid.to_string()),
            Some('G') => text.push_str(&guest.group_name(node.gid)),
            Some('Y' | 'X' | 'Z' | 'W') => text.push_str(&node.mtime.to_string()),
            Some('y' | 'x' | 'z' | 'w') => text.push_str(&full_date(node.mtime)),
            Some('F') => text.push_str(kind(node)),
            Some('%') | None => text.push('%'),
            Some(other) => text.push_str(&format!("?{other}")),
        }
    }
    text
}

fn full(guest: &Guest, name: &str, node: &Node) -> String {
    let date = full_date(node.mtime);
    format!(
        "  File: {name}\n  Size: {:<10}\tBlocks: {:<10} IO Block: 4096   {}\nAccess: ({:04o}/{})  Uid: ({:>5}/{:>8})   Gid: ({:>5}/{:>8})\nAccess: {date}\nModify: {date}\nChange: {date}\n Birth: {date}\n",
        node.size(),
        node.size().div_ceil(4096) * 8,
        kind(node),
        node.mode,
        mode_letters(node),
        node.uid,
        guest.user_name(node.uid),
        node.gid,
        guest.group_name(node.gid)
    )
}
