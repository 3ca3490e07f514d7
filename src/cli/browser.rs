//! Shows a file in the browser that the system has for it.

use std::path::Path;
use std::process::{Command, Stdio};

use super::note;

/// Asks the system to show the page. Where it cannot, that is said, and is no error: the page is written.
pub fn show(page: &Path) {
    let page = std::path::absolute(page).unwrap_or_else(|_| page.to_owned());
    let [program, before @ ..] = opener() else { return };
    let mut command = Command::new(program);
    command.args(before).arg(&page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Err(error) = command.spawn() {
        note(&format!(
            "warning: `{program}` could not be started ({error}); open {} yourself",
            page.display()
        ));
    }
}

/// The program that opens a file as a double click would, and what stands before the file.
fn opener() -> &'static [&'static str] {
    if cfg!(target_os = "macos") {
        &["open"]
    } else if cfg!(windows) {
        // The first argument of `start` is a title.
        &["cmd", "/C", "start", ""]
    } else {
        &["xdg-open"]
    }
}
