//! `cargo xtask start`: from a fresh machine to the open wizard.

use std::process::Stdio;

use crate::place::built;
use crate::run::{Failure, Result, as_typed, cargo, command, heading, run};
use crate::{system, ui};

/// The wizard's exit code when no display answers, as in `main.rs`.
const NO_DISPLAY: i32 = 69;

/// Makes this machine ready, builds, and opens the wizard; without a display, sets a practice lab up in the terminal.
pub fn start() -> Result {
    build()?;
    let Some(why) = open_the_wizard()? else { return Ok(()) };
    heading("A practice lab");
    println!("{why}, so the window cannot open.");
    println!("The same lab is set up on practice here, in the terminal. Nothing leaves this computer.\n");
    run(command(built("mysql-lab")?).args(["setup", "--practice", "--yes"]))
}

/// Opens the window and waits until it is closed; or says why there is none.
fn open_the_wizard() -> Result<Option<&'static str>> {
    if !has_display() {
        return Ok(Some("This session has no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"));
    }
    heading("The wizard");
    let mut wizard = command(built("mysql-lab-wizard")?);
    println!("$ {}", as_typed(&wizard));
    let status = wizard.stdin(Stdio::inherit()).status()?;
    match status.code() {
        Some(0) => Ok(None),
        Some(NO_DISPLAY) => Ok(Some("The display of this session does not answer")),
        _ => Err(Failure::new(format!("`{}` failed: {status}", as_typed(&wizard)))),
    }
}

/// Builds everything, the UI first because the window carries it.
pub fn build() -> Result {
    system::ready_to_build()?;
    ui::build()?;
    program()
}

/// Builds what is not the UI.
pub fn program() -> Result {
    heading("The program");
    // The whole workspace here and everywhere, so that each dependency has one set of features and is compiled once.
    run(&mut cargo(["build", "--workspace", "--locked"]))
}

fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}
