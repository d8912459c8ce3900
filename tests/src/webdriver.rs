//! The part of the W3C WebDriver protocol that driving one window takes.
//!
//! Not a client from a crate: those turn on features of shared crates (the order of JSON's maps, for one) and would change the program that they test.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use serde_json::{Value, json};

/// No single answer of the driver takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the driver refused, or why it could not be asked.
#[derive(Debug)]
pub struct WebDriverError(String);

impl WebDriverError {
    /// An error in these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// The same error with what the program under test wrote.
    pub fn with_log(self, log: &Path) -> Self {
        let written = std::fs::read_to_string(log).unwrap_or_else(|error| error.to_string());
        Self(format!("{}\nThe program wrote:\n{written}", self.0))
    }
}

impl fmt::Display for WebDriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WebDriverError {}

impl From<std::io::Error> for WebDriverError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<reqwest::Error> for WebDriverError {
    fn from(error: reqwest::Error) -> Self {
        Self(format!("{error:?}"))
    }
}

/// An element of the page, by the driver's name for it.
#[derive(Debug, Clone)]
pub struct Element(String);

/// The key under which the protocol names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys without a character, as the protocol names them.
pub mod key {
    #![allow(missing_docs, reason = "the names say it")]
    pub const TAB: char = '\u{e004}';
    pub const ENTER: char = '\u{e007}';
    pub const SHIFT: char = '\u{e008}';
    pub const CONTROL: char = '\u{e009}';
    pub const ESCAPE: char = '\u{e00c}';
    pub const SPACE: char = ' ';
    pub const LEFT: char = '\u{e012}';
    pub const RIGHT: char = '\u{e014}';
}

/// One window under the driver's hands.
pub struct Session {
    http: reqwest::Client,
    address: String,
}

impl Session {
    /// Asks the driver at this address for a window with these capabilities.
    pub async fn open(driver: String, capabilities: Value) -> Result<Self, WebDriverError> {
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build()?;
        let mut session = Self { http, address: format!("{driver}/session") };
        let answer = session.post("", json!({ "capabilities": { "alwaysMatch": capabilities } })).await?;
        let id = answer["sessionId"].as_str().ok_or_else(|| WebDriverError(format!("no session: {answer}")))?;
        session.address = format!("{driver}/session/{id}");
        Ok(session)
    }

    /// The first element that a CSS selector names.
    pub async fn find(&self, selector: &str) -> Result<Element, WebDriverError> {
        let found = self.post("/element", json!({ "using": "css selector", "value": selector })).await?;
        let id = found[ELEMENT].as_str().ok_or_else(|| WebDriverError(format!("no element: {found}")))?;
        Ok(Element(id.to_owned()))
    }

    /// Clicks in the middle of an element.
    pub async fn click(&self, element: &Element) -> Result<(), WebDriverError> {
        self.post(&format!("/element/{}/click", element.0), json!({})).await.map(drop)
    }

    /// Clicks an element as often as told, as fast as a hand that shakes does: two are a double click.
    pub async fn click_fast(&self, element: &Element, times: usize) -> Result<(), WebDriverError> {
        let mut actions = vec![json!({ "type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": { ELEMENT: element.0 } })];
        for _ in 0..times {
            actions.extend([json!({ "type": "pointerDown", "button": 0 }), json!({ "type": "pointerUp", "button": 0 })]);
        }
        let hand = json!({ "type": "pointer", "id": "hand", "parameters": { "pointerType": "mouse" }, "actions": actions });
        self.post("/actions", json!({ "actions": [hand] })).await.map(drop)
    }

    /// Presses a key while others are held, and lets all go. Keys are named by their characters; [`key`] has those without one.
    pub async fn press(&self, held: &[char], key: char) -> Result<(), WebDriverError> {
        let one = |kind: &str, key: char| json!({ "type": kind, "value": key.to_string() });
        let mut actions: Vec<Value> = held.iter().map(|held| one("keyDown", *held)).collect();
        actions.extend([one("keyDown", key), one("keyUp", key)]);
        actions.extend(held.iter().rev().map(|held| one("keyUp", *held)));
        self.post("/actions", json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] })).await.map(drop)
    }

    /// Goes to an address.
    pub async fn go(&self, address: &str) -> Result<(), WebDriverError> {
        self.post("/url", json!({ "url": address })).await.map(drop)
    }

    /// Empties a field.
    pub async fn clear(&self, element: &Element) -> Result<(), WebDriverError> {
        self.post(&format!("/element/{}/clear", element.0), json!({})).await.map(drop)
    }

    /// Types into an element, key by key.
    pub async fn type_into(&self, element: &Element, text: &str) -> Result<(), WebDriverError> {
        self.post(&format!("/element/{}/value", element.0), json!({ "text": text })).await.map(drop)
    }

    /// An element's text as it is shown.
    pub async fn text(&self, element: &Element) -> Result<String, WebDriverError> {
        let text = self.get(&format!("/element/{}/text", element.0)).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script in the page and returns its value.
    pub async fn script(&self, script: &str, args: &[Value]) -> Result<Value, WebDriverError> {
        self.post("/execute/sync", json!({ "script": script, "args": args })).await
    }

    /// A picture of the window, as a PNG.
    pub async fn screenshot(&self) -> Result<Vec<u8>, WebDriverError> {
        let picture = self.get("/screenshot").await?;
        base64::engine::general_purpose::STANDARD
            .decode(picture.as_str().unwrap_or_default())
            .map_err(|error| WebDriverError(format!("a picture that is not base64: {error}")))
    }

    /// Closes the window.
    pub async fn close(self) -> Result<(), WebDriverError> {
        let answer = self.http.delete(&self.address).send().await?;
        value(answer).await.map(drop)
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value, WebDriverError> {
        let request = self.http.post(format!("{}{path}", self.address));
        value(request.header("content-type", "application/json").body(body.to_string()).send().await?).await
    }

    async fn get(&self, path: &str) -> Result<Value, WebDriverError> {
        value(self.http.get(format!("{}{path}", self.address)).send().await?).await
    }
}

/// The `value` of an answer; an error when the driver refused.
async fn value(answer: reqwest::Response) -> Result<Value, WebDriverError> {
    let (status, text) = (answer.status(), answer.text().await?);
    let mut body: Value = serde_json::from_str(&text).map_err(|error| WebDriverError(format!("{status}, {error}: {text}")))?;
    let value = body["value"].take();
    if status.is_success() { Ok(value) } else { Err(WebDriverError(format!("{}: {}", value["error"], value["message"]))) }
}
