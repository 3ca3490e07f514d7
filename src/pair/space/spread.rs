//! The spectrum of both sides in axes that belong to neither: how much volume they fill, in how many directions.

use super::super::Which;
use super::Cloud;
use crate::estimator::space::blocks::rows_by_block;
use crate::estimator::space::eigen;
use crate::estimator::space::moments::CoMoments;
use crate::estimator::space::principal::coordinates;
use crate::terms::Undefined;
use ndarray::ArrayView2;

/// Spectra of either side within axes that both have in common, whole and without each block, every one decomposed anew.
///
/// Twenty vectors an axis leave the jackknife enough to see how eigenvalues vary; with about as many vectors as axes its
/// intervals are too narrow.
#[derive(Debug)]
pub(super) struct Volume {
    sides: [Vec<Result<Vec<f64>, Undefined>>; 2],
}

impl Volume {
    pub(super) fn of(sides: &[Cloud; 2], axes: ArrayView2<'_, f64>, blocks: usize) -> Self {
        let side = |cloud: &Cloud| -> Vec<Result<Vec<f64>, Undefined>> {
            let projected = coordinates(cloud.points.view(), axes);
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
        Self { sides: sides.each_ref().map(side) }
    }

    /// Eigenvalues of one side's covariance within the axes.
    pub(super) fn spectrum(&self, which: Which, without: Option<usize>) -> Result<&[f64], Undefined> {
        let spectra = &self.sides[which as usize];
        let found = without.map_or(spectra.last(), |b| spectra.get(b)).ok_or(Undefined::TooFewPoints)?;
        found.as_deref().map_err(|reason| *reason)
    }
}
