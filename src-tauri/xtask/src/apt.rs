//! System packages where apt is there: only what is missing, without questions, and without starting a server.

use std::io::IsTerminal;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use crate::place::program;
use crate::run::{Failure, Result, command, heading, output, run, succeeds};

/// Whether this system has apt.
pub fn is_here() -> bool {
    cfg!(target_os = "linux") && program("apt-get").is_some() && program("dpkg-query").is_some()
}

/// The packages of these that are not installed.
fn missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    // dpkg-query fails when it does not know one of them, but tells of the others; so its output counts and not its exit code.
    let mut query = command("dpkg-query");
    query.args(["--show", "--showformat=${binary:Package} ${db:Status-Status}\\n"]).args(packages).stderr(Stdio::null());
    let known = query.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    packages.iter().copied().filter(|package| !is_installed(&known, package)).collect()
}

/// Whether dpkg-query's lines (`NAME[:ARCHITECTURE] STATUS`) name this package as installed.
fn is_installed(known: &str, package: &str) -> bool {
    known
        .lines()
        .filter_map(|line| line.split_once(' '))
        .any(|(name, status)| name.split(':').next() == Some(package) && status == "installed")
}

/// Installs what is missing of these packages.
pub fn install(packages: &[&str]) -> Result {
    let missing = missing(packages);
    if missing.is_empty() {
        return Ok(());
    }
    heading(&format!("System packages: {}", missing.join(" ")));
    let by_hand = format!("sudo apt-get install --no-install-recommends {}", missing.join(" "));
    let root = Root::find().ok_or_else(|| {
        Failure::new(format!("system packages are missing, and there is no way to become root. As root, run:\n\n  {by_hand}\n"))
    })?;
    update(root)?;
    let new_sshd = missing.contains(&"openssh-server");
    if new_sshd {
        // The tests need the program, not a server that is reachable from outside.
        let _ = run(root.command("systemctl").args(["mask", "ssh.service", "ssh.socket"]));
    }
    let installed = run(root.apt().args(["--yes", "--no-install-recommends", "--no-remove", "install"]).args(&missing));
    if new_sshd {
        let _ = run(root.command("systemctl").args(["unmask", "ssh.service", "ssh.socket"]));
        let _ = run(root.command("systemctl").args(["disable", "ssh.service", "ssh.socket"]));
    }
    installed.map_err(|failure| Failure::new(format!("{failure}\nTo see why, run:\n\n  {by_hand}\n")))
}

/// The first of these packages that apt has. Names differ between releases.
pub fn first_known<'a>(packages: &[&'a str]) -> Option<&'a str> {
    if let Some(root) = Root::find() {
        // A fresh machine knows no package before its first update. Should it fail, what is known from before has to do.
        let _ = update(root);
    }
    let knows = |package: &&&str| output(command("apt-cache").args(["policy", package])).is_ok_and(|policy| has_candidate(&policy));
    packages.iter().find(knows).copied()
}

/// Whether `apt-cache policy` names a version that can be installed.
fn has_candidate(policy: &str) -> bool {
    policy.lines().any(|line| line.trim().strip_prefix("Candidate: ").is_some_and(|version| version != "(none)"))
}

/// Fetches the lists of packages, once in the life of this process.
fn update(root: Root) -> Result {
    static UPDATED: OnceLock<()> = OnceLock::new();
    const TRIES: u32 = 24;
    if UPDATED.get().is_some() {
        return Ok(());
    }
    for _ in 1..TRIES {
        if run(root.apt().arg("update")).is_ok() {
            UPDATED.get_or_init(|| ());
            return Ok(());
        }
        // DPkg::Lock::Timeout does not wait for the lock of the lists, which a machine's own daily update may hold.
        println!("apt-get update did not succeed; once more in 5 seconds.");
        std::thread::sleep(Duration::from_secs(5));
    }
    run(root.apt().arg("update"))
}

/// The way to act as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    /// We are root.
    Already,
    /// sudo asks nothing.
    Sudo,
    /// sudo asks for a password at this terminal.
    SudoAsking,
}

impl Root {
    fn find() -> Option<Self> {
        if output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
            return Some(Self::Already);
        }
        program("sudo")?;
        if succeeds(command("sudo").args(["--non-interactive", "true"])) {
            return Some(Self::Sudo);
        }
        (std::io::stdin().is_terminal() && std::env::var_os("CI").is_none()).then_some(Self::SudoAsking)
    }

    fn command(self, program: &str) -> Command {
        match self {
            Self::Already => command(program),
            Self::Sudo | Self::SudoAsking => {
                let mut sudo = command("sudo");
                sudo.arg(program);
                if self == Self::SudoAsking {
                    sudo.stdin(Stdio::inherit());
                }
                sudo
            }
        }
    }

    fn apt(self) -> Command {
        let mut apt = self.command("env");
        apt.args([
            "DEBIAN_FRONTEND=noninteractive",
            "NEEDRESTART_MODE=a",
            "apt-get",
            "--quiet",
            "--option=Dpkg::Use-Pty=0",
            "--option=DPkg::Lock::Timeout=600",
        ]);
        apt
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_only_when_installed() {
        let known = "libwebkit2gtk-4.1-dev:amd64 installed\nxvfb not-installed\nxauth config-files\n";
        assert!(is_installed(known, "libwebkit2gtk-4.1-dev"));
        assert!(!is_installed(known, "libwebkit2gtk-4.1"));
        assert!(!is_installed(known, "xvfb"));
        assert!(!is_installed(known, "xauth"));
        assert!(!is_installed(known, "cmake"));
    }

    #[test]
    fn a_package_without_a_version_is_not_to_be_had() {
        assert!(has_candidate("cmake:\n  Installed: (none)\n  Candidate: 3.25.1-1\n"));
        assert!(!has_candidate("cmake:\n  Installed: (none)\n  Candidate: (none)\n"));
        assert!(!has_candidate(""));
    }
}
