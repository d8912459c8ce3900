//! The native menu, in the window's language. What is chosen is told to the page, which knows the screens; the rest is the shell's.

use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItem, MenuItemBuilder, SubmenuBuilder};
use tauri::{AppHandle, Emitter, Manager, Wry};

use crate::{closing, window};

/// The menu's words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(default, deny_unknown_fields)]
pub struct MenuWords {
    lab: String,
    labs: String,
    new_practice: String,
    new_aws: String,
    close: String,
    edit: String,
    undo: String,
    redo: String,
    cut: String,
    copy: String,
    paste: String,
    select_all: String,
    view: String,
    theme: String,
    fullscreen: String,
    help: String,
    welcome: String,
    log_folder: String,
    diagnostics: String,
    about: String,
    hide: String,
    hide_others: String,
    quit: String,
}

/// Until the page has told its own: the English ones of its catalogue, so that in English nothing changes then.
impl Default for MenuWords {
    fn default() -> Self {
        Self {
            lab: "Lab".to_owned(),
            labs: "All labs".to_owned(),
            new_practice: "New practice lab".to_owned(),
            new_aws: "New lab on AWS".to_owned(),
            close: "Close the window".to_owned(),
            edit: "Edit".to_owned(),
            undo: "Undo".to_owned(),
            redo: "Redo".to_owned(),
            cut: "Cut".to_owned(),
            copy: "Copy".to_owned(),
            paste: "Paste".to_owned(),
            select_all: "Select all".to_owned(),
            view: "View".to_owned(),
            theme: "Switch between light and dark".to_owned(),
            fullscreen: "Full screen".to_owned(),
            help: "Help".to_owned(),
            welcome: "What a client and a server are".to_owned(),
            log_folder: "Open the log folder".to_owned(),
            diagnostics: "Copy diagnostics".to_owned(),
            about: "About MySQL Lab Wizard".to_owned(),
            hide: "Hide MySQL Lab Wizard".to_owned(),
            hide_others: "Hide others".to_owned(),
            quit: "Quit MySQL Lab Wizard".to_owned(),
        }
    }
}

/// The words of the menu that stands.
#[derive(Default)]
pub struct Standing(Mutex<MenuWords>);

/// What the shell does itself; every other entry is told to the page.
const CLOSE: &str = "close";
const FULLSCREEN: &str = "fullscreen";
const LOG_FOLDER: &str = "log-folder";

/// Makes the menu in English.
///
/// # Errors
/// When the system refuses it.
pub fn menu(shell: &AppHandle) -> tauri::Result<Menu<Wry>> {
    build(shell, &MenuWords::default())
}

/// Puts a menu with these words in the place of the one that stands.
///
/// # Errors
/// When the system refuses it.
pub fn reword(shell: &AppHandle, words: MenuWords) -> tauri::Result<()> {
    let standing = shell.state::<Standing>();
    let mut standing = standing.0.lock().unwrap_or_else(PoisonError::into_inner);
    if *standing != words {
        shell.set_menu(build(shell, &words)?)?;
        *standing = words;
    }
    Ok(())
}

fn build(shell: &AppHandle, words: &MenuWords) -> tauri::Result<Menu<Wry>> {
    let entry = |id: &str, text: &str, keys: Option<&str>| -> tauri::Result<MenuItem<Wry>> {
        let item = MenuItemBuilder::with_id(id, text);
        keys.into_iter().fold(item, |item, keys| item.accelerator(keys)).build(shell)
    };
    let lab = SubmenuBuilder::new(shell, &words.lab)
        .items(&[
            &entry("labs", &words.labs, Some("CmdOrCtrl+L"))?,
            &entry("new-practice", &words.new_practice, Some("CmdOrCtrl+N"))?,
            &entry("new-aws", &words.new_aws, Some("CmdOrCtrl+Shift+N"))?,
        ])
        .separator()
        .item(&entry(CLOSE, &words.close, Some("CmdOrCtrl+W"))?)
        .build()?;
    let view = SubmenuBuilder::new(shell, &words.view)
        .item(&entry("theme", &words.theme, Some("CmdOrCtrl+Shift+D"))?)
        .separator()
        .item(&entry(FULLSCREEN, &words.fullscreen, Some(if cfg!(target_os = "macos") { "Ctrl+Cmd+F" } else { "F11" }))?)
        .build()?;
    let help = SubmenuBuilder::new(shell, &words.help)
        .item(&entry("welcome", &words.welcome, Some("F1"))?)
        .separator()
        .items(&[&entry(LOG_FOLDER, &words.log_folder, None)?, &entry("diagnostics", &words.diagnostics, None)?])
        .separator()
        .item(&entry("about", &words.about, None)?)
        .build()?;
    let menu = MenuBuilder::new(shell);
    // On macOS the first menu is the program's own.
    #[cfg(target_os = "macos")]
    let menu = menu.item(
        &SubmenuBuilder::new(shell, &shell.package_info().name)
            .item(&entry("about", &words.about, None)?)
            .separator()
            .hide_with_text(&words.hide)
            .hide_others_with_text(&words.hide_others)
            .separator()
            .quit_with_text(&words.quit)
            .build()?,
    );
    let menu = menu.item(&lab);
    // GTK's own entries do nothing without another library, and the page has these keys without a menu.
    #[cfg(not(target_os = "linux"))]
    let menu = menu.item(
        &SubmenuBuilder::new(shell, &words.edit)
            .undo_with_text(&words.undo)
            .redo_with_text(&words.redo)
            .separator()
            .cut_with_text(&words.cut)
            .copy_with_text(&words.copy)
            .paste_with_text(&words.paste)
            .select_all_with_text(&words.select_all)
            .build()?,
    );
    menu.items(&[&view, &help]).build()
}

/// Does what was chosen, or tells the page.
pub fn chosen(shell: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        CLOSE => closing::ask(shell),
        FULLSCREEN => window::toggle_fullscreen(shell),
        // What went wrong is in the log itself, which cannot be shown then.
        LOG_FOLDER => drop(crate::log_folder::open(shell)),
        other => drop(shell.emit("menu", other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_the_page_does_not_tell_is_in_english_and_one_that_nobody_knows_is_refused() {
        let words: MenuWords = serde_json::from_value(serde_json::json!({ "lab": "Laboratorio" })).unwrap();
        assert_eq!(words, MenuWords { lab: "Laboratorio".to_owned(), ..MenuWords::default() });
        assert!(serde_json::from_value::<MenuWords>(serde_json::json!({ "laboratory": "" })).is_err());
    }

    #[test]
    fn the_words_before_the_page_has_told_its_own_are_the_pages_english_ones() {
        let catalogue = include_str!("../../ui/src/lib/i18n/en.ftl");
        let known: Vec<&str> = catalogue.lines().filter_map(|line| line.split_once(" = ")).map(|(_, text)| text).collect();
        let words = serde_json::to_value(MenuWords::default()).unwrap();
        for (name, word) in words.as_object().unwrap() {
            assert!(known.contains(&word.as_str().unwrap()), "{name} = {word}");
        }
    }
}
