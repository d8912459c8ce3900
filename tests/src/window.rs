//! The real window, started and driven by WebKit's own WebDriver.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::binaries::{binary, workspace};
use crate::display::Display;
use crate::process::{Started, free_port};
use crate::webdriver::{Element, Session, WebDriverError};

/// How long the window may take to open.
const TO_OPEN: Duration = Duration::from_secs(60);

/// How often a state of the window that is waited for is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The open window, with the screen that it stands on.
///
/// Elements are named by their `data-testid`; `ui/README.md` lists them.
pub struct Window {
    session: Session,
    pictures: PathBuf,
    taken: u32,
    log: PathBuf,
    // In this order: the driver ends before the screen that its window stands on.
    _driver: Started,
    _display: Display,
}

impl Window {
    /// Opens the window with this folder as its home. Its output and its screenshots are kept under this name in the target folder.
    pub async fn open(name: &str, home: &Path) -> Result<Self, WebDriverError> {
        let program = binary("mysql-lab-wizard");
        let kept = program.with_file_name("").parent().unwrap_or(Path::new(".")).join("window-screenshots").join(name);
        // Pictures of an earlier run would be taken for this one's.
        match fs::remove_dir_all(&kept) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => fs::create_dir_all(&kept)?,
        }
        let log = kept.join("output.txt");
        let output = File::create(&log)?;
        let display = Display::start(1440, 900)?;
        let port = free_port()?;
        let mut command = Command::new("WebKitWebDriver");
        command.args(["--host=127.0.0.1", &format!("--port={port}")]);
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        command.env("DISPLAY", display.name()).env("MYSQL_LAB_HOME", home).env("TAURI_WEBVIEW_AUTOMATION", "true");
        // A window that the person at this machine has open must not answer in place of ours, nor remember where ours stood.
        command.env("DBUS_SESSION_BUS_ADDRESS", "none:").env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1");
        for folder in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(folder, home.join(".surroundings").join(folder));
        }
        command.env_remove("WAYLAND_DISPLAY").envs([("LANG", "C.UTF-8"), ("TZ", "UTC")]);
        for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("AWS_")) {
            command.env_remove(variable);
        }
        let mut driver = Started::spawn(&mut command)?;
        driver.wait_for_port(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), TO_OPEN)?;
        let options = json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } });
        let opening = Session::open(format!("http://127.0.0.1:{port}"), options);
        let session = match tokio::time::timeout(TO_OPEN, opening).await {
            Ok(session) => session.map_err(|error| error.with_log(&log))?,
            Err(_) => return Err(WebDriverError::new(format!("the window did not open in {TO_OPEN:?}")).with_log(&log)),
        };
        Ok(Self { session, pictures: kept, taken: 0, log, _driver: driver, _display: display })
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
        let script = "const e = document.querySelector(arguments[0]); return e !== null && e.checkVisibility() && !e.disabled && e.ariaDisabled !== 'true'";
        self.wait_until(&format!("{testid} can be clicked"), limit, script, &[json!(selector(testid))]).await?;
        let element = self.session.find(&selector(testid)).await?;
        self.session.click(&element).await
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
