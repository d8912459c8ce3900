//! A machine on its own, for tests: time passes when it sleeps, other machines are what the test says.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::commands::Process;
use super::io::{Input, Output};
use super::surroundings::Surroundings;
use super::tty::Tty;
use super::{Guest, GuestSpec, run_command};
use crate::mysql;
use crate::world::{Fault, FaultPoint, MysqlFlavour, Reached};

/// A test's world: one machine, and what it meets.
pub(crate) struct Alone {
    pub(crate) guest: Mutex<Guest>,
    clock: Mutex<Timestamp>,
    pub(crate) reached: Mutex<HashMap<(IpAddr, u16), Reached>>,
    /// A MySQL server at another address.
    pub(crate) other: Mutex<Option<(IpAddr, Arc<Alone>)>>,
    pub(crate) faults: Mutex<VecDeque<Fault>>,
    pub(crate) restarts: Mutex<u32>,
}

pub(crate) fn spec(mysql: MysqlFlavour, last: u8) -> GuestSpec {
    GuestSpec {
        instance_id: "i-0123456789abcdef0".to_owned(),
        hostname: format!("ip-172-31-18-{last}"),
        private_ip: Ipv4Addr::new(172, 31, 18, last),
        authorized_key: String::new(),
        mysql,
        boot_seed: 42,
    }
}

impl Alone {
    pub(crate) fn with(spec: GuestSpec) -> Arc<Self> {
        let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let mut guest = Guest::new(spec, now);
        guest.started(now);
        Arc::new(Self {
            guest: Mutex::new(guest),
            clock: Mutex::new(now + SignedDuration::from_secs(60)),
            reached: Mutex::default(),
            other: Mutex::default(),
            faults: Mutex::default(),
            restarts: Mutex::default(),
        })
    }

    pub(crate) fn new() -> Arc<Self> {
        Self::with(spec(MysqlFlavour::V8_0, 52))
    }

    /// A machine on which mysql-server is installed.
    pub(crate) async fn with_server(flavour: MysqlFlavour) -> Arc<Self> {
        let machine = Self::with(spec(flavour, 52));
        let done = machine.run("sudo apt-get -q update && sudo apt-get -q -y install mysql-server").await;
        assert_eq!(done.status, 0, "{done:?}");
        machine
    }

    pub(crate) fn time(&self) -> Timestamp {
        *self.clock.lock().unwrap()
    }

    pub(crate) fn pass(&self, seconds: i64) {
        let mut clock = self.clock.lock().unwrap();
        *clock += SignedDuration::from_secs(seconds);
    }

    fn process(self: &Arc<Self>) -> Process {
        Process::of_login(self.clone(), "ubuntu")
    }

    /// Runs a command line without a terminal.
    pub(crate) async fn run(self: &Arc<Self>, line: &str) -> Done {
        self.run_with(line, "").await
    }

    /// Runs a command line with a standard input.
    pub(crate) async fn run_with(self: &Arc<Self>, line: &str, input: &str) -> Done {
        let mut process = self.process();
        let ((stdout, out), (stderr, err)) = (Output::buffer(), Output::buffer());
        (process.stdin, process.stdout, process.stderr) = (Input::bytes(input.as_bytes().to_vec()), stdout, stderr);
        let status = run_command(process, line).await;
        let text = |kept: Arc<Mutex<Vec<u8>>>| String::from_utf8(kept.lock().unwrap().clone()).unwrap();
        Done { status, out: text(out), err: text(err) }
    }

    /// Runs a command line on a terminal and types an answer each time that its prompt stands at the end of the screen.
    pub(crate) async fn converse(self: &Arc<Self>, line: &str, dialogue: &[(&str, &str)]) -> Done {
        let (shown, mut screen) = watch::channel(String::new());
        let show = move |bytes: Vec<u8>| shown.send_modify(|text| text.push_str(&String::from_utf8_lossy(&bytes)));
        let tty = Arc::new(Tty::new(Arc::new(show), 80, Box::new(|_| {})));
        let mut process = self.process();
        process.stdin = Input::tty(tty.clone());
        (process.stdout, process.stderr) = (Output::Tty(tty.clone()), Output::Tty(tty.clone()));
        process.tty = Some(tty.clone());
        let watching = screen.clone();
        let typing = async {
            let mut from = 0;
            for (prompt, answer) in dialogue {
                let text = screen.wait_for(|text| text.len() > from && text[from..].ends_with(prompt)).await.unwrap().clone();
                from = text.len();
                tty.type_in(answer.as_bytes());
            }
            std::future::pending::<()>().await;
        };
        let status = tokio::select! {
            status = run_command(process, line) => status,
            () = typing => unreachable!("typing waits for ever"),
        };
        let out = watching.borrow().clone();
        Done { status, out, err: String::new() }
    }
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

#[async_trait]
impl Surroundings for Alone {
    fn with_guest(&self, change: &mut dyn FnMut(&mut Guest)) {
        change(&mut self.guest.try_lock().expect("one look at a time"));
    }

    fn see_guest(&self, look: &mut dyn FnMut(&Guest)) {
        look(&self.guest.try_lock().expect("one look at a time"));
    }

    async fn sleep(&self, practice_time: Duration) {
        *self.clock.lock().unwrap() += SignedDuration::try_from(practice_time).unwrap();
        tokio::task::yield_now().await;
    }

    fn now(&self) -> Timestamp {
        self.time()
    }

    fn connect(&self, to: IpAddr, port: u16) -> Reached {
        self.reached.lock().unwrap().get(&(to, port)).copied().unwrap_or(Reached::TimedOut)
    }

    fn with_mysql_at(&self, address: IpAddr, act: &mut dyn FnMut(&mut mysql::Server)) -> bool {
        match &*self.other.lock().unwrap() {
            Some((at, other)) if *at == address => other.guest.lock().unwrap().running_mysql().map(act).is_some(),
            _ => false,
        }
    }

    fn tunnel(&self, _to: IpAddr, _port: u16) -> Option<tokio::io::DuplexStream> {
        None
    }

    fn fault(&self, at: FaultPoint<'_>) -> Option<Fault> {
        let mut faults = self.faults.lock().unwrap();
        let meets = match (faults.front()?, at) {
            (Fault::ConnectionCut { command, .. }, FaultPoint::Command(line)) => line.contains(command.as_str()),
            (Fault::SignInsClosed { .. }, FaultPoint::SignIn) | (Fault::ArchiveUnavailable { .. }, FaultPoint::Archive) => true,
            _ => false,
        };
        if meets { faults.pop_front() } else { None }
    }

    fn reboot(&self) {
        *self.restarts.lock().unwrap() += 1;
        let now = self.time();
        self.guest.lock().unwrap().reboot(now);
    }

    fn power_off(&self) {
        let now = self.time();
        self.guest.lock().unwrap().stopped(now);
    }

    async fn saved(&self) {}
}
