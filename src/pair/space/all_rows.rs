//! Spread from the moments of every vector, where they were gathered, instead of from the sampled ones.

use std::sync::{Arc, OnceLock};

use ndarray::Array2;

use super::super::Which;
use super::ByFold;
use super::spread::Volume;
use crate::estimator::space::axes::AxisMoments;
use crate::estimator::space::principal::axes_of;
use crate::profile::VectorMoments;
use crate::terms::Undefined;

/// Moments of all vectors of both sides, with what was derived from them.
#[derive(Debug)]
pub(super) struct AllRows {
    sides: [Arc<VectorMoments>; 2],
    axes: [OnceLock<Result<Array2<f64>, Undefined>>; 2],
    spectra: [ByFold<Result<AxisMoments, Undefined>>; 2],
}

impl AllRows {
    pub(super) fn new(sides: [Arc<VectorMoments>; 2]) -> Self {
        Self { sides, axes: Default::default(), spectra: Default::default() }
    }

    /// Vectors of the smaller side.
    pub(super) fn rows(&self) -> u64 {
        self.sides[0].n().min(self.sides[1].n())
    }

    /// Whether so many blocks can be told apart.
    pub(super) fn bears(&self, blocks: usize) -> bool {
        self.sides.iter().all(|side| side.n_blocks() >= blocks)
    }

    /// Variances along the principal axes of a side, as those of the sample are made.
    pub(super) fn spectrum(
        &self,
        which: Which,
        without: Option<usize>,
        blocks: usize,
    ) -> Result<Vec<f64>, Undefined> {
        let side = &self.sides[which as usize];
        let made = self.spectra[which as usize].get(blocks, || {
            let axes = self.axes[which as usize].get_or_init(|| axes_of(side.whole().covariance()?.view()));
            let axes = axes.as_ref().map_err(|reason| *reason)?;
            Ok(AxisMoments::of_moments(axes.view(), &side.folded(blocks)))
        });
        made.as_ref().map_err(|reason| *reason)?.variances(without)
    }

    /// Both sides in the axes that they have in common.
    pub(super) fn volume(&self, blocks: usize) -> Result<Volume, Undefined> {
        Volume::of_moments([&self.sides[0], &self.sides[1]], blocks)
    }
}
