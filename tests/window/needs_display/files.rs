//! A key file comes to the window as a person brings it: dragged from a file program, or chosen in the system's dialog.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};
use whole_lab::binaries::binary;
use whole_lab::desktop::Hands;
use whole_lab::display::Display;
use whole_lab::home::Home;
use whole_lab::process::Started;
use whole_lab::window::Window;

use super::TITLE;
use crate::newcomer::{A_LAB, LAB, SOON, wait_for_mark};

type Done = Result<(), Box<dyn Error>>;

/// Beside the window, on a screen that is larger.
const BESIDE: (&str, &str) = ("1500", "300");

/// A key as AWS hands it out.
fn key_in(folder: &Path, name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let key = folder.join(name);
    let made = Command::new("ssh-keygen").args(["-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f"]).arg(&key).status()?;
    assert!(made.success());
    Ok(key)
}

/// Drags a file from another window over the middle of ours, holds it there until the window says what to do, and lets go.
async fn drag_in(file: &Path, window: &mut Window, display: &Arc<Display>) -> Done {
    let hands = Hands::at(display);
    let mut source = Command::new(binary("drag-source"));
    source.args([BESIDE.0, BESIDE.1]).arg(file).env("DISPLAY", display.name()).env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1");
    let _source = Started::spawn(source.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()))?;
    let (from, to) =
        (hands.middle_of(&hands.wait_for_window("^drag-source$", SOON)?)?, hands.middle_of(&hands.wait_for_window(TITLE, SOON)?)?);
    hands.take(from)?;
    hands.carry(from, to)?;
    window.wait_for("key-drop", SOON).await?;
    window.picture("held").await?;
    hands.let_go()?;
    Ok(window.wait_until("the file is let go", SOON, "return document.querySelector('[data-testid=key-drop]') === null", &[]).await?)
}

/// What is no key: a folder, bytes that are no text, and more of them than a key can have.
fn no_keys_in(folder: &Path) -> std::io::Result<[(PathBuf, &'static str); 3]> {
    let (directory, photo, film) = (folder.join("keys"), folder.join("photo.pem"), folder.join("film.pem"));
    std::fs::create_dir(&directory)?;
    std::fs::write(&photo, [0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46].repeat(200))?;
    std::fs::File::create(&film)?.set_len(3 << 30)?;
    Ok([(directory, "is a folder"), (photo, "does not hold a private key"), (film, "bytes; a private key has a few thousand")])
}

async fn key_path_is(window: &mut Window, path: &Path) -> Done {
    let script = "const e = document.querySelector('[data-testid=field-key_path]'); return e?.value === arguments[0]";
    Ok(window.wait_until("the field has the file's path", SOON, script, &[json!(path)]).await?)
}

async fn open(name: &str, home: &Home) -> Result<(Window, Arc<Display>), Box<dyn Error>> {
    let display = Arc::new(Display::start(1600, 1000)?);
    let mut window = Window::open_on(display.clone(), name, home.path(), &[]).await?;
    window.click("home-practice", SOON).await?;
    window.wait_for("plan", SOON).await?;
    Ok((window, display))
}

#[tokio::test]
async fn a_key_file_dropped_on_the_window_is_judged_at_once_and_is_the_labs_key() -> Done {
    let home = Home::new()?;
    let (mut window, display) = open("dropped", &home).await?;
    // A file program hands over a URL, in which most of this is escaped.
    let key = key_in(home.path(), "mi clave ñ.pem")?;

    for (no_key, words) in no_keys_in(home.path())? {
        drag_in(&no_key, &mut window, &display).await?;
        key_path_is(&mut window, &no_key).await?;
        let refused = "return document.getElementById('wrong-key_path')?.textContent.includes(arguments[0]) === true";
        window.wait_until("it is refused at the field", SOON, refused, &[json!(words)]).await?;
        assert!(!window.has("key-verdict").await?, "{words}");
        window.picture("refused").await?;
    }

    drag_in(&key, &mut window, &display).await?;
    key_path_is(&mut window, &key).await?;
    window.wait_for("key-verdict", SOON).await?;
    window.picture("key").await?;
    window.click("new-lab-create", SOON).await?;
    window.click("do-everything", SOON).await?;
    wait_for_mark(&mut window, "rail-key_pair", "proven", A_LAB).await?;
    window.wait_for("databases-table", A_LAB).await?;
    let record: Value = serde_json::from_slice(&std::fs::read(home.path().join("labs").join(LAB).join("lab.json"))?)?;
    assert_eq!(record["cloud"]["key_path"], json!(key), "{record:#}");
    Ok(window.close().await?)
}

#[tokio::test]
async fn a_key_file_chosen_in_the_systems_dialog_is_judged_at_once() -> Done {
    let home = Home::new()?;
    let (mut window, display) = open("chosen", &home).await?;
    let (key, hands) = (key_in(home.path(), "my key.pem")?, Hands::at(&display));
    window.click("more-choices", SOON).await?;
    window.click("key-import", SOON).await?;
    window.click("key-pick", SOON).await?;
    let dialog = hands.wait_for_window("Open File", SOON)?;
    // The first stroke opens the place to type a path in, and what is typed until it stands open may be lost: more strokes, which mean one.
    hands.write(&dialog, &format!("{}{}", "/".repeat(12), key.display()))?;
    hands.press(&dialog, &["Return"])?;
    hands.wait_until_gone("Open File", SOON)?;
    key_path_is(&mut window, &key).await?;
    window.wait_for("key-verdict", SOON).await?;
    Ok(window.close().await?)
}
