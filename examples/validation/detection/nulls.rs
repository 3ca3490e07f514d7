//! Which comparisons without a loss go with a cell: those of the same law, size, shape and pairing.

use crate::log::{Cell, Pairing};
use crate::plans;

/// The cell in which nothing was lost that is otherwise like this one.
pub(crate) fn of(cell: &Cell) -> Cell {
    let (section, change, dose) = match cell.section.as_str() {
        "urn-nulls" => return cell.clone(),
        "urn-slow" | "urn-policies" => ("urn-nulls", "nothing", 0.0),
        "real-chain" | "real-policies" => ("real-nulls", "nucleus_gen0", 0.0),
        "urn-losses" | "urn-harmless" => {
            let (change, dose) = plans::null_of(&cell.change);
            ("urn-nulls", change, dose)
        }
        "real-nulls" | "real-losses" => {
            ("real-nulls", cell.change.split(" / ").next().unwrap_or_default(), 0.0)
        }
        _ => ("nulls", "nothing", 0.0),
    };
    let pairing = if cell.section.ends_with("policies") { Pairing::Unpaired } else { cell.pairing };
    let (section, change) = (section.to_owned(), change.to_owned());
    Cell { section, change, dose: dose.to_string(), documents: cell.documents, pairing }
}
