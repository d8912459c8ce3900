//! The keys that sshd shows.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use russh::keys::{HashAlg, PrivateKey, ssh_key};
use serde::{Deserialize, Serialize};

/// The private keys, as OpenSSH keeps them in /etc/ssh.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct HostKeys(Vec<String>);

impl fmt::Debug for HostKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.fingerprints()).finish()
    }
}

impl HostKeys {
    /// New keys: Ed25519 and RSA. A kind that cannot be made is left out.
    pub(super) fn generate(hostname: &str) -> Self {
        let keys = [ed25519(), rsa()].into_iter().flatten().filter_map(|mut key| {
            key.set_comment(format!("root@{hostname}"));
            Some(key.to_openssh(ssh_key::LineEnding::LF).ok()?.to_string())
        });
        Self(keys.collect())
    }

    pub(super) fn private_keys(&self) -> Vec<PrivateKey> {
        self.0.iter().filter_map(|text| PrivateKey::from_openssh(text).ok()).collect()
    }

    pub(super) fn fingerprints(&self) -> Vec<String> {
        self.private_keys().iter().map(|key| key.fingerprint(HashAlg::Sha256).to_string()).collect()
    }

    /// The lines that cloud-init writes to the console: bits, fingerprint, comment, kind.
    pub(super) fn console_lines(&self) -> Vec<String> {
        self.private_keys()
            .iter()
            .map(|key| {
                let (bits, kind) = if key.algorithm().is_rsa() { (RSA_BITS, "RSA") } else { (256, "ED25519") };
                format!("{bits} {} {} ({kind})", key.fingerprint(HashAlg::Sha256), key.comment().as_str_lossy())
            })
            .collect()
    }

    /// The public keys, one OpenSSH line each.
    pub(super) fn public_lines(&self) -> Vec<String> {
        self.private_keys().iter().filter_map(|key| key.public_key().to_openssh().ok()).collect()
    }
}

/// OpenSSH makes 3072 bits; 2048 are made faster and sign as well.
const RSA_BITS: usize = 2048;

fn ed25519() -> Option<PrivateKey> {
    let mut seed = [0; 32];
    aws_lc_rs::rand::fill(&mut seed).ok()?;
    Some(PrivateKey::from(ssh_key::private::Ed25519Keypair::from_seed(&seed)))
}

fn rsa() -> Option<PrivateKey> {
    use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
    let pair = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).ok()?;
    let der: Pkcs8V1Der<'_> = pair.as_der().ok()?;
    let body = STANDARD.encode(der.as_ref());
    let lines: Vec<&str> = (0..body.len()).step_by(64).map(|at| &body[at..(at + 64).min(body.len())]).collect();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
    russh::keys::decode_secret_key(&pem, None).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_keys_survive_saving_and_stay_out_of_debug_text() {
        let keys = HostKeys::generate("ip-172-31-0-1");
        assert_eq!(keys.private_keys().len(), 2);
        let saved: HostKeys = serde_json::from_str(&serde_json::to_string(&keys).unwrap()).unwrap();
        assert_eq!(saved.fingerprints(), keys.fingerprints());
        assert!(!format!("{keys:?}").contains("PRIVATE"));
        assert!(keys.console_lines()[0].starts_with("256 SHA256:"));
        assert!(keys.console_lines()[1].ends_with("root@ip-172-31-0-1 (RSA)"));
    }
}
