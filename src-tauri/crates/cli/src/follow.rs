//! Follows a run to its end, and shows it.

use std::collections::BTreeMap;

use app::{App, LabView};
use console::style;
use model::{Event, EventKind, Finished, Goal, Pace, Problem, Report, RunId, State, StepId, Verb};
use serde_json::{Value, json};

use crate::ask::Person;
use crate::ending::Ending;
use crate::lines::Lines;
use crate::live::Live;
use crate::screen::Screen;

/// Shows what a run says.
pub trait Show {
    /// Shows what is new.
    fn report(&mut self, report: &Report);
    /// Says something beside it.
    fn say(&mut self, words: &str);
}

/// Starts a run and shows it until it has ended. The first Ctrl-C stops it between two side effects, the second ends the program.
///
/// # Errors
/// Why the run could not be started.
pub async fn follow(app: &App, screen: &Screen, person: &mut Person, name: &str, goal: Goal, pace: Pace) -> Result<Finished, Problem> {
    let steps = Steps::of(&app.lab(name.to_owned()).await?, goal.clone());
    let run = app.run(name.to_owned(), goal, pace).await?;
    follow_run(app, screen, person, name, run, steps).await
}

/// Shows a run that was started until it has ended, as [`follow`] does.
///
/// # Errors
/// When the run is not of this lab.
pub async fn follow_run(
    app: &App,
    screen: &Screen,
    person: &mut Person,
    name: &str,
    run: RunId,
    steps: Steps,
) -> Result<Finished, Problem> {
    let mut show: Box<dyn Show> = if screen.is_json() {
        Box::new(JsonLines(screen))
    } else if screen.is_live() {
        Box::new(Live::new(steps))
    } else {
        Box::new(Lines::new(screen, steps))
    };
    let (mut event, mut line, mut interrupts) = (0, 0, 0);
    loop {
        let report = tokio::select! {
            report = app.report_since(name.to_owned(), run.clone(), event, line) => report?,
            () = person.interrupted() => {
                interrupts += 1;
                if interrupts > 1 {
                    show.say("Ended at once. The lab's record is safe; `mysql-lab resume` goes on with it.");
                    std::process::exit(screen.end(&Ending::cancelled(Some(name))));
                }
                show.say("Stopping: what was just begun is finished first. Ctrl-C again ends at once.");
                app.cancel(name.to_owned()).await?;
                continue;
            }
        };
        (event, line) = (report.next_event, report.next_line);
        show.report(&report);
        let last = report.events.into_iter().next_back();
        if let Some(Event { kind: EventKind::Finished(finished), .. }) = last {
            return Ok(*finished);
        }
    }
}

/// One event, progress or line of output a line of JSON. How the run ended is told with the command's last line.
struct JsonLines<'a>(&'a Screen);

impl Show for JsonLines<'_> {
    fn report(&mut self, report: &Report) {
        for event in report.events.iter().filter(|event| !matches!(event.kind, EventKind::Finished(_))) {
            self.0.line(&json!(event));
        }
        for progress in &report.progress {
            self.0.line(&of_kind("progress", json!(progress)));
        }
        for line in &report.lines {
            self.0.line(&of_kind("line", json!(line)));
        }
    }

    fn say(&mut self, words: &str) {
        self.0.prompt(&format!("{words}\n"));
    }
}

fn of_kind(kind: &str, mut value: Value) -> Value {
    value["kind"] = kind.into();
    value
}

/// What the shows know of the run's steps.
pub struct Steps {
    titles: BTreeMap<StepId, String>,
    changes: Vec<StepId>,
    goal: Goal,
}

/// What an event means to someone who watches.
#[derive(Debug, PartialEq, Eq)]
pub enum News {
    /// A step's verb began.
    Begun(StepId),
    /// A step came to its end: its line, glyph first.
    Over(StepId, String),
}

impl Steps {
    /// The steps of a lab, for a run with a goal.
    pub fn of(view: &LabView, goal: Goal) -> Self {
        let titles = view.steps.iter().map(|step| (step.id.clone(), step.title.english.clone())).collect();
        Self { titles, changes: view.changes.clone(), goal }
    }

    /// A step's title.
    pub fn title<'a>(&'a self, step: &'a StepId) -> &'a str {
        self.titles.get(step).map_or_else(|| step.as_str(), String::as_str)
    }

    /// What an event means to someone who watches; nothing for those that are told by others.
    pub fn news(&self, event: &EventKind) -> Option<News> {
        let over = |step: &StepId, glyph: String, words: String| {
            let words = if words.is_empty() { words } else { format!("  {}", style(words).dim()) };
            Some(News::Over(step.clone(), format!("{glyph} {}{words}", self.title(step))))
        };
        let (yes, no, not) = (style("✓").green().to_string(), style("✗").red().to_string(), style("-").dim().to_string());
        match event {
            EventKind::StepStarted { step, verb: Verb::Check | Verb::Apply | Verb::Undo } => Some(News::Begun(step.clone())),
            EventKind::StepDone { step, applied, millis } => {
                // A step that only looks is done anew each time.
                let words = if *applied || !self.changes.contains(step) { seconds(*millis) } else { "was there already".to_owned() };
                over(step, yes, words)
            }
            EventKind::StepFailed { step, problem, .. } => over(step, no, problem.title.english.clone()),
            EventKind::StepSkipped { step, why } => over(step, not, why.english.clone()),
            EventKind::StepUndone { step, millis } => over(step, yes, format!("undone, {}", seconds(*millis))),
            EventKind::StepChecked { step, state, problem, .. } if self.goal == Goal::Verify => match state {
                State::Done => over(step, yes, String::new()),
                State::Waiting => over(step, not, "not looked at: a step before it does not hold".to_owned()),
                State::Absent | State::Partial | State::Blocked => {
                    over(step, no, problem.as_ref().map_or_else(|| "does not hold".to_owned(), |problem| problem.title.english.clone()))
                }
            },
            _ => None,
        }
    }
}

/// A time in seconds, as people say it.
pub fn seconds(millis: u64) -> String {
    let tenths = millis.div_ceil(100);
    if tenths < 100 { format!("{}.{} s", tenths / 10, tenths % 10) } else { format!("{} s", tenths / 10) }
}
