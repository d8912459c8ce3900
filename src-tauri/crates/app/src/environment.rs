//! What the program takes from its surroundings.

use std::path::PathBuf;

use model::{Problem, ProblemCode, text};

use crate::{App, Options};

/// How many seconds of practice time pass in a real one, for learners: long enough to be seen, short enough not to bore.
pub(crate) const PRACTICE_SPEED: u32 = 25;

impl App {
    /// The program as the environment sets it up: the labs in `MYSQL_LAB_HOME` or the system's place for data, practice time at
    /// `MYSQL_LAB_PRACTICE_SPEED` practice seconds a second.
    ///
    /// # Errors
    /// `bad_setting` when there is no place for data, or the speed is no positive whole number.
    pub fn from_environment() -> Result<Self, Problem> {
        let mut options = Options::new(home()?);
        if let Some(speed) = set("MYSQL_LAB_PRACTICE_SPEED") {
            let speed = speed.to_str().and_then(|speed| speed.parse().ok()).filter(|speed| *speed > 0);
            options.practice_speed = speed.ok_or_else(|| {
                let reason = text!(
                    "setting-practice-speed",
                    "MYSQL_LAB_PRACTICE_SPEED must be a whole number from 1: the practice seconds that pass in a second."
                );
                ProblemCode::BadSetting.with("reason", reason).field("practice_speed").build()
            })?;
        }
        Ok(Self::new(options))
    }
}

fn home() -> Result<PathBuf, Problem> {
    if let Some(home) = set("MYSQL_LAB_HOME") {
        return std::path::absolute(&home).map_err(|error| {
            ProblemCode::DataFolderUnwritable.with("path", PathBuf::from(&home).display()).detail(error).field("home").into()
        });
    }
    directories::ProjectDirs::from("", "", "mysql-lab-wizard").map(|folders| folders.data_dir().to_owned()).ok_or_else(|| {
        let reason = text!("setting-no-home", "This user has no home folder to keep labs in. Set MYSQL_LAB_HOME to a folder.");
        ProblemCode::BadSetting.with("reason", reason).field("home").into()
    })
}

/// A variable that is set to something.
pub(crate) fn set(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
