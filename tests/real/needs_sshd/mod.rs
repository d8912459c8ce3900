//! SSH against OpenSSH's own server.

mod commands;
mod connecting;
mod server;
mod terminal;
mod tunnels;
