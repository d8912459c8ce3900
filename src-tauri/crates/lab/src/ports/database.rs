//! MySQL, as this program speaks it itself.

use std::net::SocketAddr;

use async_trait::async_trait;
use engine::Secret;

/// Who logs in, and where.
#[derive(Debug, Clone)]
pub struct Login {
    /// The socket to connect to: this computer's end of a tunnel.
    pub socket: SocketAddr,
    /// The user's name.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// The server answered with an error.
    #[error("ERROR {number} ({state}): {message}")]
    Server {
        /// MySQL's error number.
        number: u16,
        /// The SQLSTATE.
        state: String,
        /// MySQL's words.
        message: String,
    },
    /// The connection failed or was cut.
    #[error("{0}")]
    Connection(String),
    /// The server did not answer in time.
    #[error("timed out")]
    TimedOut,
}

/// A MySQL client.
#[async_trait]
pub trait Database: Send + Sync {
    /// Logs in, sends one query, and logs out. Each row's columns come as text, NULL as none.
    ///
    /// # Errors
    /// Why it has no answer.
    async fn query(&self, login: &Login, sql: &str) -> Result<Vec<Vec<Option<String>>>, DatabaseError>;
}
