//! `cargo xtask hosts`: a world of real hosts, kept up to try the program by hand.

use std::process::Stdio;

use crate::place::{cache, root};
use crate::run::{Failure, Result, command, heading, run};
use crate::{needs, python};

/// Does to the world what the words say: `up`, `down`, or `exec HOST COMMAND`.
pub fn hosts(words: &[&str]) -> Result {
    let base = cache()?.join("hosts");
    let mut rig = command(python::program()?);
    rig.current_dir(root().join("tests/hosts")).args(["-m", "rig"]);
    match words {
        ["up"] => {
            needs::make_ready_for("needs_hosts").map_err(Failure::new)?;
            heading("A world of real hosts: it stands until this command ends");
            run(rig.arg("up").arg(base).stdin(Stdio::inherit()))
        }
        ["down"] => run(rig.arg("down")),
        ["exec", host, words @ ..] if !words.is_empty() => run(rig.args(["exec", host, &words.join(" ")])),
        _ => Err(Failure::new("Usage: cargo xtask hosts up | down | exec HOST COMMAND")),
    }
}
