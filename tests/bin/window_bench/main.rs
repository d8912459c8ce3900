//! Measures the window: how soon it has content, beside a window with nothing in it, and whether it stutters under a flood of output.
//!
//! `cargo xtask bench` builds what it needs and runs it. It prints figures and judges nothing: they are this machine's, at this moment.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks to its terminal")]

#[cfg(target_os = "linux")]
mod first_content;
mod flood;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let measured = async {
        #[cfg(target_os = "linux")]
        first_content::measure().await?;
        flood::measure().await
    };
    match measured.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("window-bench: {error}");
            ExitCode::FAILURE
        }
    }
}
