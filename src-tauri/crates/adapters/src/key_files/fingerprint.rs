//! EC2's fingerprints of a key. See EC2's user guide, "Verify the fingerprint of your key pair".

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use md5::{Digest, Md5};
use russh::keys::ssh_key::public::{KeyData, RsaPublicKey};
use russh::keys::{HashAlg, PrivateKey, pkcs8};

/// Every fingerprint by which EC2 may call this key; none for an algorithm that EC2 has no keys of.
pub(super) fn of(key: &PrivateKey) -> Vec<String> {
    match key.public_key().key_data() {
        KeyData::Rsa(public) => {
            let imported = Md5::digest(subject_public_key_info(public));
            let created = pkcs8::encode_pkcs8(key).ok().map(|der| hex(digest(&SHA1_FOR_LEGACY_USE_ONLY, &der).as_ref()));
            created.into_iter().chain([hex(&imported)]).collect()
        }
        KeyData::Ed25519(_) => {
            // OpenSSH writes the hash without padding and names it; EC2 writes it with padding.
            let named = key.public_key().fingerprint(HashAlg::Sha256).to_string();
            let bare = named.trim_start_matches("SHA256:").to_owned();
            vec![format!("{bare}="), bare, named]
        }
        _ => Vec::new(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
}

/// The DER of an RSA key's SubjectPublicKeyInfo (RFC 5280, RFC 8017).
fn subject_public_key_info(key: &RsaPublicKey) -> Vec<u8> {
    const INTEGER: u8 = 0x02;
    const BIT_STRING: u8 = 0x03;
    const SEQUENCE: u8 = 0x30;
    // SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL }
    const RSA_ENCRYPTION: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

    // SSH's multiple-precision integers are DER's: big-endian, with a zero before a set top bit.
    let numbers = [tlv(INTEGER, key.n().as_bytes()), tlv(INTEGER, key.e().as_bytes())].concat();
    let no_unused_bits = [0];
    let bits = [&no_unused_bits[..], &tlv(SEQUENCE, &numbers)].concat();
    tlv(SEQUENCE, &[&RSA_ENCRYPTION[..], &tlv(BIT_STRING, &bits)].concat())
}

/// A DER value with its tag and length.
fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len().to_be_bytes();
    let significant: Vec<_> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut der = vec![tag];
    match (significant.as_slice(), value.len()) {
        (_, 0) => der.push(0),
        (_, 1..128) => der.extend(&significant),
        (bytes, _) => {
            der.push(0x80 | bytes.len() as u8);
            der.extend(bytes);
        }
    }
    der.extend(value);
    der
}
