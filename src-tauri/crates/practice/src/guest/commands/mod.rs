//! The programs of the machine.

mod apt;
mod apt_install;
mod apt_remove;
mod dpkg;
mod editors;
mod files;
mod find;
mod grep;
mod mysql_client;
mod mysql_session;
mod mysqld;
mod network;
mod options;
mod outer;
mod printing;
mod processes;
mod secure_installation;
mod sed;
mod shells;
mod stat;
mod system;
mod systemctl;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::BoxFuture;

use super::Guest;
use super::files::{Errno, Identity, absolute, file_name};
use super::io::{Input, Output};
use super::packages;
use super::surroundings::Surroundings;
use super::tty::Tty;
use crate::world::MysqlFlavour;

/// The search path of a login.
pub(crate) const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games:/usr/local/games:/snap/bin";
/// The search path that sudo gives.
const SECURE_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin";

/// A program that runs.
#[derive(Clone)]
pub(crate) struct Process {
    pub(crate) machine: Arc<dyn Surroundings>,
    /// The program's name, then its arguments.
    pub(crate) args: Vec<String>,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) cwd: String,
    pub(crate) umask: u32,
    pub(crate) who: Identity,
    pub(crate) stdin: Input,
    pub(crate) stdout: Output,
    pub(crate) stderr: Output,
    /// The controlling terminal.
    pub(crate) tty: Option<Arc<Tty>>,
}

/// Why there is no program to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    NotFound,
    Denied,
    Directory,
}

impl Process {
    /// Writes to the standard output.
    pub(super) fn print(&self, text: impl AsRef<str>) {
        // A full disk is told by those commands that are about writing.
        let _ = self.stdout.write(text.as_ref().as_bytes());
    }

    /// Writes a line to the standard error.
    pub(super) fn complain(&self, text: impl AsRef<str>) {
        let _ = self.stderr.write(format!("{}\n", text.as_ref()).as_bytes());
    }

    /// Writes `name: text` to the standard error; the status.
    pub(super) fn fail(&self, status: i32, text: impl AsRef<str>) -> i32 {
        self.complain(format!("{}: {}", file_name(&self.args[0]), text.as_ref()));
        status
    }

    /// Writes to the standard output; 1 and a complaint when the disk is full.
    pub(super) fn write(&self, bytes: &[u8]) -> i32 {
        match self.stdout.write(bytes) {
            Ok(()) => 0,
            Err(error) => self.fail(1, format!("write error: {error}")),
        }
    }

    /// The arguments after the name.
    pub(super) fn rest(&self) -> &[String] {
        self.args.get(1..).unwrap_or_default()
    }

    /// A path as this process means it.
    pub(super) fn path(&self, path: &str) -> String {
        absolute(&self.cwd, path)
    }

    /// A file's contents; `-` is the standard input.
    pub(super) async fn read(&self, path: &str) -> Result<Vec<u8>, Errno> {
        let full = self.path(path);
        if path == "-" || full == "/dev/stdin" {
            return Ok(self.stdin.read_all().await);
        }
        let now = self.machine.now();
        self.machine.look(|guest| guest.read_as(&self.who, &full, now))
    }

    /// Writes a file.
    pub(super) fn write_file(&self, path: &str, contents: &[u8], append: bool) -> Result<(), Errno> {
        let full = self.path(path);
        match (full.as_str(), &self.tty) {
            ("/dev/null", _) => return Ok(()),
            ("/dev/stdout", _) => return self.stdout.write(contents),
            ("/dev/stderr", _) => return self.stderr.write(contents),
            ("/dev/tty", Some(tty)) => {
                tty.write(contents);
                return Ok(());
            }
            _ => {}
        }
        let now = self.machine.now();
        self.machine.change(|guest| guest.write_as(&self.who, &full, contents, append, 0o666 & !self.umask, now))
    }

    /// The user's name.
    pub(super) fn user(&self) -> String {
        self.machine.look(|guest| guest.user_name(self.who.uid))
    }

    /// A login's shell, whose standard streams lead nowhere yet.
    pub(crate) fn of_login(machine: Arc<dyn Surroundings>, user: &str) -> Self {
        let (env, (who, cwd)) = machine.look(|guest| {
            let nobody = || (Identity { uid: 65534, gid: 65534, groups: vec![65534] }, "/".to_owned());
            (login_environment(guest, user), guest.user(user).unwrap_or_else(nobody))
        });
        Self {
            machine,
            args: vec!["bash".to_owned()],
            env,
            cwd,
            umask: 0o022,
            who,
            stdin: Input::empty(),
            stdout: Output::Nowhere,
            stderr: Output::Nowhere,
            tty: None,
        }
    }

    /// The same process with another command line.
    pub(super) fn with_args(&self, args: Vec<String>) -> Self {
        Self { args, ..self.clone() }
    }
}

/// The environment of a user's login.
fn login_environment(guest: &Guest, user: &str) -> BTreeMap<String, String> {
    let home = guest.user(user).map_or_else(|| "/".to_owned(), |(_, home)| home);
    [("HOME", home.as_str()), ("USER", user), ("LOGNAME", user), ("SHELL", "/bin/bash"), ("PATH", PATH), ("LANG", "C.UTF-8")]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Where a program is that a name means.
pub(crate) fn find(guest: &Guest, who: &Identity, cwd: &str, search: &str, name: &str) -> Result<String, Missing> {
    let runnable = |path: &str| match guest.files.stat(who, path, true) {
        Ok((_, node)) if node.is_directory() => Err(Missing::Directory),
        Ok((_, node)) if !who.may(node, 1) => Err(Missing::Denied),
        Ok((path, _)) => Ok(path),
        Err(Errno::Denied) => Err(Missing::Denied),
        Err(_) => Err(Missing::NotFound),
    };
    if name.contains('/') {
        return runnable(&absolute(cwd, name));
    }
    if name.is_empty() {
        return Err(Missing::NotFound);
    }
    let found = search.split(':').map(|directory| runnable(&absolute(cwd, &format!("{directory}/{name}"))));
    found.into_iter().find(Result::is_ok).unwrap_or(Err(Missing::NotFound))
}

/// The package to install for a program that is not there.
pub(crate) fn package_of(program: &str, flavour: MysqlFlavour) -> Option<&'static str> {
    let package = packages::archive(flavour).iter().find(|package| package.programs.iter().any(|(path, _)| file_name(path) == program))?;
    Some(package.name)
}

/// Runs a program and waits for its end: its exit status, 128 + n for signal n.
pub(crate) fn execute(mut process: Process) -> BoxFuture<'static, Result<i32, Missing>> {
    Box::pin(async move {
        let search = process.env.get("PATH").cloned().unwrap_or_else(|| PATH.to_owned());
        let name = process.args.first().cloned().unwrap_or_default();
        let (path, script) = process.machine.clone().look(|guest| {
            let path = find(guest, &process.who, &process.cwd, &search, &name)?;
            // A program's file has no contents here; what has some is a script.
            let text = guest.files.read(&process.who, &path).unwrap_or_default();
            Ok((path, text))
        })?;
        if !script.is_empty() {
            let mut args = vec!["bash".to_owned(), path];
            args.extend(process.rest().iter().cloned());
            process.args = args;
            return Ok(shells::bash(process).await);
        }
        Ok(run(file_name(&path).to_owned(), process).await)
    })
}

/// Runs one of the commands that the shell does itself, too.
pub(crate) async fn run_builtin(process: &Process) -> i32 {
    match process.args[0].as_str() {
        "echo" => printing::echo(process),
        "printf" => printing::printf(process),
        "pwd" => printing::pwd(process),
        _ => printing::test(process),
    }
}

async fn run(name: String, process: Process) -> i32 {
    let p = &process;
    match name.as_str() {
        "[" | "test" => printing::test(p),
        "echo" => printing::echo(p),
        "printf" => printing::printf(p),
        "pwd" => printing::pwd(p),
        "true" => 0,
        "false" => 1,
        "seq" => printing::seq(p),
        "clear" => printing::clear(p),
        "basename" => printing::basename(p),
        "dirname" => printing::dirname(p),
        "tty" => printing::tty(p),
        "ls" => stat::ls(p),
        "stat" => stat::stat(p),
        "find" => find::find(p).await,
        "cat" => text::cat(p).await,
        "head" => text::head(p).await,
        "tail" => text::tail(p).await,
        "wc" => text::wc(p).await,
        "sort" => text::sort(p).await,
        "uniq" => text::uniq(p).await,
        "cut" => text::cut(p).await,
        "tr" => text::tr(p).await,
        "base64" => text::base64(p).await,
        "less" | "more" => text::cat(p).await,
        "diff" => text::diff(p).await,
        "awk" => text::awk(p).await,
        "grep" | "egrep" | "fgrep" => grep::grep(p).await,
        "sed" => sed::sed(p).await,
        "tee" => files::tee(p).await,
        "cp" => files::cp(p),
        "mv" => files::mv(p),
        "rm" => files::rm(p),
        "rmdir" => files::rmdir(p),
        "mkdir" => files::mkdir(p),
        "touch" => files::touch(p),
        "ln" => files::ln(p),
        "chmod" => files::chmod(p),
        "chown" => files::chown(p),
        "readlink" | "realpath" => files::readlink(p),
        "whoami" => system::whoami(p),
        "id" => system::id(p),
        "groups" => system::groups(p),
        "hostname" => system::hostname(p),
        "hostnamectl" => system::hostnamectl(p),
        "uname" => system::uname(p),
        "uptime" => system::uptime(p),
        "w" => system::w(p),
        "date" => system::date(p),
        "df" => system::df(p),
        "free" => system::free(p),
        "lsb_release" => system::lsb_release(p),
        "which" => system::which(p),
        "sleep" => system::sleep(p).await,
        "cloud-init" => system::cloud_init(p),
        "lslocks" => system::lslocks(p),
        "reboot" | "poweroff" | "shutdown" => system::power(p, &name),
        "ps" => processes::ps(p),
        "top" => processes::ps(p),
        "pgrep" | "pidof" => processes::pgrep(p),
        "kill" => processes::kill(p),
        "ss" => network::ss(p),
        "ip" => network::ip(p),
        "ping" => network::ping(p).await,
        "nc" => network::nc(p).await,
        "apt" | "apt-get" | "apt-mark" => apt::apt(p).await,
        "apt-cache" => dpkg::apt_cache(p),
        "dpkg" => dpkg::dpkg(p).await,
        "dpkg-query" => dpkg::dpkg_query(p),
        "systemctl" => systemctl::systemctl(p).await,
        "service" => systemctl::service(p).await,
        "journalctl" => systemctl::journalctl(p),
        "mysqld" => mysqld::mysqld(p),
        "mysql" => mysql_client::mysql(p).await,
        "mysqladmin" => mysql_client::mysqladmin(p).await,
        "mysql_secure_installation" => secure_installation::secure_installation(p).await,
        "vi" | "vim" | "nano" => editors::explain(p),
        "sudo" => outer::sudo(process).await,
        "su" => outer::su(process).await,
        "env" => outer::env(process).await,
        "nohup" => outer::nohup(process).await,
        "timeout" => outer::timeout(process).await,
        "xargs" => outer::xargs(process).await,
        "bash" | "sh" => shells::bash(process).await,
        _ => process.fail(126, "the practice machine has this program's file and does not run it"),
    }
}
