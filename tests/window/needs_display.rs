//! The desktop program itself, on a screen of the test's own.

mod adopted;
#[cfg(target_os = "linux")]
mod desktop;
#[cfg(target_os = "linux")]
mod files;
mod odd_text;
mod scenes;

use std::error::Error;

use whole_lab::home::Home;
use whole_lab::window::Window;

use crate::newcomer::{A_LAB, Hand, Newcomer, SOON, wait_for_mark};

/// The window's title, as xdotool looks for it.
#[cfg(target_os = "linux")]
const TITLE: &str = "^MySQL Lab Wizard$";

async fn whole_path(name: &str, hand: Hand) -> Result<(), Box<dyn Error>> {
    let home = Home::new()?;
    let mut window = Window::open(name, home.path()).await?;
    Newcomer { window: &mut window, hand }.goes_the_whole_path(&home).await?;
    Ok(window.close().await?)
}

#[tokio::test]
async fn a_newcomer_goes_from_the_first_screen_to_the_databases_and_back_to_an_empty_home() -> Result<(), Box<dyn Error>> {
    whole_path("newcomer", Hand::Mouse).await
}

#[tokio::test]
async fn the_whole_path_can_be_gone_with_the_keyboard_alone() -> Result<(), Box<dyn Error>> {
    whole_path("keyboard", Hand::Keyboard).await
}

#[tokio::test]
async fn a_double_click_on_any_button_of_the_path_has_one_effect() -> Result<(), Box<dyn Error>> {
    whole_path("double-clicks", Hand::DoubleClicks).await
}

#[tokio::test]
async fn the_screens_beside_the_newcomers_path_keep_nobody_out_either() -> Result<(), Box<dyn Error>> {
    let home = Home::new()?;
    let mut window = Window::open("beside-the-path", home.path()).await?;
    let mut newcomer = Newcomer { window: &mut window, hand: Hand::Mouse };
    for (link, shown, screen) in [("home-aws", "plan", "new-on-aws"), ("home-adopt", "adopt-go", "adopt")] {
        newcomer.presses(link).await?;
        newcomer.window.wait_for(shown, SOON).await?;
        newcomer.looks(screen).await?;
        newcomer.presses("home-link").await?;
    }
    newcomer.presses("home-practice").await?;
    newcomer.presses("new-lab-create").await?;
    newcomer.presses("open-access").await?;
    newcomer.window.wait_for("access", SOON).await?;
    newcomer.looks("access").await?;
    newcomer.presses("home-link").await?;
    newcomer.window.wait_for("lab-card", SOON).await?;
    newcomer.looks("home").await?;
    newcomer.presses("card-tear-down").await?;
    newcomer.window.wait_for("forget", SOON).await?;
    newcomer.looks("nothing-to-tear-down").await?;
    Ok(window.close().await?)
}

#[tokio::test]
async fn a_window_reloaded_in_the_middle_of_a_run_finds_the_run_again() -> Result<(), Box<dyn Error>> {
    let home = Home::new()?;
    let mut window = Window::open("reloaded", home.path()).await?;
    window.click("home-practice", SOON).await?;
    window.click("new-lab-create", SOON).await?;
    window.click("do-everything", SOON).await?;
    wait_for_mark(&mut window, "rail-key_pair", "proven", A_LAB).await?;
    // The old page answers until the new one is there.
    window.script("globalThis.isTheOldPage = true; location.reload()", &[]).await?;
    window.wait_until("the page is loaded anew", SOON, "return globalThis.isTheOldPage === undefined", &[]).await?;
    window.wait_for("rail-sign_in", SOON).await?;
    wait_for_mark(&mut window, "rail-key_pair", "proven", SOON).await?;
    window.picture("after-the-reload").await?;
    window.wait_for("databases-table", A_LAB).await?;
    wait_for_mark(&mut window, "rail-test_wall", "proven", A_LAB).await?;
    window.picture("at-its-end").await?;
    Ok(window.close().await?)
}
