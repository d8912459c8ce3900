//! The whole lab on real hosts: real sshd, systemd, apt and MySQL, an independent EC2 API, and witnesses that are not the program.
//!
//! They need Linux, root, systemd-nspawn and nftables; elsewhere `cargo xtask test` lists them as skipped.

#![cfg(target_os = "linux")]

mod needs_hosts {
    mod adopted;
    mod bad_days;
    mod other_servers;
    mod rig;
    mod whole_lab;
}
