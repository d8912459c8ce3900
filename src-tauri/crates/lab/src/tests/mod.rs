//! What no single step can show: the plan as a whole, and the steps against small stand-ins for the world.

mod cloud_steps;
mod machine_steps;
mod stand_ins;
mod texts;
mod world;
