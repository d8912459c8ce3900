//! `cargo xtask check`: the lints. The quick ones come first, so that a slip is told soon.

use crate::run::{Failure, Result, cargo, heading, run};
use crate::{rules, system, ui};

/// How many of the lints to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Those that take seconds: format, and the rules of the house.
    Quick,
    /// All.
    All,
}

/// Runs the lints, and fails when one does not hold.
pub fn check(extent: Extent) -> Result {
    let mut broken = Vec::new();
    let mut note = |name: &str, result: Result| {
        if let Err(failure) = result {
            eprintln!("{failure}");
            broken.push(name.to_owned());
        }
    };
    heading("Format");
    note("format", run(&mut cargo(["fmt", "--all", "--check"])));
    heading("The rules of the house");
    for rule in rules::RULES {
        let result = (rule.holds)();
        println!("{} {}", if result.is_ok() { "holds: " } else { "BROKEN:" }, rule.says);
        note(rule.says, result);
    }
    if extent == Extent::All {
        // The window's crate compiles only with the system's packages and the built UI there.
        note("the system", system::ready_to_build());
        note("the UI's build", ui::build());
        heading("The UI's types");
        note("svelte-check", run(&mut ui::npm(&["run", "check"])));
        heading("Clippy");
        note("clippy", run(&mut cargo(["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"])));
    }
    heading("Lints");
    if broken.is_empty() {
        println!("All hold.");
        return Ok(());
    }
    Err(Failure::new(format!("these lints do not hold: {}", broken.join(", "))))
}
