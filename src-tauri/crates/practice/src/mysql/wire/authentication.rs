//! The exchange that proves who the client is.

use std::net::IpAddr;
use std::time::Duration;

use super::super::error::SqlError;
use super::super::login::{Admission, Proof};
use super::super::password::Plugin;
use super::super::session::{From, Session};
use super::MysqlAccess;
use super::handshake::LogIn;
use super::packets::{Broken, Packets};

/// caching_sha2_password's words.
const MORE_DATA: u8 = 1;
const FAST_SUCCEEDED: u8 = 3;
const FULL_EXCHANGE: u8 = 4;
const PUBLIC_KEY_PLEASE: u8 = 2;
const SWITCH: u8 = 0xfe;

/// Longer than any proof.
const LONGEST: usize = 64 * 1024;

/// What a connection knows while it logs in.
pub(super) struct Arrival<'a> {
    pub(super) access: &'a dyn MysqlAccess,
    pub(super) peer: IpAddr,
    /// What the greeting sent: 20 bytes.
    pub(super) nonce: &'a [u8],
    /// The server's run and the connection's id.
    pub(super) connection: (u64, u32),
    pub(super) tls: bool,
    pub(super) within: Duration,
}

impl Arrival<'_> {
    /// Lets a client in. What is refused comes as the inner error, to be sent.
    pub(super) async fn authenticate(&self, packets: &mut Packets, login: &LogIn) -> Result<Result<Session, SqlError>, Broken> {
        let from = From::Tcp(self.peer);
        let mut plugin = Plugin::CachingSha2Password;
        self.with_server(|server| plugin = server.plugin_for(&login.user, &from))?;
        let mut proof = login.proof.clone();
        // The socket's plugin asks the client nothing.
        if plugin != Plugin::AuthSocket && login.plugin.as_deref() != Some(plugin.name()) {
            let mut switch = vec![SWITCH];
            switch.extend_from_slice(plugin.name().as_bytes());
            switch.push(0);
            switch.extend_from_slice(self.nonce);
            switch.push(0);
            packets.put(&switch);
            proof = self.ask(packets).await?;
        }
        // A client without a password sends nothing, or a NUL.
        if proof == [0] {
            proof.clear();
        }
        let fast = self.admit(&login.user, Proof::Response { nonce: self.nonce, response: &proof })?;
        match fast {
            Err(error) => Ok(Err(error)),
            Ok(Admission::Welcome(session)) => {
                if plugin == Plugin::CachingSha2Password && !proof.is_empty() {
                    packets.put(&[MORE_DATA, FAST_SUCCEEDED]);
                }
                Ok(Ok(*session))
            }
            Ok(Admission::NeedsPassword) => {
                packets.put(&[MORE_DATA, FULL_EXCHANGE]);
                let sent = self.ask(packets).await?;
                let Some(password) = self.password(packets, sent).await? else {
                    let mut refused = None;
                    self.with_server(|server| refused = Some(server.refuse(&login.user, &from, true)))?;
                    return refused.map(Err).ok_or(Broken::Gone);
                };
                Ok(match self.admit(&login.user, Proof::Cleartext(&password))? {
                    Ok(Admission::Welcome(session)) => Ok(*session),
                    Ok(Admission::NeedsPassword) => Err(SqlError::bad_handshake()),
                    Err(error) => Err(error),
                })
            }
        }
    }

    /// The password of a full exchange: as it is over TLS, else encrypted with the server's public key. None when it cannot be read.
    async fn password(&self, packets: &mut Packets, mut sent: Vec<u8>) -> Result<Option<String>, Broken> {
        if !self.tls {
            let mut identity = None;
            self.with_server(|server| identity.clone_from(&server.identity))?;
            let Some(identity) = identity else { return Ok(None) };
            if sent == [PUBLIC_KEY_PLEASE] {
                let mut key = vec![MORE_DATA];
                key.extend_from_slice(identity.public_key().as_bytes());
                packets.put(&key);
                sent = self.ask(packets).await?;
            }
            let Ok(mut plain) = identity.decrypt(&sent) else { return Ok(None) };
            for (byte, nonce) in plain.iter_mut().zip(self.nonce.iter().cycle()) {
                *byte ^= nonce;
            }
            sent = plain;
        }
        let Some((0, password)) = sent.split_last() else { return Ok(None) };
        Ok(String::from_utf8(password.to_vec()).ok())
    }

    fn admit(&self, user: &str, proof: Proof<'_>) -> Result<Result<Admission, SqlError>, Broken> {
        let from = From::Tcp(self.peer);
        let mut admission = None;
        self.with_server(|server| admission = Some(server.admit(user, &from, proof, self.tls, self.connection)))?;
        admission.ok_or(Broken::Gone)
    }

    async fn ask(&self, packets: &mut Packets) -> Result<Vec<u8>, Broken> {
        packets.flush(self.within).await?;
        packets.read(LONGEST, self.within).await
    }

    fn with_server(&self, mut act: impl FnMut(&mut super::super::Server)) -> Result<(), Broken> {
        if self.access.with_server(&mut act) { Ok(()) } else { Err(Broken::Gone) }
    }
}
