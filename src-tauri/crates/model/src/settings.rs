//! What the person chose.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The cloud that a lab stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    /// The simulated cloud on this computer. It never reaches AWS.
    Practice {
        /// Which MySQL its archive holds.
        #[serde(default)]
        mysql: PracticeMysql,
    },
    /// A real account.
    Aws {
        /// The profile of the person's own AWS files; none for the default chain.
        #[serde(default)]
        profile: Option<String>,
        /// The Region's code, as in `us-east-1`; none for the profile's own.
        #[serde(default)]
        region: Option<String>,
        /// The number of the account whose keys were pasted into the program. The keys are in no file: they go with the program.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pasted: Option<String>,
    },
}

impl Target {
    /// Whether this is the simulated cloud.
    pub fn is_practice(&self) -> bool {
        matches!(self, Self::Practice { .. })
    }

    /// The account whose keys were pasted.
    pub fn pasted(&self) -> Option<&str> {
        match self {
            Self::Aws { pasted, .. } => pasted.as_deref(),
            Self::Practice { .. } => None,
        }
    }
}

/// Which MySQL the practice cloud plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub enum PracticeMysql {
    /// 8.0, as Ubuntu 22.04 has it.
    #[default]
    #[serde(rename = "8.0")]
    V8_0,
    /// 9.x, where `mysql_native_password` is gone.
    #[serde(rename = "9")]
    V9,
}

/// Where the lab's key comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyChoice {
    /// EC2 makes it; the private half is saved in the lab's folder.
    Create {
        /// The key pair's name; none names it after the lab.
        #[serde(default)]
        name: Option<String>,
    },
    /// The person's own `.pem`.
    Import {
        /// The file's path on this computer.
        path: String,
        /// The key pair's name in EC2; none takes the file's own, without `.pem`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        name: Option<String>,
    },
}

impl Default for KeyChoice {
    fn default() -> Self {
        Self::Create { name: None }
    }
}

/// Who may reach the machines by SSH.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SshFrom {
    /// The address that the internet sees of this computer.
    #[default]
    MyIp,
    /// Everybody. Only by choice.
    Anywhere,
    /// An IPv4 range in CIDR notation.
    Cidr(String),
}

/// How careful the set-up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Recipe {
    /// Exactly the guide's answers.
    #[default]
    Guide,
    /// Yes to every question of the secure script; donald only from the client's address and only on his database.
    Safer,
}

/// A setting's stable name: the field of [`Settings`] that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SettingId {
    /// Where the key comes from.
    Key,
    /// The instance type.
    InstanceType,
    /// Who may reach the machines by SSH.
    SshFrom,
    /// How careful the set-up is.
    Recipe,
    /// The server's name.
    ServerName,
    /// The client's name.
    ClientName,
    /// The MySQL user.
    DbUser,
    /// The database.
    Database,
}

impl SettingId {
    /// Every setting.
    pub const ALL: [Self; 8] =
        [Self::Key, Self::InstanceType, Self::SshFrom, Self::Recipe, Self::ServerName, Self::ClientName, Self::DbUser, Self::Database];

    /// The name of its field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::InstanceType => "instance_type",
            Self::SshFrom => "ssh_from",
            Self::Recipe => "recipe",
            Self::ServerName => "server_name",
            Self::ClientName => "client_name",
            Self::DbUser => "db_user",
            Self::Database => "database",
        }
    }

    /// Whether it differs between two lots of settings.
    pub fn differs(self, a: &Settings, b: &Settings) -> bool {
        match self {
            Self::Key => a.key != b.key,
            Self::InstanceType => a.instance_type != b.instance_type,
            Self::SshFrom => a.ssh_from != b.ssh_from,
            Self::Recipe => a.recipe != b.recipe,
            Self::ServerName => a.server_name != b.server_name,
            Self::ClientName => a.client_name != b.client_name,
            Self::DbUser => a.db_user != b.db_user,
            Self::Database => a.database != b.database,
        }
    }
}

/// The lab's settings, the guide's values as defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// Where the key comes from.
    pub key: KeyChoice,
    /// The instance type; none picks one of the free tier for the account and Region.
    pub instance_type: Option<String>,
    /// Who may reach the machines by SSH.
    pub ssh_from: SshFrom,
    /// How careful the set-up is.
    pub recipe: Recipe,
    /// The server's Name tag.
    pub server_name: String,
    /// The client's Name tag.
    pub client_name: String,
    /// The MySQL user that the client logs in as.
    pub db_user: String,
    /// The database that the proof looks for.
    pub database: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key: KeyChoice::default(),
            instance_type: None,
            ssh_from: SshFrom::default(),
            recipe: Recipe::default(),
            server_name: "mysql_server".to_owned(),
            client_name: "mysql_client".to_owned(),
            db_user: "donald".to_owned(),
            database: "testing_123".to_owned(),
        }
    }
}
