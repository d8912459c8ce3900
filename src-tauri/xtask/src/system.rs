//! What the system must have before anything can be built.

use crate::apt;
use crate::place::program;
use crate::run::{Failure, Result, command, output, succeeds};

/// What Debian and Ubuntu call what the window is built with.
const PACKAGES: &[&str] = &["build-essential", "cmake", "pkg-config", "libwebkit2gtk-4.1-dev", "librsvg2-dev"];

/// The oldest Node.js that the UI's tools run on.
const NODE: (u32, u32) = (20, 19);

/// Makes ready, or says how, what building the program needs.
pub fn ready_to_build() -> Result {
    node()?;
    if apt::is_here() {
        return apt::install(PACKAGES);
    }
    if cfg!(target_os = "linux") {
        return other_linux();
    }
    if cfg!(target_os = "macos") && !succeeds(command("xcode-select").arg("-p")) {
        return Err(Failure::new("Apple's command-line tools are missing. Run:\n\n  xcode-select --install\n"));
    }
    if cfg!(windows) && !has_webview2() {
        return Err(Failure::new("Microsoft's WebView2 is missing. Run:\n\n  winget install Microsoft.EdgeWebView2Runtime\n"));
    }
    Ok(())
}

/// Node.js's own command, as this system calls it.
pub const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn node() -> Result {
    let how = if cfg!(target_os = "macos") {
        "brew install node"
    } else if cfg!(windows) {
        "winget install OpenJS.NodeJS.LTS"
    } else {
        "see https://nodejs.org/en/download"
    };
    let (major, minor) = NODE;
    let Ok(said) = output(command("node").arg("--version")) else {
        return Err(Failure::new(format!("Node.js is missing; {major}.{minor} or newer is needed. To install it:\n\n  {how}\n")));
    };
    if version(&said) < Some(NODE) {
        return Err(Failure::new(format!(
            "Node.js is {}, and {major}.{minor} or newer is needed. To install it:\n\n  {how}\n",
            said.trim()
        )));
    }
    if !succeeds(command(NPM).arg("--version")) {
        return Err(Failure::new(format!("npm, which comes with Node.js, is missing. To install both:\n\n  {how}\n")));
    }
    Ok(())
}

/// Major and minor of `v20.19.5`.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn other_linux() -> Result {
    if succeeds(command("pkg-config").args(["--exists", "webkit2gtk-4.1", "librsvg-2.0"])) {
        return Ok(());
    }
    let how = [
        ("dnf", "sudo dnf install webkit2gtk4.1-devel librsvg2-devel gcc gcc-c++ make cmake pkgconf"),
        ("pacman", "sudo pacman -S --needed webkit2gtk-4.1 librsvg base-devel cmake"),
        ("zypper", "sudo zypper install webkit2gtk3-devel librsvg-devel gcc gcc-c++ make cmake pkgconf"),
        ("apk", "sudo apk add webkit2gtk-4.1-dev librsvg-dev build-base cmake pkgconf"),
    ];
    let command = how
        .iter()
        .find(|(tool, _)| program(tool).is_some())
        .map_or("install the development files of WebKitGTK 4.1 and librsvg, a C compiler, cmake and pkg-config", |(_, how)| how);
    Err(Failure::new(format!("WebKitGTK 4.1 or librsvg is missing. Run:\n\n  {command}\n")))
}

fn has_webview2() -> bool {
    // The runtime's own key, as Microsoft documents it: for the machine, or for this user.
    const CLIENT: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    [r"HKLM\SOFTWARE\WOW6432Node", r"HKLM\SOFTWARE", r"HKCU\Software"]
        .iter()
        .any(|root| succeeds(command("reg").args(["query", &format!(r"{root}\{CLIENT}"), "/v", "pv"])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(version("v20.19.5\n"), Some((20, 19)));
        assert!(version("v20.9.0") < Some(NODE));
        assert!(version("v100.0.0") > Some(NODE));
        assert!(version("nonsense") < Some(NODE));
    }
}
