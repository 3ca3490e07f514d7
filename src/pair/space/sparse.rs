//! The sparse regions of both sides' vectors together: the vectors that lie farthest from all others, whoever of the two they come from.

use super::SpaceView;
use super::pool::Pool;
use crate::pair::side::BlockSums;
use crate::profile::BLOCKS;
use crate::terms::{Measured, Undefined};

/// The neighbor whose distance says how sparse a region is; as for balls.
const K: usize = super::neighborhoods::K;

/// Share of all vectors that lie in sparse regions.
const SPARSE: f64 = 0.1;

/// Vectors of either side in sparse regions, and all, by block.
#[derive(Debug)]
pub(super) struct Sparse {
    sides: [[BlockSums; 2]; 2],
}

impl Sparse {
    pub(super) fn of(pool: &Pool, blocks: usize) -> Result<Self, Undefined> {
        let radii: Vec<f64> = (0..pool.near.len()).map(|i| pool.near.distances(i)[K - 1]).collect();
        let limit = limit(&radii);
        if radii.iter().all(|&radius| radius <= limit) {
            return Err(Undefined::DuplicatePoints);
        }
        let mut sides = [[[0; BLOCKS]; 2]; 2];
        for (radius, (side, block)) in radii.into_iter().zip(pool.places()) {
            sides[side][0][block] += u64::from(radius > limit);
            sides[side][1][block] += 1;
        }
        Ok(Self { sides: sides.map(|side| side.map(|counts| BlockSums::folded(&counts, blocks))) })
    }
}

/// The radius that at most a tenth of the vectors exceed. Of equal radii either all are beyond it or none, since their order says which
/// side they come from.
fn limit(radii: &[f64]) -> f64 {
    let mut sorted = radii.to_vec();
    let beyond = (SPARSE * sorted.len() as f64) as usize;
    let at = sorted.len() - beyond.max(1) - 1;
    *sorted.select_nth_unstable_by(at, f64::total_cmp).1
}

impl SpaceView<'_> {
    fn sparse(&self) -> Result<&[BlockSums; 2], Undefined> {
        let made = self.space.sparse.get(self.blocks, || Sparse::of(self.space.pool()?, self.blocks));
        made.as_ref().map(|sparse| &sparse.sides[self.which as usize]).map_err(|reason| *reason)
    }

    /// Vectors of this side in the sparse regions of both sides together, and all of its vectors.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`]; [`Undefined::DuplicatePoints`] where no vector lies farther from the others than the rest.
    pub fn sparse_vectors(&self) -> Result<(u64, u64), Undefined> {
        let [sparse, all] = self.sparse()?;
        Ok((sparse.without(self.without), all.without(self.without)))
    }

    /// Share of this side's vectors in the sparse regions of both sides together.
    ///
    /// # Errors
    /// As [`SpaceView::sparse_vectors`].
    pub fn sparse_share(&self) -> Measured {
        match self.sparse_vectors()? {
            (_, 0) => Err(Undefined::TooFewPoints),
            (sparse, all) => Ok(sparse as f64 / all as f64),
        }
    }
}
