//! What no single step can show: the plan as a whole, and the steps against small stand-ins for the world.

mod cloud_steps;
mod machine_steps;
pub(crate) mod stand_ins;
mod texts;
pub(crate) mod world;
