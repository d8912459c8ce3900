//! A machine by what people and programs see of it.

mod apt;
mod commands;
mod mysql;
mod secure_installation;

use super::testing::Alone;
use super::{Guest, Surroundings};

#[tokio::test]
async fn a_machine_is_the_same_after_saving() {
    let machine = Alone::with_server(crate::world::MysqlFlavour::V8_0).await;
    machine.run("echo kept > f; sudo mysql -e 'CREATE DATABASE kept'").await;
    let saved = serde_json::to_string(&*machine.guest.lock().unwrap()).unwrap();
    assert!(saved.len() < 60_000, "{} bytes", saved.len());
    let before = machine.guest.lock().unwrap().host_key_fingerprints();
    *machine.guest.lock().unwrap() = serde_json::from_str::<Guest>(&saved).unwrap();
    assert_eq!(machine.guest.lock().unwrap().host_key_fingerprints(), before);
    assert_eq!(machine.run("cat f; sudo mysql -N -e \"SHOW DATABASES LIKE 'kept'\"").await.out, "kept\nkept\n");
    assert_eq!(serde_json::to_string(&*machine.guest.lock().unwrap()).unwrap().len(), saved.len());
}

#[tokio::test]
async fn a_boot_has_a_new_id_and_starts_what_is_enabled() {
    let machine = Alone::with_server(crate::world::MysqlFlavour::V8_0).await;
    let id = || async { machine.run("cat /proc/sys/kernel/random/boot_id").await.out };
    let first = id().await;
    assert_eq!(first.trim().len(), 36);
    assert_eq!(id().await, first);
    machine.reboot();
    assert_ne!(id().await, first);
    assert_eq!(machine.run("systemctl is-active mysql").await.out, "active\n");
    machine.run("sudo systemctl disable mysql").await;
    machine.reboot();
    assert_eq!(machine.run("systemctl is-active mysql; systemctl is-enabled mysql").await.out, "inactive\ndisabled\n");
}

#[test]
fn the_console_shows_the_host_keys_fingerprints() {
    let machine = Alone::new();
    let guest = machine.guest.lock().unwrap();
    let console = guest.console_text();
    let block = console
        .split("-----BEGIN SSH HOST KEY FINGERPRINTS-----")
        .nth(1)
        .unwrap()
        .split("-----END SSH HOST KEY FINGERPRINTS-----")
        .next()
        .unwrap();
    for fingerprint in guest.host_key_fingerprints() {
        assert!(block.contains(&fingerprint));
    }
}
