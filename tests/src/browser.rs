//! The same window in Chromium, over the browser host.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::binaries::binary;
use crate::process::Started;
use crate::webdriver::WebDriverError;
use crate::window::{Behind, Window, drive, kept};

impl Window {
    /// Opens the page of a browser host of its own in headless Chromium, with this folder as the host's home.
    pub async fn open_in_browser(name: &str, home: &Path) -> Result<Self, WebDriverError> {
        let (host, address) = host(home)?;
        Self::in_chromium(name, home, &address, Behind::Server(host)).await
    }

    /// Opens the page at an address in headless Chromium, which keeps its own things in this folder.
    pub async fn browse(name: &str, folder: &Path, address: &str) -> Result<Self, WebDriverError> {
        Self::in_chromium(name, folder, address, Behind::Nothing).await
    }

    async fn in_chromium(name: &str, folder: &Path, address: &str, behind: Behind) -> Result<Self, WebDriverError> {
        let (pictures, log, output) = kept(name)?;
        let mut command = Command::new("chromedriver");
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        // What Chromium keeps goes with the home; without its sandbox it runs as root too, and it sees nothing but our own page.
        let profile = format!("--user-data-dir={}", folder.join(".chromium").display());
        let args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1440,900", &profile];
        let options = json!({ "browserName": "chrome", "goog:chromeOptions": { "args": args } });
        let (driver, session) = drive(command, options, &log).await?;
        session.go(address).await?;
        Ok(Self::new(session, pictures, log, driver, behind))
    }
}

/// Starts a browser host on a free port; it names its address.
fn host(home: &Path) -> io::Result<(Started, String)> {
    let (reader, writer) = io::pipe()?;
    let mut command = Command::new(binary("browser-host"));
    command.arg("0").env("MYSQL_LAB_HOME", home).stdin(Stdio::null()).stdout(writer);
    for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("AWS_")) {
        command.env_remove(variable);
    }
    let host = Started::spawn(&mut command)?;
    // The command holds the pipe's other end as well: without this, a host that dies would be waited for for ever.
    drop(command);
    let mut address = String::new();
    BufReader::new(reader).read_line(&mut address)?;
    if address.trim().is_empty() {
        return Err(io::Error::other("the browser host ended before it was ready"));
    }
    Ok((host, address.trim().to_owned()))
}
