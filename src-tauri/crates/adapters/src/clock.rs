//! Time as this computer has it, or faster.

use std::future::Future;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use lab::ports::Clock;

/// The system's clock, running `speed` times as fast as it does.
#[derive(Debug)]
pub struct SystemClock {
    began: Instant,
    speed: u32,
}

impl SystemClock {
    /// A clock at a speed: 1 is real time; 0 is taken for 1.
    pub fn new(speed: u32) -> Self {
        Self { began: Instant::now(), speed: speed.max(1) }
    }
}

#[async_trait]
impl Clock for SystemClock {
    fn elapsed(&self) -> Duration {
        self.began.elapsed() * self.speed
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time / self.speed).await;
    }
}

/// What this computer may always take, however fast the lab's clock runs: a key exchange costs the same in practice as on AWS.
const WORKING_TIME: Duration = Duration::from_secs(3);

/// Does some work for at most a time of the lab's clock; none when it was not done by then.
pub(crate) async fn within<T>(clock: &dyn Clock, time: Duration, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = work => Some(done),
        () = passed(clock, time) => None,
    }
}

/// Returns when a time has passed by the lab's clock, and enough of real time for work to be done in.
pub(crate) async fn passed(clock: &dyn Clock, time: Duration) {
    tokio::join!(clock.sleep(time), tokio::time::sleep(time.min(WORKING_TIME)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_fast_clock_sleeps_shorter() {
        let before = tokio::time::Instant::now();
        SystemClock::new(60).sleep(Duration::from_secs(60)).await;
        assert_eq!(before.elapsed(), Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_does_not_end_is_given_up_and_work_that_does_is_not() {
        let clock = SystemClock::new(1000);
        assert_eq!(within(&clock, Duration::from_secs(10), std::future::pending::<()>()).await, None);
        assert_eq!(within(&clock, Duration::from_secs(10), tokio::time::sleep(Duration::from_secs(2))).await, Some(()));
    }
}
