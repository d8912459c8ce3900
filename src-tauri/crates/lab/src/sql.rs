//! Every SQL statement that the lab sends, built here and nowhere else.
//!
//! Names and passwords are quoted so that no value can leave its place, see [`string`] and [`identifier`].
//! A [`Statement`] knows how it may be shown: with `•••` where a password stands.

use std::fmt::{self, Display};

use engine::{ExposeSecret, Secret};

/// What stands for a secret where a command or statement is shown.
pub const MASK: &str = "•••";

/// The login plugin that the guide names. Off by default from MySQL 8.4 on, gone in 9.
pub const NATIVE_PASSWORD: &str = "mysql_native_password";
/// The login plugin that every MySQL from 8.0 on has.
pub const CACHING_SHA2_PASSWORD: &str = "caching_sha2_password";
/// The login plugin of root as Ubuntu installs it: who is root on the machine is root in MySQL.
pub const AUTH_SOCKET: &str = "auth_socket";
/// The component that holds passwords to a policy.
const VALIDATE_PASSWORD: &str = "file://component_validate_password";

/// One statement, without the `;` that ends it.
#[derive(Debug, Clone)]
pub struct Statement {
    sent: Secret,
    shown: String,
}

impl Statement {
    fn plain(text: impl Into<String>) -> Self {
        let shown = text.into();
        Self { sent: Secret::from(shown.clone()), shown }
    }

    /// A statement with one password: `build` is given the quoted password, and then the mask in its place.
    fn with_password(password: &Secret, build: impl Fn(&str) -> String) -> Self {
        Self { sent: Secret::from(build(&string(password.expose_secret()))), shown: build(&format!("'{MASK}'")) }
    }

    /// The statement as it is sent.
    pub fn sent(&self) -> &Secret {
        &self.sent
    }

    /// The statement as it may be shown.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

/// An account: a user's name, and the pattern of the hosts that it may come from. Displays as `'user'@'host'`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The user's name.
    pub user: String,
    /// The host pattern: an address, `localhost`, or `%` for any.
    pub host: String,
}

impl Account {
    /// The account of a user from a host.
    pub fn new(user: impl Into<String>, host: impl Into<String>) -> Self {
        Self { user: user.into(), host: host.into() }
    }

    /// The server's own administrator.
    pub fn root() -> Self {
        Self::new("root", "localhost")
    }
}

impl Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", string(&self.user), string(&self.host))
    }
}

/// What a grant covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// `*.*`: every database and table.
    Everything,
    /// One database.
    Database(String),
}

impl Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("*.*"),
            Self::Database(name) => write!(f, "{}.*", identifier(&grant_pattern(name))),
        }
    }
}

/// Quotes a string literal.
///
/// A quote is doubled, which ends no string in any `sql_mode`. A backslash is doubled, as MySQL's default mode reads it.
/// Line ends and NUL are escaped, because the `mysql` program reads its input by lines.
pub fn string(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('\'');
    for c in value.chars() {
        match c {
            '\'' => quoted.push_str("''"),
            '\\' => quoted.push_str("\\\\"),
            '\0' => quoted.push_str("\\0"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\x1a' => quoted.push_str("\\Z"),
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

/// Quotes an identifier: a backtick is doubled; nothing else has a meaning inside.
pub fn identifier(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A database's name as GRANT reads it: there `_` and `%` are wildcards, and a backslash takes their meaning away.
fn grant_pattern(name: &str) -> String {
    name.replace('\\', "\\\\").replace('_', "\\_").replace('%', "\\%")
}

/// `SELECT VERSION()`
pub fn version() -> Statement {
    Statement::plain("SELECT VERSION()")
}

/// `SELECT @@bind_address`: what the running server was started with.
pub fn bind_address() -> Statement {
    Statement::plain("SELECT @@bind_address")
}

/// The server's clock, and for how long it has been running, at one and the same moment: one row, seconds since 1970 and seconds.
pub fn clock_and_uptime() -> Statement {
    Statement::plain("SELECT UNIX_TIMESTAMP(), variable_value FROM performance_schema.global_status WHERE variable_name = 'Uptime'")
}

/// The login plugins of the lab that the server knows: rows of name and status (`ACTIVE`, `DISABLED`).
pub fn login_plugins() -> Statement {
    let names = [NATIVE_PASSWORD, CACHING_SHA2_PASSWORD].map(string).join(", ");
    Statement::plain(format!("SELECT plugin_name, plugin_status FROM information_schema.plugins WHERE plugin_name IN ({names})"))
}

/// The validator's variables: none when it is not installed.
pub fn password_policy() -> Statement {
    Statement::plain("SHOW VARIABLES LIKE 'validate_password%'")
}

/// Keeps the policy STRONG also after a restart.
pub fn persist_strong_policy() -> Statement {
    Statement::plain("SET PERSIST validate_password.policy = STRONG")
}

/// Takes the validator away.
pub fn uninstall_validator() -> Statement {
    Statement::plain(format!("UNINSTALL COMPONENT {}", string(VALIDATE_PASSWORD)))
}

/// The accounts of a user: rows of user, host, plugin, and when the password was set by the server's clock, in seconds since 1970 (NULL
/// when never).
pub fn accounts(user: &str) -> Statement {
    Statement::plain(format!(
        "SELECT user, host, plugin, UNIX_TIMESTAMP(password_last_changed) FROM mysql.user WHERE user = {}",
        string(user)
    ))
}

/// Makes an account.
pub fn create_user(account: &Account, plugin: &str, password: &Secret) -> Statement {
    Statement::with_password(password, |quoted| format!("CREATE USER {account} IDENTIFIED WITH {plugin} BY {quoted}"))
}

/// Gives an account another password and login plugin.
pub fn alter_user(account: &Account, plugin: &str, password: &Secret) -> Statement {
    Statement::with_password(password, |quoted| format!("ALTER USER {account} IDENTIFIED WITH {plugin} BY {quoted}"))
}

/// Lets an account log in by the socket alone, without a password.
pub fn alter_user_to_socket(account: &Account) -> Statement {
    Statement::plain(format!("ALTER USER {account} IDENTIFIED WITH {AUTH_SOCKET}"))
}

/// Drops an account; one that is not there is as good.
pub fn drop_user(account: &Account) -> Statement {
    Statement::plain(format!("DROP USER IF EXISTS {account}"))
}

/// Makes a database.
pub fn create_database(name: &str) -> Statement {
    Statement::plain(format!("CREATE DATABASE {}", identifier(name)))
}

/// Drops a database with all that is in it; one that is not there is as good.
pub fn drop_database(name: &str) -> Statement {
    Statement::plain(format!("DROP DATABASE IF EXISTS {}", identifier(name)))
}

/// `SHOW DATABASES`: those that the asking account may see.
pub fn show_databases() -> Statement {
    Statement::plain("SHOW DATABASES")
}

/// Grants everything on a scope; on `*.*` with the right to grant it on, as the guide does.
pub fn grant_all(scope: &Scope, account: &Account) -> Statement {
    let option = match scope {
        Scope::Everything => " WITH GRANT OPTION",
        Scope::Database(_) => "",
    };
    Statement::plain(format!("GRANT ALL PRIVILEGES ON {scope} TO {account}{option}"))
}

/// Takes every right away from an account.
pub fn revoke_all(account: &Account) -> Statement {
    Statement::plain(format!("REVOKE ALL PRIVILEGES, GRANT OPTION FROM {account}"))
}

/// `SHOW GRANTS FOR 'user'@'host'`
pub fn show_grants(account: &Account) -> Statement {
    Statement::plain(format!("SHOW GRANTS FOR {account}"))
}

/// `FLUSH PRIVILEGES`
pub fn flush_privileges() -> Statement {
    Statement::plain("FLUSH PRIVILEGES")
}

/// The accounts without a name, and those of root that are not of this machine: rows of user and host.
pub fn loose_accounts() -> Statement {
    Statement::plain(
        "SELECT user, host FROM mysql.user WHERE user = '' OR (user = 'root' AND host NOT IN ('localhost', '127.0.0.1', '::1'))",
    )
}

/// Whether a line of SHOW GRANTS gives everything on a scope.
///
/// MySQL 8 spells `ALL PRIVILEGES ON *.*` out as a list; the rights that make an administrator must be on it.
pub fn grants_all(grant: &str, scope: &Scope) -> bool {
    const ADMINISTRATOR: [&str; 12] =
        ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "RELOAD", "ALTER", "INDEX", "SHOW DATABASES", "CREATE USER", "TRIGGER"];
    let Some((rights, rest)) = grant.strip_prefix("GRANT ").and_then(|rest| rest.split_once(" ON ")) else { return false };
    let all = rights == "ALL PRIVILEGES";
    match scope {
        Scope::Everything => {
            let listed: Vec<_> = rights.split(", ").collect();
            let enough = all || ADMINISTRATOR.iter().all(|right| listed.contains(right));
            enough && rest.starts_with("*.* TO ") && rest.ends_with(" WITH GRANT OPTION")
        }
        Scope::Database(name) => {
            // The guide's readers write the name as it is; its `_` is then a wildcard that covers the name as well.
            let written = [scope.to_string(), format!("{}.*", identifier(name))];
            all && written.iter().any(|on| rest.strip_prefix(on.as_str()).is_some_and(|rest| rest.starts_with(" TO ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads a string literal as MySQL's lexer does in its default mode. The value, and what stands behind the literal.
    fn lex_string(sql: &str) -> Option<(String, &str)> {
        let mut value = String::new();
        let mut chars = sql.char_indices().peekable();
        let (_, '\'') = chars.next()? else { return None };
        while let Some((at, c)) = chars.next() {
            match c {
                '\'' if chars.peek().is_some_and(|(_, next)| *next == '\'') => {
                    chars.next();
                    value.push('\'');
                }
                '\'' => return Some((value, &sql[at + 1..])),
                '\\' => value.push(match chars.next()?.1 {
                    '0' => '\0',
                    'n' => '\n',
                    'r' => '\r',
                    'Z' => '\x1a',
                    other => other,
                }),
                c => value.push(c),
            }
        }
        None
    }

    fn lex_identifier(sql: &str) -> Option<(String, &str)> {
        let mut value = String::new();
        let mut chars = sql.char_indices().peekable();
        let (_, '`') = chars.next()? else { return None };
        while let Some((at, c)) = chars.next() {
            match c {
                '`' if chars.peek().is_some_and(|(_, next)| *next == '`') => {
                    chars.next();
                    value.push('`');
                }
                '`' => return Some((value, &sql[at + 1..])),
                c => value.push(c),
            }
        }
        None
    }

    /// Values that are likely to break out: mostly made of what has a meaning in SQL.
    fn hostile() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![
                Just('\''),
                Just('"'),
                Just('`'),
                Just('\\'),
                Just('%'),
                Just('_'),
                Just('$'),
                Just(';'),
                Just('\n'),
                Just('\r'),
                Just('\0'),
                Just(' '),
                Just('é'),
                Just('漢'),
                any::<char>()
            ],
            0..40,
        )
        .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn a_string_is_read_back_as_it_was_and_nothing_leaves_it(value in hostile(), after in hostile()) {
            let sql = format!("{} {after}", string(&value));
            let (read, rest) = lex_string(&sql).unwrap();
            prop_assert_eq!(read, value);
            prop_assert_eq!(rest, format!(" {after}"));
        }

        #[test]
        fn a_string_stays_in_its_place_when_backslashes_escape_nothing(value in hostile()) {
            // With NO_BACKSLASH_ESCAPES only a single quote ends a string.
            let quoted = string(&value);
            let inside = &quoted[1..quoted.len() - 1];
            prop_assert!(!inside.replace("''", "").contains('\''));
        }

        #[test]
        fn a_string_is_one_line(value in hostile()) {
            prop_assert!(!string(&value).contains(['\n', '\r', '\0']));
        }

        #[test]
        fn an_identifier_is_read_back_as_it_was_and_nothing_leaves_it(name in hostile(), after in hostile()) {
            let sql = format!("{}.{after}", identifier(&name));
            let (read, rest) = lex_identifier(&sql).unwrap();
            prop_assert_eq!(read, name);
            prop_assert_eq!(rest, format!(".{after}"));
        }

        #[test]
        fn an_account_is_two_strings_and_no_more(user in hostile(), host in hostile()) {
            let sql = Account::new(user.clone(), host.clone()).to_string();
            let (read_user, rest) = lex_string(&sql).unwrap();
            let (read_host, rest) = lex_string(rest.strip_prefix('@').unwrap()).unwrap();
            prop_assert_eq!((read_user, read_host, rest), (user, host, ""));
        }

        #[test]
        fn a_password_is_sent_but_not_shown(password in "[ -~]{8,40}") {
            let statement = create_user(&Account::new("donald", "%"), NATIVE_PASSWORD, &Secret::from(password.clone()));
            prop_assert!(statement.sent().expose_secret().contains(&string(&password)));
            prop_assert!(!statement.shown().contains(&password));
            let debug = format!("{statement:?}");
            prop_assert!(!debug.contains(&password));
        }

        #[test]
        fn what_is_granted_on_a_database_is_found_among_the_grants(name in "[a-z_%`\\\\ ]{1,20}") {
            let scope = Scope::Database(name);
            let granted = format!("GRANT ALL PRIVILEGES ON {scope} TO `donald`@`%`");
            prop_assert!(grants_all(&granted, &scope));
            let never = grants_all("GRANT ALL PRIVILEGES ON `another`.* TO `donald`@`%`", &scope);
            prop_assert!(!never);
        }
    }

    #[test]
    fn the_statements_are_the_guides() {
        let password = Secret::from("PassWord.1");
        let donald = Account::new("donald", "%");
        let sent = |statement: Statement| statement.sent().expose_secret().to_owned();
        assert_eq!(
            sent(alter_user(&Account::root(), NATIVE_PASSWORD, &password)),
            "ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY 'PassWord.1'"
        );
        assert_eq!(
            sent(create_user(&donald, NATIVE_PASSWORD, &password)),
            "CREATE USER 'donald'@'%' IDENTIFIED WITH mysql_native_password BY 'PassWord.1'"
        );
        assert_eq!(sent(create_database("testing_123")), "CREATE DATABASE `testing_123`");
        assert_eq!(sent(grant_all(&Scope::Everything, &donald)), "GRANT ALL PRIVILEGES ON *.* TO 'donald'@'%' WITH GRANT OPTION");
        assert_eq!(
            sent(grant_all(&Scope::Database("testing_123".into()), &donald)),
            r"GRANT ALL PRIVILEGES ON `testing\_123`.* TO 'donald'@'%'"
        );
    }

    #[test]
    fn all_rights_are_recognised_when_mysql_spells_them_out() {
        let listed = "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, SHUTDOWN, PROCESS, FILE, REFERENCES, INDEX, ALTER, \
                      SHOW DATABASES, SUPER, CREATE USER, EVENT, TRIGGER ON *.* TO `donald`@`%` WITH GRANT OPTION";
        assert!(grants_all(listed, &Scope::Everything));
        assert!(grants_all("GRANT ALL PRIVILEGES ON *.* TO `donald`@`%` WITH GRANT OPTION", &Scope::Everything));
        assert!(!grants_all("GRANT USAGE ON *.* TO `donald`@`%`", &Scope::Everything));
        assert!(!grants_all("GRANT ALL PRIVILEGES ON *.* TO `donald`@`%`", &Scope::Everything));
        assert!(!grants_all("GRANT ALL PRIVILEGES ON `testing_123`.* TO `donald`@`%` WITH GRANT OPTION", &Scope::Everything));
    }
}
