//! `cargo xtask test`: all tests, after making ready what they need.

use std::thread;
use std::time::Duration;

use crate::needs::{self, NEEDS, Unmet};
use crate::run::{Failure, Result, cargo, heading, output, run, watch};
use crate::{start, system, ui};

/// Longer than the slowest compilation or test goes without a word.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Runs all tests, or those of the Rust tests whose names contain one of the filters.
pub fn test(filters: &[&str]) -> Result {
    system::ready_to_build()?;
    ui::build()?;
    let mut tally = Tally::default();
    // The heaviest crate keeps one core busy for minutes: what needs nothing built is done beside it.
    let (built, unmet, ui_holds) = thread::scope(|scope| {
        let built = scope.spawn(build);
        let unmet = needs::make_ready();
        heading("The UI's tests");
        let ui_holds = watch(ui::npm(&["test"]).env("NO_COLOR", "1"), PATIENCE, |line| tally.vitest(line));
        (built.join(), unmet, ui_holds)
    });
    built.unwrap_or_else(|_| Err(Failure::new("the build ended in a panic of its own")))?;
    let ui_holds = ui_holds?;

    heading("The program's tests");
    let skipped = skipped(&unmet)?;
    let mut tests = cargo(["test", "--workspace", "--locked", "--no-fail-fast", "--"]);
    tests.args(filters).args(unmet.iter().flat_map(|need| ["--skip", need.module]));
    let program_holds = watch(&mut tests, PATIENCE, |line| tally.cargo(line))?;

    heading("Result");
    for (test, reason) in &skipped {
        println!("skipped: {test} ({reason})");
    }
    println!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.ignored + skipped.len());
    match (ui_holds, program_holds) {
        (true, true) if tally.passed == 0 => Err(Failure::new("no test ran")),
        (true, true) => Ok(()),
        (false, true) => Err(Failure::new("the UI's tests failed")),
        (true, false) => Err(Failure::new("tests failed")),
        (false, false) => Err(Failure::new("the UI's tests failed, and so did tests of the program")),
    }
}

/// Builds the program and its tests.
fn build() -> Result {
    start::program()?;
    run(&mut cargo(["test", "--workspace", "--locked", "--no-run"]))
}

/// The tests that cannot run here, each with the reason.
fn skipped(unmet: &[Unmet]) -> Result<Vec<(String, String)>> {
    let list = output(&mut cargo(["test", "--workspace", "--locked", "--quiet", "--", "--list", "--format=terse"]))?;
    let tests: Vec<&str> = list.lines().filter_map(|line| line.strip_suffix(": test")).collect();
    if let Some(test) = tests.iter().find(|test| unknown_need(test)) {
        return Err(Failure::new(format!("the test {test} needs something that needs.rs does not know")));
    }
    let reason = |test: &str| unmet.iter().find(|need| test.contains(need.module)).map(|need| need.reason.clone());
    Ok(tests.into_iter().filter_map(|test| Some((test.to_owned(), reason(test)?))).collect())
}

fn unknown_need(test: &str) -> bool {
    let mut modules: Vec<&str> = test.split("::").collect();
    modules.pop();
    modules.iter().any(|module| module.starts_with("needs_") && !NEEDS.iter().any(|need| need.module == *module))
}

/// What the test runners counted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: usize,
    failed: usize,
    ignored: usize,
}

impl Tally {
    /// `test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.10s`
    fn cargo(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|result| result.split_once(". ")) else { return };
        self.count(counts.split("; "));
    }

    /// `      Tests  1 failed | 12 passed | 2 skipped (15)`
    fn vitest(&mut self, line: &str) {
        let Some(counts) = line.trim().strip_prefix("Tests ") else { return };
        self.count(counts.split(" (").next().unwrap_or(counts).split('|'));
    }

    fn count<'a>(&mut self, parts: impl Iterator<Item = &'a str>) {
        for part in parts {
            let Some((number, word)) = part.trim().split_once(' ') else { continue };
            let Ok(number) = number.parse::<usize>() else { continue };
            match word.trim() {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" | "skipped" | "todo" => self.ignored += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_counts_are_added_up() {
        let mut tally = Tally::default();
        tally.cargo("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.10s");
        tally.cargo("test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s");
        tally.cargo("test model::passed ... ok");
        tally.vitest("      Tests  1 failed | 12 passed | 2 skipped (15)");
        tally.vitest(" Test Files  3 passed (3)");
        assert_eq!(tally, Tally { passed: 26, failed: 2, ignored: 3 });
    }

    #[test]
    fn a_need_that_nobody_declared_is_found() {
        assert!(unknown_need("a::needs_luck::wins"));
        assert!(!unknown_need("a::needs_display::opens"));
        assert!(!unknown_need("steps::needs_are_met_in_order"), "a test's own name is no need");
    }
}
