//! A lab on stand-ins, whose steps are run one by one by the real engine.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use engine::{Feed, Run, RunRequest, Secret, Store, Unwatched};
use model::{Check, Finished, Goal, Lab, Line, Pace, Problem, ProblemCode, RunId, State, StepId, StepRecord};

use super::stand_ins::{FakeClock, FakeCloud, FakeDatabase, FakeFiles, FakeHosts, FakeLaptop, FakeRemote, Script};
use crate::ports::{Output, Ports, Probe};
use crate::{LabPlan, ROOT_PASSWORD, USER_PASSWORD, id};

/// The host key that the machines show.
pub const HOST_KEY: &str = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

pub struct World {
    _home: tempfile::TempDir,
    store: Store,
    pub cloud: Arc<FakeCloud>,
    pub hosts: Arc<FakeHosts>,
    pub files: Arc<FakeFiles>,
    pub laptop: Arc<FakeLaptop>,
    pub database: Arc<FakeDatabase>,
    pub lines: Mutex<Vec<Line>>,
}

impl World {
    /// A lab before its first step.
    pub fn new(change: impl FnOnce(&mut Lab)) -> Self {
        let home = tempfile::tempdir().unwrap();
        let store = Store::new(home.path().to_owned());
        let mut lab = crate::testing::lab();
        change(&mut lab);
        let open = store.create(lab).unwrap();
        let passwords = [(ROOT_PASSWORD, Secret::from("PassWord.1")), (USER_PASSWORD, Secret::from("PassWord.2"))];
        open.folder.vault().put(passwords).unwrap();
        drop(open);
        let cloud = FakeCloud::default();
        cloud.state().account = "123456789012".into();
        cloud.state().free_types = vec!["t3.micro"];
        let hosts = FakeHosts {
            script: Mutex::new(Box::new(|_, _| Output::default())),
            commands: Mutex::default(),
            refusal: Mutex::default(),
            cut_at: Mutex::default(),
            host_key: HOST_KEY.to_owned(),
        };
        Self {
            _home: home,
            store,
            cloud: Arc::new(cloud),
            hosts: Arc::new(hosts),
            files: Arc::default(),
            laptop: Arc::new(FakeLaptop { address: Mutex::new(Some(Ipv4Addr::new(198, 51, 100, 23))), probe: Mutex::new(Probe::TimedOut) }),
            database: Arc::new(FakeDatabase(Mutex::new(Ok(Vec::new())))),
            lines: Mutex::default(),
        }
    }

    /// A lab whose machines run and were signed in to, and answer as scripted.
    pub async fn with_machines(script: impl FnMut(&str, &str) -> Output + Send + 'static) -> Self {
        let world = Self::new(|_| {});
        for step in [id::LOOK_BEFORE_CREATING, id::KEY_PAIR, id::SECURITY_GROUP, id::LAUNCH_INSTANCES, id::NAME_INSTANCES] {
            world.done(step).await;
        }
        world.answer(script);
        for step in [id::WAIT_UNTIL_RUNNING, id::CONNECT_SERVER, id::CONNECT_CLIENT] {
            world.done(step).await;
        }
        world.hosts.commands.lock().unwrap().clear();
        world
    }

    /// What the machines answer from now on.
    pub fn answer(&self, script: impl FnMut(&str, &str) -> Output + Send + 'static) {
        *self.hosts.script.lock().unwrap() = Box::new(script) as Script;
    }

    pub fn lab(&self) -> Lab {
        self.store.read("first-lab").unwrap()
    }

    pub fn change(&self, change: impl FnOnce(&mut Lab)) {
        let mut open = self.store.open("first-lab").unwrap();
        change(&mut open.lab);
        open.folder.save(&open.lab).unwrap();
    }

    /// The stand-ins as ports.
    pub fn ports(&self) -> Ports {
        Ports {
            compute: self.cloud.clone(),
            remote: Arc::new(FakeRemote(self.hosts.clone())),
            database: self.database.clone(),
            clock: Arc::new(FakeClock::default()),
            laptop: self.laptop.clone(),
            key_files: self.files.clone(),
        }
    }

    /// Runs a goal; whatever a step needs counts as done.
    pub async fn run(&self, goal: Goal) -> Finished {
        let mut open = self.store.open("first-lab").unwrap();
        let holds = StepRecord { check: Check::done(Vec::new()), at: jiff::Timestamp::UNIX_EPOCH, by_hand: false, millis: Some(1) };
        for step in crate::steps::all() {
            open.lab.steps.entry(step.info(&open.lab).id).or_insert_with(|| holds.clone()).check.state = State::Done;
        }
        open.folder.save(&open.lab).unwrap();
        let feed = Arc::new(Feed::new(RunId("run".into()), "first-lab".into()));
        let request = RunRequest {
            run: RunId("run".into()),
            goal,
            pace: Pace::OneByOne,
            feed: feed.clone(),
            cancel: Default::default(),
            watch: Arc::new(Unwatched),
        };
        let finished = Run::new(open, self.ports(), Arc::new(LabPlan), request).unwrap().go().await;
        *self.lines.lock().unwrap() = feed.since(0, 0).lines;
        finished
    }

    /// Applies a step, which must come out well.
    pub async fn done(&self, step: StepId) {
        let finished = self.run(Goal::Step(step.clone())).await;
        assert!(finished.problem.is_none(), "{step}: {:#?}", finished.problem);
    }

    /// Undoes a step, which must come out well.
    pub async fn undone(&self, step: StepId) {
        let finished = self.run(Goal::UndoStep(step.clone())).await;
        assert!(finished.problem.is_none(), "{step}: {:#?}", finished.problem);
    }

    /// Applies a step, which must fail with a code.
    pub async fn fails(&self, step: StepId, code: ProblemCode) -> Problem {
        let finished = self.run(Goal::Step(step.clone())).await;
        let problem = finished.problem.unwrap_or_else(|| panic!("{step} came out well"));
        assert_eq!(problem.code, code, "{step}: {problem:#?}");
        problem
    }

    /// Looks at a step.
    pub async fn state(&self, step: StepId) -> State {
        self.run(Goal::CheckStep(step.clone())).await;
        self.lab().steps[&step].check.state
    }

    /// The commands that the machines were sent and that begin so.
    pub fn sent(&self, beginning: &str) -> usize {
        self.hosts.commands.lock().unwrap().iter().filter(|command| command.starts_with(beginning)).count()
    }
}

/// A command's output.
pub fn said(exit: u32, stdout: &str, stderr: &str) -> Output {
    Output { exit, stdout: stdout.to_owned(), stderr: stderr.to_owned() }
}
