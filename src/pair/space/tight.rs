//! Tight rare modes: what both sides' vectors show as small clumps, whoever of the two they come from.
//!
//! A point of a tight mode has near neighbors however rare the mode is, so no ball around it is large and no tail of sparse points holds
//! it. Clumps are found on both sides together, so that exchanging the sides changes nothing but names.

use super::super::crossfit::fold;
use super::SpaceView;
use super::pool::Pool;
use crate::estimator::space::clumps::clumps;
use crate::estimator::space::survival::Visits;
use crate::profile::BLOCKS;
use crate::terms::{Measured, Undefined};

/// Blocks that the points of a mode come from, at least: answers to one prompt lie in one block and are no mode.
const FEWEST_BLOCKS: u32 = 4;

/// Share of all points above which a clump is not rare.
const MOST: f64 = 0.02;

/// Modes of one clump each, with how many vectors of either side fall in each block.
#[derive(Debug)]
pub(super) struct Tight {
    modes: Vec<[[u32; BLOCKS]; 2]>,
}

impl Tight {
    pub(super) fn of(pool: &Pool) -> Self {
        let clump = clumps(&pool.near);
        let mut by_clump = vec![[[0u32; BLOCKS]; 2]; 0];
        let mut numbers = vec![usize::MAX; clump.len()];
        for (&clump, (side, block)) in clump.iter().zip(pool.places()) {
            if numbers[clump] == usize::MAX {
                numbers[clump] = by_clump.len();
                by_clump.push([[0; BLOCKS]; 2]);
            }
            by_clump[numbers[clump]][side][block] += 1;
        }
        let most = MOST * clump.len() as f64;
        by_clump.retain(|mode| blocks_of(mode) >= FEWEST_BLOCKS && f64::from(points_of(mode)) <= most);
        Self { modes: by_clump }
    }

    /// Number of modes.
    pub(super) fn len(&self) -> usize {
        self.modes.len()
    }

    /// Modes that a side visits with the blocks that are kept.
    pub(super) fn visited(&self, side: usize, kept: impl Fn(usize) -> bool) -> u64 {
        let is_visited =
            |mode: &&[[u32; BLOCKS]; 2]| mode[side].iter().enumerate().any(|(b, &n)| n > 0 && kept(b));
        self.modes.iter().filter(is_visited).count() as u64
    }

    /// What either side shows of each mode.
    pub(super) fn visits(&self) -> Vec<Visits> {
        let visits = |mode: &[[u32; BLOCKS]; 2]| {
            let [before, after] = mode.map(|blocks| blocks.iter().map(|&n| u64::from(n)).sum());
            Visits { before, after, groups: blocks_of(mode) }
        };
        self.modes.iter().map(visits).collect()
    }
}

/// Blocks that a mode's points come from, of whichever side.
fn blocks_of(mode: &[[u32; BLOCKS]; 2]) -> u32 {
    (0..BLOCKS).map(|b| u32::from(mode[0][b] + mode[1][b] > 0)).sum()
}

fn points_of(mode: &[[u32; BLOCKS]; 2]) -> u32 {
    mode.iter().flatten().sum()
}

impl SpaceView<'_> {
    /// Share of the tight rare modes of both sides' vectors that this side visits.
    ///
    /// # Errors
    /// [`Undefined::TooFewModes`] without any, [`Undefined::TooFewPoints`].
    pub fn tight_modes_visited(&self) -> Measured {
        let (tight, without, blocks) = (self.space.tight()?, self.without, self.blocks);
        if tight.len() == 0 {
            return Err(Undefined::TooFewModes);
        }
        let visited = tight.visited(self.which as usize, |block| Some(fold(block, blocks)) != without);
        Ok(visited as f64 / tight.len() as f64)
    }

    /// What both sides show of each of these modes.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`].
    pub fn tight_modes(&self) -> Result<Vec<Visits>, Undefined> {
        Ok(self.space.tight()?.visits())
    }
}
