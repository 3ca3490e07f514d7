//! The line that chance alone gives: how many words, phrases or openings would vanish or rise as they did, were the documents of both sides dealt out
//! anew. What chance explains is not listed; how much it would explain of what is listed is told.

use crate::estimator::hypergeometric::{at_least, none};

/// Chance may explain this share of a list (Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57:289).
const SHARE: f64 = 0.05;

/// A type that rose.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Surprise {
    /// Which type.
    pub(super) hash: u64,
    /// Documents of the reference that hold it.
    pub(super) before: u64,
    /// Documents that hold it now.
    pub(super) after: u64,
    /// How many types chance alone would show that are at least as unlikely.
    pub(super) expected: f64,
}

/// Of types (hash, documents before, documents after) those that rose beyond chance, the least likely first. `n_types` counts all types of both
/// sides, `sides` the documents of either.
pub(super) fn risen(candidates: Vec<(u64, u64, u64)>, n_types: usize, sides: (u64, u64)) -> Vec<Surprise> {
    let of = |(hash, before, after): (u64, u64, u64)| {
        let p = at_least(after, before + after, sides.1, sides.0 + sides.1);
        Surprise { hash, before, after, expected: p * n_types as f64 }
    };
    let mut all: Vec<Surprise> = candidates.into_iter().map(of).collect();
    all.sort_by(|a, b| {
        a.expected.total_cmp(&b.expected).then(b.after.cmp(&a.after)).then(a.hash.cmp(&b.hash))
    });
    let last = (1..=all.len()).rev().find(|&k| all[k - 1].expected <= SHARE * k as f64);
    all.truncate(last.unwrap_or(0));
    all
}

/// How many types would vanish by chance alone that stand in so many documents or more, and from how many on that is a small share of those that
/// did vanish.
#[derive(Debug)]
pub(super) struct Vanishing {
    /// Documents in all, with how many types of at least so many would vanish; ascending.
    expected: Vec<(u64, f64)>,
    /// Documents from which on a type is listed; `None` = chance explains all.
    pub(super) least: Option<u64>,
}

impl Vanishing {
    /// From (documents before, documents after) of every type of either side; `sides` counts the documents of either.
    pub(super) fn of(types: impl Iterator<Item = (u64, u64)>, sides: (u64, u64)) -> Self {
        // Types, and those of them that vanished, by the documents they stand in.
        let mut by_documents: std::collections::BTreeMap<u64, (u64, u64)> = std::collections::BTreeMap::new();
        for (before, after) in types {
            let entry = by_documents.entry(before + after).or_default();
            entry.0 += 1;
            entry.1 += u64::from(after == 0);
        }
        let (mut expected, mut least) = (Vec::with_capacity(by_documents.len()), None);
        let (mut by_chance, mut gone) = (0.0, 0);
        for (&documents, &(types, vanished)) in by_documents.iter().rev() {
            by_chance += types as f64 * none(documents, sides.1, sides.0 + sides.1);
            gone += vanished;
            expected.push((documents, by_chance));
            if gone > 0 && by_chance <= SHARE * gone as f64 {
                least = Some(documents);
            }
        }
        expected.reverse();
        Self { expected, least }
    }

    /// How many types of at least so many documents would vanish by chance alone.
    pub(super) fn expected(&self, documents: u64) -> f64 {
        let at = self.expected.partition_point(|(d, _)| *d < documents);
        self.expected.get(at).map_or(0.0, |(_, expected)| *expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_chance_explains_is_not_listed() {
        // Of 1,000 words in two documents a quarter vanishes, as chance has it; ten words of thirty documents do, as it has not.
        let by_chance = (0..1000).map(|i| if i % 4 == 0 { (2, 0) } else { (1, 1) });
        let lost = (0..10).map(|_| (30, 0));
        let found = Vanishing::of(by_chance.clone().chain(lost), (100, 100));
        assert_eq!(found.least, Some(30));
        assert!(found.expected(30) < 1e-6 && (found.expected(2) - 248.7).abs() < 0.1, "{found:?}");
        assert_eq!(Vanishing::of(by_chance, (100, 100)).least, None);
    }

    #[test]
    fn what_rises_must_rise_beyond_the_best_of_so_many() {
        let risen = |n_types| risen(vec![(1, 0, 8), (2, 5, 6)], n_types, (100, 100));
        assert_eq!(risen(10).iter().map(|s| s.hash).collect::<Vec<_>>(), [1]);
        assert!(risen(100).is_empty(), "of a hundred types one does so by chance in three runs");
    }
}
