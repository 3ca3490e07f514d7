//! How a status looks, everywhere: color, shape and class. A verdict borrows the look of a status. Names are those of
//! [`crate::terms`].

use crate::terms::{Status, Verdict};

/// The shape of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "charts"), expect(dead_code, reason = "only charts draw shapes"))]
pub(super) enum Shape {
    Disc,
    Ring,
    Triangle,
    Cross,
    Dash,
    /// A value that nobody judged.
    Square,
    /// What the others are compared with.
    Diamond,
}

/// The look of a status.
#[derive(Debug)]
#[cfg_attr(not(feature = "charts"), expect(dead_code, reason = "a terminal shows the color alone"))]
pub(super) struct Sign {
    /// Code of its color on a terminal.
    pub(super) code: &'static str,
    /// Its shape on a terminal, so that color is never needed; a pass has none, so that the others stand out.
    pub(super) mark: &'static str,
    /// Its shape in a comment, where there is no drawing.
    pub(super) emoji: &'static str,
    /// Class of its color on the page.
    pub(super) class: &'static str,
    /// Its shape, so that color is never needed.
    pub(super) shape: Shape,
    /// Its colors in images, light and dark: those of the page.
    pub(super) colors: [u32; 2],
    /// The same for what lies behind it.
    pub(super) zone: [u32; 2],
}

/// The look of a status.
pub(super) fn of(status: Status) -> Sign {
    let sign = |code, mark, emoji, class, shape, [ink, zone]: [[u32; 2]; 2]| Sign {
        code,
        mark,
        emoji,
        class,
        shape,
        colors: ink,
        zone,
    };
    match status {
        Status::Pass => {
            sign("32", "", "🟢", "pass", Shape::Disc, [[0x176B33, 0x6FD493], [0xE3F1E6, 0x16291D]])
        }
        Status::Warn => {
            sign("33", "▲", "🔶", "warn", Shape::Triangle, [[0x845300, 0xF0B849], [0xFCEBCB, 0x352A12]])
        }
        Status::Fail => {
            sign("1;31", "✗", "❌", "fail", Shape::Cross, [[0xB3261E, 0xFF8F85], [0xFBE2E0, 0x3B1D1B]])
        }
        Status::Inconclusive => {
            sign("36", "○", "⚪", "inconclusive", Shape::Ring, [[0x0B5E8F, 0x79C0FF], [0xE1EEF6, 0x14283A]])
        }
        Status::NotRun => {
            sign("2", "", "➖", "not-run", Shape::Dash, [[0x595959, 0xAAB1B8], [0xF0F1F3, 0x1E2327]])
        }
    }
}

/// The status whose look a verdict borrows.
pub(super) fn like(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Stable => Status::Pass,
        Verdict::Drift | Verdict::Inconclusive => Status::Inconclusive,
        Verdict::Warning => Status::Warn,
        Verdict::EarlyCollapse | Verdict::LateCollapse => Status::Fail,
    }
}
