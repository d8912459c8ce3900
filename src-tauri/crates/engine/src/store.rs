//! Where labs are kept on disk: a folder each, with a record that survives a crash at any moment.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use model::{Lab, Problem, ProblemCode, SCHEMA, text};

use crate::Vault;

const RECORD: &str = "lab.json";

/// The folder that holds all labs.
#[derive(Debug, Clone)]
pub struct Store {
    home: PathBuf,
}

/// A lab's name, with its record or why it cannot be read.
pub type Listed = (String, Result<Lab, Problem>);

/// One lab's folder.
#[derive(Debug, Clone)]
pub struct LabFolder {
    path: PathBuf,
}

/// A lab that this process works on; no other process can until it is dropped.
#[derive(Debug)]
pub struct OpenLab {
    /// Its folder.
    pub folder: LabFolder,
    /// Its record.
    pub lab: Lab,
    _lock: Lock,
}

/// Holds a lab's lock until it is dropped.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file would not do while a child that is just being started still has it open.
        let _ = self.0.unlock();
    }
}

impl Store {
    /// The store in a folder, which is made when the first lab is.
    pub fn new(home: PathBuf) -> Self {
        Self { home }
    }

    /// The folder that holds everything.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Makes a lab's folder with its record.
    ///
    /// # Errors
    /// `lab_exists`, `bad_setting` for a name that cannot be a folder's, `disk_full`, `data_folder_unwritable`.
    pub fn create(&self, lab: Lab) -> Result<OpenLab, Problem> {
        check_name(&lab.name)?;
        let labs = self.labs();
        fs::create_dir_all(&labs).map_err(|e| problem_of_io(&labs, &e))?;
        let path = labs.join(&lab.name);
        match fs::create_dir(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(exists(&lab.name));
            }
            Err(error) => return Err(problem_of_io(&path, &error)),
        }
        let folder = LabFolder { path };
        folder.restrict()?;
        let lock = folder.lock(&lab.name)?;
        folder.save(&lab)?;
        Ok(OpenLab { folder, lab, _lock: lock })
    }

    /// Whether a new lab could have that name.
    ///
    /// # Errors
    /// `lab_exists`, or `bad_setting` for a name that cannot be a folder's.
    pub fn check_new_name(&self, name: &str) -> Result<(), Problem> {
        check_name(name)?;
        match self.labs().join(name).symlink_metadata() {
            Ok(_) => Err(exists(name)),
            Err(_) => Ok(()),
        }
    }

    /// Opens a lab for work.
    ///
    /// # Errors
    /// `lab_not_found`, `lab_busy`, `lab_newer`, `lab_damaged`, `data_folder_unwritable`.
    pub fn open(&self, name: &str) -> Result<OpenLab, Problem> {
        let folder = self.folder(name)?;
        let lock = folder.lock(name)?;
        let lab = folder.load()?;
        Ok(OpenLab { folder, lab, _lock: lock })
    }

    /// Reads a lab's record without taking it for work.
    ///
    /// # Errors
    /// `lab_not_found`, `lab_newer`, `lab_damaged`, `data_folder_unwritable`.
    pub fn read(&self, name: &str) -> Result<Lab, Problem> {
        self.folder(name)?.load()
    }

    /// A lab's folder.
    ///
    /// # Errors
    /// `lab_not_found`.
    pub fn folder(&self, name: &str) -> Result<LabFolder, Problem> {
        let path = self.labs().join(name);
        if check_name(name).is_err() || !path.is_dir() {
            return Err(ProblemCode::LabNotFound.with("name", name).into());
        }
        Ok(LabFolder { path })
    }

    /// All labs by name; one whose record cannot be read comes with its problem.
    ///
    /// # Errors
    /// `data_folder_unwritable` when the folder itself cannot be read.
    pub fn list(&self) -> Result<Vec<Listed>, Problem> {
        let labs = self.labs();
        let entries = match fs::read_dir(&labs) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(problem_of_io(&labs, &error)),
        };
        let mut found: Vec<_> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .map(|name| (name.clone(), self.read(&name)))
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(found)
    }

    fn labs(&self) -> PathBuf {
        self.home.join("labs")
    }
}

impl LabFolder {
    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The lab's journal.
    pub fn journal(&self) -> PathBuf {
        self.file("journal.jsonl")
    }

    /// The lab's secrets.
    pub fn vault(&self) -> Vault {
        Vault::new(self.file("secrets.json"))
    }

    /// Saves the record: written beside the old one, on disk, then put in its place.
    ///
    /// # Errors
    /// `disk_full` or `data_folder_unwritable`; the old record is then untouched.
    pub fn save(&self, lab: &Lab) -> Result<(), Problem> {
        let json = serde_json::to_vec_pretty(lab).map_err(|e| ProblemCode::Internal.detail(e).build())?;
        write_atomically(&self.file(RECORD), &json, None)
    }

    /// Removes the folder with all that is in it. The record goes last, so that a removal that is cut off can be taken up again.
    ///
    /// # Errors
    /// `data_folder_unwritable`.
    pub fn remove(&self) -> Result<(), Problem> {
        for entry in fs::read_dir(&self.path).map_err(|e| problem_of_io(&self.path, &e))?.filter_map(Result::ok) {
            if entry.file_name() != RECORD && entry.path().is_file() {
                fs::remove_file(entry.path()).map_err(|e| problem_of_io(&entry.path(), &e))?;
            }
        }
        fs::remove_dir_all(&self.path).map_err(|e| problem_of_io(&self.path, &e))
    }

    fn load(&self) -> Result<Lab, Problem> {
        let path = self.file(RECORD);
        let damaged = |detail: &dyn std::fmt::Display| ProblemCode::LabDamaged.with("path", path.display()).detail(detail).build();
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(damaged(&error)),
            Err(error) => return Err(problem_of_io(&path, &error)),
        };
        // The version is read by itself first: a newer record may have fields that this program cannot read.
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| damaged(&e))?;
        let found = value.get("schema").and_then(serde_json::Value::as_u64).ok_or_else(|| damaged(&"no schema"))?;
        if found > u64::from(SCHEMA) {
            return Err(ProblemCode::LabNewer.with("path", path.display()).with("found", found).with("known", SCHEMA).into());
        }
        serde_json::from_value(value).map_err(|e| damaged(&e))
    }

    fn lock(&self, name: &str) -> Result<Lock, Problem> {
        let path = self.file("lock");
        let file = File::options().create(true).append(true).open(&path).map_err(|e| problem_of_io(&path, &e))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(ProblemCode::LabBusy.with("name", name).into()),
            Err(TryLockError::Error(error)) => Err(problem_of_io(&path, &error)),
        }
    }

    #[cfg(unix)]
    fn restrict(&self) -> Result<(), Problem> {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&self.path, fs::Permissions::from_mode(0o700)).map_err(|e| problem_of_io(&self.path, &e))
    }

    // Windows gives a new folder in the user's profile to that user alone.
    #[cfg(not(unix))]
    fn restrict(&self) -> Result<(), Problem> {
        Ok(())
    }
}

fn exists(name: &str) -> Problem {
    ProblemCode::LabExists.with("name", name).field("name").into()
}

/// A name that is a folder's on every system: letters, digits, `-`, `_` and `.`, 1 to 60 of them, beginning with a letter or digit.
fn check_name(name: &str) -> Result<(), Problem> {
    let fits = (1..=60).contains(&name.chars().count())
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && !name.ends_with('.')
        && !is_device_name(name);
    if fits {
        return Ok(());
    }
    let reason = text!(
        "setting-lab-name",
        "A lab's name has 1 to 60 letters, digits, dashes, dots or underscores, and begins with a letter or digit."
    );
    Err(ProblemCode::BadSetting.with("reason", reason).field("name").into())
}

/// Windows keeps these names for devices, with any extension.
fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem.ends_with(|c: char| c.is_ascii_digit()))
}

/// Writes a file so that a crash at any moment leaves either the old one or the new one: write beside it, flush to disk, rename.
///
/// On Unix `mode` is the file's from its birth.
///
/// # Errors
/// `disk_full` or `data_folder_unwritable`; the old file is then untouched.
pub fn write_atomically(path: &Path, bytes: &[u8], mode: Option<u32>) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".new-");
        #[cfg(unix)]
        if let Some(mode) = mode {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(mode));
        }
        #[cfg(not(unix))]
        let _ = mode;
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        // The rename itself is on disk only when the folder is.
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        Ok(())
    };
    write().map_err(|error| problem_of_io(path, &error))
}

/// The problem of a file that could not be read or written.
pub(crate) fn problem_of_io(path: &Path, error: &io::Error) -> Problem {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ProblemCode::DiskFull,
        _ => ProblemCode::DataFolderUnwritable,
    };
    code.with("path", path.display()).detail(error).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{LabId, Settings, Target};

    fn lab(name: &str) -> Lab {
        let target = Target::Practice { mysql: Default::default() };
        Lab::new(LabId("lab-1".into()), name.into(), jiff::Timestamp::UNIX_EPOCH, target, Settings::default())
    }

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("home"));
        (folder, store)
    }

    #[test]
    fn a_lab_is_read_back_as_it_was_saved() {
        let (_folder, store) = store();
        store.create(lab("one")).unwrap();
        assert_eq!(store.read("one").unwrap(), lab("one"));
        assert_eq!(store.list().unwrap(), [("one".to_owned(), Ok(lab("one")))]);
    }

    #[test]
    fn a_second_lab_of_the_same_name_is_refused_and_the_first_kept() {
        let (_folder, store) = store();
        store.create(lab("one")).unwrap();
        assert_eq!(store.create(lab("one")).unwrap_err().code, ProblemCode::LabExists);
        assert!(store.read("one").is_ok());
    }

    #[test]
    fn a_lab_in_use_is_not_opened_twice() {
        let (_folder, store) = store();
        let open = store.create(lab("one")).unwrap();
        assert_eq!(store.open("one").unwrap_err().code, ProblemCode::LabBusy);
        drop(open);
        assert!(store.open("one").is_ok());
    }

    #[test]
    fn names_that_lead_out_of_the_folder_are_refused() {
        let (_folder, store) = store();
        for name in ["", "..", ".", "a/b", "a\\b", "-rf", "con", "COM1.x", "nul", "a.", "ü", &"x".repeat(61)] {
            assert_eq!(store.create(lab(name)).unwrap_err().code, ProblemCode::BadSetting, "{name:?}");
            assert_eq!(store.open(name).unwrap_err().code, ProblemCode::LabNotFound, "{name:?}");
        }
    }

    #[test]
    fn a_record_that_is_newer_cut_short_or_no_json_is_named_and_left_alone() {
        let (_folder, store) = store();
        drop(store.create(lab("one")).unwrap());
        let path = store.folder("one").unwrap().file(RECORD);
        let whole = fs::read_to_string(&path).unwrap();
        let newer = whole.replace("\"schema\": 1", "\"schema\": 99");
        for (text, code) in [
            (newer.as_str(), ProblemCode::LabNewer),
            (&whole[..whole.len() / 2], ProblemCode::LabDamaged),
            ("hello", ProblemCode::LabDamaged),
            ("", ProblemCode::LabDamaged),
        ] {
            fs::write(&path, text).unwrap();
            assert_eq!(store.open("one").unwrap_err().code, code);
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}
