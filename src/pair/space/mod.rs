//! The vectors of a pair: as many of one side as of the other, and the evidence that metrics of spread, tails and
//! distance ask of them.
//!
//! Whatever is fitted (axes, radii, clusters) is fitted once, on all blocks, and stays fixed while blocks are left out.

mod all_rows;
mod balls;
mod cloud;
mod common;
mod distance;
mod frechet;
mod map;
mod mauve;
mod model;
mod modes;
mod narrow;
mod nearest;
mod neighborhoods;
mod pool;
mod reached;
mod sparse;
mod spread;
mod text;
mod tight;
mod trace;

use std::sync::{Arc, OnceLock};

use super::crossfit::fold;
use super::joint::Chance;
use super::{Corpus, CutRow, Pair, View, Which};
use crate::estimator::space::auc::Auc;
use crate::estimator::space::pairs::Contrast;
use crate::estimator::space::{domain, energy, knn_entropy, mmd, two_nn};
use crate::profile::{BLOCKS, Tokenizer, VectorMoments};
use crate::static_model::StaticModel;
use crate::terms::{Measured, Undefined};
use all_rows::AllRows;
use balls::Balls;
pub(super) use cloud::Cloud;
use common::Common;
use distance::{Distance, Pairs, ROWS};
pub use map::Map;
pub use modes::Modes;
use nearest::Nearest;
use neighborhoods::Neighborhoods;
use pool::Pool;
use sparse::Sparse;
use spread::Volume;
use tight::Tight;

/// The vectors of both sides.
#[derive(Debug)]
pub struct Space {
    sides: [Arc<Cloud>; 2],
    is_narrowed: bool,
    all: Option<AllRows>,
    common: OnceLock<Result<Common, Undefined>>,
    together: OnceLock<Result<Common, Undefined>>,
    volume: ByFold<Result<Volume, Undefined>>,
    modes: OnceLock<Result<Modes, Undefined>>,
    pool: OnceLock<Result<Pool, Undefined>>,
    tight: OnceLock<Result<Tight, Undefined>>,
    sparse: ByFold<Result<Sparse, Undefined>>,
    heavy: OnceLock<bool>,
    /// Neighbors within either side, in few coordinates and in all.
    near_in_few: [ByFold<Result<Nearest, Undefined>>; 2],
    near_in_all: [ByFold<Result<Nearest, Undefined>>; 2],
    neighborhoods: OnceLock<Neighborhoods>,
    /// Balls around vectors of the reference, and of the current generation.
    balls: [ByFold<Result<Balls, Undefined>>; 2],
    classifier: ByFold<Result<Auc, Undefined>>,
    distances: [ByFold<Result<Distance, Undefined>>; 4],
}

/// A distance of two clouds of vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// Energy distance.
    Energy,
    /// Squared maximum mean discrepancy under a Gaussian kernel.
    Mmd,
    /// Fréchet distance within the axes that both sides have in common, less what size explains.
    Frechet,
    /// 1 - MAUVE, less what size explains.
    Mauve,
}

/// Vectors that the median heuristic looks at.
const BANDWIDTH_ROWS: usize = 512;

/// Axes in which entropy is estimated: its bias grows with them.
const ENTROPY_AXES: usize = 10;

/// The neighbor whose distance the entropy is estimated from.
const ENTROPY_NEIGHBOR: usize = 3;

impl Space {
    /// Takes the vectors of the rows that have one: as many of either side, from the head of the sample. Those of corpora of whose samples
    /// these rows are the first are shared.
    ///
    /// # Errors
    /// [`Undefined::NoEmbeddings`] where a side has none.
    pub(super) fn new(
        sides: [&[CutRow<'_>]; 2],
        heads_of: Option<&[Arc<Corpus<'_>>; 2]>,
    ) -> Result<Self, Undefined> {
        let usable = |rows: &[CutRow<'_>]| rows.iter().filter(|(r, _)| r.embedding.is_some()).count();
        let rows = usable(sides[0]).min(usable(sides[1]));
        if rows == 0 {
            return Err(Undefined::NoEmbeddings);
        }
        let [before, after] = match heads_of {
            Some(corpora) => corpora.each_ref().map(|corpus| corpus.cloud(rows)),
            None => sides.map(|side| Cloud::new(side, rows).map(Arc::new)),
        };
        let sides = [before?, after?];
        let loses = narrow::loses(rows, sides[0].points.ncols());
        Ok(Self { is_narrowed: loses, ..Self::of_clouds(narrow::narrow(sides)?) })
    }

    /// The built-in vectors of the rows' text, as many of either side.
    ///
    /// # Errors
    /// [`Undefined::NoEmbeddings`] where a side has no rows.
    pub(super) fn of_text(sides: [&[CutRow<'_>]; 2], tokenizer: Tokenizer) -> Result<Self, Undefined> {
        let rows = sides[0].len().min(sides[1].len()).min(text::ROWS);
        if rows == 0 {
            return Err(Undefined::NoEmbeddings);
        }
        Ok(Self::of_clouds(text::clouds(sides, rows, tokenizer).map(Arc::new)))
    }

    /// The vectors of the rows' text by a model, as many of either side.
    ///
    /// # Errors
    /// [`Undefined::NoEmbeddings`] where a side has no rows with a word that the model knows.
    pub(super) fn of_model(
        sides: [&[CutRow<'_>]; 2],
        tokenizer: Tokenizer,
        model: StaticModel,
    ) -> Result<Self, Undefined> {
        let rows = sides[0].len().min(sides[1].len()).min(model::ROWS);
        let clouds = model::clouds(sides, rows, tokenizer, model).ok_or(Undefined::NoEmbeddings)?;
        let loses = narrow::loses(clouds[0].points.nrows(), model.dimension());
        Ok(Self { is_narrowed: loses, ..Self::of_clouds(narrow::narrow(clouds.map(Arc::new))?) })
    }

    fn of_clouds(sides: [Arc<Cloud>; 2]) -> Self {
        Self {
            sides,
            is_narrowed: false,
            all: None,
            common: OnceLock::new(),
            together: OnceLock::new(),
            volume: ByFold::default(),
            modes: OnceLock::new(),
            pool: OnceLock::new(),
            tight: OnceLock::new(),
            sparse: ByFold::default(),
            heavy: OnceLock::new(),
            near_in_few: Default::default(),
            near_in_all: Default::default(),
            neighborhoods: OnceLock::new(),
            balls: Default::default(),
            classifier: ByFold::default(),
            distances: Default::default(),
        }
    }

    /// The same vectors, with the moments of all of which they are a sample.
    pub(super) fn with_all(self, all: Option<[Arc<VectorMoments>; 2]>) -> Self {
        Self { all: all.map(AllRows::new), ..self }
    }

    /// Vectors of either side behind figures that need moments only.
    pub fn moment_rows(&self) -> u64 {
        self.all.as_ref().map_or(self.rows(), AllRows::rows)
    }

    /// Vectors of either side.
    pub fn rows(&self) -> u64 {
        self.sides[0].blocks.len() as u64
    }

    /// Whether the vectors have so many coordinates that they are looked at in fewer directions, beyond which something may lie.
    pub fn is_narrowed(&self) -> bool {
        self.is_narrowed
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

    fn common(&self) -> Result<&Common, Undefined> {
        self.common.get_or_init(|| Common::of(&self.sides)).as_ref().map_err(|reason| *reason)
    }

    fn together(&self) -> Result<&Common, Undefined> {
        self.together.get_or_init(|| Common::together(&self.sides)).as_ref().map_err(|reason| *reason)
    }

    fn modes(&self) -> Result<&Modes, Undefined> {
        let made = self.modes.get_or_init(|| Modes::of(&self.sides, self.common()?));
        made.as_ref().map_err(|reason| *reason)
    }

    /// Whether a vector of either side holds so much of the variance that spread is measured without the farthest tenth of both.
    pub fn is_trimmed(&self) -> bool {
        *self.heavy.get_or_init(|| self.sides.iter().any(|side| side.is_heavy()))
    }

    fn tight(&self) -> Result<&Tight, Undefined> {
        self.tight.get_or_init(|| Ok(Tight::of(self.pool()?))).as_ref().map_err(|reason| *reason)
    }

    fn pool(&self) -> Result<&Pool, Undefined> {
        self.pool.get_or_init(|| Pool::of(&self.sides)).as_ref().map_err(|reason| *reason)
    }

    fn distance(&self, which: Apart, blocks: usize, seed: u64) -> Result<&Distance, Undefined> {
        let made = self.distances[which as usize].get(blocks, || self.new_distance(which, blocks, seed));
        made.as_ref().map_err(|reason| *reason)
    }

    fn new_distance(&self, which: Apart, blocks: usize, seed: u64) -> Result<Distance, Undefined> {
        let (sides, n_groups) = (&self.sides, 2 * blocks);
        let groups = || common::groups(sides, blocks);
        match which {
            Apart::Energy => {
                let pairs = Pairs::of(sides, blocks, f64::sqrt, energy::unbiased);
                Distance::unbiased(pairs, blocks, seed)
            }
            Apart::Mmd => {
                // The bandwidth is the reference's, and only a scale: both sides are measured with it.
                let reference = self.side(Which::Reference).points.view();
                let bandwidth = mmd::median_distance(reference, BANDWIDTH_ROWS)?;
                let pairs = Pairs::of(sides, blocks, mmd::gaussian_kernel(bandwidth), Contrast::unbiased);
                Distance::unbiased(pairs, blocks, seed)
            }
            Apart::Frechet => {
                let groups = groups();
                let frechet = frechet::Frechet::of(self.together()?.points(), &groups, n_groups);
                Distance::biased(frechet, &groups, blocks, seed)
            }
            Apart::Mauve => {
                let groups = groups();
                let mauve = mauve::Mauve::of(self.together()?.points(), &groups, n_groups)?;
                Distance::biased(mauve, &groups, blocks, seed)
            }
        }
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

    /// A distance of the sides' vectors.
    ///
    /// # Errors
    /// As [`Pair::classifier_auc`]; [`Undefined::DuplicatePoints`] where the reference has no scale, which MMD needs.
    pub fn apart(&self, which: Apart, without: Option<usize>) -> Measured {
        self.space()?.distance(which, self.blocks, self.seed)?.value(without)
    }

    /// What chance alone would show of it.
    pub fn apart_by_chance(&self, which: Apart) -> Option<Chance> {
        Some(self.space().ok()?.distance(which, self.blocks, self.seed).ok()?.chance)
    }
}

/// Evidence by number of blocks: 8, 16 or 32, made when it is first asked for.
#[derive(Debug)]
pub(super) struct ByFold<T>([OnceLock<T>; 3]);

impl<T> Default for ByFold<T> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| OnceLock::new()))
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

    /// The moments of all vectors, where they were gathered in enough blocks.
    fn all(&self) -> Option<&'p AllRows> {
        self.space.all.as_ref().filter(|all| all.bears(self.blocks))
    }

    fn cloud(&self) -> &'p Cloud {
        self.space.side(self.which)
    }

    fn volume(&self) -> Result<&'p Volume, Undefined> {
        let made = self.space.volume.get(self.blocks, || match self.all() {
            _ if self.space.is_trimmed() => {
                let sides = self.space.sides.each_ref().map(|side| Arc::new(side.trimmed()));
                Ok(Volume::of(&sides, Common::of(&sides)?.axes.view(), self.blocks))
            }
            Some(all) => all.volume(self.blocks),
            None => {
                let axes = self.space.common()?.axes.view();
                Ok(Volume::of(&self.space.sides, axes, self.blocks))
            }
        });
        made.as_ref().map_err(|reason| *reason)
    }

    /// Balls around vectors of one side, made when first asked for.
    fn balls_of(&self, centers: Which) -> Result<&'p Balls, Undefined> {
        let space = self.space;
        let made = space.balls[centers as usize].get(self.blocks, || {
            let around = space.neighborhoods.get_or_init(|| Neighborhoods::of(&space.sides));
            Balls::of(around, &space.sides, centers, self.blocks)
        });
        made.as_ref().map_err(|reason| *reason)
    }

    fn balls(&self) -> Result<&'p Balls, Undefined> {
        self.balls_of(Which::Reference)
    }

    /// Total variance: the trace of the covariance matrix (ddof 1); where a vector of either side holds more than 5% of it, the mean squared
    /// distance from the middle without the farthest tenth of either side.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] below two vectors.
    pub fn total_variance(&self) -> Measured {
        let (without, blocks) = (self.without, self.blocks);
        if self.space.is_trimmed() {
            let cloud = self.cloud();
            let is_kept = |row: usize| Some(fold(cloud.blocks[row].into(), blocks)) != without;
            return cloud.distances().trimmed_variance(is_kept);
        }
        if let Some(all) = self.all() {
            return Ok(all.spectrum(self.which, without, blocks)?.iter().sum());
        }
        self.cloud().trace().total_variance((0..BLOCKS).filter(|&b| Some(fold(b, blocks)) != without))
    }

    /// Variances along the principal axes of all of this side's vectors, exact for the whole and to first order without
    /// a block.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`], [`Undefined::TooManyDimensions`].
    pub fn spectrum(&self) -> Result<Vec<f64>, Undefined> {
        let variances = match self.all() {
            Some(all) => all.spectrum(self.which, self.without, self.blocks)?,
            None => self.cloud().axes(self.blocks)?.variances(self.without)?,
        };
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

    /// Eigenvalues of this side's covariance within the leading principal axes that both sides have in common.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] where fewer than five axes can be told.
    pub fn common_spectrum(&self) -> Result<&'p [f64], Undefined> {
        self.volume()?.spectrum(self.which, self.without)
    }

    /// Both sides on the plane of the reference's first two principal axes.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] where the reference varies in fewer than two directions, or is too small for neighborhoods.
    pub fn map(&self) -> Result<Map, Undefined> {
        Map::of(&self.space.sides, self.balls()?, self.blocks)
    }

    /// Clusters of both sides' vectors.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] where fewer than five common axes can be told.
    pub fn modes(&self) -> Result<&'p Modes, Undefined> {
        self.space.modes()
    }

    /// Entropy (nats) of the shares of the clusters that this side's vectors fall in.
    ///
    /// # Errors
    /// As [`SpaceView::modes`].
    pub fn mode_entropy(&self) -> Measured {
        let (without, blocks) = (self.without, self.blocks);
        let counts = self.modes()?.counts(self.which as usize, |block| Some(fold(block, blocks)) != without);
        let total = counts.iter().sum::<u64>() as f64;
        let shares = counts.into_iter().filter(|n| *n > 0).map(|n| n as f64 / total);
        Ok(shares.map(|p| -p * p.ln()).sum())
    }

    /// Kozachenko-Leonenko entropy (nats) in the first ten axes that both sides have in common.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] where fewer than five axes can be told, [`Undefined::DuplicatePoints`].
    pub fn knn_entropy(&self) -> Measured {
        let head = self.cloud().head(ROWS);
        let points = self.space.common()?.side(self.which as usize, ENTROPY_AXES);
        let made = self.space.near_in_few[self.which as usize]
            .get(self.blocks, || Nearest::of(points, head, self.blocks));
        let radii = made.as_ref().map_err(|reason| *reason)?.first::<ENTROPY_NEIGHBOR>(self.without, true)?;
        let n = radii.len();
        let last = radii.into_iter().map(|near| near[ENTROPY_NEIGHBOR - 1]);
        knn_entropy::of_radii(last, n, points.ncols(), ENTROPY_NEIGHBOR)
    }

    /// TwoNN dimension, in all coordinates; duplicates of a vector are no neighbors of it.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`], [`Undefined::DuplicatePoints`], [`Undefined::EquidistantPoints`].
    pub fn intrinsic_dimension(&self) -> Measured {
        let head = self.cloud().head(ROWS);
        let made = self.space.near_in_all[self.which as usize]
            .get(self.blocks, || Nearest::of(head.points, head, self.blocks));
        let nearest = made.as_ref().map_err(|reason| *reason)?.first::<2>(self.without, false)?;
        two_nn::of_distances(nearest.into_iter().map(|[first, second]| (first, second)))
    }
}
