//! What a step says of itself before it runs.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{SettingId, Text};

/// A step's stable name, in snake case. It stands in records and journals, so it never changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct StepId(Cow<'static, str>);

impl StepId {
    /// Names a step in a constant.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for StepId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for StepId {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

/// The part of the lab that a step belongs to; the steps of a group stand together on the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Sign in, look before creating, the key.
    Prepare,
    /// The wall and the two machines.
    Launch,
    /// The doors in the wall.
    Network,
    /// Everything done on the server.
    Server,
    /// Everything done on the client.
    Client,
    /// The lab shown to work.
    Proof,
}

/// Where a command or call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// This computer.
    Laptop,
    /// The EC2 API.
    Cloud,
    /// The machine that runs the MySQL server.
    Server,
    /// The machine that asks.
    Client,
}

/// A command or call as it is sent. Secrets are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommandLine {
    /// Where it is typed or called.
    pub place: Place,
    /// What is typed or called; an API call is written as the `aws` command that makes it.
    pub text: String,
}

impl CommandLine {
    /// A command or call at a place.
    pub fn new(place: Place, text: impl Into<String>) -> Self {
        Self { place, text: text.into() }
    }
}

/// A word of the field with its one-line meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Term {
    /// The word as it stands in the step's texts.
    pub word: Text,
    /// Its meaning, in one line.
    pub meaning: Text,
}

/// All that a step says of itself before it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepInfo {
    /// The step's stable name.
    pub id: StepId,
    /// The part of the lab that it belongs to.
    pub group: Group,
    /// A verb phrase: "Open the door for the client".
    pub title: Text,
    /// What the button that does it says: "Open the door".
    pub button: Text,
    /// What happens, in two sentences.
    pub what: Text,
    /// Why, in plain words.
    pub why: Text,
    /// The guide's way by hand, one action an entry. `**bold**` marks names, `[Button]` marks what is clicked, `` `code` `` marks what is typed.
    pub by_hand: Vec<Text>,
    /// The commands or calls that the program sends, secrets masked.
    pub commands: Vec<CommandLine>,
    /// The words of the field that the texts use.
    pub terms: Vec<Term>,
    /// The steps that must be done before this one can start.
    pub needs: Vec<StepId>,
    /// The step whose undoing takes this one's work with it: what is installed on a machine goes with the machine.
    pub goes_with: Option<StepId>,
    /// The settings that it works with: they can be changed until the step has begun.
    pub settings: Vec<SettingId>,
    /// How long it usually takes on AWS, in seconds.
    pub about_seconds: u32,
}
