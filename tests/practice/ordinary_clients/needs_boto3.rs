//! The practice cloud's API in the eyes of boto3, AWS's own SDK for Python.

use std::process::Stdio;

use practice::MysqlFlavour;
use whole_lab::binaries::{python, workspace};

use super::cloud::Cloud;

/// Runs one function of the script.
fn script(function: &str) {
    let cloud = Cloud::open(MysqlFlavour::V8_0);
    let script = workspace().join("tests/practice/ordinary_clients/with_boto3.py");
    let output = cloud.signed_in(python()).arg(script).arg(function).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    // A script that looked at nothing would end well too.
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), format!("{function} holds"));
}

#[test]
fn a_launch_asked_for_twice_with_one_token_is_made_once() {
    script("launched_once");
}

#[test]
fn a_stopped_machine_comes_back_at_another_address() {
    script("another_address");
}

#[test]
fn refusals_carry_ec2s_own_codes() {
    script("refusals");
}

#[test]
fn what_a_learner_looks_up_before_launching_is_there() {
    script("catalogue");
}
