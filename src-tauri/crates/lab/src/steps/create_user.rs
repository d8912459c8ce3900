//! The user that the client logs in as.

use async_trait::async_trait;
use engine::{Secret, Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, Recipe, SettingId, StepInfo, text};

use super::id;
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::Role;
use crate::mysql_cli::{BY_PASSWORD, Root, USER_PASSWORD};
use crate::ports::Ports;
use crate::remote::Session;
use crate::settings::db_account;
use crate::sql::{self, CACHING_SHA2_PASSWORD, NATIVE_PASSWORD};
use crate::words;

pub(super) struct CreateUser;

/// The login plugin that was found to be there when root was given its password.
fn plugin(lab: &Lab) -> &str {
    match lab.mysql.auth_plugin.as_deref() {
        Some(NATIVE_PASSWORD) => NATIVE_PASSWORD,
        _ => CACHING_SHA2_PASSWORD,
    }
}

/// The row of the lab's account: user, host, plugin, and when its password was set, in seconds since 1970.
pub(super) async fn row(root: &Root<'_>, lab: &Lab) -> Result<Option<Vec<String>>, Stop> {
    let account = db_account(lab);
    let rows = root.ask(&sql::accounts(&account.user)).await?;
    Ok(rows.into_iter().find(|row| row.get(1) == Some(&account.host)))
}

/// Gives the account the lab's password, whether it is there or not.
pub(super) async fn set_password(root: &Root<'_>, cx: &Cx) -> Result<(), Stop> {
    let lab = cx.lab();
    let account = db_account(&lab);
    let password = cx.vault().get(USER_PASSWORD)?;
    let statement = match row(root, &lab).await? {
        Some(_) => sql::alter_user(&account, plugin(&lab), &password),
        None => sql::create_user(&account, plugin(&lab), &password),
    };
    root.change(&statement).await
}

#[async_trait]
impl Step<Ports> for CreateUser {
    fn info(&self, lab: &Lab) -> StepInfo {
        let user = &lab.settings.db_user;
        let shown_plugin = lab.mysql.auth_plugin.as_deref().unwrap_or(NATIVE_PASSWORD);
        let statement = sql::create_user(&db_account(lab), shown_plugin, &Secret::from(String::new()));
        let what = match lab.settings.recipe {
            Recipe::Guide => text!(
                "user-what",
                "A MySQL account **{user}** is made with a password of its own. The **%** behind the @ stands for any host: MySQL itself lets {user} come from everywhere.",
                user = user
            ),
            Recipe::Safer => text!(
                "user-safer-what",
                "A MySQL account **{user}** is made with a password of its own. It may come only from the client’s private address: the second lock behind the wall.",
                user = user
            ),
        };
        StepInfo {
            id: id::CREATE_USER,
            group: Group::Server,
            title: text!("user-title", "Create the user {user}", user = user),
            button: text!("user-button", "Create the user"),
            what,
            why: text!(
                "user-why",
                "root is for the server itself. Whoever comes over the network gets an account of their own, so that one can be taken away without the other. In MySQL an account is always a name and a place: who, and from where."
            ),
            by_hand: vec![
                text!(
                    "user-hand-1",
                    "In the terminal of **{server}** open the MySQL console: `sudo mysql -u root -p`, and type root’s password.",
                    server = lab.settings.server_name
                ),
                text!(
                    "user-hand-2",
                    "Type `{statement};`, with the user’s password between the last quotes.",
                    statement = statement.shown()
                ),
            ],
            commands: vec![
                CommandLine::new(Place::Server, BY_PASSWORD),
                CommandLine::new(Place::Server, format!("{};", statement.shown())),
            ],
            terms: vec![glossary::authentication_plugin(), glossary::root(), glossary::password_policy()],
            needs: vec![id::SECURE_INSTALLATION],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![SettingId::DbUser, SettingId::Recipe],
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let root = Root::new(&session);
        let lab = cx.lab();
        let account = db_account(&lab);
        let how = sql::accounts(&account.user);
        let row = row(&root, &lab).await?;
        let written = row.as_ref().map(|row| row.iter().take(3).cloned().collect::<Vec<_>>().join(" "));
        let seen = words::or(written.as_deref(), words::no_such_account);
        let claim = text!("user-exists", "There is an account {account}", account = account);
        let exists = cx.evidence(claim, how.shown(), seen, row.is_some());
        let Some(row) = row else { return Ok(Check::absent(vec![exists])) };
        let found = row.get(2).cloned().unwrap_or_default();
        let usable = matches!(found.as_str(), NATIVE_PASSWORD | CACHING_SHA2_PASSWORD);
        let claim = text!("user-plugin", "It logs in with a password, checked by {plugin}", plugin = found);
        let by_password = cx.evidence(claim, how.shown(), &found, usable);
        Ok(Check::weigh(vec![exists, by_password]))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        set_password(&Root::new(&session), cx).await
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        Root::new(&session).change(&sql::drop_user(&db_account(&cx.lab()))).await
    }
}
