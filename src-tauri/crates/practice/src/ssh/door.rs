//! Who gets in, and what channels are opened.

use std::sync::Arc;

use russh::keys::{Algorithm, PublicKey};
use russh::server::{Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey};
use russh::{Channel, MethodKind, MethodSet};

use super::channel;
use super::cut::Cut;
use super::forward;
use crate::guest::Surroundings;
use crate::world::FaultPoint;

/// One connection's handler.
pub(super) struct Door {
    machine: Arc<dyn Surroundings>,
    cut: Arc<Cut>,
}

impl Door {
    pub(super) fn new(machine: Arc<dyn Surroundings>, cut: Arc<Cut>) -> Self {
        Self { machine, cut }
    }

    fn admits(&self, user: &str, key: &PublicKey, algorithm: &Algorithm) -> Auth {
        // OpenSSH 8.9 takes no RSA signatures with SHA-1.
        let outdated = matches!(algorithm, Algorithm::Rsa { hash: None });
        if !outdated && self.machine.look(|guest| guest.accepts_key(user, key)) {
            return Auth::Accept;
        }
        Auth::Reject { proceed_with_methods: Some(MethodSet::from([MethodKind::PublicKey].as_slice())), partial_success: false }
    }
}

impl Handler for Door {
    type Error = russh::Error;

    async fn auth_publickey_offered(&mut self, user: &str, offer: PublicKeyOffer<'_>) -> Result<Auth, Self::Error> {
        Ok(self.admits(user, offer.public_key, offer.algorithm))
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, Self::Error> {
        let answer = self.admits(user, key.public_key, key.algorithm);
        // pam_nologin: sshd says no word of its own, and hangs up.
        if matches!(answer, Auth::Accept) && self.machine.fault(FaultPoint::SignIn).is_some() {
            return Err(russh::Error::Disconnect);
        }
        Ok(answer)
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        reply.accept().await;
        tokio::spawn(channel::serve(channel, session.handle(), self.machine.clone(), self.cut.clone()));
        Ok(())
    }

    async fn channel_open_direct_tcpip(
        &mut self,
        channel: Channel<Msg>,
        host_to_connect: &str,
        port_to_connect: u32,
        _originator_address: &str,
        _originator_port: u32,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        // Connecting may take its time: the other channels go on meanwhile.
        tokio::spawn(forward::serve(channel, host_to_connect.to_owned(), port_to_connect, reply, self.machine.clone()));
        Ok(())
    }
}
