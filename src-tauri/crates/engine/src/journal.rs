//! The journal: one JSON line for each thing about to be done, on disk before it is done.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use model::{JournalEntry, JournalLine, Problem, ProblemCode, RunId};

use crate::store::problem_of_io;

/// A lab's append-only journal.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    run: RunId,
}

impl Journal {
    /// Opens the journal for a run.
    ///
    /// # Errors
    /// `disk_full` or `data_folder_unwritable`.
    pub fn open(path: &Path, run: RunId) -> Result<Self, Problem> {
        let file = OpenOptions::new().create(true).append(true).read(true).open(path).map_err(|e| problem_of_io(path, &e))?;
        let mut journal = Self { file, path: path.to_owned(), run };
        journal.end_cut_line()?;
        Ok(journal)
    }

    /// Writes one line and waits until it is on disk.
    ///
    /// # Errors
    /// `disk_full` or `data_folder_unwritable`.
    pub fn write(&mut self, entry: JournalEntry) -> Result<(), Problem> {
        let line = JournalLine { at: jiff::Timestamp::now(), run: self.run.clone(), entry };
        let mut json = serde_json::to_vec(&line).map_err(|e| ProblemCode::Internal.detail(e).build())?;
        json.push(b'\n');
        self.file.write_all(&json).and_then(|()| self.file.sync_data()).map_err(|e| problem_of_io(&self.path, &e))
    }

    /// All whole lines of a journal, oldest first. A line that a crash cut off is left out.
    ///
    /// # Errors
    /// `data_folder_unwritable` when it cannot be read.
    pub fn read(path: &Path) -> Result<Vec<JournalLine>, Problem> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(bytes.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(problem_of_io(path, &error)),
        }
    }

    /// Ends a line that a crash cut off, so that the next one starts on its own.
    fn end_cut_line(&mut self) -> Result<(), Problem> {
        let bytes = std::fs::read(&self.path).map_err(|e| problem_of_io(&self.path, &e))?;
        if bytes.last().is_some_and(|last| *last != b'\n') {
            self.file.write_all(b"\n").map_err(|e| problem_of_io(&self.path, &e))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_a_crash_cut_off_hides_no_other_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let entry = JournalEntry::RunFinished { outcome: model::Outcome::Done };
        Journal::open(&path, RunId("a".into())).unwrap().write(entry.clone()).unwrap();
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&whole[..], &whole[..whole.len() / 2]].concat()).unwrap();
        Journal::open(&path, RunId("b".into())).unwrap().write(entry).unwrap();
        let runs: Vec<_> = Journal::read(&path).unwrap().into_iter().map(|line| line.run.0).collect();
        assert_eq!(runs, ["a", "b"]);
    }
}
