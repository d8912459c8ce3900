//! find

use super::{Process, execute};
use crate::guest::files::{Kind, Node, file_name};
use crate::guest::shell::matches_pattern;

enum Test {
    Name(String),
    Path(String),
    Kind(char),
    Newer(i64),
    Empty,
    /// Modified in the last so many minutes.
    Minutes(i64),
}

enum Action {
    Print,
    Print0,
    Printf(String),
    Delete,
    Exec(Vec<String>),
}

pub(super) async fn find(p: &Process) -> i32 {
    let split = p.rest().iter().position(|arg| arg.starts_with('-') || arg == "!" || arg == "(").unwrap_or(p.rest().len());
    let (mut starts, expression) = (p.rest()[..split].to_vec(), &p.rest()[split..]);
    if starts.is_empty() {
        starts.push(".".to_owned());
    }
    let (mut tests, mut action, mut depth, mut negate) = (Vec::new(), Action::Print, usize::MAX, false);
    let mut least = 0;
    let mut args = expression.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().cloned().unwrap_or_default();
        let test = match arg.as_str() {
            "-name" => Test::Name(value()),
            "-iname" => Test::Name(value().to_lowercase()),
            "-path" | "-wholename" => Test::Path(value()),
            "-type" => Test::Kind(value().chars().next().unwrap_or('f')),
            "-empty" => Test::Empty,
            "-mmin" => Test::Minutes(value().trim_start_matches('-').parse().unwrap_or(0)),
            "-mtime" => Test::Minutes(value().trim_start_matches('-').parse::<i64>().unwrap_or(0) * 1440),
            "-newer" => {
                let reference = p.path(&value());
                Test::Newer(p.machine.look(|guest| guest.files.stat(&p.who, &reference, true).map_or(0, |(_, node)| node.mtime)))
            }
            "-maxdepth" => {
                depth = value().parse().unwrap_or(usize::MAX);
                continue;
            }
            "-mindepth" => {
                least = value().parse().unwrap_or(0);
                continue;
            }
            "-print" => continue,
            "-print0" => {
                action = Action::Print0;
                continue;
            }
            "-printf" => {
                action = Action::Printf(value());
                continue;
            }
            "-delete" => {
                action = Action::Delete;
                continue;
            }
            "-exec" => {
                let command: Vec<String> = args.by_ref().take_while(|arg| *arg != ";" && *arg != "+").cloned().collect();
                action = Action::Exec(command);
                continue;
            }
            "!" | "-not" => {
                negate = true;
                continue;
            }
            "-a" | "-and" => continue,
            other => return p.fail(1, format!("unknown predicate `{other}'")),
        };
        tests.push((std::mem::take(&mut negate), test));
    }
    let mut status = 0;
    let mut found = Vec::new();
    for start in &starts {
        let root = p.path(start);
        let listed = p.machine.look(|guest| {
            let (root, _) = guest.files.stat(&p.who, &root, false)?;
            let mut denied = Vec::new();
            let mut listed: Vec<(String, Node)> = Vec::new();
            let mut open = vec![(root, start.clone(), 0)];
            while let Some((path, shown, level)) = open.pop() {
                let Some(node) = guest.files.node(&path) else { continue };
                if level >= least {
                    listed.push((shown.clone(), node.clone()));
                }
                if !node.is_directory() || level >= depth {
                    continue;
                }
                match guest.files.list(&p.who, &path) {
                    Ok(names) => open.extend(names.into_iter().rev().map(|name| {
                        let join = |base: &str| if base.ends_with('/') { format!("{base}{name}") } else { format!("{base}/{name}") };
                        (join(&path), join(&shown), level + 1)
                    })),
                    Err(error) => denied.push((shown, error)),
                }
            }
            Ok::<_, crate::guest::files::Errno>((listed, denied))
        });
        match listed {
            Ok((listed, denied)) => {
                found.extend(listed);
                for (shown, error) in denied {
                    status = p.fail(1, format!("‘{shown}’: {error}"));
                }
            }
            Err(error) => status = p.fail(1, format!("‘{start}’: {error}")),
        }
    }
    let now = p.machine.now().as_second();
    found.retain(|(shown, node)| {
        tests.iter().all(|(negate, test)| {
            let holds = match test {
                Test::Name(pattern) => matches_pattern(pattern, file_name(shown)),
                Test::Path(pattern) => matches_pattern(pattern, shown),
                Test::Kind(kind) => {
                    matches!((kind, &node.kind), ('f', Kind::File(_)) | ('d', Kind::Directory) | ('l', Kind::Link(_)) | ('s', Kind::Socket))
                }
                Test::Newer(time) => node.mtime > *time,
                Test::Empty => node.size() == 0,
                Test::Minutes(minutes) => now - node.mtime < minutes * 60,
            };
            holds != *negate
        })
    });
    for (shown, node) in found {
        match &action {
            Action::Print => p.print(format!("{shown}\n")),
            Action::Print0 => p.print(format!("{shown}\0")),
            Action::Printf(format) => p.print(
                format
                    .replace("%p", &shown)
                    .replace("%f", file_name(&shown))
                    .replace("%s", &node.size().to_string())
                    .replace("%T@", &format!("{}.0000000000", node.mtime))
                    .replace("\\n", "\n"),
            ),
            Action::Delete => {
                let path = p.path(&shown);
                if let Err(error) = p.machine.change(|guest| guest.files.remove(&p.who, &path, false)) {
                    status = p.fail(1, format!("cannot delete ‘{shown}’: {error}"));
                }
            }
            Action::Exec(command) => {
                let args = command.iter().map(|word| word.replace("{}", &shown)).collect();
                if execute(p.with_args(args)).await.is_err() {
                    return p.fail(1, format!("‘{}’: No such file or directory", command.first().cloned().unwrap_or_default()));
                }
            }
        }
    }
    status
}
