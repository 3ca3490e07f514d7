//! Both sides' first vectors as one cloud: what lies near each, whichever side it comes from.
//!
//! Exchanging the sides of a block changes no distance, so whatever is said of this cloud is said of both sides alike. Vectors of a
//! vector's own block are not its neighbors: other answers to its prompt, and copies of it, tell nothing of how rare it is.

use std::sync::Arc;

use ndarray::{Axis, concatenate};

use super::Cloud;
use super::distance::ROWS;
use crate::estimator::space::neighbors::{self, Neighbors};
use crate::terms::Undefined;

/// Neighbors that are looked for: enough to link clumps by.
const NEIGHBORS: usize = 8;

/// As many of the first vectors of either side, the reference's before the current generation's.
#[derive(Debug)]
pub(super) struct Pool {
    /// The nearest vectors of other blocks.
    pub(super) near: Neighbors,
    /// The block of each vector.
    pub(super) blocks: Vec<u8>,
}

impl Pool {
    pub(super) fn of(sides: &[Arc<Cloud>; 2]) -> Result<Self, Undefined> {
        let heads = sides.each_ref().map(|side| side.head(ROWS));
        let points =
            concatenate(Axis(0), &heads.map(|head| head.points)).map_err(|_| Undefined::TooFewPoints)?;
        let blocks = heads.map(|head| head.blocks).concat();
        Ok(Self { near: neighbors::apart(points.view(), &blocks, NEIGHBORS)?, blocks })
    }

    /// The side and the block of each vector.
    pub(super) fn places(&self) -> impl Iterator<Item = (usize, usize)> {
        let of_a_side = self.blocks.len() / 2;
        self.blocks.iter().enumerate().map(move |(at, &block)| (usize::from(at >= of_a_side), block.into()))
    }
}
