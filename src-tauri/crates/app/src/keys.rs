//! Key files and passwords, judged before anything is begun.

use std::path::PathBuf;

use adapters::LocalKeyFiles;
use lab::ports::KeyFiles;
use model::{KeyChoice, Problem, Settings};

use crate::{App, KeyVerdict, PasswordRule};

/// A file's whole path, of what a person typed or pasted: with quotes round it, beginning at home, or from where the program was started.
pub(crate) fn absolute(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let inside = ['"', '\''].iter().find_map(|quote| typed.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(typed);
    let home = directories::BaseDirs::new();
    match (inside.strip_prefix("~/").or_else(|| inside.strip_prefix("~\\")), home) {
        (Some(below), Some(home)) => home.home_dir().join(below),
        _ => std::path::absolute(inside).unwrap_or_else(|_| PathBuf::from(inside)),
    }
}

/// Settings with the whole path of the key's file.
pub(crate) fn whole(mut settings: Settings) -> Settings {
    if let KeyChoice::Import { path, .. } = &mut settings.key
        && !path.trim().is_empty()
    {
        *path = absolute(path).display().to_string();
    }
    settings
}

impl App {
    /// What a private key's file is.
    ///
    /// # Errors
    /// Why it is no key that the lab can use, with field `key`.
    pub async fn inspect_key(&self, path: String) -> Result<KeyVerdict, Problem> {
        let path = &absolute(&path);
        let files = LocalKeyFiles;
        let of = |fault| lab::problem_of_key_file(&fault, path);
        let key = files.inspect(path).await.map_err(of)?;
        let protection = files.protection(path).await.map_err(of)?;
        Ok(KeyVerdict {
            algorithm: key.algorithm,
            fingerprints: key.ec2_fingerprints,
            mode: protection.shown,
            owner_only: protection.owner_only,
        })
    }

    /// MySQL's STRONG rules, held against a password.
    ///
    /// # Errors
    /// None.
    pub async fn check_password(&self, user: String, password: String) -> Result<Vec<PasswordRule>, Problem> {
        let rules = lab::password::rules(&password, &["root", &user]);
        Ok(rules.into_iter().map(|rule| PasswordRule { id: rule.text.id.clone(), text: rule.text, met: rule.holds }).collect())
    }

    /// The problem of an imported key, if the settings name one.
    pub(crate) async fn problem_of_key(&self, key: &KeyChoice) -> Option<Problem> {
        match key {
            KeyChoice::Import { path, .. } => self.inspect_key(path.clone()).await.err(),
            KeyChoice::Create { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_understood_as_people_type_and_paste_it() {
        let home = directories::BaseDirs::new().unwrap().home_dir().to_owned();
        assert_eq!(absolute("~/Downloads/key.pem"), home.join("Downloads/key.pem"));
        let file = home.join("my key.pem").display().to_string();
        for typed in [file.clone(), format!(" \"{file}\" "), format!("'{file}'\n")] {
            assert_eq!(absolute(&typed).display().to_string(), file, "{typed}");
        }
        assert!(absolute("key.pem").is_absolute());
        assert_eq!(absolute("~other/key.pem").file_name().unwrap(), "key.pem");
    }
}
