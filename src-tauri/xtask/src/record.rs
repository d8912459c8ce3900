//! `cargo xtask record`: the runs that the window's tests and pictures are made of.

use crate::run::{Result, cargo, run};

/// Records them anew. The test that holds what is committed against the program does so when it is asked to.
pub fn write() -> Result {
    run(cargo(["test", "--workspace", "--locked", "--test", "practice", "--", "recordings"]).env("RECORD", "1"))
}
