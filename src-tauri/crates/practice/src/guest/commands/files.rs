//! Commands that change files.

use super::Process;
use super::options::Options;
use crate::guest::files::{Errno, file_name};

/// Reads options or complains as the GNU programs do.
macro_rules! options {
    ($p:expr, $short:expr, $long:expr) => {
        match crate::guest::commands::options::Options::read($p.rest(), $short, $long) {
            Ok(options) => options,
            Err(message) => return $p.usage(&message),
        }
    };
}
pub(super) use options;

impl Process {
    /// GNU's answer to wrong options.
    pub(super) fn usage(&self, message: &str) -> i32 {
        let name = file_name(&self.args[0]).to_owned();
        self.fail(1, format!("{message}\nTry '{name} --help' for more information."))
    }

    fn is_directory(&self, path: &str) -> bool {
        self.machine.look(|guest| guest.files.stat(&self.who, path, true).is_ok_and(|(_, node)| node.is_directory()))
    }
}

pub(super) async fn tee(p: &Process) -> i32 {
    let options = options!(p, "aip", &["append"]);
    let append = options.has(&["a", "append"]);
    let mut status = 0;
    let mut files = Vec::new();
    for file in &options.operands {
        match p.write_file(file, b"", append) {
            Ok(()) => files.push(file),
            Err(error) => status = p.fail(1, format!("{file}: {error}")),
        }
    }
    while let Some(bytes) = p.stdin.read_some().await {
        let _ = p.stdout.write(&bytes);
        files.retain(|file| match p.write_file(file, &bytes, true) {
            Ok(()) => true,
            Err(error) => {
                status = p.fail(1, format!("{file}: {error}"));
                false
            }
        });
    }
    status
}

/// The sources and where each goes, for cp and mv; the status when there is nothing to do.
fn pairs(p: &Process, options: &Options) -> Result<Vec<(String, String)>, i32> {
    let mut operands = options.operands.clone();
    let target = match options.value(&["t", "target-directory"]) {
        Some(target) => target.to_owned(),
        None => match operands.pop() {
            None => return Err(p.usage("missing file operand")),
            Some(only) if operands.is_empty() => return Err(p.usage(&format!("missing destination file operand after '{only}'"))),
            Some(target) => target,
        },
    };
    let into = p.is_directory(&p.path(&target));
    if operands.len() > 1 && !into {
        return Err(p.fail(1, format!("target '{target}' is not a directory")));
    }
    Ok(operands
        .into_iter()
        .map(|source| {
            let to =
                if into { format!("{}/{}", target.trim_end_matches('/'), file_name(source.trim_end_matches('/'))) } else { target.clone() };
            (source, to)
        })
        .collect())
}

pub(super) fn cp(p: &Process) -> i32 {
    let options = options!(p, "aprRnfivut:", &["archive", "recursive", "no-clobber", "force", "verbose", "preserve=", "target-directory="]);
    let pairs = match pairs(p, &options) {
        Ok(pairs) => pairs,
        Err(status) => return status,
    };
    let recursive = options.has(&["r", "R", "a", "recursive", "archive"]);
    let keep = options.has(&["p", "a", "preserve", "archive"]);
    let mut status = 0;
    for (source, target) in pairs {
        let (from, to) = (p.path(&source), p.path(&target));
        if p.is_directory(&from) && !recursive {
            status = p.fail(1, format!("-r not specified; omitting directory '{source}'"));
            continue;
        }
        if options.has(&["n", "no-clobber"]) && p.machine.look(|guest| guest.files.stat(&p.who, &to, true).is_ok()) {
            continue;
        }
        match copy(p, &from, &to, keep) {
            Ok(()) if options.has(&["v", "verbose"]) => p.print(format!("'{source}' -> '{target}'\n")),
            Ok(()) => {}
            Err((Errno::NotFound, true)) => status = p.fail(1, format!("cannot stat '{source}': {}", Errno::NotFound)),
            Err((error, true)) => status = p.fail(1, format!("cannot open '{source}' for reading: {error}")),
            Err((Errno::NoSpace, false)) => status = p.fail(1, format!("error writing '{target}': {}", Errno::NoSpace)),
            Err((error, false)) => status = p.fail(1, format!("cannot create regular file '{target}': {error}")),
        }
    }
    status
}

/// Copies a file or a tree; the error, and whether it is about the source.
fn copy(p: &Process, from: &str, to: &str, keep: bool) -> Result<(), (Errno, bool)> {
    let now = p.machine.now();
    p.machine.change(|guest| {
        let root = guest.files.resolve(&p.who, from, true).map_err(|error| (error, true))?;
        guest.files.stat(&p.who, &root, true).map_err(|error| (error, true))?;
        for path in guest.files.below(&root) {
            let target = format!("{to}{}", &path[root.len()..]);
            let Some(node) = guest.files.node(&path).cloned() else { continue };
            if node.is_directory() {
                match guest.files.make_directory(&p.who, &target, node.mode & !p.umask, now) {
                    Ok(()) | Err(Errno::Exists) => {}
                    Err(error) => return Err((error, false)),
                }
            } else {
                let contents = guest.files.read(&p.who, &path).map_err(|error| (error, true))?;
                guest.write_as(&p.who, &target, &contents, false, node.mode & !p.umask, now).map_err(|error| (error, false))?;
            }
            if keep {
                // The owner stays only for root, the mode and the time for everybody.
                let _ = guest.files.set_owner(&p.who, &target, Some(node.uid), Some(node.gid));
                let _ = guest.files.set_mode(&p.who, &target, node.mode);
                let _ = guest.files.touch(&p.who, &target, node.mtime);
            }
        }
        Ok(())
    })
}

pub(super) fn mv(p: &Process) -> i32 {
    let options = options!(p, "fivnut:", &["force", "no-clobber", "verbose", "target-directory="]);
    let pairs = match pairs(p, &options) {
        Ok(pairs) => pairs,
        Err(status) => return status,
    };
    let mut status = 0;
    for (source, target) in pairs {
        let (from, to) = (p.path(&source), p.path(&target));
        if options.has(&["n", "no-clobber"]) && p.machine.look(|guest| guest.files.stat(&p.who, &to, true).is_ok()) {
            continue;
        }
        match p.machine.change(|guest| guest.files.rename(&p.who, &from, &to)) {
            Ok(()) => {}
            Err(Errno::NotFound) => status = p.fail(1, format!("cannot stat '{source}': {}", Errno::NotFound)),
            Err(error) => status = p.fail(1, format!("cannot move '{source}' to '{target}': {error}")),
        }
    }
    status
}

pub(super) fn rm(p: &Process) -> i32 {
    let options = options!(p, "rRfivd", &["recursive", "force", "verbose", "no-preserve-root"]);
    let (all, force) = (options.has(&["r", "R", "recursive"]), options.has(&["f", "force"]));
    if options.operands.is_empty() && !force {
        return p.usage("missing operand");
    }
    let mut status = 0;
    for operand in &options.operands {
        let path = p.path(operand);
        if path == "/" {
            status = p.fail(1, "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe");
            continue;
        }
        let directory = p.machine.look(|guest| guest.files.stat(&p.who, &path, false).map(|(_, node)| node.is_directory()));
        let result = match directory {
            Ok(true) if !all => Err(Errno::IsDirectory),
            Ok(_) => p.machine.change(|guest| guest.files.remove(&p.who, &path, all)),
            Err(error) => Err(error),
        };
        match result {
            Ok(()) => {}
            Err(Errno::NotFound) if force => {}
            Err(error) => status = p.fail(1, format!("cannot remove '{operand}': {error}")),
        }
    }
    status
}

pub(super) fn rmdir(p: &Process) -> i32 {
    let options = options!(p, "pv", &[]);
    let mut status = 0;
    for operand in &options.operands {
        let path = p.path(operand);
        let result = if p.is_directory(&path) {
            p.machine.change(|guest| guest.files.remove(&p.who, &path, false))
        } else {
            p.machine.look(|guest| guest.files.stat(&p.who, &path, true).map(|_| ())).and(Err(Errno::NotDirectory))
        };
        if let Err(error) = result {
            status = p.fail(1, format!("failed to remove '{operand}': {error}"));
        }
    }
    status
}

pub(super) fn mkdir(p: &Process) -> i32 {
    let options = options!(p, "pvm:", &["parents", "mode="]);
    let parents = options.has(&["p", "parents"]);
    let mode = options.value(&["m", "mode"]).and_then(|mode| u32::from_str_radix(mode, 8).ok()).unwrap_or(0o777 & !p.umask);
    let now = p.machine.now();
    let mut status = 0;
    if options.operands.is_empty() {
        return p.usage("missing operand");
    }
    for operand in &options.operands {
        let path = p.path(operand);
        let result = p.machine.change(|guest| {
            if parents {
                let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
                for end in 1..parts.len() {
                    match guest.files.make_directory(&p.who, &format!("/{}", parts[..end].join("/")), 0o777 & !p.umask, now) {
                        Ok(()) | Err(Errno::Exists) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
            match guest.files.make_directory(&p.who, &path, mode, now) {
                Err(Errno::Exists) if parents && guest.files.stat(&p.who, &path, true).is_ok_and(|(_, node)| node.is_directory()) => Ok(()),
                result => result,
            }
        });
        if let Err(error) = result {
            status = p.fail(1, format!("cannot create directory '{operand}': {error}"));
        }
    }
    status
}

pub(super) fn touch(p: &Process) -> i32 {
    let options = options!(p, "acmd:t:", &["no-create", "date="]);
    let now = p.machine.now();
    let mut status = 0;
    for operand in &options.operands {
        let path = p.path(operand);
        let result = p.machine.change(|guest| {
            if guest.files.stat(&p.who, &path, true).is_ok() {
                guest.files.touch(&p.who, &path, now.as_second())
            } else if options.has(&["c", "no-create"]) {
                Ok(())
            } else {
                guest.files.write(&p.who, &path, b"", false, 0o666 & !p.umask, now)
            }
        });
        if let Err(error) = result {
            status = p.fail(1, format!("cannot touch '{operand}': {error}"));
        }
    }
    status
}

pub(super) fn ln(p: &Process) -> i32 {
    let options = options!(p, "sfnv", &["symbolic", "force"]);
    let [target, link] = options.operands.as_slice() else { return p.usage("missing file operand") };
    if !options.has(&["s", "symbolic"]) {
        return p.fail(1, "only symbolic links (-s) are part of the practice machine");
    }
    let mut path = p.path(link);
    if p.is_directory(&path) {
        path = format!("{path}/{}", file_name(target));
    }
    let now = p.machine.now();
    let result = p.machine.change(|guest| {
        if options.has(&["f", "force"]) {
            let _ = guest.files.remove(&p.who, &path, false);
        }
        guest.files.make_link(&p.who, &path, target, now)
    });
    match result {
        Ok(()) => 0,
        Err(error) => p.fail(1, format!("failed to create symbolic link '{link}': {error}")),
    }
}

/// The paths that a recursive change is about: a path alone, or everything under it.
fn reached(p: &Process, path: &str, all: bool) -> Result<Vec<String>, Errno> {
    p.machine.look(|guest| {
        let (root, _) = guest.files.stat(&p.who, path, true)?;
        Ok(if all { guest.files.below(&root) } else { vec![root] })
    })
}

pub(super) fn chmod(p: &Process) -> i32 {
    // A mode such as -x is no option.
    let args: Vec<String> = p.rest().to_vec();
    let all = args.iter().any(|arg| arg == "-R" || arg == "--recursive");
    let operands: Vec<&String> = args.iter().filter(|arg| !["-R", "--recursive", "-v", "-c", "-f", "--"].contains(&arg.as_str())).collect();
    let Some((mode, files)) = operands.split_first() else { return p.usage("missing operand") };
    if files.is_empty() {
        return p.usage(&format!("missing operand after '{mode}'"));
    }
    let mut status = 0;
    for file in files {
        let paths = match reached(p, &p.path(file), all) {
            Ok(paths) => paths,
            Err(error) => {
                status = p.fail(1, format!("cannot access '{file}': {error}"));
                continue;
            }
        };
        for path in paths {
            let result = p.machine.change(|guest| {
                let Some((old, directory)) = guest.files.node(&path).map(|node| (node.mode, node.is_directory())) else {
                    return Some(Err(Errno::NotFound));
                };
                Some(guest.files.set_mode(&p.who, &path, new_mode(old, mode, directory, p.umask)?))
            });
            match result {
                None => return p.usage(&format!("invalid mode: '{mode}'")),
                Some(Ok(())) => {}
                Some(Err(error)) => status = p.fail(1, format!("changing permissions of '{file}': {error}")),
            }
        }
    }
    status
}

/// `644`, `u+x,go-w`, `a=r`, `+X`
fn new_mode(old: u32, change: &str, directory: bool, umask: u32) -> Option<u32> {
    if change.chars().all(|digit| digit.is_digit(8)) {
        return u32::from_str_radix(change, 8).ok().filter(|mode| *mode <= 0o7777);
    }
    let mut mode = old;
    for clause in change.split(',') {
        let at = clause.find(['+', '-', '='])?;
        let (classes, rest) = clause.split_at(at);
        let mask: u32 = match classes {
            "" => 0o777 & !umask,
            classes => classes.chars().try_fold(0, |mask, class| {
                Some(
                    mask | match class {
                        'u' => 0o700,
                        'g' => 0o070,
                        'o' => 0o007,
                        'a' => 0o777,
                        _ => return None,
                    },
                )
            })?,
        };
        let bits: u32 = rest[1..].chars().try_fold(0, |bits, letter| {
            Some(
                bits | match letter {
                    'r' => 0o444,
                    'w' => 0o222,
                    'x' => 0o111,
                    'X' if directory || old & 0o111 != 0 => 0o111,
                    'X' => 0,
                    _ => return None,
                },
            )
        })?;
        mode = match &rest[..1] {
            "+" => mode | (bits & mask),
            "-" => mode & !(bits & mask),
            _ => (mode & !mask) | (bits & mask),
        };
    }
    Some(mode)
}

pub(super) fn chown(p: &Process) -> i32 {
    let options = options!(p, "Rvcfh", &["recursive"]);
    let Some((owner, files)) = options.operands.split_first() else { return p.usage("missing operand") };
    let (user, group) = owner.split_once(':').map_or((owner.as_str(), None), |(user, group)| (user, Some(group)));
    let ids = p.machine.look(|guest| {
        let uid = match user {
            "" => None,
            user => Some(guest.user(user).map(|(who, _)| who.uid).or_else(|| user.parse().ok()).ok_or("user")?),
        };
        let gid = match group {
            None => None,
            Some("") => guest.user(user).map(|(who, _)| who.gid),
            Some(group) => Some(guest.group(group).or_else(|| group.parse().ok()).ok_or("group")?),
        };
        Ok::<_, &str>((uid, gid))
    });
    let (uid, gid) = match ids {
        Ok(ids) => ids,
        Err(what) => return p.fail(1, format!("invalid {what}: '{owner}'")),
    };
    let mut status = 0;
    for file in files {
        match reached(p, &p.path(file), options.has(&["R", "recursive"])) {
            Ok(paths) => {
                for path in paths {
                    if let Err(error) = p.machine.change(|guest| guest.files.set_owner(&p.who, &path, uid, gid)) {
                        status = p.fail(1, format!("changing ownership of '{file}': {error}"));
                    }
                }
            }
            Err(error) => status = p.fail(1, format!("cannot access '{file}': {error}")),
        }
    }
    status
}

pub(super) fn readlink(p: &Process) -> i32 {
    let options = options!(p, "fenm", &[]);
    let whole = options.has(&["f", "e", "m"]) || file_name(&p.args[0]) == "realpath";
    let mut status = 0;
    for operand in &options.operands {
        let path = p.path(operand);
        let shown = p.machine.look(|guest| {
            if whole {
                return guest.files.resolve(&p.who, &path, true).ok();
            }
            match guest.files.stat(&p.who, &path, false).ok()?.1.kind.clone() {
                crate::guest::files::Kind::Link(to) => Some(to),
                _ => None,
            }
        });
        match shown {
            Some(shown) => p.print(format!("{shown}\n")),
            None => status = 1,
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use super::new_mode;

    #[test]
    fn modes_in_letters_and_in_digits() {
        assert_eq!(new_mode(0o644, "400", false, 0o022), Some(0o400));
        assert_eq!(new_mode(0o644, "u+x,go-r", false, 0o022), Some(0o700));
        assert_eq!(new_mode(0o777, "a=r", false, 0o022), Some(0o444));
        assert_eq!(new_mode(0o644, "+w", false, 0o022), Some(0o644));
        assert_eq!(new_mode(0o644, "+X", true, 0o022), Some(0o755));
        assert_eq!(new_mode(0o644, "999", false, 0o022), None);
    }
}
