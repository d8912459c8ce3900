//! The practice's clock.
//!
//! It runs `speed` times as fast as real time while something in the world is under way that a person would wait for (a boot, an
//! installation), and at real speed otherwise, so that dates stay close to the calendar's.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// The clock that the whole practice cloud shares.
#[derive(Debug)]
pub(crate) struct Clock {
    speed: f64,
    pace: Mutex<Pace>,
}

/// From an anchor on: fast until a moment of the practice's time, then at real speed.
#[derive(Debug, Clone, Copy)]
struct Pace {
    real: Instant,
    practice: Timestamp,
    fast_until: Timestamp,
}

fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}

fn plus(moment: Timestamp, time: Duration) -> Timestamp {
    SignedDuration::try_from(time).ok().and_then(|time| moment.checked_add(time).ok()).unwrap_or(Timestamp::MAX)
}

impl Pace {
    fn at(self, real: Instant, speed: f64) -> Timestamp {
        let elapsed = real.saturating_duration_since(self.real);
        let fast = between(self.practice, self.fast_until).div_f64(speed);
        match elapsed.checked_sub(fast) {
            None => plus(self.practice, elapsed.mul_f64(speed)).min(self.fast_until),
            Some(slow) => plus(self.fast_until.max(self.practice), slow),
        }
    }

    fn hurry(self, real: Instant, moment: Timestamp, speed: f64) -> Self {
        let practice = self.at(real, speed);
        Self { real, practice, fast_until: self.fast_until.max(moment).max(practice) }
    }

    fn real_time_until(self, real: Instant, moment: Timestamp, speed: f64) -> Duration {
        let now = self.at(real, speed);
        let fast_end = moment.min(self.fast_until.max(now));
        between(now, fast_end).div_f64(speed) + between(fast_end.max(now), moment)
    }
}

impl Clock {
    /// A clock that shows `start`. A speed that is no positive number counts as real time.
    pub(crate) fn new(start: Timestamp, speed: f64) -> Self {
        let speed = if speed.is_finite() && speed > 0.0 { speed.clamp(0.001, 100_000.0) } else { 1.0 };
        Self { speed, pace: Mutex::new(Pace { real: Instant::now(), practice: start, fast_until: start }) }
    }

    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    fn pace(&self) -> Pace {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.pace().at(Instant::now(), self.speed)
    }

    /// Runs fast until a moment.
    pub(crate) fn hurry_until(&self, moment: Timestamp) {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        *pace = pace.hurry(Instant::now(), moment, self.speed);
    }

    /// How much real time passes until a moment.
    pub(crate) fn real_time_until(&self, moment: Timestamp) -> Duration {
        self.pace().real_time_until(Instant::now(), moment, self.speed)
    }

    /// Waits, fast.
    pub(crate) async fn sleep(&self, time: Duration) {
        let until = plus(self.now(), time);
        self.hurry_until(until);
        while self.now() < until {
            // At least a millisecond: timers are no finer.
            tokio::time::sleep(self.real_time_until(until).max(Duration::from_millis(1))).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn it_runs_fast_only_while_something_is_under_way() {
        let real = Instant::now();
        let after = |seconds| real + Duration::from_secs(seconds);
        let idle = Pace { real, practice: second(0), fast_until: second(0) };
        assert_eq!(idle.at(after(5), 10.0), second(5));
        let busy = idle.hurry(after(5), second(25), 10.0);
        assert_eq!(busy.at(after(6), 10.0), second(15));
        assert_eq!(busy.at(after(7), 10.0), second(25));
        assert_eq!(busy.at(after(8), 10.0), second(26));
        assert_eq!(busy.real_time_until(after(5), second(26), 10.0), Duration::from_secs(3));
        assert_eq!(busy.real_time_until(after(8), second(25), 10.0), Duration::ZERO);
        assert_eq!(busy.hurry(after(6), second(20), 10.0).at(after(7), 10.0), second(25));
    }

    #[tokio::test]
    async fn sleeping_lasts_until_the_practice_time_has_passed() {
        let clock = Clock::new(Timestamp::UNIX_EPOCH, 1000.0);
        clock.sleep(Duration::from_secs(30)).await;
        assert!(clock.now() >= second(30));
    }

    #[test]
    fn a_speed_that_is_none_is_real_time() {
        for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!((Clock::new(Timestamp::UNIX_EPOCH, speed).speed() - 1.0).abs() < f64::EPSILON);
        }
    }
}
