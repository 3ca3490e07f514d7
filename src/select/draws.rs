//! Blocks of prompts, drawn anew: what another set of prompts could have said.

use std::sync::OnceLock;

use crate::chance::Chance;
use crate::compare::quantile;

/// Times that blocks are drawn.
pub(super) const N: usize = 2_000;
/// Where this chance stands among those of a run.
const PLACE: u64 = 0x005e_1ec7;

/// How often each of 32, 16 or 8 blocks was drawn, so many times; the same for all candidates, so that what they share is paired.
#[derive(Debug)]
pub(super) struct Draws {
    seed: u64,
    of: [OnceLock<Vec<Vec<u32>>>; 3],
}

impl Draws {
    /// Those of a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, of: Default::default() }
    }

    /// Of so many blocks.
    pub(super) fn of(&self, blocks: usize) -> &[Vec<u32>] {
        let at = match blocks {
            32 => 0,
            16 => 1,
            _ => 2,
        };
        self.of[at].get_or_init(|| {
            let mut chance = Chance::at([PLACE, self.seed, blocks as u64]);
            let draw = |_| {
                let mut times = vec![0; blocks];
                (0..blocks).for_each(|_| times[chance.position(blocks)] += 1);
                times
            };
            (0..N).map(draw).collect()
        })
    }
}

/// Sums by block: of a number, and of how many there are.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    sums: Vec<(f64, f64)>,
}

impl Sums {
    /// Of values in blocks of 32, folded to so many.
    pub(super) fn of(values: impl Iterator<Item = (u8, f64)>, blocks: usize) -> Self {
        let mut sums = vec![(0.0, 0.0); blocks];
        for (block, value) in values {
            let slot = &mut sums[usize::from(block) % blocks];
            *slot = (slot.0 + value, slot.1 + 1.0);
        }
        Self { sums }
    }

    /// The mean.
    pub(super) fn mean(&self) -> f64 {
        let (sum, n) = self.sums.iter().fold((0.0, 0.0), |(s, n), (sum, count)| (s + sum, n + count));
        sum / n
    }

    /// The mean with each block as often as it was drawn; `None` where nothing was.
    pub(super) fn redrawn(&self, times: &[u32]) -> Option<f64> {
        let all = self.sums.iter().zip(times);
        let (sum, n) = all.fold((0.0, 0.0), |(s, n), ((sum, count), times)| {
            (s + f64::from(*times) * sum, n + f64::from(*times) * count)
        });
        (n > 0.0).then(|| sum / n)
    }

    /// Standard error of the mean, wide enough for this number of blocks: the spread of redrawn means, with the divisor n - 1, times how far
    /// Student's law reaches beyond the normal.
    pub(super) fn error(&self, draws: &Draws) -> f64 {
        let blocks = self.sums.len();
        let mean = self.mean();
        let squares =
            draws.of(blocks).iter().filter_map(|times| self.redrawn(times)).map(|m| (m - mean).powi(2));
        let n = blocks as f64;
        (squares.sum::<f64>() / N as f64 * n / (n - 1.0)).sqrt() * quantile(blocks) / 1.959_963_984_540_054
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_fixes_the_draws_and_every_draw_is_whole() {
        let (a, b) = (Draws::new(1), Draws::new(1));
        for blocks in [32, 16, 8] {
            assert_eq!(a.of(blocks), b.of(blocks));
            assert!(a.of(blocks).iter().all(|times| times.iter().sum::<u32>() as usize == blocks));
        }
        assert_ne!(a.of(32), Draws::new(2).of(32));
    }

    #[test]
    fn the_error_is_that_of_a_mean() {
        // 32 blocks of 25 values, 0 or 1 by chance: the standard error is 0.5 / sqrt(800), Student's law a little wider.
        let mut chance = Chance::of(5);
        let values =
            (0..800).map(|i| ((i % 32) as u8, f64::from(u8::from(chance.hits(0.5))))).collect::<Vec<_>>();
        let sums = Sums::of(values.into_iter(), 32);
        let expected = 0.5 / 800f64.sqrt() * 1.04;
        let error = sums.error(&Draws::new(0));
        assert!((0.7..1.35).contains(&(error / expected)), "{error} {expected}");
        assert!((sums.mean() - 0.5).abs() < 4.0 * expected);
    }
}
