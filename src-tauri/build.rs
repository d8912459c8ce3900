//! Puts the shell together: the UI in `ui/dist`, the capabilities, and on Windows the icon.

fn main() {
    let attributes = tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/*.json");
    if let Err(error) = tauri_build::try_build(attributes) {
        // The frontend's folder is looked for while compiling, and cargo's own words would not name the remedy.
        println!("cargo::error={error:#}. The UI must be built first: npm --prefix ui ci && npm --prefix ui run build");
    }
}
