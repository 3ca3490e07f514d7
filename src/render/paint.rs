//! Color for terminals. Words always say the same; color only helps the eye.

use super::sign;
use crate::terms::{Status, Verdict};

/// Paints text, or leaves it alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// Whether to paint.
    pub(super) color: bool,
}

const BOLD: &str = "1";
const DIM: &str = "2";

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    pub(super) fn verdict(self, verdict: Verdict, text: &str) -> String {
        self.status(sign::like(verdict), text)
    }

    pub(super) fn status(self, status: Status, text: &str) -> String {
        self.with(sign::of(status).code, text)
    }

    pub(super) fn strong(self, text: &str) -> String {
        self.with(BOLD, text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.with(DIM, text)
    }
}
