//! Count, sum and sum of squares of a numeric column, by block.

use super::exact::ExactSum;
use crate::hash::BLOCKS;

/// Sums of one block.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    /// Numbers seen.
    pub n: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squares.
    pub squares: f64,
}

/// Sums of one block as they are gathered.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Gathered {
    pub(super) n: u64,
    pub(super) sum: ExactSum,
    pub(super) squares: ExactSum,
}

/// Sums of all blocks, which do not depend on the order in which numbers or parts of a corpus come.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BlockMoments {
    pub(super) gathered: [Gathered; BLOCKS],
}

impl BlockMoments {
    /// The sums by block, each the number next to what was added up. Cost: 64 roundings.
    pub fn blocks(&self) -> [Moments; BLOCKS] {
        self.gathered.map(|g| Moments { n: g.n, sum: g.sum.value(), squares: g.squares.value() })
    }

    pub(crate) fn observe(&mut self, block: u8, value: f64) {
        let gathered = &mut self.gathered[block as usize];
        gathered.n += 1;
        gathered.sum.add(value);
        gathered.squares.add(value * value);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (a, b) in self.gathered.iter_mut().zip(&other.gathered) {
            a.n += b.n;
            a.sum.merge(&b.sum);
            a.squares.merge(&b.squares);
        }
    }
}
