//! Generalized variance of both sides in axes that belong to neither.

use ndarray::{Axis, Slice};

use super::super::Which;
use super::Cloud;
use crate::estimator::space::blocks::rows_by_block;
use crate::estimator::space::moments::CoMoments;
use crate::estimator::space::principal::{axes_of, coordinates, pooled_axes};
use crate::estimator::space::{eigen, spread};
use crate::profile::VectorMoments;
use crate::terms::{Measured, Undefined};

/// Most axes; fewer where fewer can be told apart from noise.
const MOST_AXES: usize = 50;

/// Vectors that one axis needs.
const ROWS_AN_AXIS: usize = 20;

/// Fewest axes worth a volume.
const FEWEST_AXES: usize = 5;

/// Co-moments of either side in the principal axes of the two covariances averaged, whole and without each block.
///
/// Axes fitted on the reference alone fit its noise: they read −27 nats between two halves of one corpus. The average
/// treats both sides alike, and a mere shift between them makes no axis.
#[derive(Debug)]
pub(super) struct Volume {
    sides: [Vec<CoMoments>; 2],
}

/// The moments without each block, and the whole last, behind the blocks.
fn left_out(parts: &[CoMoments], k: usize) -> Vec<CoMoments> {
    let mut whole = CoMoments::new(k);
    parts.iter().for_each(|part| whole.merge(part));
    CoMoments::leave_one_out(parts).into_iter().chain([whole]).collect()
}

impl Volume {
    pub(super) fn of(sides: &[Cloud; 2], blocks: usize) -> Result<Self, Undefined> {
        let (rows, d) = sides[0].points.dim();
        let k = MOST_AXES.min(rows / ROWS_AN_AXIS).min(d);
        if k < FEWEST_AXES {
            return Err(Undefined::TooFewPoints);
        }
        let axes = pooled_axes([sides[0].points.view(), sides[1].points.view()], k)?;
        let side = |cloud: &Cloud| -> Vec<CoMoments> {
            let projected = coordinates(cloud.points.view(), axes.view());
            let parts: Vec<CoMoments> = rows_by_block(projected.view(), &cloud.folded(blocks), blocks)
                .iter()
                .map(|rows| CoMoments::of(rows.view()))
                .collect();
            left_out(&parts, axes.nrows())
        };
        Ok(Self { sides: [side(&sides[0]), side(&sides[1])] })
    }

    /// The same from the moments of all vectors.
    pub(super) fn of_moments(sides: [&VectorMoments; 2], blocks: usize) -> Result<Self, Undefined> {
        let rows = usize::try_from(sides[0].n().min(sides[1].n())).unwrap_or(usize::MAX);
        let k = MOST_AXES.min(rows / ROWS_AN_AXIS).min(sides[0].dimension());
        if k < FEWEST_AXES {
            return Err(Undefined::TooFewPoints);
        }
        let [a, b] = sides.map(|side| side.whole().covariance());
        let axes = axes_of(((a? + b?) / 2.0).view())?;
        let axes = axes.slice_axis(Axis(0), Slice::from(..k.min(axes.nrows())));
        if axes.is_empty() {
            return Err(Undefined::TooFewPoints);
        }
        let side = |moments: &VectorMoments| {
            let parts: Vec<CoMoments> = moments.folded(blocks).iter().map(|part| part.along(axes)).collect();
            left_out(&parts, axes.nrows())
        };
        Ok(Self { sides: sides.map(side) })
    }

    pub(super) fn generalized_variance(&self, which: Which, without: Option<usize>) -> Measured {
        let moments = &self.sides[which as usize];
        let moments = without.map_or(moments.last(), |b| moments.get(b)).ok_or(Undefined::TooFewPoints)?;
        spread::generalized_variance(&eigen::values(moments.covariance()?.view())?)
    }
}
