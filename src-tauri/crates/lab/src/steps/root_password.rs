//! root's password, and the login plugin that this MySQL has.

use async_trait::async_trait;
use engine::{Secret, Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, ProblemCode, StepInfo, text};

use super::id;
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::Role;
use crate::mysql_cli::{BY_PASSWORD, BY_SOCKET, ROOT_PASSWORD, Root, Way};
use crate::ports::Ports;
use crate::remote::Session;
use crate::sql::{self, AUTH_SOCKET, Account, CACHING_SHA2_PASSWORD, NATIVE_PASSWORD};
use crate::words;

pub(super) struct RootPassword;

/// The login plugin for the lab's accounts: the guide's where the server has it, else the one that every MySQL 8 and later has.
///
/// Decided by looking, since `mysql_native_password` is off by default from 8.4 on and gone in 9; kept in the record.
async fn choose_plugin(root: &Root<'_>, cx: &Cx) -> Result<&'static str, Stop> {
    let plugins = root.ask(&sql::login_plugins()).await?;
    let active = |name: &str| plugins.iter().any(|row| row.first().is_some_and(|n| n == name) && row.get(1).is_some_and(|s| s == "ACTIVE"));
    let plugin = if active(NATIVE_PASSWORD) { NATIVE_PASSWORD } else { CACHING_SHA2_PASSWORD };
    let version = root.ask_value(&sql::version()).await?;
    if plugin == CACHING_SHA2_PASSWORD {
        cx.note(text!(
            "root-plugin-other",
            "MySQL {version} has no mysql_native_password any more; caching_sha2_password takes its place",
            version = words::or(version.as_deref(), || text!("version-here", "here")),
        ));
    }
    cx.record(|lab| {
        lab.mysql.version = version;
        lab.mysql.auth_plugin = Some(plugin.to_owned());
    })?;
    Ok(plugin)
}

#[async_trait]
impl Step<Ports> for RootPassword {
    fn info(&self, lab: &Lab) -> StepInfo {
        let plugin = lab.mysql.auth_plugin.as_deref().unwrap_or(NATIVE_PASSWORD);
        let statement = sql::alter_user(&Account::root(), plugin, &Secret::from(String::new()));
        let why = if plugin == CACHING_SHA2_PASSWORD {
            text!(
                "root-why-sha2",
                "After the installation whoever is root on the machine is root in MySQL, without a password. The guide gives MySQL’s root one of its own. It names the plugin mysql_native_password, which this newer MySQL no longer has; caching_sha2_password is its successor."
            )
        } else {
            text!(
                "root-why",
                "After the installation whoever is root on the machine is root in MySQL, without a password. The guide gives MySQL’s root one of its own, so that it can log in as any other account does."
            )
        };
        StepInfo {
            id: id::ROOT_PASSWORD,
            group: Group::Server,
            title: text!("root-title", "Set root’s password"),
            button: text!("root-button", "Set the password"),
            what: text!(
                "root-what",
                "MySQL’s own administrator, **root**, is given a password. The lab keeps it on this computer, readable by you alone, and it never stands in a command line."
            ),
            why,
            by_hand: vec![
                text!(
                    "root-hand-1",
                    "In the terminal of **{server}** open the MySQL console: `sudo mysql`.",
                    server = lab.settings.server_name
                ),
                text!(
                    "root-hand-2",
                    "Type `{statement};`, with your password between the quotes. The guide’s is **PassWord.1**.",
                    statement = statement.shown()
                ),
                text!("root-hand-3", "Leave the console: `exit;`."),
            ],
            commands: vec![CommandLine::new(Place::Server, BY_SOCKET), CommandLine::new(Place::Server, format!("{};", statement.shown()))],
            terms: vec![glossary::root(), glossary::authentication_plugin(), glossary::socket(), glossary::sql()],
            needs: vec![id::BIND_ADDRESS],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let root = Root::new(&session);
        let lets_in = root.lets_in(Way::Password).await?;
        let plugin = if lets_in {
            let account = Account::root();
            let rows = root.ask(&sql::accounts(&account.user)).await?;
            rows.into_iter().find(|row| row.get(1) == Some(&account.host)).and_then(|row| row.get(2).cloned())
        } else {
            None
        };
        // As after the installation, the socket lets root in whatever the password: that it was let in proves nothing.
        let asks_no_password = plugin.as_deref() == Some(AUTH_SOCKET);
        let by_password = lets_in && !asks_no_password;
        let seen = match (lets_in, asks_no_password) {
            (true, false) => text!("seen-logged-in", "logged in"),
            (true, true) => text!("seen-logged-in-by-socket", "logged in by the socket: no password is asked"),
            (false, _) => words::access_denied(),
        };
        let mut evidence = vec![cx.evidence(text!("root-logs-in", "root logs in with the lab’s password"), BY_PASSWORD, seen, by_password)];
        if asks_no_password {
            return Ok(Check::absent(evidence));
        }
        if by_password {
            let shown = plugin.clone().unwrap_or_default();
            let claim = if shown == NATIVE_PASSWORD {
                text!("root-plugin-guide", "Its password is checked by the guide’s plugin")
            } else {
                text!(
                    "root-plugin-newer",
                    "Its password is checked by caching_sha2_password, since this MySQL has no mysql_native_password"
                )
            };
            evidence.push(cx.evidence(claim, sql::accounts(&Account::root().user).shown(), &shown, plugin.is_some()));
            cx.record(|lab| {
                if lab.mysql.auth_plugin.is_none() {
                    lab.mysql.auth_plugin = plugin;
                }
            })?;
            return Ok(Check::weigh(evidence));
        }
        let by_socket = root.lets_in(Way::Socket).await?;
        if !by_socket && !root.lets_in(Way::Maintenance).await? {
            let claim = text!("root-by-socket", "root logs in by the socket, as after the installation");
            evidence.push(cx.evidence(claim, BY_SOCKET, words::access_denied(), false));
            return Ok(Check::blocked(ProblemCode::RootLockedOut.with("machine", session.machine()).into(), evidence));
        }
        Ok(Check::absent(evidence))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let root = Root::new(&session);
        let password = cx.vault().get(ROOT_PASSWORD)?;
        let plugin = choose_plugin(&root, cx).await?;
        root.change(&sql::alter_user(&Account::root(), plugin, &password)).await
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        Root::new(&session).change(&sql::alter_user_to_socket(&Account::root())).await?;
        cx.record(|lab| lab.mysql.auth_plugin = None)
    }
}
