//! What a file's text is, by its header.

use lab::ports::KeyFault;
use russh::keys::{Error, PrivateKey, decode_secret_key};

/// Puts the text of a key file right: without byte order mark, one line a line, no white space around them.
///
/// Notepad leaves a mark and Windows line ends; PowerShell's `>` writes UTF-16.
pub(super) fn normalise(bytes: &[u8]) -> Result<String, KeyFault> {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    };
    let text = text.ok_or_else(|| KeyFault::UnknownFormat("it is no text".into()))?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(KeyFault::Empty);
    }
    let lines: Vec<_> = text.trim().lines().map(str::trim).collect();
    Ok(lines.join("\n") + "\n")
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units: Vec<_> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    if bytes.len().is_multiple_of(2) { String::from_utf16(&units).ok() } else { None }
}

/// Reads a private key from text that is put right.
pub(super) fn parse(text: &str) -> Result<PrivateKey, KeyFault> {
    if text.starts_with("PuTTY-User-Key-File-") {
        return Err(KeyFault::Ppk);
    }
    if is_public(text) {
        return Err(KeyFault::Public);
    }
    // PKCS#8 says so in its label, PKCS#1 and SEC1 in a header. OpenSSH's own format says it inside.
    if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.lines().any(|line| line.starts_with("Proc-Type: 4,ENCRYPTED")) {
        return Err(KeyFault::Encrypted);
    }
    let Some(label) = label(text) else {
        return Err(KeyFault::UnknownFormat("it has no line that begins with -----BEGIN".into()));
    };
    match label {
        "OPENSSH PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "PRIVATE KEY" => {}
        other => return Err(KeyFault::UnknownFormat(other.to_owned())),
    }
    match decode_secret_key(text, None) {
        Ok(key) => Ok(key),
        Err(Error::KeyIsEncrypted) => Err(KeyFault::Encrypted),
        Err(_) if !text.contains("-----END ") => Err(KeyFault::UnknownFormat(format!("{label}, cut off before its end"))),
        Err(error) => Err(KeyFault::UnknownFormat(format!("{label}, damaged: {error}"))),
    }
}

/// The words between `-----BEGIN ` and `-----` of the first such line.
fn label(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix("-----BEGIN ")?.strip_suffix("-----"))
}

fn is_public(text: &str) -> bool {
    const ALGORITHMS: [&str; 4] = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"];
    const LABELS: [&str; 2] = ["PUBLIC KEY", "RSA PUBLIC KEY"];
    ALGORITHMS.iter().any(|algorithm| text.starts_with(algorithm))
        || text.starts_with("---- BEGIN SSH2 PUBLIC KEY ----")
        || label(text).is_some_and(|label| LABELS.contains(&label))
}
