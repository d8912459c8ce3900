//! `drill`: breaks a practice lab that works, and ends what was begun.

use app::{App, DrillId, DrillsView};
use console::style;
use model::{Goal, Outcome, Pace, Problem};
use textwrap::Options;

use crate::ask::Person;
use crate::ending::Ending;
use crate::follow::follow;
use crate::screen::Screen;
use crate::step_by_step::rich;

/// Lists the drills, begins one, or ends the one that goes on.
pub async fn drill(
    app: &App,
    screen: &Screen,
    person: &mut Person,
    name: &str,
    drill: Option<DrillId>,
    surprise: bool,
    end: bool,
) -> Result<Ending, Problem> {
    if end {
        return self::end(app, screen, person, name).await;
    }
    screen.practice_mark();
    let view = if drill.is_some() || surprise {
        app.start_drill(name.to_owned(), drill).await?
    } else {
        let view = app.drills(name.to_owned()).await?;
        list(screen, name, &view);
        view
    };
    tell(screen, name, &view);
    Ok(Ending::done(Some(name)).with("drills", view))
}

fn list(screen: &Screen, name: &str, view: &DrillsView) {
    for drill in &view.drills {
        screen.say(format!("{:<18} {}", style(drill.id.as_str()).bold(), drill.title.english));
        screen.say(wrapped(screen, "                   ", &drill.sees.english));
    }
    if view.running.is_none() {
        screen.say(format!("\nBegin one:  mysql-lab drill {name} DRILL   (or --surprise)"));
    }
}

fn tell(screen: &Screen, name: &str, view: &DrillsView) {
    let Some(running) = &view.running else { return };
    if let Some(broken) = &running.broken {
        screen.say(format!("\n{} You have mended it. {}", style("✓").green(), broken.english));
        return;
    }
    match &running.drill {
        Some(drill) => screen.say(format!("\nA drill goes on: {}. {}", style(&drill.title.english).bold(), drill.sees.english)),
        None => screen.say("\nA drill goes on. Something is broken."),
    }
    screen.say(wrapped(screen, "", &format!("Where to look: {}", running.hint.english)));
    screen.say(format!(
        "Find the culprit:  mysql-lab verify {name}\nMend it:           mysql-lab verify {name} --repair\nGive up:           mysql-lab drill {name} --end"
    ));
}

async fn end(app: &App, screen: &Screen, person: &mut Person, name: &str) -> Result<Ending, Problem> {
    let ended = app.end_drill(name.to_owned()).await?;
    screen.say(wrapped(screen, "", &ended.broken.english));
    if ended.solved {
        screen.say(format!("{} You had mended it.", style("✓").green()));
        return Ok(Ending::done(Some(name)).with("drill", ended));
    }
    let mut finished = follow(app, screen, person, name, Goal::Repair, Pace::AllAtOnce).await?;
    if finished.outcome == Outcome::Done {
        finished = follow(app, screen, person, name, Goal::Verify, Pace::AllAtOnce).await?;
    }
    if finished.outcome == Outcome::Healthy {
        screen.say(format!("\n{} {name} is healthy again.", style("✓").green()));
    }
    Ok(Ending::of_run(&finished).with("drill", ended))
}

fn wrapped(screen: &Screen, indent: &str, text: &str) -> String {
    textwrap::fill(&rich(text), Options::new(screen.width()).initial_indent(indent).subsequent_indent(indent).break_words(false))
}
