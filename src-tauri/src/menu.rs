//! The native menu. What is chosen is told to the page, which knows the screens.

use tauri::menu::{AboutMetadata, Menu, MenuBuilder, MenuEvent, MenuItemBuilder, SubmenuBuilder};
use tauri::{AppHandle, Emitter};

/// The entries that the page carries out: id, text, shortcut.
const LABS: (&str, &str, &str) = ("labs", "All labs", "CmdOrCtrl+L");
const NEW_PRACTICE: (&str, &str, &str) = ("new-practice", "New practice lab", "CmdOrCtrl+N");
const NEW_AWS: (&str, &str, &str) = ("new-aws", "New lab on AWS", "CmdOrCtrl+Shift+N");
const THEME: (&str, &str, &str) = ("theme", "Switch light and dark", "CmdOrCtrl+Shift+D");
const WELCOME: (&str, &str, &str) = ("welcome", "What a client and a server are", "F1");

/// Makes the menu.
///
/// # Errors
/// When the system refuses it.
pub fn menu(shell: &AppHandle) -> tauri::Result<Menu<tauri::Wry>> {
    let entry = |(id, text, keys): (&str, &str, &str)| MenuItemBuilder::with_id(id, text).accelerator(keys).build(shell);
    let package = shell.package_info();
    let about = AboutMetadata {
        name: Some(package.name.clone()),
        version: Some(package.version.to_string()),
        license: Some("MIT OR Apache-2.0".to_owned()),
        icon: shell.default_window_icon().cloned(),
        ..AboutMetadata::default()
    };
    let lab = SubmenuBuilder::new(shell, "Lab")
        .items(&[&entry(LABS)?, &entry(NEW_PRACTICE)?, &entry(NEW_AWS)?])
        .separator()
        .close_window()
        .build()?;
    let edit = SubmenuBuilder::new(shell, "Edit").undo().redo().separator().cut().copy().paste().select_all().build()?;
    let view = SubmenuBuilder::new(shell, "View").item(&entry(THEME)?).separator().fullscreen().build()?;
    let help = SubmenuBuilder::new(shell, "Help").item(&entry(WELCOME)?).separator().about(Some(about.clone())).build()?;
    let menu = MenuBuilder::new(shell);
    // On macOS the first menu is the program's own.
    #[cfg(target_os = "macos")]
    let menu = menu
        .item(&SubmenuBuilder::new(shell, &package.name).about(Some(about)).separator().hide().hide_others().separator().quit().build()?);
    menu.items(&[&lab, &edit, &view, &help]).build()
}

/// Tells the page what was chosen.
pub fn chosen(shell: &AppHandle, event: MenuEvent) {
    let _ = shell.emit("menu", event.id().as_ref());
}
