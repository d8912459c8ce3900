//! What a lab costs.

use lab::price::{self, Dollars};
use model::{Lab, Target, Timestamp};

use crate::{Cost, Health, labs::health_of};

const HOURS_OF_THIRTY_DAYS: f64 = 720.0;

/// What a lab costs as it stands; for one that is not launched, what it would cost.
pub(crate) fn of(lab: &Lab, now: Timestamp) -> Cost {
    if lab.target.is_practice() {
        return Cost { free: true, ..Cost::default() };
    }
    let Some(hourly) = region(lab).and_then(|region| price::hourly(region, instance_type(lab))) else { return Cost::default() };
    let per_hour = dollars(if health_of(lab) == Health::Stopped { hourly.stopped } else { hourly.running });
    // As if the machines had run all the time: when they were stopped is not kept.
    let so_far = lab.cloud.launched_at.map(|launched| hours_between(launched, now) * dollars(hourly.running));
    Cost { free: false, per_hour: Some(per_hour), so_far, thirty_days: Some(per_hour * HOURS_OF_THIRTY_DAYS) }
}

fn region(lab: &Lab) -> Option<&str> {
    match &lab.target {
        Target::Aws { region: Some(region), .. } => Some(region),
        _ => lab.cloud.region.as_deref(),
    }
}

fn instance_type(lab: &Lab) -> &str {
    let known = lab.cloud.instance_type.as_deref().or(lab.settings.instance_type.as_deref());
    // What the lab takes in an account whose free tier covers it: t3.micro or cheaper.
    known.unwrap_or("t3.micro")
}

#[expect(clippy::cast_precision_loss, reason = "millionths of a dollar stay far below 2^53")]
fn dollars(amount: Dollars) -> f64 {
    amount.0 as f64 / 1_000_000.0
}

fn hours_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.duration_since(from).as_secs_f64() / 3600.0).max(0.0)
}
