//! How long the documents of both sides are, in tokens, by block.

use std::collections::BTreeMap;

use super::crossfit::fold;
use super::joint::Chance;
use super::permuted::{SPLITS, by_chance, halves};
use super::space::ByFold;
use super::{CutRow, Pair, View};
use crate::estimator::length_law;
use crate::estimator::two_sample::{self, Step};
use crate::profile::BLOCKS;
use crate::terms::{Measured, Undefined};

/// The lengths of whole documents: what is cut for other metrics counts in full.
#[derive(Debug)]
pub(super) struct Lengths {
    /// For each length, documents of either side by block.
    counts: BTreeMap<u32, [[u32; BLOCKS]; 2]>,
    distance: ByFold<Result<Distance, Undefined>>,
}

/// The Wasserstein-1 distance of the two laws of lengths, fully worked out.
#[derive(Debug)]
struct Distance {
    whole: f64,
    without: Vec<Measured>,
    chance: Chance,
}

impl Lengths {
    pub(super) fn of(sides: [&[CutRow<'_>]; 2]) -> Self {
        let mut counts: BTreeMap<u32, [[u32; BLOCKS]; 2]> = BTreeMap::new();
        for (side, rows) in sides.iter().enumerate() {
            for (row, _) in *rows {
                counts.entry(row.tokens).or_insert([[0; BLOCKS]; 2])[side][usize::from(row.block)] += 1;
            }
        }
        Self { counts, distance: ByFold::default() }
    }

    /// The law of one side's lengths.
    fn law(
        &self,
        side: usize,
        blocks: usize,
        without: Option<usize>,
    ) -> impl Iterator<Item = (u64, u64)> + Clone {
        self.counts.iter().map(move |(&length, sides)| {
            let kept = sides[side].iter().enumerate().filter(|&(b, _)| Some(fold(b, blocks)) != without);
            (u64::from(length), kept.map(|(_, &n)| u64::from(n)).sum())
        })
    }

    /// Both laws, each block on the side that `place` says: its documents of either generation.
    fn steps(&self, blocks: usize, place: impl Fn(usize, usize) -> Option<usize>) -> Vec<Step> {
        let step = |(&length, sides): (&u32, &[[u32; BLOCKS]; 2])| {
            let mut n = [0u64; 2];
            for (side, own) in sides.iter().enumerate() {
                for (block, &count) in own.iter().enumerate() {
                    if let Some(to) = place(side, fold(block, blocks)) {
                        n[to] += u64::from(count);
                    }
                }
            }
            Step { value: f64::from(length), before: n[0], after: n[1] }
        };
        self.counts.iter().map(step).filter(|s| s.before + s.after > 0).collect()
    }

    fn distance(&self, blocks: usize, seed: u64) -> Result<&Distance, Undefined> {
        let made = self.distance.get(blocks, || Distance::of(self, blocks, seed));
        made.as_ref().map_err(|reason| *reason)
    }
}

impl Distance {
    fn of(lengths: &Lengths, blocks: usize, seed: u64) -> Result<Self, Undefined> {
        let value = |steps: Vec<Step>| two_sample::wasserstein(steps.into_iter());
        let moves = |set: u32, block: usize| (set >> block & 1) as usize;
        let exchanged = |set| value(lengths.steps(blocks, |side, b| Some(side ^ moves(set, b))));
        let split = |set| value(lengths.steps(blocks, |side, b| (side == 0).then_some(moves(set, b))));
        let left_out = |block| value(lengths.steps(blocks, |side, b| (b != block).then_some(side)));
        let whole = value(lengths.steps(blocks, |side, _| Some(side)))?;
        let halves = halves(blocks, seed);
        let chance = by_chance(whole, seed, [&halves, &halves[..SPLITS]], exchanged, split);
        Ok(Self { whole, without: (0..blocks).map(left_out).collect(), chance })
    }
}

impl View<'_> {
    /// Variance of the lengths of the sampled documents.
    ///
    /// # Errors
    /// [`Undefined::TooFewNumbers`] below two documents.
    pub fn length_variance(&self) -> Measured {
        let drawn = self.pair.drawn.as_ref().ok_or(Undefined::TooFewNumbers)?;
        length_law::variance(drawn.lengths().law(self.which as usize, self.pair.blocks, self.without))
    }
}

impl Pair<'_> {
    /// Wasserstein-1 distance of the laws of document lengths without a block, less its mean over block permutations of the whole.
    ///
    /// # Errors
    /// [`Undefined::TooFewNumbers`] when a side has no documents.
    pub fn length_distance(&self, without: Option<usize>) -> Measured {
        let lengths = self.drawn.as_ref().ok_or(Undefined::TooFewNumbers)?.lengths();
        let distance = lengths.distance(self.blocks, self.seed)?;
        let value = match without {
            Some(block) => distance.without[block]?,
            None => distance.whole,
        };
        Ok(value - distance.chance.floor)
    }

    /// What chance alone would show of it.
    pub fn length_chance(&self) -> Option<Chance> {
        let lengths = self.drawn.as_ref()?.lengths();
        Some(lengths.distance(self.blocks, self.seed).ok()?.chance)
    }
}
