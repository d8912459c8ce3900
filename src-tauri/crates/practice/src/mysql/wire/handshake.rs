//! The first packets: the server's greeting, and the client's answer.

use super::packets::Payload;

/// Capability flags, as the protocol numbers them.
pub(super) mod flags {
    pub(in super::super) const LONG_PASSWORD: u32 = 1;
    pub(in super::super) const LONG_FLAG: u32 = 1 << 2;
    pub(in super::super) const CONNECT_WITH_DB: u32 = 1 << 3;
    pub(in super::super) const IGNORE_SPACE: u32 = 1 << 8;
    pub(in super::super) const PROTOCOL_41: u32 = 1 << 9;
    pub(in super::super) const INTERACTIVE: u32 = 1 << 10;
    pub(in super::super) const SSL: u32 = 1 << 11;
    pub(in super::super) const TRANSACTIONS: u32 = 1 << 13;
    pub(in super::super) const SECURE_CONNECTION: u32 = 1 << 15;
    pub(in super::super) const MULTI_STATEMENTS: u32 = 1 << 16;
    pub(in super::super) const MULTI_RESULTS: u32 = 1 << 17;
    pub(in super::super) const PLUGIN_AUTH: u32 = 1 << 19;
    pub(in super::super) const CONNECT_ATTRS: u32 = 1 << 20;
    pub(in super::super) const LENENC_AUTH: u32 = 1 << 21;
    pub(in super::super) const DEPRECATE_EOF: u32 = 1 << 24;
}

/// What this server can do.
const OFFERED: u32 = flags::LONG_PASSWORD
    | flags::LONG_FLAG
    | flags::CONNECT_WITH_DB
    | flags::IGNORE_SPACE
    | flags::PROTOCOL_41
    | flags::INTERACTIVE
    | flags::TRANSACTIONS
    | flags::SECURE_CONNECTION
    | flags::MULTI_STATEMENTS
    | flags::MULTI_RESULTS
    | flags::PLUGIN_AUTH
    | flags::CONNECT_ATTRS
    | flags::LENENC_AUTH
    | flags::DEPRECATE_EOF;

/// utf8mb4_0900_ai_ci
pub(super) const UTF8MB4: u8 = 255;
/// The status flag of every answer: each statement commits itself.
pub(super) const AUTOCOMMIT: u16 = 2;

/// The greeting, protocol version 10.
pub(super) fn greeting(version: &str, id: u32, nonce: &[u8], plugin: &str, tls: bool) -> Vec<u8> {
    let offered = (OFFERED | if tls { flags::SSL } else { 0 }).to_le_bytes();
    let (first, second) = nonce.split_at(8);
    let mut out = vec![10];
    out.extend_from_slice(version.as_bytes());
    out.push(0);
    out.extend_from_slice(&id.to_le_bytes());
    out.extend_from_slice(first);
    out.push(0);
    out.extend_from_slice(&offered[..2]);
    out.push(UTF8MB4);
    out.extend_from_slice(&AUTOCOMMIT.to_le_bytes());
    out.extend_from_slice(&offered[2..]);
    out.push(u8::try_from(nonce.len() + 1).unwrap_or(21));
    out.extend_from_slice(&[0; 10]);
    out.extend_from_slice(second);
    out.push(0);
    out.extend_from_slice(plugin.as_bytes());
    out.push(0);
    out
}

/// What a client answers.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// It wants TLS first and answers again then.
    Tls,
    LogIn(LogIn),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct LogIn {
    /// The client's capability flags.
    pub(super) flags: u32,
    pub(super) user: String,
    /// The plugin's first data.
    pub(super) proof: Vec<u8>,
    pub(super) database: Option<String>,
    /// The plugin that the data is of.
    pub(super) plugin: Option<String>,
}

/// Reads a client's answer; none when it is none of protocol 4.1.
pub(super) fn reply(payload: &[u8]) -> Option<Reply> {
    let mut rest = Payload(payload);
    let client = rest.u32()?;
    if client & flags::PROTOCOL_41 == 0 {
        return None;
    }
    let _largest_packet = rest.u32()?;
    let _charset = rest.u8()?;
    rest.bytes(23)?;
    if rest.0.is_empty() && client & flags::SSL != 0 {
        return Some(Reply::Tls);
    }
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let user = text(rest.until_nul())?;
    let proof = if client & flags::LENENC_AUTH != 0 {
        rest.text()?.to_vec()
    } else if client & flags::SECURE_CONNECTION != 0 {
        let length = rest.u8()?;
        rest.bytes(usize::from(length))?.to_vec()
    } else {
        rest.until_nul().to_vec()
    };
    let database = if client & flags::CONNECT_WITH_DB != 0 { Some(text(rest.until_nul())?).filter(|name| !name.is_empty()) } else { None };
    let plugin = if client & flags::PLUGIN_AUTH != 0 { Some(text(rest.until_nul())?) } else { None };
    Some(Reply::LogIn(LogIn { flags: client, user, proof, database, plugin }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_reply_is_read_or_refused(mut bytes in proptest::collection::vec(any::<u8>(), 0..200), v41 in any::<bool>()) {
            if v41 && bytes.len() > 1 {
                bytes[1] |= 2;
            }
            let _ = reply(&bytes);
        }
    }

    #[test]
    fn a_short_answer_with_the_flag_asks_for_tls() {
        let mut payload = (flags::PROTOCOL_41 | flags::SSL).to_le_bytes().to_vec();
        payload.extend([0; 28]);
        assert_eq!(reply(&payload), Some(Reply::Tls));
        payload.pop();
        assert_eq!(reply(&payload), None);
    }
}
