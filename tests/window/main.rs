//! The window, driven by WebDriver: the real one, and in a browser. Pictures of every screen are kept in `window-screenshots` in the target folder.

mod needs_chromium;
mod needs_display;
mod newcomer;
#[cfg(target_os = "linux")]
mod no_display;
