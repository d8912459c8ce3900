//! The lab's key pair: its name, its file, and what is wrong with a file that is no key.

use std::path::{Path, PathBuf};

use engine::LabFolder;
use model::{KeyChoice, Lab, Problem, ProblemCode};

use crate::ports::{KeyFault, KeyIdentity, KeyPair};

/// The key pair's name in EC2: the chosen one, or the lab's; for an imported file the one that EC2
/// knows it by where that is known, else the file's own, without `.pem`.
pub fn name(lab: &Lab) -> String {
    match &lab.settings.key {
        KeyChoice::Create { name: Some(name) } => name.clone(),
        KeyChoice::Create { name: None } => format!("{}-key", lab.name),
        KeyChoice::Import { name: Some(name), .. } => name.clone(),
        KeyChoice::Import { path, name: None } => {
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
        KeyChoice::Import { path, .. } => PathBuf::from(path),
    }
}

/// Whether a file's key is a pair's private half. By the public half where EC2 tells it, else by the fingerprint.
pub(crate) fn fits(pair: &KeyPair, file: &KeyIdentity) -> bool {
    let same_public = pair.public_openssh.as_deref().is_some_and(|public| same_key(public, &file.public_openssh));
    same_public || file.ec2_fingerprints.contains(&pair.fingerprint)
}

/// Compares two public keys as OpenSSH writes them, without their comments.
fn same_key(a: &str, b: &str) -> bool {
    let parts = |line: &str| line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>();
    parts(a).len() == 2 && parts(a) == parts(b)
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
