//! Closing the window: while a run goes it is asked first, and a run that is stopped so can be resumed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use app::App;
use serde::Deserialize;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons};
use tokio::sync::oneshot;

use crate::program::Program;
use crate::window;

/// The question's words, in the window's language.
#[derive(Debug, Clone, Deserialize)]
pub struct CloseQuestion {
    title: String,
    message: String,
    close: String,
    stay: String,
}

impl Default for CloseQuestion {
    fn default() -> Self {
        Self {
            title: "Something is still being done".to_owned(),
            message: "A run goes on. If you close the window, it stops at the next safe point and can be resumed later.".to_owned(),
            close: "Stop and close".to_owned(),
            stay: "Stay".to_owned(),
        }
    }
}

/// How far the closing is.
#[derive(Default)]
pub struct Closing {
    question: Mutex<CloseQuestion>,
    asking: AtomicBool,
}

impl Closing {
    /// Sets the question's words.
    pub fn set(&self, question: CloseQuestion) {
        *self.question.lock().unwrap_or_else(PoisonError::into_inner) = question;
    }

    fn question(&self) -> CloseQuestion {
        self.question.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Closes the program, asking first when a run goes. While that is under way, closing again changes nothing.
pub fn ask(shell: &AppHandle) {
    if shell.state::<Closing>().asking.swap(true, Ordering::SeqCst) {
        return;
    }
    let shell = shell.clone();
    tauri::async_runtime::spawn(async move {
        if may_close(&shell).await {
            close(&shell).await;
        } else {
            shell.state::<Closing>().asking.store(false, Ordering::SeqCst);
        }
    });
}

async fn may_close(shell: &AppHandle) -> bool {
    let Ok(app) = shell.state::<Program>().app() else { return true };
    if running(&app).await.is_empty() {
        return true;
    }
    let question = shell.state::<Closing>().question();
    let (tell, told) = oneshot::channel();
    let mut dialog = shell.dialog().message(question.message);
    if let Some(window) = shell.get_webview_window(window::MAIN) {
        dialog = dialog.parent(&window);
    }
    dialog.title(question.title).buttons(MessageDialogButtons::OkCancelCustom(question.close, question.stay)).show(move |close| {
        // Nobody listens any more only when the program is ending.
        let _ = tell.send(close);
    });
    told.await.unwrap_or(false)
}

/// The window goes at once; the program when its runs have come to a safe point and the practice clouds are saved.
async fn close(shell: &AppHandle) {
    if let Some(window) = shell.get_webview_window(window::MAIN) {
        let _ = window.hide();
    }
    if let Ok(app) = shell.state::<Program>().app() {
        for name in running(&app).await {
            let _ = app.cancel(name).await;
        }
        app.close().await;
    }
    shell.exit(0);
}

/// The labs in which a run goes.
async fn running(app: &App) -> Vec<String> {
    let labs = app.list_labs().await.unwrap_or_default();
    labs.into_iter().filter(|lab| lab.running.is_some()).map(|lab| lab.name).collect()
}
