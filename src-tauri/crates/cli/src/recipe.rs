//! The recipes by their names on the command line.

use clap::ValueEnum;
use model::Recipe;

/// Whose answers are given.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum RecipeName {
    /// Exactly the guide's answers.
    #[default]
    Guide,
    /// Yes to every question of the secure script, and the least rights for the MySQL user.
    Safer,
}

impl From<RecipeName> for Recipe {
    fn from(name: RecipeName) -> Self {
        match name {
            RecipeName::Guide => Self::Guide,
            RecipeName::Safer => Self::Safer,
        }
    }
}
