//! What a newcomer does on practice, from the first screen to an empty home again: with a mouse, with a hand that shakes, or with the
//! keyboard alone.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Duration;

use engine::Journal;
use model::{Goal, JournalEntry};
use serde_json::{Value, json};
use whole_lab::home::Home;
use whole_lab::webdriver::key;
use whole_lab::window::Window;

/// For what the window does by itself.
pub const SOON: Duration = Duration::from_secs(30);

/// For a whole practice lab on a busy machine.
pub const A_LAB: Duration = Duration::from_secs(180);

/// The name that the first practice lab gets.
pub const LAB: &str = "practice-1";

/// How somebody uses the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// With one click on each button.
    Mouse,
    /// With two clicks at once on each button.
    DoubleClicks,
    /// With Tab, Enter, Space, the arrows and letters.
    Keyboard,
}

/// Somebody before the window.
pub struct Newcomer<'a> {
    pub window: &'a mut Window,
    pub hand: Hand,
}

type Done = Result<(), Box<dyn Error>>;

impl Newcomer<'_> {
    /// Goes the whole path, and shows each screen.
    pub async fn goes_the_whole_path(&mut self, home: &Home) -> Done {
        self.window.wait_for("home-practice", SOON).await?;
        self.looks("empty-home").await?;
        self.reads_the_welcome().await?;

        self.presses("home-practice").await?;
        self.window.wait_for("plan", SOON).await?;
        self.has_landed().await?;
        self.looks("new-lab").await?;
        self.presses("new-lab-create").await?;

        // One step alone, to see what it says of itself before and after.
        self.window.wait_for("step-title", SOON).await?;
        self.has_landed().await?;
        self.reads_the_three_ways().await?;
        self.looks("first-step").await?;
        self.presses("do-step").await?;
        wait_for_mark(self.window, "rail-sign_in", "proven", SOON).await?;
        self.looks("first-step-proven").await?;
        self.presses("next-step").await?;
        self.has_landed().await?;

        self.presses("do-everything").await?;
        wait_for_mark(self.window, "rail-launch_instances", "proven", A_LAB).await?;
        self.window.picture("in-the-middle").await?;
        self.sees_the_databases().await?;
        self.looks("databases").await?;

        self.presses("verify").await?;
        wait_for_mark(self.window, "rung-test_wall", "proven", A_LAB).await?;
        self.window.wait_for("back-to-lab", SOON).await?;
        self.has_landed().await?;
        assert!(!self.window.has("problem").await?, "a healthy lab has no problem");
        self.looks("verified").await?;

        self.presses("back-to-lab").await?;
        self.presses("drills").await?;
        self.window.wait_for("drills-title", SOON).await?;
        self.has_landed().await?;
        self.looks("drills").await?;
        self.presses("drill-mysql_stopped").await?;
        self.window.wait_for("drill-title", A_LAB).await?;
        self.presses("drill-show-hint").await?;
        self.window.wait_for("drill-hint", SOON).await?;
        self.looks("drill").await?;
        self.presses("drill-verify").await?;
        self.window.wait_for("repair", A_LAB).await?;
        self.window.wait_for("problem", SOON).await?;
        self.looks("broken").await?;
        self.presses("repair").await?;
        self.sees_the_databases().await?;
        self.window.wait_for("drill-over", SOON).await?;
        self.looks("repaired").await?;
        self.presses("drill-over").await?;
        // Every press had one effect, however it was made.
        assert_eq!(runs(home.path()), ["Step(StepId(\"sign_in\"))", "SetUp", "Verify", "Verify", "Repair"]);

        self.presses("tear-down").await?;
        self.window.wait_for("confirm-name", SOON).await?;
        self.has_landed().await?;
        self.writes("confirm-name", LAB).await?;
        self.looks("tear-down").await?;
        self.presses("tear-down-confirm").await?;
        self.window.wait_for("receipt", A_LAB).await?;
        self.looks("receipt").await?;

        self.presses("back-home").await?;
        self.window.wait_for("home-practice", SOON).await?;
        self.has_landed().await?;
        assert!(!self.window.has("lab-card").await?, "the lab is gone");
        self.looks("empty-home-again").await?;
        let left: Vec<_> = fs::read_dir(home.path().join("labs"))?.collect::<Result<_, _>>()?;
        assert!(left.is_empty(), "the lab's folder went with it: {left:?}");
        Ok(())
    }

    /// The picture story, page by page.
    async fn reads_the_welcome(&mut self) -> Done {
        self.presses("open-welcome").await?;
        self.window.wait_for("welcome-title", SOON).await?;
        self.has_landed().await?;
        let mut pages = vec![self.window.text("welcome-title", SOON).await?];
        self.looks("welcome").await?;
        while self.window.has("welcome-next").await? {
            self.presses("welcome-next").await?;
            let title = self.window.text("welcome-title", SOON).await?;
            assert!(!pages.contains(&title), "{title} once more");
            self.has_landed().await?;
            pages.push(title);
        }
        assert_eq!(pages.len(), 4, "no page of the story is jumped over: {pages:?}");
        self.presses("welcome-begin").await?;
        self.window.wait_for("home-practice", SOON).await?;
        self.has_landed().await
    }

    /// By hand, command, why: three tabs that are one stop of the Tab key, with the arrows between.
    async fn reads_the_three_ways(&mut self) -> Done {
        if self.hand != Hand::Keyboard {
            return Ok(());
        }
        self.window.tab_to("tab-hand", SOON).await?;
        for (arrow, tab) in [(key::RIGHT, "tab-command"), (key::RIGHT, "tab-why"), (key::RIGHT, "tab-hand"), (key::LEFT, "tab-why")] {
            self.window.press(arrow).await?;
            let script = "const e = document.activeElement; return e.dataset.testid === arguments[0] && e.ariaSelected === 'true'";
            self.window.wait_until(&format!("{tab} is chosen"), SOON, script, &[json!(tab)]).await?;
        }
        Ok(())
    }

    async fn sees_the_databases(&mut self) -> Done {
        self.window.wait_for("databases-table", A_LAB).await?;
        assert_eq!(self.window.text("own-database", SOON).await?.split_whitespace().next(), Some("testing_123"));
        wait_for_mark(self.window, "rail-test_wall", "proven", A_LAB).await?;
        self.window.wait_for("tear-down", SOON).await.map(drop).map_err(Into::into)
    }

    /// Presses a button or a link.
    pub async fn presses(&mut self, testid: &str) -> Done {
        match self.hand {
            Hand::Mouse => self.window.click(testid, SOON).await?,
            Hand::DoubleClicks => self.window.double_click(testid, SOON).await?,
            Hand::Keyboard => {
                self.window.tab_to(testid, SOON).await?;
                // A button is pressed with either; a link only with Enter.
                let is_link = self.window.script("return document.activeElement.localName === 'a'", &[]).await? == json!(true);
                let key = if is_link || testid.len().is_multiple_of(2) { key::ENTER } else { key::SPACE };
                self.window.press(key).await?;
            }
        }
        Ok(())
    }

    async fn writes(&mut self, testid: &str, text: &str) -> Done {
        if self.hand == Hand::Keyboard {
            self.window.tab_to(testid, SOON).await?;
            Ok(self.window.write(text).await?)
        } else {
            Ok(self.window.fill(testid, text, SOON).await?)
        }
    }

    /// The focus is on the new screen's heading, so that a screen reader says where one is and Tab goes on from there.
    async fn has_landed(&mut self) -> Done {
        // On a slow machine a second click comes late enough to be one of its own: it may take the focus from the heading, to nothing else.
        let script = match self.hand {
            Hand::DoubleClicks => "return ['h1', 'body'].includes(document.activeElement.localName)",
            Hand::Mouse | Hand::Keyboard => "return document.activeElement.localName === 'h1'",
        };
        Ok(self.window.wait_until("the heading has the focus", SOON, script, &[]).await?)
    }

    /// Keeps a picture of the screen, and asserts that axe finds nothing in either theme that would keep somebody out.
    pub async fn looks(&mut self, name: &str) -> Done {
        if self.hand != Hand::Mouse {
            return Ok(self.window.picture(name).await?);
        }
        let chosen = self.window.script("return document.documentElement.dataset.theme", &[]).await?;
        for theme in ["light", "dark"] {
            wear(self.window, &json!(theme)).await?;
            self.window.picture(&format!("{name}-{theme}")).await?;
            let violations = self.window.accessibility_violations().await?;
            assert!(violations.is_empty(), "axe on {name}, {theme}:\n{}", violations.join("\n"));
        }
        wear(self.window, &chosen).await
    }
}

/// Gives the page a theme, and waits until its colours are there.
pub async fn wear(window: &mut Window, theme: &Value) -> Done {
    window.script("document.documentElement.dataset.theme = arguments[0]", std::slice::from_ref(theme)).await?;
    let still = "return document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity)";
    Ok(window.wait_until("the colours are there", SOON, still, &[]).await?)
}

/// What the rail or the ladder says of a step: proven, broken, waiting …
pub async fn wait_for_mark(window: &mut Window, testid: &str, mark: &str, limit: Duration) -> Done {
    let script =
        "const e = document.querySelector(`[data-testid=\"${arguments[0]}\"]`); return e !== null && e.dataset.mark === arguments[1]";
    Ok(window.wait_until(&format!("{testid} is {mark}"), limit, script, &[json!(testid), json!(mark)]).await?)
}

/// What was asked of the lab, run by run, as its journal has it.
pub fn runs(home: &Path) -> Vec<String> {
    let lines = Journal::read(&home.join("labs").join(LAB).join("journal.jsonl")).expect("the journal can be read");
    let goal = |entry| match entry {
        JournalEntry::RunStarted { goal } => Some(goal),
        _ => None,
    };
    lines.into_iter().filter_map(|line| goal(line.entry)).map(|goal: Goal| format!("{goal:?}")).collect()
}
