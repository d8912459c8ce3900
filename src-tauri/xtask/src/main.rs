//! The project's own commands: `cargo xtask start`, `test`, `check`, `bench`, `types`, `hosts`.
//!
//! Each makes ready what it needs on a fresh machine, and says the exact command where it may not.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks to its terminal")]

mod apt;
mod bench;
mod check;
mod hosts;
mod needs;
mod place;
mod python;
mod record;
mod rules;
mod run;
mod start;
mod system;
mod test;
mod types;
mod ui;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  start   make this machine ready, build, and open the wizard;
          without a display, set up a practice lab in the terminal
  test    make ready what the tests need, and run them all;
          words after it run only the Rust tests whose names contain one
  check   the lints: format, the rules of the house, types, clippy;
          with --quick, only the first two
  bench   measure how soon the window has content, and whether it stutters
          under a flood of output; prints figures, on Linux
  types   write the TypeScript of the calls between window and program anew
  record  record anew the runs that the window's tests and pictures are made of
  hosts   a world of real hosts to try the program in, as root on Linux:
          up, down, exec HOST COMMAND
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.as_slice() {
        ["start"] => start::start(),
        ["test", filters @ ..] => test::test(filters),
        ["check"] => check::check(check::Extent::All),
        ["check", "--quick"] => check::check(check::Extent::Quick),
        ["bench"] => bench::bench(),
        ["types"] => types::write(),
        ["record"] => record::write(),
        ["hosts", words @ ..] => hosts::hosts(words),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}
