//! Words of the program that several texts take as a value.

use model::{Said, Text, ToSaid, text};

/// Nothing was found.
pub(crate) fn none() -> Text {
    text!("seen-none", "none")
}

/// Something that was looked for is not there.
pub(crate) fn not_there() -> Text {
    text!("seen-not-there", "not there")
}

/// A machine without a Name tag.
pub(crate) fn without_name(id: &str) -> Text {
    text!("seen-without-name", "{id} without a name", id = id)
}

/// A machine that was never made.
pub(crate) fn never_launched() -> Text {
    text!("seen-never-launched", "never launched")
}

/// A call or question without an answer.
pub(crate) fn no_answer() -> Text {
    text!("seen-no-answer", "no answer")
}

/// A server that has not the account.
pub(crate) fn no_such_account() -> Text {
    text!("seen-no-such-account", "no such account")
}

/// A package or part that is not installed.
pub(crate) fn not_installed() -> Text {
    text!("seen-not-installed", "not installed")
}

/// MySQL's refusal of a login. Its number is MySQL's own.
pub(crate) fn access_denied() -> Text {
    text!("seen-access-denied", "ERROR 1045: access denied")
}

/// The lab's security group.
pub(crate) fn the_wall() -> Text {
    text!("the-wall", "the wall")
}

/// The server's address inside the VPC.
pub(crate) fn servers_private_address() -> Text {
    text!("the-servers-private-address", "the server’s private address")
}

/// What a machine or another program answered, else words for its silence.
pub(crate) fn or(answer: Option<&str>, words: impl FnOnce() -> Text) -> Said {
    answer.map_or_else(|| words().to_said(), |answer| answer.to_said())
}

/// The word of EC2 for a machine's state or of systemd for a service's, to stand in a sentence.
pub(crate) fn state(word: &str) -> Said {
    match word {
        "pending" => text!("state-pending", "pending").to_said(),
        "running" => text!("state-running", "running").to_said(),
        "stopping" => text!("state-stopping", "stopping").to_said(),
        "stopped" => text!("state-stopped", "stopped").to_said(),
        "shutting-down" => text!("state-shutting-down", "shutting-down").to_said(),
        "terminated" => text!("state-terminated", "terminated").to_said(),
        "active" => text!("state-active", "active").to_said(),
        "activating" => text!("state-activating", "activating").to_said(),
        "inactive" => text!("state-inactive", "inactive").to_said(),
        "failed" => text!("state-failed", "failed").to_said(),
        other => other.to_said(),
    }
}
