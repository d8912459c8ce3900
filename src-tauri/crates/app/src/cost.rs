//! What a lab costs.

use lab::price::{self, Dollars};
use model::{Lab, Target, Timestamp};

use crate::{Cost, Health, TypeOffer};

const HOURS_OF_THIRTY_DAYS: f64 = 720.0;

/// What a lab costs as it stands; for one that is not launched, what it would cost.
pub(crate) fn of(lab: &Lab, now: Timestamp) -> Cost {
    if lab.target.is_practice() {
        return Cost { free: true, ..Cost::default() };
    }
    let Some(hourly) = region(lab).and_then(|region| price::hourly(region, instance_type(lab))) else { return Cost::default() };
    let per_hour = dollars(if Health::of(lab) == Health::Stopped { hourly.stopped } else { hourly.running });
    // As if the machines had run all the time: when they were stopped is not kept.
    let so_far = lab.cloud.launched_at.map(|launched| hours_between(launched, now) * dollars(hourly.running));
    Cost { free: false, per_hour: Some(per_hour), so_far, thirty_days: Some(per_hour * HOURS_OF_THIRTY_DAYS) }
}

/// The instance types to choose from, cheapest first.
pub(crate) fn types(region: Option<&str>) -> Vec<TypeOffer> {
    let one = |kind: &price::OfferedType| TypeOffer {
        name: kind.name.to_owned(),
        vcpus: kind.vcpus,
        memory_mib: kind.memory_mib,
        per_hour: region.and_then(|region| price::hourly(region, kind.name)).map(|hourly| dollars(hourly.running)),
        may_be_free: kind.may_be_free,
    };
    price::TYPES.iter().map(one).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn lab(target: serde_json::Value, server_state: Option<&str>) -> Lab {
        let record = serde_json::json!({
            "schema": 1, "id": "lab-abcdefgh", "name": "mine", "created_at": "2025-11-22T15:00:00Z", "target": target, "settings": {},
            "cloud": { "launched_at": "2025-11-22T15:00:00Z" }, "server": { "state": server_state },
            "steps": { "sign_in": { "check": { "state": "done", "evidence": [] }, "at": "2025-11-22T15:00:00Z" } },
        });
        serde_json::from_value(record).unwrap()
    }

    fn after_ten_hours() -> Timestamp {
        "2025-11-23T01:00:00Z".parse().unwrap()
    }

    #[test]
    fn practice_is_free() {
        let cost = of(&lab(serde_json::json!({ "kind": "practice" }), None), after_ten_hours());
        assert_eq!(cost, Cost { free: true, ..Cost::default() });
    }

    #[test]
    fn a_running_lab_costs_by_the_hour_and_a_stopped_one_only_its_disks() {
        let aws = serde_json::json!({ "kind": "aws", "region": "us-east-1" });
        let running = of(&lab(aws.clone(), Some("running")), after_ten_hours());
        let per_hour = running.per_hour.unwrap();
        assert!((0.03..0.04).contains(&per_hour), "{per_hour}");
        assert!((running.so_far.unwrap() - 10.0 * per_hour).abs() < 1e-9);
        assert!((running.thirty_days.unwrap() - 720.0 * per_hour).abs() < 1e-9);
        let stopped = of(&lab(aws, Some("stopped")), after_ten_hours());
        assert!(stopped.per_hour.unwrap() < per_hour / 10.0);
    }

    #[test]
    fn where_no_price_is_known_none_is_told() {
        let aws = serde_json::json!({ "kind": "aws", "region": "xx-nowhere-1" });
        assert_eq!(of(&lab(aws, None), after_ten_hours()), Cost::default());
    }
}
