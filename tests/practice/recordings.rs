//! Runs of the program, recorded for the tests and the pictures of the window: `ui/src/test/recorded`.
//!
//! `cargo xtask record` makes them anew. Without that, what is committed is held against the program as it is.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use adapters::{Loopback, Route, RouteTo};
use app::{App, Options, Secret};
use engine::{Point, Watch};
use futures::FutureExt;
use lab::ports::Ports;
use model::{Event, EventKind, Lab, Leftover, Line, Problem, StepId, StepInfo, Stream};
use practice::{Fault, PracticeCloud};
use serde_json::{Value, json};
use tempfile::TempDir;

const NAME: &str = "practice-1";
/// How many lines of a command's output are kept: a window is shown enough of them elsewhere.
const LINES: usize = 12;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/test/recorded")
}

/// The program with one practice lab, called as the window calls it.
struct Stage {
    home: TempDir,
    app: App,
    person: Arc<Person>,
}

/// Somebody who stops a run at one moment, and not a moment later: while a step is about to begin its work.
#[derive(Default)]
struct Person {
    app: OnceLock<App>,
    stops_before: Mutex<Option<StepId>>,
}

impl Watch for Person {
    fn reached(&self, point: &Point) -> Result<(), Problem> {
        let before = self.stops_before.lock().unwrap().clone();
        if let (Point::Before(step), Some(app)) = (point, self.app.get())
            && Some(step) == before.as_ref()
        {
            return app.cancel(NAME.to_owned()).now_or_never().unwrap_or(Ok(()));
        }
        Ok(())
    }
}

impl Stage {
    async fn new() -> Self {
        let home = tempfile::Builder::new().prefix("mysql-lab-test-").tempdir().unwrap();
        let person = Arc::new(Person::default());
        let app = App::new(Options { watch: person.clone(), ..Options::new(home.path().to_owned()) });
        assert!(person.app.set(app.clone()).is_ok());
        let stage = Self { home, app, person };
        let lab = json!({ "name": NAME, "target": { "kind": "practice" }, "password": "PassWord.1" });
        stage.call("create_lab", json!({ "new_lab": lab })).await;
        stage
    }

    async fn ask(&self, method: &str, args: Value) -> Result<Value, Problem> {
        // The dispatch of all calls is a large future, too large for a test thread to hold many of.
        Box::pin(self.app.dispatch(method, args)).await
    }

    async fn call(&self, method: &str, args: Value) -> Value {
        self.ask(method, args).await.unwrap_or_else(|problem| panic!("{method}: {problem:#?}"))
    }

    /// Plants a fault in the lab's cloud, between the program's end and its next start.
    async fn plant(&mut self, fault: Fault) {
        self.app.close().await;
        let state = self.home.path().join("labs").join(NAME).join("practice.json");
        let cloud = PracticeCloud::open(&state, practice::Options::default()).await.unwrap();
        cloud.plant(fault);
        cloud.close().await.unwrap();
        self.app = App::new(Options::new(self.home.path().to_owned()));
    }

    /// A run from its beginning to its end; `stop_before` is the step before whose work the person stops it.
    async fn run(&self, goal: Value, pace: &str, stop_before: Option<&str>) -> Recording {
        *self.person.stops_before.lock().unwrap() = stop_before.map(|step| StepId::from(step.to_owned()));
        let run = self.call("run", json!({ "name": NAME, "goal": goal, "pace": pace })).await;
        let (mut events, mut lines): (Vec<Value>, Vec<Value>) = Default::default();
        loop {
            let args = json!({ "name": NAME, "run": run, "event": events.len(), "line": lines.len() });
            let mut report = self.call("report_since", args).await;
            let new = report["events"].as_array_mut().map(std::mem::take).unwrap();
            events.extend(new);
            lines.extend(report["lines"].as_array_mut().map(std::mem::take).unwrap());
            if report["finished"] == true {
                break;
            }
        }
        if let Some(checks) = events.last_mut().and_then(|event| event.get_mut("checks")) {
            // Each stands in an event before.
            *checks = json!([]);
        }
        let gone = goal == json!("tear_down");
        let view = if gone { Value::Null } else { self.view().await };
        let remaining = if gone { json!([]) } else { self.call("remaining", json!({ "name": NAME })).await };
        Recording { events, lines: shortened(lines), view, remaining }
    }

    async fn view(&self) -> Value {
        self.call("lab", json!({ "name": NAME })).await
    }

    /// EC2, for what a learner does there by hand.
    async fn ec2(&self) -> Ports {
        let practice = self.call("practice", json!({ "name": NAME })).await;
        let text = |key: &str| practice[key].as_str().unwrap().to_owned();
        let endpoint: SocketAddr = text("endpoint").trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
        adapters::for_loopback(Loopback {
            endpoint,
            access_key: text("access_key_id"),
            secret_key: Secret::from(text("secret_access_key")),
            region: text("region"),
            route: Arc::new(Nowhere),
            laptop_address: "198.51.100.23".parse().unwrap(),
            speed: 1,
        })
        .unwrap()
    }
}

/// By EC2 alone no machine is reached.
struct Nowhere;

impl RouteTo for Nowhere {
    fn route(&self, _: IpAddr, _: u16) -> Route {
        Route::Refused
    }
}

struct Recording {
    events: Vec<Value>,
    lines: Vec<Value>,
    view: Value,
    remaining: Value,
}

impl Recording {
    fn outcome(&self) -> &Value {
        &self.events.last().unwrap()["outcome"]
    }

    /// One JSON value a line, each under the name of what it is.
    fn text(&self) -> String {
        let one = |name: &str, value: &Value| format!("{}\n", json!({ name: value }));
        let mut text: String = self.events.iter().map(|event| one("event", event)).collect();
        text.extend(self.lines.iter().map(|line| one("line", line)));
        let mut view = self.view.clone();
        if let Some(view) = view.as_object_mut() {
            // They stand in steps.json.
            view.remove("steps");
        }
        text + &one("view", &view) + &one("remaining", &self.remaining)
    }
}

/// Of each command's output the first lines, counted anew.
fn shortened(lines: Vec<Value>) -> Vec<Value> {
    let out = serde_json::to_value(Stream::Out).unwrap();
    let mut behind = std::collections::HashMap::new();
    let mut kept: Vec<Value> = Vec::new();
    for mut line in lines {
        let count: &mut usize = behind.entry((line["step"].to_string(), line["place"].to_string())).or_default();
        *count = if line["stream"] == out { *count + 1 } else { 0 };
        if *count <= LINES {
            line["index"] = kept.len().into();
            kept.push(line);
        }
    }
    kept
}

/// Writes all recordings. Each is held to its meaning, so that no other run than the one meant is recorded.
async fn record(to: &Path) {
    let write = |home: &TempDir, name: &str, text: String| {
        let text = text.replace(home.path().to_str().unwrap(), "/home/ada/mysql-lab-wizard");
        std::fs::write(to.join(name), text).unwrap();
    };
    let keep = |stage: &Stage, name: &str, recording: &Recording, outcome: &str| {
        assert_eq!(recording.outcome(), outcome, "{name}: {:#}", recording.events.last().unwrap());
        write(&stage.home, &format!("{name}.jsonl"), recording.text());
    };

    // One whole life.
    let mut stage = Stage::new().await;
    let new = stage.view().await;
    write(&stage.home, "steps.json", format!("{:#}\n", new["steps"]));
    keep(&stage, "setup", &stage.run(json!("set_up"), "all_at_once", None).await, "done");
    keep(&stage, "verify", &stage.run(json!("verify"), "all_at_once", None).await, "healthy");
    stage.plant(Fault::MysqlRuleOutdated { address: "172.31.27.9".parse().unwrap() }).await;
    keep(&stage, "broken", &stage.run(json!("verify"), "all_at_once", None).await, "unhealthy");
    keep(&stage, "repair", &stage.run(json!("repair"), "all_at_once", None).await, "done");
    let mut stopped = Recording { events: Vec::new(), lines: Vec::new(), view: Value::Null, remaining: json!([]) };
    for (name, call) in [("stopped", "stop_machines"), ("started", "start_machines")] {
        stopped.view = stage.call(call, json!({ "name": NAME })).await;
        stopped.remaining = stage.call("remaining", json!({ "name": NAME })).await;
        write(&stage.home, &format!("{name}.jsonl"), stopped.text());
    }
    keep(&stage, "teardown", &stage.run(json!("tear_down"), "all_at_once", None).await, "done");
    stage.app.close().await;

    // Stopped by the person; then failed, with something left behind; then taken up to its end.
    let mut stage = Stage::new().await;
    keep(&stage, "cancelled", &stage.run(json!("set_up"), "one_by_one", Some("launch_instances")).await, "cancelled");
    let full = Fault::ApiError { action: "RunInstances".to_owned(), code: "VcpuLimitExceeded".to_owned(), first: 1, times: Some(1) };
    stage.plant(full).await;
    keep(&stage, "failed", &stage.run(json!("set_up"), "one_by_one", None).await, "failed");
    keep(&stage, "resumed", &stage.run(json!("set_up"), "all_at_once", None).await, "done");
    stage.app.close().await;

    // A step by hand: looked at before it was done, and after.
    let stage = Stage::new().await;
    for step in
        ["sign_in", "look_before_creating", "key_pair", "security_group", "launch_instances", "name_instances", "wait_until_running"]
    {
        assert_eq!(stage.run(json!({ "step": step }), "one_by_one", None).await.outcome(), "done", "{step}");
    }
    let looking = json!({ "check_step": "mysql_rule" });
    keep(&stage, "by_hand_missing", &stage.run(looking.clone(), "one_by_one", None).await, "failed");
    let view = stage.view().await;
    let lab: Lab = serde_json::from_value(view["lab"].clone()).unwrap();
    let (group, client) = (lab.cloud.security_group.clone().unwrap(), lab.client.private_ip.clone().unwrap());
    let compute = stage.ec2().await.compute;
    compute.allow(&lab.id, &group, 3306, &format!("{client}/32"), "by hand").await.unwrap();
    keep(&stage, "by_hand", &stage.run(looking, "one_by_one", None).await, "done");

    let plan = async |new_lab: Value| {
        let mut plan = stage.call("plan", json!({ "new_lab": new_lab })).await;
        plan.as_object_mut().unwrap().remove("steps");
        plan
    };
    let answers = json!({
        "plan_practice": plan(json!({ "target": { "kind": "practice" } })).await,
        "plan_aws": plan(json!({ "target": { "kind": "aws", "region": "us-east-1" } })).await,
        "plan_bad_name": plan(json!({ "name": "my lab", "target": { "kind": "practice" } })).await,
        "password_rules": stage.call("check_password", json!({ "user": "donald", "password": "PassWord.1" })).await,
        "lab_missing": serde_json::to_value(stage.ask("lab", json!({ "name": "nowhere" })).await.unwrap_err()).unwrap(),
    });
    write(&stage.home, "answers.json", format!("{answers:#}\n"));
    stage.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_window_is_tested_on_is_what_the_program_says() {
    let folder = folder();
    if std::env::var_os("RECORD").is_some() {
        Box::pin(record(&folder)).await;
    }
    let recorded: Vec<StepInfo> = serde_json::from_slice(&std::fs::read(folder.join("steps.json")).unwrap()).unwrap();
    let stage = Stage::new().await;
    let steps: Vec<StepInfo> = serde_json::from_value(stage.view().await["steps"].clone()).unwrap();
    let id = |steps: &[StepInfo]| steps.iter().map(|step| step.id.to_string()).collect::<Vec<_>>();
    assert_eq!(id(&recorded), id(&steps), "run cargo xtask record");
    for (recorded, now) in recorded.iter().zip(&steps) {
        assert_eq!((&recorded.title, &recorded.what, &recorded.why), (&now.title, &now.what, &now.why), "run cargo xtask record");
    }
    let mut runs = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            runs += 1;
            hold(&path);
        }
    }
    assert!(runs >= 12, "only {runs} recordings");
}

/// Holds each part of a recording to the model's types, and its events to their order.
fn hold(path: &Path) {
    let name = path.display();
    let mut events: Vec<Event> = Vec::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let (kind, value) = line.as_object().unwrap().iter().next().unwrap();
        let fits = match kind.as_str() {
            "event" => serde_json::from_value(value.clone()).map(|event| events.push(event)),
            "line" => serde_json::from_value::<Line>(value.clone()).map(drop),
            "view" if value.is_null() => Ok(()),
            "view" => serde_json::from_value::<Lab>(value["lab"].clone()).map(drop),
            _ => serde_json::from_value::<Vec<Leftover>>(value.clone()).map(drop),
        };
        fits.unwrap_or_else(|error| panic!("{name}: {error}; run cargo xtask record: {line:#}"));
    }
    assert!(events.iter().enumerate().all(|(at, event)| event.index == at as u64), "{name}");
    assert!(events.is_empty() || matches!(events.last().unwrap().kind, EventKind::Finished(_)), "{name}");
}
