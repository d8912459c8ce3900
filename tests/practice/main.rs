//! The whole lab on the practice cloud.

mod bad_input;
mod bench;
mod faults;
mod interrupted;
mod ordinary_clients;
mod twice;
mod whole_lab;
