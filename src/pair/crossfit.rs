//! Cross-fitting: the reference's tail is defined on one half of its blocks and measured on the other.
//!
//! A word is in the tail *because* its count came out low. Measuring it on the rows that put it there would always
//! find it risen to the mean; measuring it elsewhere finds what its law says.

use crate::profile::Counts;
use crate::profile::counts::align;

/// Share of the defining half's tokens that the head covers.
pub(super) const HEAD_MASS: f64 = 0.90;

/// Where a word stands by the defining half of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Among the most frequent types that make up the first 90% of the tokens.
    Head,
    /// Beyond them.
    Tail,
    /// Unseen.
    Novel,
}

/// One of the two halves of the blocks: 0 = even, 1 = odd.
pub(super) type Half = usize;

/// The half a block belongs to. Folding blocks keeps it.
pub(super) fn half_of(block: usize) -> Half {
    block & 1
}

/// The block that a block becomes when there are fewer: 32, 16 or 8, so a mask does what a division would.
pub(super) fn fold(block: usize, blocks: usize) -> usize {
    debug_assert!(blocks.is_power_of_two());
    block & (blocks - 1)
}

/// The class of a word by either defining half.
pub(super) type Classes = [Class; 2];

const UNSEEN: Classes = [Class::Novel; 2];

/// Classes of all reference words, by position.
pub(super) fn define(words: &Counts) -> Vec<Classes> {
    let halves: Vec<[u64; 2]> = (0..words.len())
        .map(|at| {
            let mut count = [0, 0];
            for cell in words.cells(at) {
                count[half_of(cell.block as usize)] += u64::from(cell.count);
            }
            count
        })
        .collect();
    let cuts = [0, 1].map(|half| Cut::of(halves.iter().map(|c| c[half])));
    let mut ties = [0u64; 2];
    halves.iter().map(|count| [0, 1].map(|half| cuts[half].class(count[half], &mut ties[half]))).collect()
}

/// Types of the tail, per defining half.
pub(super) fn tail_types(classes: &[Classes]) -> [usize; 2] {
    [0, 1].map(|half: Half| classes.iter().filter(|class| class[half] == Class::Tail).count())
}

/// Whether each word lies beyond the head of the whole corpus.
pub(super) fn tail_of_whole(words: &Counts) -> Vec<bool> {
    let counts: Vec<u64> = (0..words.len()).map(|at| words.total(at).0).collect();
    let cut = Cut::of(counts.iter().copied());
    let mut ties = 0;
    counts.iter().map(|&count| cut.class(count, &mut ties) == Class::Tail).collect()
}

/// The words of the cross-fitted tail by their occurrences in the half that did not define them, both halves added:
/// ascending, `(occurrences, words)`.
pub(super) fn tail_counts(words: &Counts) -> Vec<(u64, u64)> {
    let mut spectrum = std::collections::BTreeMap::new();
    for (at, class) in define(words).iter().enumerate() {
        for defining in [0, 1].into_iter().filter(|&half| class[half] == Class::Tail) {
            let measured = words.cells(at).iter().filter(|c| half_of(c.block as usize) != defining);
            let count: u64 = measured.map(|c| u64::from(c.count)).sum();
            *spectrum.entry(count).or_insert(0) += u64::from(count > 0);
        }
    }
    spectrum.into_iter().filter(|&(count, _)| count > 0).collect()
}

/// Classes of another corpus's words: those of the reference where it has them.
pub(super) fn transfer(reference: &Counts, classes: &[Classes], current: &Counts) -> Vec<Classes> {
    align(reference.types(), current.types())
        .filter(|(_, _, in_current)| in_current.is_some())
        .map(|(_, in_reference, _)| in_reference.map_or(UNSEEN, |at| classes[at]))
        .collect()
}

/// Where the head ends: types above `count` are head, and the first `ties` types of exactly that count (types come
/// in order of hash).
#[derive(Debug, Clone, Copy)]
struct Cut {
    count: u64,
    ties: u64,
}

impl Cut {
    fn of(counts: impl Iterator<Item = u64>) -> Self {
        let mut spectrum = std::collections::BTreeMap::new();
        let mut total = 0;
        for c in counts.filter(|&c| c > 0) {
            *spectrum.entry(c).or_insert(0u64) += 1;
            total += c;
        }
        let head = HEAD_MASS * total as f64;
        let mut covered = 0u64;
        for (&count, &types) in spectrum.iter().rev() {
            if (covered + count * types) as f64 >= head {
                let missing = (head - covered as f64).max(0.0);
                return Self { count, ties: (missing / count as f64).ceil() as u64 };
            }
            covered += count * types;
        }
        Self { count: 0, ties: 0 }
    }

    fn class(self, count: u64, ties: &mut u64) -> Class {
        if count == 0 {
            return Class::Novel;
        }
        if count == self.count {
            *ties += 1;
        }
        if count > self.count || (count == self.count && *ties <= self.ties) {
            Class::Head
        } else {
            Class::Tail
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_covers_nine_tenths_and_ties_go_by_hash() {
        // 80 + 4 x 5 = 100: the head takes the 80 and two of the fives.
        let cut = Cut::of([80, 5, 5, 5, 5].into_iter());
        let mut ties = 0;
        let classes: Vec<_> = [80, 5, 5, 5, 5, 0].map(|c| cut.class(c, &mut ties)).into();
        use Class::{Head, Novel, Tail};
        assert_eq!(classes, [Head, Head, Head, Tail, Tail, Novel]);
    }

    #[test]
    fn an_empty_half_has_no_head() {
        let cut = Cut::of(std::iter::empty());
        assert_eq!(cut.class(0, &mut 0), Class::Novel);
    }
}
