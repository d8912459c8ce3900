//! `cargo xtask hosts`: a world of real hosts, kept up to try the program by hand.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::place::{cache, root};
use crate::run::{Failure, Result, command, heading, run};
use crate::{needs, python};

/// Does to the world what the words say: `up`, `down`, or `exec HOST COMMAND`.
pub fn hosts(words: &[&str]) -> Result {
    let mut rig = rig()?;
    match words {
        ["up"] => {
            needs::make_ready_for("needs_hosts").map_err(Failure::new)?;
            heading("A world of real hosts: it stands until this command ends");
            run(rig.arg("up").arg(base()?).stdin(Stdio::inherit()))
        }
        ["down"] => run(rig.arg("down")),
        ["exec", host, words @ ..] if !words.is_empty() => run(rig.args(["exec", host, &words.join(" ")])),
        _ => Err(Failure::new("Usage: cargo xtask hosts up | down | exec HOST COMMAND")),
    }
}

/// Makes what hosts are made from, once, and boots one to see that this machine can; fails with the reason why it cannot.
pub fn try_out() -> std::result::Result<(), String> {
    heading("The hosts of the tests: made once, which takes one or two minutes");
    let tried = || -> Result<_> { Ok(rig()?.arg("ready").arg(base()?).stdin(Stdio::null()).stderr(Stdio::piped()).output()?) };
    let tried = tried().map_err(|failure| failure.to_string())?;
    if tried.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&tried.stderr).into_owned();
    Err(words.split_once("rig: ").map_or(words.as_str(), |(_, reason)| reason).trim().to_owned())
}

fn base() -> Result<PathBuf> {
    Ok(cache()?.join("hosts"))
}

fn rig() -> Result<Command> {
    let mut rig = command(python::program()?);
    rig.current_dir(root().join("tests/hosts")).args(["-m", "rig"]);
    Ok(rig)
}
