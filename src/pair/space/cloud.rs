//! The vectors of one side, with their blocks and what was derived from them alone.

use std::sync::{Arc, OnceLock};

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::super::CutRow;
use super::super::crossfit::fold;
use super::ByFold;
use super::neighborhoods::Set;
use super::trace::Trace;
use crate::estimator::space::axes::AxisMoments;
use crate::estimator::space::heavy::{Distances, heavy};
use crate::estimator::space::principal::{About, principal_axes};
use crate::estimator::space::spread::unit_rows;
use crate::profile::SampleRow;
use crate::terms::Undefined;
use crate::threads::alone;

/// The vectors of one side, in sample order.
#[derive(Debug)]
pub(in crate::pair) struct Cloud {
    pub(super) points: Array2<f32>,
    pub(super) blocks: Vec<u8>,
    /// Equal for answers to one prompt; `None` where rows have no key.
    pub(super) keys: Vec<Option<u64>>,
    trace: OnceLock<Trace>,
    distances: OnceLock<Distances>,
    axes: Turned,
    unit: OnceLock<Result<Array2<f32>, Undefined>>,
    cosine: Turned,
    halves: OnceLock<Arc<[Set; 2]>>,
}

/// The first vectors of a side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head<'c> {
    pub(super) points: ArrayView2<'c, f32>,
    pub(super) blocks: &'c [u8],
    pub(super) keys: &'c [Option<u64>],
}

impl Head<'_> {
    /// The block of each vector when there are fewer blocks.
    pub(super) fn folded(&self, blocks: usize) -> Vec<u8> {
        self.blocks.iter().map(|&b| fold(b.into(), blocks) as u8).collect()
    }
}

/// What tells prompts apart.
pub(super) fn key_of(row: &SampleRow) -> Option<u64> {
    row.keyed.then_some(row.order)
}

/// Points along the principal axes of one matrix of theirs.
#[derive(Debug, Default)]
struct Turned {
    axes: OnceLock<Result<Array2<f64>, Undefined>>,
    moments: ByFold<Result<AxisMoments, Undefined>>,
}

impl Turned {
    fn axes(&self, points: &Array2<f32>, about: About) -> Result<&Array2<f64>, Undefined> {
        let made = self.axes.get_or_init(|| principal_axes(points.view(), about));
        made.as_ref().map_err(|reason| *reason)
    }

    fn get(
        &self,
        points: &Array2<f32>,
        about: About,
        labels: &[u8],
        blocks: usize,
    ) -> Result<&AxisMoments, Undefined> {
        let made = self.moments.get(blocks, || {
            Ok(AxisMoments::of_points(self.axes(points, about)?.view(), points.view(), labels, blocks))
        });
        made.as_ref().map_err(|reason| *reason)
    }
}

impl Cloud {
    /// The first `n` vectors of these rows.
    pub(in crate::pair) fn new(rows: &[CutRow<'_>], n: usize) -> Result<Self, Undefined> {
        let mut coordinates = Vec::new();
        let mut blocks = Vec::with_capacity(n);
        let mut keys = Vec::with_capacity(n);
        for (row, _) in rows {
            if let Some(vector) = row.embedding.as_deref().filter(|_| blocks.len() < n) {
                coordinates.extend_from_slice(vector);
                blocks.push(row.block);
                keys.push(key_of(row));
            }
        }
        // A sample holds vectors of one dimension only, so the shape always fits.
        let shape = (n, coordinates.len() / n);
        let points = Array2::from_shape_vec(shape, coordinates).map_err(|_| Undefined::NoEmbeddings)?;
        Ok(Self::of_points(points, blocks, keys))
    }

    /// These vectors, with the block and the key of each.
    pub(super) fn of_points(points: Array2<f32>, blocks: Vec<u8>, keys: Vec<Option<u64>>) -> Self {
        Self {
            points,
            blocks,
            keys,
            trace: OnceLock::new(),
            distances: OnceLock::new(),
            axes: Turned::default(),
            unit: OnceLock::new(),
            cosine: Turned::default(),
            halves: OnceLock::new(),
        }
    }

    /// Every vector with its block.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, ArrayView1<'_, f32>)> {
        self.blocks.iter().map(|&b| usize::from(b)).zip(self.points.rows())
    }

    /// The block of each vector when there are fewer blocks.
    pub(super) fn folded(&self, blocks: usize) -> Vec<u8> {
        self.head(self.blocks.len()).folded(blocks)
    }

    /// The first `n` vectors.
    pub(super) fn head(&self, n: usize) -> Head<'_> {
        let n = n.min(self.blocks.len());
        Head {
            points: self.points.view().split_at(Axis(0), n).0,
            blocks: &self.blocks[..n],
            keys: &self.keys[..n],
        }
    }

    pub(super) fn trace(&self) -> &Trace {
        self.trace.get_or_init(|| Trace::of(self))
    }

    /// Whether a vector holds so much of the variance by itself that it hides what the others do.
    pub(super) fn is_heavy(&self) -> bool {
        let d = self.points.ncols().max(1);
        self.points.as_slice().is_some_and(|all| !heavy(all.chunks_exact(d)).is_empty())
    }

    /// The vectors of either half of the blocks, each with the distance to its nearest.
    pub(super) fn halves(&self) -> Arc<[Set; 2]> {
        // Comparisons share it, so no thread may take up another one meanwhile.
        Arc::clone(self.halves.get_or_init(|| alone(|| Arc::new([0, 1].map(|half| Set::of(self, half))))))
    }

    /// How far the vectors lie from the middle of the nearest nine tenths.
    pub(super) fn distances(&self) -> &Distances {
        self.distances.get_or_init(|| Distances::of(self.points.view()))
    }

    /// These vectors without the farthest tenth.
    pub(super) fn trimmed(&self) -> Self {
        let rows = self.distances().nearest();
        Self::of_points(
            self.points.select(Axis(0), &rows),
            rows.iter().map(|&row| self.blocks[row]).collect(),
            rows.iter().map(|&row| self.keys[row]).collect(),
        )
    }

    /// This side's own principal axes, one a row.
    pub(super) fn principal_axes(&self) -> Result<&Array2<f64>, Undefined> {
        self.axes.axes(&self.points, About::Mean)
    }

    /// Moments along this side's own principal axes.
    pub(super) fn axes(&self, blocks: usize) -> Result<&AxisMoments, Undefined> {
        self.axes.get(&self.points, About::Mean, &self.folded(blocks), blocks)
    }

    /// Moments of the vectors scaled to length 1, along the axes of their second moments.
    pub(super) fn cosine_axes(&self, blocks: usize) -> Result<&AxisMoments, Undefined> {
        let unit = self.unit.get_or_init(|| unit_rows(self.points.view()));
        let unit = unit.as_ref().map_err(|reason| *reason)?;
        self.cosine.get(unit, About::Origin, &self.folded(blocks), blocks)
    }
}
