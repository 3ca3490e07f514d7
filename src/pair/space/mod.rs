//! The vectors of a pair: as many of one side as of the other, and the evidence that metrics of spread, tails and
//! distance ask of them.
//!
//! Whatever is fitted (axes, radii, clusters) is fitted once, on all blocks, and stays fixed while blocks are left out.

mod balls;
mod cloud;
mod distance;
mod spread;
mod trace;

use std::cell::OnceCell;

use ndarray::ArrayView2;

use super::crossfit::fold;
use super::joint::Chance;
use super::{CutRow, Pair, View, Which};
use crate::estimator::space::auc::Auc;
use crate::estimator::space::{domain, energy, mmd};
use crate::profile::BLOCKS;
use crate::terms::{Measured, Undefined};
use balls::Balls;
use cloud::Cloud;
use distance::Distance;
use spread::Volume;

/// The vectors of both sides.
#[derive(Debug)]
pub struct Space {
    sides: [Cloud; 2],
    volume: ByFold<Result<Volume, Undefined>>,
    balls: ByFold<Result<Balls, Undefined>>,
    classifier: ByFold<Result<Auc, Undefined>>,
    energy: ByFold<Result<Distance, Undefined>>,
    mmd: ByFold<Result<Distance, Undefined>>,
}

/// Vectors that the median heuristic looks at.
const BANDWIDTH_ROWS: usize = 512;

impl Space {
    /// Takes the vectors of the rows that have one: as many of either side, from the head of the sample.
    ///
    /// # Errors
    /// [`Undefined::NoEmbeddings`] where a side has none.
    pub(super) fn new(sides: [&[CutRow<'_>]; 2]) -> Result<Self, Undefined> {
        let usable = |rows: &[CutRow<'_>]| rows.iter().filter(|(r, _)| r.embedding.is_some()).count();
        let rows = usable(sides[0]).min(usable(sides[1]));
        if rows == 0 {
            return Err(Undefined::NoEmbeddings);
        }
        let [before, after] = sides.map(|side| Cloud::new(side, rows));
        Ok(Self {
            sides: [before?, after?],
            volume: ByFold::default(),
            balls: ByFold::default(),
            classifier: ByFold::default(),
            energy: ByFold::default(),
            mmd: ByFold::default(),
        })
    }

    /// Vectors of either side.
    pub fn rows(&self) -> u64 {
        self.sides[0].blocks.len() as u64
    }

    /// Coordinates of a vector.
    pub fn dimension(&self) -> usize {
        self.sides[0].points.ncols()
    }

    fn side(&self, which: Which) -> &Cloud {
        &self.sides[which as usize]
    }

    fn classifier(&self, blocks: usize) -> Result<&Auc, Undefined> {
        let made = self.classifier.get(blocks, || {
            let [before, after] = &self.sides;
            let labels = [before.folded(blocks), after.folded(blocks)];
            let side = |at: usize| domain::Side { points: self.sides[at].points.view(), blocks: &labels[at] };
            domain::auc(side(0), side(1), blocks)
        });
        made.as_ref().map_err(|reason| *reason)
    }

    fn energy(&self, blocks: usize, seed: u64) -> Result<&Distance, Undefined> {
        let made = self
            .energy
            .get(blocks, || Distance::of(&self.sides, blocks, seed, energy::distance_sums, energy::unbiased));
        made.as_ref().map_err(|reason| *reason)
    }

    /// The bandwidth is the reference's, and only a scale: both sides are measured with it.
    fn mmd(&self, blocks: usize, seed: u64) -> Result<&Distance, Undefined> {
        let made = self.mmd.get(blocks, || {
            let bandwidth = mmd::median_distance(self.side(Which::Reference).points.view(), BANDWIDTH_ROWS)?;
            let sums = |points: ArrayView2<'_, f32>, groups: &[usize], n: usize| {
                mmd::gaussian_sums(points, groups, n, bandwidth)
            };
            Distance::of(&self.sides, blocks, seed, sums, |contrast| contrast.unbiased())
        });
        made.as_ref().map_err(|reason| *reason)
    }
}

impl Pair<'_> {
    fn space(&self) -> Result<&Space, Undefined> {
        self.drawn.as_ref().ok_or(Undefined::NoEmbeddings)?.space()
    }

    /// Area under the curve of a classifier that tells the sides apart, with folds of whole blocks.
    ///
    /// # Errors
    /// [`Undefined::NoEmbeddings`], [`Undefined::TooFewPoints`].
    pub fn classifier_auc(&self, without: Option<usize>) -> Measured {
        self.space()?.classifier(self.blocks)?.value(without)
    }

    /// Energy distance of the sides' vectors.
    ///
    /// # Errors
    /// As [`Pair::classifier_auc`].
    pub fn energy_distance(&self, without: Option<usize>) -> Measured {
        self.space()?.energy(self.blocks, self.seed)?.value(without)
    }

    /// What chance alone would show of it.
    pub fn energy_chance(&self) -> Option<Chance> {
        Some(self.space().ok()?.energy(self.blocks, self.seed).ok()?.chance)
    }

    /// Squared maximum mean discrepancy of the sides' vectors.
    ///
    /// # Errors
    /// As [`Pair::classifier_auc`]; [`Undefined::DuplicatePoints`] where the reference has no scale.
    pub fn mmd(&self, without: Option<usize>) -> Measured {
        self.space()?.mmd(self.blocks, self.seed)?.value(without)
    }

    /// What chance alone would show of it.
    pub fn mmd_chance(&self) -> Option<Chance> {
        Some(self.space().ok()?.mmd(self.blocks, self.seed).ok()?.chance)
    }
}

/// Evidence by number of blocks: 8, 16 or 32, made when it is first asked for.
#[derive(Debug)]
pub(super) struct ByFold<T>([OnceCell<T>; 3]);

impl<T> Default for ByFold<T> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| OnceCell::new()))
    }
}

impl<T> ByFold<T> {
    pub(super) fn get(&self, blocks: usize, make: impl FnOnce() -> T) -> &T {
        self.0[(blocks / 16).min(2)].get_or_init(make)
    }
}

/// One side's vectors, whole or without a block.
#[derive(Debug, Clone, Copy)]
pub struct SpaceView<'p> {
    space: &'p Space,
    which: Which,
    without: Option<usize>,
    blocks: usize,
}

impl<'p> View<'p> {
    /// The vectors of this side, as many as of the other.
    ///
    /// # Errors
    /// [`Undefined::NoEmbeddings`] where a side has none.
    pub fn space(&self) -> Result<SpaceView<'p>, Undefined> {
        let drawn = self.pair.drawn.as_ref().ok_or(Undefined::NoEmbeddings)?;
        let blocks = self.pair.blocks;
        Ok(SpaceView { space: drawn.space()?, which: self.which, without: self.without, blocks })
    }
}

impl<'p> SpaceView<'p> {
    /// Vectors of either side, left-out blocks included.
    pub fn rows(&self) -> u64 {
        self.space.rows()
    }

    fn cloud(&self) -> &'p Cloud {
        self.space.side(self.which)
    }

    fn volume(&self) -> Result<&'p Volume, Undefined> {
        let made = self.space.volume.get(self.blocks, || Volume::of(&self.space.sides, self.blocks));
        made.as_ref().map_err(|reason| *reason)
    }

    fn balls(&self) -> Result<&'p Balls, Undefined> {
        let made = self.space.balls.get(self.blocks, || Balls::of(&self.space.sides, self.blocks));
        made.as_ref().map_err(|reason| *reason)
    }

    /// Total variance: the trace of the covariance matrix (ddof 1).
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] below two vectors.
    pub fn total_variance(&self) -> Measured {
        let (without, blocks) = (self.without, self.blocks);
        self.cloud().trace().total_variance((0..BLOCKS).filter(|&b| Some(fold(b, blocks)) != without))
    }

    /// Variances along the principal axes of all of this side's vectors, exact for the whole and to first order without
    /// a block.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`], [`Undefined::TooManyDimensions`].
    pub fn spectrum(&self) -> Result<Vec<f64>, Undefined> {
        let variances = self.cloud().axes(self.blocks)?.variances(self.without)?;
        // Identical vectors have no axis, so one that holds nothing stands for all: their rank is 0, not unknown.
        Ok(if variances.is_empty() { vec![0.0] } else { variances })
    }

    /// Eigenvalues of the mean of x xᵀ over unit vectors, as [`SpaceView::spectrum`]: what Vendi scores are made of.
    ///
    /// # Errors
    /// As [`SpaceView::spectrum`]; [`Undefined::ZeroVector`].
    pub fn cosine_spectrum(&self) -> Result<Vec<f64>, Undefined> {
        self.cloud().cosine_axes(self.blocks)?.second_moments(self.without)
    }

    /// Mean of 1 - cos over all pairs of vectors.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`], [`Undefined::ZeroVector`].
    pub fn mean_cosine_distance(&self) -> Measured {
        let moments = self.cloud().cosine_axes(self.blocks)?;
        Ok(moments.variances(self.without)?.iter().sum())
    }

    /// Generalized variance per dimension in the principal axes that both sides have in common.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] where fewer than five axes can be told.
    pub fn generalized_variance(&self) -> Measured {
        self.volume()?.generalized_variance(self.which, self.without)
    }

    /// Share of the reference's tail points with a vector of this side within their ball; both measuring halves.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] where a half holds no neighborhoods.
    pub fn tail_points_reached(&self) -> Measured {
        Ok(self.balls()?.tail_reached(self.which, self.without))
    }

    /// Share of all reference points with a vector of this side within their ball.
    ///
    /// # Errors
    /// As [`SpaceView::tail_points_reached`].
    pub fn points_reached(&self) -> Measured {
        Ok(self.balls()?.reached(self.which, self.without))
    }

    /// Share of this side's vectors within any ball of the reference.
    ///
    /// # Errors
    /// As [`SpaceView::tail_points_reached`].
    pub fn inside(&self) -> Measured {
        self.balls()?.inside(self.which, self.without)
    }

    /// Balls of the reference that hold a vector of this side, on average, over k.
    ///
    /// # Errors
    /// As [`SpaceView::tail_points_reached`].
    pub fn density(&self) -> Measured {
        self.balls()?.density(self.which, self.without)
    }

    /// Share of the reference's vectors within any ball of this side.
    ///
    /// # Errors
    /// As [`SpaceView::tail_points_reached`].
    pub fn recall(&self) -> Measured {
        self.balls()?.recall(self.which, self.without)
    }
}
