//! What a desktop has beside a screen: a message bus of a test's own, and hands that press keys past the page.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::display::Display;
use crate::process::Started;

/// How often what is waited for is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A session's message bus, without anybody else on it.
pub struct Bus {
    address: String,
    _daemon: Started,
}

impl Bus {
    /// Starts one.
    pub fn start() -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        let mut command = Command::new("dbus-daemon");
        command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let daemon = Started::spawn(command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::null()))?;
        drop(command);
        let mut address = String::new();
        BufReader::new(reader).read_line(&mut address)?;
        if address.trim().is_empty() {
            return Err(io::Error::other("dbus-daemon ended before it was ready"));
        }
        Ok(Self { address: address.trim().to_owned(), _daemon: daemon })
    }

    /// What `DBUS_SESSION_BUS_ADDRESS` must be to use it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Listens to all messages that a rule names, and writes them down in a file.
    pub fn witness(&self, rule: &str, file: &Path) -> io::Result<Witness> {
        let mut command = Command::new("dbus-monitor");
        command.args(["--address", &self.address, rule]).stdin(Stdio::null()).stdout(File::create(file)?).stderr(Stdio::null());
        let mut witness = Witness { file: file.to_owned(), _monitor: Started::spawn(&mut command)? };
        // Its own beginning is the first that it sees.
        witness.wait_for("NameAcquired", Duration::from_secs(20))?;
        Ok(witness)
    }
}

/// Somebody who writes down what goes over a bus.
pub struct Witness {
    file: PathBuf,
    _monitor: Started,
}

impl Witness {
    /// All that was seen so far.
    pub fn seen(&self) -> io::Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(&self.file)?).into_owned())
    }

    /// Waits until these words were seen.
    pub fn wait_for(&mut self, words: &str, limit: Duration) -> io::Result<()> {
        let until = Instant::now() + limit;
        while !self.seen()?.contains(words) {
            if Instant::now() > until {
                let seen = self.seen()?;
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("not seen within {limit:?}: {words}. Seen was:\n{seen}")));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        Ok(())
    }
}

/// What stands in place of the browser and the file program of a system, and writes down what it is to open.
pub struct Opener {
    folder: PathBuf,
}

impl Opener {
    /// Puts it into a folder.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        use std::os::unix::fs::PermissionsExt;

        fs::create_dir_all(folder)?;
        let program = folder.join("xdg-open");
        fs::write(&program, "#!/bin/sh\nprintf '%s\\n' \"$1\" >> \"$0.opened\"\n")?;
        fs::set_permissions(program, fs::Permissions::from_mode(0o755))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// What `PATH` must be so that it is taken.
    pub fn path(&self) -> String {
        format!("{}:{}", self.folder.display(), std::env::var("PATH").unwrap_or_default())
    }

    /// Waits until something was opened, and gives all that was.
    pub fn wait(&self, limit: Duration) -> io::Result<Vec<String>> {
        let until = Instant::now() + limit;
        loop {
            let opened = fs::read_to_string(self.folder.join("xdg-open.opened")).unwrap_or_default();
            if opened.ends_with('\n') {
                return Ok(opened.lines().map(str::to_owned).collect());
            }
            if Instant::now() > until {
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("nothing was opened within {limit:?}")));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}

/// Hands at the keyboard and the mouse of a screen: what they do reaches menus and dialogs as well as the page.
pub struct Hands<'a> {
    display: &'a Display,
}

impl<'a> Hands<'a> {
    /// Hands at this screen.
    pub fn at(display: &'a Display) -> Self {
        Self { display }
    }

    /// The windows of this title that are shown.
    pub fn windows(&self, title: &str) -> io::Result<Vec<String>> {
        // It fails when there is none, which is an answer too.
        let found = self.xdotool(&["search", "--onlyvisible", "--name", title]).output()?;
        Ok(String::from_utf8_lossy(&found.stdout).lines().map(str::to_owned).collect())
    }

    /// The one window of this title, once it is shown.
    pub fn wait_for_window(&self, title: &str, limit: Duration) -> io::Result<String> {
        self.wait(title, limit, |windows| !windows.is_empty()).map(|mut windows| windows.swap_remove(0))
    }

    /// Waits until no window of this title is shown.
    pub fn wait_until_gone(&self, title: &str, limit: Duration) -> io::Result<()> {
        self.wait(title, limit, <[String]>::is_empty).map(drop)
    }

    fn wait(&self, title: &str, limit: Duration, enough: impl Fn(&[String]) -> bool) -> io::Result<Vec<String>> {
        let until = Instant::now() + limit;
        loop {
            let windows = self.windows(title)?;
            if enough(&windows) {
                return Ok(windows);
            }
            if Instant::now() > until {
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("windows named {title} after {limit:?}: {windows:?}")));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// Gives a window the keyboard and presses keys, as `xdotool` names them.
    pub fn press(&self, window: &str, keys: &[&str]) -> io::Result<()> {
        self.done(&["windowfocus", "--sync", window])?;
        self.done(&[&["key", "--clearmodifiers"], keys].concat())
    }

    /// Gives a window the keyboard and types a text.
    pub fn write(&self, window: &str, text: &str) -> io::Result<()> {
        self.done(&["windowfocus", "--sync", window])?;
        self.done(&["type", "--clearmodifiers", text])
    }

    /// Makes a window as large as this.
    pub fn resize(&self, window: &str, width: u32, height: u32) -> io::Result<()> {
        self.done(&["windowsize", "--sync", window, &width.to_string(), &height.to_string()])
    }

    /// The middle of a window, as a place on the screen.
    pub fn middle_of(&self, window: &str) -> io::Result<(i32, i32)> {
        let said = self.xdotool(&["getwindowgeometry", "--shell", window]).output()?;
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let number = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')?.parse::<i32>().ok());
        let middle = number("X").zip(number("WIDTH")).zip(number("Y").zip(number("HEIGHT")));
        let ((x, width), (y, height)) = middle.ok_or_else(|| io::Error::other(said.clone()))?;
        Ok((x + width / 2, y + height / 2))
    }

    /// Takes hold of what is at a place of the screen.
    pub fn take(&self, (x, y): (i32, i32)) -> io::Result<()> {
        self.done(&["mousemove", "--sync", &x.to_string(), &y.to_string(), "mousedown", "1"])
    }

    /// Carries what the mouse holds from one place to another, in as many moves as a hand makes.
    pub fn carry(&self, from: (i32, i32), to: (i32, i32)) -> io::Result<()> {
        const MOVES: i32 = 20;
        let part = |from: i32, to: i32, done: i32| (from + (to - from) * done / MOVES).to_string();
        let place = |done: i32| (part(from.0, to.0, done), part(from.1, to.1, done));
        (1..=MOVES).map(place).try_for_each(|(x, y)| self.done(&["mousemove", "--sync", &x, &y]))
    }

    /// Lets go of what the mouse holds.
    pub fn let_go(&self) -> io::Result<()> {
        self.done(&["mouseup", "1"])
    }

    /// Moves the mouse to the screen's corner, and gives the keyboard to what is there: no window, when all stand in the middle.
    pub fn look_away(&self) -> io::Result<()> {
        self.done(&["mousemove", "--sync", "2", "2"])?;
        let said = self.xdotool(&["getmouselocation", "--shell"]).output()?;
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let ground = said.lines().find_map(|line| line.strip_prefix("WINDOW="));
        self.done(&["windowfocus", ground.ok_or_else(|| io::Error::other(said.clone()))?])
    }

    fn done(&self, args: &[&str]) -> io::Result<()> {
        let ran = self.xdotool(args).output()?;
        if ran.status.success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("xdotool {args:?}: {}", String::from_utf8_lossy(&ran.stderr))))
        }
    }

    fn xdotool(&self, args: &[&str]) -> Command {
        let mut command = Command::new("xdotool");
        command.args(args).env("DISPLAY", self.display.name()).stdin(Stdio::null());
        command
    }
}
