//! What the divergence reads when blocks change sides: the floor, and the permutation p.
//!
//! A block moves with all its documents on both sides, so words that come in bursts, and prompts that both sides share,
//! stay together.

use super::exchange::Exchanges;
use super::joint::{Cells, Chance};
use crate::estimator::shuffle::split_mix;
use crate::terms::Measured;

/// Permutations whose mean is the floor. The mean of 32 is within 2% of the mean of 1,000 on halves of real text.
const FLOOR_ROUNDS: u64 = 32;

/// Halves of which one is taken for the sizes it leaves.
const CANDIDATES: u64 = 16;

/// Permutations behind a p, so that the smallest is 1%.
const P_ROUNDS: u64 = 99;

/// Splits of the reference behind the split-half floor.
pub(super) const SPLITS: usize = 8;

/// What chance alone would show of the divergence.
#[derive(Debug)]
pub(super) struct Null {
    /// Mean over permutations in which half of the blocks change sides. Balance matters: swapping each block by a coin
    /// leaves a rest of any true difference in the mean. It belongs to the whole pair and stays fixed when a block is
    /// left out.
    pub(super) floor: f64,
    /// (1 + permutations at least as far apart) / (1 + permutations), each block swapped by a coin. Balance would break
    /// it: only the swaps of all subsets form a group, so that under the null the pair as it is ranks anywhere among
    /// them with equal chances (Southworth, Kim & Owen 2009).
    pub(super) p: f64,
    /// Mean between two halves of the reference's blocks: how far half as many of its own documents stray.
    pub(super) split_half: f64,
}

/// Exchanges blocks of a pair whose divergence is `whole`.
pub(super) fn null(cells: &Cells, whole: f64, seed: u64) -> Null {
    let (halves, coins) = (halves(cells.blocks, seed), coins(seed));
    let as_they_are = Exchanges::new(cells, |c| (u64::from(c.before), u64::from(c.after)));
    let reference_alone = Exchanges::new(cells, |c| (u64::from(c.before), 0));
    // A permutation that gives the pair back may differ in the last bits.
    let far = as_they_are.divergences::<33>(&coins).into_iter().filter(|far| *far >= whole - 1e-12).count();
    Null {
        floor: mean(&as_they_are.divergences::<32>(&halves)),
        p: (far + 1) as f64 / (P_ROUNDS + 1) as f64,
        split_half: mean(&reference_alone.divergences::<8>(&halves[..SPLITS])),
    }
}

/// What chance alone would show of a distance that is `observed`: `exchanged` is the distance when the blocks of one of the `halves` change
/// sides, `split` that between the reference's own blocks in one of the `splits` and its others. A mean without any is 0, as two equal
/// laws are apart.
pub(super) fn by_chance(
    observed: f64,
    seed: u64,
    [halves, splits]: [&[u32]; 2],
    exchanged: impl Fn(u32) -> Measured,
    split: impl Fn(u32) -> Measured,
) -> Chance {
    let coins = coins(seed);
    // A permutation that gives the pair back may differ in the last bits.
    let far = coins.iter().filter(|set| exchanged(**set).is_ok_and(|d| d >= observed - 1e-12)).count();
    let mean = |sets: &[u32], of: &dyn Fn(u32) -> Measured| {
        let (sum, n) = sets.iter().flat_map(|set| of(*set)).fold((0.0, 0.0), |(s, n), v| (s + v, n + 1.0));
        if n > 0.0 { sum / n } else { 0.0 }
    };
    let p = (far + 1) as f64 / (coins.len() + 1) as f64;
    Chance { p, floor: mean(halves, &exchanged), split_half: mean(splits, &split) }
}

/// Sets of blocks that change sides, half of them each: for floors.
pub(super) fn halves(blocks: usize, seed: u64) -> Vec<u32> {
    counter(FLOOR_ROUNDS, seed).map(|c| balanced_half(blocks, c)).collect()
}

/// The same where a block's change brings the first side so many rows, chosen such that the sides keep their sizes: what a
/// distance owes to size is least for sides of one size, so that without this the floor would be too high.
pub(super) fn level_halves(blocks: usize, seed: u64, gains: &[i64]) -> Vec<u32> {
    let moved = |set: &u32| {
        let changing = gains.iter().enumerate().filter(|&(block, _)| set >> block & 1 == 1);
        changing.map(|(_, gain)| gain).sum::<i64>().abs()
    };
    let best =
        |c: u64| (0..CANDIDATES).map(|k| balanced_half(blocks, c.wrapping_add(k << 48))).min_by_key(moved);
    counter(FLOOR_ROUNDS, seed).filter_map(best).collect()
}

/// Sets of blocks that change sides, each block by a coin: for p. From a stream apart from that of the halves.
fn coins(seed: u64) -> Vec<u32> {
    counter(P_ROUNDS, seed).map(|c| split_mix(c.wrapping_add(1 << 63)) as u32).collect()
}

fn counter(rounds: u64, seed: u64) -> impl Iterator<Item = u64> {
    (0..rounds).map(move |r| seed.wrapping_mul(rounds).wrapping_add(r))
}

fn mean(divergences: &[f64]) -> f64 {
    divergences.iter().fold(0.0, |sum, divergence| sum + divergence) / divergences.len() as f64
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

    /// A set that is empty, or full, compares what was observed with itself.
    #[test]
    fn coins_change_the_sides_of_some_blocks_and_not_of_all() {
        for seed in 0..200 {
            let sets = coins(seed);
            assert_eq!(sets.len(), P_ROUNDS as usize);
            assert!(sets.iter().all(|&set| set != 0 && set != u32::MAX), "seed {seed}");
        }
    }

    #[test]
    fn halves_that_keep_the_sizes_are_preferred_and_any_will_do_where_sizes_are_equal() {
        assert_eq!(level_halves(32, 5, &[0; 32]), halves(32, 5));
        let gains: Vec<i64> =
            (0..32).map(|b| [7, -3, 0, 5, -9, 2, -1, -2][b % 8] + (b as i64 % 3 - 1)).collect();
        let moved = |sets: Vec<u32>| -> i64 {
            let gain = |set: &u32| (0..32).filter(|b| set >> b & 1 == 1).map(|b| gains[b]).sum::<i64>().abs();
            sets.iter().map(gain).sum()
        };
        assert!(level_halves(32, 5, &gains).iter().all(|set| set.count_ones() == 16));
        assert!(8 * moved(level_halves(32, 5, &gains)) < moved(halves(32, 5)));
    }

    #[test]
    fn half_of_the_blocks_change_sides() {
        for blocks in [8, 16, 32] {
            let sets: std::collections::BTreeSet<_> = (0..32).map(|s| balanced_half(blocks, s)).collect();
            assert!(sets.iter().all(|s| s.count_ones() as usize == blocks / 2));
            assert!(sets.len() > 20, "{} different halves of {blocks} blocks", sets.len());
        }
    }
}
