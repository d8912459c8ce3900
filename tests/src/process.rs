//! Processes that end with the test that started them.

#[cfg(target_os = "linux")]
use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
#[cfg(target_os = "linux")]
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// A child that is ended, and waited for, when it goes out of scope.
#[derive(Debug)]
pub struct Started {
    child: Child,
    name: String,
}

impl Started {
    /// Starts a command; on Unix in a process group of its own, so that what it starts ends with it.
    pub fn spawn(command: &mut Command) -> io::Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
        Ok(Self { child, name })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it is still running.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until it ends by itself; its status.
    ///
    /// Fails at the time limit.
    pub fn wait_for_end(&mut self, limit: Duration) -> io::Result<ExitStatus> {
        let until = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if Instant::now() > until {
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("{} still goes after {limit:?}", self.name)));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until something accepts connections at the address.
    ///
    /// Fails when the child ends before, or at the time limit.
    pub fn wait_for_port(&mut self, address: SocketAddr, limit: Duration) -> io::Result<()> {
        let until = Instant::now() + limit;
        loop {
            match TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
                Ok(_) => return Ok(()),
                Err(error) if Instant::now() > until => {
                    return Err(io::Error::new(io::ErrorKind::TimedOut, format!("{} does not answer at {address}: {error}", self.name)));
                }
                Err(_) => {}
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(io::Error::other(format!("{} ended before it answered at {address}: {status}", self.name)));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        #[cfg(unix)]
        {
            // The whole group: WebKitWebDriver starts the program under test, which starts WebKit's processes.
            let _ = Command::new("kill").arg("-KILL").arg("--").arg(format!("-{}", self.child.id())).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of 127.0.0.1 that is free at this moment, for programs that cannot choose one themselves.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// The process that runs this program and was started by another one.
#[cfg(target_os = "linux")]
pub fn child_of(parent: u32, program: &Path) -> io::Result<u32> {
    let program = fs::canonicalize(program)?;
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let runs = fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe == program);
        // Another process of the same name may end while it is looked at.
        if runs && state_of(id).is_ok_and(|state| state.get(1).and_then(|parent| parent.parse().ok()) == Some(parent)) {
            return Ok(id);
        }
    }
    Err(io::Error::new(io::ErrorKind::NotFound, format!("{parent} has not started {}", program.display())))
}

/// What the kernel tells of a process, from its state on: the name before that may have blanks.
#[cfg(target_os = "linux")]
pub fn state_of(id: u32) -> io::Result<Vec<String>> {
    let line = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, after) = line.rsplit_once(')').ok_or_else(|| io::Error::other("no name in the process's state"))?;
    Ok(after.split_whitespace().map(str::to_owned).collect())
}

/// Waits until a process that is no child of ours has ended: it is gone, or nothing but its end is left to be asked for.
#[cfg(target_os = "linux")]
pub fn wait_until_ended(id: u32, limit: Duration) -> io::Result<()> {
    let until = Instant::now() + limit;
    while state_of(id).is_ok_and(|state| state.first().is_some_and(|state| state != "Z")) {
        if Instant::now() > until {
            return Err(io::Error::new(io::ErrorKind::TimedOut, format!("{id} still goes after {limit:?}")));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
