//! Key pairs.

use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize, PublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use jiff::Timestamp;
use md5::{Digest as _, Md5};
use russh::keys::ssh_key::{PublicKey, public::KeyData};
use serde::{Deserialize, Serialize};

use super::{Refusal, Tags, World};

/// The kinds of key that EC2 has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyKind {
    Rsa,
    Ed25519,
}

impl KeyKind {
    /// As `keyType` has it.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }
}

/// A key pair, without its private half.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeyPair {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: KeyKind,
    pub(crate) fingerprint: String,
    /// One line as OpenSSH writes it, the key's name as comment.
    pub(crate) public_openssh: String,
    pub(crate) created_at: Timestamp,
    pub(crate) tags: Tags,
}

/// A fresh RSA key of 2048 bits: what EC2 tells once, and what it keeps.
pub(crate) struct FreshKey {
    /// PKCS#1 in PEM.
    pub(crate) private_pem: String,
    fingerprint: String,
    public: Vec<u8>,
}

fn internal() -> Refusal {
    Refusal::of_code("InternalError", "CreateKeyPair")
}

/// Reads one DER element: its contents and what follows it.
fn der(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, rest) = bytes.get(1..)?.split_first()?;
    let (length, rest) = match first {
        short @ 0..=0x7f => (usize::from(*short), rest),
        long => {
            let (size, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
            (size.iter().try_fold(0_usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))?, rest)
        }
    };
    rest.split_at_checked(length)
}

/// A string of the SSH wire format.
fn ssh_string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(bytes);
}

fn colons(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
}

impl FreshKey {
    /// Draws a key.
    pub(crate) fn draw() -> Result<Self, Refusal> {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| internal())?;
        let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&key).map_err(|_| internal())?;
        // PKCS#8 is SEQUENCE { version, algorithm, OCTET STRING { PKCS#1 } }.
        let pkcs1 = der(pkcs8.as_ref())
            .and_then(|(inside, _)| der(inside))
            .and_then(|(_, after_version)| der(after_version))
            .and_then(|(_, after_algorithm)| der(after_algorithm))
            .map(|(octets, _)| octets)
            .ok_or_else(internal)?;
        let encoded = STANDARD.encode(pkcs1);
        let mut private_pem = String::from("-----BEGIN RSA PRIVATE KEY-----\n");
        let mut rest = encoded.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(64));
            private_pem.push_str(line);
            private_pem.push('\n');
            rest = after;
        }
        private_pem.push_str("-----END RSA PRIVATE KEY-----");

        // The public half is SEQUENCE { n, e }; the SSH format has the same two numbers, e first.
        let public = signature_public(&key);
        let (numbers, _) = der(&public).ok_or_else(internal)?;
        let (n, rest) = der(numbers).ok_or_else(internal)?;
        let (e, _) = der(rest).ok_or_else(internal)?;
        let mut wire = Vec::new();
        ssh_string(&mut wire, b"ssh-rsa");
        ssh_string(&mut wire, e);
        ssh_string(&mut wire, n);

        let fingerprint = colons(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, pkcs8.as_ref()).as_ref());
        Ok(Self { private_pem, fingerprint, public: wire })
    }
}

fn signature_public(key: &RsaKeyPair) -> Vec<u8> {
    aws_lc_rs::signature::KeyPair::public_key(key).as_ref().to_vec()
}

fn bad_format() -> Refusal {
    Refusal::new("InvalidKey.Format", "Key is not in valid OpenSSH public key format")
}

/// What EC2 makes of a public key that it is given: kind, fingerprint, and the key's line without its comment.
fn read_public(line: &str) -> Result<(KeyKind, String, String), Refusal> {
    let key = PublicKey::from_openssh(line.trim()).map_err(|_| bad_format())?;
    let (kind, fingerprint) = match key.key_data() {
        KeyData::Rsa(rsa) => {
            let n = rsa.n().as_positive_bytes().ok_or_else(bad_format)?;
            let e = rsa.e().as_positive_bytes().ok_or_else(bad_format)?;
            if ![128, 256, 512].contains(&n.len()) {
                return Err(Refusal::new("InvalidKey.Format", "Key length must be 1024, 2048 or 4096 bits"));
            }
            let spki: PublicKeyX509Der<'_> = PublicKeyComponents { n, e }.as_der().map_err(|_| bad_format())?;
            (KeyKind::Rsa, colons(&Md5::digest(spki.as_ref())))
        }
        KeyData::Ed25519(_) => {
            let wire = key.to_bytes().map_err(|_| bad_format())?;
            // EC2 writes OpenSSH's SHA-256 fingerprint without its prefix, padded.
            let mut text = STANDARD_NO_PAD.encode(digest::digest(&digest::SHA256, &wire));
            text.push('=');
            (KeyKind::Ed25519, text)
        }
        _ => return Err(bad_format()),
    };
    let line = line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    Ok((kind, fingerprint, line))
}

impl World {
    fn check_new_key(&self, name: &str, tags: &[(String, String)]) -> Result<Tags, Refusal> {
        if name.is_empty() {
            return Err(Refusal::missing("KeyName"));
        }
        if name.len() > 255 || !name.is_ascii() || name.trim() != name || name.chars().any(char::is_control) {
            return Err(Refusal::value(format!(
                "Value ({name}) for parameter keyName is invalid. It must be up to 255 ASCII characters, without leading or trailing spaces."
            )));
        }
        if self.key_pairs.iter().any(|key| key.name == name) {
            return Err(Refusal::new("InvalidKeyPair.Duplicate", format!("The keypair already exists: '{name}'")));
        }
        let mut checked = Tags::default();
        checked.set(tags)?;
        Ok(checked)
    }

    /// Keeps a fresh key's public half.
    pub(crate) fn create_key_pair(
        &mut self,
        name: &str,
        tags: &[(String, String)],
        draw: impl FnOnce() -> Result<FreshKey, Refusal>,
        now: Timestamp,
    ) -> Result<(&KeyPair, String), Refusal> {
        let tags = self.check_new_key(name, tags)?;
        let FreshKey { private_pem, fingerprint, public } = draw()?;
        let public_openssh = format!("ssh-rsa {} {name}", STANDARD.encode(public));
        let id = self.mint("key-");
        let key = KeyPair { id, name: name.to_owned(), kind: KeyKind::Rsa, fingerprint, public_openssh, created_at: now, tags };
        Ok((self.key_pairs.push_mut(key), private_pem))
    }

    /// Takes a public key in OpenSSH's form.
    pub(crate) fn import_key_pair(
        &mut self,
        name: &str,
        line: &str,
        tags: &[(String, String)],
        now: Timestamp,
    ) -> Result<&KeyPair, Refusal> {
        let tags = self.check_new_key(name, tags)?;
        let (kind, fingerprint, line) = read_public(line)?;
        let id = self.mint("key-");
        let key = KeyPair { id, name: name.to_owned(), kind, fingerprint, public_openssh: format!("{line} {name}"), created_at: now, tags };
        Ok(self.key_pairs.push_mut(key))
    }

    pub(crate) fn key_pair(&self, name: &str) -> Result<&KeyPair, Refusal> {
        self.key_pairs
            .iter()
            .find(|key| key.name == name)
            .ok_or_else(|| Refusal::new("InvalidKeyPair.NotFound", format!("The key pair '{name}' does not exist")))
    }

    /// Deletes a key pair by id or name; one that is not there is as good. Its id, if it was there.
    pub(crate) fn delete_key_pair(&mut self, id: Option<&str>, name: Option<&str>) -> Option<KeyPair> {
        let place =
            self.key_pairs.iter().position(|key| Some(key.id.as_str()) == id || (id.is_none() && Some(key.name.as_str()) == name))?;
        Some(self.key_pairs.remove(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_created_key_is_pkcs1_and_its_public_half_matches() {
        let mut world = World::new(1);
        let (key, pem) = world.create_key_pair("a", &[], FreshKey::draw, Timestamp::UNIX_EPOCH).unwrap();
        let private = russh::keys::decode_secret_key(&pem, None).unwrap();
        let public = PublicKey::from_openssh(&key.public_openssh).unwrap();
        assert_eq!(private.public_key().key_data(), public.key_data());
        assert_eq!(key.fingerprint.len(), 20 * 3 - 1);
        assert_eq!(world.create_key_pair("a", &[], FreshKey::draw, Timestamp::UNIX_EPOCH).err().unwrap().code, "InvalidKeyPair.Duplicate");
    }

    #[test]
    fn the_fingerprint_of_an_imported_rsa_key_is_the_md5_of_its_public_der() {
        // openssl rsa -in key -pubout -outform DER | openssl md5 -c
        let line = include_str!("testdata/imported_rsa.pub");
        let mut world = World::new(1);
        let key = world.import_key_pair("mine", line, &[], Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(key.fingerprint, include_str!("testdata/imported_rsa.md5").trim());
        assert!(key.public_openssh.ends_with(" mine"));
    }

    #[test]
    fn what_is_no_public_key_is_refused() {
        let mut world = World::new(1);
        for bad in ["", "ssh-rsa", "ssh-rsa AAAA x", "-----BEGIN RSA PRIVATE KEY-----", "PuTTY-User-Key-File-2: ssh-rsa"] {
            assert_eq!(world.import_key_pair("k", bad, &[], Timestamp::UNIX_EPOCH).unwrap_err().code, "InvalidKey.Format", "{bad}");
        }
        for name in ["", " a", "é", "a\nb"] {
            assert!(world.import_key_pair(name, "", &[], Timestamp::UNIX_EPOCH).unwrap_err().code != "InvalidKey.Format", "{name}");
        }
    }
}
