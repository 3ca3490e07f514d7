//! Slices: the part of either side that a column names, compared by itself.

use super::basis::owned;
use super::rows::Rows;
use super::{Comparison, Sides, SliceTable};
use crate::metric::{Role, Size};
use crate::pair::{Purpose, Vectors};
use crate::profile::{NULL_SLICE, Profile, SampleRow, Tokenizer};

/// Slices that both generations have, each profiled anew from the samples.
pub(super) fn slices(sides: &Sides<'_>, tokenizer: Tokenizer) -> Vec<SliceTable> {
    let (reference, current) = (&*sides.reference, &*sides.current);
    let shared = reference.slices.keys().filter(|s| current.slices.contains_key(*s));
    shared
        .map(|slice| {
            let (before, after) = (rows_in(reference, slice), rows_in(current, slice));
            let whole = |rows: &[&SampleRow]| {
                Profile::of_sample(tokenizer, false, rows.iter().map(|r| (*r, usize::MAX)))
            };
            let (p, q) = (whole(&before), whole(&after));
            let (documents_before, documents_after) = (p.n_documents(), q.n_documents());
            let rows = Rows {
                reference: before,
                current: after,
                pairing: sides.pairing,
                tokenizer,
                vectors: Vectors::Rows,
                all: None,
                heads_of: None,
            };
            let comparison = Comparison::of([owned(p), owned(q)], rows, tokenizer, Purpose::default(), None);
            SliceTable {
                slice: slice.clone(),
                documents_before,
                documents_after,
                // Rows without an answer are not in the samples that slices are made of.
                rows: comparison.deciding_rows(|m| m.role == Role::Gating && m.size != Size::Asked),
            }
        })
        .collect()
}

/// The sampled rows of a slice.
pub(super) fn rows_in<'a>(profile: &'a Profile, slice: &str) -> Vec<&'a SampleRow> {
    profile.sample.rows().iter().filter(|r| r.slice.as_deref().unwrap_or(NULL_SLICE) == slice).collect()
}
