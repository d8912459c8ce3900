//! How a command ended: the last line of `--json`, and the exit code.

use model::{Finished, Outcome, Problem, ProblemCode};
use serde_json::{Map, Value, json};

/// How a command ended.
#[derive(Debug, Clone)]
pub struct Ending {
    /// The exit code.
    pub code: i32,
    /// Why it did not end as asked.
    pub problems: Vec<Problem>,
    /// The lab that it was about.
    pub lab: Option<String>,
    /// The last line of `--json`.
    line: Map<String, Value>,
}

impl Ending {
    /// As asked, without a run.
    pub fn done(lab: Option<&str>) -> Self {
        Self::of(Outcome::Done, lab, None)
    }

    /// The person said no, or stopped it.
    pub fn cancelled(lab: Option<&str>) -> Self {
        Self::of(Outcome::Cancelled, lab, None)
    }

    /// The end of a run, as `--json` tells it.
    pub fn of_run(finished: &Finished) -> Self {
        let mut ending = Self::of(finished.outcome, Some(&finished.lab), finished.problem.clone());
        if let Ok(Value::Object(fields)) = serde_json::to_value(finished) {
            ending.line.extend(fields);
        }
        ending
    }

    /// Adds a field to the last line of `--json`.
    pub fn with(mut self, name: &str, value: impl serde::Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.line.insert(name.to_owned(), value);
        }
        self
    }

    /// The last line of `--json`.
    pub fn line(&self) -> Value {
        Value::Object(self.line.clone())
    }

    fn of(outcome: Outcome, lab: Option<&str>, problem: Option<Problem>) -> Self {
        let code = match outcome {
            Outcome::Done | Outcome::Healthy => 0,
            Outcome::Failed | Outcome::Unhealthy => 1,
            Outcome::Cancelled => 130,
        };
        // Every last line has these; what a command has more of comes on top.
        let base = json!({
            "kind": "finished", "outcome": outcome, "lab": lab, "databases": [], "checks": [], "problem": problem, "leftovers": [], "removed": [],
        });
        let line = if let Value::Object(line) = base { line } else { Map::new() };
        Self { code, problems: problem.into_iter().collect(), lab: lab.map(str::to_owned), line }
    }

    /// Several problems that were met before anything was begun; `--json` tells the first one, and all of them.
    pub fn refused(problems: &[Problem]) -> Self {
        let ending = match problems.first() {
            Some(first) => Self::from(first.clone()),
            None => Self::done(None),
        };
        Self { problems: problems.to_vec(), ..ending }.with("problems", problems)
    }
}

/// A problem that was met before a run began.
impl From<Problem> for Ending {
    fn from(problem: Problem) -> Self {
        // What names a field, a lab, a profile or a Region comes from the command line.
        let wrong_usage = problem.field.is_some() || problem.code == ProblemCode::LabNotFound;
        let ending = Self::of(Outcome::Failed, None, Some(problem));
        if wrong_usage { Self { code: 2, ..ending } } else { ending }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_tells_wrong_usage_from_a_lab_that_is_not_as_asked() {
        let code = |problem: Problem| Ending::from(problem).code;
        assert_eq!(code(ProblemCode::BadSetting.with("reason", "no").field("name").into()), 2);
        assert_eq!(code(ProblemCode::LabNotFound.with("name", "x").into()), 2);
        assert_eq!(code(ProblemCode::LabDamaged.with("path", "x").into()), 1);
        assert_eq!(Ending::cancelled(None).code, 130);
        assert_eq!(Ending::done(None).code, 0);
    }

    #[test]
    fn every_last_line_has_the_same_fields() {
        let line = Ending::from(Problem::from(ProblemCode::DiskFull)).line();
        for field in ["kind", "outcome", "lab", "databases", "checks", "problem", "leftovers", "removed"] {
            assert!(line.get(field).is_some(), "{field} is missing in {line}");
        }
        assert_eq!(line["kind"], "finished");
        assert_eq!(line["outcome"], "failed");
        assert_eq!(line["problem"]["code"], "disk_full");
    }
}
