//! `cargo xtask start`: from a fresh machine to the open wizard.

use std::process::Stdio;

use crate::place::built;
use crate::run::{Result, cargo, command, heading, run};
use crate::{system, ui};

/// Makes this machine ready, builds, and opens the wizard; without a display, sets a practice lab up in the terminal.
pub fn start() -> Result {
    build()?;
    if has_display() {
        heading("The wizard");
        return run(command(built("mysql-lab-wizard")?).stdin(Stdio::inherit()));
    }
    heading("A practice lab");
    println!("This session has no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open.");
    println!("The same lab is set up on practice here, in the terminal. Nothing leaves this computer.\n");
    run(command(built("mysql-lab")?).args(["setup", "--practice", "--yes"]))
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
