//! `practice`: keeps a practice cloud running, and says how ordinary clients reach it.

use std::time::Duration;

use app::{Access, App, PracticeView, Typed};
use console::style;
use model::Problem;
use serde_json::json;

use crate::ask::Person;
use crate::ending::Ending;
use crate::screen::Screen;

/// How often is looked for machines that were launched meanwhile.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Keeps it running until Ctrl-C.
pub async fn keep(app: &App, screen: &Screen, person: &mut Person, name: Option<String>) -> Result<Ending, Problem> {
    let view = app.practice(name).await?;
    screen.practice_mark();
    screen.say(format!("The practice cloud of {} runs until Ctrl-C. Use a second terminal for:\n", style(&view.name).bold()));
    screen.say(aws(&view));
    screen.line(&json!({
        "kind": "practice", "name": view.name, "endpoint": view.endpoint, "access_key_id": view.access_key_id,
        "secret_access_key": view.secret_access_key, "region": view.region, "key": view.key,
    }));
    let mut told = Vec::new();
    loop {
        let now = app.practice(Some(view.name.clone())).await?;
        for machine in now.machines.iter().filter(|machine| !told.contains(*machine)) {
            screen.say(format!("\n{}", clients(machine)));
            let mut line = json!(machine);
            line["kind"] = "access".into();
            screen.line(&line);
        }
        told = now.machines;
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            () = person.interrupted() => break,
        }
    }
    screen.say("\nThe practice cloud is closed; its state is saved.");
    Ok(Ending::done(Some(&view.name)))
}

/// How ordinary clients reach a practice cloud at this moment.
pub fn reach(view: &PracticeView) -> String {
    std::iter::once(aws(view)).chain(view.machines.iter().map(clients)).collect::<Vec<_>>().join("\n")
}

/// How the `aws` program reaches the cloud.
fn aws(view: &PracticeView) -> String {
    indented(&view.aws)
}

/// How `ssh` and `mysql` reach a machine.
fn clients(machine: &Access) -> String {
    let Access { name, instance_id, state, .. } = machine;
    let commands = [&machine.ssh_command, &machine.mysql_command].into_iter().flatten().map(|typed| format!("\n{}", indented(typed)));
    format!("{} ({instance_id}, {state}){}", style(name).bold(), commands.collect::<String>())
}

fn indented(typed: &Typed) -> String {
    typed.here().lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
