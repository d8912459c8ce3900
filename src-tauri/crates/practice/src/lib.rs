//! The practice cloud: a simulated EC2 Region with machines and MySQL, behind real protocols on loopback.
//!
//! It shares no code with the adapters of the real cloud, so that each checks the other, and it cannot reach AWS: it only answers.

mod cloud;
mod ec2;
mod guest;
mod mysql;
mod ssh;
mod world;

pub use cloud::{Access, Options, PracticeCloud, PracticeError, Route};
pub use world::{Fault, Machine, MysqlFlavour};
