//! A MySQL client's connection: by the socket, to this machine's own server, or to another machine's.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::guest::surroundings::Surroundings;
use crate::mysql::{Answer, From, Server, Session, SqlError, banner};
use crate::world::Reached;

use super::Process;

/// The socket as clients name it.
pub(super) const SOCKET: &str = "/var/run/mysqld/mysqld.sock";

/// Whom to log in as, and where.
#[derive(Clone)]
pub(super) struct Login {
    pub(super) user: String,
    /// None: the socket.
    pub(super) host: Option<String>,
    pub(super) port: u16,
    pub(super) password: Option<String>,
    /// How long to wait for an answer; none: as long as the kernel does.
    pub(super) timeout: Option<Duration>,
    pub(super) tls: bool,
}

/// Where the server is.
#[derive(Clone, Copy)]
enum Place {
    Here,
    At(IpAddr),
}

/// A logged-in connection.
pub(super) struct Connection {
    machine: Arc<dyn Surroundings>,
    place: Place,
    pub(super) session: Session,
}

/// How long Linux tries to connect to an address that is silent.
const SILENCE: Duration = Duration::from_secs(131);

impl Connection {
    /// Connects and logs in.
    ///
    /// # Errors
    /// The client's own (2002, 2003, 2005) and the server's (1045, 1130, …).
    pub(super) async fn open(p: &Process, login: &Login) -> Result<Self, SqlError> {
        let (place, from) = match &login.host {
            None => {
                if !p.machine.look(|guest| guest.files.stat(&p.who, SOCKET, true).is_ok()) {
                    return Err(client_error(2002, format!("Can't connect to local MySQL server through socket '{SOCKET}' (2)")));
                }
                (Place::Here, From::Socket { os_user: p.user() })
            }
            Some(host) => {
                let Some(address) = p.resolve(host) else {
                    return Err(client_error(2005, format!("Unknown MySQL server host '{host}' (-2)")));
                };
                let own = p.machine.look(|guest| guest.is_own(address).then_some(guest.spec.private_ip));
                let error = match p.reach(address, login.port) {
                    Reached::Open => None,
                    Reached::Refused => Some(111),
                    Reached::TimedOut => {
                        p.machine.sleep(login.timeout.unwrap_or(SILENCE)).await;
                        Some(110)
                    }
                };
                if let Some(error) = error {
                    return Err(client_error(2003, format!("Can't connect to MySQL server on '{host}:{}' ({error})", login.port)));
                }
                match own {
                    // A connection to an own address comes from the same address.
                    Some(_) => (Place::Here, From::Tcp(address)),
                    None => {
                        let private = p.machine.look(|guest| guest.spec.private_ip);
                        (Place::At(address), From::Tcp(private.into()))
                    }
                }
            }
        };
        let now = p.machine.now();
        let session = with_server(&*p.machine, place, |server| {
            let session = server.login(&login.user, &from, login.password.as_deref(), login.tls)?;
            server.enter(&session, now)?;
            Ok(session)
        });
        match session {
            Some(session) => Ok(Self { machine: p.machine.clone(), place, session: session? }),
            // Something listens, and it is no MySQL server.
            None => Err(client_error(2013, "Lost connection to MySQL server at 'reading initial communication packet', system error: 0")),
        }
    }

    /// Executes one statement.
    pub(super) fn execute(&mut self, sql: &str) -> Result<Answer, SqlError> {
        let now = self.machine.now();
        let session = &mut self.session;
        with_server(&*self.machine, self.place, |server| server.execute(session, sql, now))
            .unwrap_or_else(|| Err(client_error(2013, "Lost connection to MySQL server during query")))
    }

    /// What the client says when it has logged in.
    pub(super) fn banner(&self) -> String {
        with_server(&*self.machine, self.place, |server| banner(server, &self.session)).unwrap_or_default()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        with_server(&*self.machine, self.place, |server| server.leave(&self.session));
    }
}

/// A client's own error.
pub(super) fn client_error(number: u16, message: impl Into<String>) -> SqlError {
    SqlError::new(number, "HY000", message)
}

fn with_server<T>(machine: &dyn Surroundings, place: Place, act: impl FnOnce(&mut Server) -> T) -> Option<T> {
    let (mut act, mut result) = (Some(act), None);
    let mut once = |server: &mut Server| {
        if let Some(act) = act.take() {
            result = Some(act(server));
        }
    };
    match place {
        Place::Here => machine.with_guest(&mut |guest| {
            if let Some(server) = guest.running_mysql() {
                once(server);
            }
        }),
        Place::At(address) => {
            machine.with_mysql_at(address, &mut once);
        }
    }
    result
}

/// Asks for a password as getpass(3) does: on the terminal, or on the standard streams when there is none.
pub(super) async fn ask_password(p: &Process, prompt: &str) -> String {
    match &p.tty {
        Some(tty) => tty.secret_line(prompt).await.unwrap_or_default(),
        None => {
            let _ = p.stderr.write(prompt.as_bytes());
            let line = p.stdin.read_line().await.unwrap_or_default();
            String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned()
        }
    }
}

/// A text as an SQL string.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
