//! Secrets: one type that does not print, and the file that keeps a lab's.

use std::collections::BTreeMap;
use std::path::PathBuf;

use model::{Problem, ProblemCode};

pub use secrecy::{ExposeSecret, SecretString as Secret};

use crate::store::{problem_of_io, write_atomically};

/// A lab's secrets by name, in a file that only its owner can read, beside the lab's key.
///
/// The private key, which opens more than these do, lies in the same folder under the same protection.
#[derive(Debug, Clone)]
pub struct Vault {
    path: PathBuf,
}

impl Vault {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The secret of that name.
    ///
    /// # Errors
    /// `secrets_missing` when the file or the name is not there, `data_folder_unwritable` when it cannot be read.
    pub fn get(&self, name: &str) -> Result<Secret, Problem> {
        let all = self.read()?;
        all.get(name)
            .map(|secret| Secret::from(secret.clone()))
            .ok_or_else(|| ProblemCode::SecretsMissing.with("path", self.path.display()).into())
    }

    /// Keeps secrets, replacing those of the same names.
    ///
    /// # Errors
    /// `disk_full` or `data_folder_unwritable`.
    pub fn put(&self, secrets: impl IntoIterator<Item = (&'static str, Secret)>) -> Result<(), Problem> {
        let mut all = if self.path.exists() { self.read()? } else { BTreeMap::new() };
        all.extend(secrets.into_iter().map(|(name, secret)| (name.to_owned(), secret.expose_secret().to_owned())));
        let json = serde_json::to_vec(&all).map_err(|error| ProblemCode::Internal.detail(error).build())?;
        write_atomically(&self.path, &json, Some(0o600))
    }

    fn read(&self) -> Result<BTreeMap<String, String>, Problem> {
        let missing = || Problem::from(ProblemCode::SecretsMissing.with("path", self.path.display()));
        match std::fs::read(&self.path) {
            Ok(json) => serde_json::from_slice(&json).map_err(|_| missing()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(missing()),
            Err(error) => Err(problem_of_io(&self.path, &error)),
        }
    }
}
