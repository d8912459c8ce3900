//! Keys that are pasted: kept in memory, told nowhere, and never those of another account. Each case runs this test again, with an STS of
//! its own in the environment.

use std::path::Path;
use std::process::Command;

use app::{App, NewLab, Options, SecretText};
use model::{Problem, ProblemCode, Settings, Target};

use crate::environment::Sts;

const IS_CHILD: &str = "MYSQL_LAB_TEST_PASTED_CHILD";
/// The account that the STS knows.
const ACCOUNT: &str = "123456789012";
const OTHER: &str = "999999999999";
const ID: &str = "ASIAIOSFODNN7EXAMPLE";
const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEJrToken";

/// Runs a test of this file again, on an STS. Which keys the STS saw.
fn again(test: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let sts = Sts::start();
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("pasted::{test}"), "--nocapture"]);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.env(IS_CHILD, home.path()).env("HOME", home.path()).env("USERPROFILE", home.path());
    command.env("AWS_ENDPOINT_URL", format!("http://{}", sts.address)).env("AWS_EC2_METADATA_DISABLED", "true");
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    assert!(!said.contains(KEY) && !said.contains(TOKEN), "{said}");
    sts.seen()
}

/// The child's own folder; none in the parent.
fn child() -> Option<std::path::PathBuf> {
    std::env::var_os(IS_CHILD).map(Into::into)
}

fn app(home: &Path) -> App {
    App::new(Options::new(home.join("labs-of-mine")))
}

fn block() -> SecretText {
    SecretText::from(format!("export AWS_ACCESS_KEY_ID={ID}\nexport AWS_SECRET_ACCESS_KEY=\"{KEY}\"\nexport AWS_SESSION_TOKEN={TOKEN}\n"))
}

fn region() -> Option<String> {
    Some("eu-west-1".to_owned())
}

async fn create(app: &App, pasted: Option<&str>) -> Result<(), Problem> {
    let target = Target::Aws { profile: None, region: region(), pasted: pasted.map(str::to_owned) };
    app.create_lab(NewLab { name: Some("mine".into()), target, settings: Settings::default(), password: None }).await.map(drop)
}

#[tokio::test]
async fn a_lab_with_pasted_keys_needs_them_again_after_the_program_was_closed() {
    let Some(home) = child() else {
        let seen = again("a_lab_with_pasted_keys_needs_them_again_after_the_program_was_closed", &[]);
        // The last call is EC2's: it goes out with the keys that were pasted again, and is tried several times.
        assert!(seen.len() > 3 && seen.iter().all(|key| key == ID), "{seen:?}");
        return;
    };
    let first = app(&home);
    let identity = first.paste_keys(block(), region()).await.unwrap();
    assert_eq!((identity.account.as_str(), identity.region.as_str()), (ACCOUNT, "eu-west-1"));
    assert_eq!(identity.pasted.as_ref().unwrap().end, "MPLE");
    assert_eq!(first.aws_identity(None, region(), Some(ACCOUNT.to_owned())).await.unwrap(), identity);
    create(&first, Some(ACCOUNT)).await.unwrap();
    for file in files(&home) {
        let bytes = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!bytes.contains(KEY) && !bytes.contains(TOKEN) && !bytes.contains(ID), "{}", file.display());
    }

    let later = app(&home);
    let gone = later.remaining("mine".into()).await.unwrap_err();
    assert_eq!(gone.code, ProblemCode::PastedGone);
    assert!(gone.what_happened.english.contains(ACCOUNT), "{gone}");
    assert_eq!(gone.remedies[0].action, Some(model::Action::PasteKeys));
    later.paste_keys_for("mine".into(), block()).await.unwrap();
    assert_ne!(later.remaining("mine".into()).await.unwrap_err().code, ProblemCode::PastedGone);
}

#[tokio::test]
async fn keys_of_another_account_are_refused_and_not_kept() {
    let Some(home) = child() else {
        assert_eq!(again("keys_of_another_account_are_refused_and_not_kept", &[]), [ID]);
        return;
    };
    let app = app(&home);
    create(&app, Some(ACCOUNT)).await.unwrap_err();
    let record = home.join("labs-of-mine/labs/mine/lab.json");
    create(&app, None).await.unwrap();
    let text = std::fs::read_to_string(&record).unwrap();
    std::fs::write(&record, text.replace("\"account\": null", &format!("\"account\": \"{OTHER}\""))).unwrap();
    let problem = app.paste_keys_for("mine".into(), block()).await.unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (ProblemCode::OtherAccount, Some("pasted")));
    for account in [OTHER, ACCOUNT] {
        let gone = app.aws_identity(None, region(), Some(account.to_owned())).await.unwrap_err();
        assert_eq!(gone.code, ProblemCode::PastedGone, "{account}");
    }
}

#[tokio::test]
async fn a_lab_that_was_begun_without_a_sign_in_takes_pasted_keys_and_their_account() {
    let Some(home) = child() else {
        assert_eq!(again("a_lab_that_was_begun_without_a_sign_in_takes_pasted_keys_and_their_account", &[]), [ID]);
        return;
    };
    let app = app(&home);
    create(&app, None).await.unwrap();
    let view = app.paste_keys_for("mine".into(), block()).await.unwrap();
    assert_eq!(view.lab.target.pasted(), Some(ACCOUNT));
    assert_eq!(view.lab.cloud.account.as_deref(), Some(ACCOUNT));
    assert_eq!(app.lab("mine".into()).await.unwrap().lab, view.lab, "it is on disk");
}

#[tokio::test]
async fn in_a_terminal_the_environment_can_hold_the_keys_of_the_labs_account_alone() {
    let name = "in_a_terminal_the_environment_can_hold_the_keys_of_the_labs_account_alone";
    let Some(home) = child() else {
        let variables = [("AWS_ACCESS_KEY_ID", ID), ("AWS_SECRET_ACCESS_KEY", KEY), ("AWS_SESSION_TOKEN", TOKEN)];
        assert_eq!(again(name, &variables), [ID; 3]);
        return;
    };
    let app = app(&home);
    assert_eq!(app.aws_identity(None, region(), Some(ACCOUNT.to_owned())).await.unwrap().account, ACCOUNT);
    let problem = app.aws_identity(None, region(), Some(OTHER.to_owned())).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::OtherAccount);
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
