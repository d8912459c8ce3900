//! What mysqld reads at its start: the options of its configuration files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::variables;

/// The `[mysqld]` options in effect, as the files give them; later files have overridden earlier ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Config {
    /// Variable's name (with underscores) → value.
    options: BTreeMap<String, String>,
}

/// An option that mysqld does not know, or a value that it does not take: mysqld does not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UnknownOption {
    /// As mysqld logs it with MY-000067.
    #[error("unknown variable '{0}'")]
    Variable(String),
    /// As mysqld logs it with MY-000068.
    #[error("unknown option '{0}'")]
    Option(String),
}

impl Config {
    /// Takes one option; dashes in its name are underscores. A name with `loose_` is never refused.
    ///
    /// # Errors
    /// mysqld knows no such option.
    pub(crate) fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), UnknownOption> {
        let plain = name.trim().replace('-', "_").to_ascii_lowercase();
        let (plain, loose) = match plain.strip_prefix("loose_") {
            Some(rest) => (rest.to_owned(), true),
            None => (plain, false),
        };
        let (plain, value) = match plain.strip_prefix("skip_") {
            // skip-name-resolve is a variable of its own; skip-x of others turns x off.
            Some(rest) if !variables::is_option(&plain) => (rest.to_owned(), Some("OFF")),
            _ => (plain, value),
        };
        if variables::is_option(&plain) {
            self.options.insert(plain, value.unwrap_or("ON").trim().to_owned());
            return Ok(());
        }
        match value {
            _ if loose => Ok(()),
            Some(value) => Err(UnknownOption::Variable(format!("{name}={value}"))),
            None => Err(UnknownOption::Option(format!("--{name}"))),
        }
    }

    /// An option's value.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_and_underscores_are_the_same() {
        let mut config = Config::default();
        config.set("bind-address", Some("0.0.0.0")).expect("known");
        config.set("mysqlx_bind-address", Some("127.0.0.1")).expect("known");
        config.set("skip-name-resolve", None).expect("known");
        assert_eq!(config.get("bind_address"), Some("0.0.0.0"));
        assert_eq!(config.get("mysqlx_bind_address"), Some("127.0.0.1"));
        assert_eq!(config.get("skip_name_resolve"), Some("ON"));
    }

    #[test]
    fn a_misspelt_option_is_refused_unless_loose() {
        let mut config = Config::default();
        assert_eq!(config.set("bind-adress", Some("0.0.0.0")), Err(UnknownOption::Variable("bind-adress=0.0.0.0".to_owned())));
        assert_eq!(config.set("nonsense", None), Err(UnknownOption::Option("--nonsense".to_owned())));
        assert_eq!(config.set("loose-bind-adress", Some("0.0.0.0")), Ok(()));
    }
}
