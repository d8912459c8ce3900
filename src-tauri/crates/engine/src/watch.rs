//! The points that every run passes, for those who want to interrupt it there.

use model::{Problem, StepId};

/// A point of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Point {
    /// A step is about to be applied or undone; nothing of it is done yet.
    Before(StepId),
    /// A side effect of the step is about to be made, its journal line is on disk.
    Effect(StepId, String),
    /// The step's verb has ended well; its journal line is not written yet.
    After(StepId),
}

/// Is told of each point before the run goes on, and may fail it there.
pub trait Watch: Send + Sync {
    /// Called at each point.
    ///
    /// # Errors
    /// Whatever it returns fails the step at that point.
    fn reached(&self, point: &Point) -> Result<(), Problem>;
}

/// Lets every run pass.
pub struct Unwatched;

impl Watch for Unwatched {
    fn reached(&self, _: &Point) -> Result<(), Problem> {
        Ok(())
    }
}
