//! Rows of the other corpus, to be looked up by their runs of words.

use std::collections::HashMap;
use std::ops::Range;

use super::matched::Seen;
use super::table::Table;
use super::{GRAM, KEPT, Texts};
use crate::estimator::near_duplicate::{SHINGLE, shingles};
use crate::estimator::ngram::ids;
use crate::threads::parts;

/// Rows of the other corpus that one run of five words leads to. The first ones will do: what a row reproduces has more than one run.
const LED_TO: usize = 32;

/// Rows of the other corpus that a row is compared with.
const COMPARED: usize = 4;

/// Some rows of the other corpus.
pub(super) struct Index<'a> {
    other: &'a Texts,
    rows: Range<usize>,
    /// All runs of 13 words.
    grams: Table,
    /// Runs of five words (upper half) with the row that has them, counted from the first (lower half).
    votes: Table,
    /// Rows of few words by all of them.
    few: HashMap<Few<'a>, usize>,
}

impl<'a> Index<'a> {
    pub(super) fn of(other: &'a Texts, rows: Range<usize>) -> Self {
        let first = rows.start;
        let of_row = |(): &mut (), row: usize| {
            let words = other.ids(row);
            let votes = shingles(&words).into_iter().map(|gram| vote(gram) | (row - first) as u64);
            (ids(&words, GRAM), votes.collect::<Vec<u64>>())
        };
        let (mut grams, mut votes) = (Vec::new(), Vec::new());
        for (of_grams, of_votes) in parts(rows.clone().collect(), || (), of_row) {
            grams.extend(of_grams);
            votes.extend(of_votes);
        }
        let mut rows_of = HashMap::new();
        for row in rows.clone() {
            if let Some(few) = few(other, row) {
                rows_of.entry(few).or_insert(row);
            }
        }
        Self { other, rows, grams: Table::of(grams), votes: Table::of(votes), few: rows_of }
    }

    /// Adds what is found of a row of the mix.
    pub(super) fn look_up(&self, mix: &Texts, row: usize, seen: &mut Seen) {
        let words = mix.words(row);
        if words.len() < GRAM {
            seen.same = seen.same.or_else(|| few(mix, row).and_then(|few| self.few.get(&few).copied()));
            return;
        }
        let words = mix.ids(row);
        let found = ids(&words, GRAM).into_iter().enumerate();
        let found = found.filter(|&(_, gram)| self.grams.contains(gram)).map(|(at, _)| at as u32);
        seen.add(found.collect());
        if let Some((share, other)) = self.most_alike(&shingles(&words)) {
            seen.offer(share, other);
        }
    }

    /// The row that has most of these runs of five words, with the share of them.
    fn most_alike(&self, own: &[u64]) -> Option<(f64, usize)> {
        let needed = (own.len() as f64 * KEPT).ceil() as usize;
        let mut votes: Vec<u32> = Vec::new();
        for &gram in own {
            let from = vote(gram);
            let found = self.votes.within(from..from | u64::from(u32::MAX));
            votes.extend(found.iter().take(LED_TO).map(|&entry| entry as u32));
        }
        votes.sort_unstable();
        // A run that is common leads elsewhere, so a few votes may be lacking.
        let mut candidates: Vec<(usize, u32)> = votes
            .chunk_by(|a, b| a == b)
            .filter(|votes| votes.len() * 2 >= needed.max(1))
            .map(|votes| (votes.len(), votes[0]))
            .collect();
        candidates.sort_unstable_by_key(|&(n, row)| (std::cmp::Reverse(n), row));
        let compared = candidates.into_iter().take(COMPARED).map(|(_, row)| self.rows.start + row as usize);
        let shared = compared.map(|row| (common(own, &shingles(&self.other.ids(row))), row));
        let best = shared.min_by_key(|&(n, row)| (std::cmp::Reverse(n), row))?;
        Some((best.0 as f64 / own.len() as f64, best.1))
    }
}

/// A text of fewer words than a run: its words, or where it has none (signs, pictures) the text itself.
type Few<'a> = (&'a [u32], Option<u64>);

/// A row as such a text; `None` where it has more words, or nothing in it.
fn few(texts: &Texts, row: usize) -> Option<Few<'_>> {
    match texts.words(row) {
        [] => texts.whole(row).map(|whole| ([].as_slice(), Some(whole))),
        words => (words.len() < GRAM).then_some((words, None)),
    }
}

/// A run of five words as the upper half of an entry.
fn vote(gram: u64) -> u64 {
    debug_assert_eq!(SHINGLE, 5);
    gram & !u64::from(u32::MAX)
}

/// How many numbers two ascending lists have in common.
fn common(a: &[u64], b: &[u64]) -> usize {
    a.iter().filter(|number| b.binary_search(number).is_ok()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Tokenizer;

    #[test]
    fn the_row_with_most_in_common_is_named_the_first_of_several() {
        let mut texts = Texts::default();
        let row = |from: usize| (from..from + 30).map(|w| format!("w{w}")).collect::<Vec<_>>().join(" ");
        [5, 2, 2, 1].into_iter().for_each(|from| texts.push(Some(&row(from)), &Tokenizer::default()));
        let mut mix = Texts::default();
        mix.push(Some(&row(0)), &Tokenizer::default());
        let mut seen = Seen::default();
        Index::of(&texts, 0..3).look_up(&mix, 0, &mut seen);
        assert_eq!(seen.best, Some((24.0 / 26.0, 1)));
        Index::of(&texts, 3..4).look_up(&mix, 0, &mut seen);
        assert_eq!(seen.best, Some((25.0 / 26.0, 3)));
    }
}
