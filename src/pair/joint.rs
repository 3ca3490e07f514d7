//! Both sides' word counts side by side: their divergence, whole and without each block, and what chance alone would show.

use std::sync::LazyLock;

use super::crossfit::fold;
use super::laws::{Sums, Term};
use super::permuted::{self, Null};
use crate::profile::Counts;
use crate::profile::counts::align;
use crate::terms::{Measured, Undefined};

/// The divergence of a pair, fully worked out: nothing is left to sum when a metric asks.
#[derive(Debug)]
pub(super) struct Joint {
    /// The divergence without each block, and last of the whole; `None` where a side has no words.
    values: Vec<Option<f64>>,
    null: Null,
    /// Whether no type occurs on both sides.
    pub(super) is_disjoint: bool,
}

/// A type's occurrences on both sides in one block.
#[derive(Debug, Clone, Copy)]
pub(super) struct JointCell {
    pub(super) block: usize,
    pub(super) before: u32,
    pub(super) after: u32,
}

/// A difference from the joint law of a permuted pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// Permutation p: (1 + permutations at least as far apart) / (1 + permutations).
    pub p: f64,
    /// Mean divergence when half of the blocks change sides: what two samples of one law show.
    pub floor: f64,
    /// Mean divergence between random halves of the reference's blocks, each half the size of the reference.
    pub split_half: f64,
}

impl Joint {
    pub(super) fn new(before: &Counts, after: &Counts, blocks: usize, seed: u64) -> Self {
        let cells = Cells::of(before, after, blocks);
        let values = LeftOut::of(&cells).divergences();
        let whole = values.last().copied().flatten().unwrap_or_default();
        let null = permuted::null(&cells, whole, seed);
        let is_disjoint = cells.types().all(|c| matches!(total(c), (0, _) | (_, 0)));
        Self { values, null, is_disjoint }
    }

    /// The divergence without a block, less the floor of the whole.
    pub(super) fn excess(&self, without: Option<usize>) -> Measured {
        let at = without.unwrap_or(self.values.len() - 1);
        let value = self.values[at].ok_or(Undefined::NothingCounted)?;
        Ok(value - self.null.floor)
    }

    /// What chance alone would show of it.
    pub(super) fn chance(&self) -> Chance {
        Chance { p: self.null.p, floor: self.null.floor, split_half: self.null.split_half }
    }
}

/// Occurrences on both sides.
fn total(cells: &[JointCell]) -> (u64, u64) {
    cells.iter().fold((0, 0), |(b, a), c| (b + u64::from(c.before), a + u64::from(c.after)))
}

/// The cells of both sides by type.
#[derive(Debug)]
pub(super) struct Cells {
    pub(super) blocks: usize,
    /// `starts[i]..starts[i + 1]` are the cells of type i.
    starts: Vec<usize>,
    cells: Vec<JointCell>,
}

impl Cells {
    fn of(before: &Counts, after: &Counts, blocks: usize) -> Self {
        let mut starts = vec![0];
        let mut cells: Vec<JointCell> = Vec::new();
        // Where in `cells` the current type has its entry for a block, and for which type that was noted.
        let mut place = vec![(0, usize::MAX); blocks];
        for (at, (_, left, right)) in align(before.types(), after.types()).enumerate() {
            let mut entry = |block: u8, add: (u32, u32)| {
                let block = fold(block.into(), blocks);
                let (index, of) = &mut place[block];
                if *of != at {
                    (*index, *of) = (cells.len(), at);
                    cells.push(JointCell { block, before: 0, after: 0 });
                }
                cells[*index].before += add.0;
                cells[*index].after += add.1;
            };
            left.map_or(&[][..], |l| before.cells(l)).iter().for_each(|c| entry(c.block, (c.count, 0)));
            right.map_or(&[][..], |r| after.cells(r)).iter().for_each(|c| entry(c.block, (0, c.count)));
            starts.push(cells.len());
        }
        Self { blocks, starts, cells }
    }

    pub(super) fn types(&self) -> impl Iterator<Item = &[JointCell]> {
        self.starts.windows(2).map(|range| &self.cells[range[0]..range[1]])
    }
}

/// Types of fewer occurrences than this, both sides added, are tallied by their pair of counts, so that equal pairs cost
/// one logarithm; above it there are hardly any equal pairs.
pub(super) const SMALL: u64 = 48;

/// Places of a table of pairs of counts whose sum is below [`SMALL`].
const SLOTS: usize = (SMALL * (SMALL + 1) / 2) as usize;

/// The place of a pair of counts.
fn slot(before: u64, after: u64) -> usize {
    let sum = before + after;
    (sum * (sum + 1) / 2 + before) as usize
}

/// The pair of counts at each place.
static TERMS: LazyLock<Vec<Term>> =
    LazyLock::new(|| (0..SMALL).flat_map(|sum| (0..=sum).map(move |b| Term::new(b, sum - b))).collect());

/// Adds a table of tallied types; those at the first place are gone from both sides.
fn add_tallied(sums: &mut Sums, types: impl Iterator<Item = i32>) {
    for (types, term) in types.zip(TERMS.iter()).skip(1).filter(|(types, _)| *types > 0) {
        sums.add(term, f64::from(types));
    }
}

/// Joint counts without each block and of the whole.
struct LeftOut {
    /// Tokens of both sides in each block, and last of none.
    tokens: Vec<[u64; 2]>,
    /// Types with few occurrences, by pair of counts, and what leaving out each block changes.
    whole: Vec<i32>,
    change: Vec<i32>,
    /// Types with many: they change with nearly every block, so their counts without each block are kept.
    large: Vec<Vec<(u64, u64)>>,
}

impl LeftOut {
    fn of(cells: &Cells) -> Self {
        let blocks = cells.blocks;
        let mut all = Self {
            tokens: vec![[0; 2]; blocks + 1],
            whole: vec![0; SLOTS],
            change: vec![0; SLOTS * blocks],
            large: Vec::new(),
        };
        cells.types().for_each(|own| all.add(own, blocks));
        all
    }

    fn add(&mut self, cells: &[JointCell], blocks: usize) {
        let (b, a) = total(cells);
        let without = |c: &JointCell| (b - u64::from(c.before), a - u64::from(c.after));
        for c in cells {
            self.tokens[c.block][0] += u64::from(c.before);
            self.tokens[c.block][1] += u64::from(c.after);
        }
        if b + a < SMALL {
            self.whole[slot(b, a)] += 1;
            for c in cells {
                let change = &mut self.change[c.block * SLOTS..][..SLOTS];
                let left = without(c);
                change[slot(b, a)] -= 1;
                change[slot(left.0, left.1)] += 1;
            }
        } else {
            let mut counts = vec![(b, a); blocks + 1];
            cells.iter().for_each(|c| counts[c.block] = without(c));
            self.large.push(counts);
        }
    }

    /// The divergence without each block, and last of the whole; `None` where a side has no words.
    fn divergences(&self) -> Vec<Option<f64>> {
        let all = self.tokens.iter().fold([0, 0], |sum, n| [sum[0] + n[0], sum[1] + n[1]]);
        let without = |(at, left_out): (usize, &[u64; 2])| {
            let tokens = [all[0] - left_out[0], all[1] - left_out[1]];
            if tokens.contains(&0) {
                return None;
            }
            let mut sums = Sums::new(tokens);
            match self.change.chunks_exact(SLOTS).nth(at) {
                Some(change) => add_tallied(&mut sums, self.whole.iter().zip(change).map(|(w, c)| w + c)),
                None => add_tallied(&mut sums, self.whole.iter().copied()),
            }
            for &(b, a) in self.large.iter().map(|counts| &counts[at]).filter(|(b, a)| b + a > 0) {
                sums.add(&Term::new(b, a), 1.0);
            }
            Some(sums.finish())
        };
        self.tokens.iter().enumerate().map(without).collect()
    }
}
