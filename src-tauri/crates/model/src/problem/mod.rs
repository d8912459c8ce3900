//! Problems as data: a code, what happened, the likely causes with evidence, remedies, and what is left behind.

mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Evidence, Leftover, Said, Text, ToSaid};

pub use table::ProblemCode;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The lab goes on; the person should know.
    Warning,
    /// The step cannot hold until it is mended.
    Error,
}

/// What a remedy's button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Do the step again.
    Retry,
    /// Make so what does not hold.
    Repair,
    /// Replace the lab's own SSH rule by one for this computer's present address.
    AllowMyAddress,
    /// Choose other settings.
    ChangeSettings,
    /// Sign in again, or choose another profile.
    SignIn,
    /// Paste AWS keys.
    PasteKeys,
    /// Choose another Region.
    ChooseRegion,
    /// Choose another instance type.
    ChooseType,
    /// Choose another key file.
    ChooseKey,
    /// Begin a practice lab instead.
    Practise,
    /// Adopt a lab that was made by hand.
    Adopt,
    /// Start the stopped machines.
    StartMachines,
    /// Remove the lab.
    TearDown,
    /// Show the list of labs.
    ShowLabs,
}

/// One way out of a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Remedy {
    /// What to do, as an instruction.
    pub text: Text,
    /// What a button beside it does, where the program can do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub action: Option<Action>,
}

/// A problem, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// The stable code.
    pub code: ProblemCode,
    /// How bad it is.
    pub severity: Severity,
    /// A headline.
    pub title: Text,
    /// What happened, in a sentence or two.
    pub what_happened: Text,
    /// What was looked at.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// The likely causes, likeliest first.
    #[serde(default)]
    pub causes: Vec<Text>,
    /// The ways out, best first.
    pub remedies: Vec<Remedy>,
    /// What the lab has in the world at this moment.
    #[serde(default)]
    pub leftovers: Vec<Leftover>,
    /// The setting that the problem is about, where it is about one: a field's name as in `Settings`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// The original error's words, for "details". Never a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub detail: Option<String>,
}

/// A problem's code with the values that its texts name.
///
/// ```
/// use model::{Problem, ProblemCode};
/// let problem: Problem = ProblemCode::SshTimedOut.with("address", "203.0.113.41").into();
/// assert!(problem.what_happened.english.contains("203.0.113.41"));
/// ```
#[derive(Debug, Clone)]
pub struct ProblemBuilder {
    code: ProblemCode,
    args: BTreeMap<String, Said>,
    evidence: Vec<Evidence>,
    field: Option<String>,
    detail: Option<String>,
}

impl ProblemCode {
    /// Begins a problem with one value that its texts name.
    pub fn with(self, name: &str, value: impl ToSaid) -> ProblemBuilder {
        self.builder().with(name, value)
    }

    /// Begins a problem with the original error's words.
    pub fn detail(self, detail: impl ToString) -> ProblemBuilder {
        self.builder().detail(detail)
    }

    /// Begins a problem.
    pub fn builder(self) -> ProblemBuilder {
        ProblemBuilder { code: self, args: BTreeMap::new(), evidence: Vec::new(), field: None, detail: None }
    }
}

impl ProblemBuilder {
    /// Adds a value that the texts name.
    pub fn with(mut self, name: &str, value: impl ToSaid) -> Self {
        self.args.insert(name.to_owned(), value.to_said());
        self
    }

    /// Adds what was looked at.
    pub fn evidence(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.evidence.extend(evidence);
        self
    }

    /// Names the setting that it is about.
    pub fn field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// Adds the original error's words. Never a secret.
    pub fn detail(mut self, detail: impl ToString) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// Fills the texts in.
    pub fn build(self) -> Problem {
        let entry = self.code.entry();
        let text = |part: String, template: &str| Text {
            id: format!("problem-{}-{part}", self.code.as_str()),
            args: self.args.clone(),
            english: fill(template, &self.args),
        };
        Problem {
            code: self.code,
            severity: entry.severity,
            title: text("title".to_owned(), entry.title),
            what_happened: text("what".to_owned(), entry.what),
            causes: entry.causes.iter().enumerate().map(|(n, cause)| text(format!("cause-{}", n + 1), cause)).collect(),
            remedies: entry
                .remedies
                .iter()
                .enumerate()
                .map(|(n, (remedy, action))| Remedy { text: text(format!("remedy-{}", n + 1), remedy), action: *action })
                .collect(),
            evidence: self.evidence,
            leftovers: Vec::new(),
            field: self.field,
            detail: self.detail,
        }
    }
}

impl From<ProblemBuilder> for Problem {
    fn from(builder: ProblemBuilder) -> Self {
        builder.build()
    }
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        code.builder().build()
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.what_happened.english)
    }
}

impl std::error::Error for Problem {}

/// Replaces each `{name}` of a template by its value; a name without a value stays visible as `{name}`.
fn fill(template: &str, args: &BTreeMap<String, Said>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        filled.push_str(&rest[..open]);
        match args.get(&rest[open + 1..close]) {
            Some(value) => filled.push_str(&value.english()),
            None => filled.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_a_title_a_sentence_and_a_remedy() {
        for code in ProblemCode::ALL {
            let problem = Problem::from(*code);
            assert!(!problem.title.english.is_empty(), "{code:?} has no title");
            assert!(problem.what_happened.english.ends_with(['.', '?', '}']), "{code:?}: {}", problem.what_happened.english);
            assert!(!problem.remedies.is_empty(), "{code:?} has no remedy");
        }
    }

    #[test]
    fn codes_are_told_apart_and_survive_json() {
        let mut seen = std::collections::BTreeSet::new();
        for code in ProblemCode::ALL {
            assert!(seen.insert(code.as_str()), "{code:?} shares its name");
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{}\"", code.as_str()));
            assert_eq!(serde_json::from_str::<ProblemCode>(&json).unwrap(), *code);
        }
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_is_not_filled_again() {
        let args = BTreeMap::from([("a".to_owned(), "{b}".to_said()), ("b".to_owned(), "never".to_said())]);
        assert_eq!(fill("{a} and {c}", &args), "{b} and {c}");
    }
}
