//! `cargo xtask types`: the TypeScript that is generated from the calls between window and program.

use crate::run::{Result, cargo, run};

/// Writes it anew. The test that compares it with what is committed does so when it is asked to.
pub fn write() -> Result {
    run(cargo(["test", "--workspace", "--locked", "--lib", "--", "api::typescript"]).env("UPDATE_TYPES", "1"))
}
