//! The whole lab on the practice cloud.

mod bad_days;
mod bad_input;
mod bench;
mod faults;
mod interrupted;
mod ordinary_clients;
mod secrets;
mod twice;
mod whole_lab;
