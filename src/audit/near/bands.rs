//! Candidates by bands of MinHash values, and which of them are near copies.

use std::ops::Range;

use rayon::prelude::*;

use super::union::Union;
use super::{Texts, is_alike};
use crate::estimator::near_duplicate::{shingles, signature};
use crate::estimator::shuffle::split_mix;
use crate::threads::parts;

/// Equal values in a row that make two rows candidates.
const ROWS: usize = 4;

/// Bands of a signature.
const BANDS: usize = 16;

/// Rows before it in a band that a row is compared with.
const WINDOW: usize = 64;

/// Joins near copies among these rows, which ascend.
pub(super) fn join(texts: &Texts, rows: &[usize], union: &mut Union) {
    let keys = parts(rows.to_vec(), || (), |(), row| keys(texts, row));
    for band in 0..BANDS {
        let mut sorted: Vec<(u64, usize)> =
            keys.iter().zip(rows).map(|(keys, &row)| (keys[band], row)).collect();
        sorted.par_sort_unstable();
        let firsts: Vec<usize> = sorted.iter().map(|&(_, row)| union.first(row)).collect();
        let alike = parts(
            shared(&sorted, &firsts),
            || (),
            |(), range: Range<usize>| alike(texts, &sorted[range.clone()], &firsts[range]),
        );
        alike.into_iter().flatten().for_each(|(a, b)| union.join(a, b));
    }
}

/// One key a band.
fn keys(texts: &Texts, row: usize) -> [u64; BANDS] {
    // Rows without words are not asked for.
    let Some(values) = signature(&shingles(&texts.ids(row))) else { return [0; BANDS] };
    let mut keys = [0; BANDS];
    for (key, band) in keys.iter_mut().zip(values.chunks_exact(ROWS)) {
        *key = band.iter().fold(0, |key, &value| split_mix(key ^ u64::from(value)));
    }
    keys
}

/// The stretches of rows with one key that do not belong together yet.
fn shared(sorted: &[(u64, usize)], firsts: &[usize]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut begin = 0;
    for stretch in sorted.chunk_by(|a, b| a.0 == b.0) {
        let range = begin..begin + stretch.len();
        begin = range.end;
        if firsts[range.clone()].iter().any(|first| *first != firsts[range.start]) {
            found.push(range);
        }
    }
    found
}

/// Pairs of near copies of one stretch, as many as join what belongs together.
fn alike(texts: &Texts, stretch: &[(u64, usize)], firsts: &[usize]) -> Vec<(usize, usize)> {
    let sets: Vec<Vec<u64>> = stretch.iter().map(|&(_, row)| shingles(&texts.ids(row))).collect();
    let mut set_of = firsts.to_vec();
    let mut pairs = Vec::new();
    for at in 1..stretch.len() {
        let mut joined: Vec<usize> = vec![set_of[at]];
        for before in (at.saturating_sub(WINDOW)..at).rev() {
            if !joined.contains(&set_of[before]) && is_alike(&sets[at], &sets[before]) {
                joined.push(set_of[before]);
                pairs.push((stretch[before].1, stretch[at].1));
            }
        }
        // Whoever joins takes the name of what it joined, and is not compared with it again.
        set_of[at] = joined.get(1).copied().unwrap_or(set_of[at]);
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stretches_with_two_sets_are_looked_at() {
        let sorted = [(1, 0), (1, 4), (2, 1), (3, 2), (3, 3)];
        assert_eq!(shared(&sorted, &[0, 0, 1, 2, 3]), std::iter::once(3..5).collect::<Vec<_>>());
        assert_eq!(shared(&[], &[]), Vec::<Range<usize>>::new());
    }
}
