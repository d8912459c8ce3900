//! What some tests need of the machine, by the name of the module that they stand in.

use crate::apt;
use crate::hosts;
use crate::place::program;
use crate::python;
use crate::run::{Result, command, heading, output, succeeds};

/// One thing that tests can need.
#[derive(Debug)]
pub struct Need {
    /// The name of the modules whose tests need it.
    pub module: &'static str,
    /// The programs that it stands for: one of each list must be there.
    programs: &'static [&'static [&'static str]],
    /// What Debian and Ubuntu call them: of each list, the first that apt has is installed.
    packages: &'static [&'static [&'static str]],
    /// Whether it is a Python package of the tests' own environment.
    python: bool,
    /// What no package can give: fails with the reason why this machine can not.
    able: fn() -> std::result::Result<(), String>,
    /// What is to be made, and seen to work, once all else is there; fails with the reason why it does not.
    make: fn() -> std::result::Result<(), String>,
}

const NOTHING: Need = Need { module: "", programs: &[], packages: &[], python: false, able: || Ok(()), make: || Ok(()) };

/// All of them.
pub const NEEDS: &[Need] = &[
    Need {
        module: "needs_display",
        programs: &[&["Xvfb"], &["WebKitWebDriver"], &["xdotool"], &["dbus-daemon"], &["dbus-monitor"], &["ssh-keygen"]],
        packages: &[
            &["xvfb"],
            &["xauth"],
            &["webkit2gtk-driver"],
            &["xdotool"],
            &["dbus-daemon", "dbus"],
            &["dbus-bin", "dbus"],
            &["openssh-client"],
        ],
        able: on_linux,
        ..NOTHING
    },
    Need {
        module: "needs_chromium",
        programs: &[&["chromium", "chromium-browser", "google-chrome"], &["chromedriver"]],
        packages: &[&["chromium"], &["chromium-driver"]],
        ..NOTHING
    },
    Need {
        module: "needs_sshd",
        programs: &[&["sshd"], &["ssh-keygen"]],
        packages: &[&["openssh-server"], &["openssh-client"]],
        ..NOTHING
    },
    Need { module: "needs_ssh_client", programs: &[&["ssh"], &["ssh-keygen"]], packages: &[&["openssh-client"]], ..NOTHING },
    Need { module: "needs_openssl", programs: &[&["openssl"], &["ssh-keygen"]], packages: &[&["openssl"], &["openssh-client"]], ..NOTHING },
    Need {
        module: "needs_mariadb",
        programs: &[&["mariadbd"], &["mariadb-install-db"]],
        packages: &[&["mariadb-server-core", "mariadb-server-core-10.6"]],
        ..NOTHING
    },
    Need {
        module: "needs_mysql_client",
        programs: &[&["mariadb", "mysql"]],
        packages: &[&["mariadb-client-core", "mariadb-client-core-10.6", "mysql-client-core-8.0"]],
        ..NOTHING
    },
    Need { module: "needs_moto", python: true, ..NOTHING },
    Need { module: "needs_boto3", python: true, ..NOTHING },
    Need { module: "needs_aws_cli", python: true, ..NOTHING },
    Need {
        module: "needs_hosts",
        programs: &[&["debootstrap"], &["systemd-nspawn"], &["nft"], &["ip"], &["nsenter"], &["ssh"]],
        packages: &[&["debootstrap"], &["systemd-container"], &["nftables"], &["iproute2"], &["util-linux"], &["openssh-client"]],
        python: true,
        able: can_make_hosts,
        make: hosts::try_out,
    },
];

fn on_linux() -> std::result::Result<(), String> {
    if cfg!(target_os = "linux") { Ok(()) } else { Err("it can be done on Linux only".to_owned()) }
}

/// Real hosts stand in namespaces of their own, behind mounts of their own.
fn can_make_hosts() -> std::result::Result<(), String> {
    on_linux()?;
    if !output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return Err("only root can make hosts of namespaces and mounts".to_owned());
    }
    if !succeeds(command("unshare").args(["--mount", "--net", "--pid", "--fork", "true"])) {
        return Err("this machine lets nobody make namespaces".to_owned());
    }
    Ok(())
}

/// A need that this machine does not meet.
#[derive(Debug)]
pub struct Unmet {
    /// The name of the modules to skip.
    pub module: &'static str,
    /// Why.
    pub reason: String,
}

/// Makes ready what can be, and tells what this machine cannot meet.
pub fn make_ready() -> Vec<Unmet> {
    heading("What the tests need of this machine");
    let mut unmet = Vec::new();
    let python = python::environment();
    for need in NEEDS {
        if let Err(reason) = meet(need, &python) {
            unmet.push(Unmet { module: need.module, reason });
        }
    }
    if unmet.is_empty() {
        println!("All of it is here.");
    }
    unmet
}

/// Makes ready what the modules of this name need; fails with the reason why this machine cannot meet it.
pub fn make_ready_for(module: &str) -> std::result::Result<(), String> {
    let python = python::environment();
    NEEDS.iter().filter(|need| need.module == module).try_for_each(|need| meet(need, &python))
}

fn meet(need: &Need, python: &Result) -> std::result::Result<(), String> {
    (need.able)()?;
    if let (true, Err(failure)) = (need.python, python) {
        return Err(one_line(&failure.to_string()));
    }
    if !absent(need).is_empty() && apt::is_here() {
        let packages: Vec<&str> = need.packages.iter().filter_map(|names| apt::first_known(names).or(names.first().copied())).collect();
        apt::install(&packages).map_err(|failure| one_line(&failure.to_string()))?;
    }
    match absent(need).as_slice() {
        [] => (need.make)().map_err(|reason| one_line(&reason)),
        names => Err(format!("not installed: {}", names.join(", "))),
    }
}

/// The programs of a need that are not here.
fn absent(need: &Need) -> Vec<&'static str> {
    need.programs
        .iter()
        .filter(|names| !names.iter().any(|name| program(name).is_some()))
        .filter_map(|names| names.first().copied())
        .collect()
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
