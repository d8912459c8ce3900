//! What a client can ask after its login.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::answer::{Answer, Column};
use super::super::error::SqlError;
use super::super::server::Server;
use super::super::session::Session;
use super::super::syntax::script::server_statements;
use super::MysqlAccess;
use super::handshake::flags;
use super::packets::{Broken, Packets, Payload};
use super::results::{Rows, definition, eof, error, ok, put_answer};

/// Commands, as the protocol numbers them.
mod command {
    pub(super) const QUIT: u8 = 1;
    pub(super) const INIT_DB: u8 = 2;
    pub(super) const QUERY: u8 = 3;
    pub(super) const FIELD_LIST: u8 = 4;
    pub(super) const STATISTICS: u8 = 9;
    pub(super) const PING: u8 = 14;
    pub(super) const CHANGE_USER: u8 = 17;
    pub(super) const STMT_PREPARE: u8 = 22;
    pub(super) const STMT_EXECUTE: u8 = 23;
    pub(super) const STMT_SEND_LONG_DATA: u8 = 24;
    pub(super) const STMT_CLOSE: u8 = 25;
    pub(super) const STMT_RESET: u8 = 26;
    pub(super) const SET_OPTION: u8 = 27;
    pub(super) const RESET_CONNECTION: u8 = 31;
}

/// Longer packets are refused.
const LONGEST: usize = 16 * 1024 * 1024;
/// How long a client may take to read an answer, and to send the rest of what is refused.
const NET_TIMEOUT: Duration = Duration::from_secs(60);
/// max_prepared_stmt_count, for one connection.
const MOST_PREPARED: usize = 1000;

/// A logged-in client.
pub(super) struct Client<'a> {
    pub(super) access: &'a dyn MysqlAccess,
    pub(super) packets: Packets,
    pub(super) session: Session,
    /// Its capability flags.
    pub(super) flags: u32,
    /// Prepared statements by their numbers.
    prepared: BTreeMap<u32, String>,
    next_prepared: u32,
}

impl<'a> Client<'a> {
    pub(super) fn new(access: &'a dyn MysqlAccess, packets: Packets, session: Session, flags: u32) -> Self {
        Self { access, packets, session, flags, prepared: BTreeMap::new(), next_prepared: 1 }
    }

    /// Answers commands until the client quits.
    pub(super) async fn converse(&mut self) -> Result<(), Broken> {
        loop {
            self.packets.begin();
            let idle = self.wait_timeout()?;
            let payload = match self.packets.read(LONGEST, idle).await {
                Err(Broken::TooLarge(length)) => {
                    self.packets.skip(length, NET_TIMEOUT).await?;
                    self.put_error(&SqlError::packet_too_large());
                    self.packets.flush(NET_TIMEOUT).await?;
                    return Err(Broken::Refused);
                }
                other => other?,
            };
            let Some((command, argument)) = payload.split_first() else { return Err(Broken::Malformed) };
            if *command == command::QUIT {
                return Ok(());
            }
            self.command(*command, argument)?;
            self.packets.flush(NET_TIMEOUT).await?;
        }
    }

    fn command(&mut self, command: u8, argument: &[u8]) -> Result<(), Broken> {
        match command {
            command::QUERY => return self.query(argument),
            command::STMT_PREPARE => return self.prepare(argument),
            command::STMT_EXECUTE => return self.execute_prepared(argument),
            command::STMT_CLOSE => {
                let id = Payload(argument).u32().ok_or(Broken::Malformed)?;
                self.prepared.remove(&id);
            }
            // Neither is answered.
            command::STMT_SEND_LONG_DATA => {}
            command::STMT_RESET | command::PING => {
                self.with_server(|_, _| ())?;
                self.packets.put(&ok(&Answer::default(), false));
            }
            command::INIT_DB => {
                let answer = match text(argument) {
                    Ok(name) => self.with_server(|server, session| server.use_database(session, name))?,
                    Err(error) => Err(error),
                };
                self.put(answer, Rows::Text, false);
            }
            command::RESET_CONNECTION => {
                self.with_server(|_, session| session.reset())?;
                self.prepared.clear();
                self.packets.put(&ok(&Answer::default(), false));
            }
            command::SET_OPTION => match argument {
                [0, 0] => self.set_multi_statements(true),
                [1, 0] => self.set_multi_statements(false),
                _ => self.put_error(&SqlError::unknown_command()),
            },
            command::STATISTICS => {
                let now = self.access.now();
                let statistics = self.with_server(|server, _| server.statistics(now))?;
                self.packets.put(statistics.as_bytes());
            }
            command::FIELD_LIST => return self.field_list(argument),
            command::CHANGE_USER => self.put_error(&SqlError::not_played("COM_CHANGE_USER")),
            _ => self.put_error(&SqlError::unknown_command()),
        }
        Ok(())
    }

    fn query(&mut self, sql: &[u8]) -> Result<(), Broken> {
        let sql = match text(sql) {
            Ok(sql) => sql,
            Err(error) => {
                self.put_error(&error);
                return Ok(());
            }
        };
        let mut statements = if self.flags & flags::MULTI_STATEMENTS != 0 { server_statements(sql) } else { vec![sql] };
        if statements.is_empty() {
            // So that it is refused as an empty query.
            statements.push(sql);
        }
        let last = statements.len() - 1;
        for (at, statement) in statements.into_iter().enumerate() {
            let answer = self.run(statement)?;
            let failed = answer.is_err();
            self.put(answer, Rows::Text, at < last);
            if failed {
                break;
            }
        }
        Ok(())
    }

    fn prepare(&mut self, sql: &[u8]) -> Result<(), Broken> {
        let prepared = match text(sql) {
            Ok(sql) => self.with_server(|server, session| server.prepare(session, sql))?.map(|columns| (sql.to_owned(), columns)),
            Err(error) => Err(error),
        };
        let (sql, columns) = match prepared {
            Ok(prepared) if self.prepared.len() < MOST_PREPARED => prepared,
            Ok(_) => {
                self.put_error(&SqlError::new(
                    1461,
                    "42000",
                    format!("Can't create more than max_prepared_stmt_count statements (current value: {MOST_PREPARED})"),
                ));
                return Ok(());
            }
            Err(error) => {
                self.put_error(&error);
                return Ok(());
            }
        };
        let id = self.next_prepared;
        self.next_prepared = id.wrapping_add(1);
        self.prepared.insert(id, sql);
        let mut head = vec![0];
        head.extend_from_slice(&id.to_le_bytes());
        head.extend_from_slice(&u16::try_from(columns.len()).unwrap_or(u16::MAX).to_le_bytes());
        // No parameters, a filler, no warnings.
        head.extend_from_slice(&[0; 5]);
        self.packets.put(&head);
        self.put_definitions(&columns, Rows::Binary);
        Ok(())
    }

    fn put_definitions(&mut self, columns: &[Column], rows: Rows) {
        for column in columns {
            self.packets.put(&definition(column, rows));
        }
        if !columns.is_empty() && self.flags & flags::DEPRECATE_EOF == 0 {
            self.packets.put(&eof(&Answer::default(), false));
        }
    }

    fn execute_prepared(&mut self, argument: &[u8]) -> Result<(), Broken> {
        let id = Payload(argument).u32().ok_or(Broken::Malformed)?;
        let answer = match self.prepared.get(&id).cloned() {
            Some(sql) => self.run(&sql)?,
            None => Err(SqlError::unknown_prepared_statement(id)),
        };
        self.put(answer, Rows::Binary, false);
        Ok(())
    }

    fn field_list(&mut self, argument: &[u8]) -> Result<(), Broken> {
        let now = self.access.now();
        let columns = match text(Payload(argument).until_nul()) {
            Ok(table) => self.with_server(|server, session| server.field_list(session, table, now))?,
            Err(error) => Err(error),
        };
        match columns {
            Ok(columns) => {
                for column in &columns {
                    let mut packet = definition(column, Rows::Text);
                    // The default value: NULL.
                    packet.push(0xfb);
                    self.packets.put(&packet);
                }
                self.packets.put(&eof(&Answer::default(), false));
            }
            Err(error) => self.put_error(&error),
        }
        Ok(())
    }

    fn set_multi_statements(&mut self, on: bool) {
        if on {
            self.flags |= flags::MULTI_STATEMENTS;
        } else {
            self.flags &= !flags::MULTI_STATEMENTS;
        }
        self.packets.put(&eof(&Answer::default(), false));
    }

    fn run(&mut self, sql: &str) -> Result<Result<Answer, SqlError>, Broken> {
        let now = self.access.now();
        self.with_server(|server, session| server.execute(session, sql, now))
    }

    fn put(&mut self, answer: Result<Answer, SqlError>, rows: Rows, more: bool) {
        match answer {
            Ok(answer) => put_answer(&mut self.packets, self.flags, &answer, rows, more),
            Err(error) => self.put_error(&error),
        }
    }

    fn put_error(&mut self, refused: &SqlError) {
        self.packets.put(&error(refused, true));
    }

    /// How long the client may be silent.
    fn wait_timeout(&mut self) -> Result<Duration, Broken> {
        let name = if self.flags & flags::INTERACTIVE != 0 { "interactive_timeout" } else { "wait_timeout" };
        let seconds = self.with_server(|server, session| server.session_variable(session, name))?;
        Ok(Duration::from_secs(seconds.and_then(|seconds| seconds.parse().ok()).unwrap_or(28_800)))
    }

    /// The server, if it still runs as it did at the login.
    fn with_server<T>(&mut self, act: impl FnOnce(&mut Server, &mut Session) -> T) -> Result<T, Broken> {
        let mut act = Some(act);
        let mut result = None;
        let session = &mut self.session;
        self.access.with_server(&mut |server| {
            if server.knows(session) {
                result = act.take().map(|act| act(server, session));
            }
        });
        result.ok_or(Broken::Gone)
    }
}

fn text(bytes: &[u8]) -> Result<&str, SqlError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let wrong: String = bytes[error.valid_up_to()..].iter().take(6).map(|byte| format!("\\x{byte:02X}")).collect();
        SqlError::new(1300, "HY000", format!("Invalid utf8mb4 character string: '{wrong}'"))
    })
}
