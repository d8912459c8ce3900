//! `cargo xtask bench`: how soon the window has content, and whether it stutters. It prints figures; no test is timed.

use crate::place::built;
use crate::run::{Failure, Result, cargo, command, heading, run};
use crate::{needs, start};

/// Builds what is measured, makes ready what measures it, and measures.
pub fn bench() -> Result {
    start::build()?;
    heading("An empty window to measure against");
    run(&mut cargo(["build", "--workspace", "--locked", "--examples"]))?;
    for module in ["needs_display", "needs_chromium"] {
        needs::make_ready_for(module).map_err(Failure::new)?;
    }
    heading("The window");
    run(&mut command(built("window-bench")?))
}
