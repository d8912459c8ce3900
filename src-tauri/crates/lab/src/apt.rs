//! apt on the machines: no terminal, no questions, true progress, and patience with whoever holds its locks.

use std::time::Duration;

use engine::Stop;
use model::{Evidence, ProblemCode, Said, Text, ToSaid, text};

use crate::remote::{Session, said};
use crate::words;

/// How long somebody else may hold apt's locks.
const PATIENCE: Duration = Duration::from_secs(600);
/// How often the holder is looked for meanwhile.
const INTERVAL: Duration = Duration::from_secs(2);
/// How often a command is sent again when the archive did not answer.
const TRIES: u32 = 3;
/// How many KiB MySQL's packages need on the disk while they are installed.
const ROOM: u64 = 400 * 1024;
/// Neither debconf nor needrestart may ask anything.
const QUIET: &str = "sudo env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q";
/// Sets up what is unpacked and was cut off before it was set up.
const CONFIGURE: &str = "sudo env DEBIAN_FRONTEND=noninteractive dpkg --configure -a";
/// Fails while something that is unpacked lacks what it depends on.
const CHECK: &str = "sudo apt-get -q check";
const HOLDERS: &str = "sudo lslocks -n -o COMMAND,PID,PATH";
const STAMP: &str = "stat -c %Y /var/lib/apt/periodic/update-success-stamp";
const LISTS: &str = "find /var/lib/apt/lists -name '*Packages*'";

/// The command that fetches the lists of packages. By itself apt ends well also when the archive gave it none of them.
pub(crate) fn update_command() -> String {
    format!("{QUIET} -o DPkg::Lock::Timeout=600 -o APT::Update::Error-Mode=any update")
}

/// The command that installs a package.
pub(crate) fn install_command(package: &str) -> String {
    format!("{QUIET} -y -o DPkg::Lock::Timeout=600 -o APT::Status-Fd=1 install {package}")
}

/// The command that installs what is still lacking; until then apt installs nothing else.
fn complete_command() -> String {
    format!("{QUIET} -y -o DPkg::Lock::Timeout=600 -o APT::Status-Fd=1 --fix-broken install")
}

fn purge_command(packages: &str) -> String {
    format!("{QUIET} -y -o DPkg::Lock::Timeout=600 purge {packages}")
}

fn autoremove_command() -> String {
    format!("{QUIET} -y -o DPkg::Lock::Timeout=600 autoremove")
}

/// The command that tells which packages are installed.
pub(crate) fn query_command(packages: &str) -> String {
    format!("dpkg-query -W -f='${{Package}} ${{db:Status-Status}} ${{Version}}\\n' {packages}")
}

/// A package as dpkg knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Package {
    /// Its name.
    pub name: String,
    /// dpkg's word: `installed`, `half-configured`, `config-files` …
    pub status: String,
    /// Its version; empty while it has none.
    pub version: String,
}

impl Package {
    /// Whether it is installed and set up.
    pub(crate) fn is_installed(&self) -> bool {
        self.status == "installed"
    }
}

/// A line of apt's Status-Fd.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Status<'a> {
    /// How much of all packages is fetched, from 0 to 1.
    Fetching(f32),
    /// What is done with which package, and how much of it all is done, from 0 to 1.
    Installing { package: &'a str, fraction: f32 },
    /// Another line of the same kind, which says nothing of progress.
    Other,
}

/// Reads a line of Status-Fd; none when it is ordinary output.
pub(crate) fn parse_status(line: &str) -> Option<Status<'_>> {
    let (kind, rest) = line.split_once(':')?;
    if !matches!(kind, "dlstatus" | "pmstatus" | "pmerror" | "pmconffile" | "media-change") {
        return None;
    }
    let (name, rest) = rest.split_once(':')?;
    let percent = rest.split(':').next().and_then(|percent| percent.parse::<f32>().ok()).filter(|percent| percent.is_finite());
    let fraction = percent.map(|percent| (percent / 100.0).clamp(0.0, 1.0));
    Some(match (kind, fraction) {
        ("dlstatus", Some(fraction)) => Status::Fetching(fraction),
        ("pmstatus", Some(fraction)) => Status::Installing { package: name, fraction },
        _ => Status::Other,
    })
}

/// Fetches the lists of packages.
pub(crate) async fn update(session: &Session<'_>) -> Result<(), Stop> {
    let cx = session.cx();
    wait_for_locks(session).await?;
    cx.note(text!("apt-updating", "Fetching the lists of packages"));
    cx.effect(format!("apt-get update on {}", session.machine()))?;
    again(session, &update_command()).await
}

/// Installs a package.
pub(crate) async fn install(session: &Session<'_>, package: &str) -> Result<(), Stop> {
    let cx = session.cx();
    wait_for_locks(session).await?;
    cx.effect(format!("apt-get install {package} on {}", session.machine()))?;
    again(session, &install_command(package)).await
}

/// Removes packages with their settings and data, and what was installed for them alone.
pub(crate) async fn purge(session: &Session<'_>, packages: &str) -> Result<(), Stop> {
    let cx = session.cx();
    wait_for_locks(session).await?;
    cx.effect(format!("apt-get purge {packages} on {}", session.machine()))?;
    for command in [purge_command(packages), autoremove_command()] {
        again(session, &command).await?;
    }
    Ok(())
}

/// Which of some packages dpkg knows.
pub(crate) async fn query(session: &Session<'_>, packages: &str) -> Result<Vec<Package>, Stop> {
    // It exits with 1 when one of them is unknown, and lists the others all the same.
    let output = session.look(&query_command(packages)).await?;
    Ok(output
        .stdout
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (name, status) = (words.next()?.to_owned(), words.next()?.to_owned());
            Some(Package { name, status, version: words.next().unwrap_or_default().to_owned() })
        })
        .collect())
}

/// Whether the lists of packages are there, fetched since the machine was launched.
pub(crate) async fn updated(session: &Session<'_>) -> Result<Evidence, Stop> {
    let cx = session.cx();
    let claim = || text!("apt-lists-are-new", "{machine} has fetched the lists of packages", machine = session.machine());
    let stamp = session.look(STAMP).await?;
    if let (0, Ok(seconds)) = (stamp.exit, stamp.stdout.trim().parse::<i64>()) {
        let since_launch = cx.lab().cloud.launched_at.is_none_or(|launched| seconds >= launched.as_second());
        let at = jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |at| at.to_string());
        return Ok(cx.evidence(claim(), STAMP, at, since_launch));
    }
    // Debian keeps no stamp; there the lists themselves tell.
    let lists = session.look(LISTS).await?;
    let count = lists.stdout.lines().filter(|line| !line.trim().is_empty()).count();
    Ok(cx.evidence(claim(), LISTS, text!("seen-lists", "{count} lists", count = count), count > 0))
}

/// Shows progress lines as progress. Whether the line is ordinary output, to be shown in the terminal.
fn show_progress(session: &Session<'_>, line: &str) -> bool {
    // Fetching is a quarter of the way, which is about its share of the time on EC2.
    match parse_status(line) {
        None => return true,
        Some(Status::Fetching(fraction)) => {
            session.cx().progress(text!("apt-fetching", "Fetching the packages"), Some(fraction / 4.0));
        }
        Some(Status::Installing { package, fraction }) => {
            let note = text!("apt-installing", "Installing {package}", package = package);
            session.cx().progress(note, Some(0.25 + fraction * 0.75));
        }
        Some(Status::Other) => {}
    }
    false
}

/// Sends a command until it ends well, with patience for locks and a few tries for the archive.
async fn again(session: &Session<'_>, command: &str) -> Result<(), Stop> {
    let cx = session.cx();
    let mut tries = 0;
    loop {
        let output = session.run_watching(command, |_, line| show_progress(session, line)).await?;
        if output.exit == 0 {
            return Ok(());
        }
        if holder(session).await?.is_some() {
            wait_for_locks(session).await?;
            continue;
        }
        session.refuse_full_disk(ROOM).await?;
        tries += 1;
        if tries == TRIES {
            let problem = ProblemCode::AptFailed.with("machine", session.machine()).with("command", command);
            return Err(problem.with("exit", output.exit).detail(said(&output)).into());
        }
        let interrupted = is_interrupted(session).await?;
        if interrupted {
            cx.note(text!("apt-finishing", "Finishing what was cut off before"));
            session.run(CONFIGURE).await?;
        }
        if session.look(CHECK).await?.exit != 0 {
            cx.note(text!("apt-completing", "Installing what was still lacking"));
            session.run_watching(&complete_command(), |_, line| show_progress(session, line)).await?;
        } else if !interrupted {
            cx.note(text!("apt-trying-again", "The package archive did not answer; trying again"));
            cx.wait(cx.ports().clock.sleep(INTERVAL * tries)).await?;
        }
    }
}

/// Waits until nobody holds apt's locks, naming who does. Nobody is ended: a half-installed package is worse.
async fn wait_for_locks(session: &Session<'_>) -> Result<(), Stop> {
    let cx = session.cx();
    let clock = &cx.ports().clock;
    let began = clock.elapsed();
    while let Some(holder) = holder(session).await? {
        let waited = clock.elapsed().saturating_sub(began);
        if waited > PATIENCE {
            let problem = ProblemCode::AptLocked.with("machine", session.machine());
            return Err(problem.with("holder", holder).with("waited", waited.as_secs()).into());
        }
        cx.note(waiting_for(&holder));
        cx.wait(clock.sleep(INTERVAL)).await?;
    }
    Ok(())
}

fn waiting_for(holder: &Text) -> Text {
    text!("apt-waiting-for", "Waiting for {holder}, which is installing on the machine", holder = holder)
}

/// Who holds one of apt's locks: `unattended-upgr (process 812)`.
async fn holder(session: &Session<'_>) -> Result<Option<Text>, Stop> {
    Ok(parse_holder(&session.look(HOLDERS).await?.stdout))
}

fn parse_holder(lslocks: &str) -> Option<Text> {
    const LOCKS: [&str; 4] =
        ["/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock", "/var/lib/apt/lists/lock", "/var/cache/apt/archives/lock"];
    lslocks.lines().find_map(|line| {
        // The command is the only one of the three that can hold spaces.
        let words: Vec<_> = line.split_whitespace().collect();
        let [command @ .., pid, path] = words.as_slice() else { return None };
        LOCKS.contains(path).then(|| text!("apt-holder", "{command} (process {pid})", command = command.join(" "), pid = pid))
    })
}

/// Whether dpkg was cut off in the middle of a package.
async fn is_interrupted(session: &Session<'_>) -> Result<bool, Stop> {
    let audit = session.look("sudo dpkg --audit").await?;
    Ok(audit.exit <= 1 && !audit.stdout.trim().is_empty())
}

/// The line of a package in evidence: `installed, 8.0.44-0ubuntu0.22.04.1`.
pub(crate) fn describe(package: Option<&Package>) -> Said {
    match package {
        None => words::not_installed().to_said(),
        Some(Package { status, version, .. }) if version.is_empty() => status.to_said(),
        Some(Package { status, version, .. }) => format!("{status}, {version}").to_said(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn status_lines_tell_progress() {
        assert_eq!(parse_status("dlstatus:1:20.5:Retrieving file 1 of 5"), Some(Status::Fetching(0.205)));
        assert_eq!(
            parse_status("pmstatus:mysql-server-8.0:45.4545:Configuring mysql-server-8.0 (amd64)"),
            Some(Status::Installing { package: "mysql-server-8.0", fraction: 0.454_545 })
        );
        assert_eq!(parse_status("pmerror:mysql-server:10:broken"), Some(Status::Other));
        assert_eq!(parse_status("pmstatus:x:not a number:y"), Some(Status::Other));
        for ordinary in ["Setting up mysql-server-8.0 (8.0.44) ...", "Get:12 http://archive.ubuntu.com jammy-updates/main amd64 Packages"] {
            assert_eq!(parse_status(ordinary), None);
        }
    }

    #[test]
    fn the_holder_of_a_lock_is_named() {
        let locks = "cron 300 /run/crond.pid\nunattended-upgr 812 /var/lib/dpkg/lock-frontend\n";
        let named = |locks| parse_holder(locks).map(|holder| holder.english);
        assert_eq!(named(locks).as_deref(), Some("unattended-upgr (process 812)"));
        assert_eq!(named("apt get  99   /var/lib/apt/lists/lock").as_deref(), Some("apt get (process 99)"));
        assert_eq!(parse_holder("cron 300 /run/crond.pid\n"), None);
        assert_eq!(parse_holder(""), None);
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_harm_and_fractions_stay_between_0_and_1(line in "((dl|pm)status:)?[ -~]{0,60}") {
            match parse_status(&line) {
                Some(Status::Fetching(fraction) | Status::Installing { fraction, .. }) => prop_assert!((0.0..=1.0).contains(&fraction)),
                Some(Status::Other) | None => {}
            }
        }

        #[test]
        fn the_percentage_is_the_one_that_apt_tells(percent in 0u32..=100, package in "[a-z][a-z0-9.+-]{1,20}") {
            let line = format!("pmstatus:{package}:{percent}.0:Unpacking");
            prop_assert_eq!(parse_status(&line), Some(Status::Installing { package: &package, fraction: percent as f32 / 100.0 }));
        }
    }
}
