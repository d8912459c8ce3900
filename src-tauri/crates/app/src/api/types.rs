//! What the calls take and give, beyond the model's own types.

use std::collections::BTreeMap;

use engine::Secret;
use model::{Lab, Problem, Recipe, RunId, SettingId, Settings, StepId, StepInfo, Target, Text};
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

use crate::Health;

use crate::Typed;

/// The program itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct About {
    /// The program's version.
    pub version: String,
    /// Its licence, as SPDX writes it.
    pub licence: String,
    /// The folder that holds the labs.
    pub data_folder: String,
    /// The folder of the log.
    pub log_folder: String,
    /// The operating system and the processor, as in `linux x86_64`.
    pub platform: String,
}

/// What a new lab is to be.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewLab {
    /// Its name; none takes the first free of `practice-1`, `practice-2` … or `lab-1`, `lab-2` ….
    #[serde(default)]
    #[ts(optional = nullable)]
    pub name: Option<String>,
    /// Where it stands.
    pub target: Target,
    /// What was chosen.
    #[serde(default)]
    pub settings: Settings,
    /// The password of root and of the lab's user; none makes a strong one for each.
    #[serde(default, deserialize_with = "secret")]
    #[ts(as = "Option<String>", optional = nullable)]
    pub password: Option<Secret>,
}

/// A lab that was made by hand and is to be adopted.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LabByHand {
    /// The name that it is to have. That of an adoption which was cut off takes it up again.
    pub name: String,
    /// Where it stands.
    pub target: Target,
    /// The private key's file on this computer.
    pub key: String,
    /// The server's instance id; none lets it be found.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub server: Option<String>,
    /// The client's instance id; none lets it be found.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub client: Option<String>,
    /// Whose answers were given when it was made.
    #[serde(default)]
    #[ts(as = "Option<Recipe>", optional)]
    pub recipe: Recipe,
    /// The MySQL user that the client logs in as.
    #[serde(default = "guides_user")]
    #[ts(as = "Option<String>", optional)]
    pub db_user: String,
    /// The lab's own database.
    #[serde(default = "guides_database")]
    #[ts(as = "Option<String>", optional)]
    pub database: String,
    /// root's password. It is needed unless an adoption that was cut off has kept it.
    #[serde(default, deserialize_with = "secret")]
    #[ts(as = "Option<String>", optional = nullable)]
    pub root_password: Option<Secret>,
    /// The password of the lab's user; none takes root's, as the guide has it.
    #[serde(default, deserialize_with = "secret")]
    #[ts(as = "Option<String>", optional = nullable)]
    pub user_password: Option<Secret>,
}

fn guides_user() -> String {
    Settings::default().db_user
}

fn guides_database() -> String {
    Settings::default().database
}

/// Text that holds secrets: it does not print.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(from = "String")]
#[ts(type = "string")]
pub struct SecretText(#[ts(skip)] pub Secret);

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(Secret::from(text))
    }
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(Secret::from))
}

/// What a lab costs, in US dollars. An estimate from list prices, before tax and free tier.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct Cost {
    /// Whether it costs nothing, because nothing leaves this computer.
    pub free: bool,
    /// An hour of the whole lab as it stands; none where the price is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub per_hour: Option<f64>,
    /// Since its machines were launched.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub so_far: Option<f64>,
    /// If it is forgotten for thirty days.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub thirty_days: Option<f64>,
    /// An hour of it once its machines are launched: told as long as none stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub once_launched: Option<f64>,
}

/// A lab in the list of labs.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LabCard {
    /// Its name: its folder's.
    pub name: String,
    /// Its record, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub lab: Option<Lab>,
    /// Why its record cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<Problem>,
    /// The run that goes on in it at this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub running: Option<RunId>,
    /// What it costs.
    pub cost: Cost,
    /// How it is.
    pub health: Health,
}

/// All about one lab.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LabView {
    /// Its record.
    pub lab: Lab,
    /// Its steps in display order.
    pub steps: Vec<StepInfo>,
    /// Those of them that change the world, and so can be undone.
    pub changes: Vec<StepId>,
    /// The settings that no step has begun with, so that they can be changed.
    pub changeable: Vec<SettingId>,
    /// The pages of the AWS console on which steps are done by hand; none on practice.
    pub pages: BTreeMap<StepId, String>,
    /// What it costs.
    pub cost: Cost,
    /// How it is.
    pub health: Health,
    /// The run that goes on in it at this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub running: Option<RunId>,
    /// Its folder on this computer.
    pub folder: String,
}

/// Something that a lab will create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Creation {
    /// What kind of thing, as the field calls it: "instance", "security group" …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What it is like, in a few words.
    pub detail: Text,
}

/// What a new lab would be.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PlanView {
    /// The name that it would have.
    pub name: String,
    /// Its steps in display order.
    pub steps: Vec<StepInfo>,
    /// What it would create.
    pub creates: Vec<Creation>,
    /// What it would cost.
    pub cost: Cost,
    /// What is wrong with the settings; each names its `field`. Empty when the lab can be begun.
    pub problems: Vec<Problem>,
}

/// What a key file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KeyVerdict {
    /// Its algorithm as OpenSSH names it.
    pub algorithm: String,
    /// The fingerprints by which EC2 may know it.
    pub fingerprints: Vec<String>,
    /// The file's mode in octal, or on Windows who else has rights.
    pub mode: String,
    /// Whether its owner alone can read it, as OpenSSH demands.
    pub owner_only: bool,
}

/// One rule that a password must meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PasswordRule {
    /// The rule's name.
    pub id: String,
    /// What it asks.
    pub text: Text,
    /// Whether the password meets it.
    pub met: bool,
}

/// How a profile of the AWS files signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProfileKind {
    /// With an access key in the file.
    Keys,
    /// Through IAM Identity Center.
    Sso,
    /// By asking another program.
    Process,
    /// By taking a role.
    Role,
    /// In another way.
    Other,
}

/// A profile of the person's own AWS files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AwsProfile {
    /// Its name.
    pub name: String,
    /// The Region that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub region: Option<String>,
    /// How it signs in.
    pub kind: ProfileKind,
}

/// Who is signed in to AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AwsIdentity {
    /// The account's number.
    pub account: String,
    /// The identity's ARN.
    pub arn: String,
    /// The Region that is used.
    pub region: String,
    /// Whether it is the account's root user.
    pub root: bool,
    /// The key, when it was pasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pasted: Option<PastedKey>,
}

/// What is told of a key that was pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PastedKey {
    /// The last four characters of the access key's id.
    pub end: String,
    /// When it ends, where the pasted text said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub expires: Option<String>,
}

/// An instance type to choose.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TypeOffer {
    /// Its name.
    pub name: String,
    /// How many virtual processors it has.
    pub vcpus: u32,
    /// Its memory, in MiB.
    pub memory_mib: u32,
    /// What a whole lab of two costs an hour, in US dollars; none where the price is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub per_hour: Option<f64>,
    /// Whether it is one of the types that AWS's free tier covers, for some accounts these and for some those: the look before creating tells.
    pub may_be_free: bool,
}

/// How ordinary clients reach a machine of the practice cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Access {
    /// The machine's Name tag.
    pub name: String,
    /// Its instance id.
    pub instance_id: String,
    /// Its state, in EC2's words.
    pub state: String,
    /// Its address on the practice internet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub public_ip: Option<String>,
    /// Its address inside the VPC.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub private_ip: Option<String>,
    /// The host and port on this computer for `ssh`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ssh: Option<String>,
    /// The host and port on this computer for `mysql`; silent unless the security group lets this computer in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mysql: Option<String>,
    /// What is typed to sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ssh_command: Option<Typed>,
    /// What is typed to ask the server from this computer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mysql_command: Option<Typed>,
}

/// How ordinary clients reach a practice cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PracticeView {
    /// The lab's name, or `playground`.
    pub name: String,
    /// The URL for `AWS_ENDPOINT_URL`.
    pub endpoint: String,
    /// The dummy access key's id.
    pub access_key_id: String,
    /// The dummy secret access key. It opens nothing but this practice cloud.
    pub secret_access_key: String,
    /// The Region that it plays.
    pub region: String,
    /// The private key's file for `ssh`: where it lies, or is looked for when a learner saves it by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<String>,
    /// The machines.
    pub machines: Vec<Access>,
    /// What is typed so that `aws` asks this cloud.
    pub aws: Typed,
}
