//! Passwords, kept as hashes only, and the two plugins' challenge and response.

use std::fmt;
use std::num::NonZeroU32;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::{constant_time, pbkdf2};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

use super::error::SqlError;

/// How an account proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Plugin {
    /// By the operating system's user at the other end of the Unix socket.
    AuthSocket,
    /// By a password: SHA-1 twice. Gone from 9.0 on.
    MysqlNativePassword,
    /// By a password: salted SHA-256, over TLS or RSA, with a cache.
    CachingSha2Password,
}

impl Plugin {
    /// The plugin of this name.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        [Self::AuthSocket, Self::MysqlNativePassword, Self::CachingSha2Password]
            .into_iter()
            .find(|plugin| plugin.name().eq_ignore_ascii_case(name))
    }

    /// As mysql.user and the protocol name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AuthSocket => "auth_socket",
            Self::MysqlNativePassword => "mysql_native_password",
            Self::CachingSha2Password => "caching_sha2_password",
        }
    }
}

/// What mysql.user keeps of a password: the plugin and its authentication string.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Verifier {
    pub(crate) plugin: Plugin,
    /// `*HEX` (native), `$A$005$` with salt and digest (SHA-2), the OS user's name (socket); empty for no password.
    pub(crate) string: String,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("plugin", &self.plugin).finish_non_exhaustive()
    }
}

/// The length of the SHA-2 plugin's salt, in characters.
const SALT: usize = 20;
/// The SHA-2 plugin's rounds, and how its strings name them (in thousands, hexadecimal).
const ROUNDS: NonZeroU32 = NonZeroU32::new(5000).expect("not zero");
const SHA2_PREFIX: &str = "$A$005$";
/// 32 bytes in base64 without padding.
const SHA2_DIGEST: usize = 43;

impl Verifier {
    /// The verifier of a password.
    ///
    /// # Errors
    /// 1105 when the system gives no random bytes.
    pub(crate) fn of_password(plugin: Plugin, password: &str) -> Result<Self, SqlError> {
        let string = match plugin {
            Plugin::AuthSocket => String::new(),
            _ if password.is_empty() => String::new(),
            Plugin::MysqlNativePassword => {
                let hash = sha1(&[&sha1(&[password.as_bytes()])]);
                format!("*{}", hash.iter().map(|byte| format!("{byte:02X}")).collect::<String>())
            }
            Plugin::CachingSha2Password => {
                let salt = random_text::<SALT>()?;
                format!("{SHA2_PREFIX}{salt}{}", STANDARD_NO_PAD.encode(stretch(&salt, password)))
            }
        };
        Ok(Self { plugin, string })
    }

    /// The verifier that an authentication string gives (`IDENTIFIED WITH … AS …`).
    ///
    /// # Errors
    /// 1827 when it is not what the plugin makes.
    pub(crate) fn of_string(plugin: Plugin, string: &str) -> Result<Self, SqlError> {
        let verifier = Self { plugin, string: string.to_owned() };
        let valid = string.is_empty()
            || match plugin {
                Plugin::AuthSocket => true,
                Plugin::MysqlNativePassword => verifier.native().is_some(),
                Plugin::CachingSha2Password => verifier.sha2().is_some(),
            };
        if valid { Ok(verifier) } else { Err(SqlError::new(1827, "HY000", "The password hash doesn't have the expected format.")) }
    }

    /// Whether a password is the right one. Never for the socket.
    pub(crate) fn accepts(&self, password: &str) -> bool {
        if self.plugin != Plugin::AuthSocket && self.string.is_empty() {
            return password.is_empty();
        }
        match self.plugin {
            Plugin::AuthSocket => false,
            Plugin::MysqlNativePassword => self
                .native()
                .is_some_and(|stored| constant_time::verify_slices_are_equal(&stored, &sha1(&[&sha1(&[password.as_bytes()])])).is_ok()),
            Plugin::CachingSha2Password => {
                self.sha2().is_some_and(|(salt, stored)| constant_time::verify_slices_are_equal(&stored, &stretch(salt, password)).is_ok())
            }
        }
    }

    /// Whether a response of mysql_native_password to this nonce is right.
    pub(crate) fn accepts_native(&self, nonce: &[u8], response: &[u8]) -> bool {
        match self.native() {
            None => self.string.is_empty() && response.is_empty(),
            Some(stored) if response.len() == stored.len() => {
                let stage1 = xor(response, &sha1(&[nonce, &stored]));
                constant_time::verify_slices_are_equal(&sha1(&[&stage1]), &stored).is_ok()
            }
            Some(_) => false,
        }
    }

    fn native(&self) -> Option<Vec<u8>> {
        let hex = self.string.strip_prefix('*').filter(|hex| hex.len() == 40 && hex.is_ascii())?;
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
    }

    fn sha2(&self) -> Option<(&str, Vec<u8>)> {
        let rest = self.string.strip_prefix(SHA2_PREFIX).filter(|rest| rest.is_ascii() && rest.len() == SALT + SHA2_DIGEST)?;
        let (salt, hash) = rest.split_at(SALT);
        Some((salt, STANDARD_NO_PAD.decode(hash).ok()?))
    }
}

/// What caching_sha2_password's cache keeps of a password that was right: SHA-256 twice.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Cached([u8; 32]);

impl fmt::Debug for Cached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cached")
    }
}

impl Cached {
    pub(crate) fn of(password: &str) -> Self {
        Self(sha256(&[&sha256(&[password.as_bytes()])]))
    }

    /// Whether a fast response of caching_sha2_password to this nonce is right.
    pub(crate) fn accepts(&self, nonce: &[u8], response: &[u8]) -> bool {
        if response.len() != self.0.len() {
            return false;
        }
        let stage1 = xor(response, &sha256(&[&self.0, nonce]));
        constant_time::verify_slices_are_equal(&sha256(&[&stage1]), &self.0).is_ok()
    }
}

/// Random letters and digits.
///
/// # Errors
/// 1105 when the system gives no random bytes.
pub(crate) fn random_text<const N: usize>() -> Result<String, SqlError> {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut bytes = [0_u8; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| SqlError::new(1105, "HY000", "Unknown error: no random bytes"))?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect())
}

fn stretch(salt: &str, password: &str) -> [u8; 32] {
    let mut out = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, salt.as_bytes(), password.as_bytes(), &mut out);
    out
}

fn sha1(parts: &[&[u8]]) -> [u8; 20] {
    let mut out = [0; 20];
    out.copy_from_slice(digest(&SHA1_FOR_LEGACY_USE_ONLY, &parts.concat()).as_ref());
    out
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, &parts.concat()).as_ref());
    out
}

fn xor(left: &[u8], right: &[u8]) -> Vec<u8> {
    left.iter().zip(right).map(|(left, right)| left ^ right).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_native_hash_is_mysqls() {
        // mysql> SELECT PASSWORD('password') of MySQL 5.7
        let verifier = Verifier::of_password(Plugin::MysqlNativePassword, "password").expect("hashes");
        assert_eq!(verifier.string, "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19");
        assert!(verifier.accepts("password"));
        assert!(!verifier.accepts("Password"));
    }

    #[test]
    fn the_sha2_string_is_salted_and_shows_no_password() {
        let one = Verifier::of_password(Plugin::CachingSha2Password, "PassWord.1").expect("hashes");
        let two = Verifier::of_password(Plugin::CachingSha2Password, "PassWord.1").expect("hashes");
        assert_ne!(one.string, two.string);
        assert_eq!(one.string.len(), 70);
        assert!(one.accepts("PassWord.1") && two.accepts("PassWord.1"));
        assert!(!one.accepts("PassWord.2") && !one.accepts(""));
        assert!(!serde_json::to_string(&one).expect("json").contains("PassWord.1"));
    }

    #[test]
    fn an_authentication_string_is_taken_only_in_the_plugins_format() {
        let native = Verifier::of_string(Plugin::MysqlNativePassword, "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19").expect("valid");
        assert!(native.accepts("password"));
        for (plugin, string) in
            [(Plugin::MysqlNativePassword, "*24"), (Plugin::CachingSha2Password, "$A$005$x"), (Plugin::MysqlNativePassword, "ä")]
        {
            assert_eq!(Verifier::of_string(plugin, string).expect_err("refused").number, 1827);
        }
    }

    #[test]
    fn an_empty_password_is_only_empty() {
        for plugin in [Plugin::MysqlNativePassword, Plugin::CachingSha2Password] {
            let verifier = Verifier::of_password(plugin, "").expect("hashes");
            assert!(verifier.accepts("") && !verifier.accepts("x"));
        }
        assert!(!Verifier::of_password(Plugin::AuthSocket, "").expect("hashes").accepts(""));
    }
}
