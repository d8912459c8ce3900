//! The report of a lab whose record and journal are known.

use model::{JournalLine, Lab};
use serde_json::json;

use super::document::Words;
use super::{facts, html, markdown, pages};

fn lab() -> Lab {
    let evidence = |claim: &str, how: &str, seen: &str, holds: bool| json!({ "claim": { "id": "c", "english": claim }, "how": how, "seen": seen, "holds": holds, "at": "2026-11-22T14:31:08Z" });
    let record = |by_hand: bool, millis: Option<u64>, evidence: serde_json::Value| json!({ "check": { "state": "done", "evidence": [evidence] }, "at": "2026-11-22T14:31:08Z", "by_hand": by_hand, "millis": millis });
    let record = json!({
        "schema": 1, "id": "lab-7f3k2abc", "name": "first-lab", "created_at": "2026-11-22T14:20:00Z",
        "target": { "kind": "aws", "region": "us-east-1" }, "settings": { "database": "ducks`42" },
        "cloud": { "account": "123456789012", "identity": "arn:aws:iam::123456789012:user/ada", "region": "us-east-1", "instance_type": "t3.micro" },
        "server": { "instance_id": "i-0b7d24c19e5f3a806", "state": "running", "private_ip": "172.31.24.118", "public_ip": "203.0.113.41" },
        "client": { "instance_id": "i-0c1f6a2b8d4e97035", "state": "running", "private_ip": "172.31.18.52", "public_ip": "203.0.113.42" },
        "mysql": { "version": "8.0.44-0ubuntu0.22.04.1", "auth_plugin": "mysql_native_password" },
        "databases": ["mysql", "ducks`42"],
        "steps": {
            "sign_in": record(true, None, evidence("You are <ada>", "aws sts get-caller-identity", "arn:aws:iam::123456789012:user/ada", true)),
            "key_pair": record(false, Some(1234), evidence("Both halves belong together", "ssh-keygen -l", "a|b", true)),
            "look_before_creating": record(false, None, evidence("It may be done", "dry run", "yes", true)),
            "security_group": { "check": { "state": "partial", "evidence": [evidence("It is there", "describe", "", false)] }, "at": "2026-11-22T14:31:08Z" },
        },
    });
    serde_json::from_value(record).unwrap()
}

fn journal() -> Vec<JournalLine> {
    let line = |at: &str, run: &str, entry: serde_json::Value| {
        let mut line = json!({ "at": format!("2026-11-22T14:{at}Z"), "run": run });
        line.as_object_mut().unwrap().extend(entry.as_object().unwrap().clone());
        serde_json::from_value(line).unwrap()
    };
    vec![
        line("21:00", "run-a", json!({ "entry": "run_started", "goal": { "check_step": "sign_in" } })),
        line("21:01", "run-a", json!({ "entry": "run_finished", "outcome": "done" })),
        line("22:00", "run-b", json!({ "entry": "run_started", "goal": "set_up" })),
        line("22:01", "run-b", json!({ "entry": "started", "step": "key_pair", "verb": "apply" })),
        line("22:02", "run-b", json!({ "entry": "effect", "step": "key_pair", "what": "create key pair first-lab-key" })),
        line("22:03", "run-b", json!({ "entry": "failed", "step": "key_pair", "code": "key_name_taken" })),
        line("22:04", "run-b", json!({ "entry": "run_finished", "outcome": "failed" })),
        line("25:00", "run-c", json!({ "entry": "run_started", "goal": "set_up" })),
        line("25:02", "run-c", json!({ "entry": "effect", "step": "key_pair", "what": "create key pair first-lab-key" })),
        line("25:03", "run-c", json!({ "entry": "done", "step": "key_pair" })),
        line("25:04", "run-c", json!({ "entry": "failed", "step": "security_group", "code": "unauthorized" })),
    ]
}

fn report() -> facts::LabReport {
    let mut report = facts::from(&lab(), &journal(), "2026-11-22T14:40:00Z".parse().unwrap());
    report.program = "1.2.3".to_owned();
    report
}

fn english() -> Words {
    Words::new(Default::default(), None)
}

#[test]
fn as_markdown() {
    insta::assert_snapshot!(markdown::write(&pages::of(&report()), &english()));
}

#[test]
fn as_one_page_of_html() {
    let page = html::write(&pages::of(&report()), &english());
    // The style is a file of its own.
    let (head, body) = page.split_once("</style>").unwrap();
    assert!(head.starts_with("<!doctype html>\n<html lang=\"en\">"), "{head}");
    assert!(head.contains("<title>Report of the lab first-lab</title>"), "{head}");
    insta::assert_snapshot!(body);
}

#[test]
fn a_language_that_is_none_cannot_leave_its_attribute() {
    let words = Words::new(Default::default(), Some("es\"><script>".to_owned()));
    assert!(html::write(&pages::of(&report()), &words).starts_with("<!doctype html>\n<html lang=\"en\">"));
}
