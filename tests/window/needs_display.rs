//! What a newcomer does, on practice, in the real window.

use std::error::Error;
use std::fs;
use std::time::Duration;

use serde_json::json;
use whole_lab::home::Home;
use whole_lab::window::Window;

/// For what the window does by itself.
const SOON: Duration = Duration::from_secs(20);

/// For a whole practice lab on a busy machine.
const A_LAB: Duration = Duration::from_secs(180);

/// What the rail or the ladder says of a step: proven, broken, waiting …
async fn wait_for_mark(window: &mut Window, testid: &str, mark: &str, limit: Duration) -> Result<(), Box<dyn Error>> {
    let script =
        "const e = document.querySelector(`[data-testid=\"${arguments[0]}\"]`); return e !== null && e.dataset.mark === arguments[1]";
    Ok(window.wait_until(&format!("{testid} is {mark}"), limit, script, &[json!(testid), json!(mark)]).await?)
}

/// Keeps a picture of the screen, and asserts that axe finds nothing that would keep somebody out.
async fn show(window: &mut Window, name: &str) -> Result<(), Box<dyn Error>> {
    window.picture(name).await?;
    let violations = window.accessibility_violations().await?;
    assert!(violations.is_empty(), "axe on {name}:\n{}", violations.join("\n"));
    Ok(())
}

#[tokio::test]
async fn a_newcomer_goes_from_the_first_screen_to_the_databases_and_back_to_an_empty_home() -> Result<(), Box<dyn Error>> {
    let home = Home::new()?;
    let mut window = Window::open("newcomer", home.path()).await?;
    window.wait_for("home-practice", SOON).await?;
    show(&mut window, "empty-home").await?;

    window.click("home-practice", SOON).await?;
    window.wait_for("plan", SOON).await?;
    show(&mut window, "new-lab").await?;
    window.click("new-lab-create", SOON).await?;

    // One step by hand of the program, to see what it says of itself before and after.
    window.wait_for("step-title", SOON).await?;
    show(&mut window, "first-step").await?;
    window.click("do-step", SOON).await?;
    wait_for_mark(&mut window, "rail-sign_in", "proven", SOON).await?;
    show(&mut window, "first-step-proven").await?;

    window.click("do-everything", SOON).await?;
    wait_for_mark(&mut window, "rail-launch_instances", "proven", A_LAB).await?;
    window.picture("in-the-middle").await?;
    window.wait_for("databases-table", A_LAB).await?;
    assert_eq!(window.text("own-database", SOON).await?.split_whitespace().next(), Some("testing_123"));
    wait_for_mark(&mut window, "rail-test_wall", "proven", A_LAB).await?;
    show(&mut window, "databases").await?;

    window.click("verify", SOON).await?;
    wait_for_mark(&mut window, "rung-test_wall", "proven", A_LAB).await?;
    window.wait_for("verify-again", SOON).await?;
    assert!(!window.has("problem").await?, "a healthy lab has no problem");
    show(&mut window, "verified").await?;

    window.click("back-to-lab", SOON).await?;
    window.click("tear-down", SOON).await?;
    window.fill("confirm-name", "practice-1", SOON).await?;
    show(&mut window, "tear-down").await?;
    window.click("tear-down-confirm", SOON).await?;
    window.wait_for("receipt", A_LAB).await?;
    show(&mut window, "receipt").await?;

    window.click("back-home", SOON).await?;
    window.wait_for("home-practice", SOON).await?;
    assert!(!window.has("lab-card").await?, "the lab is gone");
    show(&mut window, "empty-home-again").await?;
    let left: Vec<_> = fs::read_dir(home.path().join("labs"))?.collect::<Result<_, _>>()?;
    assert!(left.is_empty(), "the lab's folder went with it: {left:?}");
    window.close().await?;
    Ok(())
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
    window.close().await?;
    Ok(())
}
