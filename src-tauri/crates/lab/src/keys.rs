//! The lab's key pair: its name, its file, and what is wrong with a file that is no key.

use std::path::{Path, PathBuf};

use engine::LabFolder;
use model::{KeyChoice, Lab, Problem, ProblemCode};

use crate::ports::KeyFault;

/// The key pair's name in EC2: the chosen one, or the lab's; for an imported file the file's own, without `.pem`.
pub fn name(lab: &Lab) -> String {
    match &lab.settings.key {
        KeyChoice::Create { name: Some(name) } => name.clone(),
        KeyChoice::Create { name: None } => format!("{}-key", lab.name),
        KeyChoice::Import { path } => {
            let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            match crate::settings::key_name(stem) {
                None => stem.to_owned(),
                Some(_) => format!("{}-key", lab.name),
            }
        }
    }
}

/// Where the private half lies on this computer.
pub fn path(lab: &Lab, folder: &LabFolder) -> PathBuf {
    match &lab.settings.key {
        KeyChoice::Create { .. } => folder.file(&format!("{}.pem", name(lab))),
        KeyChoice::Import { path } => PathBuf::from(path),
    }
}

/// The problem of a file that is no key that the lab can use.
pub fn problem(fault: &KeyFault, path: &Path) -> Problem {
    let (code, bytes, detail) = match fault {
        KeyFault::NotFound => (ProblemCode::KeyNotFound, None, None),
        KeyFault::Folder => (ProblemCode::KeyIsFolder, None, None),
        KeyFault::Unreadable(why) => (ProblemCode::KeyUnreadable, None, Some(why)),
        KeyFault::Empty => (ProblemCode::KeyEmpty, None, None),
        KeyFault::TooLarge(bytes) => (ProblemCode::KeyTooLarge, Some(bytes), None),
        KeyFault::Ppk => (ProblemCode::KeyIsPpk, None, None),
        KeyFault::Public => (ProblemCode::KeyIsPublic, None, None),
        KeyFault::Encrypted => (ProblemCode::KeyEncrypted, None, None),
        KeyFault::UnknownFormat(why) => (ProblemCode::KeyUnknownFormat, None, Some(why)),
        KeyFault::Unwritable(why) => (ProblemCode::DataFolderUnwritable, None, Some(why)),
        KeyFault::DiskFull => (ProblemCode::DiskFull, None, None),
    };
    let mut builder = code.with("path", path.display()).field("key");
    if let Some(bytes) = bytes {
        builder = builder.with("bytes", bytes);
    }
    if let Some(detail) = detail {
        builder = builder.detail(detail);
    }
    builder.into()
}
