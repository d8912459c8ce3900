//! The database that the proof looks for.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, SettingId, State, StepInfo, text};

use super::id;
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::Role;
use crate::mysql_cli::{BY_PASSWORD, Root};
use crate::ports::Ports;
use crate::remote::Session;
use crate::sql;

pub(super) struct CreateDatabase;

#[async_trait]
impl Step<Ports> for CreateDatabase {
    fn info(&self, lab: &Lab) -> StepInfo {
        let database = &lab.settings.database;
        let statement = sql::create_database(database);
        StepInfo {
            id: id::CREATE_DATABASE,
            group: Group::Server,
            title: text!("database-title", "Create {database}", database = database),
            button: text!("database-button", "Create the database"),
            what: text!(
                "database-what",
                "An empty database named **{database}** is made on the server. When the client sees it at the end, the lab works.",
                database = database
            ),
            why: text!(
                "database-why",
                "MySQL brings some databases of its own, and every MySQL in the world has those. A name that only you have given is the proof that the client talks to your server."
            ),
            by_hand: vec![text!(
                "database-hand-1",
                "In the MySQL console, as root, type `CREATE DATABASE {database};`.",
                database = database
            )],
            commands: vec![
                CommandLine::new(Place::Server, BY_PASSWORD),
                CommandLine::new(Place::Server, format!("{};", statement.shown())),
            ],
            terms: vec![glossary::database(), glossary::sql()],
            needs: vec![id::CREATE_USER],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![SettingId::Database],
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let database = cx.lab().settings.database;
        let rows = Root::new(&session).ask(&sql::show_databases()).await?;
        let names: Vec<_> = rows.into_iter().filter_map(|row| row.into_iter().next()).collect();
        let claim = text!("database-exists", "The server has a database named {database}", database = database);
        Ok(Check::weigh(vec![cx.evidence(claim, "SHOW DATABASES", names.join(", "), names.contains(&database))]))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        // The guide's statement is an error for a database that is there.
        if self.check(cx).await?.state == State::Done {
            return Ok(());
        }
        let session = Session::open(cx, Role::Server).await?;
        Root::new(&session).change(&sql::create_database(&cx.lab().settings.database)).await
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        Root::new(&session).change(&sql::drop_database(&cx.lab().settings.database)).await
    }
}
