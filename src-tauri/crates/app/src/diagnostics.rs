//! What helps to find a fault and can be shown to anybody: versions and states, without names, addresses or accounts.

use std::path::Path;

use model::{Lab, Problem};

use crate::{App, LabCard};

impl App {
    /// The program, its surroundings and the state of its labs, in English for who mends the program. Labs are numbered and not named.
    ///
    /// # Errors
    /// `data_folder_unwritable` when the folder of labs cannot be read.
    pub async fn diagnostics(&self, web_view: Option<String>) -> Result<String, Problem> {
        let about = self.about().await?;
        let mut lines = vec![
            format!("MySQL Lab Wizard {}", about.version),
            format!("Platform: {}", about.platform),
            format!("Web view: {}", web_view.as_deref().unwrap_or("none")),
            format!("Data folder: {}", below_home(self.store().home())),
        ];
        let labs = self.list_labs().await?;
        lines.extend(labs.iter().zip(1..).map(|(card, number)| format!("Lab {number}: {}", of_lab(card))));
        if labs.is_empty() {
            lines.push("Labs: none".to_owned());
        }
        lines.push(String::new());
        Ok(lines.join("\n"))
    }
}

fn of_lab(card: &LabCard) -> String {
    let place = card.lab.as_ref().map(|lab| if lab.target.is_practice() { "practice, " } else { "AWS, " });
    let running = card.running.as_ref().map(|_| ", a run goes on");
    let mut problems: Vec<String> = card.problem.iter().map(|problem| problem.code.as_str().to_owned()).collect();
    problems.extend(card.lab.iter().flat_map(of_steps));
    let problems = if problems.is_empty() { String::new() } else { format!("; {}", problems.join(", ")) };
    format!("{}{}{}{problems}", place.unwrap_or_default(), card.health.as_str(), running.unwrap_or_default())
}

/// The codes of what was last found wrong, each with its step.
fn of_steps(lab: &Lab) -> impl Iterator<Item = String> {
    lab.steps.iter().filter_map(|(step, record)| {
        let problem = record.check.problem.as_ref()?;
        Some(format!("{} at {}", problem.code.as_str(), step.as_str()))
    })
}

/// A path with `~` for the person's own folder, whose name is theirs.
fn below_home(path: &Path) -> String {
    let below =
        directories::BaseDirs::new().and_then(|folders| path.strip_prefix(folders.home_dir()).ok().map(|rest| Path::new("~").join(rest)));
    below.unwrap_or_else(|| path.to_owned()).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use serde_json::json;

    #[tokio::test]
    async fn states_and_codes_are_told_and_names_and_addresses_are_not() {
        let home = tempfile::tempdir().unwrap();
        let app = App::new(Options::new(home.path().to_owned()));
        assert!(app.diagnostics(None).await.unwrap().ends_with("Labs: none\n"));
        let made = json!({ "new_lab": { "name": "adas-lab", "target": { "kind": "practice" }, "password": "Se.cret-1234" } });
        app.dispatch("create_lab", made).await.unwrap();
        let record = home.path().join("labs/adas-lab/lab.json");
        let mut lab: Lab = serde_json::from_slice(&std::fs::read(&record).unwrap()).unwrap();
        let problem: Problem = model::ProblemCode::DoorMissing.with("address", "198.51.100.7").detail("of 198.51.100.7").into();
        let broken = json!({ "check": model::Check::partial(Vec::new()).because(problem), "at": "2025-11-22T15:00:00Z" });
        lab.steps.insert(model::StepId::from("ssh_rule".to_owned()), serde_json::from_value(broken).unwrap());
        std::fs::write(&record, serde_json::to_vec(&lab).unwrap()).unwrap();
        let told = app.dispatch("diagnostics", json!({ "web_view": "2.44.1" })).await.unwrap();
        let told = told.as_str().unwrap();
        assert!(told.contains("Web view: 2.44.1\n"), "{told}");
        assert!(told.contains("Lab 1: practice, broken; door_missing at ssh_rule\n"), "{told}");
        for private in ["adas-lab", "198.51", "Se.cret"] {
            assert!(!told.contains(private), "{private} in {told}");
        }
    }

    #[test]
    fn the_persons_own_folder_is_not_named() {
        let home = directories::BaseDirs::new().unwrap().home_dir().to_owned();
        assert_eq!(below_home(&home.join("labs")), Path::new("~").join("labs").display().to_string());
        assert_eq!(below_home(Path::new("elsewhere")), "elsewhere");
    }
}
