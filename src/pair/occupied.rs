//! How many types of a known list a side shows, with every block left out.

use super::spectrum::Spectrum;
use crate::estimator::occupancy::Renewal;
use crate::estimator::rarefaction;

/// Types of a list of so many that are expected in the common number of documents; `sizes` are a side's own documents and the
/// common number, whole or without a block.
///
/// Without a block the number moves by the root of `variance` of what the block's own types say, so that the jackknife's variance
/// is that of a count of types and not wider; see [`Renewal::variance_share`].
pub(super) fn occupied(
    spectrum: &Spectrum,
    types: f64,
    sizes: impl Fn(Option<usize>) -> (u64, u64),
    variance: fn(Renewal) -> f64,
    without: Option<usize>,
) -> f64 {
    let (n, m) = sizes(None);
    let whole = rarefaction::types(spectrum.without(None), n, m);
    let Some(block) = without else { return whole };
    let left = sizes(without);
    if !spectrum.changes_with(block) && left == (n, m) {
        return whole;
    }
    let left = rarefaction::types(spectrum.without(without), left.0, left.1);
    let moves = variance(Renewal::of(spectrum.without(None), types, n, m)).sqrt();
    whole + moves * (left - whole)
}
