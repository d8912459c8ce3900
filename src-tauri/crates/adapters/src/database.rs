//! MySQL by `mysql_async`.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use engine::ExposeSecret;
use lab::ports::{Clock, Database, DatabaseError, Login};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, DriverError, Error, IoError, Opts, OptsBuilder, Row, SslOpts, Value};

use crate::clock::within;

/// How long a login and a query may take together.
const PATIENCE: Duration = Duration::from_secs(30);

/// The largest packet that is taken from a server: MySQL's own default.
const MAX_PACKET: usize = 64 << 20;

/// A MySQL client.
pub struct MysqlClient {
    clock: Arc<dyn Clock>,
}

impl MysqlClient {
    /// A client that gives up by a clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        // mysql_async takes rustls' process-wide provider. Another crate of the program may have set it first, which is as good.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        Self { clock }
    }
}

#[async_trait]
impl Database for MysqlClient {
    async fn query(&self, login: &Login, sql: &str) -> Result<Vec<Vec<Option<String>>>, DatabaseError> {
        within(&*self.clock, PATIENCE, run(login, sql)).await.unwrap_or(Err(DatabaseError::TimedOut))
    }
}

async fn run(login: &Login, sql: &str) -> Result<Vec<Vec<Option<String>>>, DatabaseError> {
    let mut connection = connect(login).await.map_err(told)?;
    let rows: Vec<Row> = connection.query(sql).await.map_err(told)?;
    // The rows are here: a server that is gone by the time of the farewell takes nothing away from them.
    let _ = connection.disconnect().await;
    Ok(rows.into_iter().map(|row| row.unwrap_raw().into_iter().map(|value| value.and_then(text)).collect()).collect())
}

/// Logs in over TLS, which accounts and servers may demand, or without where the server has none: `caching_sha2_password` then asks for
/// the server's RSA key and encrypts the password with it.
async fn connect(login: &Login) -> Result<Conn, Error> {
    match Conn::new(options(login, true)).await {
        Err(Error::Driver(DriverError::NoClientSslFlagFromServer) | Error::Io(IoError::Tls(_))) => Conn::new(options(login, false)).await,
        other => other,
    }
}

fn options(login: &Login, tls: bool) -> Opts {
    // The certificate is one that the server made for itself at its installation, so that no authority can vouch for it. What the
    // connection can be believed for comes from the SSH tunnel that it runs in, whose host key is checked.
    let tls = tls.then(|| SslOpts::default().with_danger_accept_invalid_certs(true).with_danger_skip_domain_validation(true));
    OptsBuilder::default()
        .ip_or_hostname(login.socket.ip().to_string())
        .tcp_port(login.socket.port())
        .user(Some(&login.user))
        .pass(Some(login.password.expose_secret()))
        .ssl_opts(tls)
        // A tunnel's end is on loopback, where the driver would go over to the Unix socket that the server names: another server's.
        .prefer_socket(false)
        // Set, so that the driver need not ask the server for them.
        .max_allowed_packet(Some(MAX_PACKET))
        .wait_timeout(Some(28_800))
        .into()
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::NULL => None,
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        other => Some(other.as_sql(true).trim_matches('\'').to_owned()),
    }
}

fn told(error: Error) -> DatabaseError {
    match error {
        Error::Server(error) => DatabaseError::Server { number: error.code, state: error.state, message: error.message },
        other => DatabaseError::Connection(other.to_string()),
    }
}
