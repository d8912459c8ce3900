//! The state's file.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::Deserialize;

use super::PracticeError;
use crate::world::World;

/// The file's format. A newer one is not read.
const FORMAT: u32 = 1;

/// The file, held by one process at a time.
#[derive(Debug)]
pub(super) struct Store {
    path: PathBuf,
    /// Holds the lock until it is released or dropped, also when the process is killed.
    lock: Mutex<Option<File>>,
}

#[derive(Deserialize)]
struct Head {
    format: u32,
}

#[derive(Deserialize)]
struct Contents {
    saved_at: Timestamp,
    world: World,
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

impl Store {
    /// Takes hold of the file's place; the folder is made if it is missing.
    pub(super) fn hold(path: &Path) -> Result<Self, PracticeError> {
        let unwritable = |source| PracticeError::Unwritable { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(unwritable)?;
        }
        let lock = File::options().create(true).truncate(false).write(true).open(beside(path, ".lock")).map_err(unwritable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock: Mutex::new(Some(lock)) }),
            Err(TryLockError::WouldBlock) => Err(PracticeError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => Err(unwritable(source)),
        }
    }

    /// The saved world and when it was saved; none when there is no file. The file is left as it is in any case.
    pub(super) fn read(&self) -> Result<Option<(World, Timestamp)>, PracticeError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(PracticeError::Unreadable { path: self.path.clone(), source }),
        };
        let damaged = |source| PracticeError::Damaged { path: self.path.clone(), source };
        let head: Head = serde_json::from_slice(&bytes).map_err(damaged)?;
        if head.format > FORMAT {
            return Err(PracticeError::Newer { path: self.path.clone(), format: head.format, known: FORMAT });
        }
        let contents: Contents = serde_json::from_slice(&bytes).map_err(damaged)?;
        Ok(Some((contents.world, contents.saved_at)))
    }

    /// Writes a world that is JSON already: whole or not at all.
    pub(super) fn write(&self, world: &str, saved_at: Timestamp) -> io::Result<()> {
        let new = beside(&self.path, ".new");
        let mut options = File::options();
        options.create(true).truncate(true).write(true);
        // The world holds the machines' private host keys.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&new)?;
        write!(file, "{{\"format\":{FORMAT},\"saved_at\":\"{saved_at}\",\"world\":{world}}}")?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, &self.path)?;
        // The rename itself is on disk once the folder is.
        #[cfg(unix)]
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Lets others take hold of it. Nothing may be written after.
    pub(super) fn release(&self) {
        if let Some(file) = self.lock.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // Closing it would not do while a child that is just being started still has it open.
            let _ = file.unlock();
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn save(store: &Store, world: &World) {
        store.write(&serde_json::to_string(world).unwrap(), Timestamp::UNIX_EPOCH).unwrap();
    }

    #[test]
    fn a_world_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::hold(&folder.path().join("deeper").join("practice.json")).unwrap();
        assert!(store.read().unwrap().is_none());
        let mut world = World::new(7);
        world.create_group("<&\"'>", "d", None, &[]).unwrap_err();
        world.create_group("g", "d", None, &[("k".into(), "<&\"'>\u{1f600}".into())]).unwrap();
        save(&store, &world);
        let (again, saved_at) = store.read().unwrap().unwrap();
        assert_eq!(serde_json::to_value(&again).unwrap(), serde_json::to_value(&world).unwrap());
        assert_eq!(saved_at, Timestamp::UNIX_EPOCH);
    }

    #[test]
    fn a_truncated_or_newer_file_is_an_error_of_its_own_and_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("practice.json");
        let store = Store::hold(&path).unwrap();
        save(&store, &World::new(7));
        let whole = fs::read(&path).unwrap();
        for length in [0, 1, 20, whole.len() / 2, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            assert!(matches!(store.read(), Err(PracticeError::Damaged { .. })), "{length}");
            assert_eq!(fs::read(&path).unwrap(), &whole[..length]);
        }
        fs::write(&path, br#"{"format":2,"cosmos":{}}"#).unwrap();
        assert!(matches!(store.read(), Err(PracticeError::Newer { format: 2, .. })));
    }

    #[test]
    fn one_process_at_a_time_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("practice.json");
        let first = Store::hold(&path).unwrap();
        assert!(matches!(Store::hold(&path), Err(PracticeError::InUse { .. })));
        drop(first);
        Store::hold(&path).unwrap();
    }
}
