//! The spectrum of both sides in axes that belong to neither: how much volume they fill, in how many directions.

use std::sync::Arc;

use ndarray::{ArrayView2, Axis, Slice};

use super::super::Which;
use super::{Cloud, common};
use crate::estimator::space::blocks::rows_by_block;
use crate::estimator::space::eigen;
use crate::estimator::space::moments::CoMoments;
use crate::estimator::space::principal::{axes_of, coordinates};
use crate::profile::VectorMoments;
use crate::terms::Undefined;

/// Spectra of either side within axes that both have in common, whole and without each block, every one decomposed anew.
///
/// Twenty vectors an axis leave the jackknife enough to see how eigenvalues vary; with about as many vectors as axes its
/// intervals are too narrow.
#[derive(Debug)]
pub(super) struct Volume {
    sides: [Vec<Result<Vec<f64>, Undefined>>; 2],
}

/// The eigenvalues without each block, and the whole last, behind the blocks.
fn left_out(parts: &[CoMoments], k: usize) -> Vec<Result<Vec<f64>, Undefined>> {
    let mut whole = CoMoments::new(k);
    parts.iter().for_each(|part| whole.merge(part));
    let all = CoMoments::leave_one_out(parts.iter()).into_iter().chain([whole]);
    all.map(|moments| eigen::values(moments.covariance()?.view())).collect()
}

impl Volume {
    pub(super) fn of(sides: &[Arc<Cloud>; 2], axes: ArrayView2<'_, f64>, blocks: usize) -> Self {
        let side = |cloud: &Cloud| -> Vec<Result<Vec<f64>, Undefined>> {
            let projected = coordinates(cloud.points.view(), axes);
            let parts: Vec<CoMoments> = rows_by_block(projected.view(), &cloud.folded(blocks), blocks)
                .iter()
                .map(|rows| CoMoments::of(rows.view()))
                .collect();
            left_out(&parts, axes.nrows())
        };
        Self { sides: sides.each_ref().map(|cloud| side(cloud)) }
    }

    /// The same from the moments of all vectors.
    pub(super) fn of_moments(sides: [&VectorMoments; 2], blocks: usize) -> Result<Self, Undefined> {
        let rows = usize::try_from(sides[0].n().min(sides[1].n())).unwrap_or(usize::MAX);
        let k = common::n_axes(rows, sides[0].dimension()).ok_or(Undefined::TooFewPoints)?;
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

    /// Eigenvalues of one side's covariance within the axes.
    pub(super) fn spectrum(&self, which: Which, without: Option<usize>) -> Result<&[f64], Undefined> {
        let spectra = &self.sides[which as usize];
        let found = without.map_or(spectra.last(), |b| spectra.get(b)).ok_or(Undefined::TooFewPoints)?;
        found.as_deref().map_err(|reason| *reason)
    }
}
