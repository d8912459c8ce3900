//! Runs: each is a task of its own, so that nothing of it lives inside a call, and a reader can come and go.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use engine::{Feed, OpenLab, Run, RunRequest};
use lab::{LabPlan, Ports};
use model::{CloudFacts, EventKind, Finished, Goal, Lab, Machine, MysqlFacts, Outcome, Pace, Problem, ProblemCode, Report, RunId};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::practice_clouds::PracticeSlot;
use crate::{App, adoption, names};

/// How long a call for news waits for some.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long news are gathered before they are told, so that a flood of lines comes in few reports.
const GATHER: Duration = Duration::from_millis(40);
/// How many lines a report has at most, so that a window that comes late to a long run does not stop while it takes all of them in.
const LINES_AT_ONCE: usize = 2_000;

/// What goes on in one lab while the program runs.
#[derive(Default)]
pub(crate) struct Session {
    runs: Mutex<Vec<Started>>,
    pub practice: PracticeSlot,
}

/// A run that was started.
#[derive(Clone)]
struct Started {
    run: RunId,
    feed: Arc<Feed>,
    cancel: CancellationToken,
    /// True once the run has ended and all that comes after its end is done.
    settled: watch::Receiver<bool>,
}

impl Session {
    fn runs(&self) -> MutexGuard<'_, Vec<Started>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn newest(&self) -> Option<Started> {
        self.runs().last().cloned()
    }

    /// The run that goes on.
    pub fn running(&self) -> Option<RunId> {
        self.newest().filter(|started| !*started.settled.borrow()).map(|started| started.run)
    }

    /// Waits until no run goes on.
    pub async fn settled(&self) {
        if let Some(mut newest) = self.newest() {
            let _ = newest.settled.wait_for(|settled| *settled).await;
        }
    }
}

impl App {
    /// Starts a run.
    ///
    /// # Errors
    /// `lab_busy` while another one goes on, here or in another process; `lab_not_found`, `lab_newer`, `lab_damaged`; why its cloud cannot
    /// be reached from this computer at all, `adoption_pending`, and `practice_lost` where there is nothing left to look at.
    pub async fn run(&self, name: String, goal: Goal, pace: Pace) -> Result<RunId, Problem> {
        let mut open = self.store().open(&name)?;
        adoption::is_whole(&open.lab)?;
        let session = self.session(&name);
        if let Err(lost) = self.practice_is_there(&open.lab, &open.folder).await {
            // To be set up or taken down again it needs to have nothing; all else would look for what is gone.
            if !matches!(goal, Goal::SetUp | Goal::Repair | Goal::TearDown) {
                return Err(lost);
            }
            open.lab = as_not_begun(open.lab);
            open.folder.save(&open.lab)?;
        }
        let ports = self.ports(&session, &open.lab, &open.folder).await?;
        let run = names::run_id();
        let (settle, settled) = watch::channel(false);
        let feed = Arc::new(Feed::new(run.clone(), name));
        let started = Started { run: run.clone(), feed: feed.clone(), cancel: CancellationToken::new(), settled };
        let request =
            RunRequest { run: run.clone(), goal, pace, feed, cancel: started.cancel.clone(), watch: self.options().watch.clone() };
        session.runs().push(started);
        self.log().run_began(&open.lab.name, &request.goal, request.pace);
        let app = self.clone();
        tokio::spawn(async move {
            app.carry_out(&session, open, ports, request).await;
            settle.send_replace(true);
        });
        Ok(run)
    }

    /// Stops the lab's run between two side effects. Without a run there is nothing to stop, which is as good.
    ///
    /// # Errors
    /// None.
    pub async fn cancel(&self, name: String) -> Result<(), Problem> {
        if let Some(newest) = self.session(&name).newest() {
            newest.cancel.cancel();
        }
        Ok(())
    }

    /// The lab's newest run since the program was started.
    ///
    /// # Errors
    /// None.
    pub async fn latest_run(&self, name: String) -> Result<Option<RunId>, Problem> {
        Ok(self.session(&name).newest().map(|newest| newest.run))
    }

    /// All that is new of a run since an event index and a line index. Answers when there is something, after 15 s at the latest.
    ///
    /// The report that ends with [`EventKind::Finished`] is given when everything after it is done too: a torn-down lab's folder is gone,
    /// and the next run can be started.
    ///
    /// # Errors
    /// `internal` for a run that is not of this lab.
    pub async fn report_since(&self, name: String, run: RunId, event: u64, line: u64) -> Result<Report, Problem> {
        let found = self.session(&name).runs().iter().find(|started| started.run == run).cloned();
        let mut started = found.ok_or_else(|| ProblemCode::Internal.detail(format!("{name} has no run {}", run.0)).build())?;
        let mut news = started.feed.subscribe();
        let report = started.feed.since_in_parts(event, line, LINES_AT_ONCE);
        let report = if report.events.is_empty() && report.lines.is_empty() && !report.finished {
            let _ = tokio::time::timeout(PATIENCE, news.changed()).await;
            if !started.feed.is_finished() {
                tokio::time::sleep(GATHER).await;
            }
            started.feed.since_in_parts(event, line, LINES_AT_ONCE)
        } else {
            report
        };
        if report.finished {
            let _ = started.settled.wait_for(|settled| *settled).await;
        }
        Ok(report)
    }

    /// Goes through the run and what comes after it. Whatever happens, the feed ends in one [`EventKind::Finished`].
    async fn carry_out(&self, session: &Session, open: OpenLab, ports: Ports, request: RunRequest) {
        let began = Instant::now();
        let (feed, goal, lab) = (request.feed.clone(), request.goal.clone(), open.lab.clone());
        // In a task of its own, so that a panic ends it and not the telling of it.
        let work = tokio::spawn(async move {
            let remote = ports.remote.clone();
            let finished = Run::new(open, ports, Arc::new(LabPlan), request)?.go().await;
            remote.close().await;
            Ok::<_, Problem>(finished)
        });
        let finished = match work.await {
            Ok(Ok(finished)) => finished,
            Ok(Err(problem)) => never_ended(&self.newest_record(&lab), goal, problem, began),
            Err(error) => never_ended(&self.newest_record(&lab), goal, panicked(error), began),
        };
        if finished.goal == Goal::TearDown && finished.outcome == Outcome::Done {
            // The lab is gone from the world; what is left of it here can be removed at any later time.
            let _ = self.bury(session, lab, &finished).await;
        }
        self.log().run_ended(&finished);
        feed.push(EventKind::Finished(Box::new(finished)));
    }

    /// A lab's record as it is on disk, or as it was before.
    fn newest_record(&self, before: &Lab) -> Lab {
        self.store().read(&before.name).unwrap_or_else(|_| before.clone())
    }

    /// Keeps a torn-down lab's receipt and removes its folder.
    async fn bury(&self, session: &Session, lab: Lab, finished: &Finished) -> Result<(), Problem> {
        let name = lab.name.clone();
        // Nobody may begin to work on it while it is removed.
        let open = self.store().open(&name)?;
        self.write_receipt(lab, &open.folder, finished.removed.clone())?;
        session.practice.close(&name, open.folder.path()).await?;
        open.folder.remove()
    }
}

/// A lab without all that it had: what was chosen stays.
fn as_not_begun(lab: Lab) -> Lab {
    Lab {
        cloud: CloudFacts::default(),
        server: Machine::default(),
        client: Machine::default(),
        mysql: MysqlFacts::default(),
        databases: Vec::new(),
        adoption: None,
        steps: Default::default(),
        ..lab
    }
}

/// The end of a run that did not come to its own.
fn never_ended(lab: &Lab, goal: Goal, problem: Problem, began: Instant) -> Finished {
    let leftovers = engine::last_known(lab);
    Finished {
        outcome: Outcome::Failed,
        lab: lab.name.clone(),
        goal,
        databases: Vec::new(),
        checks: Vec::new(),
        problem: Some(Problem { leftovers: leftovers.clone(), ..problem }),
        culprit: None,
        leftovers,
        removed: Vec::new(),
        millis: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}

fn panicked(error: tokio::task::JoinError) -> Problem {
    let said = match error.try_into_panic() {
        Ok(panic) => match panic.downcast::<String>() {
            Ok(said) => *said,
            Err(panic) => panic.downcast::<&str>().map(|said| (*said).to_owned()).unwrap_or_default(),
        },
        Err(error) => error.to_string(),
    };
    ProblemCode::Internal.detail(said).into()
}
