//! Where a lab's passwords are to be found afterwards: in one file that only its owner can read, and nowhere else.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use whole_lab::home::Home;

/// Satisfies STRONG, and stands nowhere by chance.
const MARKER: &str = "Marker.7qGvX2";

#[test]
fn a_password_stands_in_the_secrets_file_and_nowhere_else() {
    let home = Home::new().unwrap();
    let mut said = String::new();
    let mut setup = home.mysql_lab(["--json", "setup", "--practice", "--name", "lab", "--password-stdin", "--yes"]);
    let mut child = setup.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{MARKER}").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    said += &String::from_utf8_lossy(&output.stdout);
    said += &String::from_utf8_lossy(&output.stderr);
    for command in [["show", "lab"], ["verify", "lab"], ["--json", "list"]] {
        let ran = home.run(command).unwrap();
        assert_eq!(ran.code, Some(0), "{ran:?}");
        said = said + &ran.out + &ran.err;
    }
    assert!(said.contains("testing_123"), "what was looked through is what was said");
    assert!(!said.contains(MARKER), "{}", said.lines().find(|line| line.contains(MARKER)).unwrap_or_default());

    let with_it: Vec<PathBuf> = files(home.path()).into_iter().filter(|file| contains(&fs::read(file).unwrap(), MARKER)).collect();
    assert_eq!(with_it, [home.path().join("labs/lab/secrets.json")]);
    assert!(home.path().join("logs/mysql-lab.log").is_file(), "the log was looked through as well");
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_the_key_the_passwords_and_the_record() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new().unwrap();
    assert_eq!(home.run(["setup", "--practice", "--name", "lab", "--yes"]).unwrap().code, Some(0));
    let mode = |name: &str| fs::metadata(home.path().join("labs/lab").join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("lab-key.pem"), mode("secrets.json"), mode("lab.json")), (0o400, 0o600, 0o600));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
