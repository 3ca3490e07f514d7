//! Which prompts a corpus answers, where a column says so: enough of them to tell how many two corpora share.

use std::collections::BTreeSet;

use super::counts::align;

/// Most prompts kept: those with the smallest hashes, which are the same prompts in every generation.
const MOST: usize = 8192;

/// The smallest hashes of the distinct prompts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prompts {
    /// Ascending, at most [`MOST`].
    hashes: Vec<u64>,
    /// Whether some were left out.
    cut: bool,
}

impl Prompts {
    pub(super) fn of(hashes: BTreeSet<u64>) -> Self {
        let mut prompts = Self { hashes: hashes.into_iter().collect(), cut: false };
        prompts.settle();
        prompts
    }

    /// For tests that need no text.
    #[cfg(test)]
    pub(crate) fn from_hashes(hashes: BTreeSet<u64>) -> Self {
        Self::of(hashes)
    }

    /// These hashes, ascending, and whether some were left out; `None` where they are more than are kept.
    pub(super) fn of_parts(hashes: Vec<u64>, cut: bool) -> Option<Self> {
        (hashes.len() <= MOST).then_some(Self { hashes, cut })
    }

    /// The hashes that are kept, and whether some were left out.
    pub(super) fn parts(&self) -> (&[u64], bool) {
        (&self.hashes, self.cut)
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// How many are kept.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// All of them, ascending; `None` where only some were kept.
    pub fn all(&self) -> Option<&[u64]> {
        (!self.cut).then_some(&self.hashes)
    }

    /// How many different ones there are; `None` where only some were kept.
    pub fn distinct(&self) -> Option<u64> {
        (!self.cut).then_some(self.hashes.len() as u64)
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.hashes = align(&self.hashes, &other.hashes).map(|(hash, _, _)| hash).collect();
        self.cut |= other.cut;
        self.settle();
    }

    fn settle(&mut self) {
        self.cut |= self.hashes.len() > MOST;
        self.hashes.truncate(MOST);
    }

    /// Share of this side's prompts that the other answers too, estimated where not all were kept; `None` when a side has
    /// none.
    pub fn shared(&self, other: &Self) -> Option<f64> {
        let (last, other_last) = (*self.hashes.last()?, *other.hashes.last()?);
        // Beyond the last kept hash of a side that was cut nothing is known of it.
        let known = |prompts: &Self, last| if prompts.cut { last } else { u64::MAX };
        let known = known(self, last).min(known(other, other_last));
        let looked_at = self.hashes.partition_point(|&hash| hash <= known);
        let hashes = &self.hashes[..looked_at];
        let shared = hashes.iter().filter(|hash| other.hashes.binary_search(hash).is_ok()).count();
        (looked_at > 0).then(|| shared as f64 / looked_at as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::of_bytes;

    fn prompts(numbers: std::ops::Range<u64>) -> Prompts {
        Prompts::of(numbers.map(|n| of_bytes(&n.to_le_bytes())).collect())
    }

    #[test]
    fn shares_are_exact_while_all_prompts_are_kept() {
        assert_eq!(prompts(0..100).shared(&prompts(50..400)), Some(0.5));
        assert_eq!(prompts(0..100).shared(&prompts(100..200)), Some(0.0));
        assert_eq!(prompts(0..100).shared(&prompts(0..0)), None);
        assert_eq!((prompts(0..100).distinct(), prompts(0..9000).distinct()), (Some(100), None));
    }

    #[test]
    fn shares_of_many_are_close_and_merging_is_counting_at_once() {
        let share = prompts(0..60_000).shared(&prompts(30_000..90_000)).unwrap();
        assert!((share - 0.5).abs() < 0.03, "{share}");
        let share = prompts(0..60_000).shared(&prompts(0..100)).unwrap();
        assert!(share < 0.01, "{share}");
        let mut merged = prompts(0..7000);
        merged.merge(&prompts(6000..20_000));
        assert_eq!(merged, prompts(0..20_000));
    }
}
