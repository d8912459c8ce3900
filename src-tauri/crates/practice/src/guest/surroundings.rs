//! What a running machine needs of the world around it.

use std::net::IpAddr;
use std::time::Duration;

use async_trait::async_trait;

use super::Guest;
use crate::mysql;
use crate::world::{Fault, FaultPoint, Reached};

/// The world as one machine sees it. The machine's own state is in it too, so that all its connections share it.
#[async_trait]
pub(crate) trait Surroundings: Send + Sync {
    /// Changes this machine; the world is saved after it.
    fn with_guest(&self, change: &mut dyn FnMut(&mut Guest));

    /// Looks at this machine; nothing is saved.
    fn see_guest(&self, look: &mut dyn FnMut(&Guest));

    /// Waits for a time of the practice's clock.
    async fn sleep(&self, practice_time: Duration);

    /// The practice's clock.
    fn now(&self) -> jiff::Timestamp;

    /// What a connection from this machine's private address to another machine meets.
    fn connect(&self, to: IpAddr, port: u16) -> Reached;

    /// The MySQL server that answers at an address; false when none does.
    fn with_mysql_at(&self, address: IpAddr, act: &mut dyn FnMut(&mut mysql::Server)) -> bool;

    /// The other end of a connection from this machine's private address to another machine; none when nothing answers any more.
    fn tunnel(&self, to: IpAddr, port: u16) -> Option<tokio::io::DuplexStream>;

    /// Whether something goes wrong at this moment. Asking uses up a fault that is limited in number.
    fn fault(&self, at: FaultPoint<'_>) -> Option<Fault>;

    /// This machine restarts; its connections end.
    fn reboot(&self);

    /// This machine switches itself off.
    fn power_off(&self);

    /// Waits until every change so far is on disk.
    async fn saved(&self);
}

impl dyn Surroundings {
    /// [`Surroundings::with_guest`] with a result.
    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut Guest) -> T) -> T {
        let (mut act, mut result) = (Some(act), None);
        self.with_guest(&mut |guest| {
            if let Some(act) = act.take() {
                result = Some(act(guest));
            }
        });
        result.unwrap_or_else(|| unreachable!("with_guest calls its argument"))
    }

    /// [`Surroundings::see_guest`] with a result.
    pub(crate) fn look<T>(&self, act: impl FnOnce(&Guest) -> T) -> T {
        let (mut act, mut result) = (Some(act), None);
        self.see_guest(&mut |guest| {
            if let Some(act) = act.take() {
                result = Some(act(guest));
            }
        });
        result.unwrap_or_else(|| unreachable!("see_guest calls its argument"))
    }
}
