//! echo, printf, test and their like.

use super::Process;
use crate::guest::files::{Kind, file_name, parent};

pub(super) fn echo(p: &Process) -> i32 {
    let (mut newline, mut escapes) = (true, false);
    let mut words = p.rest();
    while let Some((first, rest)) = words.split_first() {
        if first.len() < 2 || !first.starts_with('-') || !first[1..].chars().all(|flag| "neE".contains(flag)) {
            break;
        }
        for flag in first[1..].chars() {
            match flag {
                'n' => newline = false,
                'e' => escapes = true,
                _ => escapes = false,
            }
        }
        words = rest;
    }
    let mut text = words.join(" ");
    if escapes {
        text = unescape(&text);
    }
    if newline {
        text.push('\n');
    }
    p.write(text.as_bytes())
}

/// Backslash escapes of echo -e and printf.
fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some('e') => plain.push('\x1b'),
            Some('0') => plain.push('\0'),
            Some('\\') | None => plain.push('\\'),
            Some(other) => {
                plain.push('\\');
                plain.push(other);
            }
        }
    }
    plain
}

pub(super) fn printf(p: &Process) -> i32 {
    let Some((format, mut values)) = p.rest().split_first() else { return p.fail(2, "usage: printf [-v var] format [arguments]") };
    let format = unescape(format);
    let mut text = String::new();
    loop {
        let mut used = false;
        let mut characters = format.chars().peekable();
        while let Some(character) = characters.next() {
            if character != '%' {
                text.push(character);
                continue;
            }
            let mut flags = String::new();
            while let Some(flag) = characters.next_if(|flag| "-0123456789.".contains(*flag)) {
                flags.push(flag);
            }
            let mut value = || {
                let (value, rest) = values.split_first().map_or(("", values), |(value, rest)| (value.as_str(), rest));
                values = rest;
                used = true;
                value
            };
            let shown = match characters.next() {
                Some('%') => "%".to_owned(),
                Some('s') => value().to_owned(),
                Some('b') => unescape(value()),
                Some('d' | 'i') => value().trim().parse::<i64>().unwrap_or(0).to_string(),
                Some('q') => format!("'{}'", value().replace('\'', "'\\''")),
                other => format!("%{flags}{}", other.map(String::from).unwrap_or_default()),
            };
            let left = flags.starts_with('-');
            let zero = flags.starts_with('0');
            let width: usize = flags.trim_start_matches('-').split('.').next().and_then(|width| width.parse().ok()).unwrap_or(0);
            text.push_str(&match (left, zero) {
                (true, _) => format!("{shown:<width$}"),
                (_, true) => format!("{shown:0>width$}"),
                _ => format!("{shown:>width$}"),
            });
        }
        if !used || values.is_empty() {
            return p.write(text.as_bytes());
        }
    }
}

pub(super) fn pwd(p: &Process) -> i32 {
    p.print(format!("{}\n", p.cwd));
    0
}

pub(super) fn clear(p: &Process) -> i32 {
    p.print("\x1b[H\x1b[2J\x1b[3J");
    0
}

pub(super) fn tty(p: &Process) -> i32 {
    let there = p.stdin.is_tty();
    p.print(if there { "/dev/pts/0\n" } else { "not a tty\n" });
    i32::from(!there)
}

pub(super) fn basename(p: &Process) -> i32 {
    let Some(path) = p.rest().first() else { return p.fail(1, "missing operand") };
    let name = file_name(path.trim_end_matches('/'));
    let name = p.rest().get(1).and_then(|suffix| name.strip_suffix(suffix.as_str())).unwrap_or(name);
    p.print(format!("{name}\n"));
    0
}

pub(super) fn dirname(p: &Process) -> i32 {
    let Some(path) = p.rest().first() else { return p.fail(1, "missing operand") };
    p.print(format!("{}\n", if path.contains('/') { parent(path.trim_end_matches('/')) } else { "." }));
    0
}

pub(super) fn seq(p: &Process) -> i32 {
    let numbers: Option<Vec<i64>> = p.rest().iter().map(|arg| arg.parse().ok()).collect();
    let (first, step, last) = match numbers.as_deref() {
        Some([last]) => (1, 1, *last),
        Some([first, last]) => (*first, 1, *last),
        Some([first, step, last]) if *step != 0 => (*first, *step, *last),
        _ => return p.fail(1, "invalid argument"),
    };
    let mut text = String::new();
    let mut at = first;
    while (step > 0 && at <= last) || (step < 0 && at >= last) {
        text.push_str(&format!("{at}\n"));
        at += step;
    }
    p.print(text);
    0
}

/// `test` and `[`
pub(super) fn test(p: &Process) -> i32 {
    let mut args: Vec<&str> = p.rest().iter().map(String::as_str).collect();
    if p.args[0] == "[" && args.pop() != Some("]") {
        return p.fail(2, "missing `]'");
    }
    let mut reader = Test { p, args: &args };
    match reader.either() {
        Ok(holds) if reader.args.is_empty() => i32::from(!holds),
        Ok(_) => p.fail(2, "too many arguments"),
        Err(message) => p.fail(2, message),
    }
}

struct Test<'a> {
    p: &'a Process,
    args: &'a [&'a str],
}

impl<'a> Test<'a> {
    fn take(&mut self) -> Option<&'a str> {
        let (first, rest) = self.args.split_first()?;
        self.args = rest;
        Some(first)
    }

    fn either(&mut self) -> Result<bool, String> {
        let mut holds = self.both()?;
        while self.args.first() == Some(&"-o") {
            self.take();
            let right = self.both()?;
            holds = holds || right;
        }
        Ok(holds)
    }

    fn both(&mut self) -> Result<bool, String> {
        let mut holds = self.primary()?;
        while self.args.first() == Some(&"-a") {
            self.take();
            let right = self.primary()?;
            holds = holds && right;
        }
        Ok(holds)
    }

    fn primary(&mut self) -> Result<bool, String> {
        let Some(first) = self.take() else { return Ok(false) };
        let binary = self
            .args
            .first()
            .is_some_and(|next| ["=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot"].contains(next));
        if binary && self.args.len() >= 2 {
            let operator = self.take().unwrap_or_default();
            let second = self.take().unwrap_or_default();
            return compare(first, operator, second);
        }
        match first {
            "!" => return Ok(!self.primary()?),
            "(" => {
                let holds = self.either()?;
                return if self.take() == Some(")") { Ok(holds) } else { Err("`)' expected".to_owned()) };
            }
            _ => {}
        }
        if first.len() == 2 && first.starts_with('-') && !self.args.is_empty() {
            let operand = self.take().unwrap_or_default();
            return self.unary(first, operand);
        }
        Ok(!first.is_empty())
    }

    fn unary(&self, operator: &str, operand: &str) -> Result<bool, String> {
        let path = self.p.path(operand);
        let follow = !matches!(operator, "-L" | "-h");
        let about = |ask: fn(&Kind, u64) -> bool| {
            self.p.machine.look(|guest| {
                let stored = guest.files.stat(&self.p.who, &path, follow).is_ok_and(|(_, node)| ask(&node.kind, node.size()));
                stored || (guest.shows_in_proc(&path) && ask(&Kind::File(Vec::new()), 0))
            })
        };
        let may = |right: u32| {
            self.p.machine.look(|guest| guest.files.stat(&self.p.who, &path, true).is_ok_and(|(_, node)| self.p.who.may(node, right)))
        };
        Ok(match operator {
            "-n" => !operand.is_empty(),
            "-z" => operand.is_empty(),
            "-e" | "-a" => about(|_, _| true),
            "-f" => about(|kind, _| matches!(kind, Kind::File(_))),
            "-d" => about(|kind, _| *kind == Kind::Directory),
            "-S" => about(|kind, _| *kind == Kind::Socket),
            "-L" | "-h" => about(|kind, _| matches!(kind, Kind::Link(_))),
            "-s" => about(|_, size| size > 0),
            "-r" => may(4),
            "-w" => may(2),
            "-x" => may(1),
            "-t" => match operand {
                "0" => self.p.stdin.is_tty(),
                "1" => self.p.stdout.is_tty(),
                "2" => self.p.stderr.is_tty(),
                _ => false,
            },
            _ => return Err(format!("{operator}: unary operator expected")),
        })
    }
}

fn compare(left: &str, operator: &str, right: &str) -> Result<bool, String> {
    let number = |text: &str| text.trim().parse::<i64>().map_err(|_| format!("{text}: integer expression expected"));
    Ok(match operator {
        "=" | "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        ">" => left > right,
        "-eq" => number(left)? == number(right)?,
        "-ne" => number(left)? != number(right)?,
        "-lt" => number(left)? < number(right)?,
        "-le" => number(left)? <= number(right)?,
        "-gt" => number(left)? > number(right)?,
        "-ge" => number(left)? >= number(right)?,
        _ => return Err(format!("{operator}: binary operator expected")),
    })
}
