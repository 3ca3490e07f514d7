//! Both sides in the principal axes that they have in common: what is too noisy, or too slow, in all coordinates.

use std::sync::Arc;

use ndarray::{Array2, ArrayView2, Axis, concatenate};

use super::Cloud;
use super::distance::ROWS;
use crate::estimator::space::principal::{coordinates, joint_axes, pooled_axes};
use crate::terms::Undefined;

/// Most axes; fewer where fewer can be told apart from noise.
const MOST_AXES: usize = 50;

/// Vectors that one axis needs.
const ROWS_AN_AXIS: usize = 20;

/// Fewest axes worth having, unless there are fewer coordinates.
const FEWEST_AXES: usize = 5;

/// The leading principal axes of the two covariances averaged, and the first vectors of both sides along them.
///
/// Axes fitted on the reference alone fit its noise: they read −27 nats between two halves of one corpus. The average
/// treats both sides alike, and a mere shift between them makes no axis.
#[derive(Debug)]
pub(super) struct Common {
    /// One axis a row.
    pub(super) axes: Array2<f64>,
    /// The reference's vectors, then as many of the current generation, from one origin.
    points: Array2<f32>,
}

impl Common {
    pub(super) fn of(sides: &[Arc<Cloud>; 2]) -> Result<Self, Undefined> {
        Self::along(sides, pooled_axes)
    }

    /// The same along the axes of all vectors together, for distances: with the average of the covariances two samples of one law
    /// would read as closer than chance has them, since their means differ least along its axes.
    pub(super) fn together(sides: &[Arc<Cloud>; 2]) -> Result<Self, Undefined> {
        Self::along(sides, joint_axes)
    }

    fn along(
        sides: &[Arc<Cloud>; 2],
        axes: impl Fn([ArrayView2<'_, f32>; 2], usize) -> Result<Array2<f64>, Undefined>,
    ) -> Result<Self, Undefined> {
        let (rows, d) = sides[0].points.dim();
        let k = n_axes(rows, d).ok_or(Undefined::TooFewPoints)?;
        let axes = axes([sides[0].points.view(), sides[1].points.view()], k)?;
        let heads = sides.each_ref().map(|side| side.head(ROWS).points);
        let both = concatenate(Axis(0), &heads).map_err(|_| Undefined::TooFewPoints)?;
        let points = coordinates(both.view(), axes.view());
        Ok(Self { axes, points })
    }

    /// The vectors of both sides along the axes, one side after the other.
    pub(super) fn points(&self) -> ArrayView2<'_, f32> {
        self.points.view()
    }

    /// One side's vectors along at most the first `axes` axes.
    pub(super) fn side(&self, at: usize, axes: usize) -> ArrayView2<'_, f32> {
        let (first, second) = self.points.view().split_at(Axis(0), self.points.nrows() / 2);
        let side = if at == 0 { first } else { second };
        let axes = axes.min(side.ncols());
        side.split_at(Axis(1), axes).0
    }
}

/// Axes that so many vectors of `d` coordinates tell from noise; `None` where they are too few to be worth having.
pub(super) fn n_axes(rows: usize, d: usize) -> Option<usize> {
    let k = MOST_AXES.min(rows / ROWS_AN_AXIS).min(d);
    (k >= FEWEST_AXES.min(d)).then_some(k)
}

/// The groups of both sides' first vectors, in the order of [`Common::points`].
pub(super) fn groups(sides: &[Arc<Cloud>; 2], blocks: usize) -> Vec<usize> {
    let of = |side: usize| sides[side].head(ROWS).folded(blocks);
    let [before, after] = [of(0), of(1)];
    before.into_iter().map(usize::from).chain(after.into_iter().map(|b| blocks + usize::from(b))).collect()
}
