//! What a person may get wrong: each a clear word with its remedy and the right exit code, nothing created, nothing lost.

use std::fs;

use serde_json::Value;
use whole_lab::home::{Home, Ran, with_input};

/// Checks a refusal: exit code, problem's code and field, that it says what to do, and that nothing was created.
fn refused(home: &Home, ran: &Ran, exit: i32, code: &str, field: Option<&str>) {
    assert_eq!(ran.code, Some(exit), "{code}: {}", ran.err);
    let last = ran.last_event();
    assert_eq!((&last["kind"], &last["outcome"]), (&"finished".into(), &"failed".into()), "{last}");
    let problem = &last["problem"];
    assert_eq!(problem["code"], code, "{problem:#}");
    assert_eq!(problem["field"].as_str(), field, "{problem:#}");
    assert!(!problem["remedies"].as_array().unwrap().is_empty(), "{problem:#}");
    assert!(!home.path().join("labs").join("new").exists(), "{code}: a lab was created");
}

const SETUP: [&str; 6] = ["setup", "--practice", "--yes", "--json", "--name", "new"];

fn setup(home: &Home, more: &[&str]) -> Ran {
    home.run(SETUP.iter().chain(more)).unwrap()
}

#[test]
fn key_files_that_are_no_usable_private_key_are_named_for_what_they_are() {
    let home = Home::new().unwrap();
    let file = |name: &str, contents: &[u8]| {
        let path = home.path().join(name);
        fs::write(&path, contents).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let encrypted =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let cases = [
        (file("a.ppk", b"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n"), "key_is_ppk"),
        (file("a.pub", b"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7 me@here\n"), "key_is_public"),
        (file("locked.pem", encrypted.as_bytes()), "key_encrypted"),
        (file("empty.pem", b""), "key_empty"),
        (file("blank.pem", b" \r\n\n"), "key_empty"),
        (file("page.pem", b"<!doctype html><title>Sign in</title>"), "key_unknown_format"),
        (file("binary.pem", &[0, 159, 146, 150]), "key_unknown_format"),
        (file("large.pem", &vec![b'A'; 2_000_000]), "key_too_large"),
        (home.path().to_str().unwrap().to_owned(), "key_is_folder"),
        (home.path().join("missing.pem").to_str().unwrap().to_owned(), "key_not_found"),
    ];
    for (path, code) in &cases {
        refused(&home, &setup(&home, &["--key", path]), 2, code, Some("key"));
    }
}

#[test]
fn names_ranges_and_types_that_cannot_be_are_refused_with_their_field() {
    let home = Home::new().unwrap();
    let long = "x".repeat(65);
    for (option, value, field) in [
        ("--db-user", "", "db_user"),
        ("--db-user", "root", "db_user"),
        ("--db-user", &long, "db_user"),
        ("--database", "", "database"),
        ("--database", "mysql", "database"),
        ("--database", "ends with space ", "database"),
        ("--database", &long, "database"),
        ("--ssh-from", "300.1.2.3/32", "ssh_from"),
        ("--ssh-from", "10.0.0.0/33", "ssh_from"),
        ("--ssh-from", "somewhere", "ssh_from"),
        ("--instance-type", "large please", "instance_type"),
        ("--new-key", "", "key"),
    ] {
        refused(&home, &setup(&home, &[option, value]), 2, "bad_setting", Some(field));
    }
    for name in ["../up", "a/b", "", ".", "con", "ü"] {
        let ran = home.run(["setup", "--practice", "--yes", "--json", "--name", name]).unwrap();
        refused(&home, &ran, 2, "bad_setting", Some("name"));
    }
}

#[test]
fn passwords_that_strong_refuses_are_refused_before_mysql_sees_them() {
    let home = Home::new().unwrap();
    for password in ["", "short.1", "password.1", "PASSWORD.1", "PassWord.x", "PassWord1", "donald"] {
        let ran = with_input(&mut home.mysql_lab(SETUP.iter().chain(&["--password-stdin"])), &format!("{password}\n")).unwrap();
        refused(&home, &ran, 2, "weak_password", Some("password"));
        assert!(password.is_empty() || !ran.out.contains(&format!("{password}\"")), "the password is told back: {}", ran.out);
    }
    let nothing = with_input(&mut home.mysql_lab(SETUP.iter().chain(&["--password-stdin"])), "").unwrap();
    refused(&home, &nothing, 2, "bad_setting", Some("password"));
}

#[test]
fn an_unknown_profile_or_region_is_refused_before_aws_is_asked() {
    let home = Home::new().unwrap();
    let config = home.path().join("aws-config");
    fs::write(&config, "[profile school]\nregion = us-east-1\n[profile nowhere]\nregion = \n").unwrap();
    let aws = |more: &[&str]| {
        let mut command = home.mysql_lab(["setup", "--aws", "--yes", "--json", "--name", "new"].iter().chain(more));
        command.env("AWS_CONFIG_FILE", &config).env("AWS_SHARED_CREDENTIALS_FILE", home.path().join("none"));
        with_input(&mut command, "").unwrap()
    };
    let ran = aws(&["--profile", "scool"]);
    refused(&home, &ran, 2, "unknown_profile", Some("profile"));
    let remedies = ran.last_event()["problem"]["remedies"].to_string();
    assert!(remedies.contains("school"), "the known profiles are named: {remedies}");
    refused(&home, &aws(&["--profile", "school", "--region", "Ohio"]), 2, "unknown_region", Some("region"));
    refused(&home, &aws(&["--profile", "nowhere"]), 2, "no_region", Some("region"));
}

#[test]
fn a_data_folder_that_cannot_be_written_is_named() {
    let home = Home::new().unwrap();
    let file = home.path().join("a-file");
    fs::write(&file, "in the way").unwrap();
    let mut command = home.mysql_lab(SETUP);
    let ran = with_input(command.env("MYSQL_LAB_HOME", file.join("home")), "").unwrap();
    refused(&home, &ran, 1, "data_folder_unwritable", None);
    assert_eq!(fs::read_to_string(&file).unwrap(), "in the way");
}

#[test]
fn a_name_that_is_taken_is_refused_and_the_lab_that_has_it_is_kept() {
    let home = Home::new().unwrap();
    let record = keep_a_lab(&home, "old", &whole_record());
    let ran = home.run(["setup", "--practice", "--yes", "--json", "--name", "old"]).unwrap();
    refused(&home, &ran, 2, "lab_exists", Some("name"));
    assert_eq!(fs::read_to_string(record).unwrap(), whole_record());
}

#[test]
fn a_lab_that_does_not_exist_is_wrong_usage() {
    let home = Home::new().unwrap();
    for command in ["show", "verify", "resume", "stop", "start", "teardown", "practice"] {
        let ran = home.run([command, "nobody", "--json"]).unwrap();
        refused(&home, &ran, 2, "lab_not_found", None);
    }
}

#[test]
fn a_record_that_is_newer_truncated_or_no_json_is_named_listed_and_left_alone() {
    let home = Home::new().unwrap();
    let whole = whole_record();
    for (text, code) in [
        (whole.replace("\"schema\":1", "\"schema\":99"), "lab_newer"),
        (whole[..whole.len() / 2].to_owned(), "lab_damaged"),
        ("hello".to_owned(), "lab_damaged"),
        (String::new(), "lab_damaged"),
    ] {
        let record = keep_a_lab(&home, "odd", &text);
        for command in [&["show", "odd"][..], &["verify", "odd"], &["resume", "odd", "--yes"], &["teardown", "odd", "--yes"]] {
            let ran = home.run(command.iter().chain(&["--json"])).unwrap();
            refused(&home, &ran, 1, code, None);
        }
        let listed = home.run(["list", "--json"]).unwrap().last_event();
        assert_eq!(listed["labs"][0]["health"], "unreadable", "{listed:#}");
        assert_eq!(listed["labs"][0]["problem"]["code"], code, "{listed:#}");
        assert_eq!(fs::read_to_string(record).unwrap(), text);
    }
}

#[test]
fn a_command_line_that_is_wrong_ends_with_code_2_and_json_with_its_last_line() {
    let home = Home::new().unwrap();
    for args in
        [&["setup", "--json"][..], &["setup", "--practice", "--aws", "--json"], &["frobnicate", "--json"], &["list", "extra", "--json"]]
    {
        let ran = home.run(args).unwrap();
        refused(&home, &ran, 2, "bad_setting", Some("options"));
        assert!(!ran.err.is_empty());
    }
    let mut command = home.mysql_lab(["list", "--json"]);
    let ran = with_input(command.env("MYSQL_LAB_PRACTICE_SPEED", "fast"), "").unwrap();
    refused(&home, &ran, 2, "bad_setting", Some("practice_speed"));
}

#[test]
fn a_no_at_the_question_creates_nothing_and_counts_as_cancelled() {
    let home = Home::new().unwrap();
    for answer in ["n\n", "what\n", ""] {
        let mut command = home.mysql_lab(["setup", "--practice", "--name", "new"]);
        let ran = with_input(&mut command, answer).unwrap();
        assert_eq!(ran.code, Some(130), "{answer:?}: {}", ran.err);
        assert!(ran.out.contains("Nothing was created."), "{}", ran.out);
        assert!(!home.path().join("labs").exists());
    }
}

/// A lab's record as it stands on disk.
fn whole_record() -> String {
    let record = serde_json::json!({
        "schema": 1, "id": "lab-abcdefgh", "name": "old", "created_at": "2025-11-22T15:04:05Z",
        "target": { "kind": "practice", "mysql": "8.0" }, "settings": {},
    });
    Value::to_string(&record)
}

fn keep_a_lab(home: &Home, name: &str, record: &str) -> std::path::PathBuf {
    let folder = home.path().join("labs").join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("lab.json"), record).unwrap();
    folder.join("lab.json")
}
