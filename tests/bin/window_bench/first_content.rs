//! How long it takes from the start of the process to the first content on the screen, and to the first screen with all its controls.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use whole_lab::binaries::binary;
use whole_lab::display::Display;
use whole_lab::home::Home;
use whole_lab::process::{child_of, state_of};
use whole_lab::window::{drive, surroundings};

/// How often each window is opened. The first of each warms the machine up and does not count.
const ROUNDS: usize = 21;

/// A window that has no content after this long has none.
const PATIENCE: Duration = Duration::from_secs(30);

/// The kernel's unit of a process's start, the same on every Linux.
const TICKS_PER_SECOND: f64 = 100.0;

pub async fn measure() -> Result<(), Box<dyn Error>> {
    let programs = [binary("mysql-lab-wizard"), binary("mysql-lab-wizard").with_file_name("examples").join("empty-window")];
    let (display, home) = (Display::start(1440, 900)?, Home::new()?);
    let (mut times, mut screens): ([Vec<f64>; 2], Vec<f64>) = Default::default();
    // By turns, so that what else the machine does meets both alike.
    for round in 0..ROUNDS {
        for (program, times) in programs.iter().zip(&mut times) {
            let start = one(program, &display, home.path()).await?;
            if round > 0 {
                times.push(start.content);
                screens.extend(start.screen);
            }
        }
    }
    // Pair by pair, so that a machine that grows slower or faster meanwhile does not show as a difference.
    let ratio = median(times[0].iter().zip(&times[1]).map(|(ours, empty)| ours / empty).collect());
    let [ours, empty] = times.map(median);
    println!("First content, median of {} starts by turns:", ROUNDS - 1);
    println!("  the wizard       {ours:6.0} ms");
    println!("  an empty window  {empty:6.0} ms");
    println!("  ratio            {ratio:6.2}     (pair by pair; wanted: at most 1.20)");
    println!("  the first screen {:6.0} ms  (its controls, after the frame that is the first content)", median(screens));
    Ok(())
}

/// Milliseconds from the start of the program.
struct Start {
    /// To its page's first contentful paint.
    content: f64,
    /// To the paint of its first screen; an empty window has none.
    screen: Option<f64>,
}

async fn one(program: &Path, display: &Display, home: &Path) -> Result<Start, Box<dyn Error>> {
    let log = home.join("output.txt");
    let output = fs::File::create(&log)?;
    let mut command = Command::new("WebKitWebDriver");
    command.arg("--host=127.0.0.1").stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    surroundings(&mut command, display.name(), home);
    command.env("TAURI_WEBVIEW_AUTOMATION", "true");
    let options = json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } });
    let (driver, session) = drive(command, options, &log).await?;
    let began = start_of(child_of(driver.id(), program)?)?;
    let script = "const at = (name) => { const entry = performance.getEntriesByName(name)[0]; return entry ? performance.timeOrigin + entry.startTime : null };
        const [content, screen] = [at('first-contentful-paint'), at('first-screen')];
        return content && (screen || !document.getElementById('app')) ? [content, screen] : null";
    let until = std::time::Instant::now() + PATIENCE;
    let start = loop {
        let times = session.script(script, &[]).await?;
        if let Some(content) = times[0].as_f64() {
            break Start { content: content - began, screen: times[1].as_f64().map(|screen| screen - began) };
        }
        if std::time::Instant::now() > until {
            return Err(format!("{} has no content after {PATIENCE:?}", program.display()).into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    session.close().await?;
    Ok(start)
}

/// When a process began, in milliseconds since 1970.
fn start_of(id: u32) -> Result<f64, Box<dyn Error>> {
    let ticks: f64 = state_of(id)?.get(19).ok_or("no start in the process's state")?.parse()?;
    let up: f64 = fs::read_to_string("/proc/uptime")?.split(' ').next().unwrap_or_default().parse()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64();
    Ok((now - up + ticks / TICKS_PER_SECOND) * 1000.0)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let middle = times.len() / 2;
    if times.len() % 2 == 1 { times[middle] } else { f64::midpoint(times[middle - 1], times[middle]) }
}
