//! Comparisons of fresh corpora of the healthy law with ones of another.

use std::path::Path;

use genloss::terms::Vector;
use rayon::prelude::*;

use crate::log::{Cell, Log, Pairing, Row};
use crate::narrowed::Narrowed;
use crate::rivals::Counted;
use crate::synth::{Doc, Law, Model, keys};
use crate::{Corpus, Outcome, changes, judged, profiled};

/// Appends the comparisons of a section, or of one change of it, that the log does not have.
pub(crate) fn run(asked: &Narrowed, documents: u32, trials: u64, path: &Path) -> Outcome {
    let mut log = Log::open(path)?;
    let healthy = Model::new(&Law::default());
    let wanted = changes::cells(&asked.section, documents).into_iter().filter(|(cell, _)| asked.has(cell));
    let cells: Vec<(Cell, Model)> = wanted.map(|(cell, law)| (cell, Model::new(&law))).collect();
    let all: Vec<u64> = (0..trials).collect();
    for some in all.chunks(rayon::current_num_threads()) {
        let of_one = |&trial: &u64| {
            let new = cells.iter().filter(|(cell, _)| !log.has(cell, trial));
            compared(&healthy, &new.collect::<Vec<_>>(), documents, trial)
        };
        let rows: Vec<Vec<Row>> = some.par_iter().map(of_one).collect();
        log.append(&rows.concat())?;
        eprint!("\r{asked}, {documents} documents: {} of {trials} ", some[some.len() - 1] + 1);
    }
    eprintln!();
    Ok(())
}

/// One reference, held against a corpus of every cell.
fn compared(healthy: &Model, cells: &[&(Cell, Model)], documents: u32, trial: u64) -> Vec<Row> {
    if cells.is_empty() {
        return Vec::new();
    }
    let before = seen(&before(healthy, documents, trial));
    let of = |(cell, model): &(Cell, Model)| {
        let after = seen(&after(model, cell, trial));
        let found = judged(&before, &after, trial);
        Row::new(cell.clone(), trial, &found, after.counted.losses(&before.counted))
    };
    cells.iter().map(|cell| of(cell)).collect()
}

/// The reference of a trial, the same for all cells of a size.
pub(crate) fn before(healthy: &Model, documents: u32, trial: u64) -> Vec<Doc> {
    healthy.corpus(&keys(trial as u32 * 2 * documents, documents), 2 * trial)
}

/// The corpus that is held against it.
pub(crate) fn after(model: &Model, cell: &Cell, trial: u64) -> Vec<Doc> {
    let sides_before = if cell.pairing == Pairing::Paired { 0 } else { 1 };
    let first = (trial as u32 * 2 + sides_before) * cell.documents;
    model.corpus(&keys(first, cell.documents), 2 * trial + 1)
}

fn seen(docs: &[Doc]) -> Corpus {
    let rows = docs.iter().map(|doc| (doc.key, doc.text.as_str(), Vector::Values(&doc.embedding)));
    Corpus {
        profile: profiled::profile(rows),
        counted: Counted::of(docs.iter().map(|doc| doc.text.as_str())),
    }
}
