//! GRANT, REVOKE and SHOW GRANTS.

use std::collections::BTreeSet;

use super::super::account::AccountName;
use super::super::answer::{Answer, Column};
use super::super::error::SqlError;
use super::super::privileges::{Grant, Privilege, Scope, dynamic_privileges};
use super::super::server::Server;
use super::super::session::Session;
use super::super::syntax::ast::{AccountRef, GrantTarget, PrivilegeList};
use super::accounts::resolve;

/// What a GRANT or REVOKE names.
struct Named {
    privileges: BTreeSet<Privilege>,
    dynamic: BTreeSet<String>,
    grant_option: bool,
}

impl Server {
    pub(super) fn grant(
        &mut self,
        session: &Session,
        privileges: &PrivilegeList,
        on: &GrantTarget,
        to: &[AccountRef],
        grant_option: bool,
    ) -> Result<Answer, SqlError> {
        let scope = self.scope(session, on)?;
        let mut named = self.named(privileges, &scope)?;
        named.grant_option |= grant_option;
        self.require_grantable(session, &named, &scope)?;
        if let Scope::Table(database, table) = &scope
            && !named.privileges.contains(&Privilege::Create)
            && self.databases.get(database).is_none_or(|database| !database.tables.contains_key(table))
            && !super::catalog::has_table(database, table)
        {
            return Err(SqlError::no_such_table(database, table));
        }
        let names: Vec<_> = to.iter().map(|account| resolve(session, account)).collect();
        if names.iter().any(|name| self.account(name).is_none()) {
            return Err(SqlError::cannot_create_user_with_grant());
        }
        for name in &names {
            let Some(account) = self.account_mut(name) else { continue };
            let at = account.grants.iter().position(|grant| grant.scope == scope).unwrap_or_else(|| {
                account.grants.push(Grant::none(scope.clone()));
                account.grants.len() - 1
            });
            let grant = &mut account.grants[at];
            grant.privileges.extend(&named.privileges);
            for dynamic in &named.dynamic {
                *grant.dynamic.entry(dynamic.clone()).or_default() |= named.grant_option;
            }
            grant.grant_option |= named.grant_option;
            tidy(&mut account.grants);
        }
        Ok(Answer::done(0))
    }

    pub(super) fn revoke(
        &mut self,
        session: &Session,
        privileges: &PrivilegeList,
        on: &GrantTarget,
        from: &[AccountRef],
    ) -> Result<Answer, SqlError> {
        let scope = self.scope(session, on)?;
        let named = self.named(privileges, &scope)?;
        self.require_grantable(session, &named, &scope)?;
        let names: Vec<_> = from.iter().map(|account| resolve(session, account)).collect();
        for name in &names {
            let account = self.account(name).ok_or_else(|| SqlError::no_such_grant(name))?;
            self.require_system_user(session, account)?;
            let there = account.grants.iter().any(|grant| grant.scope == scope);
            match &scope {
                Scope::Table(_, table) if !there => return Err(SqlError::no_such_table_grant(name, table)),
                Scope::Database(_) if !there => return Err(SqlError::no_such_grant(name)),
                _ => {}
            }
        }
        for name in &names {
            let Some(account) = self.account_mut(name) else { continue };
            for grant in account.grants.iter_mut().filter(|grant| grant.scope == scope) {
                grant.privileges.retain(|privilege| !named.privileges.contains(privilege));
                grant.dynamic.retain(|dynamic, _| !named.dynamic.contains(dynamic));
                grant.grant_option &= !named.grant_option;
            }
            tidy(&mut account.grants);
        }
        Ok(Answer::done(0))
    }

    /// REVOKE ALL PRIVILEGES, GRANT OPTION
    pub(super) fn revoke_all(&mut self, session: &Session, from: &[AccountRef]) -> Result<Answer, SqlError> {
        self.require(session, Privilege::CreateUser)?;
        let names: Vec<_> = from.iter().map(|account| resolve(session, account)).collect();
        for name in &names {
            let account = self
                .account(name)
                .ok_or_else(|| SqlError::new(1269, "HY000", "Can't revoke all privileges for one or more of the requested users"))?;
            self.require_system_user(session, account)?;
        }
        for name in &names {
            if let Some(account) = self.account_mut(name) {
                account.grants.clear();
            }
        }
        Ok(Answer::done(0))
    }

    pub(super) fn show_grants(&self, session: &Session, of: Option<&AccountRef>) -> Result<Answer, SqlError> {
        let name = of.map_or_else(|| session.account.clone(), |account| resolve(session, account));
        if name != session.account && !self.rights(session).on_database(Privilege::Select, "mysql") {
            return Err(SqlError::database_access_denied(&session.account, "mysql"));
        }
        let lines = self.grant_lines(&name)?;
        let heading = format!("Grants for {}@{}", name.user, name.host);
        Ok(Answer::result_set(vec![Column::text(heading)], lines.into_iter().map(|line| vec![Some(line)]).collect()))
    }

    fn grant_lines(&self, name: &AccountName) -> Result<Vec<String>, SqlError> {
        let account = self.account(name).ok_or_else(|| SqlError::no_such_grant(name))?;
        let to = name.backticked();
        let mut grants: Vec<_> = account.grants.iter().collect();
        let nothing = Grant::none(Scope::Global);
        if !grants.iter().any(|grant| grant.scope == Scope::Global) {
            grants.push(&nothing);
        }
        grants.sort_by(|left, right| left.scope.cmp(&right.scope));
        let mut lines: Vec<_> = grants.iter().flat_map(|grant| grant.lines(&to)).collect();
        if account.proxy {
            lines.push(format!("GRANT PROXY ON ``@`` TO {to} WITH GRANT OPTION"));
        }
        Ok(lines)
    }

    fn scope(&self, session: &Session, on: &GrantTarget) -> Result<Scope, SqlError> {
        let current = || session.database.clone().ok_or_else(SqlError::no_database_selected);
        Ok(match on {
            GrantTarget::Everything => Scope::Global,
            GrantTarget::Database(pattern) => Scope::Database(pattern.clone()),
            // Outside of a database, `*` means everything.
            GrantTarget::CurrentDatabase => session.database.clone().map_or(Scope::Global, Scope::Database),
            GrantTarget::Table(table) => {
                let database = match &table.database {
                    Some(database) => database.clone(),
                    None => current()?,
                };
                Scope::Table(database, table.table.clone())
            }
        })
    }

    fn named(&self, list: &PrivilegeList, scope: &Scope) -> Result<Named, SqlError> {
        let known = dynamic_privileges(self.flavour);
        let mut named = Named { privileges: BTreeSet::new(), dynamic: BTreeSet::new(), grant_option: false };
        let names = match list {
            PrivilegeList::All => {
                named.privileges = scope.all();
                if *scope == Scope::Global {
                    named.dynamic = known.into_iter().map(str::to_owned).collect();
                }
                return Ok(named);
            }
            PrivilegeList::Named(names) => names,
        };
        for name in names {
            let found = Privilege::ALL.iter().copied().find(|privilege| privilege.name() == name);
            match (found, name.as_str()) {
                (Some(privilege), _) if scope.allows(privilege) => {
                    named.privileges.insert(privilege);
                }
                (Some(_), _) => {
                    return Err(match scope {
                        Scope::Table(..) => SqlError::new(
                            1144,
                            "42000",
                            "Illegal GRANT/REVOKE command; please consult the manual to see which privileges can be used",
                        ),
                        _ => SqlError::new(1221, "HY000", "Incorrect usage of DB GRANT and GLOBAL PRIVILEGES"),
                    });
                }
                (None, "USAGE") => {}
                (None, "GRANT OPTION") => named.grant_option = true,
                (None, dynamic) if known.contains(dynamic) => {
                    if *scope != Scope::Global {
                        return Err(SqlError::new(3619, "HY000", format!("Illegal privilege level specified for {dynamic}")));
                    }
                    named.dynamic.insert(dynamic.to_owned());
                }
                (None, _) => {
                    return Err(SqlError::new(
                        1149,
                        "42000",
                        "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to \
                         use",
                    ));
                }
            }
        }
        Ok(named)
    }

    /// Nobody passes on what he does not have with the grant option.
    fn require_grantable(&self, session: &Session, named: &Named, scope: &Scope) -> Result<(), SqlError> {
        let rights = self.rights(session);
        let may = named.privileges.iter().all(|privilege| rights.may_grant(*privilege, scope))
            && (!named.grant_option || rights.has_grant_option(scope))
            && (!named.privileges.is_empty()
                || !named.dynamic.is_empty()
                || rights.has_grant_option(scope)
                || rights.globally(Privilege::CreateUser));
        if named.dynamic.iter().any(|dynamic| !rights.may_grant_dynamic(dynamic)) {
            // ALL on *.* is refused as a whole.
            if named.privileges.is_empty() {
                return Err(SqlError::privilege_needed("GRANT OPTION"));
            }
            return Err(SqlError::access_denied(&session.account.user, &session.account.host, true));
        }
        if may {
            return Ok(());
        }
        Err(match scope {
            Scope::Global => SqlError::access_denied(&session.account.user, &session.account.host, true),
            Scope::Database(database) => SqlError::database_access_denied(&session.account, database),
            Scope::Table(_, table) => SqlError::command_denied("GRANT", &session.user, &session.host, table),
        })
    }
}

/// Drops grants of nothing.
fn tidy(grants: &mut Vec<Grant>) {
    grants.retain(|grant| !grant.is_empty());
}
