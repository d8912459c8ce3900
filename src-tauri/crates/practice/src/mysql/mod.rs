//! MySQL as the practice machines run it.
//!
//! [`Server`] is what one mysqld knows: pure state, saved with the machine. [`Server::login`] and [`Server::execute`] answer as MySQL 8.0
//! or 9.x does, with its error numbers, SQLSTATEs and wording; what is not played is refused with 1235, saying so. Passwords are kept as
//! hashes only. [`render`] prints answers as the `mysql` client does, [`wire`] speaks MySQL's protocol to ordinary clients.

mod account;
mod answer;
mod config;
mod error;
mod execute;
mod flavour;
mod identity;
mod login;
mod password;
mod policy;
mod privileges;
mod render;
mod schema;
mod server;
mod session;
mod syntax;
mod value;
mod variables;
pub(crate) mod wire;

#[cfg(test)]
mod tests;

pub(crate) use self::answer::Answer;
pub(crate) use self::config::{Config, UnknownOption};
pub(crate) use self::error::SqlError;
pub(crate) use self::flavour::Version;
pub(crate) use self::render::{Batch, banner, render_batch, render_error, render_table, render_vertical};
pub(crate) use self::server::Server;
pub(crate) use self::session::{From, Session};
pub(crate) use self::syntax::script::{Open, Terminator, scan};
pub(crate) use self::wire::MysqlAccess;
