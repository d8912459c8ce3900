//! The system's own file dialogs. Paths are chosen here, so that the page itself never reads or writes a file.

use std::path::PathBuf;

use model::{Problem, ProblemCode};
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, FilePath};
use tokio::sync::oneshot;

/// Lets the person choose a private key's file; none when they choose none.
#[tauri::command]
pub async fn pick_key_file(shell: AppHandle) -> Option<PathBuf> {
    let (tell, told) = oneshot::channel();
    shell.dialog().file().add_filter("PEM", &["pem"]).add_filter("*", &["*"]).pick_file(move |chosen| drop(tell.send(chosen)));
    told.await.ok().flatten().and_then(path_of)
}

/// Lets the person choose where to save a text, and saves it. False when they choose nowhere.
#[tauri::command]
pub async fn save_text(shell: AppHandle, name: String, text: String) -> Result<bool, Problem> {
    let (tell, told) = oneshot::channel();
    shell.dialog().file().set_file_name(name).save_file(move |chosen| drop(tell.send(chosen)));
    let Some(path) = told.await.ok().flatten().and_then(path_of) else { return Ok(false) };
    let unwritable = |error| ProblemCode::DataFolderUnwritable.with("path", path.display()).detail(error).build();
    tokio::fs::write(&path, text).await.map_err(unwritable)?;
    Ok(true)
}

fn path_of(chosen: FilePath) -> Option<PathBuf> {
    chosen.into_path().ok()
}
