//! Private key files on this computer.

use std::path::Path;

use async_trait::async_trait;
use engine::Secret;

/// Why a file is no key that the lab can use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// There is no such file.
    #[error("no such file")]
    NotFound,
    /// It is a folder.
    #[error("a folder")]
    Folder,
    /// It cannot be opened for reading.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It has no bytes, or only white space.
    #[error("empty")]
    Empty,
    /// It is larger than a key can be; its size in bytes.
    #[error("{0} bytes")]
    TooLarge(u64),
    /// It is PuTTY's format.
    #[error("a PuTTY key")]
    Ppk,
    /// It is a public key.
    #[error("a public key")]
    Public,
    /// It needs a passphrase.
    #[error("encrypted")]
    Encrypted,
    /// It is nothing that OpenSSH could use.
    #[error("not a private key: {0}")]
    UnknownFormat(String),
    /// It could not be written.
    #[error("cannot be written: {0}")]
    Unwritable(String),
    /// The disk has no room for it.
    #[error("the disk is full")]
    DiskFull,
}

/// What a private key is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyIdentity {
    /// Its algorithm as OpenSSH names it: `ssh-rsa`, `ssh-ed25519` …
    pub algorithm: String,
    /// The public half, as a line of `authorized_keys` without comment.
    pub public_openssh: String,
    /// EC2's fingerprints that fit this key: SHA-1 of the private key's DER (PKCS#8) for a created RSA key, MD5 of the public key's DER
    /// for an imported one, SHA-256 for ED25519. See EC2's user guide, "Verify the fingerprint of your key pair".
    pub ec2_fingerprints: Vec<String>,
}

/// Who can read a key file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// Whether the owner alone can read it, as OpenSSH demands.
    pub owner_only: bool,
    /// The mode in octal (`0400`), or on Windows who else has rights.
    pub shown: String,
}

/// Private key files on this computer.
#[async_trait]
pub trait KeyFiles: Send + Sync {
    /// Reads a key file and says what key it is. Line ends and a byte order mark are put right in memory; the file is left as it is.
    ///
    /// # Errors
    /// Why it is no key that the lab can use.
    async fn inspect(&self, path: &Path) -> Result<KeyIdentity, KeyFault>;

    /// Reads a key file for signing in.
    ///
    /// # Errors
    /// As [`KeyFiles::inspect`].
    async fn read(&self, path: &Path) -> Result<Secret, KeyFault>;

    /// Saves a private key so that it is readable by its owner alone (mode 400) from its first moment. Replaces a file of that name.
    ///
    /// # Errors
    /// When it cannot be written.
    async fn write(&self, path: &Path, pem: &Secret) -> Result<(), KeyFault>;

    /// Who can read the file.
    ///
    /// # Errors
    /// When it is not there.
    async fn protection(&self, path: &Path) -> Result<Protection, KeyFault>;

    /// Makes the file readable by its owner alone: mode 400.
    ///
    /// # Errors
    /// When its owner is somebody else.
    async fn protect(&self, path: &Path) -> Result<(), KeyFault>;

    /// Removes the file; one that is not there is as good.
    ///
    /// # Errors
    /// When it cannot be removed.
    async fn remove(&self, path: &Path) -> Result<(), KeyFault>;
}
