//! Decodes record batches that are in memory.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use arrow_array::RecordBatch;

use super::Batch;
use super::guard::guard;
use super::take;
use super::values::Values;
use crate::error::ReadError;
use crate::read::slot::Slots;

/// Rows that are one piece of work: of a large batch all threads have some.
const ROWS: usize = 1 << 16;

/// Batches of a size to work on; the slices share what the batches hold.
pub(super) fn pieces(batches: &[RecordBatch]) -> Vec<RecordBatch> {
    let starts = |batch: &RecordBatch| (0..batch.num_rows()).step_by(ROWS);
    let piece = |batch: &RecordBatch, at| batch.slice(at, ROWS.min(batch.num_rows() - at));
    batches.iter().flat_map(|batch| starts(batch).map(move |at| piece(batch, at))).collect()
}

/// Decodes some rows of a batch, or says what is wrong with a value.
pub(super) fn decode(batch: &RecordBatch, rows: Range<u64>, slots: &Slots) -> Result<Batch, String> {
    let end = |row: u64| usize::try_from(row).unwrap_or(usize::MAX).min(batch.num_rows());
    let rows = end(rows.start)..end(rows.end);
    let slice = batch.slice(rows.start, rows.len());
    let decoded = guard(|| {
        let mut columns = BTreeMap::new();
        for slot in slots.values().filter(|slot| slot.root < slice.num_columns()) {
            if let Entry::Vacant(place) = columns.entry(slot.root) {
                place.insert(Values::new(slice.column(slot.root)).map_err(ReadError::new)?);
            }
        }
        Ok(Batch::of(slots, slice.num_rows(), |root| columns.get(&root)))
    });
    let place = |problem: take::Problem| {
        format!("row {} of a batch (from 0) {}", rows.start + problem.row, problem.what)
    };
    decoded.map_err(|error| error.to_string())?.map_err(place)
}
