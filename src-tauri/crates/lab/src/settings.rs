//! What was chosen, looked at before anything is created.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use model::{KeyChoice, Lab, Problem, ProblemCode, Recipe, Settings, SshFrom, Text, text};

use crate::sql::{Account, Scope};

/// MySQL's own accounts, which the lab must not touch.
const RESERVED_USERS: [&str; 6] = ["root", "mysql.sys", "mysql.session", "mysql.infoschema", "debian-sys-maint", "mysql"];
/// MySQL's own databases.
const SYSTEM_SCHEMAS: [&str; 5] = ["mysql", "information_schema", "performance_schema", "sys", "ndbinfo"];

/// Everything that is wrong with the settings, each problem naming its field. Nothing is wrong when it is empty.
pub fn validate(settings: &Settings) -> Vec<Problem> {
    [
        ("key", key(&settings.key)),
        ("instance_type", settings.instance_type.as_deref().and_then(instance_type)),
        ("ssh_from", ssh_from(&settings.ssh_from)),
        ("server_name", machine_name(&settings.server_name)),
        ("client_name", machine_name(&settings.client_name).or_else(|| same_name(settings))),
        ("db_user", db_user(&settings.db_user)),
        ("database", database(&settings.database)),
    ]
    .into_iter()
    .filter_map(|(field, reason)| reason.map(|reason| ProblemCode::BadSetting.with("reason", reason).field(field).into()))
    .collect()
}

/// An IPv4 range in CIDR notation, as EC2 keeps it: without host bits. An address alone is a range of one.
pub fn cidr(text: &str) -> Option<Ipv4Net> {
    let text = text.trim();
    text.parse::<Ipv4Net>().ok().or_else(|| text.parse::<Ipv4Addr>().ok().map(Ipv4Net::from)).map(|net| net.trunc())
}

/// The account that the client logs in as: from anywhere as in the guide, or from the client's address alone.
pub fn db_account(lab: &Lab) -> Account {
    let host = match lab.settings.recipe {
        Recipe::Guide => "%",
        Recipe::Safer => lab.client.private_ip.as_deref().unwrap_or("%"),
    };
    Account::new(&lab.settings.db_user, host)
}

/// What the account is granted: everything as in the guide, or its own database alone.
pub fn db_scope(settings: &Settings) -> Scope {
    match settings.recipe {
        Recipe::Guide => Scope::Everything,
        Recipe::Safer => Scope::Database(settings.database.clone()),
    }
}

type Reason = Option<Text>;

fn key(choice: &KeyChoice) -> Reason {
    match choice {
        KeyChoice::Create { name: None } => None,
        KeyChoice::Create { name: Some(name) } => key_name(name),
        KeyChoice::Import { path, .. } if path.trim().is_empty() => {
            Some(text!("setting-key-file", "Choose the .pem file of your key pair."))
        }
        // EC2 has the pair under this name already, or takes it: what EC2 allows is more than a file's name may be.
        KeyChoice::Import { name: Some(name), .. } if name.is_empty() => key_name(name),
        KeyChoice::Import { .. } => None,
    }
}

/// Why a name cannot be a key pair's and, with `.pem` behind it, a file's.
pub(crate) fn key_name(name: &str) -> Reason {
    let length = name.chars().count();
    if length == 0 {
        Some(text!("setting-key-name", "Give the key pair a name."))
    } else if length > 200 {
        Some(text!("setting-key-name-long", "The key pair's name has {length} characters; at most 200 fit.", length = length))
    } else if !name.chars().all(|c| c.is_ascii_graphic() || c == ' ') || name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) {
        Some(text!(
            "setting-key-name-signs",
            "The key pair's name becomes a file's name: use letters, digits, spaces, dashes, dots and underscores."
        ))
    } else if name.trim() != name || name.starts_with('.') || name.starts_with('-') {
        Some(text!("setting-key-name-ends", "The key pair's name cannot begin with a dot or dash, nor begin or end with a space."))
    } else {
        None
    }
}

fn instance_type(name: &str) -> Reason {
    let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if name.is_empty() {
        return Some(text!("setting-instance-type-empty", "Give the type's name, which is like t3.micro."));
    }
    let fits = name.len() <= 40 && name.split_once('.').is_some_and(|(family, size)| word(family) && word(size));
    (!fits).then(|| text!("setting-instance-type", "“{name}” has not the form of an instance type, which is like t3.micro.", name = name))
}

fn ssh_from(from: &SshFrom) -> Reason {
    match from {
        SshFrom::MyIp | SshFrom::Anywhere => None,
        SshFrom::Cidr(text) if cidr(text).is_some() => None,
        SshFrom::Cidr(text) if text.trim().is_empty() => {
            Some(text!("setting-range-empty", "Give an IPv4 range, which is like 198.51.100.23/32."))
        }
        SshFrom::Cidr(text) => Some(no_range(text)),
    }
}

/// Why a text cannot stand on a door.
pub(crate) fn no_range(range: &str) -> Text {
    text!("setting-range", "“{range}” is no IPv4 range, which is like 198.51.100.23/32.", range = range)
}

fn machine_name(name: &str) -> Reason {
    let length = name.chars().count();
    if length == 0 {
        Some(text!("setting-machine-name", "Give the machine a name."))
    } else if length > 255 {
        Some(text!("setting-machine-name-long", "The machine's name has {length} characters; at most 255 fit.", length = length))
    } else if name.chars().any(char::is_control) {
        Some(text!("setting-machine-name-signs", "The machine's name has characters that cannot be printed."))
    } else if name.trim() != name {
        Some(text!("setting-machine-name-ends", "The machine's name cannot begin or end with a space."))
    } else {
        None
    }
}

fn same_name(settings: &Settings) -> Reason {
    (settings.server_name == settings.client_name).then(|| text!("setting-same-name", "The server and the client need different names."))
}

fn db_user(name: &str) -> Reason {
    let length = name.chars().count();
    if length == 0 {
        Some(text!("setting-user-name", "Give the MySQL user a name."))
    } else if length > 32 {
        Some(text!("setting-user-name-long", "The user's name has {length} characters; MySQL allows at most 32.", length = length))
    } else if unwritable(name) {
        Some(text!(
            "setting-user-name-signs",
            "The user's name has characters that MySQL cannot keep in a name, such as control characters or emoji."
        ))
    } else if name.trim() != name {
        Some(text!("setting-user-name-ends", "The user's name cannot begin or end with a space."))
    } else if RESERVED_USERS.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
        Some(text!("setting-user-reserved", "{name} is MySQL's own account; choose another name for the lab's user.", name = name))
    } else {
        None
    }
}

fn database(name: &str) -> Reason {
    let length = name.chars().count();
    if length == 0 {
        Some(text!("setting-database-name", "Give the database a name."))
    } else if length > 64 {
        Some(text!("setting-database-name-long", "The database's name has {length} characters; MySQL allows at most 64.", length = length))
    } else if unwritable(name) {
        Some(text!(
            "setting-database-name-signs",
            "The database's name has characters that MySQL cannot keep in a name, such as control characters or emoji."
        ))
    } else if name.ends_with(' ') {
        Some(text!("setting-database-name-ends", "The database's name cannot end with a space."))
    } else if SYSTEM_SCHEMAS.iter().any(|schema| schema.eq_ignore_ascii_case(name)) {
        Some(text!("setting-database-reserved", "{name} is one of MySQL's own databases; choose another name.", name = name))
    } else if name.eq_ignore_ascii_case("test") {
        Some(text!("setting-database-test", "The secure script removes a database named test; choose another name."))
    } else if name.starts_with("#mysql50#") || folder_length(name) > 255 {
        Some(text!("setting-database-folder", "MySQL cannot make a folder of that name for the database; choose another name."))
    } else {
        None
    }
}

/// MySQL keeps names in three-byte UTF-8: no control characters, nothing above U+FFFF.
fn unwritable(name: &str) -> bool {
    name.chars().any(|c| c.is_control() || c > '\u{ffff}')
}

/// How long the folder's name is that MySQL makes for a database: what is no ASCII letter, digit or underscore is written as `@` and four digits.
fn folder_length(name: &str) -> usize {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { 1 } else { 5 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(change: impl FnOnce(&mut Settings)) -> Vec<String> {
        let mut settings = Settings::default();
        change(&mut settings);
        validate(&settings)
            .into_iter()
            .map(|problem| {
                assert_eq!(problem.code, ProblemCode::BadSetting);
                problem.field.unwrap()
            })
            .collect()
    }

    #[test]
    fn the_guides_settings_are_good() {
        assert_eq!(fields(|_| {}), [""; 0]);
    }

    #[test]
    fn user_names_that_mysql_refuses_are_named() {
        for bad in ["", "root", "ROOT", "mysql.sys", "a\nb", " a", "a ", "🦆", &"x".repeat(33)] {
            assert_eq!(fields(|s| s.db_user = bad.to_owned()), ["db_user"], "{bad:?}");
        }
        for good in ["donald", "d'onald", "-x", "`", "a b", "%", "ünïcode", &"x".repeat(32)] {
            assert_eq!(fields(|s| s.db_user = good.to_owned()), [""; 0], "{good:?}");
        }
    }

    #[test]
    fn database_names_that_mysql_refuses_are_named() {
        let long = "é".repeat(60);
        for bad in ["", "mysql", "Information_Schema", "test", "a ", "a\0", "🦆", "#mysql50#a", &"x".repeat(65), &long] {
            assert_eq!(fields(|s| s.database = bad.to_owned()), ["database"], "{bad:?}");
        }
        for good in ["testing_123", "a b", "`", "../x", "%", "ünï", &"x".repeat(64)] {
            assert_eq!(fields(|s| s.database = good.to_owned()), [""; 0], "{good:?}");
        }
    }

    #[test]
    fn machines_need_two_different_printable_names() {
        assert_eq!(fields(|s| s.client_name = s.server_name.clone()), ["client_name"]);
        assert_eq!(fields(|s| s.server_name = String::new()), ["server_name"]);
        assert_eq!(fields(|s| s.client_name = "a\u{7}".to_owned()), ["client_name"]);
        assert_eq!(fields(|s| s.client_name = "x".repeat(256)), ["client_name"]);
    }

    #[test]
    fn ranges_types_and_key_names_have_their_form() {
        for bad in ["", "1.2.3.4/33", "1.2.3", "::/0", "me"] {
            assert_eq!(fields(|s| s.ssh_from = SshFrom::Cidr(bad.to_owned())), ["ssh_from"], "{bad:?}");
        }
        assert_eq!(cidr("198.51.100.23/24").unwrap().to_string(), "198.51.100.0/24");
        assert_eq!(cidr("198.51.100.23").unwrap().to_string(), "198.51.100.23/32");
        for bad in ["", "t3", "T3.micro", "t3.", "t3.micro;", "t3 micro"] {
            assert_eq!(fields(|s| s.instance_type = Some(bad.to_owned())), ["instance_type"], "{bad:?}");
        }
        for good in ["t3.micro", "u-6tb1.metal", "c7i-flex.large"] {
            assert_eq!(fields(|s| s.instance_type = Some(good.to_owned())), [""; 0], "{good:?}");
        }
        for bad in ["", "a/b", "..", "a\\b", "ü", " a", "-rf", &"x".repeat(201)] {
            assert_eq!(fields(|s| s.key = KeyChoice::Create { name: Some(bad.to_owned()) }), ["key"], "{bad:?}");
        }
        assert_eq!(fields(|s| s.key = KeyChoice::Create { name: Some("client-server-key".to_owned()) }), [""; 0]);
        assert_eq!(fields(|s| s.key = KeyChoice::Import { path: " ".to_owned(), name: None }), ["key"]);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let found = fields(|s| {
            s.db_user = String::new();
            s.database = "sys".to_owned();
            s.instance_type = Some("?".to_owned());
        });
        assert_eq!(found, ["instance_type", "db_user", "database"]);
    }
}
