//! The UI's packages and its build, each made again only when what it is made from has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::place::{cache, root};
use crate::run::{Failure, Result, command, heading, run};
use crate::system::NPM;

/// `npm` in the UI's folder, asking nothing.
pub fn npm(args: &[&str]) -> Command {
    let mut npm = command(NPM);
    npm.args(args).current_dir(folder()).env("npm_config_yes", "true").env("npm_config_update_notifier", "false");
    npm
}

fn folder() -> PathBuf {
    root().join("ui")
}

/// Installs the UI's packages when the lock file is not the one they were installed from.
pub fn packages() -> Result {
    let stamp = folder().join("node_modules/.installed-from");
    let lock = folder().join("package-lock.json");
    let lock = fs::read(&lock).map_err(|error| Failure::new(format!("{}: {error}", lock.display())))?;
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    heading("The UI's packages");
    run(&mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    Ok(fs::write(stamp, lock)?)
}

/// Builds the UI when something of it is newer than the last build.
pub fn build() -> Result {
    packages()?;
    // Not in the built folder: all that lies there goes into the program.
    let stamp = cache()?.join("ui-built");
    let built = fs::metadata(&stamp).and_then(|stamp| stamp.modified()).ok();
    if folder().join("dist/index.html").is_file() && built.is_some_and(|built| newest(&folder()).is_some_and(|source| source < built)) {
        return Ok(());
    }
    heading("The UI");
    // Before the build, so that what is saved while it runs counts as newer.
    let began = SystemTime::now();
    run(&mut npm(&["run", "build"]))?;
    fs::File::create(stamp)?.set_modified(began)?;
    Ok(())
}

/// When the newest file or folder here was changed, leaving out what is made from the others.
fn newest(folder: &Path) -> Option<SystemTime> {
    let own = fs::metadata(folder).ok()?.modified().ok();
    let below = fs::read_dir(folder).ok()?.flatten().filter_map(|entry| {
        let name = entry.file_name();
        if name == "node_modules" || name == "dist" {
            return None;
        }
        if entry.file_type().ok()?.is_dir() { newest(&entry.path()) } else { entry.metadata().ok()?.modified().ok() }
    });
    // The UI's own folder changes when its build makes `dist` anew.
    let own = if folder.join("dist").is_dir() { None } else { own };
    own.into_iter().chain(below).max()
}
