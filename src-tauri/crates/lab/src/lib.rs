//! The steps of the client–server MySQL lab, one file each, and the ports through which they reach the world.
//!
//! No step touches a network, a file, a clock or the environment but through a port, so that one list of steps serves AWS, practice and tests.

pub mod adopt;
mod apt;
mod cloud;
pub mod console;
mod doors;
mod glossary;
mod host_keys;
mod keys;
pub mod machines;
mod mysql_cli;
mod mysqld_config;
pub mod password;
mod placement;
mod plan;
pub mod ports;
pub mod price;
mod quote;
mod reach;
mod remote;
mod secure_installation;
mod service;
pub mod settings;
pub mod sql;
mod steps;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod words;

pub use cloud::problem_of as problem_of_compute;
pub use keys::{name as key_pair_name, path as key_path, problem as problem_of_key_file};
pub use mysql_cli::{ROOT_PASSWORD, USER_PASSWORD};
pub use plan::{LabPlan, remaining};
pub use ports::Ports;
pub use steps::{id, security_group_name};
