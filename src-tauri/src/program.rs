//! The program behind the window.

use app::App;
use model::Problem;

/// The program, or why it could not be set up: then every call answers with that, and the window shows it.
pub struct Program(Result<App, Problem>);

impl Program {
    /// The program as the environment sets it up.
    pub fn from_environment() -> Self {
        Self(App::from_environment())
    }

    /// The program.
    ///
    /// # Errors
    /// Why it could not be set up.
    pub fn app(&self) -> Result<App, Problem> {
        self.0.clone()
    }
}
