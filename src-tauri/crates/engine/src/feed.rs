//! What a run has said so far, for readers that come and go.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::{Event, EventKind, Line, Place, Progress, Report, RunId, StepId, Stream};
use tokio::sync::watch;

/// How many lines of the terminal a run keeps.
const LINES_KEPT: usize = 100_000;

/// A run's events, progress and terminal lines.
///
/// Events are kept for good; of progress only the newest of each step; of lines the newest 100,000.
pub struct Feed {
    run: RunId,
    lab: String,
    said: Mutex<Said>,
    version: watch::Sender<u64>,
}

#[derive(Default)]
struct Said {
    events: Vec<Event>,
    progress: BTreeMap<StepId, Progress>,
    lines: VecDeque<Line>,
    next_line: u64,
    finished: bool,
}

impl Feed {
    /// A run's feed, with nothing said yet.
    pub fn new(run: RunId, lab: String) -> Self {
        Self { run, lab, said: Mutex::default(), version: watch::Sender::new(0) }
    }

    /// Adds an event. Nothing is added after [`EventKind::Finished`].
    pub fn push(&self, kind: EventKind) {
        let mut said = self.said();
        if said.finished {
            return;
        }
        match &kind {
            EventKind::StepStarted { step, .. }
            | EventKind::StepDone { step, .. }
            | EventKind::StepFailed { step, .. }
            | EventKind::StepUndone { step, .. } => {
                said.progress.remove(step);
            }
            EventKind::Finished(_) => {
                said.finished = true;
                said.progress.clear();
            }
            _ => {}
        }
        let index = said.events.len() as u64;
        said.events.push(Event { index, at: jiff::Timestamp::now(), kind });
        drop(said);
        self.tell();
    }

    /// Replaces a step's progress.
    pub fn progress(&self, progress: Progress) {
        let mut said = self.said();
        if !said.finished {
            said.progress.insert(progress.step.clone(), progress);
        }
        drop(said);
        self.tell();
    }

    /// Adds a line of the terminal.
    pub fn line(&self, step: StepId, place: Place, stream: Stream, text: String) {
        let mut said = self.said();
        let index = said.next_line;
        said.next_line += 1;
        if said.lines.len() == LINES_KEPT {
            said.lines.pop_front();
        }
        said.lines.push_back(Line { index, at: jiff::Timestamp::now(), step, place, stream, text });
        drop(said);
        self.tell();
    }

    /// All that is new since an event index and a line index, at once.
    pub fn since(&self, event: u64, line: u64) -> Report {
        self.since_in_parts(event, line, usize::MAX)
    }

    /// What is new since an event index and a line index, with no more than so many lines: who reads on gets the rest. The end of the run
    /// is told with the last of its lines.
    pub fn since_in_parts(&self, event: u64, line: u64, most: usize) -> Report {
        let said = self.said();
        let first_event = usize::try_from(event).unwrap_or(usize::MAX).min(said.events.len());
        let oldest = said.next_line - said.lines.len() as u64;
        let first_line = usize::try_from(line.saturating_sub(oldest)).unwrap_or(usize::MAX).min(said.lines.len());
        let last_line = first_line.saturating_add(most).min(said.lines.len());
        let all = last_line == said.lines.len();
        let last_event = if said.finished && !all { said.events.len() - 1 } else { said.events.len() };
        Report {
            run: self.run.clone(),
            lab: self.lab.clone(),
            events: said.events[first_event.min(last_event)..last_event].to_vec(),
            next_event: last_event as u64,
            progress: said.progress.values().cloned().collect(),
            lines: said.lines.range(first_line..last_line).cloned().collect(),
            next_line: oldest + last_line as u64,
            finished: said.finished && all,
        }
    }

    /// A receiver that changes with each thing said.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// Whether the run has ended.
    pub fn is_finished(&self) -> bool {
        self.said().finished
    }

    fn tell(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed() -> Feed {
        Feed::new(RunId("r".into()), "lab".into())
    }

    #[test]
    fn a_reader_that_asks_since_n_misses_nothing_and_sees_nothing_twice() {
        let feed = feed();
        let step = StepId::new("a");
        for _ in 0..5 {
            feed.push(EventKind::StepStarted { step: step.clone(), verb: model::Verb::Check });
        }
        let first = feed.since(0, 0);
        assert_eq!(first.events.len(), 5);
        feed.push(EventKind::StepUndone { step, millis: 1 });
        let second = feed.since(first.next_event, 0);
        assert_eq!(second.events.iter().map(|e| e.index).collect::<Vec<_>>(), [5]);
        assert!(feed.since(999, 999).events.is_empty());
    }

    #[test]
    fn a_flood_is_told_in_parts_and_the_end_of_the_run_with_the_last() {
        let feed = feed();
        feed.push(EventKind::StepStarted { step: StepId::new("a"), verb: model::Verb::Check });
        for n in 0..5 {
            feed.line(StepId::new("a"), Place::Server, Stream::Out, n.to_string());
        }
        feed.push(EventKind::Finished(Box::new(finished())));
        let (mut event, mut line, mut parts, mut texts) = (0, 0, Vec::new(), String::new());
        loop {
            let report = feed.since_in_parts(event, line, 2);
            (event, line) = (report.next_event, report.next_line);
            parts.push((report.events.len(), report.lines.len()));
            texts.extend(report.lines.iter().map(|line| line.text.as_str()));
            if report.finished {
                break;
            }
        }
        assert_eq!((parts, texts.as_str()), (vec![(1, 2), (0, 2), (1, 1)], "01234"));
    }

    fn finished() -> model::Finished {
        model::Finished {
            outcome: model::Outcome::Done,
            lab: "lab".into(),
            goal: model::Goal::SetUp,
            databases: Vec::new(),
            checks: Vec::new(),
            problem: None,
            culprit: None,
            leftovers: Vec::new(),
            removed: Vec::new(),
            millis: 1,
        }
    }

    #[test]
    fn old_lines_are_dropped_and_the_rest_keep_their_numbers() {
        let feed = feed();
        for n in 0..LINES_KEPT + 3 {
            feed.line(StepId::new("a"), Place::Server, Stream::Out, n.to_string());
        }
        let report = feed.since(0, 0);
        assert_eq!(report.lines.len(), LINES_KEPT);
        assert_eq!(report.lines[0].index, 3);
        assert_eq!(report.lines[0].text, "3");
        assert_eq!(feed.since(0, report.next_line - 1).lines.len(), 1);
    }
}
