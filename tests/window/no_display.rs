//! The desktop program where there is nothing to show its window on.

use std::process::Command;

use whole_lab::binaries::binary;
use whole_lab::home::Home;
use whole_lab::window::surroundings;

#[test]
fn a_display_that_does_not_answer_is_said_and_nothing_is_done() {
    let home = Home::new().unwrap();
    let mut command = Command::new(binary("mysql-lab-wizard"));
    surroundings(&mut command, ":30999", home.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(69), "{said}");
    assert!(said.contains("mysql-lab-wizard: the window cannot be opened: Failed to initialize GTK"), "{said}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}
