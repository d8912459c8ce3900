//! Instances.

pub(super) mod change;
pub(super) mod describe;
pub(super) mod run;
mod write;
