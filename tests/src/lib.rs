//! What the tests of the whole program share: the built binaries, processes that end with their test, a fresh home for labs.
//!
//! A test that needs something of the machine stands in a module named `needs_…` (`needs_display`, `needs_sshd`, `needs_moto` …).
//! `cargo xtask test` makes ready what it can and skips, by name and with the reason, the modules whose needs this machine cannot meet.

pub mod bad_days;
pub mod binaries;
pub mod browser;
pub mod browser_host;
#[cfg(target_os = "linux")]
pub mod desktop;
pub mod display;
pub mod hand;
pub mod home;
#[cfg(target_os = "linux")]
pub mod hosts;
pub mod process;
pub mod scenes;
pub mod webdriver;
pub mod window;
