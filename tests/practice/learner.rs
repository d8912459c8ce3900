//! A learner's program: labs in a home of their own, and runs followed to their ends.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use adapters::{Route, RouteTo, Ssh, SystemClock};
use app::{App, LabView, NewLab, Options, Secret};
use lab::ports::{Exec, Host, Remote};
use model::{EventKind, Finished, Goal, Outcome, Pace, PracticeMysql, Problem, Settings, Target};
use tempfile::TempDir;

use crate::bench::SPEED;

/// The lab's name.
pub const LAB: &str = "practice-1";
/// The password of root and of donald. It stands nowhere by chance.
pub const PASSWORD: &str = "Learner.7qGvX2";

/// A program with its home.
pub struct Learner {
    pub home: TempDir,
    pub app: App,
}

impl Learner {
    /// With a practice lab of which nothing is done.
    pub async fn new() -> Self {
        let home = tempfile::Builder::new().prefix("mysql-lab-test-").tempdir().unwrap();
        let learner = Self { app: program(&home), home };
        let new_lab = NewLab {
            name: Some(LAB.to_owned()),
            target: Target::Practice { mysql: PracticeMysql::V8_0 },
            settings: Settings::default(),
            password: Some(Secret::from(PASSWORD)),
        };
        learner.app.create_lab(new_lab).await.unwrap();
        learner
    }

    /// With a practice lab that stands.
    pub async fn with_a_whole_lab() -> Self {
        let learner = Self::new().await;
        let done = learner.run(Goal::SetUp).await.unwrap();
        assert_eq!(done.outcome, Outcome::Done, "{:#?}", done.problem);
        learner
    }

    /// Ends the program and starts it again.
    pub async fn restart(self) -> Self {
        self.app.close().await;
        Self { app: program(&self.home), home: self.home }
    }

    /// Runs to the end.
    pub async fn run(&self, goal: Goal) -> Result<Finished, Problem> {
        let run = self.app.run(LAB.to_owned(), goal, Pace::AllAtOnce).await?;
        let mut event = 0;
        loop {
            let report = self.app.report_since(LAB.to_owned(), run.clone(), event, u64::MAX).await?;
            event = report.next_event;
            if let Some(EventKind::Finished(finished)) = report.events.into_iter().next_back().map(|event| event.kind) {
                return Ok(*finished);
            }
        }
    }

    /// Types a command on the server, over SSH with the key that the lab has, at the address that the program tells.
    pub async fn on_server(&self, command: &str) {
        let lab = self.lab().await.lab;
        let access = self.app.practice(Some(LAB.to_owned())).await.unwrap();
        let server = access.machines.iter().find(|machine| machine.name == lab.settings.server_name).unwrap();
        let socket: SocketAddr = server.ssh.as_deref().unwrap().parse().unwrap();
        let ssh = Ssh::new(Arc::new(SystemClock::new(SPEED)), Arc::new(Door(socket)));
        let host = Host {
            instance_id: server.instance_id.clone(),
            address: lab.server.public_ip.unwrap().parse().unwrap(),
            key: lab.cloud.key_path.unwrap().into(),
            host_keys: Vec::new(),
        };
        let shell = ssh.connect(&host, Duration::from_secs(5)).await.unwrap();
        let output = shell.exec(Exec { command: command.to_owned(), input: None }, &mut |_, _| ()).await.unwrap();
        assert_eq!(output.exit, 0, "{command}: {}", output.stderr);
        ssh.close().await;
    }

    /// The lab.
    pub async fn lab(&self) -> LabView {
        self.app.lab(LAB.to_owned()).await.unwrap()
    }
}

/// The one door that is knocked at.
struct Door(SocketAddr);

impl RouteTo for Door {
    fn route(&self, _: IpAddr, _: u16) -> Route {
        Route::Socket(self.0)
    }
}

fn program(home: &TempDir) -> App {
    App::new(Options { practice_speed: SPEED, ..Options::new(home.path().to_owned()) })
}
