//! Ends by signals, with nothing left behind.

use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::files;

/// From now on a signal that ends the process first removes what was written aside, after a set of files that is just being put in
/// place. The process ends by that signal, so that whoever sent it sees that. For programs, once, at their start; where signals
/// cannot be watched, they end the process at once, as ever.
pub fn end_by_signals() {
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            files::discard_all();
            let _ = emulate_default_handler(signal);
        }
    });
}
