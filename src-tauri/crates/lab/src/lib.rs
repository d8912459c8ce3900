//! The steps of the client–server MySQL lab, one file each, and the ports through which they reach the world.
//!
//! No step touches a network, a file, a clock or the environment but through a port, so that one list of steps serves AWS, practice and tests.

pub mod password;
pub mod ports;
pub mod price;
pub mod settings;
pub mod sql;

pub use ports::Ports;
