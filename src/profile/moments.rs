//! Count, sum and sum of squares of a numeric column, by block.

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

/// Sums of all blocks. Merging adds floats, so parts are always merged in file order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BlockMoments {
    blocks: [Moments; BLOCKS],
}

impl BlockMoments {
    /// The sums by block.
    pub fn blocks(&self) -> &[Moments; BLOCKS] {
        &self.blocks
    }

    pub(crate) fn observe(&mut self, block: u8, value: f64) {
        let m = &mut self.blocks[block as usize];
        m.n += 1;
        m.sum += value;
        m.squares += value * value;
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (a, b) in self.blocks.iter_mut().zip(&other.blocks) {
            a.n += b.n;
            a.sum += b.sum;
            a.squares += b.squares;
        }
    }
}
