//! CREATE USER, ALTER USER, DROP USER, RENAME USER, SET PASSWORD.

use jiff::Timestamp;

use super::super::account::{Account, AccountName};
use super::super::answer::{Answer, Warning};
use super::super::error::SqlError;
use super::super::flavour::Version as _;
use super::super::password::{Plugin, Verifier};
use super::super::privileges::Privilege;
use super::super::server::Server;
use super::super::session::Session;
use super::super::syntax::ast::{AccountRef, Credential, Identified, Password, UserSpec};

impl Server {
    pub(super) fn create_users(
        &mut self,
        session: &Session,
        if_not_exists: bool,
        users: &[UserSpec],
        now: Timestamp,
    ) -> Result<Answer, SqlError> {
        self.require(session, Privilege::CreateUser)?;
        let mut answer = Answer::done(0);
        let mut made: Vec<Account> = Vec::new();
        let mut failed = Vec::new();
        for user in users {
            let name = resolve(session, &user.name);
            name.check_lengths()?;
            let verifier = self.verifier(session, user.identified.as_ref(), Plugin::CachingSha2Password)?;
            if made.iter().any(|account| account.name == name) {
                failed.push(name);
            } else if self.account(&name).is_some() {
                if if_not_exists {
                    answer.warnings.push(Warning::note(3163, format!("Authorization ID {} already exists.", name.quoted())));
                } else {
                    failed.push(name);
                }
            } else {
                made.push(Account {
                    name,
                    verifier,
                    locked: user.lock.unwrap_or(false),
                    password_last_changed: now,
                    grants: Vec::new(),
                    proxy: false,
                });
            }
        }
        if !failed.is_empty() {
            return Err(SqlError::operation_failed("CREATE USER", &failed));
        }
        self.accounts.extend(made);
        Ok(answer)
    }

    pub(super) fn alter_users(
        &mut self,
        session: &Session,
        if_exists: bool,
        users: &[UserSpec],
        now: Timestamp,
    ) -> Result<Answer, SqlError> {
        let own = |user: &UserSpec| resolve(session, &user.name) == session.account && user.lock.is_none();
        if !users.iter().all(own) {
            self.require(session, Privilege::CreateUser)?;
        }
        let mut answer = Answer::done(0);
        let mut changes = Vec::new();
        let mut failed = Vec::new();
        for user in users {
            let name = resolve(session, &user.name);
            let Some(account) = self.account(&name) else {
                if if_exists {
                    answer.warnings.push(Warning::note(3162, format!("Authorization ID {} does not exist.", name.quoted())));
                } else {
                    failed.push(name);
                }
                continue;
            };
            self.require_system_user(session, account)?;
            let verifier = match &user.identified {
                Some(identified) => Some(self.verifier(session, Some(identified), account.verifier.plugin)?),
                None => None,
            };
            changes.push((name, verifier, user.lock));
        }
        if !failed.is_empty() {
            return Err(SqlError::operation_failed("ALTER USER", &failed));
        }
        for (name, verifier, lock) in changes {
            let Some(account) = self.account_mut(&name) else { continue };
            if let Some(verifier) = verifier {
                account.verifier = verifier;
                account.password_last_changed = now;
            }
            account.locked = lock.unwrap_or(account.locked);
            self.cache.remove(&name);
        }
        Ok(answer)
    }

    pub(super) fn drop_users(&mut self, session: &Session, if_exists: bool, users: &[AccountRef]) -> Result<Answer, SqlError> {
        self.require(session, Privilege::CreateUser)?;
        let mut answer = Answer::done(0);
        let mut names = Vec::new();
        let mut failed = Vec::new();
        for user in users {
            let name = resolve(session, user);
            match self.account(&name) {
                Some(account) => {
                    self.require_system_user(session, account)?;
                    names.push(name);
                }
                None if if_exists => {
                    answer.warnings.push(Warning::note(3162, format!("Authorization ID {} does not exist.", name.quoted())));
                }
                None => failed.push(name),
            }
        }
        if !failed.is_empty() {
            return Err(SqlError::operation_failed("DROP USER", &failed));
        }
        self.accounts.retain(|account| !names.contains(&account.name));
        self.cache.retain(|name, _| !names.contains(name));
        Ok(answer)
    }

    pub(super) fn rename_users(&mut self, session: &Session, pairs: &[(AccountRef, AccountRef)]) -> Result<Answer, SqlError> {
        self.require(session, Privilege::CreateUser)?;
        let mut accounts = self.accounts.clone();
        for (from, to) in pairs {
            let (from, to) = (resolve(session, from), resolve(session, to));
            to.check_lengths()?;
            let taken = accounts.iter().any(|account| account.name == to);
            match accounts.iter_mut().find(|account| account.name == from) {
                Some(account) if !taken => {
                    self.require_system_user(session, account)?;
                    account.name = to;
                }
                _ => return Err(SqlError::operation_failed("RENAME USER", &[from])),
            }
        }
        self.accounts = accounts;
        self.cache.clear();
        Ok(Answer::done(0))
    }

    pub(super) fn set_password(
        &mut self,
        session: &Session,
        user: Option<&AccountRef>,
        password: &Password,
        now: Timestamp,
    ) -> Result<Answer, SqlError> {
        let name = user.map_or_else(|| session.account.clone(), |user| resolve(session, user));
        if name != session.account {
            self.require(session, Privilege::CreateUser)?;
        }
        let account = self.account(&name).ok_or_else(|| SqlError::new(1133, "42000", "Can't find any matching row in the user table"))?;
        self.require_system_user(session, account)?;
        let plugin = account.verifier.plugin;
        if plugin == Plugin::AuthSocket {
            return Err(SqlError::new(
                1699,
                "HY000",
                format!(
                    "SET PASSWORD has no significance for user {} as the authentication method used doesn't store authentication data in the \
                     MySQL server. Please consider using ALTER USER instead if you want to change authentication parameters.",
                    name.quoted()
                ),
            ));
        }
        let identified = Identified { plugin: None, by: Some(Credential::Password(password.clone())) };
        let verifier = self.verifier(session, Some(&identified), plugin)?;
        if let Some(account) = self.account_mut(&name) {
            account.verifier = verifier;
            account.password_last_changed = now;
        }
        self.cache.remove(&name);
        Ok(Answer::done(0))
    }

    /// The verifier that an IDENTIFIED makes; `plugin` is what counts when none is named.
    fn verifier(&self, session: &Session, identified: Option<&Identified>, plugin: Plugin) -> Result<Verifier, SqlError> {
        let plugin = match identified.and_then(|identified| identified.plugin.as_deref()) {
            None => plugin,
            Some(name) => Plugin::by_name(name)
                .filter(|plugin| *plugin != Plugin::MysqlNativePassword || self.flavour.has_native_password())
                .ok_or_else(|| SqlError::plugin_not_loaded(name))?,
        };
        let password = match identified.and_then(|identified| identified.by.as_ref()) {
            Some(Credential::String(string)) => return Verifier::of_string(plugin, &string.0),
            Some(Credential::Password(password)) => password.0.as_str(),
            None => "",
        };
        let users = [session.user.as_str(), session.account.user.as_str()];
        if plugin != Plugin::AuthSocket && self.policy().is_some_and(|policy| !policy.accepts(password, &users)) {
            return Err(SqlError::policy_not_satisfied());
        }
        Verifier::of_password(plugin, password)
    }

    /// 1227 when the account is a system user and the session is not.
    pub(super) fn require_system_user(&self, session: &Session, account: &Account) -> Result<(), SqlError> {
        let is_system = account.grants.iter().any(|grant| grant.dynamic.contains_key("SYSTEM_USER"));
        if is_system && !self.rights(session).has_dynamic("SYSTEM_USER") {
            return Err(SqlError::privilege_needed("SYSTEM_USER"));
        }
        Ok(())
    }
}

/// The account that a statement means.
pub(super) fn resolve(session: &Session, account: &AccountRef) -> AccountName {
    match account {
        AccountRef::Named(name) => name.clone(),
        AccountRef::Current => session.account.clone(),
    }
}
