//! Balls around reference points, cross-fitted: radii come from one half of the blocks, visitors from the other.
//!
//! A point's ball reaches to its k-th nearest neighbor, so where points are sparse balls are large: the tenth with the
//! largest radii is the tail. What visits a ball is counted by block, like the documents of a word, so that "is this ball
//! visited" is rarefied and left out exactly as "is this word alive".

use std::sync::Arc;

use super::super::Which;
use super::super::crossfit::Half;
use super::super::occupied::occupied;
use super::super::side::{BlockSums, Folded};
use super::super::spectrum::{Spectrum, SpectrumBuilder};
use super::Cloud;
use super::neighborhoods::{K, Neighborhoods};
use crate::estimator::occupancy::Renewal;
use crate::estimator::space::balls::BallCounts;
use crate::terms::{Measured, Undefined};

/// What the balls around one side's vectors say of both sides.
#[derive(Debug)]
pub(super) struct Balls {
    halves: [Fitted; 2],
}

/// Balls of one defining half, with the vectors of the other half of either side.
#[derive(Debug)]
struct Fitted {
    /// Positions of the centers among their side's vectors.
    centers: Vec<usize>,
    balls: f64,
    tail_balls: f64,
    visits: [Visits; 2],
}

/// Visitors of one side.
#[derive(Debug)]
struct Visits {
    /// Vectors.
    n: BlockSums,
    /// Vectors within any ball.
    inside: BlockSums,
    /// Sum over vectors of the balls that hold them.
    holding: BlockSums,
    /// Balls by visitors, like words by documents.
    balls: Spectrum,
    /// The same for tail balls.
    tail: Spectrum,
    /// Whether each ball has a visitor.
    reached: Vec<bool>,
}

impl Balls {
    pub(super) fn of(
        around: &Neighborhoods,
        sides: &[Arc<Cloud>; 2],
        centers: Which,
        blocks: usize,
    ) -> Result<Self, Undefined> {
        let fitted = |defining| Fitted::of(around, sides, centers, defining, blocks);
        Ok(Self { halves: [fitted(0)?, fitted(1)?] })
    }

    /// Tail balls of both halves.
    pub(super) fn tail_points(&self) -> f64 {
        self.halves.iter().map(|f| f.tail_balls).sum()
    }

    /// Centers that one side's vectors of the other half reach and the other side's do not.
    pub(super) fn reached_only_by(&self, which: Which) -> impl Iterator<Item = usize> {
        self.halves.iter().flat_map(move |fitted| {
            let reached = |side: Which| &fitted.visits[side as usize].reached;
            let both = reached(Which::Reference).iter().zip(reached(Which::Current));
            let only = move |b: bool, a: bool| if which == Which::Reference { b && !a } else { a && !b };
            fitted.centers.iter().zip(both).filter(move |(_, (b, a))| only(**b, **a)).map(|(row, _)| *row)
        })
    }

    pub(super) fn tail_reached(&self, which: Which, without: Option<usize>) -> f64 {
        self.share_reached(which, without, |v| &v.tail, |f| f.tail_balls)
    }

    pub(super) fn reached(&self, which: Which, without: Option<usize>) -> f64 {
        self.share_reached(which, without, |v| &v.balls, |f| f.balls)
    }

    fn share_reached(
        &self,
        which: Which,
        without: Option<usize>,
        balls: fn(&Visits) -> &Spectrum,
        all: fn(&Fitted) -> f64,
    ) -> f64 {
        let reached = |fitted: &Fitted| {
            let [a, b] = &fitted.visits;
            let own = &fitted.visits[which as usize];
            let sizes = |without| (own.n.without(without), a.n.without(without).min(b.n.without(without)));
            occupied(balls(own), all(fitted), sizes, Renewal::variance_share, without)
        };
        let total: f64 = self.halves.iter().map(all).sum();
        self.halves.iter().map(reached).sum::<f64>() / total
    }

    pub(super) fn inside(&self, which: Which, without: Option<usize>) -> Measured {
        self.per_vector(|f| &f.visits[which as usize].inside, |f| &f.visits[which as usize].n, without)
    }

    pub(super) fn density(&self, which: Which, without: Option<usize>) -> Measured {
        let holding =
            self.per_vector(|f| &f.visits[which as usize].holding, |f| &f.visits[which as usize].n, without)?;
        Ok(holding / K as f64)
    }

    fn per_vector<'b>(
        &'b self,
        events: impl Fn(&'b Fitted) -> &'b BlockSums,
        vectors: impl Fn(&'b Fitted) -> &'b BlockSums,
        without: Option<usize>,
    ) -> Measured {
        let sum = |of: &dyn Fn(&'b Fitted) -> &'b BlockSums| -> u64 {
            self.halves.iter().map(|f| of(f).without(without)).sum()
        };
        match sum(&vectors) {
            0 => Err(Undefined::TooFewPoints),
            n => Ok(sum(&events) as f64 / n as f64),
        }
    }
}

impl Fitted {
    fn of(
        around: &Neighborhoods,
        sides: &[Arc<Cloud>; 2],
        centers: Which,
        defining: Half,
        blocks: usize,
    ) -> Result<Self, Undefined> {
        let set = around.set(centers, defining);
        if set.radii.is_empty() {
            return Err(Undefined::TooFewPoints);
        }
        // Of a reference that always says the same there is no sparse region, and a rounding would decide who meets it.
        if centers == Which::Reference && set.radii.iter().all(|&radius| radius == 0.0) {
            return Err(Undefined::DuplicatePoints);
        }
        let visits = [Which::Reference, Which::Current].map(|visitors| {
            let labels = &around.set(visitors, 1 - defining).labels;
            Visits::of(around.visits(sides, centers, defining, visitors), &set.tail, labels, blocks)
        });
        Ok(Self {
            centers: set.rows.clone(),
            balls: set.radii.len() as f64,
            tail_balls: set.tail.iter().filter(|t| **t).count() as f64,
            visits,
        })
    }
}

impl Visits {
    fn of(counts: &BallCounts, tail: &[bool], labels: &[u8], blocks: usize) -> Self {
        let spectrum = |wanted: &dyn Fn(usize) -> bool| {
            let mut builder = SpectrumBuilder::new(blocks);
            let mut folded = Folded::new(blocks);
            let rows = counts.by_center.rows().into_iter().enumerate();
            for (_, by_block) in rows.filter(|(ball, _)| wanted(*ball)) {
                let cells = by_block.iter().enumerate().filter(|(_, n)| **n > 0).map(|(b, &n)| (b as u8, n));
                folded.add_type(&mut builder, cells);
            }
            builder.finish()
        };
        Self {
            n: sums(&vec![1; labels.len()], labels, blocks, u64::from),
            inside: sums(&counts.by_point, labels, blocks, |n| u64::from(n > 0)),
            holding: sums(&counts.by_point, labels, blocks, u64::from),
            balls: spectrum(&|_| true),
            tail: spectrum(&|ball| tail[ball]),
            reached: counts.by_center.rows().into_iter().map(|row| row.iter().any(|n| *n > 0)).collect(),
        }
    }
}

fn sums(values: &[u32], labels: &[u8], blocks: usize, of: impl Fn(u32) -> u64) -> BlockSums {
    let mut by_block = [0; crate::profile::BLOCKS];
    for (&value, &block) in values.iter().zip(labels) {
        by_block[usize::from(block)] += of(value);
    }
    BlockSums::folded(&by_block, blocks)
}
