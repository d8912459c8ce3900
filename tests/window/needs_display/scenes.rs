//! Every screen in every state, in the window's own engine and at its own size: `ui/README.md` has their table.

use std::error::Error;
use std::time::{Duration, Instant};

use serde_json::json;
use whole_lab::home::Home;
use whole_lab::scenes::Scenes;
use whole_lab::window::Window;

use crate::newcomer::{SOON, wear};

/// How long a screen's last colours may take to be there, after its answers have come.
const SETTLING: Duration = Duration::from_secs(10);

/// What axe finds on a screen in a theme, and goes on finding.
async fn violations(window: &mut Window, theme: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let until = Instant::now() + SETTLING;
    loop {
        wear(window, &json!(theme)).await?;
        let found = window.accessibility_violations().await?;
        // A button that has just become ready is on its way from one colour to another.
        if found.is_empty() || Instant::now() > until {
            return Ok(found);
        }
    }
}

#[tokio::test]
async fn no_screen_in_any_state_keeps_anybody_out() -> Result<(), Box<dyn Error>> {
    let (home, scenes) = (Home::new()?, Scenes::serve()?);
    let mut window = Window::open("scenes", home.path()).await?;
    let mut found = Vec::new();
    for scene in &scenes.names {
        window.session().go(&scenes.address(scene)).await?;
        let stands = "return document.documentElement.dataset.scene === arguments[0]";
        window.wait_until(&format!("the scene {scene} stands"), SOON, stands, &[json!(scene)]).await?;
        for theme in ["light", "dark"] {
            found.extend(violations(&mut window, theme).await?.into_iter().map(|violation| format!("{scene}, {theme}: {violation}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(window.close().await?)
}
