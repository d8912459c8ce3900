//! What a desktop program owes its desktop: one instance, a native menu, a question before it closes on work, a word when work is done.

use std::error::Error;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use whole_lab::binaries::binary;
use whole_lab::desktop::{Bus, Hands, Opener};
use whole_lab::display::Display;
use whole_lab::home::Home;
use whole_lab::process::{Started, wait_until_ended};
use whole_lab::window::{Window, surroundings};

use super::TITLE;
use crate::newcomer::{A_LAB, Hand, LAB, Newcomer, SOON, wait_for_mark};

type Done = Result<(), Box<dyn Error>>;

/// A screen that is larger than the window, so that the mouse can stand beside it.
fn screen() -> std::io::Result<Arc<Display>> {
    Ok(Arc::new(Display::start(1600, 1000)?))
}

async fn speaks_spanish(window: &mut Window) -> Done {
    window.click("language", SOON).await?;
    window.click("language-es", SOON).await?;
    Ok(window.wait_until("the window is in Spanish", SOON, "return document.documentElement.lang === 'es'", &[]).await?)
}

async fn begins_a_lab(window: &mut Window) -> Done {
    window.click("home-practice", SOON).await?;
    window.click("new-lab-create", SOON).await?;
    window.click("do-everything", SOON).await?;
    wait_for_mark(window, "rail-key_pair", "proven", A_LAB).await
}

#[tokio::test]
async fn a_second_start_ends_at_once_and_the_first_window_stays() -> Done {
    let (home, display, bus) = (Home::new()?, screen()?, Bus::start()?);
    let on_the_bus = [("DBUS_SESSION_BUS_ADDRESS", bus.address())];
    let mut window = Window::open_on(display.clone(), "single-instance", home.path(), &on_the_bus).await?;
    window.wait_for("home-practice", SOON).await?;

    let mut command = Command::new(binary("mysql-lab-wizard"));
    surroundings(&mut command, display.name(), home.path());
    command.envs(on_the_bus).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut second = Started::spawn(&mut command)?;
    assert_eq!(second.wait_for_end(SOON)?.code(), Some(0));

    assert_eq!(Hands::at(&display).windows(TITLE)?.len(), 1, "there is one window");
    window.click("home-practice", SOON).await?;
    window.wait_for("plan", SOON).await?;
    Ok(window.close().await?)
}

#[tokio::test]
async fn the_end_of_a_long_run_is_told_in_the_windows_language_when_nobody_looks() -> Done {
    let (home, display, bus) = (Home::new()?, screen()?, Bus::start()?);
    let mut witness = bus.witness("interface='org.freedesktop.Notifications'", &home.path().join("witness"))?;
    // Slow enough that a person would have gone away: on the fastest computer the run takes longer than a long run does.
    let variables = [("DBUS_SESSION_BUS_ADDRESS", bus.address()), ("MYSQL_LAB_PRACTICE_SPEED", "2")];
    let mut window = Window::open_on(display.clone(), "notification", home.path(), &variables).await?;
    window.wait_for("home-practice", SOON).await?;
    speaks_spanish(&mut window).await?;
    begins_a_lab(&mut window).await?;
    // On a screen that shows nothing of the run.
    window.click("home-link", SOON).await?;
    window.wait_for("lab-card", SOON).await?;
    Hands::at(&display).look_away()?;
    witness.wait_for(&format!("{LAB}: listo"), A_LAB)?;
    assert!(witness.seen()?.contains("member=Notify"), "{}", witness.seen()?);
    window.click("continue", SOON).await?;
    window.wait_for("databases-table", A_LAB).await?;
    Ok(window.close().await?)
}

#[tokio::test]
async fn closing_while_a_run_goes_is_asked_and_what_was_stopped_can_be_resumed() -> Done {
    const QUESTION: &str = "Something is still being done";
    let (home, display) = (Home::new()?, screen()?);
    let hands = Hands::at(&display);
    let mut window = Window::open_on(display.clone(), "closing", home.path(), &[("MYSQL_LAB_PRACTICE_SPEED", "8")]).await?;
    window.wait_for("home-practice", SOON).await?;
    let own = hands.wait_for_window(TITLE, SOON)?;
    let program = window.process()?;
    begins_a_lab(&mut window).await?;

    hands.press(&own, &["ctrl+w"])?;
    let question = hands.wait_for_window(QUESTION, SOON)?;
    hands.press(&question, &["Escape"])?;
    hands.wait_until_gone(QUESTION, SOON)?;
    wait_for_mark(&mut window, "rail-launch_instances", "proven", A_LAB).await?;
    assert!(window.has("stop-here").await? || window.has("stop-step").await?, "the run goes on");

    hands.press(&own, &["ctrl+w"])?;
    let question = hands.wait_for_window(QUESTION, SOON)?;
    // The first of its buttons, which says so, has the keyboard.
    hands.press(&question, &["Return"])?;
    hands.wait_until_gone(QUESTION, SOON)?;
    // The window goes at once; the program when the run has come to a safe point.
    hands.wait_until_gone(TITLE, SOON)?;
    wait_until_ended(program, A_LAB)?;
    drop(window);

    let resumed = home.run(["--json", "resume", LAB, "--yes"])?;
    let last = resumed.last_event();
    assert_eq!((resumed.code, &last["outcome"]), (Some(0), &json!("done")), "{last}");
    assert!(last["databases"].as_array().is_some_and(|databases| databases.contains(&json!("testing_123"))), "{last}");
    Ok(())
}

#[tokio::test]
async fn a_lab_whose_program_was_killed_in_the_middle_is_taken_up_in_the_next_window() -> Done {
    let (home, display) = (Home::new()?, screen()?);
    let mut window = Window::open_on(display.clone(), "killed", home.path(), &[("MYSQL_LAB_PRACTICE_SPEED", "8")]).await?;
    window.wait_for("home-practice", SOON).await?;
    begins_a_lab(&mut window).await?;
    // In the middle of a side effect, so that the journal has its beginning and not its end.
    wait_for_mark(&mut window, "rail-install_server", "working", A_LAB).await?;
    let program = window.process()?;
    assert!(Command::new("kill").args(["-KILL", &program.to_string()]).status()?.success());
    wait_until_ended(program, SOON)?;
    drop(window);

    let mut window = Window::open_on(display, "killed-again", home.path(), &[]).await?;
    window.click("continue", SOON).await?;
    wait_for_mark(&mut window, "rail-launch_instances", "proven", SOON).await?;
    assert!(!window.has("stop-here").await?, "nothing goes on by itself");
    window.click("do-everything", SOON).await?;
    window.wait_for("databases-table", A_LAB).await?;
    wait_for_mark(&mut window, "rail-install_server", "proven", SOON).await?;
    Ok(window.close().await?)
}

#[tokio::test]
async fn the_native_menu_works_in_each_language() -> Done {
    let (home, display) = (Home::new()?, screen()?);
    let hands = Hands::at(&display);
    let mut window = Window::open_on(display.clone(), "menu", home.path(), &[]).await?;
    window.wait_for("home-practice", SOON).await?;
    let own = hands.wait_for_window(TITLE, SOON)?;
    for language in ["en", "es"] {
        if language == "es" {
            speaks_spanish(&mut window).await?;
        }
        hands.press(&own, &["F1"])?;
        window.wait_for("welcome-title", SOON).await?;
        hands.press(&own, &["ctrl+n"])?;
        window.wait_for("new-lab-create", SOON).await?;
        hands.press(&own, &["ctrl+l"])?;
        window.wait_for("home-practice", SOON).await?;
    }
    // Nothing goes on, so that nothing is asked.
    hands.press(&own, &["ctrl+w"])?;
    Ok(hands.wait_until_gone(TITLE, Duration::from_secs(30))?)
}

#[tokio::test]
async fn the_window_comes_back_as_large_as_it_was_left() -> Done {
    const SIZE: (u32, u32) = (1208, 779);
    let is_so_large = "return outerWidth === arguments[0] && outerHeight === arguments[1]";
    let size = [json!(SIZE.0), json!(SIZE.1)];
    let (home, display) = (Home::new()?, screen()?);
    let hands = Hands::at(&display);
    let mut window = Window::open_on(display.clone(), "left", home.path(), &[]).await?;
    window.wait_for("home-practice", SOON).await?;
    let (own, program) = (hands.wait_for_window(TITLE, SOON)?, window.process()?);
    hands.resize(&own, SIZE.0, SIZE.1)?;
    window.wait_until("the window is made smaller", SOON, is_so_large, &size).await?;
    hands.press(&own, &["ctrl+w"])?;
    wait_until_ended(program, SOON)?;
    drop(window);

    let mut window = Window::open_on(display.clone(), "come-back", home.path(), &[]).await?;
    window.wait_for("home-practice", SOON).await?;
    window.wait_until("it is as large as before", SOON, is_so_large, &size).await?;
    Ok(window.close().await?)
}

#[tokio::test]
async fn on_a_small_screen_the_window_is_no_larger_than_the_screen() -> Done {
    let home = Home::new()?;
    let mut window = Window::open_on(Arc::new(Display::start(1280, 760)?), "small-screen", home.path(), &[]).await?;
    window.wait_for("home-practice", SOON).await?;
    let fits = "return outerWidth <= screen.width && outerHeight <= screen.height && screenX >= 0 && screenY >= 0";
    window.wait_until("the window fits", SOON, fits, &[]).await?;
    window.picture("home").await?;
    Ok(window.close().await?)
}

#[tokio::test]
async fn the_window_shows_its_own_page_and_no_other() -> Done {
    let home = Home::new()?;
    let elsewhere = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    elsewhere.set_nonblocking(true)?;
    let mut window = Window::open("navigation", home.path()).await?;
    window.wait_for("home-practice", SOON).await?;
    let address = format!("http://localhost:{}/", elsewhere.local_addr()?.port());
    window.script("location.href = arguments[0]", &[json!(address)]).await?;
    // Time enough for another page to be asked for.
    window.click("home-practice", SOON).await?;
    window.click("new-lab-create", SOON).await?;
    window.wait_for("do-everything", SOON).await?;
    assert_eq!(elsewhere.accept().map(drop).map_err(|error| error.kind()), Err(ErrorKind::WouldBlock), "it asked for another page");
    Ok(window.close().await?)
}

#[tokio::test]
async fn the_about_box_says_where_things_are_and_gives_what_a_report_of_a_fault_needs() -> Done {
    let home = Home::new()?;
    let opener = Opener::in_folder(&home.path().join("bin"))?;
    let mut window = Window::open_on(screen()?, "about", home.path(), &[("PATH", &opener.path())]).await?;
    window.click("open-about", SOON).await?;
    assert_eq!(window.text("data-folder", SOON).await?, home.path().display().to_string());
    let logs = home.path().join("logs").display().to_string();
    assert_eq!(window.text("log-folder", SOON).await?, logs);
    window.click("open-log-folder", SOON).await?;
    assert_eq!(opener.wait(SOON)?, [logs]);
    let diagnostics = window.text("diagnostics", SOON).await?;
    assert!(diagnostics.contains(&format!("MySQL Lab Wizard {}", env!("CARGO_PKG_VERSION"))), "{diagnostics}");
    assert!(diagnostics.contains("Web view: 2."), "{diagnostics}");
    Newcomer { window: &mut window, hand: Hand::Mouse }.looks("about").await?;
    window.click("copy-diagnostics", SOON).await?;
    window
        .wait_until(
            "it is said to be copied",
            SOON,
            "return document.querySelector('[data-testid=copy-diagnostics] svg.lucide-check') !== null",
            &[],
        )
        .await?;
    window.click("about-close", SOON).await?;
    window.wait_until("the box is closed", SOON, "return document.querySelector('[data-testid=about-dialog]').open === false", &[]).await?;
    Ok(window.close().await?)
}
