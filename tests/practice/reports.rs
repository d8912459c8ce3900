//! The report of a lab: all that was done, and no secret.

use app::ReportFormat;
use model::{Goal, Outcome};
use serde_json::Value;
use whole_lab::home::Home;

use crate::learner::{LAB, Learner, PASSWORD};

async fn report(learner: &Learner, format: ReportFormat) -> String {
    learner.app.report(LAB.to_owned(), format, None, None).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_tells_each_step_with_its_evidence_and_what_went_wrong() {
    let learner = Learner::new().await;
    let by_hand = learner.run(Goal::CheckStep(lab::id::SIGN_IN)).await.unwrap();
    assert_eq!(by_hand.outcome, Outcome::Done, "{:#?}", by_hand.problem);
    assert_eq!(learner.run(Goal::SetUp).await.unwrap().outcome, Outcome::Done);
    learner.app.start_drill(LAB.to_owned(), Some(app::DrillId::DoorOutdated)).await.unwrap();
    assert_eq!(learner.run(Goal::Verify).await.unwrap().outcome, Outcome::Unhealthy);
    assert_eq!(learner.run(Goal::Repair).await.unwrap().outcome, Outcome::Done);

    let view = learner.lab().await;
    let facts: Value = serde_json::from_str(&report(&learner, ReportFormat::Json).await).unwrap();
    assert_eq!(facts["steps"].as_array().unwrap().len(), view.steps.len());
    assert_eq!((&facts["steps"][0]["id"], &facts["steps"][0]["by"]), (&"sign_in".into(), &"hand".into()));
    let programs = facts["steps"].as_array().unwrap().iter().filter(|step| step["by"] == "program").count();
    assert!(programs > 15, "{programs}");
    let problem = &facts["problems"][0];
    assert_eq!((&problem["step"], &problem["code"]), (&"mysql_rule".into(), &"door_missing".into()), "{facts:#}");
    assert!(problem["mended_at"].is_string(), "{problem}");
    let asked: Vec<_> = facts["runs"].as_array().unwrap().iter().map(|run| run["outcome"].as_str().unwrap()).collect();
    assert_eq!(asked, ["done", "done", "unhealthy", "done"]);

    let (md, html) = (report(&learner, ReportFormat::Md).await, report(&learner, ReportFormat::Html).await);
    for step in &view.steps {
        let record = &view.lab.steps[&step.id];
        assert!(html.contains(&step.title.english.replace('\'', "&#39;")), "{}", step.title.english);
        assert!(md.contains(&format!("### {}. ", 1 + view.steps.iter().position(|one| one.id == step.id).unwrap())), "{}", step.id);
        assert!(!record.check.evidence.is_empty());
    }
    for words in ["testing\\_123", "| by hand |", "door is missing or names somebody else"] {
        assert!(md.contains(words) || md.contains(&words.replace('\\', "")), "{words:?} is not in\n{md}");
    }
    assert!(!html.contains("http") || html.contains("127.0.0.1"), "the page fetches something");
    assert!(!html.contains("<script") && !html.contains("<link") && !html.contains("src="), "the page fetches something");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_no_password_and_outlives_the_lab() {
    let learner = Learner::with_a_whole_lab().await;
    let before = learner.lab().await;
    let folder = std::path::PathBuf::from(&before.folder);
    let key = std::fs::read_to_string(before.lab.cloud.key_path.as_ref().unwrap()).unwrap();
    let secret_lines: Vec<_> = key.lines().filter(|line| !line.starts_with("-----")).collect();
    assert!(secret_lines.len() > 10 && std::fs::read_to_string(folder.join("secrets.json")).unwrap().contains(PASSWORD));
    let check = |written: &str| {
        assert!(written.contains("testing_123") || written.contains("testing\\_123"), "what was looked through is a report");
        assert!(!written.contains(PASSWORD), "the password is in the report");
        assert!(secret_lines.iter().all(|line| !written.contains(line)), "the private key is in the report");
    };
    for format in [ReportFormat::Md, ReportFormat::Html, ReportFormat::Json] {
        check(&report(&learner, format).await);
    }
    let gone = learner.run(Goal::TearDown).await.unwrap();
    assert_eq!(gone.outcome, Outcome::Done, "{:#?}", gone.problem);
    for format in [ReportFormat::Md, ReportFormat::Html, ReportFormat::Json] {
        let kept = report(&learner, format).await;
        check(&kept);
        assert!(kept.contains(before.lab.server.instance_id.as_ref().unwrap()), "what was removed is told");
    }
    let facts: Value = serde_json::from_str(&report(&learner, ReportFormat::Json).await).unwrap();
    assert_eq!(facts["removed"].as_array().unwrap().len(), gone.removed.len());
    assert_eq!(facts["steps"][0]["state"], "done");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_said_in_another_language() {
    let learner = Learner::with_a_whole_lab().await;
    let texts = learner.app.report_texts(LAB.to_owned()).await.unwrap();
    let words = texts.iter().map(|text| (text.english.clone(), format!("«{}»", text.id))).collect();
    let said = learner.app.report(LAB.to_owned(), ReportFormat::Html, Some(words), Some("es".to_owned())).await.unwrap();
    assert!(said.contains("<html lang=\"es\">"), "{said}");
    let left: Vec<_> =
        texts.iter().filter(|text| text.english.len() > 12 && said.contains(&text.english)).map(|text| &text.english).collect();
    assert_eq!(left, Vec::<&String>::new(), "said in English all the same");
}

#[test]
fn the_terminal_writes_it_in_each_form() {
    let home = Home::new().unwrap();
    assert_eq!(home.run(["setup", "--practice", "--yes", "--json"]).unwrap().code, Some(0));
    let md = home.run(["report", LAB]).unwrap();
    assert!(md.code == Some(0) && md.out.starts_with("# Report of the lab practice-1"), "{md:?}");
    let html = home.run(["report", LAB, "--format", "html"]).unwrap();
    assert!(html.out.starts_with("<!doctype html>") && html.out.trim_end().ends_with("</html>"), "{}", html.out);
    let json = home.run(["report", LAB, "--format", "json"]).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&json.out).unwrap()["name"], LAB);
    let last = home.run(["report", LAB, "--json"]).unwrap().last_event();
    assert!(last["report"].as_str().unwrap().contains("testing"), "{last}");
    assert_eq!(home.run(["report", "nobody", "--json"]).unwrap().last_event()["problem"]["code"], "lab_not_found");
}
