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

/// The end of a patience: by the lab's clock, and not before there was real time for some tries.
pub(crate) struct Deadline {
    by_clock: Duration,
    by_work: Instant,
}

impl Deadline {
    /// The end of a patience that begins now.
    pub(crate) fn after(clock: &dyn Clock, patience: Duration) -> Self {
        Self { by_clock: clock.elapsed() + patience, by_work: Instant::now() + patience.min(WORKING_TIME) }
    }

    /// Whether it is over, or will be after a pause.
    pub(crate) fn is_over(&self, clock: &dyn Clock, pause: Duration) -> bool {
        clock.elapsed() + pause >= self.by_clock && Instant::now() >= self.by_work
    }

    /// How much of it is left by the lab's clock.
    pub(crate) fn left(&self, clock: &dyn Clock) -> Duration {
        self.by_clock.saturating_sub(clock.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fast_clock_sleeps_as_long_as_it_says_by_its_own_count() {
        let clock = SystemClock::new(100_000);
        let before = clock.elapsed();
        tokio::select! {
            () = clock.sleep(Duration::from_secs(1000)) => {}
            () = tokio::time::sleep(Duration::from_secs(1000)) => panic!("the system's clock was faster"),
        }
        assert!(clock.elapsed() - before >= Duration::from_secs(1000));
    }

    #[tokio::test]
    async fn work_that_does_not_end_is_given_up_and_work_that_does_is_not() {
        let clock = SystemClock::new(1000);
        assert_eq!(within(&clock, Duration::from_millis(100), std::future::pending::<()>()).await, None);
        assert_eq!(within(&clock, Duration::from_secs(10), tokio::task::yield_now()).await, Some(()));
    }

    #[test]
    fn a_fast_clock_leaves_real_time_for_another_try() {
        let clock = SystemClock::new(u32::MAX);
        let deadline = Deadline::after(&clock, Duration::from_secs(60));
        while clock.elapsed() < Duration::from_secs(120) {
            std::thread::yield_now();
        }
        assert!(!deadline.is_over(&clock, Duration::ZERO), "a try that was slow in real time must not be the last");
        assert_eq!(deadline.left(&clock), Duration::ZERO);
    }
}
