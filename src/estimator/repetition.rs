//! Long runs of words that documents share.

use super::ngram::{distinct, ids};
use crate::terms::{Measured, Undefined};

/// How often the n-grams of each document come again in other documents, told apart by the group of the other.
#[derive(Debug)]
pub struct Repeats {
    groups: usize,
    /// Group of each document.
    group_of: Vec<usize>,
    /// By document, then group: other documents of the group that hold one of its n-grams, n-grams added up.
    sightings: Vec<u64>,
}

impl Repeats {
    /// Counts for documents given with their group, one of `groups`. *Cost*: O(tokens log tokens) and one number a
    /// (document, group).
    pub fn new<'a>(documents: impl Iterator<Item = (usize, &'a [u64])>, groups: usize, n: usize) -> Self {
        let mut group_of = Vec::new();
        let mut places: Vec<(u64, u32)> = Vec::new();
        for (document, (group, tokens)) in (0u32..).zip(documents) {
            group_of.push(group.min(groups.saturating_sub(1)));
            places.extend(distinct(ids(tokens, n)).into_iter().map(|gram| (gram, document)));
        }
        places.sort_unstable();
        let mut sightings = vec![0; group_of.len() * groups];
        let mut by_group = vec![0u64; groups];
        for holders in places.chunk_by(|a, b| a.0 == b.0).filter(|holders| holders.len() > 1) {
            by_group.fill(0);
            holders.iter().for_each(|&(_, d)| by_group[group_of[d as usize]] += 1);
            for &(_, document) in holders {
                let document = document as usize;
                let row = &mut sightings[document * groups..(document + 1) * groups];
                row.iter_mut().zip(&by_group).for_each(|(cell, others)| *cell += others);
                row[group_of[document]] -= 1;
            }
        }
        Self { groups, group_of, sightings }
    }

    /// Share of the documents none of whose n-grams comes in another document, without one group or with all.
    ///
    /// *Range*: 0 to 1. *Undefined*: no documents left. Falls with the number of documents: compare at equal numbers. *Cost*: one number
    /// a (document, group).
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`].
    pub fn unrepeated(&self, without: Option<usize>) -> Measured {
        let (mut alone, mut n) = (0u64, 0u64);
        for (document, &group) in self.group_of.iter().enumerate().filter(|&(_, &g)| Some(g) != without) {
            let row = &self.sightings[document * self.groups..(document + 1) * self.groups];
            let all: u64 = row.iter().sum();
            let others = all - without.and_then(|g| row.get(g)).copied().unwrap_or(0);
            debug_assert!(group < self.groups);
            alone += u64::from(others == 0);
            n += 1;
        }
        if n == 0 { Err(Undefined::NothingCounted) } else { Ok(alone as f64 / n as f64) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeats(documents: &[(usize, &[u64])]) -> Repeats {
        Repeats::new(documents.iter().copied(), 3, 2)
    }

    #[test]
    fn leaving_a_group_out_equals_counting_the_rest() {
        let documents: [(usize, &[u64]); 5] =
            [(0, &[1, 2, 3]), (1, &[1, 2, 1, 2]), (2, &[2, 3, 9]), (1, &[7, 8]), (0, &[1, 2])];
        let all = repeats(&documents);
        assert_eq!(all.unrepeated(None), Ok(0.2));
        for group in 0..3 {
            let rest: Vec<_> = documents.iter().copied().filter(|d| d.0 != group).collect();
            assert_eq!(all.unrepeated(Some(group)), repeats(&rest).unrepeated(None), "{group}");
        }
    }

    #[test]
    fn nothing_is_undefined_and_strangers_do_not_repeat() {
        assert_eq!(repeats(&[]).unrepeated(None), Err(Undefined::NothingCounted));
        assert_eq!(repeats(&[(1, &[1, 2])]).unrepeated(Some(1)), Err(Undefined::NothingCounted));
        assert_eq!(repeats(&[(0, &[1, 2]), (1, &[3, 4]), (2, &[])]).unrepeated(None), Ok(1.0));
        let copies: Vec<(usize, &[u64])> = vec![(0, &[1, 2]); 2000];
        assert_eq!(repeats(&copies).unrepeated(None), Ok(0.0));
    }
}
