//! Time.

use std::time::Duration;

use async_trait::async_trait;

/// The clock that steps wait by. In practice it runs compressed.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The time since some fixed moment, for measuring how long something takes; it runs as [`Clock::sleep`] does.
    fn elapsed(&self) -> Duration;

    /// Waits, in this clock's time.
    async fn sleep(&self, time: Duration);
}
