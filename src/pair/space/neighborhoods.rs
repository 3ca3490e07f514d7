//! Who visits whose ball, for the halves of both sides.
//!
//! Balls of one half of a side's blocks are visited by the other half of either side. Each product of two halves serves
//! the balls of both.

use std::sync::OnceLock;

use ndarray::{Array2, Axis};

use super::super::Which;
use super::super::crossfit::{Half, half_of};
use super::Cloud;
use crate::estimator::space::balls::{BallCounts, Labeled, mutual_counts};
use crate::estimator::space::neighbors;
use crate::profile::BLOCKS;

/// Neighbors that a ball reaches to. 5, the custom of precision and recall (Naeem et al. 2020).
pub(super) const K: usize = 5;

/// Share of the points that are their side's tail.
const TAIL: f64 = 0.1;

/// Balls around the vectors of both sides, and their visitors by block.
#[derive(Debug)]
pub(super) struct Neighborhoods {
    /// By side and half.
    sets: [[Set; 2]; 2],
    /// Of a half of the reference and the other half of the current generation: visits of the former's balls by the
    /// latter, and the other way.
    across: [[BallCounts; 2]; 2],
    /// Visits between the two halves of one side; the current generation's are asked for less often.
    own: [OnceLock<[BallCounts; 2]>; 2],
}

/// The vectors of one half of a side's blocks.
#[derive(Debug)]
pub(super) struct Set {
    /// Their positions among their side's vectors.
    pub(super) rows: Vec<usize>,
    /// Their blocks.
    pub(super) labels: Vec<u8>,
    /// The distance of each to its k-th nearest; none where they are too few.
    pub(super) radii: Vec<f64>,
    /// Whether each is of the tenth with the largest radii.
    pub(super) tail: Vec<bool>,
}

impl Set {
    fn of(cloud: &Cloud, half: Half) -> Self {
        let in_half = |&i: &usize| half_of(cloud.blocks[i].into()) == half;
        let rows: Vec<usize> = (0..cloud.blocks.len()).filter(in_half).collect();
        let points = cloud.points.select(Axis(0), &rows);
        let radii = neighbors::within(points.view(), K).map(|found| found.radii()).unwrap_or_default();
        let labels = rows.iter().map(|&i| cloud.blocks[i]).collect();
        Self { tail: tail(&radii), rows, labels, radii }
    }

    fn points(&self, cloud: &Cloud) -> Array2<f32> {
        cloud.points.select(Axis(0), &self.rows)
    }

    /// Visits of the balls of both sets by the other.
    fn visits(&self, cloud: &Cloud, other: &Self, others: &Cloud) -> [BallCounts; 2] {
        let (own, other_points) = (self.points(cloud), other.points(others));
        let first = Labeled { points: own.view(), radii: &self.radii, labels: &self.labels };
        let second = Labeled { points: other_points.view(), radii: &other.radii, labels: &other.labels };
        mutual_counts(first, second, BLOCKS)
    }
}

impl Neighborhoods {
    pub(super) fn of(sides: &[Cloud; 2]) -> Self {
        let sets = sides.each_ref().map(|side| [0, 1].map(|half| Set::of(side, half)));
        let across = [0, 1].map(|half| sets[0][half].visits(&sides[0], &sets[1][1 - half], &sides[1]));
        Self { sets, across, own: Default::default() }
    }

    /// One half of one side.
    pub(super) fn set(&self, side: Which, half: Half) -> &Set {
        &self.sets[side as usize][half]
    }

    /// Visits of the balls of one half of a side by the other half of the same or the other side.
    pub(super) fn visits(
        &self,
        sides: &[Cloud; 2],
        centers: Which,
        half: Half,
        visitors: Which,
    ) -> &BallCounts {
        let side = centers as usize;
        match (centers, visitors) {
            (Which::Reference, Which::Current) => &self.across[half][0],
            (Which::Current, Which::Reference) => &self.across[1 - half][1],
            _ => {
                let [first, second] = &self.sets[side];
                let cloud = &sides[side];
                &self.own[side].get_or_init(|| first.visits(cloud, second, cloud))[half]
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::balls::ball_counts;

    /// Points without order, in three coordinates.
    fn cloud(n: usize, seed: f32, block: impl Fn(usize) -> usize) -> Cloud {
        let points = Array2::from_shape_fn((n, 3), |(i, j)| ((i * 3 + j) as f32 * seed).sin());
        Cloud::of_points(points, (0..n).map(|i| block(i) as u8).collect(), vec![None; n])
    }

    #[test]
    fn the_tail_is_the_sparsest_tenth() {
        let radii: Vec<f64> = (0..40).map(|i| f64::from(i % 20)).collect();
        let tail = tail(&radii);
        let chosen: Vec<usize> = (0..40).filter(|&i| tail[i]).collect();
        assert_eq!(chosen, [18, 19, 38, 39]);
        assert_eq!(super::tail(&[1.0, 2.0]), [false, true], "at least one");
        assert!(super::tail(&[]).is_empty());
    }

    #[test]
    fn visits_are_those_of_each_pair_of_halves() {
        let sides = [(1.1, 5), (2.3, 7)].map(|(seed, step)| cloud(200, seed, |i| i * step % BLOCKS));
        let around = Neighborhoods::of(&sides);
        for centers in [Which::Reference, Which::Current] {
            for visitors in [Which::Reference, Which::Current] {
                for half in [0, 1] {
                    let (own, other) = (around.set(centers, half), around.set(visitors, 1 - half));
                    let (a, b) =
                        (own.points(&sides[centers as usize]), other.points(&sides[visitors as usize]));
                    let expected = ball_counts(a.view(), &own.radii, b.view(), &other.labels, BLOCKS);
                    assert_eq!(around.visits(&sides, centers, half, visitors), &expected);
                }
            }
        }
    }

    #[test]
    fn a_half_of_few_points_has_no_balls_and_still_visits() {
        let sides = [cloud(40, 1.1, |i| i % 2), cloud(40, 2.3, |i| usize::from(i < 3))];
        let around = Neighborhoods::of(&sides);
        let small = (0..2).find(|&half| around.set(Which::Current, half).rows.len() == 3).unwrap();
        assert!(around.set(Which::Current, small).radii.is_empty());
        assert_eq!(around.visits(&sides, Which::Current, small, Which::Reference).by_center.nrows(), 0);
        assert_eq!(around.visits(&sides, Which::Reference, 1 - small, Which::Current).by_point.len(), 3);
    }
}
