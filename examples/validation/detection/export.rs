//! The corpora of some comparisons as Parquet, for other programs to judge.

use std::path::Path;

use crate::log::{Cell, Pairing};
use crate::planned::Models;
use crate::plans::{self, Plan, Side};
use crate::synth::write::{Vectors, parquet};
use crate::synth::{Doc, Law, Model, SLICES};
use crate::{Outcome, changes, trials, urn};

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

/// Changes of the second law that are exported, as their doses are; the first two are its nulls.
const OF_THE_URN: [&str; 8] =
    ["nothing", "nothing with vectors", "tail mass", "temperature", "top-p", "duplicates", "modes", "spread"];

/// The same of the second law.
pub(crate) fn write_urn(documents: u32, trials: u64, folder: &Path) -> Outcome {
    let plain = Side { law: urn::Law::default(), answers: 1, done: Vec::new() };
    let all = ["urn-nulls", "urn-losses"].into_iter().flat_map(|section| plans::cells(section, documents));
    let cells: Vec<(Cell, Plan)> = all
        .filter(|(cell, plan)| {
            let exported = OF_THE_URN.contains(&cell.change.as_str());
            exported && plan.pairing == Pairing::Paired && plan.before == plain
        })
        .collect();
    let models = Models::of(cells.iter().flat_map(|(_, plan)| [&plan.before.law, &plan.after.law]));
    for trial in 0..trials {
        save(folder, "before", trial, &spelled(models.before(&plain, documents, trial)?))?;
        for (cell, plan) in &cells {
            let place = format!("{}/{}/{}", cell.section, cell.change, cell.dose);
            save(folder, &place, trial, &spelled(models.after(plan, documents, trial)?))?;
        }
    }
    Ok(())
}

/// Documents of the second law as rows of a file.
fn spelled(docs: Vec<urn::Doc>) -> Vec<Doc> {
    let row = |doc: urn::Doc| Doc {
        key: doc.key,
        slice: SLICES[0],
        text: doc.text(),
        score: 0.0,
        embedding: doc.embedding,
    };
    docs.into_iter().map(row).collect()
}

fn save(folder: &Path, place: &str, trial: u64, docs: &[Doc]) -> Outcome {
    let folder = folder.join(place);
    std::fs::create_dir_all(&folder)?;
    parquet(&folder.join(format!("{trial}.parquet")), docs, Vectors::List, |_| false)
}
