//! The calls that the shell, the browser host and the command line share: one list makes the dispatch and the window's types.

mod types;
mod typescript;

use std::collections::BTreeMap;

use model::{Goal, Leftover, Pace, Problem, ProblemCode, Report, RunId, Settings, Text};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::App;
use crate::drills::{DrillEnd, DrillId, DrillsView};
use crate::report::ReportFormat;

pub use types::{
    About, Access, AwsIdentity, AwsProfile, Cost, Creation, KeyVerdict, LabByHand, LabCard, LabView, NewLab, PasswordRule, PastedKey,
    PlanView, PracticeView, ProfileKind, SecretText, TypeOffer,
};
pub use typescript::typescript;

/// Makes [`App::dispatch`] and the list that the TypeScript interface is written from. Each call is a method of [`App`] of the same name.
macro_rules! api {
    ($($(#[doc = $doc:literal])+ $method:ident($($arg:ident: $type:ty),*) -> $answer:ty;)+) => {
        impl App {
            /// Calls a method by its name, with its arguments as one JSON object.
            ///
            /// # Errors
            /// The method's own problems; `internal` for a method or arguments that do not exist.
            pub async fn dispatch(&self, method: &str, args: Value) -> Result<Value, Problem> {
                match method {
                    $(stringify!($method) => {
                        #[derive(serde::Deserialize)]
                        #[serde(deny_unknown_fields)]
                        struct Args { $($arg: $type),* }
                        let Args { $($arg),* } = arguments(method, args)?;
                        answer(self.$method($($arg),*).await.inspect_err(|problem| self.log().call_failed(method, problem))?)
                    })+
                    _ => Err(ProblemCode::Internal.detail(format!("There is no call named {method}.")).into()),
                }
            }
        }

        fn calls(types: &mut typescript::Types) -> Vec<typescript::Call> {
            vec![$(typescript::Call {
                method: stringify!($method),
                docs: &[$($doc),+],
                args: vec![$((stringify!($arg), types.name::<$type>())),*],
                answer: types.name::<$answer>(),
            }),+]
        }
    };
}

api! {
    /// The program's version, licence, folders and platform.
    about() -> About;
    /// What helps to find a fault and can be shown to anybody, in English: versions and states, without names or addresses.
    diagnostics(web_view: Option<String>) -> String;
    /// All labs by name.
    list_labs() -> Vec<LabCard>;
    /// All about one lab.
    lab(name: String) -> LabView;
    /// What a new lab would be, with all that is wrong with its settings. Creates nothing.
    plan(new_lab: NewLab) -> PlanView;
    /// Makes a lab's folder and record. Creates nothing in the cloud.
    create_lab(new_lab: NewLab) -> LabView;
    /// Adopts a lab that was made by hand: its record is filled in from what is found and what it has is tagged as its own. Starts the run
    /// that verifies all of it.
    adopt_lab(by_hand: LabByHand) -> RunId;
    /// Starts a run; `lab_busy` while another one goes on in the lab.
    run(name: String, goal: Goal, pace: Pace) -> RunId;
    /// Stops the lab's run between two side effects.
    cancel(name: String) -> ();
    /// All that is new of a run since an event index and a line index. Answers when there is something, after 15 s at the latest.
    report_since(name: String, run: RunId, event: u64, line: u64) -> Report;
    /// The lab's newest run since the program was started.
    latest_run(name: String) -> Option<RunId>;
    /// All that carries the lab's tag at this moment.
    remaining(name: String) -> Vec<Leftover>;
    /// Removes the folder of a lab that has nothing in the world.
    forget_lab(name: String) -> ();
    /// What a private key's file is.
    inspect_key(path: String) -> KeyVerdict;
    /// MySQL's STRONG rules, held against a password.
    check_password(user: String, password: String) -> Vec<PasswordRule>;
    /// The profiles of the person's own AWS files.
    aws_profiles() -> Vec<AwsProfile>;
    /// Who is signed in to AWS, with a profile or with the pasted keys of an account.
    aws_identity(profile: Option<String>, region: Option<String>, pasted: Option<String>) -> AwsIdentity;
    /// Takes keys from pasted text and keeps them in memory under their account.
    paste_keys(text: SecretText, region: Option<String>) -> AwsIdentity;
    /// Takes keys for a lab from pasted text: those of its account, and of no other.
    paste_keys_for(name: String, text: SecretText) -> LabView;
    /// The instance types to choose from, cheapest first, with what a lab of each costs in a Region.
    instance_types(region: Option<String>) -> Vec<TypeOffer>;
    /// The address that the internet sees of this computer.
    internet_address() -> String;
    /// Changes settings of a lab whose steps have not begun with them; the rest of the lab stays as it is.
    change_settings(name: String, settings: Settings) -> LabView;
    /// Keeps a practice cloud running, and says how ordinary clients reach it: the named lab's, the only practice lab's, or an empty
    /// playground's.
    practice(name: Option<String>) -> PracticeView;
    /// The drills of a practice lab, and the one that goes on.
    drills(name: String) -> DrillsView;
    /// Breaks a practice lab that works: in one way, or in one that chance chooses and that is not told.
    start_drill(name: String, drill: Option<DrillId>) -> DrillsView;
    /// Ends a drill and says what was broken; of one that is not solved, a repair does the rest.
    end_drill(name: String) -> DrillEnd;
    /// All words of a lab's report, so that it can be written in another language.
    report_texts(name: String) -> Vec<Text>;
    /// A lab's report, also of one that was torn down; `words` are its words in another language, by their English.
    report(name: String, format: ReportFormat, words: Option<BTreeMap<String, String>>, language: Option<String>) -> String;
    /// Stops the lab's machines: they cost no machine hours then, and keep their disks.
    stop_machines(name: String) -> LabView;
    /// Starts the lab's stopped machines.
    start_machines(name: String) -> LabView;
}

fn arguments<T: DeserializeOwned>(method: &str, args: Value) -> Result<T, Problem> {
    let args = if args.is_null() { Value::Object(serde_json::Map::new()) } else { args };
    // serde's words name fields and types, and for a wrong type the value: a password is always text, so it is never the wrong type.
    serde_json::from_value(args).map_err(|error| ProblemCode::Internal.detail(format!("{method}: {error}")).into())
}

fn answer(value: impl serde::Serialize) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(|error| ProblemCode::Internal.detail(error).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use serde_json::json;

    fn app() -> (tempfile::TempDir, App) {
        let home = tempfile::tempdir().unwrap();
        let app = App::new(Options::new(home.path().join("home")));
        (home, app)
    }

    fn practice(name: &str) -> Value {
        json!({ "new_lab": { "name": name, "target": { "kind": "practice" } } })
    }

    #[tokio::test]
    async fn a_lab_goes_through_the_calls_as_json() {
        let (_home, app) = app();
        assert_eq!(app.dispatch("list_labs", Value::Null).await.unwrap(), json!([]));
        let made = app.dispatch("create_lab", practice("mine")).await.unwrap();
        assert_eq!(made["lab"]["name"], "mine");
        assert_eq!(made["lab"]["settings"]["database"], "testing_123");
        assert_eq!(made["health"], "new");
        let read = app.dispatch("lab", json!({ "name": "mine" })).await.unwrap();
        assert_eq!(read, made);
        let listed = app.dispatch("list_labs", json!({})).await.unwrap();
        assert_eq!(listed[0]["lab"], made["lab"]);
        assert_eq!(app.dispatch("forget_lab", json!({ "name": "mine" })).await.unwrap(), Value::Null);
        assert_eq!(app.dispatch("list_labs", json!({})).await.unwrap(), json!([]));
    }

    #[tokio::test]
    async fn a_call_or_an_argument_that_does_not_exist_is_told() {
        let (_home, app) = app();
        for (method, args) in [
            ("no_such_call", json!({})),
            ("lab", json!({})),
            ("lab", json!({ "name": 7 })),
            ("lab", json!({ "name": "a", "nome": "b" })),
            ("create_lab", json!({ "new_lab": { "target": { "kind": "moon" } } })),
        ] {
            let problem = app.dispatch(method, args.clone()).await.unwrap_err();
            assert_eq!(problem.code, ProblemCode::Internal, "{method} {args}");
            assert!(problem.detail.is_some(), "{method} {args}");
        }
    }

    #[tokio::test]
    async fn a_password_is_never_told_back() {
        let (_home, app) = app();
        let args = json!({ "new_lab": { "name": "mine", "target": { "kind": "practice" }, "password": "Se.cret-1234" } });
        let new_lab: NewLab = serde_json::from_value(args["new_lab"].clone()).unwrap();
        assert!(!format!("{new_lab:?}").contains("Se.cret"));
        let view = app.dispatch("create_lab", args).await.unwrap();
        assert!(!view.to_string().contains("Se.cret"));
        let vault = app.store().folder("mine").unwrap().vault();
        for name in [lab::ROOT_PASSWORD, lab::USER_PASSWORD] {
            assert_eq!(engine::ExposeSecret::expose_secret(&vault.get(name).unwrap()), "Se.cret-1234");
        }
    }

    #[tokio::test]
    async fn all_that_is_wrong_is_found_at_once_and_nothing_is_made() {
        let (home, app) = app();
        app.dispatch("create_lab", practice("taken")).await.unwrap();
        let settings = json!({ "db_user": "root", "database": "mysql", "key": { "import": { "path": home.path() } } });
        let new_lab = json!({ "name": "taken", "target": { "kind": "practice" }, "settings": settings, "password": "weak" });
        let plan = app.dispatch("plan", json!({ "new_lab": new_lab })).await.unwrap();
        let fields: Vec<_> = plan["problems"].as_array().unwrap().iter().map(|problem| problem["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["name", "db_user", "database", "password", "key"]);
        app.dispatch("create_lab", json!({ "new_lab": new_lab })).await.unwrap_err();
        assert_eq!(app.dispatch("list_labs", json!({})).await.unwrap().as_array().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn labs_without_a_name_get_the_first_free_one() {
        let (_home, app) = app();
        let nameless = json!({ "new_lab": { "target": { "kind": "practice" } } });
        for name in ["practice-1", "practice-2"] {
            assert_eq!(app.dispatch("create_lab", nameless.clone()).await.unwrap()["lab"]["name"], name);
        }
    }
}
