//! Whose answers are given, and to which names: what `setup` and `adopt` both ask.

use clap::{Args, ValueEnum};
use model::Recipe;

/// The recipe, with the names that belong to it.
#[derive(Debug, Args)]
pub struct RecipeOptions {
    /// Exactly the guide's answers, or the safer ones.
    #[arg(long, value_enum, default_value_t)]
    pub recipe: RecipeName,
    /// The MySQL user that the client logs in as.
    #[arg(long, value_name = "USER", default_value = "donald")]
    pub db_user: String,
    /// The database that the proof looks for.
    #[arg(long, value_name = "DATABASE", default_value = "testing_123")]
    pub database: String,
}

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
