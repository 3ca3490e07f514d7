//! What divergences read when blocks change sides: the floor, and the permutation p.
//!
//! A block moves with all its documents on both sides, so words that come in bursts, and prompts that both sides share,
//! stay together.

use super::joint::{Cells, JointCell, SLOTS, SMALL, add_tallied, row};
use super::laws::{Each, Sums};

/// Permutations whose mean is the floor. The mean of 32 is within 2% of the mean of 1,000 on halves of real text.
const FLOOR_ROUNDS: u64 = 32;

/// Permutations behind a p, so that the smallest is 1%.
const P_ROUNDS: u64 = 99;

/// Splits of the reference behind the split-half floor.
const SPLITS: u64 = 8;

/// Rounds worked out together: as many as keep their tables in cache.
const TOGETHER: usize = 33;

/// What chance alone would show of each divergence.
#[derive(Debug)]
pub(super) struct Null {
    /// Mean over permutations in which half of the blocks change sides. Balance matters: swapping each block by a coin
    /// leaves a rest of any true difference in the mean. It belongs to the whole pair and stays fixed when a block is
    /// left out.
    pub(super) floor: Each,
    /// (1 + permutations at least as far apart) / (1 + permutations), each block swapped by a coin. Balance would break
    /// it: only the swaps of all subsets form a group, so that under the null the pair as it is ranks anywhere among
    /// them with equal chances (Southworth, Kim & Owen 2009).
    pub(super) p: Each,
    /// Mean between two halves of the reference's blocks: how far half as many of its own documents stray.
    pub(super) split_half: Each,
}

/// Exchanges blocks of a pair whose divergences are `whole`.
pub(super) fn null(cells: &Cells, whole: &Each, seed: u64) -> Null {
    let counter = |rounds: u64| (0..rounds).map(move |r| seed.wrapping_mul(rounds).wrapping_add(r));
    let halves: Vec<u32> = counter(FLOOR_ROUNDS).map(|c| balanced_half(cells.blocks, c)).collect();
    let coins: Vec<u32> = counter(P_ROUNDS).map(|c| split_mix(!c) as u32).collect();
    let as_they_are = |c: &JointCell| (u64::from(c.before), u64::from(c.after));
    let reference_alone = |c: &JointCell| (u64::from(c.before), 0);
    let mut at_least = [1.0; 4];
    for law in exchanged(cells, &coins, as_they_are) {
        for (count, (far, observed)) in at_least.iter_mut().zip(law.iter().zip(whole)) {
            // A permutation that gives the pair back may differ in the last bits.
            *count += f64::from(u8::from(*far >= observed - 1e-12));
        }
    }
    Null {
        floor: mean(&exchanged(cells, &halves, as_they_are)),
        p: at_least.map(|count| count / (P_ROUNDS + 1) as f64),
        split_half: mean(&exchanged(cells, &halves[..SPLITS as usize], reference_alone)),
    }
}

fn mean(laws: &[Each]) -> Each {
    let sum = laws.iter().fold([0.0; 4], |sum, law| [0, 1, 2, 3].map(|i| sum[i] + law[i]));
    sum.map(|s| s / laws.len() as f64)
}

/// Divergences when the blocks of each set change sides; 0 where a side is then empty.
fn exchanged(cells: &Cells, sets: &[u32], counts: impl Fn(&JointCell) -> (u64, u64)) -> Vec<Each> {
    sets.chunks(TOGETHER).flat_map(|sets| together(cells, sets, &counts)).collect()
}

/// The same for as many sets as the tables fit into cache.
fn together(cells: &Cells, sets: &[u32], counts: &impl Fn(&JointCell) -> (u64, u64)) -> Vec<Each> {
    // A mask of ones where the block moves: what moves is then a sum of maskings, many rounds at a time.
    let mask = |block: usize| sets.iter().map(|set| -i64::from(set >> block & 1)).collect();
    let masks: Vec<Vec<i64>> = (0..cells.blocks).map(mask).collect();
    let mut moved = vec![0i64; sets.len()];
    let tokens = move_masked(&mut moved, cells.all(), &masks, counts);
    let after_moving = |(before, after): (u64, u64), moved: i64| {
        (before.wrapping_add_signed(moved), after.wrapping_add_signed(-moved))
    };
    let sides: Vec<(u64, u64)> = moved.iter().map(|&m| after_moving(tokens, m)).collect();
    let mut sums: Vec<Sums> = sides.iter().map(|&(b, a)| Sums::new([b, a], cells.len())).collect();
    let mut tables = vec![0i32; SLOTS * sets.len()];
    for own in cells.types() {
        let (before, after) = move_masked(&mut moved, own, &masks, counts);
        if before + after < SMALL {
            // Moving changes how a type's occurrences are shared, never their sum.
            let start = row(before + after);
            for (table, &m) in tables.chunks_exact_mut(SLOTS).zip(&moved) {
                table[start + before.wrapping_add_signed(m) as usize] += 1;
            }
        } else {
            for (sums, &m) in sums.iter_mut().zip(&moved) {
                let (b, a) = after_moving((before, after), m);
                sums.add(b, a, 1.0);
            }
        }
    }
    for (sums, table) in sums.iter_mut().zip(tables.chunks_exact(SLOTS)) {
        add_tallied(sums, table.iter().copied());
    }
    let laws = sums.into_iter().zip(sides);
    laws.map(|(sums, (b, a))| if b == 0 || a == 0 { [0.0; 4] } else { sums.finish() }).collect()
}

/// Both counts of some cells, and in `moved` what the earlier side gains by each set's exchange.
#[inline]
fn move_masked(
    moved: &mut [i64],
    cells: &[JointCell],
    masks: &[Vec<i64>],
    counts: &impl Fn(&JointCell) -> (u64, u64),
) -> (u64, u64) {
    moved.fill(0);
    let mut total = (0, 0);
    for cell in cells {
        let (before, after) = counts(cell);
        total = (total.0 + before, total.1 + after);
        let gain = after as i64 - before as i64;
        moved.iter_mut().zip(&masks[cell.block]).for_each(|(m, mask)| *m += gain & mask);
    }
    total
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
