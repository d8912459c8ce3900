//! Key pairs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::filter::{Filters, one};
use super::params::Params;
use super::xml::Xml;
use crate::world::key_pair::{FreshKey, KeyPair};
use crate::world::{Refusal, World};

pub(super) fn create(world: &mut World, params: &Params, now: Timestamp) -> Result<Xml, Refusal> {
    let name = params.need("KeyName")?;
    if let Some(kind) = params.get("KeyType").filter(|kind| *kind != "rsa") {
        return Err(Refusal::value(format!("Value ({kind}) for parameter KeyType is invalid. The practice cloud makes rsa keys.")));
    }
    if let Some(format) = params.get("KeyFormat").filter(|format| *format != "pem") {
        return Err(Refusal::value(format!("Value ({format}) for parameter KeyFormat is invalid. The practice cloud writes pem files.")));
    }
    let (key, material) = world.create_key_pair(name, &params.tags_for("key-pair")?, FreshKey::draw, now)?;
    let mut xml = Xml::default();
    xml.text("keyName", &key.name).text("keyFingerprint", &key.fingerprint).text("keyMaterial", material);
    xml.text("keyPairId", &key.id).tags(&key.tags);
    Ok(xml)
}

pub(super) fn import(world: &mut World, params: &Params, now: Timestamp) -> Result<Xml, Refusal> {
    let name = params.need("KeyName")?;
    let line = STANDARD
        .decode(params.need("PublicKeyMaterial")?)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| Refusal::new("InvalidKey.Format", "Key is not in valid OpenSSH public key format"))?;
    let key = world.import_key_pair(name, &line, &params.tags_for("key-pair")?, now)?;
    let mut xml = Xml::default();
    xml.text("keyName", &key.name).text("keyFingerprint", &key.fingerprint).text("keyPairId", &key.id).tags(&key.tags);
    Ok(xml)
}

pub(super) fn describe(world: &World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let filters = Filters::read(params, &["key-name", "key-pair-id", "fingerprint"])?;
    let (names, ids) = (params.values("KeyName"), params.values("KeyPairId"));
    for name in &names {
        world.key_pair(name)?;
    }
    if let Some(unknown) = ids.iter().find(|id| !world.key_pairs.iter().any(|key| key.id == **id)) {
        return Err(Refusal::new("InvalidKeyPair.NotFound", format!("The key pair ID '{unknown}' does not exist")));
    }
    let with_public = params.flag("IncludePublicKey")?.unwrap_or(false);
    let fits = |key: &&KeyPair| {
        (names.is_empty() || names.contains(&key.name))
            && (ids.is_empty() || ids.contains(&key.id))
            && filters.match_all(Some(&key.tags), |name| match name {
                "key-name" => one(&key.name),
                "key-pair-id" => one(&key.id),
                _ => one(&key.fingerprint),
            })
    };
    let mut xml = Xml::default();
    xml.list("keySet", world.key_pairs.iter().filter(fits), |xml, key| {
        xml.text("keyPairId", &key.id).text("keyName", &key.name).text("keyType", key.kind.text());
        xml.text("keyFingerprint", &key.fingerprint).tags(&key.tags).text("createTime", super::time(key.created_at));
        xml.maybe("publicKey", with_public.then_some(&key.public_openssh));
    });
    Ok(xml)
}

pub(super) fn delete(world: &mut World, params: &Params, _: Timestamp) -> Result<Xml, Refusal> {
    let (id, name) = (params.get("KeyPairId"), params.get("KeyName"));
    if id.is_none() && name.is_none() {
        return Err(Refusal::missing("KeyName"));
    }
    let gone = world.delete_key_pair(id, name);
    let mut xml = Xml::done();
    xml.maybe("keyPairId", gone.map(|key| key.id));
    Ok(xml)
}
