//! Balls around reference points, cross-fitted: radii come from one half of the blocks, visitors from the other.
//!
//! A point's ball reaches to its k-th nearest neighbor, so where points are sparse balls are large: the tenth with the
//! largest radii is the tail. What visits a ball is counted by block, like the documents of a word, so that "is this ball
//! visited" is rarefied and left out exactly as "is this word alive".

use ndarray::{Array2, ArrayView2, Axis};

use super::super::Which;
use super::super::crossfit::{Half, half_of};
use super::super::side::{BlockSums, Folded};
use super::super::spectrum::{Spectrum, SpectrumBuilder};
use super::Cloud;
use crate::estimator::rarefaction;
use crate::estimator::space::balls::ball_counts;
use crate::estimator::space::neighbors;
use crate::terms::{Measured, Undefined};

/// Neighbors that a ball reaches to. 5, the custom of precision and recall (Naeem et al. 2020).
const K: usize = 5;

/// Share of the reference points that are its tail.
const TAIL: f64 = 0.1;

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
    pub(super) fn of(centers: &Cloud, sides: &[Cloud; 2], blocks: usize) -> Result<Self, Undefined> {
        Ok(Self { halves: [Fitted::of(centers, sides, 0, blocks)?, Fitted::of(centers, sides, 1, blocks)?] })
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
            let m = a.n.without(without).min(b.n.without(without));
            let own = &fitted.visits[which as usize];
            rarefaction::types(balls(own).without(without), own.n.without(without), m)
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
    fn of(centers: &Cloud, sides: &[Cloud; 2], defining: Half, blocks: usize) -> Result<Self, Undefined> {
        let rows = rows_of(centers, defining);
        let centers = half(centers, defining).0;
        let radii = radii(centers.view())?;
        let tail = tail(&radii);
        let visits = sides.each_ref().map(|side| {
            let (points, labels) = half(side, 1 - defining);
            Visits::of(centers.view(), &radii, &tail, points.view(), &labels, blocks)
        });
        Ok(Self {
            centers: rows,
            balls: radii.len() as f64,
            tail_balls: tail.iter().filter(|t| **t).count() as f64,
            visits,
        })
    }
}

impl Visits {
    fn of(
        centers: ArrayView2<'_, f32>,
        radii: &[f64],
        tail: &[bool],
        points: ArrayView2<'_, f32>,
        labels: &[u8],
        blocks: usize,
    ) -> Self {
        let counts = ball_counts(centers, radii, points, labels, crate::profile::BLOCKS);
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

/// The vectors of one half of a side's blocks, with their blocks.
fn half(cloud: &Cloud, wanted: Half) -> (Array2<f32>, Vec<u8>) {
    let rows = rows_of(cloud, wanted);
    let labels = rows.iter().map(|&i| cloud.blocks[i]).collect();
    (cloud.points.select(Axis(0), &rows), labels)
}

fn rows_of(cloud: &Cloud, wanted: Half) -> Vec<usize> {
    (0..cloud.blocks.len()).filter(|&i| half_of(cloud.blocks[i].into()) == wanted).collect()
}

fn radii(points: ArrayView2<'_, f32>) -> Result<Vec<f64>, Undefined> {
    match neighbors::within(points, K) {
        Ok(found) => Ok(found.radii()),
        Err(_) => Err(Undefined::TooFewPoints),
    }
}

/// Which points are the tail: the tenth with the largest radii, at least one; ties in sample order.
fn tail(radii: &[f64]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..radii.len()).collect();
    order.sort_by(|&a, &b| radii[b].total_cmp(&radii[a]));
    let mut tail = vec![false; radii.len()];
    let n = ((radii.len() as f64 * TAIL) as usize).max(1);
    order.iter().take(n).for_each(|&i| tail[i] = true);
    tail
}

fn sums(values: &[u32], labels: &[u8], blocks: usize, of: impl Fn(u32) -> u64) -> BlockSums {
    let mut by_block = [0; crate::profile::BLOCKS];
    for (&value, &block) in values.iter().zip(labels) {
        by_block[usize::from(block)] += of(value);
    }
    BlockSums::folded(&by_block, blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_sparsest_tenth() {
        let radii: Vec<f64> = (0..40).map(|i| f64::from(i % 20)).collect();
        let tail = tail(&radii);
        let chosen: Vec<usize> = (0..40).filter(|&i| tail[i]).collect();
        assert_eq!(chosen, [18, 19, 38, 39]);
        assert_eq!(super::tail(&[1.0, 2.0]), [false, true], "at least one");
    }
}
