//! What the user may do.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, Recipe, SettingId, StepInfo, ToSaid, text};

use super::id;
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::Role;
use crate::mysql_cli::{BY_PASSWORD, Root, problem};
use crate::ports::Ports;
use crate::remote::Session;
use crate::settings::{db_account, db_scope};
use crate::sql;
use crate::words;

pub(super) struct GrantPrivileges;

/// MySQL's number for "there is no such grant": the account is not there.
const NO_SUCH_GRANT: u16 = 1141;

#[async_trait]
impl Step<Ports> for GrantPrivileges {
    fn info(&self, lab: &Lab) -> StepInfo {
        let user = &lab.settings.db_user;
        let grant = sql::grant_all(&db_scope(&lab.settings), &db_account(lab));
        let what = match lab.settings.recipe {
            Recipe::Guide => text!(
                "grant-what",
                "**{user}** is given every right on every database and table, and the right to hand them on: `*.*` stands for all. MySQL then reads its tables of rights anew.",
                user = user
            ),
            Recipe::Safer => text!(
                "grant-safer-what",
                "**{user}** is given every right on **{database}**, and none on anything else. MySQL then reads its tables of rights anew.",
                user = user,
                database = lab.settings.database
            ),
        };
        StepInfo {
            id: id::GRANT_PRIVILEGES,
            group: Group::Server,
            title: text!("grant-title", "Give {user} its rights", user = user),
            button: text!("grant-button", "Give the rights"),
            what,
            why: text!(
                "grant-why",
                "An account alone may log in and see next to nothing. What it may do is granted right by right. The guide makes the user an administrator, which is convenient in a lab; elsewhere one grants as little as will do."
            ),
            by_hand: vec![
                text!("grant-hand-1", "In the MySQL console, as root, type `{grant};`.", grant = grant.shown()),
                text!("grant-hand-2", "Make it take effect: `FLUSH PRIVILEGES;`. Then leave the console: `exit;`."),
            ],
            commands: vec![
                CommandLine::new(Place::Server, BY_PASSWORD),
                CommandLine::new(Place::Server, format!("{};", grant.shown())),
                CommandLine::new(Place::Server, format!("{};", sql::flush_privileges().shown())),
            ],
            terms: vec![glossary::grant(), glossary::database(), glossary::root()],
            needs: vec![id::CREATE_DATABASE],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![SettingId::DbUser, SettingId::Database, SettingId::Recipe],
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let lab = cx.lab();
        let account = db_account(&lab);
        let scope = db_scope(&lab.settings);
        let statement = sql::show_grants(&account);
        let grants: Vec<String> = match Root::new(&session).try_ask(&statement).await? {
            Ok(rows) => rows.into_iter().filter_map(|row| row.into_iter().next()).collect(),
            Err(error) if error.number == NO_SUCH_GRANT => Vec::new(),
            Err(error) => return Err(problem(&session, &error, &statement, "root").await?.into()),
        };
        let granted = grants.iter().find(|grant| sql::grants_all(grant, &scope));
        let claim = text!("grant-holds", "{account} has every right on {scope}", account = account, scope = scope);
        let seen = match granted {
            Some(grant) => grant.to_said(),
            None if grants.is_empty() => words::no_such_account().to_said(),
            None => grants.join("; ").to_said(),
        };
        Ok(Check::weigh(vec![cx.evidence(claim, statement.shown(), seen, granted.is_some())]))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let root = Root::new(&session);
        let lab = cx.lab();
        root.change(&sql::grant_all(&db_scope(&lab.settings), &db_account(&lab))).await?;
        root.change(&sql::flush_privileges()).await
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        Root::new(&session).change(&sql::revoke_all(&db_account(&cx.lab()))).await
    }
}
