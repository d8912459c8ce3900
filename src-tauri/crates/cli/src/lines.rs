//! A run as plain lines, for pipes and logs: one when a step begins, one when it is over.

use std::collections::BTreeSet;

use model::{Report, StepId};

use crate::follow::{News, Show, Steps};
use crate::screen::Screen;

/// A run as plain lines.
pub struct Lines<'a> {
    screen: &'a Screen,
    steps: Steps,
    begun: BTreeSet<StepId>,
}

impl<'a> Lines<'a> {
    /// Nothing shown yet.
    pub fn new(screen: &'a Screen, steps: Steps) -> Self {
        Self { screen, steps, begun: BTreeSet::new() }
    }
}

impl Show for Lines<'_> {
    fn report(&mut self, report: &Report) {
        for event in &report.events {
            match self.steps.news(&event.kind) {
                Some(News::Begun(step)) if self.begun.insert(step.clone()) => {
                    self.screen.say(format!("> {}", self.steps.title(&step)));
                }
                Some(News::Over(_, line)) => self.screen.say(line),
                _ => {}
            }
        }
    }

    fn say(&mut self, words: &str) {
        self.screen.say(words);
    }
}
