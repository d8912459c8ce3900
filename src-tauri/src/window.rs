//! The one window.

use std::time::Duration;

use tauri::webview::PageLoadEvent;
use tauri::window::Color;
use tauri::{AppHandle, Manager, Theme, Url, WebviewUrl, WebviewWindowBuilder};

/// The window's label.
pub const MAIN: &str = "main";

/// The page's own grounds, so that nothing else is seen before it is painted.
const PAPER: Color = Color(0xf1, 0xed, 0xe4, 0xff);
const NIGHT: Color = Color(0x0c, 0x12, 0x1b, 0xff);

/// A window whose page never comes is shown all the same after this long, so that nothing stays hidden.
const PATIENCE: Duration = Duration::from_secs(4);

/// Makes the window, hidden until its page is there: a web view paints nothing while it is out of sight, and before its page it has no theme.
///
/// # Errors
/// When the system has no web view, or no display.
pub fn open(shell: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(shell, MAIN, WebviewUrl::default())
        .title("MySQL Lab Wizard")
        .inner_size(1360.0, 860.0)
        .min_inner_size(1024.0, 700.0)
        // Its buttons stand at its foot: on a small screen it is as large as the screen lets it be.
        .prevent_overflow()
        .center()
        .visible(false)
        .background_color(PAPER)
        .on_navigation(may_go_to)
        .on_page_load(|window, page| {
            if page.event() == PageLoadEvent::Started {
                show(window.app_handle());
            }
        })
        .build()?;
    if window.theme().is_ok_and(|theme| theme == Theme::Dark) {
        window.set_background_color(Some(NIGHT))?;
    }
    let shell = shell.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        show(&shell);
    });
    Ok(())
}

/// Whether the window may show what is at an address: its own page alone. Links open in the system's browser.
///
/// A build for developers also shows pages of this computer: the screens over made-up data.
fn may_go_to(address: &Url) -> bool {
    let own = matches!(address.scheme(), "tauri" | "about") || address.host_str() == Some("tauri.localhost");
    own || (cfg!(debug_assertions) && address.host_str() == Some("127.0.0.1"))
}

/// Shows the window.
pub fn show(shell: &AppHandle) {
    if let Some(window) = shell.get_webview_window(MAIN)
        && !window.is_visible().unwrap_or(false)
    {
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Brings the window to the front, when the program is started a second time.
pub fn bring_to_front(shell: &AppHandle) {
    if let Some(window) = shell.get_webview_window(MAIN) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Lets the window fill the screen, or stand on it again.
pub fn toggle_fullscreen(shell: &AppHandle) {
    if let Some(window) = shell.get_webview_window(MAIN) {
        let _ = window.set_fullscreen(!window.is_fullscreen().unwrap_or(false));
    }
}

/// Whether the person has the window before them.
pub fn is_in_front(shell: &AppHandle) -> bool {
    shell.get_webview_window(MAIN).is_some_and(|window| window.is_focused().unwrap_or(false))
}
