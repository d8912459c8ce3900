//! The plan, and all that it says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use engine::Plan;
use model::{Group, KeyChoice, Lab, Recipe, SshFrom, StepInfo, Target, Text};

use crate::testing::lab;
use crate::{LabPlan, glossary, sql};

fn infos(lab: &Lab) -> Vec<StepInfo> {
    LabPlan.steps().iter().map(|step| step.info(lab)).collect()
}

/// Labs that between them take every branch of the texts.
fn labs() -> Vec<Lab> {
    let guide = lab();
    let mut safer = lab();
    safer.target = Target::Practice { mysql: Default::default() };
    safer.settings.recipe = Recipe::Safer;
    safer.settings.ssh_from = SshFrom::Anywhere;
    safer.settings.key = KeyChoice::Import { path: "Downloads/client-server-key.pem".into(), name: None };
    safer.mysql.auth_plugin = Some(sql::CACHING_SHA2_PASSWORD.into());
    vec![guide, safer]
}

#[test]
fn the_steps_stand_in_the_guides_order_each_after_all_that_it_needs() {
    let infos = infos(&lab());
    let ids: Vec<_> = infos.iter().map(|info| info.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "sign_in",
            "look_before_creating",
            "key_pair",
            "security_group",
            "launch_instances",
            "name_instances",
            "wait_until_running",
            "ssh_rule",
            "mysql_rule",
            "connect_server",
            "update_server",
            "install_server",
            "bind_address",
            "root_password",
            "enable_service",
            "secure_installation",
            "create_user",
            "create_database",
            "grant_privileges",
            "restart_service",
            "connect_client",
            "update_client",
            "install_client",
            "server_address",
            "show_databases",
            "test_wall",
        ]
    );
    let mut before = BTreeSet::new();
    for info in &infos {
        assert!(info.needs.iter().all(|need| before.contains(need)), "{} stands before what it needs", info.id);
        assert!(before.insert(info.id.clone()), "{} is there twice", info.id);
    }
    assert!(infos.windows(2).all(|pair| pair[0].group <= pair[1].group), "a group is torn apart");
}

#[test]
fn what_goes_with_another_step_goes_with_one_that_is_undone_itself() {
    let infos = infos(&lab());
    let steps = LabPlan.steps();
    let undone: BTreeSet<_> = infos
        .iter()
        .zip(&steps)
        .filter(|(info, step)| step.changes_the_world() && info.goes_with.is_none())
        .map(|(info, _)| info.id.as_str())
        .collect();
    assert_eq!(undone, BTreeSet::from(["key_pair", "security_group", "launch_instances"]));
    for info in &infos {
        assert!(info.goes_with.as_ref().is_none_or(|with| undone.contains(with.as_str())), "{}", info.id);
        if matches!(info.group, Group::Server | Group::Client) {
            assert_eq!(info.goes_with.as_ref().map(|with| with.as_str()), Some("launch_instances"), "{}", info.id);
        }
    }
}

#[test]
fn every_step_explains_itself() {
    for info in labs().iter().flat_map(infos) {
        let id = &info.id;
        assert!((2..=60).contains(&info.title.english.chars().count()), "{id}: {}", info.title.english);
        assert!(info.what.english.ends_with('.') && info.why.english.ends_with('.'), "{id}");
        assert!(!info.button.english.ends_with('.') && !info.by_hand.is_empty(), "{id}");
        assert!(!info.commands.is_empty() && !info.terms.is_empty() && info.about_seconds > 0, "{id}");
    }
}

#[test]
fn a_statement_with_a_password_shows_a_mask_in_its_place() {
    let shown: Vec<_> = labs()
        .iter()
        .flat_map(infos)
        .flat_map(|info| info.commands.into_iter().map(|command| command.text).chain(info.by_hand.into_iter().map(|text| text.english)))
        .filter(|text| text.contains("IDENTIFIED WITH"))
        .collect();
    assert!(shown.len() >= 8, "{shown:?}");
    assert!(shown.iter().all(|text| text.contains(&format!("BY '{}'", sql::MASK))), "{shown:?}");
}

#[test]
fn the_words_of_the_glossary_are_used_and_each_means_one_thing() {
    let used: BTreeSet<_> = labs().iter().flat_map(infos).flat_map(|info| info.terms).map(|term| term.word.id).collect();
    let all: BTreeSet<_> = glossary::all().into_iter().map(|term| term.word.id).collect();
    assert_eq!(used, all);
    assert_eq!(all.len(), glossary::all().len());
}

/// Every `text!("id", "English …")` of the crate's sources.
// What is read is this crate's own source.
#[allow(clippy::disallowed_methods)]
fn texts_in(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts_in(&path, found);
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        for call in source.split("text!(").skip(1) {
            let mut quoted = call.split('"');
            let (lead, id, between, english) = (quoted.next(), quoted.next(), quoted.next(), quoted.next());
            if let (Some(""), Some(id), Some(between), Some(english)) = (lead.map(str::trim), id, between, english)
                && between.trim() == ","
            {
                found.push((id.to_owned(), english.to_owned()));
            }
        }
    }
}

#[test]
fn each_text_has_an_id_of_its_own_in_kebab_case() {
    let mut found = Vec::new();
    texts_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.retain(|(id, _)| id != "id");
    assert!(found.len() > 200, "only {} texts found", found.len());
    let mut english_of = BTreeMap::new();
    for (id, english) in found {
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{id}");
        let before = english_of.insert(id.clone(), english.clone());
        assert!(before.is_none(), "{id} stands for {before:?} and for {english:?}");
    }
}

#[test]
fn the_texts_of_the_steps() {
    let mut page = String::new();
    for lab in labs() {
        let recipe = lab.settings.recipe;
        for info in infos(&lab) {
            let list = |texts: &[Text]| texts.iter().map(|text| format!("   - {}\n", text.english)).collect::<String>();
            let commands: String = info.commands.iter().map(|c| format!("   {:?}> {}\n", c.place, c.text)).collect();
            let terms: Vec<_> = info.terms.iter().map(|term| term.word.english.as_str()).collect();
            let (id, title, button, what, why) = (info.id, info.title.english, info.button.english, info.what.english, info.why.english);
            let hand = list(&info.by_hand);
            writeln!(
                page,
                "== {recipe:?} {id}: {title} [{button}]\n   {what}\n   Why: {why}\n{hand}{commands}   Words: {}\n",
                terms.join(", ")
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(page);
}
