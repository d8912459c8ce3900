//! The log's folder, shown by the system's own file program.

use model::{Problem, ProblemCode};
use tauri::{AppHandle, Manager};
use tauri_plugin_opener::OpenerExt;

use crate::program::Program;

/// Opens it; it is made when nothing was written to it yet.
///
/// # Errors
/// `data_folder_unwritable` when it cannot be made; `internal` when the system has nothing to show a folder with.
pub fn open(shell: &AppHandle) -> Result<(), Problem> {
    let folder = shell.state::<Program>().app()?.log_folder();
    let unwritable = |error| ProblemCode::DataFolderUnwritable.with("path", folder.display()).detail(error).build();
    std::fs::create_dir_all(&folder).map_err(unwritable)?;
    let path = folder.display().to_string();
    shell.opener().open_path(path, None::<&str>).map_err(|error| ProblemCode::Internal.detail(error).into())
}
