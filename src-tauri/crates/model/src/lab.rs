//! A lab's record: what was chosen, what was found, and what was last seen of each step.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Check, Settings, StepId, Target, Timestamp};

/// The version of the record's format. A record with a higher one is from a newer program and is left alone.
pub const SCHEMA: u32 = 1;

/// A lab's id: the value of the `mysql-lab` tag on all that it creates. Random, never reused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct LabId(pub String);

impl std::fmt::Display for LabId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far the adoption of a lab that was made by hand has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Adoption {
    /// It was begun: some of what the lab has may carry its tag, and some not yet.
    Pending,
    /// All that the lab has carries its tag.
    Whole,
}

/// A lab's record.
///
/// Facts in it are a cache of the world: each step finds them again by the lab's tag, so that none is needed to look or to undo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Lab {
    /// The format's version: [`SCHEMA`].
    pub schema: u32,
    /// The lab's id.
    pub id: LabId,
    /// The name that the person gave it: the name of its folder.
    pub name: String,
    /// When it was begun.
    #[ts(type = "string")]
    pub created_at: Timestamp,
    /// Where it stands.
    pub target: Target,
    /// What was chosen.
    pub settings: Settings,
    /// What is known of the cloud's side.
    #[serde(default)]
    pub cloud: CloudFacts,
    /// The machine that serves.
    #[serde(default)]
    pub server: Machine,
    /// The machine that asks.
    #[serde(default)]
    pub client: Machine,
    /// What is known of the MySQL server.
    #[serde(default)]
    pub mysql: MysqlFacts,
    /// The databases that the client last saw.
    #[serde(default)]
    pub databases: Vec<String>,
    /// When its machines were last started again: what was seen of them before may hold no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub restarted_at: Option<Timestamp>,
    /// How far its adoption has come; none for a lab that the program itself began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub adoption: Option<Adoption>,
    /// What was last seen of each step.
    #[serde(default)]
    #[ts(as = "std::collections::HashMap<String, StepRecord>")]
    pub steps: BTreeMap<StepId, StepRecord>,
}

impl Lab {
    /// A lab of which nothing is there yet.
    pub fn new(id: LabId, name: String, created_at: Timestamp, target: Target, settings: Settings) -> Self {
        Self {
            schema: SCHEMA,
            id,
            name,
            created_at,
            cloud: CloudFacts { account: target.pasted().map(str::to_owned), ..CloudFacts::default() },
            target,
            settings,
            server: Machine::default(),
            client: Machine::default(),
            mysql: MysqlFacts::default(),
            databases: Vec::new(),
            restarted_at: None,
            adoption: None,
            steps: BTreeMap::new(),
        }
    }
}

/// What was last seen of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepRecord {
    /// The last check.
    pub check: Check,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Whether the learner did it by hand.
    #[serde(default)]
    pub by_hand: bool,
    /// How long the last apply took, in milliseconds; none where the program did not apply it.
    #[serde(default)]
    #[ts(type = "number | null")]
    pub millis: Option<u64>,
}

/// What is known of the cloud's side.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct CloudFacts {
    /// The account's number.
    pub account: Option<String>,
    /// Who is signed in, as an ARN.
    pub identity: Option<String>,
    /// The Region's code.
    pub region: Option<String>,
    /// The VPC that the lab stands in.
    pub vpc: Option<String>,
    /// The VPC's addresses, in CIDR notation.
    pub vpc_cidr: Option<String>,
    /// The subnet that the machines are launched in.
    pub subnet: Option<String>,
    /// The Availability Zone of the subnet.
    pub zone: Option<String>,
    /// The image that the machines start from.
    pub image: Option<String>,
    /// The image's name.
    pub image_name: Option<String>,
    /// The instance type.
    pub instance_type: Option<String>,
    /// The price of one machine, in US dollars an hour; none when it is not known.
    pub price_per_hour: Option<String>,
    /// The key pair's name.
    pub key_name: Option<String>,
    /// Where the private key lies on this computer.
    pub key_path: Option<String>,
    /// The security group's id.
    pub security_group: Option<String>,
    /// The address that the internet sees of this computer, in CIDR notation, as last used in a rule.
    pub laptop_cidr: Option<String>,
    /// The client token of the launch, on disk before the call is made.
    pub launch_token: Option<String>,
    /// When the machines were launched.
    #[ts(type = "string | null")]
    pub launched_at: Option<Timestamp>,
}

/// Where a machine's host keys are known from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HostKeys {
    /// The machine's own console output named them: OpenSSH's `SHA256:…` fingerprints.
    Console(Vec<String>),
    /// The first connection showed this one; it is to be compared when the console output appears.
    FirstUse(String),
}

/// One of the two machines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Machine {
    /// Its instance id.
    pub instance_id: Option<String>,
    /// EC2's word for its state: `pending`, `running`, `stopped` …
    pub state: Option<String>,
    /// Its address inside the VPC.
    pub private_ip: Option<String>,
    /// Its address on the internet; it changes when the machine is stopped and started.
    pub public_ip: Option<String>,
    /// Its host keys, pinned by instance id.
    pub host_keys: Option<HostKeys>,
}

/// What is known of the MySQL server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct MysqlFacts {
    /// What `SELECT VERSION()` says.
    pub version: Option<String>,
    /// The plugin that accounts log in with.
    pub auth_plugin: Option<String>,
}
