//! Distances of the two sides' vectors, whole, without a block, and with blocks exchanged.

use std::fmt;

use super::super::joint::Chance;
use super::super::permuted::{coins, halves, level_halves};
use super::Cloud;
use crate::estimator::space::pairs::{Contrast, PairSums, Place, pooled};
use crate::terms::{Measured, Undefined};

/// Vectors of a side that distances are computed from: the first ones of the sample. The cost grows with their square.
pub(super) const ROWS: usize = 4096;

/// What is kept of the vectors, by group, so that any placement of whole groups has its distance at once. Group `b` is
/// block b of the reference, `blocks + b` block b of the current generation.
pub(super) trait Grouped: fmt::Debug + Send + Sync {
    /// The distance of the two sets that `place` makes.
    fn distance(&self, place: &dyn Fn(usize) -> Place) -> Measured;
}

/// A distance of both sides, by block.
#[derive(Debug)]
pub(super) struct Distance {
    evidence: Box<dyn Grouped>,
    blocks: usize,
    /// What is taken off: the floor, unless one law is at distance 0 in the mean anyway.
    off: f64,
    pub(super) chance: Chance,
}

/// Mean values of pairs, within and between the sets; answers to one prompt are no pair.
#[derive(Debug)]
pub(super) struct Pairs {
    sums: PairSums,
    read: fn(&Contrast) -> Measured,
}

impl Pairs {
    /// Sums over the pooled vectors of `h` of their squared distance, and `read` what their contrast means.
    ///
    /// A prompt lies in one block on both sides, so that what its answers have in common goes with that block wherever the
    /// block goes.
    pub(super) fn of(
        sides: &[Cloud; 2],
        blocks: usize,
        h: impl Fn(f64) -> f64 + Sync,
        read: fn(&Contrast) -> Measured,
    ) -> Self {
        let heads = sides.each_ref().map(|side| side.head(ROWS));
        let labels = heads.map(|head| head.folded(blocks));
        let (points, groups) = pooled((heads[0].points, &labels[0]), (heads[1].points, &labels[1]), blocks);
        let keys = heads.map(|head| head.keys).concat();
        Self { sums: PairSums::by_distance_of_keys(points.view(), &groups, &keys, 2 * blocks, h), read }
    }
}

impl Grouped for Pairs {
    fn distance(&self, place: &dyn Fn(usize) -> Place) -> Measured {
        (self.read)(&self.sums.contrast(place))
    }
}

impl Distance {
    /// A distance that is 0 in the mean for one law.
    pub(super) fn unbiased(
        evidence: impl Grouped + 'static,
        blocks: usize,
        seed: u64,
    ) -> Result<Self, Undefined> {
        Self::new(Box::new(evidence), blocks, seed, &halves(blocks, seed))
    }

    /// A distance that two samples of one law do not have 0 of: what they have of it, at their sizes, is taken off. `groups` are
    /// those of the vectors.
    pub(super) fn biased(
        evidence: impl Grouped + 'static,
        groups: &[usize],
        blocks: usize,
        seed: u64,
    ) -> Result<Self, Undefined> {
        let mut gains = vec![0; blocks];
        groups.iter().for_each(|&group| gains[group % blocks] += if group < blocks { -1 } else { 1 });
        let made = Self::new(Box::new(evidence), blocks, seed, &level_halves(blocks, seed, &gains))?;
        Ok(Self { off: made.chance.floor, ..made })
    }

    fn new(evidence: Box<dyn Grouped>, blocks: usize, seed: u64, halves: &[u32]) -> Result<Self, Undefined> {
        let mut made =
            Self { evidence, blocks, off: 0.0, chance: Chance { p: 1.0, floor: 0.0, split_half: 0.0 } };
        made.chance = made.chances(seed, halves)?;
        Ok(made)
    }

    /// The distance, whole or without a block.
    pub(super) fn value(&self, without: Option<usize>) -> Measured {
        Ok(self.evidence.distance(&|group| self.place(group, 0, without))? - self.off)
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
        self.evidence.distance(&|group| match group {
            g if g >= self.blocks => Place::Out,
            g if half >> g & 1 == 1 => Place::First,
            _ => Place::Second,
        })
    }

    fn chances(&self, seed: u64, halves: &[u32]) -> Result<Chance, Undefined> {
        let observed = self.value(None)?;
        let exchanged = |set: u32| self.evidence.distance(&|group| self.place(group, set, None));
        let rounds = coins(seed);
        let far = rounds.iter().filter(|set| exchanged(**set).is_ok_and(|d| d >= observed - 1e-12)).count();
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
        Ok(Chance {
            p: (far + 1) as f64 / (rounds.len() + 1) as f64,
            floor: mean(halves.iter().filter_map(|set| exchanged(*set).ok()).collect()),
            split_half: mean(halves.iter().filter_map(|set| self.split(*set).ok()).collect()),
        })
    }
}
