//! The real window, started and driven by WebKit's own WebDriver.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::binaries::{binary, workspace};
use crate::display::Display;
#[cfg(target_os = "linux")]
use crate::process::child_of;
use crate::process::{Started, free_port};
use crate::webdriver::{Element, Session, WebDriverError, key};

/// How long the window may take to open.
const TO_OPEN: Duration = Duration::from_secs(60);

/// How often a state of the window that is waited for is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// More stops of the Tab key than any screen has.
const MOST_STOPS: usize = 250;

const CAN_BE_CLICKED: &str =
    "const e = document.querySelector(arguments[0]); return e !== null && e.checkVisibility() && !e.disabled && e.ariaDisabled !== 'true'";

/// A picture shows what was painted last, which may be the screen before. A page that paints nothing is not waited for.
const UNTIL_PAINTED: &str = "
    return new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
        setTimeout(() => done(false), 10_000);
    })";

/// What has the focus, and whether a person sees that it has: an outline, or in the drawing a stroke, inside the window.
const WHERE_THE_FOCUS_IS: &str = "
    const e = document.activeElement;
    const rings = (one) => {
        const s = getComputedStyle(one);
        const drawn = one instanceof SVGElement && !['none', 'rgba(0, 0, 0, 0)'].includes(s.stroke) && parseFloat(s.strokeWidth) > 0;
        return drawn || (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0);
    };
    const box = e.getBoundingClientRect();
    const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    // A field may show it on the frame around it, and a part of a drawing on the shape in it.
    const seen = [e, e.parentElement, ...e.children].some((one) => one && rings(one));
    return { testid: e.dataset?.testid ?? e.getAttribute('data-testid'), seen: seen && inside,
        stop: e === document.body ? 'body' : `${e.localName} ${e.getAttribute('data-testid') ?? e.ariaLabel ?? e.textContent.trim().slice(0, 30)}` };";

/// The open window, with what it stands on.
///
/// Elements are named by their `data-testid`; `ui/README.md` lists them.
pub struct Window {
    session: Session,
    pictures: PathBuf,
    taken: u32,
    log: PathBuf,
    // In this order: the driver ends before what its window stands on.
    driver: Started,
    _behind: Behind,
}

/// What a window stands on: held until the window is gone.
#[expect(dead_code, reason = "held until it is dropped")]
pub(crate) enum Behind {
    /// The screen of the desktop program.
    Screen(Arc<Display>),
    /// The server of the page in a browser.
    Server(Started),
    /// The test itself serves the page.
    Nothing,
}

/// The folder that keeps the pictures and the output of one test, emptied: pictures of an earlier run would be taken for this one's.
pub(crate) fn kept(name: &str) -> Result<(PathBuf, PathBuf, File), WebDriverError> {
    let kept = binary("mysql-lab-wizard").with_file_name("").parent().unwrap_or(Path::new(".")).join("window-screenshots").join(name);
    match fs::remove_dir_all(&kept) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => fs::create_dir_all(&kept)?,
    }
    let log = kept.join("output.txt");
    let output = File::create(&log)?;
    Ok((kept, log, output))
}

/// Starts a driver that listens at `--port` and opens a session of it.
pub async fn drive(mut driver: Command, options: Value, log: &Path) -> Result<(Started, Session), WebDriverError> {
    let port = free_port()?;
    let mut driver = Started::spawn(driver.arg(format!("--port={port}")))?;
    driver.wait_for_port(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), TO_OPEN)?;
    match tokio::time::timeout(TO_OPEN, Session::open(format!("http://127.0.0.1:{port}"), options)).await {
        Ok(session) => Ok((driver, session.map_err(|error| error.with_log(log))?)),
        Err(_) => Err(WebDriverError::new(format!("the window did not open in {TO_OPEN:?}")).with_log(log)),
    }
}

/// Gives the desktop program, or what starts it, surroundings of its own: nothing of the person at this machine.
pub fn surroundings(command: &mut Command, display: &str, home: &Path) {
    command.env("DISPLAY", display).env("MYSQL_LAB_HOME", home);
    // A window that the person at this machine has open must not answer in place of ours, nor remember where ours stood.
    command.env("DBUS_SESSION_BUS_ADDRESS", "none:").env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1");
    for folder in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        command.env(folder, home.join(".surroundings").join(folder));
    }
    command.env_remove("WAYLAND_DISPLAY").envs([("LANG", "C.UTF-8"), ("TZ", "UTC")]);
    for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("AWS_")) {
        command.env_remove(variable);
    }
}

impl Window {
    /// Opens the desktop program with this folder as its home. Its output and its screenshots are kept under this name in the target
    /// folder.
    pub async fn open(name: &str, home: &Path) -> Result<Self, WebDriverError> {
        Self::open_on(Arc::new(Display::start(1440, 900)?), name, home, &[]).await
    }

    /// The same on a screen that is there, with these variables in its surroundings.
    pub async fn open_on(display: Arc<Display>, name: &str, home: &Path, variables: &[(&str, &str)]) -> Result<Self, WebDriverError> {
        let (pictures, log, output) = kept(name)?;
        let mut command = Command::new("WebKitWebDriver");
        command.arg("--host=127.0.0.1").stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        surroundings(&mut command, display.name(), home);
        command.env("TAURI_WEBVIEW_AUTOMATION", "true").envs(variables.iter().copied());
        let options = json!({ "webkitgtk:browserOptions": { "binary": binary("mysql-lab-wizard"), "args": [] } });
        let (driver, session) = drive(command, options, &log).await?;
        Ok(Self::new(session, pictures, log, driver, Behind::Screen(display)))
    }

    pub(crate) fn new(session: Session, pictures: PathBuf, log: PathBuf, driver: Started, behind: Behind) -> Self {
        Self { session, pictures, taken: 0, log, driver, _behind: behind }
    }

    /// The process of the desktop program.
    #[cfg(target_os = "linux")]
    pub fn process(&self) -> io::Result<u32> {
        child_of(self.driver.id(), &binary("mysql-lab-wizard"))
    }

    /// The driver's session, for what has no word here.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The element of this `data-testid`, once it is there and shown.
    pub async fn wait_for(&mut self, testid: &str, limit: Duration) -> Result<Element, WebDriverError> {
        let script = "const e = document.querySelector(arguments[0]); return e !== null && e.checkVisibility()";
        self.wait_until(&format!("{testid} is shown"), limit, script, &[json!(selector(testid))]).await?;
        self.session.find(&selector(testid)).await
    }

    /// Waits until a script of the page returns `true`; else fails with what was awaited, a picture and the page's words.
    pub async fn wait_until(&mut self, what: &str, limit: Duration, script: &str, args: &[Value]) -> Result<(), WebDriverError> {
        let until = Instant::now() + limit;
        while self.session.script(script, args).await? != json!(true) {
            if Instant::now() > until {
                let words = self.session.script("return document.body.innerText", &[]).await?;
                self.picture("failure").await?;
                let words = words.as_str().unwrap_or_default();
                return Err(WebDriverError::new(format!("not within {limit:?}: {what}. The window says:\n{words}")).with_log(&self.log));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }

    /// Clicks the element of this `data-testid`, once it is shown and enabled.
    pub async fn click(&mut self, testid: &str, limit: Duration) -> Result<(), WebDriverError> {
        self.wait_until(&format!("{testid} can be clicked"), limit, CAN_BE_CLICKED, &[json!(selector(testid))]).await?;
        let element = self.session.find(&selector(testid)).await?;
        self.session.click(&element).await
    }

    /// Clicks the element of this `data-testid` twice at once, once it is shown and enabled.
    pub async fn double_click(&mut self, testid: &str, limit: Duration) -> Result<(), WebDriverError> {
        self.wait_until(&format!("{testid} can be clicked"), limit, CAN_BE_CLICKED, &[json!(selector(testid))]).await?;
        let element = self.session.find(&selector(testid)).await?;
        self.session
            .script("document.querySelector(arguments[0]).scrollIntoView({ block: 'nearest' })", &[json!(selector(testid))])
            .await?;
        self.session.click_fast(&element, 2).await
    }

    /// Goes to the element of this `data-testid` with the Tab key alone, once it is shown and enabled. Every stop on the way must show
    /// that it has the focus.
    pub async fn tab_to(&mut self, testid: &str, limit: Duration) -> Result<(), WebDriverError> {
        self.wait_until(&format!("{testid} can be clicked"), limit, CAN_BE_CLICKED, &[json!(selector(testid))]).await?;
        let mut stops: Vec<String> = Vec::new();
        for _ in 0..MOST_STOPS {
            let here = self.session.script(WHERE_THE_FOCUS_IS, &[]).await?;
            let (place, stop) = (here["testid"].as_str(), here["stop"].as_str().unwrap_or_default());
            if !stops.is_empty() && here["seen"] != json!(true) && stop != "body" {
                self.picture("focus-not-seen").await?;
                return Err(WebDriverError::new(format!("the focus cannot be seen on {here}, on the way to {testid}")));
            }
            if place == Some(testid) {
                return Ok(());
            }
            stops.push(stop.to_owned());
            self.session.press(&[], key::TAB).await?;
        }
        self.picture("not-reached").await?;
        Err(WebDriverError::new(format!("{testid} is not reached with the Tab key; it stops at {stops:?}")))
    }

    /// Presses a key, with the focus where it is.
    pub async fn press(&self, key: char) -> Result<(), WebDriverError> {
        self.session.press(&[], key).await
    }

    /// Types a text, with the focus where it is.
    pub async fn write(&self, text: &str) -> Result<(), WebDriverError> {
        for character in text.chars() {
            self.session.press(&[], character).await?;
        }
        Ok(())
    }

    /// Replaces what stands in a field by this text.
    pub async fn fill(&mut self, testid: &str, text: &str, limit: Duration) -> Result<(), WebDriverError> {
        let element = self.wait_for(testid, limit).await?;
        self.session.clear(&element).await?;
        self.session.type_into(&element, text).await
    }

    /// The text of the element of this `data-testid`, as it is shown.
    pub async fn text(&mut self, testid: &str, limit: Duration) -> Result<String, WebDriverError> {
        let element = self.wait_for(testid, limit).await?;
        self.session.text(&element).await
    }

    /// Whether there is an element of this `data-testid` at this moment.
    pub async fn has(&self, testid: &str) -> Result<bool, WebDriverError> {
        let script = "return document.querySelector(arguments[0]) !== null";
        Ok(self.session.script(script, &[json!(selector(testid))]).await? == json!(true))
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str, args: &[Value]) -> Result<Value, WebDriverError> {
        self.session.script(script, args).await
    }

    /// What axe finds on this screen that would keep somebody out: the rule, the impact and the elements, a line each.
    pub async fn accessibility_violations(&self) -> Result<Vec<String>, WebDriverError> {
        if self.session.script("return typeof axe", &[]).await? != json!("object") {
            let axe = workspace().join("ui/node_modules/axe-core/axe.min.js");
            self.session.script(&fs::read_to_string(axe)?, &[]).await?;
        }
        // A look that saw nothing is no proof, so it counts what passed as well.
        let script = "return axe.run().then((seen) => seen.passes.length === 0 ? ['axe saw nothing'] : seen.violations.map((one) =>
            `${one.id} (${one.impact}): ${one.nodes.map((node) => node.target.join(' ') + ' ' + node.failureSummary).join('; ')}`))";
        let violations = self.session.script(script, &[]).await?;
        Ok(violations.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// Keeps a picture of the window, numbered in the order of taking.
    pub async fn picture(&mut self, name: &str) -> Result<(), WebDriverError> {
        self.taken += 1;
        self.session.script(UNTIL_PAINTED, &[]).await?;
        let png = self.session.screenshot().await?;
        Ok(fs::write(self.pictures.join(format!("{:02}-{name}.png", self.taken)), png)?)
    }

    /// Closes the window, as its own button would.
    pub async fn close(self) -> Result<(), WebDriverError> {
        self.session.close().await
    }
}

fn selector(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}
