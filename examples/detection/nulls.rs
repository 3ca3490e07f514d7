//! Which comparisons without a loss go with a cell: those of the same law, size, shape and pairing.

use crate::log::{Cell, Pairing};
use crate::plans;

/// The cell in which nothing was lost that is otherwise like this one.
pub(crate) fn of(cell: &Cell) -> Cell {
    let (section, change) = match cell.section.as_str() {
        "urn-nulls" | "urn-losses" | "urn-harmless" | "urn-slow" => {
            ("urn-nulls", plans::null_of(&cell.change))
        }
        "real-nulls" | "real-losses" => ("real-nulls", cell.change.split(':').next().unwrap_or_default()),
        _ => ("nulls", "nothing"),
    };
    // What is only told by its number has the nulls of its kind.
    let pairing = match cell.section.as_str() {
        "policies" => Pairing::Unpaired,
        _ => cell.pairing,
    };
    Cell {
        section: section.to_owned(),
        change: change.to_owned(),
        dose: "0".to_owned(),
        pairing,
        ..cell.clone()
    }
}
