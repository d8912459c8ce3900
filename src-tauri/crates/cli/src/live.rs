//! A run in a terminal: a line for each step that works, with its time, what it does, and how far it is where that is known.

use std::collections::BTreeMap;
use std::time::Duration;

use console::style;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use model::{Progress, Report, StepId, Stream};

use crate::follow::{News, Show, Steps};

const TICK: Duration = Duration::from_millis(100);
/// A bar's full length.
const WHOLE: u64 = 1000;

/// A run in a terminal.
pub struct Live {
    steps: Steps,
    bars: MultiProgress,
    working: BTreeMap<StepId, Working>,
}

struct Working {
    bar: ProgressBar,
    note: String,
    last_line: String,
}

impl Live {
    /// Nothing shown yet.
    pub fn new(steps: Steps) -> Self {
        Self { steps, bars: MultiProgress::with_draw_target(ProgressDrawTarget::stdout()), working: BTreeMap::new() }
    }

    fn begin(&mut self, step: StepId) {
        let (bars, steps) = (&self.bars, &self.steps);
        self.working.entry(step).or_insert_with_key(|step| {
            let bar = bars.add(ProgressBar::new(WHOLE));
            bar.set_style(style_of("{spinner:.cyan} {prefix} {elapsed:.dim}  {wide_msg}"));
            bar.set_prefix(steps.title(step).to_owned());
            bar.enable_steady_tick(TICK);
            Working { bar, note: String::new(), last_line: String::new() }
        });
    }

    fn over(&mut self, step: &StepId, line: &str) {
        if let Some(working) = self.working.remove(step) {
            working.bar.finish_and_clear();
            self.bars.remove(&working.bar);
        }
        self.say(line);
    }

    fn progress(&mut self, progress: &Progress) {
        let Some(working) = self.working.get_mut(&progress.step) else { return };
        working.note.clone_from(&progress.note.english);
        match progress.fraction {
            Some(fraction) => {
                working.bar.set_style(style_of("{spinner:.cyan} {prefix} {bar:20.cyan/dim} {percent:>3}% {elapsed:.dim}  {wide_msg}"));
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction of 1000")]
                working.bar.set_position((fraction.clamp(0.0, 1.0) * 1000.0) as u64);
            }
            None => working.bar.set_style(style_of("{spinner:.cyan} {prefix} {elapsed:.dim}  {wide_msg}")),
        }
        working.show();
    }
}

impl Working {
    fn show(&self) {
        let gap = if self.note.is_empty() || self.last_line.is_empty() { "" } else { "  " };
        self.bar.set_message(format!("{}{gap}{}", self.note, style(&self.last_line).dim()));
    }
}

impl Show for Live {
    fn report(&mut self, report: &Report) {
        for event in &report.events {
            match self.steps.news(&event.kind) {
                Some(News::Begun(step)) => self.begin(step),
                Some(News::Over(step, line)) => self.over(&step, &line),
                None => {}
            }
        }
        for progress in &report.progress {
            self.progress(progress);
        }
        for line in report.lines.iter().filter(|line| matches!(line.stream, Stream::Out | Stream::Err)) {
            if let Some(working) = self.working.get_mut(&line.step) {
                working.last_line = line.text.chars().filter(|c| !c.is_control()).collect();
                working.show();
            }
        }
    }

    fn say(&mut self, words: &str) {
        // Where the terminal has gone away there is nobody to tell.
        let _ = self.bars.println(words);
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let _ = self.bars.clear();
    }
}

fn style_of(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    style.tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ").progress_chars("━━─")
}
