//! A window from which files are dragged with the mouse, as from a file program: `drag-source X Y PATH…`.

#[cfg(target_os = "linux")]
fn main() {
    let mut args = std::env::args().skip(1);
    let mut number = || args.next().and_then(|word| word.parse::<i32>().ok()).expect("a place on the screen");
    let (x, y) = (number(), number());
    show(x, y, args.collect());
}

#[cfg(target_os = "linux")]
fn show(x: i32, y: i32, paths: Vec<String>) {
    use gtk::prelude::*;
    use gtk::{EventBox, Label, TargetEntry, TargetFlags, Window, WindowType, gdk, glib};

    gtk::init().expect("there is a screen");
    let window = Window::new(WindowType::Toplevel);
    let handle = EventBox::new();
    handle.add(&Label::new(Some("files")));
    window.add(&handle);
    window.set_title("drag-source");
    window.set_default_size(90, 80);
    let files = [TargetEntry::new("text/uri-list", TargetFlags::empty(), 0)];
    handle.drag_source_set(gdk::ModifierType::BUTTON1_MASK, &files, gdk::DragAction::COPY);
    handle.connect_drag_data_get(move |_, _, data, _, _| {
        let uris: Vec<_> = paths.iter().filter_map(|path| glib::filename_to_uri(path, None).ok()).collect();
        data.set_uris(&uris.iter().map(glib::GString::as_str).collect::<Vec<_>>());
    });
    window.connect_destroy(|_| gtk::main_quit());
    window.show_all();
    window.move_(x, y);
    gtk::main();
}

/// Elsewhere no test drags files.
#[cfg(not(target_os = "linux"))]
fn main() {}
