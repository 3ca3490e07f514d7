//! The census of modes: which clusters of meaning shrank, vanished or grew beyond chance.

use super::basis::Basis;
use super::resample::simultaneous;
use crate::metric::METRICS;
use crate::pair::{Modes, Which, blocks_for};
use crate::terms::Undefined;

/// One cluster of both sides' vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Mode {
    /// Vectors of the reference in it.
    pub before: u64,
    /// Vectors of the current generation in it, of as many.
    pub after: u64,
    /// Its share now less its share before.
    pub difference: f64,
    /// Ends of an interval that holds the true difference for all clusters at once, 19 times in 20; `None` where no block
    /// makes a difference.
    pub interval: Option<(f64, f64)>,
    /// Positions of its rows among the sampled rows that have a vector: the reference's, the current generation's.
    pub members: [Vec<usize>; 2],
}

/// Counts the vectors of both sides in clusters fitted on both.
///
/// # Errors
/// [`Undefined::NoEmbeddings`], [`Undefined::TooFewPoints`], [`Undefined::TooFewDocuments`].
pub(super) fn census(basis: &Basis<'_>) -> Result<Vec<Mode>, Undefined> {
    let any =
        METRICS.iter().find(|m| m.size == crate::metric::Size::Vectors).ok_or(Undefined::NoEmbeddings)?;
    let blocks = blocks_for(basis.n_used(any, None)?).ok_or(Undefined::TooFewDocuments)?;
    let modes: &Modes = basis.pair(blocks).view(Which::Reference, None).space()?.modes()?;
    let shares = |without: Option<usize>| {
        [0, 1].map(|side| {
            let counts = modes.counts(side, |block| Some(block % blocks) != without);
            let total = counts.iter().sum::<u64>().max(1) as f64;
            counts.into_iter().map(|n| n as f64 / total).collect::<Vec<f64>>()
        })
    };
    let left_out: Vec<_> = (0..blocks).map(|b| shares(Some(b))).collect();
    let [before, after] = shares(None);
    let counts = [0, 1].map(|side| modes.counts(side, |_| true));
    let mode = |at: usize| {
        let difference = after[at] - before[at];
        let without: Vec<f64> = left_out.iter().map(|[b, a]| a[at] - b[at]).collect();
        let members = [0, 1].map(|side| {
            let labels = modes.labels(side).iter().enumerate();
            labels.filter(|(_, cluster)| **cluster == at).map(|(row, _)| row).collect()
        });
        let interval = simultaneous(difference, &without, modes.len());
        Mode { before: counts[0][at], after: counts[1][at], difference, interval, members }
    };
    Ok((0..modes.len()).map(mode).collect())
}
