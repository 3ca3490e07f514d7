//! Color for terminals. Words always say the same; color only helps the eye.

use crate::terms::{Status, Verdict};

/// Paints text, or leaves it alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// Whether to paint.
    pub(super) color: bool,
}

const RED: &str = "1;31";
const YELLOW: &str = "33";
const GREEN: &str = "32";
const CYAN: &str = "36";
const BOLD: &str = "1";
const DIM: &str = "2";

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    pub(super) fn verdict(self, verdict: Verdict, text: &str) -> String {
        let code = match verdict {
            Verdict::Stable => GREEN,
            Verdict::Drift | Verdict::Inconclusive => CYAN,
            Verdict::Warning => YELLOW,
            Verdict::EarlyCollapse | Verdict::LateCollapse => RED,
        };
        self.with(code, text)
    }

    pub(super) fn status(self, status: Status, text: &str) -> String {
        let code = match status {
            Status::Pass => GREEN,
            Status::Warn => YELLOW,
            Status::Fail => RED,
            Status::Inconclusive => CYAN,
            Status::NotRun => DIM,
        };
        self.with(code, text)
    }

    pub(super) fn strong(self, text: &str) -> String {
        self.with(BOLD, text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.with(DIM, text)
    }
}
