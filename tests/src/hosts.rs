//! A world of real hosts: Debian machines in network namespaces behind an independent EC2 API, with no way out.
//!
//! `tests/hosts/rig` builds it. One world at a time: tests that need one wait for each other.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::binaries::{python, workspace};
use crate::home::{Home, Ran};

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// How many of the last events and journal lines a failure shows.
const LAST: usize = 80;

/// How long a world may take to end.
const TO_END: Duration = Duration::from_secs(30);

/// A world of hosts with a laptop in it, and a fresh home for the program's labs. Gone when it goes out of scope.
pub struct World {
    rig: Child,
    // The rig ends when this closes, so that a test that is killed leaves nothing.
    input: Option<ChildStdin>,
    namespace: String,
    control: PathBuf,
    environment: Vec<(String, String)>,
    /// Where the program keeps its labs.
    pub home: Home,
    turn: Option<Turn>,
}

/// The right to have a world, or to be sure that there is none: one test has it, the others wait.
pub struct Turn(#[expect(dead_code, reason = "held until it is dropped")] MutexGuard<'static, ()>);

impl Turn {
    /// Waits for it.
    pub fn take() -> Self {
        Self(ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl World {
    /// Builds a world. The first time on a machine this makes the base of the hosts, which takes one or two minutes.
    pub fn up() -> Self {
        Self::up_on(&workspace().join(".cache/hosts"))
    }

    /// The same, with the base in another folder.
    pub fn up_on(cache: &Path) -> Self {
        let turn = Turn::take();
        let mut rig = rig(["up".as_ref(), cache.as_os_str()]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the rig starts");
        let input = rig.stdin.take();
        let mut line = String::new();
        BufReader::new(rig.stdout.take().expect("the rig's output is piped")).read_line(&mut line).expect("the rig speaks");
        let built: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("the rig did not build a world; its own words stand above"));
        let text = |name: &str| built[name].as_str().expect("the rig names it").to_owned();
        let environment = built["environment"].as_object().expect("the rig names an environment");
        let environment = environment.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect();
        let (namespace, control) = (text("namespace"), text("control").into());
        Self { rig, input, namespace, control, environment, home: Home::new().expect("a temporary folder"), turn: Some(turn) }
    }

    /// Kills the rig, as when a test run is killed: it cannot clean up. Until the turn is given back, no other world is made.
    pub fn kill(mut self) -> Turn {
        self.rig.kill().expect("the rig runs");
        self.rig.wait().expect("the rig is this process's child");
        self.turn.take().expect("a world has its turn until it ends")
    }

    /// Gives the rig an order and returns its answer.
    pub fn order(&self, order: Value) -> Value {
        let answer = self.answer(&order);
        assert_eq!(answer["error"], Value::Null, "{order}");
        answer["ok"].clone()
    }

    fn answer(&self, order: &Value) -> Value {
        let mut control = UnixStream::connect(&self.control).expect("the rig listens");
        writeln!(control, "{order}").expect("the rig reads");
        let mut line = String::new();
        BufReader::new(control).read_line(&mut line).expect("the rig answers");
        serde_json::from_str(&line).expect("the rig answers in JSON")
    }

    /// Asks for bad days at the next boot of a machine: by its launch index, or `all`.
    pub fn next_boot(&self, index: &str, wishes: Value) {
        self.order(json!({ "do": "next_boot", "index": index, "wishes": wishes }));
    }

    /// Runs a shell command as root on a host, past the program and past SSH; its exit code and output.
    pub fn on(&self, host: &str, command: &str) -> (i64, String) {
        let answer = self.order(json!({ "do": "exec", "host": host, "command": command, "patience": 120 }));
        (answer["exit"].as_i64().unwrap_or(-1), answer["output"].as_str().unwrap_or_default().trim_end().to_owned())
    }

    /// What the API and the network hold.
    pub fn status(&self) -> Value {
        self.order(json!({ "do": "status" }))
    }

    /// A command in the laptop's namespace, with nothing but what the laptop has.
    pub fn on_laptop(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.namespace]).arg(program.as_ref());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
            command.env_remove(name);
        }
        command.envs(self.environment.iter().cloned()).env("MYSQL_LAB_HOME", self.home.path()).env("HOME", self.home.path());
        command.stdin(Stdio::null());
        command
    }

    /// `mysql-lab` on the laptop, unmodified.
    pub fn mysql_lab(&self, args: &str) -> Command {
        let mut command = self.on_laptop(crate::binaries::binary("mysql-lab"));
        command.args(args.split_whitespace());
        command
    }

    /// Runs `mysql-lab … --json` to its end.
    pub fn run(&self, args: &str) -> Ran {
        let output = self.mysql_lab(args).arg("--json").output().expect("mysql-lab starts");
        Ran {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs a command and asserts that it ends with this outcome; its last line.
    pub fn expect(&self, args: &str, outcome: &str) -> Value {
        let ran = self.run(args);
        let last = ran.last_event();
        assert_eq!(last["outcome"], json!(outcome), "mysql-lab {args}: {last:#}\n{}\n{}", ran.err, self.told(&ran));
        last
    }

    /// What a run and the machines said at its end: a failure that comes once in a hundred runs is told whole the first time.
    fn told(&self, ran: &Ran) -> String {
        let lines: Vec<_> = ran.out.lines().collect();
        let mut told = vec![format!("— the run’s last events\n{}", lines[lines.len().saturating_sub(LAST)..].join("\n"))];
        for machine in ["mysql_server", "mysql_client"] {
            let command = format!("journalctl --no-pager --output=short-precise --lines={LAST}; ss -tnH");
            let answer = self.answer(&json!({ "do": "exec", "host": machine, "command": command, "patience": 30 }));
            let said = answer["ok"]["output"].as_str().map_or_else(|| answer["error"].to_string(), str::to_owned);
            told.push(format!("— {machine}’s journal and connections\n{said}"));
        }
        told.join("\n")
    }

    /// OpenSSH's own client from the laptop to a machine, with the lab's key; its exit code and output.
    pub fn ssh(&self, key: &Path, address: &str, command: &str) -> (Option<i32>, String) {
        let options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "ConnectTimeout=5", "BatchMode=yes", "LogLevel=ERROR"];
        let mut ssh = self.on_laptop("ssh");
        ssh.arg("-i").arg(key).args(options.iter().flat_map(|option| ["-o", option])).arg(format!("ubuntu@{address}")).arg(command);
        let output = ssh.output().expect("ssh starts");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
    }

    /// What one TCP connection from the laptop meets: `open`, `refused` or `silent`.
    pub fn probe(&self, address: &str, port: u16) -> &'static str {
        let script = "import socket,sys\ns=socket.socket(); s.settimeout(2)\ntry: s.connect((sys.argv[1],int(sys.argv[2]))); print('open')\nexcept TimeoutError: print('silent')\nexcept OSError: print('refused')";
        let output = self.on_laptop("python3").args(["-c", script, address, &port.to_string()]).output().expect("python3 starts");
        match String::from_utf8_lossy(&output.stdout).trim() {
            "open" => "open",
            "silent" => "silent",
            _ => "refused",
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.input.take());
        let until = Instant::now() + TO_END;
        while Instant::now() < until {
            if let Ok(Some(_)) = self.rig.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.rig.kill();
        let _ = self.rig.wait();
        let _ = rig(["down".as_ref()]).status();
    }
}

/// The rig's own program.
pub fn rig<'a>(args: impl IntoIterator<Item = &'a std::ffi::OsStr>) -> Command {
    let mut command = Command::new(python());
    command.args(["-m", "rig"]).args(args).env("PYTHONPATH", workspace().join("tests/hosts")).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}
