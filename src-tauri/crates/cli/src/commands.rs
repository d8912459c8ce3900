//! The commands.

use app::{App, ReportFormat};
use console::style;
use model::{Adoption, Goal, Outcome, Pace, Problem};

use crate::ask::{Answer, Person};
use crate::ending::Ending;
use crate::follow::follow;
use crate::options::Command;
use crate::screen::Screen;
use crate::{adopt, card, drills, practice, setup, tables};

/// Does what a command asks.
///
/// # Errors
/// What was wrong before a run began.
pub async fn run(app: &App, command: Command, screen: &Screen) -> Result<Ending, Problem> {
    let person = &mut Person::new();
    match command {
        Command::Setup(options) => setup::setup(app, screen, person, &options).await,
        Command::Plan(options) => setup::plan(app, screen, person, &options).await,
        Command::Adopt(options) => adopt::adopt(app, screen, person, &options).await,
        Command::Resume(options) => {
            mark(app, screen, &options.name).await?;
            setup::go_on(app, screen, person, &options.name, options.step_by_step, options.yes).await
        }
        Command::List => list(app, screen).await,
        Command::Show { name } => show(app, screen, name).await,
        Command::Verify { name, repair, yes } => verify(app, screen, person, &name, repair, yes).await,
        Command::Stop { name } => stop(app, screen, name).await,
        Command::Start { name } => start(app, screen, name).await,
        Command::Teardown { name, yes } => teardown(app, screen, person, &name, yes).await,
        Command::Drill { name, drill, surprise, end } => drills::drill(app, screen, person, &name, drill, surprise, end).await,
        Command::Report { name, format } => report(app, screen, name, format.into()).await,
        Command::Practice { name } => practice::keep(app, screen, person, name).await,
    }
}

/// Says that a lab is a practice lab, where it is one.
async fn mark(app: &App, screen: &Screen, name: &str) -> Result<(), Problem> {
    if app.lab(name.to_owned()).await?.lab.target.is_practice() {
        screen.practice_mark();
    }
    Ok(())
}

async fn list(app: &App, screen: &Screen) -> Result<Ending, Problem> {
    let labs = app.list_labs().await?;
    if labs.is_empty() {
        screen.say("There are no labs yet. Begin with one in practice:  mysql-lab setup --practice");
    } else {
        screen.say(tables::labs(&labs));
    }
    Ok(Ending::done(None).with("labs", labs))
}

async fn show(app: &App, screen: &Screen, name: String) -> Result<Ending, Problem> {
    mark(app, screen, &name).await?;
    let view = app.lab(name.clone()).await?;
    screen.say(tables::lab(&view));
    Ok(Ending::done(Some(&name)).with("databases", &view.lab.databases).with("view", view))
}

async fn verify(app: &App, screen: &Screen, person: &mut Person, name: &str, repair: bool, yes: bool) -> Result<Ending, Problem> {
    mark(app, screen, name).await?;
    let mut finished = follow(app, screen, person, name, Goal::Verify, Pace::AllAtOnce).await?;
    if finished.outcome == Outcome::Unhealthy && repair {
        if let Some(problem) = finished.problem.as_ref().filter(|_| !yes) {
            screen.complain(&format!("\n{}\n", card::of(problem, Some(name), screen.width())));
            let answer = person.ask(screen, "Make so what does not hold? [y/N] ").await;
            if !matches!(answer, Answer::Line(line) if matches!(line.trim(), "y" | "Y" | "yes")) {
                return Ok(Ending::cancelled(Some(name)));
            }
        }
        finished = follow(app, screen, person, name, Goal::Repair, Pace::AllAtOnce).await?;
        if finished.outcome == Outcome::Done {
            finished = follow(app, screen, person, name, Goal::Verify, Pace::AllAtOnce).await?;
        }
    }
    if finished.outcome == Outcome::Healthy {
        screen.say(format!("\n{} {name} is healthy: all {} steps hold.", style("✓").green(), finished.checks.len()));
    }
    Ok(Ending::of_run(&finished))
}

async fn report(app: &App, screen: &Screen, name: String, format: ReportFormat) -> Result<Ending, Problem> {
    let report = app.report(name.clone(), format, None, None).await?;
    screen.say(report.trim_end());
    Ok(Ending::done(Some(&name)).with("report", report))
}

async fn stop(app: &App, screen: &Screen, name: String) -> Result<Ending, Problem> {
    mark(app, screen, &name).await?;
    let view = app.stop_machines(name.clone()).await?;
    screen.say(format!("The machines of {name} are stopped; their disks are kept. Cost: {}.", tables::cost(&view.cost)));
    Ok(Ending::done(Some(&name)).with("view", view))
}

async fn start(app: &App, screen: &Screen, name: String) -> Result<Ending, Problem> {
    mark(app, screen, &name).await?;
    let view = app.start_machines(name.clone()).await?;
    screen.say(format!("The machines of {name} are running, with new public addresses. Look at the lab:  mysql-lab verify {name}"));
    Ok(Ending::done(Some(&name)).with("view", view))
}

async fn teardown(app: &App, screen: &Screen, person: &mut Person, name: &str, yes: bool) -> Result<Ending, Problem> {
    mark(app, screen, name).await?;
    let view = app.lab(name.to_owned()).await?;
    if view.lab.adoption == Some(Adoption::Pending) {
        return adopt::give_up(app, screen, person, name, yes).await;
    }
    let remaining = app.remaining(name.to_owned()).await?;
    if remaining.is_empty() {
        screen.say(format!("{name} has nothing in the world; its folder is removed: {}", view.folder));
    } else {
        screen.say(format!("This is removed, with {}:", view.folder));
        for thing in &remaining {
            screen.say(format!("  - {}", card::thing(thing)));
        }
    }
    if !yes {
        match person.ask(screen, &format!("\nType the lab's name ({name}) to remove all of it: ")).await {
            Answer::Line(line) if line.trim() == name => {}
            _ => {
                screen.say("Nothing was removed.");
                return Ok(Ending::cancelled(Some(name)));
            }
        }
    }
    let finished = follow(app, screen, person, name, Goal::TearDown, Pace::AllAtOnce).await?;
    let mut ending = Ending::of_run(&finished);
    if finished.outcome == Outcome::Done {
        screen.say(format!("\n{} Nothing of {name} is left. Removed:", style("✓").green()));
        for thing in &finished.removed {
            screen.say(format!("  - {}", card::thing(thing)));
        }
        let receipt = app.receipt_path(name, &view.lab.id);
        if receipt.is_file() {
            screen.say(format!("The receipt: {}", receipt.display()));
            ending = ending.with("receipt", receipt);
        }
    }
    Ok(ending)
}
