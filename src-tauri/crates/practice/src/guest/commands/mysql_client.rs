//! The mysql client and mysqladmin.

use std::time::Duration;

use super::Process;
use super::mysql_session::{Connection, Login, SOCKET, ask_password, client_error, quoted};
use super::options::Options;
use crate::guest::files::file_name;
use crate::guest::tty::Edited;
use crate::mysql::{
    Answer, Batch, Open, SqlError, Terminator, Version as _, render_batch, render_error, render_table, render_vertical, scan,
};

/// The options that mysql and mysqladmin share, and mysql's.
const SHORT: &str = "u:h:P:e:D:S:BNrstEfvwqAnI";
const LONG: &[&str] = &[
    "user=",
    "host=",
    "port=",
    "execute=",
    "database=",
    "socket=",
    "batch",
    "skip-column-names",
    "raw",
    "silent",
    "table",
    "vertical",
    "force",
    "verbose",
    "version",
    "help",
    "connect-timeout=",
    "connect_timeout=",
    "protocol=",
    "ssl-mode=",
    "no-auto-rehash",
    "skip-auto-rehash",
    "default-character-set=",
    "defaults-file=",
    "defaults-extra-file=",
    "no-defaults",
    "get-server-public-key",
    "unbuffered",
    "quick",
    "compress",
    "skip-ssl",
    "enable-cleartext-plugin",
];

/// The program's options and how to log in. Err: the exit status.
async fn login(p: &Process, group: &str) -> Result<(Options, Login), i32> {
    // -p and --password take a value only when it is joined to them.
    let mut password: Option<Option<String>> = None;
    let mut args = Vec::new();
    for arg in p.rest() {
        if let Some(value) = arg.strip_prefix("--password") {
            password = Some(value.strip_prefix('=').map(str::to_owned));
        } else if let Some(value) = arg.strip_prefix("-p") {
            password = Some(Some(value.to_owned()).filter(|value| !value.is_empty()));
        } else {
            args.push(arg.clone());
        }
    }
    let program = file_name(&p.args[0]);
    let options = match Options::read(&args, SHORT, LONG) {
        Ok(options) => options,
        Err(message) => {
            let message = message.replace("unrecognized option '", "unknown option '").replace("invalid option -- '", "unknown option '-");
            p.complain(format!("{program}: [ERROR] {program}: {message}."));
            return Err(2);
        }
    };
    let home = p.env.get("HOME").cloned().unwrap_or_default();
    let own = format!("{home}/.my.cnf");
    let files: Vec<&str> = match options.value(&["defaults-file"]) {
        _ if options.has(&["no-defaults"]) => Vec::new(),
        Some(file) => vec![file],
        None => vec!["/etc/my.cnf", "/etc/mysql/my.cnf", &own],
    };
    if let Some(file) = options.value(&["defaults-file"])
        && p.machine.look(|guest| guest.files.read(&p.who, &p.path(file)).is_err())
    {
        p.complain(format!("{program}: [ERROR] Could not open required defaults file: {file}"));
        p.complain(format!("{program}: [ERROR] Fatal error in defaults handling. Program aborted!"));
        return Err(1);
    }
    let from_files = match p.machine.look(|guest| guest.options(&p.who, &files, &["client", group])) {
        Ok(found) => found,
        Err(error) => {
            p.complain(format!("{program}: [ERROR] {}", error.text));
            return Err(1);
        }
    };
    let file_value =
        |name: &str| from_files.iter().rev().find(|(found, _)| found.replace('_', "-") == name).and_then(|(_, value)| value.clone());
    let value = |names: &[&str]| options.value(names).map(str::to_owned);
    let host = value(&["h", "host"]).or_else(|| file_value("host"));
    let tcp = options.value(&["protocol"]).is_some_and(|protocol| protocol.eq_ignore_ascii_case("tcp"));
    let host = match host {
        Some(host) if host == "localhost" && !tcp => None,
        None if tcp => Some("localhost".to_owned()),
        host => host,
    };
    let port = value(&["P", "port"]).or_else(|| file_value("port")).unwrap_or_else(|| "3306".to_owned());
    let Ok(port) = port.parse() else {
        p.complain(format!(
            "{program}: [ERROR] Unknown suffix '{}' used for variable 'port' (value '{port}').",
            port.chars().next().unwrap_or('?')
        ));
        return Err(1);
    };
    let password = match password {
        Some(Some(given)) => {
            p.complain(format!("{program}: [Warning] Using a password on the command line interface can be insecure."));
            Some(given)
        }
        Some(None) => Some(ask_password(p, "Enter password: ").await),
        None => file_value("password").or_else(|| p.env.get("MYSQL_PWD").cloned()),
    };
    let timeout = value(&["connect-timeout", "connect_timeout"]).and_then(|seconds| seconds.parse().ok()).filter(|seconds| *seconds > 0);
    let tls = !options.has(&["skip-ssl"]) && !options.value(&["ssl-mode"]).is_some_and(|mode| mode.eq_ignore_ascii_case("disabled"));
    let user = value(&["u", "user"]).or_else(|| file_value("user")).unwrap_or_else(|| p.user());
    Ok((options, Login { user, host, port, password, timeout: timeout.map(Duration::from_secs), tls }))
}

/// How answers are shown.
#[derive(Clone, Copy)]
enum Style {
    Batch(Batch),
    /// `--table`: without the line about rows and time.
    Table,
    Vertical,
    /// At a terminal.
    Interactive,
}

fn show(answer: &Answer, style: Style, vertical: bool) -> String {
    // Statements here take no time that a person could see.
    let took = Duration::ZERO;
    match style {
        Style::Batch(how) if !vertical => render_batch(answer, how),
        Style::Interactive if vertical => render_vertical(answer, took),
        Style::Interactive => render_table(answer, took),
        _ if !answer.has_result_set() => String::new(),
        Style::Table if !vertical => without_outcome(&render_table(answer, took), "+\n"),
        _ => without_outcome(&render_vertical(answer, took), "\n"),
    }
}

/// A rendering up to its last table line: scripts are not told how many rows there were.
fn without_outcome(text: &str, end: &str) -> String {
    let text = text.trim_end_matches('\n');
    let kept = text.rfind('\n').map_or("", |at| &text[..=at]);
    if kept.ends_with(end) { kept.to_owned() } else { String::new() }
}

pub(super) async fn mysql(p: &Process) -> i32 {
    let plain: Vec<&str> = p.rest().iter().map(String::as_str).collect();
    if plain.contains(&"--version") || plain.contains(&"-V") {
        let flavour = p.machine.look(|guest| guest.spec.mysql);
        p.print(format!("mysql  Ver {} for Linux on x86_64 ({})\n", flavour.version(), flavour.version_comment().trim_matches(['(', ')'])));
        return 0;
    }
    let (options, login) = match login(p, "mysql").await {
        Ok(found) => found,
        Err(status) => return status,
    };
    let mut connection = match Connection::open(p, &login).await {
        Ok(connection) => connection,
        Err(error) => {
            let _ = p.stderr.write(render_error(&error, None).as_bytes());
            return 1;
        }
    };
    let database = options.value(&["D", "database"]).or_else(|| options.operands.first().map(String::as_str));
    if let Some(database) = database
        && let Err(error) = connection.execute(&format!("USE `{}`", database.replace('`', "``")))
    {
        let _ = p.stderr.write(render_error(&error, None).as_bytes());
        return 1;
    }
    let batch = Batch { raw: options.has(&["r", "raw"]), skip_column_names: options.has(&["N", "skip-column-names"]) };
    let terminal = p.stdin.is_tty() && p.stdout.is_tty();
    let execute = options.values(&["e", "execute"]).join(";");
    let style = if options.has(&["E", "vertical"]) {
        Style::Vertical
    } else if options.has(&["t", "table"]) || (!options.has(&["B", "batch", "s", "silent"]) && !execute.is_empty() && p.stdout.is_tty()) {
        Style::Table
    } else {
        Style::Batch(batch)
    };
    let mut script = Script { p, connection, login, style, force: options.has(&["f", "force"]), pending: String::new(), lines: 0 };
    if !execute.is_empty() {
        return script.feed(&execute, true).err().unwrap_or(0);
    }
    match &p.tty {
        Some(tty) if terminal && !options.has(&["B", "batch"]) => {
            script.style = Style::Interactive;
            p.print(script.connection.banner());
            script.converse(tty).await
        }
        _ => {
            while let Some(line) = p.stdin.read_line().await {
                if let Err(status) = script.feed(&String::from_utf8_lossy(&line), false) {
                    return status;
                }
            }
            script.feed("", true).err().unwrap_or(0)
        }
    }
}

/// The statements of a script or of a person, as they come.
struct Script<'a> {
    p: &'a Process,
    connection: Connection,
    login: Login,
    style: Style,
    force: bool,
    /// What has come of a statement that goes on.
    pending: String,
    /// Lines before `pending`.
    lines: usize,
}

/// What the client does itself.
enum Command {
    Quit,
    Help,
    Status,
    Use(String),
    Other,
}

/// A line that is a command of the client, not the server's.
fn client_command(line: &str) -> Option<Command> {
    let trimmed = line.trim().trim_end_matches(';').trim_end();
    let (word, rest) = trimmed.split_once(char::is_whitespace).unwrap_or((trimmed, ""));
    Some(match word.to_ascii_lowercase().as_str() {
        "exit" | "quit" | "\\q" => Command::Quit,
        "help" | "\\h" | "?" | "\\?" => Command::Help,
        "status" | "\\s" => Command::Status,
        "use" | "\\u" => Command::Use(rest.trim().trim_matches('`').to_owned()),
        "\\w" | "nowarning" | "warnings" | "rehash" | "\\#" => Command::Other,
        _ => return None,
    })
}

impl Script<'_> {
    /// Takes text, and does the statements that are complete; at the end the last one needs no `;`. Err: the exit status.
    fn feed(&mut self, text: &str, end: bool) -> Result<(), i32> {
        if self.pending.trim().is_empty()
            && !end
            && let Some(command) = client_command(text)
        {
            self.lines += self.pending.matches('\n').count() + 1;
            self.pending.clear();
            return match command {
                Command::Quit => Err(0),
                Command::Use(name) => self.run(&format!("USE `{}`", name.replace('`', "``")), false, Some(self.lines)),
                _ => Ok(()),
            };
        }
        self.pending.push_str(text);
        let pending = std::mem::take(&mut self.pending);
        let script = scan(&pending);
        let before = self.lines;
        for (statement, terminator, line) in &script.statements {
            match terminator {
                Terminator::Clear => {}
                _ if statement.is_empty() => {}
                terminator => self.run(statement, *terminator == Terminator::Vertical, Some(before + line))?,
            }
        }
        let done = pending.len() - script.rest.len();
        let last = script.rest.trim();
        if end && script.open != Open::Nothing && !last.is_empty() {
            let skipped = script.rest.len() - script.rest.trim_start().len();
            let line = before + 1 + pending[..done + skipped].matches('\n').count();
            return self.run(last, false, Some(line));
        }
        self.lines += pending[..done].matches('\n').count();
        script.rest.clone_into(&mut self.pending);
        Ok(())
    }

    fn run(&mut self, statement: &str, vertical: bool, line: Option<usize>) -> Result<(), i32> {
        match self.connection.execute(statement) {
            Ok(answer) => {
                self.p.print(show(&answer, self.style, vertical));
                Ok(())
            }
            Err(error) => {
                let _ = self.p.stderr.write(render_error(&error, line).as_bytes());
                if self.force { Ok(()) } else { Err(1) }
            }
        }
    }

    /// Reads statements at a terminal until the person leaves.
    async fn converse(&mut self, tty: &crate::guest::tty::Tty) -> i32 {
        let mut history = Vec::new();
        loop {
            let prompt = scan(&self.pending).open.prompt();
            let line = match tty.edit_line(&prompt, &history).await {
                Edited::Interrupted => {
                    self.pending.clear();
                    continue;
                }
                Edited::End => break,
                Edited::Line(line) => line,
            };
            if !line.trim().is_empty() && history.last() != Some(&line) {
                history.push(line.clone());
            }
            if self.pending.trim().is_empty() {
                self.pending.clear();
                match client_command(&line) {
                    Some(Command::Quit) => break,
                    Some(Command::Help) => {
                        self.p.print(HELP);
                        continue;
                    }
                    Some(Command::Status) => {
                        self.status();
                        continue;
                    }
                    Some(Command::Use(name)) => {
                        self.answer(&format!("USE `{}`", name.replace('`', "``")), false).await;
                        continue;
                    }
                    Some(Command::Other) => continue,
                    None => {}
                }
            }
            self.pending.push_str(&line);
            self.pending.push('\n');
            let pending = std::mem::take(&mut self.pending);
            let script = scan(&pending);
            for (statement, terminator, _) in &script.statements {
                match terminator {
                    Terminator::Clear => {}
                    _ if statement.is_empty() => {
                        self.p.print("ERROR: \nNo query specified\n\n");
                    }
                    terminator => self.answer(statement, *terminator == Terminator::Vertical).await,
                }
            }
            if script.open != Open::Nothing {
                script.rest.clone_into(&mut self.pending);
            }
        }
        self.p.print("Bye\n");
        0
    }

    /// Does one statement at a terminal; connects again when the server has been restarted meanwhile.
    async fn answer(&mut self, statement: &str, vertical: bool) {
        let mut result = self.connection.execute(statement);
        if matches!(&result, Err(SqlError { number: 2006 | 2013, .. })) {
            self.p.print(format!(
                "{}No connection. Trying to reconnect...\n",
                render_error(&client_error(2006, "MySQL server has gone away"), None)
            ));
            match Connection::open(self.p, &self.login).await {
                Ok(connection) => {
                    self.connection = connection;
                    self.p.print(format!("Connection id:    {}\nCurrent database: *** NONE ***\n\n", self.connection.session.id));
                    result = self.connection.execute(statement);
                }
                Err(error) => {
                    self.p.print(format!("{}ERROR: \nCan't connect to the server\n\n", render_error(&error, None)));
                    return;
                }
            }
        }
        match result {
            Ok(answer) => self.p.print(show(&answer, Style::Interactive, vertical)),
            Err(error) => self.p.print(render_error(&error, None)),
        }
    }

    fn status(&mut self) {
        let flavour = self.p.machine.look(|guest| guest.spec.mysql);
        let database = self.connection.session.database().unwrap_or_default().to_owned();
        let place = match &self.login.host {
            Some(host) => format!("Connection:\t\t{host} via TCP/IP\nTCP port:\t\t{}\n", self.login.port),
            None => format!("Connection:\t\tLocalhost via UNIX socket\nUNIX socket:\t\t{SOCKET}\n"),
        };
        self.p.print(format!(
            "--------------\nmysql  Ver {version} for Linux on x86_64\n\nConnection id:\t\t{}\nCurrent database:\t{database}\nCurrent user:\t\t{}\nServer version:\t\t{version} {}\nProtocol version:\t10\n{place}--------------\n\n",
            self.connection.session.id,
            self.connection.session.login_name(),
            flavour.version_comment(),
            version = flavour.version()
        ));
    }
}

const HELP: &str = "
For information about MySQL products and services, visit:
   http://www.mysql.com/
For developer information, including the MySQL Reference Manual, visit:
   http://dev.mysql.com/

List of all MySQL commands:
Note that all text commands must be first on line and end with ';'
?         (\\?) Synonym for `help'.
clear     (\\c) Clear the current input statement.
ego       (\\G) Send command to mysql server, display result vertically.
exit      (\\q) Exit mysql. Same as quit.
go        (\\g) Send command to mysql server.
help      (\\h) Display this help.
quit      (\\q) Quit mysql.
status    (\\s) Get status information from the server.
use       (\\u) Use another database. Takes database name as argument.

";

pub(super) async fn mysqladmin(p: &Process) -> i32 {
    let (options, login) = match login(p, "mysqladmin").await {
        Ok(found) => found,
        Err(status) => return status,
    };
    let verb = options.operands.first().map_or("", String::as_str);
    let mut connection = match Connection::open(p, &login).await {
        Ok(connection) => connection,
        Err(error) => {
            // A server that refuses is alive.
            if verb == "ping" && error.number < 2000 {
                p.print("mysqld is alive\n");
                return 0;
            }
            let place = login.host.as_deref().unwrap_or("localhost");
            p.complain(format!("mysqladmin: connect to server at '{place}' failed\nerror: '{}'", error.message));
            match &login.host {
                _ if error.number < 2000 => {}
                None => p.complain(format!("Check that mysqld is running and that the socket: '{SOCKET}' exists!")),
                Some(host) => p.complain(format!(
                    "Check that mysqld is running on {host} and that the port is {}.\nYou can check this by doing 'telnet {host} {}'",
                    login.port, login.port
                )),
            }
            return 1;
        }
    };
    let statement = match verb {
        "ping" => {
            p.print("mysqld is alive\n");
            return 0;
        }
        "status" => "SHOW GLOBAL STATUS LIKE 'Uptime'".to_owned(),
        "version" => "SELECT VERSION()".to_owned(),
        "variables" => "SHOW GLOBAL VARIABLES".to_owned(),
        "processlist" => "SHOW PROCESSLIST".to_owned(),
        "create" => format!("CREATE DATABASE `{}`", options.operands.get(1).cloned().unwrap_or_default().replace('`', "``")),
        "password" => format!("SET PASSWORD = {}", quoted(options.operands.get(1).map_or("", String::as_str))),
        "flush-privileges" | "reload" => "FLUSH PRIVILEGES".to_owned(),
        other => {
            p.complain(format!("mysqladmin: Unknown command: '{other}'"));
            return 1;
        }
    };
    match connection.execute(&statement) {
        Ok(answer) => {
            p.print(show(&answer, Style::Table, false));
            0
        }
        Err(error) => {
            p.complain(format!("mysqladmin: command failed; error: '{}'", error.message));
            1
        }
    }
}
