//! Who may read a file, by its mode.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use lab::ports::{KeyFault, Protection};
use model::ProblemCode;

/// What the guide's `chmod 400` sets.
const OWNER_READS: u32 = 0o400;

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), KeyFault> {
    engine::write_atomically(path, bytes, Some(OWNER_READS)).map_err(|problem| match problem.code {
        ProblemCode::DiskFull => KeyFault::DiskFull,
        _ => KeyFault::Unwritable(problem.detail.unwrap_or_default()),
    })
}

pub(super) fn protection(path: &Path) -> io::Result<Protection> {
    let mode = fs::metadata(path)?.mode() & 0o7777;
    // OpenSSH refuses a key whose mode has any of these bits.
    Ok(Protection { owner_only: mode & 0o077 == 0, shown: format!("{mode:04o}") })
}

pub(super) fn protect(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(OWNER_READS))
}
