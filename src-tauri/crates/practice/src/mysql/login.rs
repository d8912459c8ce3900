//! Logins: which account is met, and whether the proof is good.

use super::account::{Account, Peer, meet};
use super::error::SqlError;
use super::password::{Cached, Plugin};
use super::server::Server;
use super::session::{From, Session};

/// How somebody proves who he is.
#[derive(Clone, Copy)]
pub(crate) enum Proof<'a> {
    /// The password itself, as it comes over TLS, the socket or encrypted with RSA. Empty: none.
    Cleartext(&'a str),
    /// A response to the server's nonce: mysql_native_password's or caching_sha2_password's fast one.
    Response {
        /// What the server sent: 20 bytes.
        nonce: &'a [u8],
        /// What came back; empty for no password.
        response: &'a [u8],
    },
}

/// What a proof leads to.
pub(crate) enum Admission {
    /// Logged in.
    Welcome(Box<Session>),
    /// caching_sha2_password does not know this account's password yet: it needs the password itself.
    NeedsPassword,
}

impl Server {
    /// Logs in as a client that knows the password. `tls`: whether a TCP connection is encrypted.
    ///
    /// # Errors
    /// 1130, 1045, 1698, 3118, 3159, and the client's 2061 for caching_sha2_password on a plain connection that has no cached login.
    pub(crate) fn login(&mut self, user: &str, from: &From, password: Option<&str>, tls: bool) -> Result<Session, SqlError> {
        self.greet(from)?;
        let password = password.unwrap_or_default();
        let plain = matches!(from, From::Tcp(_)) && !tls;
        if plain && !password.is_empty() && self.plugin_for(user, from) == Plugin::CachingSha2Password {
            let peer = self.peer(from);
            let cached = meet(&self.accounts, user, &peer).and_then(|account| self.cache.get(&account.name));
            if cached.is_none_or(|cached| *cached != Cached::of(password)) {
                return Err(SqlError::requires_secure_connection());
            }
        }
        let connection = self.next_connection();
        match self.admit(user, from, Proof::Cleartext(password), tls, connection)? {
            Admission::Welcome(session) => Ok(*session),
            Admission::NeedsPassword => Err(SqlError::requires_secure_connection()),
        }
    }

    /// Whether anybody may come from there at all.
    ///
    /// # Errors
    /// 1130: no account has a host pattern that fits.
    pub(crate) fn greet(&self, from: &From) -> Result<(), SqlError> {
        let peer = self.peer(from);
        if self.accounts.iter().any(|account| peer.matches(&account.name.host)) {
            return Ok(());
        }
        Err(SqlError::host_not_allowed(&peer.shown()))
    }

    /// The plugin of the account that a user from there meets. For an unknown user it is the default one, so that nobody learns
    /// which users there are.
    pub(crate) fn plugin_for(&self, user: &str, from: &From) -> Plugin {
        meet(&self.accounts, user, &self.peer(from)).map_or(Plugin::CachingSha2Password, |account| account.verifier.plugin)
    }

    /// Judges a proof. `connection` is what [`Server::next_connection`] gave.
    ///
    /// # Errors
    /// 1045, 1698, 3118, 3159.
    pub(crate) fn admit(
        &mut self,
        user: &str,
        from: &From,
        proof: Proof<'_>,
        tls: bool,
        (run, id): (u64, u32),
    ) -> Result<Admission, SqlError> {
        let peer = self.peer(from);
        let given = match proof {
            Proof::Cleartext(password) => !password.is_empty(),
            Proof::Response { response, .. } => !response.is_empty(),
        };
        let denied = || SqlError::access_denied(user, &peer.shown(), given);
        if matches!(from, From::Tcp(_)) && !tls && self.global("require_secure_transport").as_deref() == Some("ON") {
            return Err(SqlError::new(
                3159,
                "HY000",
                "Connections using insecure transport are prohibited while --require_secure_transport=ON.",
            ));
        }
        let Some(account) = meet(&self.accounts, user, &peer) else {
            // An unknown user is asked what a known one is asked.
            return if matches!(proof, Proof::Response { response: [_, ..], .. }) { Ok(Admission::NeedsPassword) } else { Err(denied()) };
        };
        let name = account.name.clone();
        match account.verifier.plugin {
            Plugin::AuthSocket => {
                if !is_socket_user(account, from) {
                    return Err(SqlError::access_denied_without_password(user, &peer.shown()));
                }
            }
            Plugin::MysqlNativePassword => {
                let right = match proof {
                    Proof::Cleartext(password) => account.verifier.accepts(password),
                    Proof::Response { nonce, response } => account.verifier.accepts_native(nonce, response),
                };
                if !right {
                    return Err(denied());
                }
            }
            Plugin::CachingSha2Password => match proof {
                Proof::Cleartext(password) => {
                    if !account.verifier.accepts(password) {
                        return Err(denied());
                    }
                    if !password.is_empty() {
                        self.cache.insert(name.clone(), Cached::of(password));
                    }
                }
                Proof::Response { response: [], .. } => {
                    if !account.verifier.accepts("") {
                        return Err(denied());
                    }
                }
                Proof::Response { nonce, response } => {
                    if !self.cache.get(&name).is_some_and(|cached| cached.accepts(nonce, response)) {
                        return Ok(Admission::NeedsPassword);
                    }
                }
            },
        }
        let account = self.account(&name).ok_or_else(denied)?;
        if account.locked {
            return Err(SqlError::account_locked(user, &peer.shown()));
        }
        Ok(Admission::Welcome(Box::new(Session {
            id,
            run,
            user: user.to_owned(),
            host: peer.shown(),
            account: name,
            database: None,
            variables: std::collections::BTreeMap::new(),
            user_variables: std::collections::BTreeMap::new(),
            warnings: Vec::new(),
            last_insert_id: 0,
            row_count: 0,
            found_rows: 0,
            tls: None,
        })))
    }

    /// The 1045 of a user who proved nothing.
    pub(crate) fn refuse(&self, user: &str, from: &From, with_password: bool) -> SqlError {
        SqlError::access_denied(user, &self.peer(from).shown(), with_password)
    }

    fn peer(&self, from: &From) -> Peer {
        match from {
            From::Socket { .. } => Peer::socket(),
            From::Tcp(address) => Peer::tcp(*address, self.resolves_names()),
        }
    }

    fn resolves_names(&self) -> bool {
        self.global("skip_name_resolve").as_deref() != Some("ON")
    }
}

/// Whether the operating system's user is the account's.
fn is_socket_user(account: &Account, from: &From) -> bool {
    match from {
        From::Socket { os_user } => {
            *os_user == account.name.user || (!account.verifier.string.is_empty() && *os_user == account.verifier.string)
        }
        From::Tcp(_) => false,
    }
}
