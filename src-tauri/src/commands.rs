//! What the window can call. Everything of the lab is one call through [`app::App::dispatch`]; the rest only a shell can do.

use model::{Problem, ProblemCode};
use serde_json::Value;
use tauri::{AppHandle, State};
use tauri_plugin_notification::NotificationExt;
use tauri_plugin_opener::OpenerExt;

use crate::closing::{CloseQuestion, Closing};
use crate::menu::{self, MenuWords};
use crate::program::Program;
use crate::{log_folder, window};

/// Calls the program.
#[tauri::command]
pub async fn call(program: State<'_, Program>, method: String, args: Value) -> Result<Value, Problem> {
    program.app()?.dispatch(&method, args).await
}

/// The words to ask with when the window is closed while a run goes.
#[tauri::command]
pub fn set_close_question(closing: State<'_, Closing>, question: CloseQuestion) {
    closing.set(question);
}

/// The menu's words, in the window's language.
#[tauri::command]
pub fn set_menu_words(shell: AppHandle, words: MenuWords) -> Result<(), Problem> {
    menu::reword(&shell, words).map_err(|error| ProblemCode::Internal.detail(error).into())
}

/// The web view's version, where the system tells it.
#[tauri::command]
pub fn web_view() -> Option<String> {
    tauri::webview_version().ok()
}

/// Shows the log's folder.
#[tauri::command]
pub fn open_log_folder(shell: AppHandle) -> Result<(), Problem> {
    log_folder::open(&shell)
}

/// Opens a web address in the system's browser; nothing but https.
#[tauri::command]
pub fn open_url(shell: AppHandle, url: &str) -> Result<(), Problem> {
    if !url.starts_with("https://") {
        return Err(ProblemCode::Internal.detail(format!("{url} is no https address")).into());
    }
    shell.opener().open_url(url, None::<&str>).map_err(|error| ProblemCode::Internal.detail(error).into())
}

/// Tells the person something while the window is out of sight. A system without notifications is no error.
#[tauri::command]
pub fn notify(shell: AppHandle, title: &str, body: &str) {
    if !window::is_in_front(&shell) {
        let _ = shell.notification().builder().title(title).body(body).show();
    }
}
