//! The adapters against parts that nobody here wrote: OpenSSH, MariaDB, moto.

mod environment;
mod needs_mariadb;
mod needs_moto;
#[cfg(unix)]
mod needs_sshd;
mod pasted;
