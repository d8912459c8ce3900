//! The real window, driven by WebDriver.
