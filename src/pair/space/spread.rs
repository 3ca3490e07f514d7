//! The spectrum of both sides in axes that belong to neither: how much volume they fill, in how many directions.

use super::super::Which;
use super::Cloud;
use crate::estimator::space::blocks::rows_by_block;
use crate::estimator::space::eigen;
use crate::estimator::space::moments::CoMoments;
use crate::estimator::space::principal::{coordinates, pooled_axes};
use crate::terms::Undefined;

/// Most axes; fewer where fewer can be told apart from noise.
const MOST_AXES: usize = 50;

/// Vectors that one axis needs.
const ROWS_AN_AXIS: usize = 20;

/// Fewest axes worth a volume.
const FEWEST_AXES: usize = 5;

/// Spectra of either side within the leading principal axes of the two covariances averaged, whole and without each block,
/// every one decomposed anew.
///
/// Axes fitted on the reference alone fit its noise: they read −27 nats between two halves of one corpus. The average
/// treats both sides alike, and a mere shift between them makes no axis. Twenty vectors an axis leave the jackknife enough
/// to see how eigenvalues vary; with about as many vectors as axes its intervals are too narrow.
#[derive(Debug)]
pub(super) struct Volume {
    sides: [Vec<Result<Vec<f64>, Undefined>>; 2],
}

impl Volume {
    pub(super) fn of(sides: &[Cloud; 2], blocks: usize) -> Result<Self, Undefined> {
        let (rows, d) = sides[0].points.dim();
        let k = MOST_AXES.min(rows / ROWS_AN_AXIS).min(d);
        if k < FEWEST_AXES.min(d) {
            return Err(Undefined::TooFewPoints);
        }
        let axes = pooled_axes([sides[0].points.view(), sides[1].points.view()], k)?;
        let side = |cloud: &Cloud| -> Vec<Result<Vec<f64>, Undefined>> {
            let projected = coordinates(cloud.points.view(), axes.view());
            let parts: Vec<CoMoments> = rows_by_block(projected.view(), &cloud.folded(blocks), blocks)
                .iter()
                .map(|rows| CoMoments::of(rows.view()))
                .collect();
            let mut whole = CoMoments::new(axes.nrows());
            parts.iter().for_each(|part| whole.merge(part));
            // The whole last, behind the blocks.
            let all = CoMoments::leave_one_out(&parts).into_iter().chain([whole]);
            all.map(|moments| eigen::values(moments.covariance()?.view())).collect()
        };
        Ok(Self { sides: [side(&sides[0]), side(&sides[1])] })
    }

    /// Eigenvalues of one side's covariance within the axes.
    pub(super) fn spectrum(&self, which: Which, without: Option<usize>) -> Result<&[f64], Undefined> {
        let spectra = &self.sides[which as usize];
        let found = without.map_or(spectra.last(), |b| spectra.get(b)).ok_or(Undefined::TooFewPoints)?;
        found.as_deref().map_err(|reason| *reason)
    }
}
