//! File contents in the saved world: text as it is, other bytes in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Saved<'a> {
    Text(std::borrow::Cow<'a, str>),
    Bytes { base64: String },
}

pub(super) fn serialize<S: Serializer>(contents: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    match std::str::from_utf8(contents) {
        Ok(text) => Saved::Text(text.into()),
        Err(_) => Saved::Bytes { base64: STANDARD.encode(contents) },
    }
    .serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    match Saved::deserialize(deserializer)? {
        Saved::Text(text) => Ok(text.into_owned().into_bytes()),
        Saved::Bytes { base64 } => STANDARD.decode(base64).map_err(serde::de::Error::custom),
    }
}
