//! Both sides' word counts side by side: divergences and their floor.

use std::collections::BTreeMap;

use ndarray::Array2;

use super::crossfit::fold;
use super::spectrum::{self, Spectrum, SpectrumBuilder, joint_key, split_key};
use crate::estimator::divergence::jensen_shannon_bits;
use crate::estimator::shuffle::split_mix;
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
        let mut builder = SpectrumBuilder::<spectrum::Joint>::new(blocks);
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

/// Cells of both sides by type; `starts[i]..starts[i + 1]` are those of type i.
fn join(before: &Counts, after: &Counts, blocks: usize) -> (Vec<usize>, Vec<JointCell>) {
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
    (starts, cells)
}

/// Mean divergence over balanced permutations: half of the blocks change sides.
///
/// Balance matters: swapping each block by a coin leaves a rest of any true difference in the floor. The floor is a
/// property of the whole pair, so it stays fixed when a block is left out.
///
/// What a permutation moves is a matrix product: (after - before by type and block) x (which blocks change sides).
fn floor(types: &[&[JointCell]], blocks: usize, seed: u64) -> f64 {
    let rounds = PERMUTATIONS as usize;
    let mut swapped = Array2::<f64>::zeros((blocks, rounds));
    for round in 0..rounds {
        let stream = seed.wrapping_mul(PERMUTATIONS).wrapping_add(round as u64);
        let set = balanced_half(blocks, stream);
        (0..blocks).filter(|b| set >> b & 1 == 1).for_each(|b| swapped[[b, round]] = 1.0);
    }
    let mut laws: Vec<Permuted> = (0..rounds).map(|_| Permuted::default()).collect();
    let (single, spread): (Vec<&[JointCell]>, Vec<&[JointCell]>) = types.iter().partition(|c| c.len() == 1);
    add_single(&single, &swapped, &mut laws);
    for chunk in spread.chunks(CHUNK) {
        let mut moved = Array2::<f64>::zeros((chunk.len(), blocks));
        for (mut row, cells) in moved.rows_mut().into_iter().zip(chunk) {
            cells.iter().for_each(|c| row[c.block] = f64::from(c.after) - f64::from(c.before));
        }
        let moved = moved.dot(&swapped);
        for (row, cells) in moved.rows().into_iter().zip(chunk) {
            let (before, after) = total(cells);
            for (law, &x) in laws.iter_mut().zip(row) {
                // Exact: counts are far below 2^53.
                law.add(before.wrapping_add_signed(x as i64), after.wrapping_add_signed(-(x as i64)), 1);
            }
        }
    }
    laws.iter().map(Permuted::divergence).sum::<f64>() / PERMUTATIONS as f64
}

/// Types that live in one block either move or stay. Most types do, and few differ, so equal ones are added at once.
fn add_single(types: &[&[JointCell]], swapped: &Array2<f64>, laws: &mut [Permuted]) {
    let mut alike: BTreeMap<(usize, u32, u32), u32> = BTreeMap::new();
    for cell in types.iter().map(|cells| cells[0]) {
        *alike.entry((cell.block, cell.before, cell.after)).or_insert(0) += 1;
    }
    for ((block, before, after), types) in alike {
        let (before, after) = (u64::from(before), u64::from(after));
        for (law, &moves) in laws.iter_mut().zip(swapped.row(block)) {
            let (b, a) = if moves > 0.0 { (after, before) } else { (before, after) };
            law.add(b, a, types);
        }
    }
}

/// Types whose moves are worked out at once: enough for the product to be fast, few enough to stay in cache.
const CHUNK: usize = 1024;

/// Counts of both sides below this are tallied, so that equal pairs cost one logarithm.
const SMALL: u64 = 24;

/// The joint counts of one permutation.
#[derive(Debug)]
struct Permuted {
    n: (u64, u64),
    small: Vec<u32>,
    large: Vec<(u64, u64, u32)>,
}

impl Default for Permuted {
    fn default() -> Self {
        Self { n: (0, 0), small: vec![0; (SMALL * SMALL) as usize], large: Vec::new() }
    }
}

impl Permuted {
    #[inline]
    fn add(&mut self, before: u64, after: u64, types: u32) {
        self.n.0 += before * u64::from(types);
        self.n.1 += after * u64::from(types);
        if before < SMALL && after < SMALL {
            self.small[(before * SMALL + after) as usize] += types;
        } else {
            self.large.push((before, after, types));
        }
    }

    fn divergence(&self) -> f64 {
        if self.n.0 == 0 || self.n.1 == 0 {
            return 0.0;
        }
        let bits =
            |b: u64, a: u64| jensen_shannon_bits(b as f64 / self.n.0 as f64, a as f64 / self.n.1 as f64);
        let tallied = self.small.iter().enumerate().filter(|&(_, &types)| types > 0);
        let small: f64 =
            tallied.map(|(at, &types)| f64::from(types) * bits(at as u64 / SMALL, at as u64 % SMALL)).sum();
        small + self.large.iter().map(|&(b, a, types)| f64::from(types) * bits(b, a)).sum::<f64>()
    }
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
