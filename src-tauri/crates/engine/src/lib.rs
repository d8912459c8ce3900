//! The engine: runs steps, keeps the journal and the record, tells what happens.
//!
//! It knows no cloud, no SSH and no database. A step is three verbs, each idempotent: look, make it so, make it absent.

mod context;
mod feed;
mod journal;
mod runner;
mod secret;
mod step;
mod store;
mod watch;

pub use context::Context;
pub use feed::Feed;
pub use journal::Journal;
pub use runner::{Run, RunRequest, last_known};
pub use secret::{ExposeSecret, Secret, Vault};
pub use step::{Plan, Step, Stop};
pub use store::{LabFolder, Listed, OpenLab, Store, write_atomically};
pub use watch::{Point, Unwatched, Watch};
