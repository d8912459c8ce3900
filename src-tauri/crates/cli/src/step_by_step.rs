//! One step after another, asking before each: do it, check what was done by hand, show how, or stop.

use app::{App, LabView};
use console::style;
use model::{CheckReport, Finished, Goal, Outcome, Pace, Problem, State, StepInfo};
use textwrap::Options;

use crate::ask::{Answer, Person};
use crate::ending::Ending;
use crate::follow::follow;
use crate::screen::Screen;
use crate::{card, practice, setup};

/// What the person wants with a step.
enum Wish {
    Do,
    Check,
    Show,
    Stop,
}

/// Goes through a lab's steps with the person.
pub async fn go(app: &App, screen: &Screen, person: &mut Person, name: &str) -> Result<Ending, Problem> {
    let view = app.lab(name.to_owned()).await?;
    let count = view.steps.len();
    for (number, step) in view.steps.iter().enumerate() {
        if holds(&app.lab(name.to_owned()).await?, step) {
            screen.say(format!("{} {}  {}", style("✓").green(), step.title.english, style("was done before").dim()));
            continue;
        }
        screen.say(format!("\n{}", style(format!("Step {} of {count}: {}", number + 1, step.title.english)).bold()));
        screen.say(wrapped(screen, "  ", &step.what.english));
        loop {
            let goal = match wish(screen, person).await {
                Wish::Do => Goal::Step(step.id.clone()),
                Wish::Check => Goal::CheckStep(step.id.clone()),
                Wish::Show => {
                    show(screen, step);
                    if view.lab.target.is_practice() {
                        let practice = app.practice(Some(name.to_owned())).await?;
                        screen.say(format!("  {}", style("With your own programs, in a second terminal").bold()));
                        screen.say(format!("{}\n", practice::reach(&practice)));
                    }
                    continue;
                }
                Wish::Stop => return end(app, screen, name, Outcome::Cancelled).await,
            };
            let finished = follow(app, screen, person, name, goal, Pace::OneByOne).await?;
            match (finished.outcome, &finished.problem) {
                (Outcome::Cancelled, _) => return end(app, screen, name, Outcome::Cancelled).await,
                (_, Some(problem)) => screen.complain(&format!("\n{}\n", card::of(problem, Some(name), screen.width()))),
                _ => break,
            }
        }
    }
    end(app, screen, name, Outcome::Done).await
}

fn holds(view: &LabView, step: &StepInfo) -> bool {
    view.lab.steps.get(&step.id).is_some_and(|record| record.check.state == State::Done)
}

async fn wish(screen: &Screen, person: &mut Person) -> Wish {
    loop {
        match person.ask(screen, "  Enter = do it, h = I did it by hand: check it, s = show how, q = stop: ").await {
            Answer::End | Answer::Interrupted => return Wish::Stop,
            Answer::Line(line) => match line.trim().to_lowercase().as_str() {
                "" => return Wish::Do,
                "h" => return Wish::Check,
                "s" => return Wish::Show,
                "q" => return Wish::Stop,
                _ => {}
            },
        }
    }
}

fn show(screen: &Screen, step: &StepInfo) {
    screen.say(format!("\n  {}", style("By hand").bold()));
    for (number, action) in step.by_hand.iter().enumerate() {
        screen.say(wrapped(screen, &format!("  {}. ", number + 1), &action.english));
    }
    screen.say(format!("\n  {}", style("What the program sends").bold()));
    for command in &step.commands {
        screen.say(format!("  {}", style(&command.text).cyan()));
    }
    screen.say(format!("\n  {}", style("Why").bold()));
    screen.say(wrapped(screen, "  ", &step.why.english));
    for term in &step.terms {
        screen.say(wrapped(screen, "  ", &format!("{}: {}", term.word.english, term.meaning.english)));
    }
    screen.say("");
}

fn wrapped(screen: &Screen, indent: &str, text: &str) -> String {
    let spaces = " ".repeat(indent.len());
    textwrap::fill(&rich(text), Options::new(screen.width()).initial_indent(indent).subsequent_indent(&spaces).break_words(false))
}

/// The marks of a text as a terminal shows them: `**bold**` and `` `typed` ``. What is clicked keeps its brackets.
pub(crate) fn rich(text: &str) -> String {
    let mut shown = String::new();
    for (at, part) in text.split("**").enumerate() {
        for (within, piece) in part.split('`').enumerate() {
            let piece = match (at % 2, within % 2) {
                (1, 0) => style(piece).bold().to_string(),
                (_, 1) => style(piece).cyan().to_string(),
                _ => piece.to_owned(),
            };
            shown.push_str(&piece);
        }
    }
    shown
}

/// The end of the whole walk, told like that of one run.
async fn end(app: &App, screen: &Screen, name: &str, outcome: Outcome) -> Result<Ending, Problem> {
    let view = app.lab(name.to_owned()).await?;
    let check = |step: &StepInfo| {
        let record = view.lab.steps.get(&step.id)?;
        Some(CheckReport { step: step.id.clone(), title: step.title.clone(), check: record.check.clone() })
    };
    let leftovers = if outcome == Outcome::Cancelled { app.remaining(name.to_owned()).await? } else { Vec::new() };
    let took = view.lab.steps.values().filter_map(|record| record.millis).sum();
    let finished = Finished {
        outcome,
        lab: name.to_owned(),
        goal: Goal::SetUp,
        databases: view.lab.databases.clone(),
        checks: view.steps.iter().filter_map(check).collect(),
        problem: None,
        culprit: None,
        leftovers,
        removed: Vec::new(),
        millis: took,
    };
    setup::tell(app, screen, &finished).await?;
    Ok(Ending::of_run(&finished))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_shows_no_marks_of_the_texts() {
        console::set_colors_enabled(false);
        assert_eq!(rich("Name it **mine**, type `ls -l`, click on [Create]."), "Name it mine, type ls -l, click on [Create].");
    }
}
