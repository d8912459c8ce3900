//! Private key files on this computer.

mod fingerprint;
mod format;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use async_trait::async_trait;
use engine::{ExposeSecret, Secret};
use lab::ports::{KeyFault, KeyFiles, KeyIdentity, Protection};
use russh::keys::PrivateKey;

/// The largest file that is looked at, in bytes. An RSA key of 16384 bits takes 13 KB.
const LARGEST: u64 = 64 << 10;

/// The files of this computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalKeyFiles;

#[async_trait]
impl KeyFiles for LocalKeyFiles {
    async fn inspect(&self, path: &Path) -> Result<KeyIdentity, KeyFault> {
        apart(path, |path| identity(&load(path)?)).await
    }

    async fn read(&self, path: &Path) -> Result<Secret, KeyFault> {
        apart(path, |path| {
            let text = text(path)?;
            format::parse(text.expose_secret())?;
            Ok(text)
        })
        .await
    }

    async fn write(&self, path: &Path, pem: &Secret) -> Result<(), KeyFault> {
        let pem = pem.clone();
        apart(path, move |path| system::write(path, pem.expose_secret().as_bytes())).await
    }

    async fn protection(&self, path: &Path) -> Result<Protection, KeyFault> {
        apart(path, |path| system::protection(path).map_err(|error| unreadable(&error))).await
    }

    async fn protect(&self, path: &Path) -> Result<(), KeyFault> {
        apart(path, |path| system::protect(path).map_err(|error| unwritable(&error))).await
    }

    async fn remove(&self, path: &Path) -> Result<(), KeyFault> {
        apart(path, |path| match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritable(&error)),
            _ => Ok(()),
        })
        .await
    }
}

/// Reads the private key of a file.
pub(crate) fn load(path: &Path) -> Result<PrivateKey, KeyFault> {
    format::parse(text(path)?.expose_secret())
}

/// Works on files where waiting for a slow disk holds nothing else up.
pub(crate) async fn apart<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce(&Path) -> Result<T, KeyFault> + Send + 'static,
) -> Result<T, KeyFault> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || work(&path)).await.unwrap_or_else(|error| Err(KeyFault::Unreadable(error.to_string())))
}

/// A file's text, with line ends and byte order mark put right.
fn text(path: &Path) -> Result<Secret, KeyFault> {
    let meta = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if meta.is_dir() {
        return Err(KeyFault::Folder);
    }
    if !meta.is_file() {
        // A pipe or a device may never end.
        return Err(KeyFault::Unreadable("it is not a regular file".into()));
    }
    if meta.len() > LARGEST {
        return Err(KeyFault::TooLarge(meta.len()));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes)).map_err(|error| unreadable(&error))?;
    format::normalise(&bytes).map(Secret::from)
}

fn identity(key: &PrivateKey) -> Result<KeyIdentity, KeyFault> {
    let mut public = key.public_key().clone();
    public.set_comment("");
    let line = public.to_openssh().map_err(|error| KeyFault::UnknownFormat(error.to_string()))?;
    Ok(KeyIdentity {
        algorithm: key.algorithm().as_str().to_owned(),
        public_openssh: line.trim().to_owned(),
        ec2_fingerprints: fingerprint::of(key),
    })
}

fn unreadable(error: &io::Error) -> KeyFault {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => KeyFault::NotFound,
        _ => KeyFault::Unreadable(error.to_string()),
    }
}

fn unwritable(error: &io::Error) -> KeyFault {
    match error.kind() {
        ErrorKind::NotFound => KeyFault::NotFound,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => KeyFault::DiskFull,
        _ => KeyFault::Unwritable(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
