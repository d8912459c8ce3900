//! `mysql-lab`: the lab in a terminal. It runs the same runs as the window, through the same crate.

mod adopt;
mod ask;
mod card;
mod commands;
mod drills;
mod ending;
mod follow;
mod lines;
mod live;
mod options;
mod practice;
mod recipe;
mod screen;
mod setup;
mod step_by_step;
mod tables;

use app::App;
use clap::Parser;
use ending::Ending;
use model::{Problem, ProblemCode};
use options::{Command, Options};
use screen::Screen;

fn main() {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) => std::process::exit(wrong_usage(&error)),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let mut screen = Screen::new(options.json);
    let ending = match runtime {
        Ok(runtime) => runtime.block_on(run(options.command, &mut screen)),
        Err(error) => Ending::from(Problem::from(ProblemCode::Internal.detail(error))),
    };
    // Not by returning: a thread may still be waiting for a line of standard input.
    std::process::exit(screen.end(&ending));
}

async fn run(command: Command, screen: &mut Screen) -> Ending {
    let app = match App::from_environment() {
        Ok(app) => app,
        Err(problem) => return Ending::from(problem),
    };
    let ending = commands::run(&app, command, screen).await;
    app.close().await;
    ending.unwrap_or_else(Ending::from)
}

/// Says what is wrong with the command line; with `--json` also as the last line that every command ends with.
fn wrong_usage(error: &clap::Error) -> i32 {
    let _ = error.print();
    if error.use_stderr() && std::env::args_os().any(|arg| arg == "--json") {
        let words = error.to_string();
        let said = words.lines().take_while(|line| !line.starts_with("Usage:")).map(str::trim).filter(|line| !line.is_empty());
        let reason = said.collect::<Vec<_>>().join(" ").trim_start_matches("error: ").to_owned();
        Screen::new(true).end(&Ending::from(ProblemCode::BadSetting.with("reason", reason).field("options").build()));
    }
    error.exit_code()
}
