//! Distances of the two sides' vectors, whole, without a block, and with blocks exchanged.

use ndarray::{ArrayView2, Axis, Slice};

use super::super::joint::Chance;
use super::super::permuted::{coins, halves};
use super::Cloud;
use crate::estimator::space::pairs::{Contrast, PairSums, Place, pooled};
use crate::terms::{Measured, Undefined};

/// Vectors of a side that distances are computed from: the first ones of the sample. The cost grows with their square.
const ROWS: usize = 4096;

/// A distance that is a contrast of mean pair values, by block.
#[derive(Debug)]
pub(super) struct Distance {
    sums: PairSums,
    blocks: usize,
    read: fn(&Contrast) -> Measured,
    pub(super) chance: Chance,
}

impl Distance {
    /// Prepares a distance: `sums` of the pooled vectors by group, `read` what their contrast means.
    pub(super) fn of(
        sides: &[Cloud; 2],
        blocks: usize,
        seed: u64,
        sums: impl FnOnce(ArrayView2<'_, f32>, &[usize], usize) -> PairSums,
        read: fn(&Contrast) -> Measured,
    ) -> Result<Self, Undefined> {
        let side = |cloud: &Cloud| (cloud.points.nrows().min(ROWS), cloud.folded(blocks));
        let ((n, labels), (m, others)) = (side(&sides[0]), side(&sides[1]));
        let first = |cloud: &Cloud, n: usize| cloud.points.slice_axis(Axis(0), Slice::from(..n)).to_owned();
        let (before, after) = (first(&sides[0], n), first(&sides[1], m));
        let (points, groups) = pooled((before.view(), &labels[..n]), (after.view(), &others[..m]), blocks);
        let sums = sums(points.view(), &groups, 2 * blocks);
        let mut distance =
            Self { sums, blocks, read, chance: Chance { p: 1.0, floor: 0.0, split_half: 0.0 } };
        distance.chance = distance.chances(seed)?;
        Ok(distance)
    }

    /// The distance, whole or without a block.
    pub(super) fn value(&self, without: Option<usize>) -> Measured {
        (self.read)(&self.sums.contrast(|group| self.place(group, 0, without)))
    }

    fn place(&self, group: usize, exchanged: u32, without: Option<usize>) -> Place {
        let (block, second) = (group % self.blocks, group >= self.blocks);
        let changes = exchanged >> block & 1 == 1;
        match Some(block) == without {
            true => Place::Out,
            false if second == changes => Place::First,
            false => Place::Second,
        }
    }

    /// Between two halves of the reference's own blocks.
    fn split(&self, half: u32) -> Measured {
        (self.read)(&self.sums.contrast(|group| match group {
            g if g >= self.blocks => Place::Out,
            g if half >> g & 1 == 1 => Place::First,
            _ => Place::Second,
        }))
    }

    fn chances(&self, seed: u64) -> Result<Chance, Undefined> {
        let observed = self.value(None)?;
        let exchanged = |set: u32| (self.read)(&self.sums.contrast(|group| self.place(group, set, None)));
        let rounds = coins(seed);
        let far = rounds.iter().filter(|set| exchanged(**set).is_ok_and(|d| d >= observed - 1e-12)).count();
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let halves = halves(self.blocks, seed);
        Ok(Chance {
            p: (far + 1) as f64 / (rounds.len() + 1) as f64,
            floor: mean(halves.iter().filter_map(|set| exchanged(*set).ok()).collect()),
            split_half: mean(halves.iter().filter_map(|set| self.split(*set).ok()).collect()),
        })
    }
}
