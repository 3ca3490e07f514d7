//! The corpora of some comparisons as Parquet, for other programs to judge.

use std::path::Path;

use crate::log::{Cell, Pairing};
use crate::synth::write::{Vectors, parquet};
use crate::synth::{Law, Model};
use crate::{Outcome, changes, trials};

/// What is exported: a section, a change of it and its doses.
const EXPORTED: [(&str, &str, &[&str]); 6] = [
    ("nulls", "nothing", &["0"]),
    ("losses", "tail mass", &["0.1", "0.25"]),
    ("losses", "rare topics", &["0.5", "1"]),
    ("losses", "spread", &["0.05", "0.1"]),
    ("harmless", "topic swap", &["1"]),
    ("harmless", "topic swap and embeddings", &["1"]),
];

/// Writes `before/TRIAL.parquet` and, for every cell, `SECTION/CHANGE/DOSE/TRIAL.parquet`.
pub(crate) fn write(documents: u32, trials: u64, folder: &Path) -> Outcome {
    let healthy = Model::new(&Law::default());
    for trial in 0..trials {
        save(folder, "before", trial, &trials::before(&healthy, documents, trial))?;
    }
    for (section, change, doses) in EXPORTED {
        let wanted = |cell: &Cell| {
            cell.pairing == Pairing::Paired && cell.change == change && doses.contains(&cell.dose.as_str())
        };
        for (cell, law) in changes::cells(section, documents).into_iter().filter(|(cell, _)| wanted(cell)) {
            let model = Model::new(&law);
            for trial in 0..trials {
                let place = format!("{section}/{change}/{}", cell.dose);
                save(folder, &place, trial, &trials::after(&model, &cell, trial))?;
            }
        }
    }
    Ok(())
}

fn save(folder: &Path, place: &str, trial: u64, docs: &[crate::synth::Doc]) -> Outcome {
    let folder = folder.join(place);
    std::fs::create_dir_all(&folder)?;
    parquet(&folder.join(format!("{trial}.parquet")), docs, Vectors::List, |_| false)
}
