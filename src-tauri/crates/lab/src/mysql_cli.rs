//! The `mysql` program on the machines: SQL goes to its standard input, so that no password ever stands in a command line.

use std::sync::Mutex;

use engine::{ExposeSecret, Secret, Stop};
use model::{Problem, ProblemCode, text};

use crate::ports::Output;
use crate::quote;
use crate::remote::{Input, Session, said};
use crate::service;
use crate::sql::{MASK, Statement};
use crate::words;

/// The command by which root of the machine is root in MySQL.
pub(crate) const BY_SOCKET: &str = "sudo mysql --batch --raw";
/// The command by which root logs in with a password; its first line of input is the password.
pub(crate) const BY_PASSWORD: &str = "sudo bash -c 'IFS= read -r MYSQL_PWD && export MYSQL_PWD && exec mysql --user=root --batch --raw'";
/// The command by which the package's own maintenance account logs in: the way back when root's password was changed by hand.
const BY_MAINTENANCE: &str = "sudo mysql --defaults-file=/etc/mysql/debian.cnf --batch --raw";

/// The name under which the vault keeps root's password.
pub const ROOT_PASSWORD: &str = "root_password";
/// The name under which the vault keeps the password of the lab's user.
pub const USER_PASSWORD: &str = "user_password";

/// The rows of an answer, each column as text.
pub(crate) type Rows = Vec<Vec<String>>;

/// An error as the `mysql` program writes it: `ERROR 2003 (HY000): Can't connect to MySQL server on '…' (110)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SqlError {
    /// MySQL's error number.
    pub number: u16,
    /// The SQLSTATE.
    pub state: String,
    /// The operating system's error number that stands at the end of 2002 and 2003.
    pub os_error: Option<u32>,
    /// MySQL's words.
    pub message: String,
}

/// The operating system's error number for a connection that was refused (ECONNREFUSED).
pub(crate) const REFUSED: u32 = 111;

/// Reads an error from the program's standard error; none when there is none.
pub(crate) fn parse_error(stderr: &str) -> Option<SqlError> {
    stderr.lines().find_map(|line| {
        let (number, rest) = line.strip_prefix("ERROR ")?.split_once(" (")?;
        let (state, rest) = rest.split_once(')')?;
        let number = number.parse().ok()?;
        let (_, message) = rest.split_once(": ")?;
        let os_error = message.trim_end().strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).and_then(|(_, code)| code.parse().ok());
        Some(SqlError { number, state: state.to_owned(), os_error, message: message.to_owned() })
    })
}

/// The rows of `--batch` output: tabs between columns, the first line their names. `escaped` without `--raw`.
pub(crate) fn parse_rows(stdout: &str, escaped: bool) -> Rows {
    let read = |cell: &str| if escaped { unescaped(cell) } else { cell.to_owned() };
    stdout.lines().skip(1).map(|line| line.split('\t').map(read).collect()).collect()
}

fn unescaped(cell: &str) -> String {
    let mut read = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => read.push('\n'),
                Some('t') => read.push('\t'),
                Some('0') => read.push('\0'),
                Some(other) => read.push(other),
                None => read.push('\\'),
            },
            c => read.push(c),
        }
    }
    read
}

/// A way by which root logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As root of the machine, without a password.
    Socket,
    /// With the password that the lab set.
    Password,
    /// As the package's maintenance account.
    Maintenance,
}

/// root's login on the server. The first statement finds the way that works; the others take it.
pub(crate) struct Root<'a> {
    session: &'a Session<'a>,
    way: Mutex<Option<Way>>,
}

impl<'a> Root<'a> {
    /// root's login by whichever way works.
    pub(crate) fn new(session: &'a Session<'a>) -> Self {
        Self { session, way: Mutex::new(None) }
    }

    /// The way that worked, once a statement was answered.
    pub(crate) fn way(&self) -> Option<Way> {
        *self.way.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Asks something that changes nothing.
    pub(crate) async fn ask(&self, statement: &Statement) -> Result<Rows, Stop> {
        match self.send(statement, true).await? {
            Ok(output) => Ok(parse_rows(&output.stdout, false)),
            Err(error) => Err(problem(self.session, &error, statement, "root").await?.into()),
        }
    }

    /// Asks for one value: the first column of the first row.
    pub(crate) async fn ask_value(&self, statement: &Statement) -> Result<Option<String>, Stop> {
        Ok(self.ask(statement).await?.into_iter().next().and_then(|row| row.into_iter().next()))
    }

    /// Asks, and hands MySQL's refusal to the caller.
    pub(crate) async fn try_ask(&self, statement: &Statement) -> Result<Result<Rows, SqlError>, Stop> {
        Ok(self.send(statement, true).await?.map(|output| parse_rows(&output.stdout, false)))
    }

    /// Announces a statement that changes something, and sends it.
    pub(crate) async fn change(&self, statement: &Statement) -> Result<(), Stop> {
        self.session.cx().effect(statement.shown())?;
        match self.send(statement, false).await? {
            Ok(_) => Ok(()),
            Err(error) => Err(problem(self.session, &error, statement, "root").await?.into()),
        }
    }

    /// Tries one way only; whether it lets root in.
    pub(crate) async fn lets_in(&self, way: Way) -> Result<bool, Stop> {
        let statement = crate::sql::version();
        match self.send_by(way, &statement, true).await? {
            Ok(_) => Ok(true),
            Err(error) if is_denied(&error) => Ok(false),
            Err(error) => Err(problem(self.session, &error, &statement, "root").await?.into()),
        }
    }

    async fn send(&self, statement: &Statement, only_looks: bool) -> Result<Result<Output, SqlError>, Stop> {
        let known = self.way();
        let ways = match known {
            Some(way) => vec![way],
            // Which way root comes in changes in the middle of the lab, and with it the one to try first.
            None if self.session.cx().lab().mysql.auth_plugin.is_some() => vec![Way::Password, Way::Socket, Way::Maintenance],
            None => vec![Way::Socket, Way::Password, Way::Maintenance],
        };
        for way in ways {
            match self.send_by(way, statement, only_looks).await? {
                Err(error) if is_denied(&error) => {}
                // The maintenance account is not there on every system: then nobody is let in.
                Err(_) if way == Way::Maintenance && known.is_none() => {}
                answer => {
                    *self.way.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(way);
                    return Ok(answer);
                }
            }
        }
        Err(ProblemCode::RootLockedOut.with("machine", self.session.machine()).into())
    }

    async fn send_by(&self, way: Way, statement: &Statement, only_looks: bool) -> Result<Result<Output, SqlError>, Stop> {
        let (command, password) = match way {
            Way::Socket => (BY_SOCKET, None),
            Way::Password => (BY_PASSWORD, Some(self.session.cx().vault().get(ROOT_PASSWORD)?)),
            Way::Maintenance => (BY_MAINTENANCE, None),
        };
        let input = input(password.as_ref(), statement);
        let output = if only_looks { self.session.look_with(command, input).await? } else { self.session.run_with(command, input).await? };
        answer(self.session, command, output, way == Way::Maintenance).await
    }
}

fn is_denied(error: &SqlError) -> bool {
    matches!(error.number, 1045 | 1698)
}

/// Standard input for the `mysql` program: the password's line if there is one, then the statement.
fn input(password: Option<&Secret>, statement: &Statement) -> Input {
    let sql = statement.sent().expose_secret();
    match password {
        Some(password) => Input {
            sent: Secret::from(format!("{}\n{sql};\n", password.expose_secret())),
            shown: vec![MASK.to_owned(), format!("{};", statement.shown())],
        },
        None => Input { sent: Secret::from(format!("{sql};\n")), shown: vec![format!("{};", statement.shown())] },
    }
}

/// The program's answer: output, or MySQL's refusal. A program that failed otherwise is a problem.
async fn answer(session: &Session<'_>, command: &str, output: Output, may_be_missing: bool) -> Result<Result<Output, SqlError>, Stop> {
    if output.exit == 0 {
        return Ok(Ok(output));
    }
    match parse_error(&output.stderr) {
        Some(error) => Ok(Err(error)),
        None if may_be_missing => Ok(Err(SqlError { number: 1045, state: "28000".to_owned(), os_error: None, message: said(&output) })),
        None => session.expect(command, output).await.map(Ok),
    }
}

/// The command on the client by which the lab's user logs in to the server; its first line of input is the password.
///
/// # Errors
/// `internal` for a name that no shell can take.
pub(crate) fn client_command(user: &str, address: &str) -> Result<String, Problem> {
    Ok(format!(
        "bash -c 'IFS= read -r MYSQL_PWD && export MYSQL_PWD && exec mysql --user=\"$1\" --host=\"$2\" --connect-timeout=10 --batch' mysql {} {}",
        quote::word(user)?,
        quote::word(address)?
    ))
}

/// Asks the server from the client, as the lab's user.
pub(crate) async fn ask_from_client(session: &Session<'_>, address: &str, statement: &Statement) -> Result<Result<Rows, SqlError>, Stop> {
    let cx = session.cx();
    let password = cx.vault().get(USER_PASSWORD)?;
    let command = client_command(&cx.lab().settings.db_user, address)?;
    let output = session.look_with(&command, input(Some(&password), statement)).await?;
    Ok(answer(session, &command, output, false).await?.map(|output| parse_rows(&output.stdout, true)))
}

/// The problem of MySQL's refusal to the program on a machine.
pub(crate) async fn problem(session: &Session<'_>, error: &SqlError, statement: &Statement, user: &str) -> Result<Problem, Stop> {
    // The socket is not there: the service does not run.
    if error.number == 2002 {
        return service::not_running(session).await;
    }
    Ok(problem_of(session, error, statement, user))
}

/// The problem of MySQL's refusal, by its number alone.
pub(crate) fn problem_of(session: &Session<'_>, error: &SqlError, statement: &Statement, user: &str) -> Problem {
    let refusal = Refusal { number: error.number, os_error: error.os_error };
    let words = format!("ERROR {} ({}): {}", error.number, error.state, error.message);
    problem_of_refusal(session, refusal, statement.shown(), user, words)
}

/// The same for a refusal that another client met.
pub(crate) fn problem_of_refusal(session: &Session<'_>, refusal: Refusal, statement: &str, user: &str, words: String) -> Problem {
    let lab = session.cx().lab();
    let server = words::or(lab.server.private_ip.as_deref(), || text!("the-server", "the server"));
    let client = words::or(lab.client.private_ip.as_deref(), || text!("the-client", "the client"));
    refusal
        .code()
        .with("machine", session.machine())
        .with("address", if refusal.number == 1130 { client } else { server })
        .with("number", refusal.number)
        .with("user", user)
        .with("database", &lab.settings.database)
        .with("version", words::or(lab.mysql.version.as_deref(), || text!("version-there", "there")))
        .with("plugin", lab.mysql.auth_plugin.as_deref().unwrap_or(crate::sql::NATIVE_PASSWORD))
        .with("policy", text!("policy-of-the-server", "of the server"))
        .with("statement", statement)
        .with("state", text!("state-no-socket", "not reachable by its socket"))
        .detail(words)
        .into()
}

/// MySQL's error number, with the operating system's where there is one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusal {
    /// MySQL's error number.
    pub number: u16,
    /// The operating system's error number.
    pub os_error: Option<u32>,
}

impl Refusal {
    /// The one table from error numbers to codes.
    pub(crate) fn code(self) -> ProblemCode {
        match (self.number, self.os_error) {
            (2002, _) => ProblemCode::ServiceNotRunning,
            (2003, Some(REFUSED)) => ProblemCode::MysqlRefused,
            // 110 is a time-out; 113 and 101 are routers saying that nobody is there.
            (2003, _) => ProblemCode::MysqlTimedOut,
            (1130, _) => ProblemCode::MysqlHostDenied,
            (1045 | 1698, _) => ProblemCode::MysqlAccessDenied,
            (1044, _) => ProblemCode::MysqlDatabaseDenied,
            (1524, _) => ProblemCode::MysqlPluginMissing,
            (2061, _) => ProblemCode::MysqlTlsRequired,
            (1819, _) => ProblemCode::MysqlPolicy,
            _ => ProblemCode::SqlFailed,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn errors_are_told_apart_by_their_numbers() {
        let code = |line: &str| {
            let error = parse_error(line).unwrap();
            Refusal { number: error.number, os_error: error.os_error }.code()
        };
        let silent = "ERROR 2003 (HY000): Can't connect to MySQL server on '172.31.24.118:3306' (110)\n";
        assert_eq!(code(silent), ProblemCode::MysqlTimedOut);
        assert_eq!(code("ERROR 2003 (HY000): Can't connect to MySQL server on '172.31.24.118:3306' (111)"), ProblemCode::MysqlRefused);
        assert_eq!(code("ERROR 1045 (28000): Access denied for user 'donald'@'h' (using password: YES)"), ProblemCode::MysqlAccessDenied);
        assert_eq!(code("ERROR 1130 (HY000): Host '172.31.18.52' is not allowed to connect"), ProblemCode::MysqlHostDenied);
        assert_eq!(code("ERROR 1819 (HY000) at line 1: Your password does not satisfy"), ProblemCode::MysqlPolicy);
        assert_eq!(code("ERROR 1524 (HY000) at line 1: Plugin 'mysql_native_password' is not loaded"), ProblemCode::MysqlPluginMissing);
        assert_eq!(code("ERROR 2002 (HY000): Can't connect through socket '/run/x' (2)"), ProblemCode::ServiceNotRunning);
        assert_eq!(code("mysql: [Warning] something\nERROR 1044 (42000): Access denied"), ProblemCode::MysqlDatabaseDenied);
        assert_eq!(parse_error("bash: mysql: command not found"), None);
    }

    #[test]
    fn rows_are_read_without_their_heading() {
        assert_eq!(parse_rows("Database\nmysql\ntesting_123\n", true), [["mysql"], ["testing_123"]]);
        assert_eq!(parse_rows("a\tb\n1\tx\\ty\n", true), [["1", "x\ty"]]);
        assert_eq!(parse_rows("a\tb\n1\tx\\n\n", false), [["1", "x\\n"]]);
        assert!(parse_rows("", true).is_empty());
    }

    proptest! {
        #[test]
        fn names_stay_one_word_of_the_clients_command(user in "[^\0]{1,32}", address in "[0-9.]{7,15}") {
            let words = shlex::split(&client_command(&user, &address).unwrap()).unwrap();
            prop_assert_eq!(words.len(), 6);
            prop_assert_eq!(&words[4], &user);
            prop_assert_eq!(&words[5], &address);
        }

        #[test]
        fn any_output_is_read_without_harm(stderr in "(ERROR )?[ -~\n]{0,80}", stdout in "[ -~\n\t]{0,80}") {
            parse_error(&stderr);
            parse_rows(&stdout, true);
        }
    }
}
