//! Statements about accounts and privileges.

use super::super::account::AccountName;
use super::super::error::SqlError;
use super::ast::{AccountRef, Credential, GrantTarget, Identified, Password, PrivilegeList, Statement, TableRef, UserSpec};
use super::lexer::Token;
use super::parser::Parser;
use super::words::is_reserved;

impl Parser<'_> {
    /// `'user'@'host'`, `user@host`, `user` (from any host) or CURRENT_USER.
    pub(super) fn account(&mut self) -> Result<AccountRef, SqlError> {
        if self.accept("CURRENT_USER") {
            if self.accept_mark("(") {
                self.expect_mark(")")?;
            }
            return Ok(AccountRef::Current);
        }
        let user = self.account_part()?;
        let host = if self.accept_mark("@") { self.account_part()? } else { "%".to_owned() };
        Ok(AccountRef::Named(AccountName::new(user, host)))
    }

    fn account_part(&mut self) -> Result<String, SqlError> {
        let part = match self.peek() {
            Some(Token::Text(part) | Token::Identifier(part)) => part.clone(),
            Some(Token::Word(part)) if !is_reserved(part) => part.clone(),
            _ => return Err(self.error()),
        };
        self.advance();
        Ok(part)
    }

    pub(super) fn create_user(&mut self) -> Result<Statement, SqlError> {
        self.expect("USER")?;
        let if_not_exists = self.accept_all(&["IF", "NOT", "EXISTS"])?;
        let users = self.user_specs()?;
        Ok(Statement::CreateUser { if_not_exists, users })
    }

    pub(super) fn alter_user(&mut self) -> Result<Statement, SqlError> {
        self.expect("USER")?;
        let if_exists = self.accept_all(&["IF", "EXISTS"])?;
        // USER() is the account in use, too.
        if self.peek_mark("(") {
            self.advance();
            self.expect_mark(")")?;
            let identified = self.identified()?;
            return Ok(Statement::AlterUser { if_exists, users: vec![UserSpec { name: AccountRef::Current, identified, lock: None }] });
        }
        let users = self.user_specs()?;
        Ok(Statement::AlterUser { if_exists, users })
    }

    /// Accounts with how they log in, and ACCOUNT LOCK or UNLOCK for all of them.
    fn user_specs(&mut self) -> Result<Vec<UserSpec>, SqlError> {
        let mut users = self.list(|parser| {
            let name = parser.account()?;
            let identified = parser.identified()?;
            Ok(UserSpec { name, identified, lock: None })
        })?;
        if let Some(
            option @ ("REQUIRE"
            | "WITH"
            | "PASSWORD"
            | "FAILED_LOGIN_ATTEMPTS"
            | "PASSWORD_LOCK_TIME"
            | "COMMENT"
            | "ATTRIBUTE"
            | "DEFAULT"),
        ) = self.peek_word().as_deref()
        {
            return Err(SqlError::not_played(format!("{option} for an account")));
        }
        if self.accept("ACCOUNT") {
            let lock = self.accept("LOCK");
            if !lock {
                self.expect("UNLOCK")?;
            }
            users.iter_mut().for_each(|user| user.lock = Some(lock));
        }
        Ok(users)
    }

    fn identified(&mut self) -> Result<Option<Identified>, SqlError> {
        if !self.accept("IDENTIFIED") {
            return Ok(None);
        }
        let plugin = if self.accept("WITH") { Some(self.account_part()?) } else { None };
        let by = if self.accept("BY") {
            if self.peek_is("RANDOM") {
                return Err(SqlError::not_played("RANDOM PASSWORD"));
            }
            Some(Credential::Password(Password(self.text()?)))
        } else if plugin.is_some() && self.accept("AS") {
            Some(Credential::String(Password(self.text()?)))
        } else if plugin.is_some() {
            None
        } else {
            return Err(self.error());
        };
        if self.peek_is("REPLACE") || self.peek_is("RETAIN") {
            return Err(SqlError::not_played("REPLACE or RETAIN CURRENT PASSWORD"));
        }
        Ok(Some(Identified { plugin, by }))
    }

    pub(super) fn drop_user(&mut self) -> Result<Statement, SqlError> {
        self.expect("USER")?;
        let if_exists = self.accept_all(&["IF", "EXISTS"])?;
        Ok(Statement::DropUser { if_exists, users: self.list(Self::account)? })
    }

    pub(super) fn rename(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        if self.peek_is("TABLE") || self.peek_is("TABLES") {
            return Err(SqlError::not_played("RENAME TABLE"));
        }
        self.expect("USER")?;
        let pairs = self.list(|parser| {
            let from = parser.account()?;
            parser.expect("TO")?;
            Ok((from, parser.account()?))
        })?;
        Ok(Statement::RenameUser { pairs })
    }

    /// Behind SET PASSWORD.
    pub(super) fn set_password(&mut self) -> Result<Statement, SqlError> {
        let user = if self.accept("FOR") { Some(self.account()?) } else { None };
        if self.peek_is("TO") {
            return Err(SqlError::not_played("RANDOM PASSWORD"));
        }
        if !self.accept_mark("=") {
            self.expect_mark(":=")?;
        }
        Ok(Statement::SetPassword { user, password: Password(self.text()?) })
    }

    pub(super) fn grant(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        let privileges = self.privileges()?;
        if self.peek_is("TO") {
            return Err(SqlError::not_played("GRANT of a role"));
        }
        self.expect("ON")?;
        let on = self.grant_target()?;
        self.expect("TO")?;
        let to = self.list(Self::account)?;
        let mut grant_option = false;
        if self.accept("WITH") {
            self.expect("GRANT")?;
            self.expect("OPTION")?;
            grant_option = true;
        }
        if self.peek_is("AS") {
            return Err(SqlError::not_played("GRANT … AS"));
        }
        Ok(Statement::Grant { privileges, on, to, grant_option })
    }

    pub(super) fn revoke(&mut self) -> Result<Statement, SqlError> {
        self.advance();
        if self.accept("IF") {
            return Err(SqlError::not_played("REVOKE IF EXISTS"));
        }
        let privileges = self.privileges()?;
        if privileges == PrivilegeList::All && self.accept_mark(",") {
            self.expect("GRANT")?;
            self.expect("OPTION")?;
            self.expect("FROM")?;
            return Ok(Statement::RevokeAll { from: self.list(Self::account)? });
        }
        if self.peek_is("FROM") && matches!(privileges, PrivilegeList::Named(_)) {
            return Err(SqlError::not_played("REVOKE of a role"));
        }
        self.expect("ON")?;
        let on = self.grant_target()?;
        self.expect("FROM")?;
        Ok(Statement::Revoke { privileges, on, from: self.list(Self::account)? })
    }

    fn privileges(&mut self) -> Result<PrivilegeList, SqlError> {
        if self.accept("ALL") {
            self.accept("PRIVILEGES");
            return Ok(PrivilegeList::All);
        }
        if self.peek_is("PROXY") {
            return Err(SqlError::not_played("PROXY"));
        }
        let names = self.list(|parser| {
            let mut words = Vec::new();
            while let Some(word) = parser.peek_word().filter(|word| word != "ON" && word != "TO" && word != "FROM") {
                words.push(word);
                parser.advance();
            }
            if parser.peek_mark("(") {
                return Err(SqlError::not_played("privileges on columns"));
            }
            if words.is_empty() {
                return Err(parser.error());
            }
            Ok(words.join(" "))
        })?;
        Ok(PrivilegeList::Named(names))
    }

    fn grant_target(&mut self) -> Result<GrantTarget, SqlError> {
        if self.peek_is("PROCEDURE") || self.peek_is("FUNCTION") {
            return Err(SqlError::not_played("privileges on routines"));
        }
        self.accept("TABLE");
        if self.accept_mark("*") {
            if !self.accept_mark(".") {
                return Ok(GrantTarget::CurrentDatabase);
            }
            self.expect_mark("*")?;
            return Ok(GrantTarget::Everything);
        }
        let first = self.identifier()?;
        if !self.accept_mark(".") {
            return Ok(GrantTarget::Table(TableRef { database: None, table: first }));
        }
        if self.accept_mark("*") {
            return Ok(GrantTarget::Database(first));
        }
        let table = self.name_after_point()?;
        Ok(GrantTarget::Table(TableRef { database: Some(first), table }))
    }
}
