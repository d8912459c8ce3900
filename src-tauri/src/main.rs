//! The desktop program: a window over [`app::App`]. Only here is Tauri known.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod closing;
mod commands;
mod dialogs;
mod log_folder;
mod menu;
mod program;
mod window;

use std::process::ExitCode;

use program::Program;
use tauri::{Manager, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;

/// The exit code when no display answers (`EX_UNAVAILABLE`): whoever started us can go on in the terminal.
#[cfg(target_os = "linux")]
const NO_DISPLAY: u8 = 69;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    if let Err(error) = gtk::init() {
        // Tauri would panic.
        tell(&error);
        return ExitCode::from(NO_DISPLAY);
    }
    let state = tauri_plugin_window_state::Builder::default().with_state_flags(StateFlags::all() & !StateFlags::VISIBLE).build();
    let built = tauri::Builder::default()
        // First, so that a second start ends before it has done anything.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::bring_to_front(app)))
        .plugin(state)
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_notification::init())
        .manage(Program::from_environment())
        .manage(closing::Closing::default())
        .manage(menu::Standing::default())
        .menu(menu::menu)
        .on_menu_event(menu::chosen)
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                closing::ask(window.app_handle());
            }
        })
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::set_close_question,
            commands::set_menu_words,
            commands::web_view,
            commands::open_log_folder,
            commands::open_url,
            commands::notify,
            dialogs::pick_key_file,
            dialogs::save_text,
        ])
        .setup(|app| window::open(app.handle()).map_err(Into::into))
        .build(tauri::generate_context!("tauri.conf.json"));
    match built {
        Ok(shell) => {
            shell.run(|app, event| {
                // Quitting from the menu or the dock asks just as closing the window does.
                if let RunEvent::ExitRequested { api, code: None, .. } = event
                    && app.get_webview_window(window::MAIN).is_some()
                {
                    api.prevent_exit();
                    closing::ask(app);
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tell(&error);
            ExitCode::FAILURE
        }
    }
}

/// Without a window there is nothing but the terminal to say it in.
#[allow(clippy::print_stderr)]
fn tell(error: &dyn std::fmt::Display) {
    eprintln!("mysql-lab-wizard: the window cannot be opened: {error}");
}
