//! Statements against a server: what they answer, and with which errors they are refused.

mod accounts;
mod data;
mod grants;
mod lab;
mod logins;
mod quoting;
mod schemas;
mod variables;

use std::net::IpAddr;
use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};

use super::{Answer, Config, From, Server, Session};
use crate::world::MysqlFlavour;

/// A server and who talks to it.
struct Talk {
    server: Server,
    session: Session,
    now: Timestamp,
}

impl Talk {
    /// Root by the socket on a fresh server.
    fn root(flavour: MysqlFlavour) -> Self {
        // Made once: its keys take a while.
        static FRESH: [OnceLock<Server>; 2] = [OnceLock::new(), OnceLock::new()];
        let now = Timestamp::UNIX_EPOCH;
        let fresh = &FRESH[usize::from(flavour == MysqlFlavour::V9)];
        let mut server = fresh.get_or_init(|| Server::install(flavour, now)).clone();
        let session = server.login("root", &socket("root"), None, false).expect("root by the socket");
        Self { server, session, now }
    }

    fn v8() -> Self {
        Self::root(MysqlFlavour::V8_0)
    }

    fn run(&mut self, sql: &str) -> Answer {
        self.try_run(sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    fn try_run(&mut self, sql: &str) -> Result<Answer, super::SqlError> {
        self.server.execute(&mut self.session, sql, self.now)
    }

    /// The number and the words of a refusal.
    fn refused(&mut self, sql: &str) -> (u16, String) {
        match self.try_run(sql) {
            Err(error) => (error.number, error.message),
            Ok(answer) => panic!("{sql}: not refused: {answer:?}"),
        }
    }

    fn rows(&mut self, sql: &str) -> Vec<Vec<String>> {
        let show = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
        self.run(sql).rows.into_iter().map(|row| row.into_iter().map(show).collect()).collect()
    }

    /// The first column.
    fn column(&mut self, sql: &str) -> Vec<String> {
        self.rows(sql).into_iter().map(|row| row[0].clone()).collect()
    }

    /// The only value.
    fn value(&mut self, sql: &str) -> String {
        let rows = self.rows(sql);
        assert_eq!((rows.len(), rows[0].len()), (1, 1), "{sql}");
        rows[0][0].clone()
    }

    /// Somebody else, over TCP with TLS.
    fn log_in(&mut self, user: &str, from: &str, password: &str) -> Result<(), super::SqlError> {
        self.session = self.server.login(user, &tcp(from), Some(password), true)?;
        Ok(())
    }

    fn back_to_root(&mut self) {
        self.session = self.server.login("root", &socket("root"), None, false).expect("root by the socket");
    }

    fn pass(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    fn restart(&mut self) {
        self.server.restart(&Config::default(), self.now);
    }
}

fn socket(os_user: &str) -> From {
    From::Socket { os_user: os_user.to_owned() }
}

fn tcp(address: &str) -> From {
    From::Tcp(address.parse::<IpAddr>().expect("an address"))
}

const CLIENT: &str = "172.31.18.52";
