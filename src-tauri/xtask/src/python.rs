//! The tests' own Python environment: an independent EC2 (moto) and the ordinary AWS clients.

use std::fs;
use std::path::PathBuf;

use crate::apt;
use crate::place::{cache, root};
use crate::run::{Failure, Result, command, heading, run, succeeds};

const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

fn folder() -> Result<PathBuf> {
    Ok(cache()?.join("venv"))
}

/// The environment's own Python.
pub fn program() -> Result<PathBuf> {
    Ok(folder()?.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" }))
}

/// Makes the environment when it is not the one that `tests/requirements.txt` asks for.
pub fn environment() -> Result {
    let requirements = root().join("tests/requirements.txt");
    let wanted = fs::read(&requirements)?;
    let folder = folder()?;
    let stamp = folder.join("installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    heading("The tests' Python packages");
    if !succeeds(command(PYTHON).args(["-c", "import venv, ensurepip"])) {
        if !apt::is_here() {
            return Err(Failure::new("Python 3 with its venv module is missing"));
        }
        apt::install(&["python3", "python3-venv"])?;
    }
    run(command(PYTHON).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    run(command(python)
        .args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"])
        .arg(&requirements))?;
    Ok(fs::write(stamp, wanted)?)
}
