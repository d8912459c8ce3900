//! A lab on a practice cloud of its own, whose every run can be watched and whose world can be looked into.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use adapters::{Loopback, Route, RouteTo};
use app::{App, NewLab, Options, Secret};
use engine::{Feed, Plan, Point, Run, RunRequest, Store, Watch};
use lab::ports::{Exec, Host, Ports};
use model::{Event, EventKind, Finished, Goal, Lab, Pace, PracticeMysql, Problem, RunId, Settings, Target};
use practice::{Fault, MysqlFlavour, PracticeCloud};
use serde_json::Value;
use tempfile::TempDir;

/// Practice seconds in a real one: what is waited for in practice is over at once, and only real work takes time.
pub const SPEED: u32 = 1000;
/// The lab's name.
pub const NAME: &str = "bench";

/// A lab with its practice cloud.
pub struct Bench {
    home: TempDir,
    mysql: PracticeMysql,
    cloud: Arc<Cloud>,
}

struct Cloud(PracticeCloud);

struct PlantBefore {
    cloud: Arc<Cloud>,
    step: &'static str,
    faults: Mutex<Vec<Fault>>,
}

impl Watch for PlantBefore {
    fn reached(&self, point: &Point) -> Result<(), Problem> {
        if matches!(point, Point::Before(step) if step.as_str() == self.step) {
            for fault in std::mem::take(&mut *self.faults.lock().unwrap()) {
                self.cloud.0.plant(fault);
            }
        }
        Ok(())
    }
}

impl RouteTo for Cloud {
    fn route(&self, address: IpAddr, port: u16) -> Route {
        match self.0.route(address, port) {
            practice::Route::Socket(socket) => Route::Socket(socket),
            practice::Route::Refused => Route::Refused,
            practice::Route::TimedOut => Route::TimedOut,
        }
    }
}

impl Bench {
    /// A new lab, of which nothing is done, on an empty cloud.
    pub async fn new(mysql: PracticeMysql) -> Self {
        let home = tempfile::Builder::new().prefix("mysql-lab-test-").tempdir().unwrap();
        let app = App::new(Options::new(home.path().to_owned()));
        let new_lab = NewLab {
            name: Some(NAME.to_owned()),
            target: Target::Practice { mysql },
            settings: Settings::default(),
            password: Some(Secret::from("PassWord.1")),
        };
        app.create_lab(new_lab).await.unwrap();
        let cloud = open(&home, mysql).await;
        Self { home, mysql, cloud }
    }

    /// Ends the cloud and takes it up from its file, as after a restart of the computer.
    pub async fn restart(self) -> Self {
        let Self { home, mysql, cloud } = self;
        let cloud = Arc::into_inner(cloud).expect("no run holds the cloud");
        cloud.0.close().await.unwrap();
        Self { cloud: open(&home, mysql).await, home, mysql }
    }

    /// Runs a plan over the lab, and gives all events with the last one's contents.
    pub async fn run(&self, plan: Arc<dyn Plan<Ports>>, goal: Goal, pace: Pace, watch: Arc<dyn Watch>) -> (Vec<Event>, Finished) {
        let run = RunId("run-of-a-test".to_owned());
        let feed = Arc::new(Feed::new(run.clone(), NAME.to_owned()));
        let request = RunRequest { run, goal, pace, feed: feed.clone(), cancel: Default::default(), watch };
        let open = Store::new(self.home.path().to_owned()).open(NAME).unwrap();
        let ports = self.ports();
        let remote = ports.remote.clone();
        let finished = Run::new(open, ports, plan, request).unwrap().go().await;
        remote.close().await;
        (feed.since(0, 0).events, finished)
    }

    /// What exists in the cloud, as it is saved.
    pub fn world(&self) -> Value {
        let state: Value = serde_json::from_slice(&std::fs::read(state(&self.home)).unwrap()).unwrap();
        state["world"].clone()
    }

    /// How many things there are in the cloud: machines in any state, key pairs, and security groups beside the VPC's own.
    pub fn count(&self) -> (usize, usize, usize) {
        let world = self.world();
        let count = |kind: &str| world[kind].as_array().unwrap().len();
        (count("instances"), count("key_pairs"), count("groups") - 1)
    }

    /// Plants a fault in the cloud.
    pub fn plant(&self, fault: Fault) {
        self.cloud.0.plant(fault);
    }

    /// Plants faults, once, when a run is about to apply a step.
    pub fn plant_before(&self, step: &'static str, faults: impl IntoIterator<Item = Fault>) -> Arc<dyn Watch> {
        let faults = Mutex::new(faults.into_iter().collect());
        Arc::new(PlantBefore { cloud: self.cloud.clone(), step, faults })
    }

    /// The faults that still stand are mended.
    pub fn mend(&self) {
        for fault in self.cloud.0.faults() {
            self.cloud.0.mend(&fault);
        }
    }

    /// Runs a command on the server as a person who signs in beside the program; its output.
    pub async fn on_server(&self, command: &str, input: Option<&str>) -> String {
        let lab: Lab = serde_json::from_slice(&std::fs::read(self.folder().join("lab.json")).unwrap()).unwrap();
        let host = Host {
            instance_id: lab.server.instance_id.unwrap(),
            address: lab.server.public_ip.unwrap().parse().unwrap(),
            key: lab.cloud.key_path.unwrap().into(),
            host_keys: Vec::new(),
        };
        let ports = self.ports();
        let shell = ports.remote.connect(&host, Duration::from_secs(5)).await.unwrap();
        let exec = Exec { command: command.to_owned(), input: input.map(Secret::from) };
        let output = shell.exec(exec, &mut |_, _| ()).await.unwrap();
        ports.remote.close().await;
        assert_eq!(output.exit, 0, "{command}: {}", output.stderr);
        output.stdout
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("labs").join(NAME)
    }

    fn ports(&self) -> Ports {
        let (access_key, secret_key) = self.cloud.0.access_key();
        let endpoint = self.cloud.0.ec2_endpoint();
        adapters::for_loopback(Loopback {
            endpoint: endpoint.trim_start_matches("http://").parse().unwrap(),
            access_key: access_key.to_owned(),
            secret_key: Secret::from(secret_key),
            region: self.cloud.0.region().to_owned(),
            route: self.cloud.clone(),
            laptop_address: self.cloud.0.laptop_address(),
            speed: SPEED,
        })
        .unwrap()
    }
}

fn state(home: &TempDir) -> PathBuf {
    home.path().join("labs").join(NAME).join("practice.json")
}

async fn open(home: &TempDir, mysql: PracticeMysql) -> Arc<Cloud> {
    let mysql = match mysql {
        PracticeMysql::V8_0 => MysqlFlavour::V8_0,
        PracticeMysql::V9 => MysqlFlavour::V9,
    };
    let options = practice::Options { mysql, speed: f64::from(SPEED), ..practice::Options::default() };
    Arc::new(Cloud(PracticeCloud::open(&state(home), options).await.unwrap()))
}

/// The steps that a run applied: those that were not there already.
pub fn applied(events: &[Event]) -> Vec<String> {
    let done = |event: &Event| match &event.kind {
        EventKind::StepDone { step, applied: true, .. } => Some(step.to_string()),
        _ => None,
    };
    events.iter().filter_map(done).collect()
}
