//! The nearest neighbors of every vector within its own side, with enough of them that a block can be left out.

use ndarray::ArrayView2;

use super::cloud::Head;
use crate::estimator::space::neighbors;
use crate::terms::Undefined;

/// Neighbors kept of each vector.
const KEPT: usize = 16;

/// Distances to the nearest neighbors, with the blocks of these.
#[derive(Debug)]
pub(super) struct Nearest {
    blocks: Vec<u8>,
    /// [`KEPT`] a vector, or as many as there are, nearest first.
    found: Vec<(f64, u8)>,
    kept: usize,
}

impl Nearest {
    /// Of these points, which are the vectors of `head` in some coordinates.
    pub(super) fn of(points: ArrayView2<'_, f32>, head: Head<'_>, blocks: usize) -> Result<Self, Undefined> {
        let labels = head.folded(blocks);
        let kept = KEPT.min(points.nrows().saturating_sub(1));
        let all = neighbors::within(points, kept)?;
        let of = |i: usize| all.distances(i).iter().zip(all.indices(i)).map(|(&r, &j)| (r, labels[j]));
        let found = (0..all.len()).flat_map(of).collect();
        Ok(Self { blocks: labels, found, kept })
    }

    /// Of every vector outside a block the distances to its first `N` neighbors outside it; duplicates of a vector count as
    /// neighbors, or not.
    ///
    /// # Errors
    /// [`Undefined::DuplicatePoints`] where nearly all neighbors of a vector are its duplicates and these do not count,
    /// [`Undefined::Unstable`] where a block holds nearly all of them.
    pub(super) fn first<const N: usize>(
        &self,
        without: Option<usize>,
        duplicates: bool,
    ) -> Result<Vec<[f64; N]>, Undefined> {
        let out = |block: u8| Some(usize::from(block)) == without;
        let rows = self.blocks.iter().zip(self.found.chunks_exact(self.kept));
        rows.filter(|(block, _)| !out(**block))
            .map(|(_, found)| {
                let mut distances = [0.0; N];
                let counts = |distance: f64| duplicates || distance > 0.0;
                let mut left = found.iter().filter(|(distance, block)| !out(*block) && counts(*distance));
                let short = || match found.iter().filter(|(distance, _)| counts(*distance)).count() < N {
                    true => Undefined::DuplicatePoints,
                    false => Undefined::Unstable,
                };
                for slot in &mut distances {
                    *slot = left.next().ok_or_else(short)?.0;
                }
                Ok(distances)
            })
            .collect()
    }
}
