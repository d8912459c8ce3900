//! `mysql_secure_installation` with the guide's answers.

use async_trait::async_trait;
use engine::{Secret, Step, Stop};
use model::{Check, CommandLine, Evidence, Group, Lab, Place, ProblemCode, Recipe, SettingId, StepInfo, Text, ToSaid, text};

use super::id;
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::Role;
use crate::mysql_cli::{ROOT_PASSWORD, Root};
use crate::ports::Ports;
use crate::remote::{Session, said};
use crate::secure_installation::{Answers, Question, SCRIPT, answer};
use crate::sql;
use crate::words;

pub(super) struct SecureInstallation;

/// The guide's questions with the answers of a recipe.
fn answers(recipe: Recipe) -> Vec<Text> {
    let says = |question| answer(question, recipe).unwrap_or(sql::MASK);
    vec![
        text!("secure-hand-validate", "Validate passwords? `{answer}`", answer = says(Question::Validate)),
        text!("secure-hand-policy", "How strong must they be? `{answer}` (STRONG)", answer = says(Question::Policy)),
        text!("secure-hand-change", "Change root’s password? `{answer}`", answer = says(Question::ChangeRoot)),
        text!("secure-hand-anonymous", "Remove anonymous users? `{answer}`", answer = says(Question::Anonymous)),
        text!("secure-hand-remote", "Disallow root login remotely? `{answer}`", answer = says(Question::RemoteRoot)),
        text!("secure-hand-test", "Remove the test database and access to it? `{answer}`", answer = says(Question::TestDatabase)),
        text!("secure-hand-reload", "Reload privilege tables? `{answer}`", answer = says(Question::Reload)),
    ]
}

#[async_trait]
impl Step<Ports> for SecureInstallation {
    fn info(&self, lab: &Lab) -> StepInfo {
        let recipe = lab.settings.recipe;
        let mut by_hand = vec![text!(
            "secure-hand-script",
            "In the terminal of **{server}** type `sudo mysql_secure_installation`, and root’s password when it asks for it.",
            server = lab.settings.server_name,
        )];
        by_hand.extend(answers(recipe));
        let what = match recipe {
            Recipe::Guide => text!(
                "secure-what",
                "MySQL’s own script asks seven questions, and the wizard gives the guide’s answers. Then passwords must be STRONG, and the database **test** is gone."
            ),
            Recipe::Safer => text!(
                "secure-safer-what",
                "MySQL’s own script asks its questions, and the wizard says yes to each. Then passwords must be STRONG, also after a restart; accounts without a name, root from elsewhere and the database **test** are gone."
            ),
        };
        let mut commands = vec![CommandLine::new(Place::Server, SCRIPT)];
        if recipe == Recipe::Safer {
            commands.push(CommandLine::new(Place::Server, format!("{};", sql::persist_strong_policy().shown())));
        }
        StepInfo {
            id: id::SECURE_INSTALLATION,
            group: Group::Server,
            title: text!("secure-title", "Secure the installation"),
            button: text!("secure-button", "Run the script"),
            what,
            why: text!(
                "secure-why",
                "A fresh database server is made for trying things out. The script takes away what is convenient for that and dangerous for everything else, and from then on refuses weak passwords."
            ),
            by_hand,
            commands,
            terms: vec![glossary::password_policy(), glossary::root(), glossary::database()],
            needs: vec![id::ENABLE_SERVICE],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![SettingId::Recipe],
            about_seconds: 2,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let root = Root::new(&session);
        let recipe = cx.lab().settings.recipe;
        let variables = root.ask(&sql::password_policy()).await?;
        let how = sql::password_policy();
        let installed = !variables.is_empty();
        let count = || text!("seen-variables", "{count} variables", count = variables.len());
        let shown = if installed { count() } else { words::not_installed() };
        let mut evidence = vec![cx.evidence(text!("secure-validates", "MySQL holds passwords to a policy"), how.shown(), shown, installed)];
        if !installed {
            return Ok(Check::absent(evidence));
        }
        let policy = variables.iter().find(|row| row.first().is_some_and(|name| name.ends_with("policy"))).and_then(|row| row.get(1));
        evidence.push(policy_evidence(cx, recipe, policy.map_or("", String::as_str)));
        let databases = root.ask(&sql::show_databases()).await?;
        let has_test = databases.iter().any(|row| row.first().is_some_and(|name| name == "test"));
        let claim = text!("secure-no-test", "There is no database named test");
        let seen = databases.iter().filter_map(|row| row.first().cloned()).collect::<Vec<_>>().join(", ");
        evidence.push(cx.evidence(claim, "SHOW DATABASES", seen, !has_test));
        if recipe == Recipe::Safer {
            let loose = root.ask(&sql::loose_accounts()).await?;
            let seen = loose.iter().map(|row| row.join("@")).collect::<Vec<_>>().join(", ");
            let claim = text!("secure-no-loose", "No account is without a name, and root comes only from the machine itself");
            let shown = if loose.is_empty() { words::none().to_said() } else { seen.to_said() };
            evidence.push(cx.evidence(claim, sql::loose_accounts().shown(), shown, loose.is_empty()));
        }
        Ok(Check::weigh(evidence))
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let recipe = cx.lab().settings.recipe;
        let password: Secret = cx.vault().get(ROOT_PASSWORD)?;
        cx.note(text!("secure-answering", "Answering the script’s questions"));
        cx.effect(SCRIPT)?;
        let output = session.converse(SCRIPT, &mut Answers::new(recipe, password)).await?;
        if output.exit != 0 {
            return Err(ProblemCode::SecureFailed.with("exit", output.exit).detail(said(&output)).into());
        }
        if recipe == Recipe::Safer {
            Root::new(&session).change(&sql::persist_strong_policy()).await?;
        }
        Ok(())
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let session = Session::open(cx, Role::Server).await?;
        let root = Root::new(&session);
        if root.ask(&sql::password_policy()).await?.is_empty() {
            return Ok(());
        }
        root.change(&sql::uninstall_validator()).await
    }
}

/// The policy in force. The script sets STRONG only until the next restart, so that after the guide's last one it is MEDIUM again.
fn policy_evidence(cx: &Cx, recipe: Recipe, policy: &str) -> Evidence {
    let how = sql::password_policy();
    let strong = matches!(policy, "STRONG" | "2");
    let back_at_medium = matches!(policy, "MEDIUM" | "1");
    let claim = match (strong, recipe) {
        (true, _) => text!("secure-policy-strong", "The policy is STRONG"),
        (false, Recipe::Guide) => text!(
            "secure-policy-medium",
            "The policy is MEDIUM again, as it should be after a restart: the script sets STRONG only for the running server"
        ),
        (false, Recipe::Safer) => text!("secure-policy-not-strong", "The policy is STRONG, also after a restart"),
    };
    let seen = words::or(Some(policy).filter(|policy| !policy.is_empty()), || text!("seen-unknown", "unknown"));
    cx.evidence(claim, how.shown(), seen, strong || (back_at_medium && recipe == Recipe::Guide))
}
