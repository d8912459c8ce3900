//! dpkg, dpkg-query, apt-cache: what is installed, what there is.

use super::Process;
use super::options::Options;
use crate::guest::packages::{self, Entry, Status};
use crate::guest::shell::matches_pattern;

/// The entries whose names match; the name as given for patterns that match nothing.
fn matching(p: &Process, patterns: &[String]) -> (Vec<(String, Entry)>, Vec<String>) {
    let entries: Vec<(String, Entry)> =
        p.machine.look(|guest| guest.packages.entries().map(|(name, entry)| (name.clone(), entry.clone())).collect());
    if patterns.is_empty() {
        return (entries, Vec::new());
    }
    let mut unknown = Vec::new();
    let mut found: Vec<(String, Entry)> = Vec::new();
    for pattern in patterns {
        let plain = pattern.split(':').next().unwrap_or(pattern);
        let hits: Vec<_> = entries.iter().filter(|(name, _)| matches_pattern(plain, name)).collect();
        if hits.is_empty() {
            unknown.push(pattern.clone());
        }
        for hit in hits {
            if !found.iter().any(|(name, _)| *name == hit.0) {
                found.push(hit.clone());
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    (found, unknown)
}

fn architecture(p: &Process, name: &str) -> &'static str {
    packages::find(p.machine.look(|guest| guest.spec.mysql), name).map_or("amd64", |package| package.architecture)
}

pub(super) fn dpkg_query(p: &Process) -> i32 {
    let options = match Options::read(p.rest(), "WlLsf:S", &["show", "list", "status", "showformat=", "listfiles", "no-pager"]) {
        Ok(options) => options,
        Err(message) => return p.fail(2, format!("error: {message}")),
    };
    if options.has(&["l", "list"]) {
        return list(p, &options.operands);
    }
    if options.has(&["s", "status"]) {
        return status(p, &options.operands);
    }
    if options.has(&["L", "listfiles"]) {
        return files(p, &options.operands);
    }
    let format = options.value(&["f", "showformat"]).unwrap_or("${binary:Package}\\t${Version}\\n");
    // dpkg's own option reader takes `-f=FORMAT` for `-fFORMAT`.
    let format = format.strip_prefix('=').unwrap_or(format);
    let (found, unknown) = matching(p, &options.operands);
    for pattern in &unknown {
        p.complain(format!("dpkg-query: no packages found matching {pattern}"));
    }
    for (name, entry) in found {
        p.print(formatted(p, format, &name, &entry));
    }
    i32::from(!unknown.is_empty())
}

/// `${Package} ${db:Status-Status;-12}\n`
fn formatted(p: &Process, format: &str, name: &str, entry: &Entry) -> String {
    let mut text = String::new();
    let mut rest = format;
    while let Some(at) = rest.find("${") {
        text.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('}') else { break };
        let field = &rest[at + 2..at + end];
        let (field, width) = field.split_once(';').unwrap_or((field, ""));
        let wanted = if entry.status == Status::ConfigFiles { "deinstall" } else { "install" };
        let value = match field {
            "Package" | "binary:Package" => name.to_owned(),
            "Version" => entry.version.clone(),
            "Architecture" => architecture(p, name).to_owned(),
            "db:Status-Status" => entry.status.word().to_owned(),
            "db:Status-Abbrev" => format!("{}{} ", if wanted == "install" { 'i' } else { 'r' }, entry.status.letter()),
            "db:Status-Want" => wanted.to_owned(),
            "Status" => format!("{wanted} ok {}", entry.status.word()),
            "binary:Summary" => packages::about(name, p.machine.look(|guest| guest.spec.mysql)).to_owned(),
            _ => String::new(),
        };
        let number: i64 = width.parse().unwrap_or(0);
        let pad = usize::try_from(number.abs()).unwrap_or(0);
        text.push_str(&if number < 0 { format!("{value:<pad$}") } else { format!("{value:>pad$}") });
        rest = &rest[at + end + 1..];
    }
    text.push_str(rest);
    text.replace("\\n", "\n").replace("\\t", "\t")
}

fn list(p: &Process, patterns: &[String]) -> i32 {
    let (found, unknown) = matching(p, patterns);
    for pattern in &unknown {
        p.complain(format!("dpkg-query: no packages found matching {pattern}"));
    }
    if found.is_empty() {
        return 1;
    }
    let flavour = p.machine.look(|guest| guest.spec.mysql);
    let (names, versions) = (
        found.iter().map(|(name, _)| name.len()).max().unwrap_or(0).max(14),
        found.iter().map(|(_, entry)| entry.version.len()).max().unwrap_or(0).max(12),
    );
    p.print("Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n");
    p.print(format!("||/ {:<names$} {:<versions$} Architecture Description\n", "Name", "Version"));
    p.print(format!("+++-{}-{}-============-{}\n", "=".repeat(names), "=".repeat(versions), "=".repeat(40)));
    for (name, entry) in &found {
        let wanted = if entry.status == Status::ConfigFiles { 'r' } else { 'i' };
        p.print(format!(
            "{wanted}{}  {name:<names$} {:<versions$} {:<12} {}\n",
            entry.status.letter(),
            entry.version,
            architecture(p, name),
            packages::about(name, flavour)
        ));
    }
    i32::from(!unknown.is_empty())
}

fn status(p: &Process, names: &[String]) -> i32 {
    let mut result = 0;
    for name in names {
        let entry = p.machine.look(|guest| guest.packages.entry(name).cloned());
        match entry {
            Some(entry) => {
                let about = packages::about(name, p.machine.look(|guest| guest.spec.mysql));
                let wanted = if entry.status == Status::ConfigFiles { "deinstall" } else { "install" };
                p.print(format!(
                    "Package: {name}\nStatus: {wanted} ok {}\nArchitecture: {}\nVersion: {}\nDescription: {about}\n",
                    entry.status.word(),
                    architecture(p, name),
                    entry.version
                ));
            }
            None => {
                p.complain(format!("dpkg-query: package '{name}' is not installed and no information is available"));
                result = 1;
            }
        }
    }
    result
}

fn files(p: &Process, names: &[String]) -> i32 {
    let flavour = p.machine.look(|guest| guest.spec.mysql);
    let mut result = 0;
    for name in names {
        if !p.machine.look(|guest| guest.packages.is_installed(name)) {
            p.complain(format!("dpkg-query: package '{name}' is not installed"));
            result = 1;
            continue;
        }
        p.print("/.\n");
        for (path, _) in packages::find(flavour, name).map(|package| package.programs).unwrap_or_default() {
            p.print(format!("{path}\n"));
        }
    }
    result
}

/// What `dpkg --audit` says about packages in the middle of their installation.
const AUDIT: &[(Status, &str)] = &[
    (
        Status::Unpacked,
        "The following packages have been unpacked but not yet configured.\nThey must be configured using dpkg --configure or the configure\nmenu option in dselect for them to work:",
    ),
    (
        Status::HalfConfigured,
        "The following packages are only half configured, probably due to problems\nconfiguring them the first time.  The configuration should be retried using\ndpkg --configure <package> or the configure menu option in dselect:",
    ),
    (
        Status::HalfInstalled,
        "The following packages are only half installed, due to problems during\ninstallation.  The installation can probably be completed by retrying it;\nthe packages can be removed using dselect or dpkg --remove:",
    ),
];

pub(super) async fn dpkg(p: &Process) -> i32 {
    let first = p.rest().first().map_or("", String::as_str);
    let rest = || p.rest().iter().skip(1).filter(|arg| !arg.starts_with('-')).cloned().collect::<Vec<_>>();
    match first {
        "-l" | "--list" => list(p, &rest()),
        "-s" | "--status" => status(p, &rest()),
        "-L" | "--listfiles" => files(p, &rest()),
        "--configure" => super::apt_install::configure_pending(p).await,
        "--print-architecture" => {
            p.print("amd64\n");
            0
        }
        "--get-selections" => {
            let (found, _) = matching(p, &rest());
            for (name, entry) in found {
                p.print(format!("{name}\t\t\t\t\t\t{}\n", if entry.status == Status::ConfigFiles { "deinstall" } else { "install" }));
            }
            0
        }
        "--audit" | "-C" => {
            let (found, _) = matching(p, &[]);
            for (status, text) in AUDIT {
                let broken: Vec<_> = found.iter().filter(|(_, entry)| entry.status == *status).collect();
                if !broken.is_empty() {
                    p.print(format!("{text}\n"));
                }
                let flavour = p.machine.look(|guest| guest.spec.mysql);
                for (name, _) in &broken {
                    p.print(format!(" {name:<20} {}\n", packages::about(name, flavour)));
                }
                p.print(if broken.is_empty() { "" } else { "\n" });
            }
            0
        }
        "--version" => {
            p.print("Debian 'dpkg' package management program version 1.21.1 (amd64).\n");
            0
        }
        _ => p.fail(2, "error: need an action option\n\nType dpkg --help for help about installing and deinstalling packages [*];"),
    }
}

pub(super) fn apt_cache(p: &Process) -> i32 {
    let words: Vec<String> = p.rest().iter().filter(|arg| !arg.starts_with('-')).cloned().collect();
    let Some((verb, names)) = words.split_first() else { return p.fail(100, "E: Invalid operation") };
    let (flavour, lists) = p.machine.look(|guest| (guest.spec.mysql, guest.has_package_lists()));
    match verb.as_str() {
        "policy" => {
            for name in names {
                let installed =
                    p.machine.look(|guest| guest.packages.entry(name).filter(|entry| entry.status != Status::ConfigFiles).cloned());
                let candidate = packages::find(flavour, name).filter(|_| lists);
                if installed.is_none() && candidate.is_none() {
                    continue;
                }
                let installed = installed.map_or("(none)".to_owned(), |entry| entry.version);
                let best = candidate.map_or(installed.clone(), |package| package.version.to_owned());
                p.print(format!("{name}:\n  Installed: {installed}\n  Candidate: {best}\n  Version table:\n"));
                let mark = if installed == best { " ***" } else { "    " };
                p.print(format!("{mark} {best} 500\n"));
                if let Some(package) = candidate {
                    p.print(format!(
                        "        500 http://us-east-1.ec2.archive.ubuntu.com/ubuntu {} {} Packages\n",
                        package.origin, package.architecture
                    ));
                }
                if installed != "(none)" {
                    p.print("        100 /var/lib/dpkg/status\n");
                }
            }
            0
        }
        "search" | "pkgnames" => {
            if lists {
                for package in packages::archive(flavour) {
                    if names
                        .iter()
                        .all(|word| package.name.contains(word.as_str()) || package.about.to_lowercase().contains(&word.to_lowercase()))
                    {
                        p.print(if verb == "search" {
                            format!("{} - {}\n", package.name, package.about)
                        } else {
                            format!("{}\n", package.name)
                        });
                    }
                }
            }
            0
        }
        "show" | "madison" | "depends" => show(p, verb, names),
        other => {
            p.complain(format!("E: Invalid operation {other}"));
            100
        }
    }
}

/// `apt-cache show`, `apt show`
pub(super) fn show(p: &Process, verb: &str, names: &[String]) -> i32 {
    let (flavour, lists) = p.machine.look(|guest| (guest.spec.mysql, guest.has_package_lists()));
    let mut result = 0;
    for name in names {
        let Some(package) = packages::find(flavour, name).filter(|_| lists) else {
            p.complain(if verb == "show" {
                "N: Unable to locate package ".to_owned() + name + "\nE: No packages found"
            } else {
                "E: Unable to locate package ".to_owned() + name
            });
            result = 100;
            continue;
        };
        p.print(match verb {
            "madison" => format!("{:>10} | {} | http://us-east-1.ec2.archive.ubuntu.com/ubuntu {} {} Packages\n", package.name, package.version, package.origin, package.architecture),
            "depends" => format!("{}\n{}", package.name, package.depends.iter().map(|name| format!("  Depends: {name}\n")).collect::<String>()),
            _ => format!(
                "Package: {}\nArchitecture: {}\nVersion: {}\nSection: database\nInstalled-Size: {}\nDepends: {}\nSize: {}\nDescription: {}\n\n",
                package.name,
                package.architecture,
                package.version,
                package.installed_size,
                package.depends.join(", "),
                package.size,
                package.about
            ),
        });
    }
    result
}
