//! A section, narrowed to some of its cells.

use std::fmt;

use crate::log::Cell;

/// `SECTION[:CHANGE[:DOSE[:PAIRING]]]`; what is left out or empty is all.
#[derive(Debug, Clone)]
pub(crate) struct Narrowed {
    pub section: String,
    parts: Vec<String>,
}

impl Narrowed {
    /// Reads it.
    pub(crate) fn parse(text: &str) -> Self {
        let mut parts = text.split(':').map(str::to_owned);
        Self { section: parts.next().unwrap_or_default(), parts: parts.collect() }
    }

    /// Whether a cell is wanted.
    pub(crate) fn has(&self, cell: &Cell) -> bool {
        let of_cell = [cell.change.as_str(), cell.dose.as_str(), cell.pairing.name()];
        self.parts.iter().zip(of_cell).all(|(part, own)| part.is_empty() || part == own)
    }
}

impl fmt::Display for Narrowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = std::iter::once(&self.section).chain(&self.parts);
        f.write_str(&parts.map(String::as_str).collect::<Vec<_>>().join(" "))
    }
}
