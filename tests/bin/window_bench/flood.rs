//! Whether the window stutters while a hundred thousand lines come in: the real page in Chromium, over the real feed of a run.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use app::{App, Options};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use engine::Feed;
use model::{EventKind, Finished, Goal, Outcome, Pace, Place, RunId, StepId, Stream, Verb};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use whole_lab::binaries::workspace;
use whole_lab::browser_host;
use whole_lab::home::Home;
use whole_lab::window::Window;

const LINES: usize = 100_000;

/// Lines in a block, and the pause after one: five thousand lines a second, far more than apt ever says.
const BLOCK: usize = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// How many lines a report of the program has at most.
const LINES_AT_ONCE: usize = 2_000;

const LAB: &str = "flood";

/// More than the flood takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(180);

pub async fn measure() -> Result<(), Box<dyn Error>> {
    let home = Home::new()?;
    let app = App::new(Options::new(home.path().to_owned()));
    let lab = json!({ "new_lab": { "name": LAB, "target": { "kind": "practice" } } });
    app.dispatch("create_lab", lab).await.map_err(|problem| problem.what_happened.english)?;
    let feed = Arc::new(Feed::new(RunId("flood".to_owned()), LAB.to_owned()));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}/", listener.local_addr()?);
    // All calls go to the program but those of the run, whose lines are the flood.
    let host = Router::new()
        .route("/call/run", post(begin))
        .route("/call/report_since", post(report_since))
        .route("/call/latest_run", post(latest_run))
        .with_state(feed)
        .fallback_service(browser_host::router(app, workspace().join("ui/dist")));
    tokio::spawn(async move { axum::serve(listener, host).await });

    let mut window = Window::browse("bench", home.path(), &address).await?;
    window.script("location.hash = arguments[0]", &[json!(format!("#/lab/{LAB}"))]).await?;
    window.wait_for("do-everything", PATIENCE).await?;
    let watch = "globalThis.tasks = []; globalThis.gap = 0;
        new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: 'longtask' });
        let before = performance.now();
        const frame = (now) => { gap = Math.max(gap, now - before); before = now; requestAnimationFrame(frame); };
        requestAnimationFrame(frame)";
    window.script(watch, &[]).await?;
    window.click("do-everything", PATIENCE).await?;
    // The list follows its end, so that the last line is in sight when all are there.
    let all = "return document.querySelector('[data-testid=terminal-output]')?.textContent.includes(`package-${arguments[0]} `) === true";
    window.wait_until("all lines are there", PATIENCE, all, &[json!(LINES - 1)]).await?;
    tell("Tasks over 50 ms while 100,000 lines stream into the terminal", &window.script("return { tasks, gap }", &[]).await?);

    // Away and back: the window takes all of it in at once.
    window.script("globalThis.tasks.length = 0; globalThis.gap = 0; location.hash = '#/'", &[]).await?;
    window.wait_for("lab-card", PATIENCE).await?;
    window.script("location.hash = arguments[0]", &[json!(format!("#/lab/{LAB}"))]).await?;
    window.wait_until("all lines are there again", PATIENCE, all, &[json!(LINES - 1)]).await?;
    tell("Tasks over 50 ms while a window comes back to them", &window.script("return { tasks, gap }", &[]).await?);
    Ok(window.close().await?)
}

fn tell(what: &str, seen: &Value) {
    let tasks: Vec<f64> = seen["tasks"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let longest = tasks.iter().copied().fold(0.0, f64::max);
    println!("{what}: {} (wanted: none)", tasks.len());
    println!("  the longest      {longest:6.0} ms");
    println!("  between frames   {:6.0} ms at most", seen["gap"].as_f64().unwrap_or(f64::NAN));
}

/// The call `run`: the flood begins.
async fn begin(State(feed): State<Arc<Feed>>) -> Answer {
    tokio::spawn(async move {
        let step = StepId::new("install_server");
        let started = EventKind::Started {
            run: RunId("flood".to_owned()),
            lab: LAB.to_owned(),
            goal: Goal::SetUp,
            pace: Pace::AllAtOnce,
            steps: vec![step.clone()],
        };
        feed.push(started);
        feed.push(EventKind::StepStarted { step: step.clone(), verb: Verb::Apply });
        feed.line(step.clone(), Place::Server, Stream::Command, "sudo apt-get -q -y install everything".to_owned());
        for block in 0..LINES / BLOCK {
            for line in 0..BLOCK {
                let number = block * BLOCK + line;
                let text = format!("Unpacking package-{number} (8.0.44-0ubuntu0.22.04.{line}) over (8.0.43-0ubuntu0.22.04.{line}) ...");
                feed.line(step.clone(), Place::Server, Stream::Out, text);
            }
            tokio::time::sleep(PAUSE).await;
        }
        feed.push(EventKind::Finished(Box::new(Finished {
            outcome: Outcome::Done,
            lab: LAB.to_owned(),
            goal: Goal::SetUp,
            databases: Vec::new(),
            checks: Vec::new(),
            problem: None,
            culprit: None,
            leftovers: Vec::new(),
            removed: Vec::new(),
            millis: 1,
        })));
    });
    answer(&"flood")
}

#[derive(Default, Deserialize)]
struct Since {
    event: u64,
    line: u64,
}

/// The call `report_since`, as the program answers it.
async fn report_since(State(feed): State<Arc<Feed>>, body: Bytes) -> Answer {
    let Since { event, line } = serde_json::from_slice(&body).unwrap_or_default();
    let mut news = feed.subscribe();
    let mut report = feed.since_in_parts(event, line, LINES_AT_ONCE);
    if report.events.is_empty() && report.lines.is_empty() && !report.finished {
        // The window asks again when nothing came, as it does of the program.
        let _ = tokio::time::timeout(Duration::from_secs(15), news.changed()).await;
        tokio::time::sleep(Duration::from_millis(40)).await;
        report = feed.since_in_parts(event, line, LINES_AT_ONCE);
    }
    answer(&report)
}

/// The call `latest_run`.
async fn latest_run(State(feed): State<Arc<Feed>>) -> Answer {
    let begun = feed.since_in_parts(0, 0, 0).next_event > 0;
    answer(&begun.then_some("flood"))
}

type Answer = ([(HeaderName, &'static str); 1], String);

fn answer(value: &impl serde::Serialize) -> Answer {
    ([(CONTENT_TYPE, "application/json")], serde_json::to_string(value).unwrap_or_default())
}
