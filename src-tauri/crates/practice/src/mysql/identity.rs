//! The keys that mysqld makes for itself when its data directory is initialised.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeySize, OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use serde::{Deserialize, Serialize};

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
#[error("mysqld's keys: {0}")]
pub(crate) struct IdentityError(String);

impl IdentityError {
    fn from(error: impl fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// The certificate of TLS and the RSA key pair that caching_sha2_password encrypts passwords with, both as PEM.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Identity {
    certificate: String,
    certificate_key: String,
    /// private_key.pem
    rsa_private: String,
    /// public_key.pem
    rsa_public: String,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

impl Identity {
    /// Makes new keys, named after the server's version as mysqld names them.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub(crate) fn make(version: &str) -> Result<Self, IdentityError> {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        let release = version.split('-').next().unwrap_or(version);
        params.distinguished_name.push(DnType::CommonName, format!("MySQL_Server_{release}_Auto_Generated_Server_Certificate"));
        let key = KeyPair::generate().map_err(IdentityError::from)?;
        let certificate = params.self_signed(&key).map_err(IdentityError::from)?;

        let rsa = PrivateDecryptingKey::generate(KeySize::Rsa2048).map_err(IdentityError::from)?;
        let private: Pkcs8V1Der<'_> = rsa.as_der().map_err(IdentityError::from)?;
        let public: PublicKeyX509Der<'_> = rsa.public_key().as_der().map_err(IdentityError::from)?;
        Ok(Self {
            certificate: certificate.pem(),
            certificate_key: key.serialize_pem(),
            rsa_private: pem("PRIVATE KEY", private.as_ref()),
            rsa_public: pem("PUBLIC KEY", public.as_ref()),
        })
    }

    /// The certificate and its key, for TLS.
    ///
    /// # Errors
    /// The saved PEM is damaged.
    pub(crate) fn tls(&self) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), IdentityError> {
        let certificate = CertificateDer::from_pem_slice(self.certificate.as_bytes()).map_err(IdentityError::from)?;
        let key = PrivateKeyDer::from_pem_slice(self.certificate_key.as_bytes()).map_err(IdentityError::from)?;
        Ok((certificate, key))
    }

    /// public_key.pem, as a client asks for it.
    pub(crate) fn public_key(&self) -> &str {
        &self.rsa_public
    }

    /// What a client encrypted with the public key (OAEP with SHA-1).
    ///
    /// # Errors
    /// It was not made with this key.
    pub(crate) fn decrypt(&self, cipher: &[u8]) -> Result<Vec<u8>, IdentityError> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(self.rsa_private.as_bytes()).map_err(IdentityError::from)?;
        let key = PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()).map_err(IdentityError::from)?;
        let key = OaepPrivateDecryptingKey::new(key).map_err(IdentityError::from)?;
        let mut plain = vec![0; key.min_output_size()];
        let length = key.decrypt(&OAEP_SHA1_MGF1SHA1, cipher, &mut plain, None).map_err(IdentityError::from)?.len();
        plain.truncate(length);
        Ok(plain)
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = more;
    }
    pem + &format!("-----END {label}-----\n")
}
