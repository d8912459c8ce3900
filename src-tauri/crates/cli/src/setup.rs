//! `setup` and `plan`: a new lab.

use app::{App, NewLab, PlanView, Secret};
use console::style;
use model::{Finished, Goal, Outcome, Pace, Problem, ProblemCode};

use crate::ask::{Answer, Person};
use crate::ending::Ending;
use crate::follow::{follow, seconds};
use crate::options::SetupOptions;
use crate::screen::Screen;
use crate::{card, step_by_step, tables};

/// `mysql-lab plan`.
pub async fn plan(app: &App, screen: &Screen, person: &mut Person, options: &SetupOptions) -> Result<Ending, Problem> {
    let plan = app.plan(new_lab(person, options).await?).await?;
    if !plan.problems.is_empty() {
        return Ok(Ending::refused(&plan.problems));
    }
    show_plan(screen, &plan);
    Ok(Ending::done(None).with("plan", plan))
}

/// `mysql-lab setup`.
pub async fn setup(app: &App, screen: &Screen, person: &mut Person, options: &SetupOptions) -> Result<Ending, Problem> {
    let new_lab = new_lab(person, options).await?;
    let practice = new_lab.target.is_practice();
    let plan = app.plan(new_lab.clone()).await?;
    if !plan.problems.is_empty() {
        return Ok(Ending::refused(&plan.problems));
    }
    if !options.yes {
        show_plan(screen, &plan);
        let question = if practice { "\nSet it up? [Y/n] " } else { "\nSet it up? [y/N] " };
        match person.ask(screen, question).await {
            Answer::Line(answer) if is_yes(&answer, practice) => {}
            _ => {
                screen.say("Nothing was created.");
                return Ok(Ending::cancelled(None));
            }
        }
    } else if practice {
        screen.practice_mark();
    }
    // The name that was shown is the one that is made, whatever else is made meanwhile.
    let view = app.create_lab(NewLab { name: Some(plan.name.clone()), ..new_lab }).await?;
    screen.say(format!("Lab {} ({})", style(&view.lab.name).bold(), view.lab.id));
    go_on(app, screen, person, &plan.name, options.step_by_step, options.yes).await
}

/// Sets a lab up from where it stands, and shows its databases.
pub async fn go_on(app: &App, screen: &Screen, person: &mut Person, name: &str, step_by_step: bool, yes: bool) -> Result<Ending, Problem> {
    if step_by_step && !yes {
        return step_by_step::go(app, screen, person, name).await;
    }
    let pace = if step_by_step { Pace::OneByOne } else { Pace::AllAtOnce };
    let finished = follow(app, screen, person, name, Goal::SetUp, pace).await?;
    tell(app, screen, &finished).await?;
    Ok(Ending::of_run(&finished))
}

/// Says how a set-up ended.
pub async fn tell(app: &App, screen: &Screen, finished: &Finished) -> Result<(), Problem> {
    let lab = app.lab(finished.lab.clone()).await?.lab;
    match finished.outcome {
        Outcome::Done | Outcome::Healthy => {
            let practice = if lab.target.is_practice() { ", in practice" } else { "" };
            let headline = format!(
                "The lab {} is up{practice}: {} reached MySQL on {}. It took {}.",
                lab.name,
                lab.settings.client_name,
                lab.settings.server_name,
                seconds(finished.millis)
            );
            screen.say(format!("\n{} {headline}\n", style("✓").green()));
            screen.say(tables::databases(&finished.databases, &lab.settings.database));
            screen.say(format!("\nLook at it again:  mysql-lab verify {0}\nRemove all of it:  mysql-lab teardown {0}", lab.name));
        }
        Outcome::Cancelled => {
            screen.say(format!("\nStopped. Go on with it:  mysql-lab resume {0}\nRemove all of it:  mysql-lab teardown {0}", lab.name));
            if !finished.leftovers.is_empty() {
                screen.say("There is at this moment:");
                for leftover in &finished.leftovers {
                    screen.say(format!("  - {}", card::thing(leftover)));
                }
            }
        }
        Outcome::Failed | Outcome::Unhealthy => {}
    }
    Ok(())
}

async fn new_lab(person: &mut Person, options: &SetupOptions) -> Result<NewLab, Problem> {
    if !options.reads_password() {
        return Ok(options.new_lab(None));
    }
    match person.line().await {
        // Windows ends lines with CR LF.
        Answer::Line(line) => Ok(options.new_lab(Some(Secret::from(line.trim_end_matches('\r'))))),
        Answer::End | Answer::Interrupted => {
            let reason = "--password-stdin was given, and standard input has no line.";
            Err(ProblemCode::BadSetting.with("reason", reason).field("password").into())
        }
    }
}

fn show_plan(screen: &Screen, plan: &PlanView) {
    if plan.cost.free {
        screen.practice_mark();
    }
    screen.say(format!("The lab {}, {}", style(&plan.name).bold(), tables::plan(plan)));
}

fn is_yes(answer: &str, when_empty: bool) -> bool {
    match answer.trim().to_lowercase().as_str() {
        "" => when_empty,
        "y" | "yes" => true,
        _ => false,
    }
}
