//! Where the programs under test lie.

use std::path::{Path, PathBuf};

/// The path of a binary of this workspace, as `cargo build --workspace` left it.
///
/// Panics with what to do when it was not built.
pub fn binary(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("the running program has a path");
    let folder = own.parent().expect("a program lies in a folder");
    // A test is target/debug/deps/practice-1a2b, a program target/debug/window-bench.
    let profile = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    let path = profile.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} is not built: run `cargo build --workspace` (`cargo xtask test` does)", path.display());
    path
}

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace").to_owned()
}

/// The Python of the tests' own environment, which `cargo xtask test` makes (moto, boto3, the AWS CLI).
pub fn python() -> PathBuf {
    in_venv("python")
}

/// A program of the tests' own Python environment.
pub fn in_venv(name: &str) -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    let path = workspace().join(".cache/venv").join(folder).join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} is missing: `cargo xtask test` makes it", path.display());
    path
}
