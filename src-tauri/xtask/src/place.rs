//! Where things lie.

use std::path::{Path, PathBuf};

use crate::run::{Failure, Result, cargo, output};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors().nth(2).map_or_else(|| here.clone(), Path::to_path_buf)
}

/// The folder of what is downloaded or made once: Python packages, stamps.
pub fn cache() -> Result<PathBuf> {
    let cache = root().join(".cache");
    std::fs::create_dir_all(&cache).map_err(|error| Failure::new(format!("{} cannot be made: {error}", cache.display())))?;
    Ok(cache)
}

/// A program of this workspace, as `cargo build --workspace` leaves it.
pub fn built(name: &str) -> Result<PathBuf> {
    let metadata = output(&mut cargo(["metadata", "--format-version=1", "--no-deps", "--offline"]))?;
    let target = json_string(&metadata, "target_directory").ok_or_else(|| Failure::new("cargo does not say where it builds"))?;
    Ok(Path::new(&target).join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// The first string of this name in a JSON text.
fn json_string(json: &str, name: &str) -> Option<String> {
    let start = json.find(&format!("\"{name}\":\""))? + name.len() + 4;
    let mut value = String::new();
    let mut letters = json[start..].chars();
    loop {
        match letters.next()? {
            '"' => return Some(value),
            '\\' => value.push(letters.next()?),
            letter => value.push(letter),
        }
    }
}

/// The file of a program on the PATH.
pub fn program(name: &str) -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    if cfg!(unix) {
        // Servers lie here, where the PATH of an ordinary user does not look.
        folders.extend(["/usr/sbin".into(), "/usr/local/sbin".into(), "/sbin".into()]);
    }
    folders.into_iter().map(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_windows_path_is_read_from_json() {
        let json = r#"{"a":1,"target_directory":"C:\\lab \"x\"\\target","b":[]}"#;
        assert_eq!(json_string(json, "target_directory").as_deref(), Some(r#"C:\lab "x"\target"#));
        assert_eq!(json_string(json, "nothing"), None);
    }

    #[test]
    fn the_root_holds_the_window_settings() {
        assert!(root().join("tauri.conf.json").is_file());
    }
}
