//! The machine's shell: what a learner needs of bash.

mod arithmetic;
mod builtins;
mod expand;
mod interactive;
mod lexer;
mod parser;
mod pattern;
mod run;
mod syntax;
#[cfg(test)]
mod tests;

pub(crate) use self::interactive::interact;
pub(crate) use self::pattern::matches_pattern;
pub(crate) use self::run::{Shell, Streams};
