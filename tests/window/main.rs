//! The real window, driven by WebDriver. Pictures of every screen are kept in `window-screenshots` in the target folder.

mod needs_display;
