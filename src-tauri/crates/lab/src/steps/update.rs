//! What updating the lists of packages on the server and on the client have in common.

use engine::Stop;
use model::{Check, CommandLine};

use crate::apt;
use crate::cloud::Cx;
use crate::machines::Role;
use crate::remote::Session;

pub(super) fn commands(role: Role) -> Vec<CommandLine> {
    vec![CommandLine::new(role.place(), apt::update_command())]
}

pub(super) async fn check(cx: &Cx, role: Role) -> Result<Check, Stop> {
    let session = Session::open(cx, role).await?;
    Ok(Check::weigh(vec![apt::updated(&session).await?]))
}

pub(super) async fn apply(cx: &Cx, role: Role) -> Result<(), Stop> {
    let session = Session::open(cx, role).await?;
    apt::update(&session).await
}
