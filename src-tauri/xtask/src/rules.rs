//! The rules of the house that no compiler knows: which way dependencies point, and who may know whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::place::root;
use crate::run::{Failure, Result, cargo, output};

/// A rule that the whole tree must keep.
pub struct Rule {
    /// The rule, as a sentence.
    pub says: &'static str,
    /// Whether it holds; the failure names who breaks it.
    pub holds: fn() -> Result,
}

/// All of them.
pub const RULES: &[Rule] = &[
    Rule { says: "dependencies between our crates point down only", holds: arrows_point_down },
    Rule { says: "only the shell knows Tauri", holds: only_the_shell_knows_tauri },
    Rule { says: "model, engine and lab know no AWS, SSH or MySQL library", holds: the_core_knows_no_adapter },
    Rule { says: "aws-lc-rs is the only crypto", holds: one_crypto },
    Rule { says: "tests and program share one build of each dependency", holds: one_build },
    Rule { says: "@tauri-apps is imported in one file of the UI", holds: one_file_knows_the_window },
    Rule { says: "only programs print, never a library", holds: only_programs_print },
];

/// Our crates, and which of ours each may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("engine", &["model"]),
    ("lab", &["engine", "model"]),
    ("adapters", &["lab", "engine", "model"]),
    ("practice", &[]),
    ("app", &["adapters", "practice", "lab", "engine", "model"]),
    ("cli", &["app", "model"]),
    ("mysql-lab-wizard", &["app", "model"]),
    ("whole-lab", &["app", "adapters", "practice", "lab", "engine", "model"]),
    ("xtask", &[]),
];

fn arrows_point_down() -> Result {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut broken = Vec::new();
    for manifest in manifests()? {
        let text = fs::read_to_string(&manifest)?;
        let name = package_name(&text).ok_or_else(|| Failure::new(format!("{} names no package", manifest.display())))?;
        let Some(may) = allowed.get(name.as_str()) else {
            broken.push(format!("{name} has no place in the house yet: add it to ARROWS"));
            continue;
        };
        let used = dependencies(&text);
        broken.extend(
            used.iter()
                .filter(|used| allowed.contains_key(used.as_str()) && !may.contains(&used.as_str()))
                .map(|used| format!("{name} uses {used}")),
        );
    }
    verdict(broken)
}

/// The manifests of all members.
fn manifests() -> Result<Vec<PathBuf>> {
    let root = root();
    let mut manifests = vec![root.join("Cargo.toml"), root.join("tests/Cargo.toml"), root.join("src-tauri/xtask/Cargo.toml")];
    for entry in fs::read_dir(root.join("src-tauri/crates"))? {
        manifests.push(entry?.path().join("Cargo.toml"));
    }
    Ok(manifests)
}

/// The name in `[package]`.
fn package_name(manifest: &str) -> Option<String> {
    let lines = manifest.lines().skip_while(|line| line.trim() != "[package]").skip(1).take_while(|line| !line.starts_with('['));
    lines
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| key.trim() == "name")
        .map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

/// The names in all tables of dependencies, for every target; not in `[workspace.dependencies]`, where they are only described.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut inside = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(table) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let of_package = !table.starts_with("workspace.");
            inside = of_package && table.ends_with("dependencies");
            // `[dependencies.name]`
            if let Some((kind, name)) = table.rsplit_once('.').filter(|(kind, _)| of_package && kind.ends_with("dependencies")) {
                debug_assert!(!kind.is_empty());
                names.insert(name.to_owned());
            }
        } else if inside && !line.starts_with('#') {
            let name = line.split(['=', '.', ' ']).next().unwrap_or_default();
            if !name.is_empty() {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

fn only_the_shell_knows_tauri() -> Result {
    let others = ARROWS.iter().map(|(name, _)| *name).filter(|name| *name != "mysql-lab-wizard");
    verdict_of(others, |name| name == "tauri" || name.starts_with("tauri-") || name == "wry" || name == "tao")
}

fn the_core_knows_no_adapter() -> Result {
    verdict_of(["model", "engine", "lab"].into_iter(), |name| {
        name.starts_with("aws-") || name.starts_with("russh") || name.starts_with("mysql") || name.starts_with("rustls") || name == "axum"
    })
}

/// Looks at all that these crates stand on.
fn verdict_of<'a>(crates: impl Iterator<Item = &'a str>, forbidden: impl Fn(&str) -> bool) -> Result {
    let mut broken = Vec::new();
    for name in crates {
        let tree = output(&mut cargo([
            "tree",
            "--locked",
            "--package",
            name,
            "--edges=normal,build",
            "--target=all",
            "--prefix=none",
            "--format={p}",
        ]))?;
        let found: BTreeSet<&str> =
            tree.lines().filter_map(|line| line.split(' ').next()).filter(|found| *found != name && forbidden(found)).collect();
        broken.extend(found.into_iter().map(|found| format!("{name} stands on {found}")));
    }
    verdict(broken)
}

fn one_crypto() -> Result {
    let tree =
        output(&mut cargo(["tree", "--locked", "--workspace", "--edges=normal,build", "--target=all", "--prefix=none", "--format={p}"]))?;
    let others = ["ring", "openssl", "openssl-sys", "native-tls", "boring", "mbedtls"];
    let found: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| others.contains(name)).collect();
    verdict(
        found
            .into_iter()
            .map(|found| format!("{found} is in the tree: see `cargo tree --workspace --target all --invert {found}`"))
            .collect(),
    )
}

/// aws-sdk-ec2 alone compiles for minutes and takes 8 GB. A dev-dependency that turns a feature on would have it compiled twice.
fn one_build() -> Result {
    let features = |edges: &str| -> Result<BTreeMap<String, BTreeSet<String>>> {
        let tree = output(&mut cargo(["tree", "--locked", "--workspace", edges, "--prefix=none", "--format={p} [{f}]"]))?;
        let mut features: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (name, set) in tree.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once(" [")) {
            features.entry(name.to_owned()).or_default().insert(set.trim_end_matches(']').to_owned());
        }
        Ok(features)
    };
    let (program, tests) = (features("--edges=normal,build")?, features("--edges=normal,build,dev")?);
    let differs = program.iter().filter(|(name, set)| tests.get(*name) != Some(set));
    verdict(
        differs.map(|(name, set)| format!("{name} has the features {set:?} in the program, {:?} in the tests", tests.get(name))).collect(),
    )
}

fn one_file_knows_the_window() -> Result {
    let mut importing = Vec::new();
    for file in files(&root().join("ui/src"), &["ts", "js", "svelte"])? {
        if fs::read_to_string(&file)?.contains("@tauri-apps/") {
            importing.push(file.display().to_string());
        }
    }
    if importing.len() <= 1 { Ok(()) } else { verdict(importing) }
}

/// Clippy denies printing; so what is left to see is who lifts that.
fn only_programs_print() -> Result {
    let root = root();
    let may = [root.join("src-tauri/crates/cli"), root.join("src-tauri/xtask"), root.join("src-tauri/src/main.rs")];
    let mut broken = Vec::new();
    for file in files(&root.join("src-tauri"), &["rs"])? {
        let text = fs::read_to_string(&file)?;
        if !may.iter().any(|place| file.starts_with(place)) && (text.contains("clippy::print_std") || text.contains("clippy::restriction"))
        {
            broken.push(format!("{} lifts the lint", file.display()));
        }
    }
    verdict(broken)
}

/// The files below a folder with one of these endings.
fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| Failure::new(format!("{}: {error}", folder.display())))? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            found.extend(files(&path, endings)?);
        } else if path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending)) {
            found.push(path);
        }
    }
    Ok(found)
}

fn verdict(broken: Vec<String>) -> Result {
    if broken.is_empty() { Ok(()) } else { Err(Failure::new(broken.join("\n"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
[workspace.dependencies]
described = "1"

[package]
name = "engine"

[dependencies]
model.workspace = true
serde = { version = "1" }
# commented = "1"

[target.'cfg(unix)'.dependencies]
nix = "1"

[dev-dependencies.lab]
path = "../lab"

[lints]
workspace = true
"#;

    #[test]
    fn dependencies_are_read_from_every_table() {
        assert_eq!(package_name(MANIFEST).as_deref(), Some("engine"));
        assert_eq!(dependencies(MANIFEST).into_iter().collect::<Vec<_>>(), ["lab", "model", "nix", "serde"]);
    }

    #[test]
    fn the_table_of_arrows_has_no_circle() {
        let mut below: BTreeSet<&str> = BTreeSet::new();
        let mut left: Vec<_> = ARROWS.to_vec();
        while !left.is_empty() {
            let before = left.len();
            left.retain(|(name, uses)| {
                let grounded = uses.iter().all(|used| below.contains(used));
                if grounded {
                    below.insert(name);
                }
                !grounded
            });
            assert!(left.len() < before, "these stand on each other: {left:?}");
        }
    }
}
