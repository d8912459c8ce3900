//! Settings that are changed after the lab was made: as long as no step has begun with them.

use std::collections::BTreeMap;

use engine::{Journal, LabFolder, Plan};
use lab::LabPlan;
use model::{
    Goal, JournalEntry, JournalLine, Lab, Pace, Problem, ProblemCode, SettingId, Settings, State, StepId, StepInfo, Timestamp, Verb,
};

use crate::{App, LabView, keys};

/// Whether a step has begun to change the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begun {
    No,
    Yes,
    /// It began and did not come to its end, and nobody has looked since.
    Unsure,
}

impl App {
    /// Changes settings of a lab whose steps have not begun with them. All of them are changed, or none.
    ///
    /// A step of which it is not known whether it left anything is looked at first.
    ///
    /// # Errors
    /// `setting_in_use` with the setting's field when a step has begun with it; `bad_setting` and the problems of a key file, as for a new
    /// lab; `lab_busy`, `lab_not_found`, `disk_full`, `data_folder_unwritable`.
    pub async fn change_settings(&self, name: String, settings: Settings) -> Result<LabView, Problem> {
        let lab = self.store().read(&name)?;
        let settings = keys::whole(settings);
        let changed: Vec<_> = SettingId::ALL.into_iter().filter(|id| id.differs(&lab.settings, &settings)).collect();
        if let Some(problem) = lab::settings::validate(&settings).into_iter().next() {
            return Err(problem);
        }
        if changed.contains(&SettingId::Key)
            && let Some(problem) = self.problem_of_key(&settings.key).await
        {
            return Err(problem);
        }
        for step in uses(&lab, &changed, &self.store().folder(&name)?, Begun::Unsure)? {
            self.run(name.clone(), Goal::CheckStep(step.id), Pace::OneByOne).await?;
            self.session(&name).settled().await;
        }
        let mut open = self.store().open(&name)?;
        for begun in [Begun::Yes, Begun::Unsure] {
            if let Some(step) = uses(&open.lab, &changed, &open.folder, begun)?.into_iter().next() {
                let field = step.settings.iter().find(|id| changed.contains(id)).map_or("", |id| id.as_str());
                return Err(ProblemCode::SettingInUse.with("step", step.title).field(field).into());
            }
        }
        forget(&mut open.lab, &changed);
        open.lab.settings = settings;
        open.folder.save(&open.lab)?;
        drop(open);
        self.lab(name).await
    }
}

/// The settings that no step has begun with.
pub(crate) fn changeable(lab: &Lab, folder: &LabFolder) -> Result<Vec<SettingId>, Problem> {
    let begun = uses(lab, &SettingId::ALL, folder, Begun::Yes)?;
    Ok(SettingId::ALL.into_iter().filter(|id| !begun.iter().any(|step| step.settings.contains(id))).collect())
}

/// The steps that change the world by one of these settings, and have begun or not as asked.
fn uses(lab: &Lab, settings: &[SettingId], folder: &LabFolder, wanted: Begun) -> Result<Vec<StepInfo>, Problem> {
    let journal = Journal::read(&folder.journal())?;
    let applied = last_applied(&journal);
    let steps = LabPlan.steps().into_iter().filter(|step| step.changes_the_world()).map(|step| step.info(lab));
    Ok(steps
        .filter(|info| info.settings.iter().any(|id| settings.contains(id)) && begun(lab, &info.id, applied.get(&info.id)) == wanted)
        .collect())
}

/// When each step that was applied, and not undone since, was last heard of.
fn last_applied(journal: &[JournalLine]) -> BTreeMap<StepId, Timestamp> {
    let mut applied = BTreeMap::new();
    for line in journal {
        match &line.entry {
            JournalEntry::Started { step, verb: Verb::Apply } => {
                applied.insert(step.clone(), line.at);
            }
            JournalEntry::Effect { step, .. } => {
                applied.entry(step.clone()).and_modify(|at| *at = line.at);
            }
            JournalEntry::Undone { step } => {
                applied.remove(step);
            }
            _ => {}
        }
    }
    applied
}

fn begun(lab: &Lab, step: &StepId, applied: Option<&Timestamp>) -> Begun {
    let seen = lab.steps.get(step);
    let state = seen.map(|record| record.check.state);
    match (state, applied) {
        (Some(State::Done), _) => Begun::Yes,
        (_, None) => Begun::No,
        (Some(state @ (State::Absent | State::Partial)), Some(applied)) if seen.is_some_and(|record| record.at > *applied) => {
            if state == State::Absent { Begun::No } else { Begun::Yes }
        }
        _ => Begun::Unsure,
    }
}

/// Lets go of what was found out with the settings as they were: the steps that only look have to look again.
fn forget(lab: &mut Lab, changed: &[SettingId]) {
    for step in LabPlan.steps() {
        let info = step.info(lab);
        if !step.changes_the_world() && info.settings.iter().any(|id| changed.contains(id)) {
            lab.steps.remove(&info.id);
        }
    }
    if changed.contains(&SettingId::InstanceType) {
        lab.cloud.instance_type = None;
        lab.cloud.price_per_hour = None;
    }
    if changed.contains(&SettingId::Key) {
        lab.cloud.key_name = None;
        lab.cloud.key_path = None;
    }
}

#[cfg(test)]
mod tests {
    use model::{Check, StepRecord, Target};
    use serde_json::json;

    use super::*;
    use crate::{NewLab, Options};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn lab_with(state: State, second: i64) -> Lab {
        let record = json!({
            "schema": 1, "id": "lab-abcdefgh", "name": "mine", "created_at": "2025-11-22T15:00:00Z", "target": { "kind": "practice" }, "settings": {},
        });
        let mut lab: Lab = serde_json::from_value(record).unwrap();
        let check = Check { state, evidence: Vec::new(), problem: None };
        lab.steps.insert(lab::id::CREATE_USER, StepRecord { check, at: at(second), by_hand: false, millis: None });
        lab
    }

    #[test]
    fn a_step_has_begun_until_it_was_seen_absent_later() {
        use State as S;
        let says = |state, seen, applied: Option<i64>| begun(&lab_with(state, seen), &lab::id::CREATE_USER, applied.map(at).as_ref());
        assert_eq!(says(S::Done, 5, None), Begun::Yes, "done by hand");
        assert_eq!(says(S::Partial, 5, None), Begun::No, "what others made");
        assert_eq!(says(S::Absent, 5, None), Begun::No);
        assert_eq!(says(S::Absent, 5, Some(6)), Begun::Unsure, "cut off after the look");
        assert_eq!(says(S::Absent, 7, Some(6)), Begun::No, "looked at after it failed");
        assert_eq!(says(S::Partial, 7, Some(6)), Begun::Yes);
        assert_eq!(says(S::Blocked, 7, Some(6)), Begun::Unsure);
        assert_eq!(begun(&lab_with(S::Absent, 1), &lab::id::CREATE_DATABASE, None), Begun::No);
    }

    #[test]
    fn the_journal_tells_what_was_applied_and_not_undone() {
        let line = |second, entry| JournalLine { at: at(second), run: model::RunId("r".into()), entry };
        let (user, database) = (lab::id::CREATE_USER, lab::id::CREATE_DATABASE);
        let journal = [
            line(1, JournalEntry::Started { step: user.clone(), verb: Verb::Apply }),
            line(2, JournalEntry::Effect { step: user.clone(), what: "create the user".into() }),
            line(3, JournalEntry::Failed { step: user.clone(), code: ProblemCode::SqlFailed }),
            line(3, JournalEntry::Started { step: database.clone(), verb: Verb::Apply }),
            line(4, JournalEntry::Done { step: database.clone() }),
            line(5, JournalEntry::Started { step: database.clone(), verb: Verb::Undo }),
            line(6, JournalEntry::Undone { step: database }),
        ];
        assert_eq!(last_applied(&journal), BTreeMap::from([(user, at(2))]));
    }

    /// A practice lab whose clock runs fast.
    async fn practice() -> (tempfile::TempDir, App) {
        let home = tempfile::tempdir().unwrap();
        let app = App::new(Options { practice_speed: 1000, ..Options::new(home.path().join("home")) });
        let target = Target::Practice { mysql: Default::default() };
        let new_lab = NewLab { name: Some("mine".into()), target, settings: Settings::default(), password: None };
        app.create_lab(new_lab).await.unwrap();
        (home, app)
    }

    async fn go(app: &App, goal: Goal) {
        app.run("mine".into(), goal, Pace::OneByOne).await.unwrap();
        app.session("mine").settled().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_setting_is_changed_until_its_step_has_begun_and_again_after_it_was_undone() {
        let (_home, app) = practice().await;
        let named = |name: &str| Settings { key: model::KeyChoice::Create { name: Some(name.into()) }, ..Settings::default() };
        for step in [lab::id::SIGN_IN, lab::id::LOOK_BEFORE_CREATING] {
            go(&app, Goal::Step(step)).await;
        }
        let view = app.change_settings("mine".into(), named("first")).await.unwrap();
        assert_eq!(view.lab.settings, named("first"));
        assert_eq!(app.lab("mine".into()).await.unwrap().lab.settings, named("first"), "it is on disk");

        go(&app, Goal::Step(lab::id::KEY_PAIR)).await;
        let view = app.lab("mine".into()).await.unwrap();
        assert_eq!(view.lab.cloud.key_name.as_deref(), Some("first"));
        assert!(!view.changeable.contains(&SettingId::Key) && view.changeable.contains(&SettingId::Database), "{:?}", view.changeable);
        let problem = app.change_settings("mine".into(), named("second")).await.unwrap_err();
        assert_eq!((problem.code, problem.field.as_deref()), (ProblemCode::SettingInUse, Some("key")));

        go(&app, Goal::UndoStep(lab::id::KEY_PAIR)).await;
        app.change_settings("mine".into(), named("second")).await.unwrap();
        go(&app, Goal::Step(lab::id::KEY_PAIR)).await;
        assert_eq!(app.lab("mine".into()).await.unwrap().lab.cloud.key_name.as_deref(), Some("second"));
        app.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_instance_type_is_looked_at_again() {
        let (_home, app) = practice().await;
        for step in [lab::id::SIGN_IN, lab::id::LOOK_BEFORE_CREATING] {
            go(&app, Goal::Step(step)).await;
        }
        let larger = Settings { instance_type: Some("t3.small".into()), ..Settings::default() };
        let view = app.change_settings("mine".into(), larger).await.unwrap();
        assert!(!view.lab.steps.contains_key(&lab::id::LOOK_BEFORE_CREATING));
        go(&app, Goal::Step(lab::id::LOOK_BEFORE_CREATING)).await;
        assert_eq!(app.lab("mine".into()).await.unwrap().lab.cloud.instance_type.as_deref(), Some("t3.small"));
        app.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_step_that_failed_is_looked_at_before_its_setting_is_changed() {
        let (_home, app) = practice().await;
        for step in [lab::id::SIGN_IN, lab::id::LOOK_BEFORE_CREATING] {
            go(&app, Goal::Step(step)).await;
        }
        // It was about to be made when the program ended: the journal knows, and the record does not.
        let folder = app.store().folder("mine").unwrap();
        let mut journal = Journal::open(&folder.journal(), model::RunId("cut-off".into())).unwrap();
        journal.write(JournalEntry::Started { step: lab::id::KEY_PAIR, verb: Verb::Apply }).unwrap();
        drop(journal);
        let named = Settings { key: model::KeyChoice::Create { name: Some("second".into()) }, ..Settings::default() };
        let view = app.change_settings("mine".into(), named.clone()).await.unwrap();
        assert_eq!(view.lab.settings, named);
        assert_eq!(view.lab.steps[&lab::id::KEY_PAIR].check.state, State::Absent, "it was looked at");
        app.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_bad_setting_names_its_field_and_changes_nothing() {
        let (_home, app) = practice().await;
        for (bad, field) in [
            (json!({ "db_user": "🦆" }), "db_user"),
            (json!({ "database": "𝔡" }), "database"),
            (json!({ "database": "x".repeat(300) }), "database"),
            (json!({ "ssh_from": { "cidr": "1.2.3.4/33" } }), "ssh_from"),
            (json!({ "key": { "import": { "path": "/no/such.pem" } } }), "key"),
        ] {
            let problem = app.change_settings("mine".into(), serde_json::from_value(bad).unwrap()).await.unwrap_err();
            assert_eq!(problem.field.as_deref(), Some(field), "{problem:?}");
        }
        assert_eq!(app.lab("mine".into()).await.unwrap().lab.settings, Settings::default());
    }
}
