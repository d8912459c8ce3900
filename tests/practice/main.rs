//! The whole lab on the practice cloud.

mod adopted;
mod bad_days;
mod bad_input;
mod bench;
mod by_hand;
mod drills;
mod faults;
mod interrupted;
mod learner;
mod lost;
mod ordinary_clients;
mod recordings;
mod reports;
mod secrets;
mod twice;
mod whole_lab;
