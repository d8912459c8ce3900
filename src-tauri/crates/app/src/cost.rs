//! What a lab costs.

use lab::price::{self, Dollars};
use model::{Lab, Machine, Target, Timestamp};

use crate::{Cost, Health, TypeOffer};

const HOURS_OF_THIRTY_DAYS: f64 = 720.0;

/// How many machines the price of a whole lab is for.
const MACHINES: f64 = 2.0;

/// What a lab costs as it stands: nothing while it has no machine.
pub(crate) fn of(lab: &Lab, now: Timestamp) -> Cost {
    let Some(hourly) = hourly(lab) else { return unpriced(lab) };
    let standing = [&lab.server, &lab.client].into_iter().filter(|machine| stands(machine)).count();
    // Nothing but machines and what goes with them is paid for, and the two are alike.
    let share = standing as f64 / MACHINES;
    let per_hour = share * dollars(if Health::of(lab) == Health::Stopped { hourly.stopped } else { hourly.running });
    // As if the machines had run all the time: when they were stopped is not kept.
    let so_far = lab.cloud.launched_at.map(|launched| hours_between(launched, now) * dollars(hourly.running));
    let once_launched = (standing == 0).then(|| dollars(hourly.running));
    Cost { free: false, per_hour: Some(per_hour), so_far, thirty_days: Some(per_hour * HOURS_OF_THIRTY_DAYS), once_launched }
}

/// What a lab that is not begun will cost from its launch on.
pub(crate) fn planned(lab: &Lab) -> Cost {
    let Some(hourly) = hourly(lab) else { return unpriced(lab) };
    let per_hour = dollars(hourly.running);
    Cost { per_hour: Some(per_hour), thirty_days: Some(per_hour * HOURS_OF_THIRTY_DAYS), ..Cost::default() }
}

/// The whole lab's prices; none on practice, and where they are not known.
fn hourly(lab: &Lab) -> Option<price::Hourly> {
    let region = region(lab).filter(|_| !lab.target.is_practice())?;
    price::hourly(region, instance_type(lab))
}

fn unpriced(lab: &Lab) -> Cost {
    Cost { free: lab.target.is_practice(), ..Cost::default() }
}

/// Whether a machine is there to be paid for.
fn stands(machine: &Machine) -> bool {
    machine.instance_id.is_some() && !machine.state.as_deref().is_some_and(|state| matches!(state, "shutting-down" | "terminated"))
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
            "cloud": { "launched_at": "2025-11-22T15:00:00Z" }, "server": machine("i-a", server_state), "client": machine("i-b", server_state),
            "steps": { "sign_in": { "check": { "state": "done", "evidence": [] }, "at": "2025-11-22T15:00:00Z" } },
        });
        serde_json::from_value(record).unwrap()
    }

    fn machine(id: &str, state: Option<&str>) -> serde_json::Value {
        serde_json::json!({ "instance_id": state.map(|_| id), "state": state })
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
    fn a_lab_without_machines_costs_nothing_yet_and_says_what_it_will() {
        let aws = serde_json::json!({ "kind": "aws", "region": "us-east-1" });
        let mut lab = lab(aws, None);
        lab.cloud.launched_at = None;
        let now = of(&lab, after_ten_hours());
        assert_eq!((now.per_hour, now.so_far, now.thirty_days), (Some(0.0), None, Some(0.0)));
        let planned = planned(&lab);
        assert_eq!(now.once_launched, planned.per_hour);
        assert!(planned.per_hour.unwrap() > 0.03 && planned.once_launched.is_none());
    }

    #[test]
    fn of_a_lab_that_lost_a_machine_the_other_one_is_paid_for() {
        let mut lab = lab(serde_json::json!({ "kind": "aws", "region": "us-east-1" }), Some("running"));
        let both = of(&lab, after_ten_hours()).per_hour.unwrap();
        lab.client.state = Some("terminated".to_owned());
        let one = of(&lab, after_ten_hours());
        assert!((one.per_hour.unwrap() - both / 2.0).abs() < 1e-9);
        assert_eq!(one.once_launched, None);
    }

    #[test]
    fn where_no_price_is_known_none_is_told() {
        let aws = serde_json::json!({ "kind": "aws", "region": "xx-nowhere-1" });
        assert_eq!(of(&lab(aws, None), after_ten_hours()), Cost::default());
    }
}
