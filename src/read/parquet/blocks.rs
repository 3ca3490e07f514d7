//! Decodes blocks of files of records.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::Batch;
use super::built::Fields;
use super::guard::guard;
use super::take;
use crate::error::Error;
use crate::read::records::{Cell, Cursor, Fault, Records, Sink};
use crate::read::slot::Slots;

/// Decodes some rows of a block.
pub(super) fn decode(
    records: &Records,
    path: &Path,
    block: usize,
    rows: Range<u64>,
    slots: &Slots,
) -> Result<Batch, Error> {
    let is_wanted = |leaves: Range<usize>| {
        slots.values().any(|slot| slot.leaves.start < leaves.end && leaves.start < slot.leaves.end)
    };
    let shapes = records.columns.iter().map(|(name, shape)| (name.as_str(), shape));
    let fields = Fields::new(shapes, 0, &is_wanted);
    let mut wanted = Wanted { fields, rows: rows.clone(), at: 0, buffer: String::new() };
    records.each(path, block, &mut wanted)?;
    let n_rows = wanted.at.min(rows.end).saturating_sub(rows.start);
    let bad = |problem: String| Error::BadValue { path: path.to_owned(), problem };
    let place = |problem: take::Problem| {
        let row = rows.start.saturating_add(problem.row as u64);
        bad(format!("row {row} of block {block} (both from 0) {}", problem.what))
    };
    let decoded = guard(|| {
        let columns: BTreeMap<_, _> = wanted.fields.finish().collect();
        Ok(Batch::of(slots, usize::try_from(n_rows).unwrap_or(usize::MAX), |root| columns.get(&root)))
    });
    decoded.map_err(|e| bad(e.to_string()))?.map_err(place)
}

/// Takes what is wanted of some records.
struct Wanted {
    fields: Fields,
    rows: Range<u64>,
    /// The record that comes next, from 0.
    at: u64,
    buffer: String,
}

impl Wanted {
    /// Whether the next record is one of those that are wanted.
    fn is_next(&mut self) -> bool {
        let is_one = self.rows.contains(&self.at);
        self.at += 1;
        is_one
    }
}

impl Sink for Wanted {
    fn record(&mut self, cursor: &mut Cursor<'_>, _: u64) -> Result<(), Fault> {
        match self.is_next() {
            true => {
                cursor.next()?;
                self.fields.take(cursor, &mut self.buffer)
            }
            false => cursor.skip(),
        }
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        if self.is_next() {
            self.fields.take_row(cells);
        }
    }
}
