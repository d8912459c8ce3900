//! sed: substitutions, deletions, printing, insertions, with line and pattern addresses.

use regex::Regex;

use super::Process;
use super::grep::posix;
use super::options::Options;

enum Address {
    Line(usize),
    Last,
    Pattern(Regex),
}

enum Verb {
    Substitute { pattern: Regex, replacement: String, global: bool, nth: usize, print: bool },
    Delete,
    Print,
    Quit,
    Number,
    Insert(String),
    Append(String),
    Change(String),
    Transliterate(Vec<char>, Vec<char>),
}

struct Command {
    from: Option<Address>,
    to: Option<Address>,
    negated: bool,
    verb: Verb,
    /// Inside its range.
    active: bool,
}

pub(super) async fn sed(p: &Process) -> i32 {
    // -i takes its suffix only when it is joined to it.
    let mut in_place: Option<String> = None;
    let mut args = Vec::new();
    for arg in p.rest() {
        match arg.strip_prefix("-i").or_else(|| arg.strip_prefix("--in-place")) {
            Some(suffix) => in_place = Some(suffix.trim_start_matches('=').to_owned()),
            None if arg.starts_with('-')
                && !arg.starts_with("--")
                && arg.len() > 2
                && arg.ends_with('i')
                && arg[1..].chars().all(|flag| "nErsi".contains(flag)) =>
            {
                in_place = Some(String::new());
                args.push(arg.trim_end_matches('i').to_owned());
            }
            None => args.push(arg.clone()),
        }
    }
    let options = match Options::read(&args, "nErse:f:u", &["quiet", "silent", "regexp-extended", "expression=", "separate"]) {
        Ok(options) => options,
        Err(message) => return p.usage(&message),
    };
    let mut files = options.operands.clone();
    let mut script = options.values(&["e", "expression"]).join("\n");
    if options.values(&["e", "expression"]).is_empty() {
        if files.is_empty() {
            p.complain("Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...");
            return 1;
        }
        script = files.remove(0);
    }
    let extended = options.has(&["E", "r", "regexp-extended"]);
    let quiet = options.has(&["n", "quiet", "silent"]);
    let mut commands = match parse(&script, extended) {
        Ok(commands) => commands,
        Err(message) => return p.fail(1, format!("-e expression #1, {message}")),
    };
    let Some(suffix) = in_place else {
        let (inputs, status) = read(p, &files).await;
        let text: String = inputs.iter().map(|(_, contents)| String::from_utf8_lossy(contents)).collect();
        p.print(edit(&text, &mut commands, quiet));
        return status;
    };
    if files.is_empty() {
        return p.fail(1, "no input files");
    }
    let (inputs, mut status) = read(p, &files).await;
    for (file, contents) in inputs {
        for command in &mut commands {
            command.active = false;
        }
        let path = p.path(&file);
        // sed -i writes a new file beside the old one and renames it: the directory must be writable, not the file.
        let directory = crate::guest::files::parent(&path).to_owned();
        let edited = edit(&String::from_utf8_lossy(&contents), &mut commands, quiet);
        let now = p.machine.now();
        let result = p.machine.change(|guest| {
            let Some(mut node) = guest.files.node(&guest.files.resolve(&p.who, &path, true)?).cloned() else {
                return Err(crate::guest::files::Errno::NotFound);
            };
            let new = format!("{directory}/sed{:06x}", now.as_second() & 0xff_ffff);
            guest.write_as(&p.who, &new, edited.as_bytes(), false, node.mode, now).inspect_err(|_| {
                let _ = guest.files.remove(&p.who, &new, false);
            })?;
            if !suffix.is_empty() {
                guest.files.rename(&p.who, &path, &format!("{path}{suffix}"))?;
            }
            guest.files.rename(&p.who, &new, &path)?;
            if p.who.is_root() {
                let _ = guest.files.set_owner(&p.who, &path, Some(node.uid), Some(node.gid));
            }
            node.mtime = now.as_second();
            Ok(())
        });
        if let Err(error) = result {
            status = match error {
                crate::guest::files::Errno::NoSpace => p.fail(4, format!("couldn't flush {directory}/sed: {error}")),
                error => p.fail(4, format!("couldn't open temporary file {directory}/sedXXXXXX: {error}")),
            };
        }
    }
    status
}

async fn read(p: &Process, files: &[String]) -> (Vec<(String, Vec<u8>)>, i32) {
    let mut status = 0;
    let mut inputs = Vec::new();
    if files.is_empty() {
        inputs.push(("-".to_owned(), p.stdin.read_all().await));
    }
    for file in files {
        match p.read(file).await {
            Ok(contents) => inputs.push((file.clone(), contents)),
            Err(error) => status = p.fail(2, format!("can't read {file}: {error}")),
        }
    }
    (inputs, status)
}

struct Reader {
    text: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn skip(&mut self, what: &[char]) {
        while self.peek().is_some_and(|character| what.contains(&character)) {
            self.at += 1;
        }
    }

    fn error(&self, message: &str) -> String {
        format!("char {}: {message}", self.at)
    }

    /// Text up to an unescaped delimiter; the escaped delimiter stands for itself.
    fn until(&mut self, delimiter: char, unknown: &str) -> Result<String, String> {
        let mut text = String::new();
        loop {
            let Some(character) = self.peek() else { return Err(self.error(unknown)) };
            self.at += 1;
            if character == delimiter {
                return Ok(text);
            }
            if character == '\\' {
                let next = self.peek().ok_or_else(|| self.error(unknown))?;
                self.at += 1;
                if next != delimiter || delimiter == '|' {
                    text.push('\\');
                }
                text.push(next);
                continue;
            }
            text.push(character);
        }
    }

    fn address(&mut self, extended: bool) -> Result<Option<Address>, String> {
        match self.peek() {
            Some('$') => {
                self.at += 1;
                Ok(Some(Address::Last))
            }
            Some('/') => {
                self.at += 1;
                let pattern = self.until('/', "unterminated address regex")?;
                let ignore_case = self.peek() == Some('I');
                self.at += usize::from(ignore_case);
                posix(&pattern, extended, ignore_case)
                    .map(|pattern| Some(Address::Pattern(pattern)))
                    .ok_or_else(|| self.error("Invalid preceding regular expression"))
            }
            Some(digit) if digit.is_ascii_digit() => {
                let mut number = 0_usize;
                while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(10)) {
                    number = number.saturating_mul(10).saturating_add(digit as usize);
                    self.at += 1;
                }
                Ok(Some(Address::Line(number)))
            }
            _ => Ok(None),
        }
    }

    /// The text of i, a and c: to the end of the line.
    fn line_text(&mut self) -> String {
        self.skip(&[' ', '\t']);
        if self.peek() == Some('\\') {
            self.at += 1;
            self.skip(&['\n']);
        }
        let mut text = String::new();
        while let Some(character) = self.peek() {
            self.at += 1;
            match character {
                '\n' => break,
                '\\' => match self.peek() {
                    Some('n') => {
                        text.push('\n');
                        self.at += 1;
                    }
                    Some('t') => {
                        text.push('\t');
                        self.at += 1;
                    }
                    Some(next) => {
                        text.push(next);
                        self.at += 1;
                    }
                    None => {}
                },
                character => text.push(character),
            }
        }
        text
    }
}

fn parse(script: &str, extended: bool) -> Result<Vec<Command>, String> {
    let mut reader = Reader { text: script.chars().collect(), at: 0 };
    let mut commands = Vec::new();
    loop {
        reader.skip(&[' ', '\t', '\n', ';', '}']);
        if reader.peek().is_none() {
            return Ok(commands);
        }
        let from = reader.address(extended)?;
        reader.skip(&[' ']);
        let to = if from.is_some() && reader.peek() == Some(',') {
            reader.at += 1;
            Some(reader.address(extended)?.ok_or_else(|| reader.error("unexpected `,'"))?)
        } else {
            None
        };
        reader.skip(&[' ']);
        let negated = reader.peek() == Some('!');
        reader.at += usize::from(negated);
        let letter = reader.peek().ok_or_else(|| reader.error("missing command"))?;
        reader.at += 1;
        let verb = match letter {
            's' => substitution(&mut reader, extended)?,
            'y' => {
                let delimiter = reader.peek().unwrap_or('/');
                reader.at += 1;
                let from = reader.until(delimiter, "unterminated `y' command")?;
                let to = reader.until(delimiter, "unterminated `y' command")?;
                Verb::Transliterate(from.chars().collect(), to.chars().collect())
            }
            'd' => Verb::Delete,
            'p' => Verb::Print,
            'q' => Verb::Quit,
            '=' => Verb::Number,
            'i' => Verb::Insert(reader.line_text()),
            'a' => Verb::Append(reader.line_text()),
            'c' => Verb::Change(reader.line_text()),
            other => return Err(reader.error(&format!("unknown command: `{other}'"))),
        };
        commands.push(Command { from, to, negated, verb, active: false });
        reader.skip(&[' ', '\t']);
        match reader.peek() {
            None | Some(';' | '\n' | '}') => {}
            Some(_) if matches!(commands.last(), Some(Command { verb: Verb::Insert(_) | Verb::Append(_) | Verb::Change(_), .. })) => {}
            Some(_) => return Err(reader.error("extra characters after command")),
        }
    }
}

fn substitution(reader: &mut Reader, extended: bool) -> Result<Verb, String> {
    let unterminated = "unterminated `s' command";
    let delimiter = reader.peek().ok_or_else(|| reader.error(unterminated))?;
    reader.at += 1;
    let pattern = reader.until(delimiter, unterminated)?;
    let replacement = reader.until(delimiter, unterminated)?;
    let (mut global, mut ignore_case, mut print, mut nth) = (false, false, false, 1);
    while let Some(flag) = reader.peek() {
        match flag {
            'g' => global = true,
            'i' | 'I' => ignore_case = true,
            'p' => print = true,
            digit if digit.is_ascii_digit() => nth = digit.to_digit(10).unwrap_or(1).max(1) as usize,
            ';' | '\n' | ' ' | '}' => break,
            _ => return Err(reader.error("unknown option to `s'")),
        }
        reader.at += 1;
    }
    let pattern = posix(&pattern, extended, ignore_case).ok_or_else(|| reader.error("Invalid preceding regular expression"))?;
    Ok(Verb::Substitute { pattern, replacement, global, nth, print })
}

/// The replacement of one match: `&`, `\1`, `\n`.
fn replaced(replacement: &str, captures: &regex::Captures<'_>) -> String {
    let mut text = String::new();
    let mut characters = replacement.chars();
    while let Some(character) = characters.next() {
        match character {
            '&' => text.push_str(&captures[0]),
            '\\' => match characters.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some(digit) if digit.is_ascii_digit() => {
                    let group = digit.to_digit(10).and_then(|digit| captures.get(digit as usize));
                    text.push_str(group.map_or("", |group| group.as_str()));
                }
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            character => text.push(character),
        }
    }
    text
}

fn edit(text: &str, commands: &mut [Command], quiet: bool) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut out = String::new();
    for (index, whole) in lines.iter().enumerate() {
        let (number, last) = (index + 1, index + 1 == lines.len());
        let mut line = whole.trim_end_matches('\n').to_owned();
        let end = if whole.ends_with('\n') { "\n" } else { "" };
        let (mut deleted, mut quit, mut after) = (false, false, String::new());
        for command in commands.iter_mut() {
            if applies(command, number, last, &line) == command.negated {
                continue;
            }
            match &command.verb {
                Verb::Substitute { pattern, replacement, global, nth, print } => {
                    let mut count = 0;
                    let mut changed = false;
                    let new = pattern.replace_all(&line, |captures: &regex::Captures<'_>| {
                        count += 1;
                        if count == *nth || (*global && count > *nth) {
                            changed = true;
                            return replaced(replacement, captures);
                        }
                        captures[0].to_owned()
                    });
                    line = new.into_owned();
                    if changed && *print {
                        out.push_str(&format!("{line}\n"));
                    }
                }
                Verb::Delete => {
                    deleted = true;
                    break;
                }
                Verb::Print => out.push_str(&format!("{line}\n")),
                Verb::Number => out.push_str(&format!("{number}\n")),
                Verb::Quit => {
                    quit = true;
                    break;
                }
                Verb::Insert(text) => out.push_str(&format!("{text}\n")),
                Verb::Append(text) => after.push_str(&format!("{text}\n")),
                Verb::Change(text) => {
                    out.push_str(&format!("{text}\n"));
                    deleted = true;
                    break;
                }
                Verb::Transliterate(from, to) => {
                    let swap = |character| {
                        from.iter().position(|known| *known == character).and_then(|place| to.get(place).copied()).unwrap_or(character)
                    };
                    line = line.chars().map(swap).collect();
                }
            }
        }
        if !deleted && !quiet {
            out.push_str(&line);
            out.push_str(if after.is_empty() { end } else { "\n" });
        }
        out.push_str(&after);
        if quit {
            break;
        }
    }
    out
}

fn applies(command: &mut Command, number: usize, last: bool, line: &str) -> bool {
    let meets = |address: &Address| match address {
        Address::Line(wanted) => *wanted == number,
        Address::Last => last,
        Address::Pattern(pattern) => pattern.is_match(line),
    };
    match (&command.from, &command.to) {
        (None, _) => true,
        (Some(from), None) => meets(from),
        (Some(from), Some(to)) => {
            if command.active {
                command.active = !(meets(to) || matches!(to, Address::Line(end) if *end <= number));
                return true;
            }
            let starts = meets(from);
            command.active = starts && !matches!(to, Address::Line(end) if *end <= number) && !(last && matches!(to, Address::Last));
            starts
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(script: &str, text: &str) -> String {
        edit(text, &mut parse(script, false).unwrap(), false)
    }

    #[test]
    fn the_guides_line_is_changed_and_the_other_one_is_not() {
        let cnf = "bind-address\t\t= 127.0.0.1\nmysqlx-bind-address\t= 127.0.0.1\n";
        assert_eq!(run("s/^bind-address.*/bind-address = 0.0.0.0/", cnf), "bind-address = 0.0.0.0\nmysqlx-bind-address\t= 127.0.0.1\n");
        assert_eq!(run("s/127\\.0\\.0\\.1/0.0.0.0/", cnf), cnf.replace("127.0.0.1", "0.0.0.0"));
        assert_eq!(run("1s/127.*/x/", cnf), "bind-address\t\t= x\nmysqlx-bind-address\t= 127.0.0.1\n");
    }

    #[test]
    fn delimiters_groups_and_flags() {
        assert_eq!(run("s|/a|/b|g", "/a/a\n"), "/b/b\n");
        assert_eq!(run("s/\\(a\\)\\(b\\)/\\2\\1&/", "ab\n"), "baab\n");
        assert_eq!(run("s/a/x/2", "aaa\n"), "axa\n");
        assert_eq!(run("/b/d;s/c/C/", "a\nb\nc\n"), "a\nC\n");
        assert_eq!(run("2,3d", "1\n2\n3\n4\n"), "1\n4\n");
        assert_eq!(run("$a end", "1\n"), "1\nend\n");
        assert_eq!(edit("1\n2\n3\n", &mut parse("2p", false).unwrap(), true), "2\n");
    }

    #[test]
    fn a_script_that_is_none_is_refused() {
        assert!(parse("s/a/b", false).is_err());
        assert!(parse("k", false).is_err());
    }
}
