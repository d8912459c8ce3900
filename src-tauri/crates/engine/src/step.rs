//! What a step and a plan are.

use std::sync::Arc;

use async_trait::async_trait;
use model::{Check, Lab, Leftover, Problem, StepInfo};

use crate::Context;

/// Why a verb did not come to its end.
#[derive(Debug)]
pub enum Stop {
    /// Something is wrong.
    Problem(Box<Problem>),
    /// The person stopped it, which is no error.
    Cancelled,
}

impl<P: Into<Problem>> From<P> for Stop {
    fn from(problem: P) -> Self {
        Self::Problem(Box::new(problem.into()))
    }
}

/// One reversible thing.
///
/// Each verb can be called at any time and any number of times. What a verb needs to know it finds in the world, by the lab's id;
/// the record is only a cache, so that `undo` works for a step that was cut off in the middle.
#[async_trait]
pub trait Step<P>: Send + Sync {
    /// What the step says of itself, for this lab.
    fn info(&self, lab: &Lab) -> StepInfo;

    /// Whether there is something to undo: false for a step that only looks.
    fn changes_the_world(&self) -> bool {
        true
    }

    /// Whether what a learner did by hand can be seen only by doing it, too: that a machine lets one in is seen by signing in.
    fn is_seen_by_doing(&self) -> bool {
        false
    }

    /// Looks at the world.
    ///
    /// # Errors
    /// When it could not look at all; what is wrong with what it saw is part of the [`Check`].
    async fn check(&self, cx: &Context<P>) -> Result<Check, Stop>;

    /// Makes it so. Announces each side effect with [`Context::effect`] before making it.
    ///
    /// # Errors
    /// When it cannot be made so. What was made up to then stays, and the next `apply` goes on from there.
    async fn apply(&self, cx: &Context<P>) -> Result<(), Stop>;

    /// Makes it absent.
    ///
    /// # Errors
    /// When it cannot be made absent.
    async fn undo(&self, cx: &Context<P>) -> Result<(), Stop>;
}

/// The steps of a lab in display order, and how to see what it has in the world.
#[async_trait]
pub trait Plan<P>: Send + Sync {
    /// The steps; each stands after all that it needs.
    fn steps(&self) -> Vec<Arc<dyn Step<P>>>;

    /// All that carries the lab's tag at this moment.
    ///
    /// # Errors
    /// When the world cannot be asked.
    async fn remaining(&self, cx: &Context<P>) -> Result<Vec<Leftover>, Stop>;
}
