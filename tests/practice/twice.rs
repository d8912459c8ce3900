//! Every verb of every step can be called again: the second time changes nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use engine::{Context, Plan, Step, Stop, Unwatched};
use lab::LabPlan;
use lab::ports::Ports;
use model::{Check, Event, EventKind, Goal, Lab, Leftover, Outcome, Pace, PracticeMysql, State, StepInfo};
use serde_json::Value;

use crate::bench::{Bench, applied};

/// The lab's plan, each of whose steps is applied although it is done.
struct Again;

struct AgainStep {
    step: Arc<dyn Step<Ports>>,
    looked: AtomicBool,
}

#[async_trait]
impl Plan<Ports> for Again {
    fn steps(&self) -> Vec<Arc<dyn Step<Ports>>> {
        LabPlan
            .steps()
            .into_iter()
            .map(|step| Arc::new(AgainStep { step, looked: AtomicBool::new(false) }) as Arc<dyn Step<Ports>>)
            .collect()
    }

    async fn remaining(&self, cx: &Context<Ports>) -> Result<Vec<Leftover>, Stop> {
        LabPlan.remaining(cx).await
    }
}

#[async_trait]
impl Step<Ports> for AgainStep {
    fn info(&self, lab: &Lab) -> StepInfo {
        self.step.info(lab)
    }

    fn changes_the_world(&self) -> bool {
        self.step.changes_the_world()
    }

    /// The first look does not see what is there.
    async fn check(&self, cx: &Context<Ports>) -> Result<Check, Stop> {
        let check = self.step.check(cx).await?;
        let blind = !self.looked.swap(true, Ordering::Relaxed) && check.state == State::Done;
        Ok(if blind { Check { state: State::Partial, ..check } } else { check })
    }

    async fn apply(&self, cx: &Context<Ports>) -> Result<(), Stop> {
        self.step.apply(cx).await
    }

    async fn undo(&self, cx: &Context<Ports>) -> Result<(), Stop> {
        self.step.undo(cx).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_lab_is_looked_at_again_and_nothing_is_applied() {
    let bench = Bench::new(PracticeMysql::V8_0).await;
    let (events, first) = bench.run(Arc::new(LabPlan), Goal::SetUp, Pace::AllAtOnce, Arc::new(Unwatched)).await;
    assert_eq!(first.outcome, Outcome::Done, "{:#?}", first.problem);
    assert!(applied(&events).len() >= 15, "{:?}", applied(&events));
    let before = essence(bench.world());
    let (events, second) = bench.run(Arc::new(LabPlan), Goal::SetUp, Pace::OneByOne, Arc::new(Unwatched)).await;
    assert_eq!(second.outcome, Outcome::Done, "{:#?}", second.problem);
    let applied = applied(&events);
    assert_eq!(applied, Vec::<String>::new(), "{:#?}", checks(&events, &applied));
    assert_same(&before, &essence(bench.world()));
}

#[tokio::test(flavor = "multi_thread")]
async fn applying_every_step_twice_changes_nothing_the_second_time() {
    for mysql in [PracticeMysql::V8_0, PracticeMysql::V9] {
        let bench = Bench::new(mysql).await;
        let (_, first) = bench.run(Arc::new(LabPlan), Goal::SetUp, Pace::OneByOne, Arc::new(Unwatched)).await;
        assert_eq!(first.outcome, Outcome::Done, "{:#?}", first.problem);
        let before = essence(bench.world());
        let (events, second) = bench.run(Arc::new(Again), Goal::SetUp, Pace::OneByOne, Arc::new(Unwatched)).await;
        assert_eq!(second.outcome, Outcome::Done, "{:#?}", second.problem);
        assert_eq!(applied(&events).len(), LabPlan.steps().len(), "{:?}", applied(&events));
        assert_same(&before, &essence(bench.world()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_down_lab_is_torn_down_again_and_nothing_is_missed() {
    let bench = Bench::new(PracticeMysql::V8_0).await;
    for (goal, things) in [(Goal::SetUp, 0), (Goal::TearDown, 7), (Goal::TearDown, 0)] {
        let (_, finished) = bench.run(Arc::new(LabPlan), goal.clone(), Pace::AllAtOnce, Arc::new(Unwatched)).await;
        assert_eq!(finished.outcome, Outcome::Done, "{goal:?}: {:#?}", finished.problem);
        // Two machines, two disks, a group, a key pair and its file.
        assert_eq!(finished.removed.len(), things, "{goal:?}: {:?}", finished.removed);
    }
}

/// What the looks at these steps found.
fn checks<'a>(events: &'a [Event], steps: &[String]) -> Vec<&'a EventKind> {
    let of_steps = |kind: &&EventKind| matches!(kind, EventKind::StepChecked { step, .. } if steps.contains(&step.to_string()));
    events.iter().map(|event| &event.kind).filter(of_steps).collect()
}

/// The world without what time and a restart of MySQL change: clocks, file times, process ids, logs, and what is set only until a restart.
fn essence(mut world: Value) -> Value {
    strip(&mut world);
    world
}

/// As the practice cloud's file names them.
const PASSING: [&str; 10] =
    ["clock", "drawn", "t", "since", "started_at", "pid", "run", "journal", "password_last_changed", "validate_password.policy"];

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !PASSING.contains(&name.as_str()) && !name.starts_with("/run/") && !name.starts_with("/var/log/"));
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        // The same password set again has another salt; that it is the same, the login of the proof shows.
        Value::String(text) if text.starts_with("$A$005$") => "$A$005$".clone_into(text),
        _ => {}
    }
}

fn assert_same(before: &Value, after: &Value) {
    let mut differences = Vec::new();
    compare("", before, after, &mut differences);
    assert!(differences.is_empty(), "the world changed:\n{}", differences.join("\n"));
}

fn compare(path: &str, before: &Value, after: &Value, differences: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            for name in a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))) {
                compare(&format!("{path}/{name}"), a.get(name).unwrap_or(&Value::Null), b.get(name).unwrap_or(&Value::Null), differences);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}/{index}"), a, b, differences);
            }
        }
        _ if before != after => differences.push(format!("{path}: {before} is {after}")),
        _ => {}
    }
}
