//! The log: which runs began and how they ended, and which calls failed, a line each, for who looks for a fault later.
//!
//! It never holds a secret: a problem and a goal have none, and what a call was given is not written at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

use model::{Finished, Goal, Pace, Problem, Timestamp};

use crate::App;

/// The newest lines, and those before them.
const FILE: &str = "mysql-lab.log";
const OLDER: &str = "mysql-lab.older.log";

/// A file larger than this becomes the older one, so that the log stays below twice its size.
const LARGEST: u64 = 1_000_000;

/// The log of a data folder.
pub(crate) struct Log {
    folder: PathBuf,
}

impl App {
    /// The folder of the log. It is made when there is something to write.
    pub fn log_folder(&self) -> PathBuf {
        self.store().home().join("logs")
    }

    pub(crate) fn log(&self) -> Log {
        Log { folder: self.log_folder() }
    }
}

impl Log {
    pub fn run_began(&self, lab: &str, goal: &Goal, pace: Pace) {
        self.write(&format!("{lab}: {} began, {}", word(goal), word(&pace)));
    }

    pub fn run_ended(&self, finished: &Finished) {
        let Finished { lab, goal, outcome, culprit, problem, millis, .. } = finished;
        let at = culprit.as_ref().map(|step| format!(" at {}", step.as_str())).unwrap_or_default();
        let why = problem.as_ref().map(|problem| format!("{at}: {}", of_problem(problem))).unwrap_or_default();
        self.write(&format!("{lab}: {} ended after {millis} ms, {}{why}", word(goal), word(outcome)));
    }

    pub fn call_failed(&self, method: &str, problem: &Problem) {
        self.write(&format!("call {method} failed: {}", of_problem(problem)));
    }

    fn write(&self, words: &str) {
        // A log that cannot be written stops nothing: what needs the disk tells of it.
        let _ = self.append(words);
    }

    fn append(&self, words: &str) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let path = self.folder.join(FILE);
        if fs::metadata(&path).is_ok_and(|file| file.len() > LARGEST) {
            fs::rename(&path, self.folder.join(OLDER))?;
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let line = words.lines().collect::<Vec<_>>().join(" | ");
        // In one piece, so that the lines of two programs do not mix.
        options.open(path)?.write_all(format!("{} {} {line}\n", Timestamp::now(), env!("CARGO_PKG_VERSION")).as_bytes())
    }
}

/// A problem's code, with its detail where it has one.
fn of_problem(problem: &Problem) -> String {
    match &problem.detail {
        Some(detail) => format!("{} ({detail})", problem.code.as_str()),
        None => problem.code.as_str().to_owned(),
    }
}

/// A value as it stands in the interface: `set_up`, `all_at_once`, `{"step":"sign_in"}`.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default().trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use model::ProblemCode;
    use serde_json::json;

    #[tokio::test]
    async fn a_call_that_failed_is_written_in_one_line_without_what_it_was_given() {
        let home = tempfile::tempdir().unwrap();
        let app = App::new(Options::new(home.path().to_owned()));
        let new_lab =
            json!({ "name": "lab", "target": { "kind": "practice" }, "settings": { "db_user": "root" }, "password": "Se.cret-1234" });
        app.dispatch("create_lab", json!({ "new_lab": new_lab })).await.unwrap_err();
        app.dispatch("create_lab", json!({ "new_lab": { "password": { "Se.cret-1234": 1 } } })).await.unwrap_err();
        app.log().call_failed("run", &ProblemCode::Internal.detail("one\ntwo").into());
        let log = fs::read_to_string(app.log_folder().join(FILE)).unwrap();
        let lines: Vec<_> = log.lines().collect();
        assert!(lines[0].contains("call create_lab failed: bad_setting"), "{log}");
        assert!(lines[1].ends_with("call run failed: internal (one | two)"), "{log}");
        assert_eq!(lines.len(), 2, "{log}");
        assert!(!log.contains("Se.cret"), "{log}");
    }

    #[test]
    fn a_log_that_has_grown_large_begins_anew_and_keeps_the_lines_before() {
        let home = tempfile::tempdir().unwrap();
        let log = Log { folder: home.path().to_owned() };
        let long = "x".repeat(1000);
        while !home.path().join(OLDER).exists() {
            log.write(&long);
        }
        assert!(fs::metadata(home.path().join(FILE)).unwrap().len() < 2000);
        assert!(fs::metadata(home.path().join(OLDER)).unwrap().len() > LARGEST);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_log_that_cannot_be_written_stops_nothing() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a-file");
        fs::write(&file, "").unwrap();
        Log { folder: file.clone() }.write("words");
        assert_eq!(fs::read_to_string(file).unwrap(), "");
    }
}
