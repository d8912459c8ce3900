//! Key files and passwords, judged before anything is begun.

use std::path::Path;

use adapters::LocalKeyFiles;
use lab::ports::KeyFiles;
use model::{KeyChoice, Problem};

use crate::{App, KeyVerdict, PasswordRule};

impl App {
    /// What a private key's file is.
    ///
    /// # Errors
    /// Why it is no key that the lab can use, with field `key`.
    pub async fn inspect_key(&self, path: String) -> Result<KeyVerdict, Problem> {
        let path = Path::new(&path);
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
            KeyChoice::Import { path } => self.inspect_key(path.clone()).await.err(),
            KeyChoice::Create { .. } => None,
        }
    }
}
