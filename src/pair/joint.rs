//! Both sides' word counts side by side: divergences and their floor.

use super::spectrum::{Spectrum, SpectrumBuilder, joint_key, split_key};
use crate::estimator::divergence::jensen_shannon_bits;
use crate::profile::Counts;
use crate::profile::counts::align;
use crate::terms::{Measured, Undefined};

/// Permutations whose mean is the floor. The mean of 32 is within 2% of the mean of 1,000 on halves of real text.
const PERMUTATIONS: u64 = 32;

/// The joint frequency spectrum, and what the divergence reads between interchangeable halves of the same blocks.
#[derive(Debug)]
pub(super) struct Joint {
    spectrum: Spectrum,
    floor: f64,
    /// Whether no type occurs on both sides.
    pub(super) is_disjoint: bool,
}

/// A type's occurrences on both sides in one block.
#[derive(Debug, Clone, Copy)]
struct JointCell {
    block: usize,
    before: u32,
    after: u32,
}

impl Joint {
    pub(super) fn new(before: &Counts, after: &Counts, blocks: usize, seed: u64) -> Self {
        let (starts, cells) = join(before, after, blocks);
        let mut builder = SpectrumBuilder::joint(blocks);
        let mut types = Vec::with_capacity(starts.len());
        let mut is_disjoint = true;
        for range in starts.windows(2) {
            let cells = &cells[range[0]..range[1]];
            let (b, a) = total(cells);
            is_disjoint &= b == 0 || a == 0;
            builder.add(
                joint_key(b, a),
                cells.iter().map(|c| (c.block, joint_key(b - u64::from(c.before), a - u64::from(c.after)))),
            );
            types.push(cells);
        }
        Self { spectrum: builder.finish(), floor: floor(&types, blocks, seed), is_disjoint }
    }

    /// Divergence in bits without a block, less the floor.
    pub(super) fn excess(&self, n_before: u64, n_after: u64, without: Option<usize>) -> Measured {
        if n_before == 0 || n_after == 0 {
            return Err(Undefined::NothingCounted);
        }
        let (n1, n2) = (n_before as f64, n_after as f64);
        let bits: f64 = self
            .spectrum
            .without(without)
            .map(|(key, types)| {
                let (b, a) = split_key(key);
                types as f64 * jensen_shannon_bits(b as f64 / n1, a as f64 / n2)
            })
            .sum();
        Ok(bits - self.floor)
    }
}

fn total(cells: &[JointCell]) -> (u64, u64) {
    cells.iter().fold((0, 0), |(b, a), c| (b + u64::from(c.before), a + u64::from(c.after)))
}

/// Cells of both sides by type, then block; `starts[i]..starts[i + 1]` are those of type i.
fn join(before: &Counts, after: &Counts, blocks: usize) -> (Vec<usize>, Vec<JointCell>) {
    let mut starts = vec![0];
    let mut cells: Vec<JointCell> = Vec::new();
    let mut row: Vec<(u32, u32)> = vec![(0, 0); blocks];
    for (_, left, right) in align(before.types(), after.types()) {
        for cell in left.map_or(&[][..], |at| before.cells(at)) {
            row[cell.block as usize % blocks].0 += cell.count;
        }
        for cell in right.map_or(&[][..], |at| after.cells(at)) {
            row[cell.block as usize % blocks].1 += cell.count;
        }
        for (block, counts) in row.iter_mut().enumerate() {
            let (before, after) = std::mem::take(counts);
            if before > 0 || after > 0 {
                cells.push(JointCell { block, before, after });
            }
        }
        starts.push(cells.len());
    }
    (starts, cells)
}

/// Mean divergence over balanced permutations: half of the blocks change sides.
///
/// Balance matters: swapping each block by a coin leaves a rest of any true difference in the floor. The floor is a
/// property of the whole pair, so it stays fixed when a block is left out.
fn floor(types: &[&[JointCell]], blocks: usize, seed: u64) -> f64 {
    let sum: f64 = (0..PERMUTATIONS)
        .map(|round| {
            let swapped = balanced_half(blocks, seed.wrapping_mul(PERMUTATIONS).wrapping_add(round));
            permuted_divergence(types, swapped)
        })
        .sum();
    sum / PERMUTATIONS as f64
}

/// Divergence when the blocks of this bit set change sides.
fn permuted_divergence(types: &[&[JointCell]], swapped: u32) -> f64 {
    let count = |cells: &[JointCell]| {
        cells.iter().fold((0u64, 0u64), |(b, a), c| {
            if swapped >> c.block & 1 == 1 {
                (b + u64::from(c.after), a + u64::from(c.before))
            } else {
                (b + u64::from(c.before), a + u64::from(c.after))
            }
        })
    };
    const SMALL: usize = 24;
    let mut small = [0u32; SMALL * SMALL];
    let mut large = Vec::new();
    let (mut n1, mut n2) = (0, 0);
    for cells in types {
        let (b, a) = count(cells);
        n1 += b;
        n2 += a;
        if b < SMALL as u64 && a < SMALL as u64 {
            small[b as usize * SMALL + a as usize] += 1;
        } else {
            large.push((b, a));
        }
    }
    if n1 == 0 || n2 == 0 {
        return 0.0;
    }
    let bits = |b: f64, a: f64| jensen_shannon_bits(b / n1 as f64, a / n2 as f64);
    let rare: f64 = small
        .iter()
        .enumerate()
        .filter(|&(_, &types)| types > 0)
        .map(|(at, &types)| f64::from(types) * bits((at / SMALL) as f64, (at % SMALL) as f64))
        .sum();
    rare + large.iter().map(|&(b, a)| bits(b as f64, a as f64)).sum::<f64>()
}

/// A random half of the blocks as a bit set: Fisher-Yates on a counter-based generator.
fn balanced_half(blocks: usize, stream: u64) -> u32 {
    let mut order: Vec<usize> = (0..blocks).collect();
    for i in 0..blocks / 2 {
        let draw = split_mix(stream.wrapping_mul(0x1_0001).wrapping_add(i as u64));
        let j = i + (draw % (blocks - i) as u64) as usize;
        order.swap(i, j);
    }
    order[..blocks / 2].iter().fold(0, |set, &b| set | 1 << b)
}

/// `SplitMix64` (Steele, Lea & Flood 2014): a good 64-bit mix of a counter.
fn split_mix(counter: u64) -> u64 {
    let mut z = counter.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_blocks_change_sides() {
        for blocks in [8, 16, 32] {
            let sets: std::collections::BTreeSet<_> = (0..32).map(|s| balanced_half(blocks, s)).collect();
            assert!(sets.iter().all(|s| s.count_ones() as usize == blocks / 2));
            assert!(sets.len() > 20, "{} different halves of {blocks} blocks", sets.len());
        }
    }
}
