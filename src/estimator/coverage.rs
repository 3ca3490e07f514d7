//! How much of its law a sample covers, and how large a sample must be to cover a given share.

use super::rarefaction::Absent;
use super::totals::Totals;
use crate::terms::{Measured, Undefined};

/// Coverage of the sample: the mass of all types that were seen, Chao & Jost's estimate.
///
/// *Formula*: 1 - f1/n (n-1) f1 / ((n-1) f1 + 2 f2); without doubletons (n-1)(f1-1) / ((n-1)(f1-1) + 2) in place of
/// the fraction. *Range*: 0..=1. *Undefined*: nothing counted. *Cost*: O(distinct k). *Source*: Chao & Jost (2012),
/// doi:10.1890/11-1952.1; agrees with iNEXT 3.0.2.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn of_sample(spectrum: impl Iterator<Item = (u64, u64)>) -> Measured {
    let totals = Totals::of(spectrum);
    if totals.n == 0 {
        return Err(Undefined::NothingCounted);
    }
    Ok(observed(&totals))
}

fn observed(totals: &Totals) -> f64 {
    1.0 - totals.singles as f64 / totals.n as f64 * totals.left_unseen()
}

/// Expected coverage of a sample of `m` individuals of the same law; `m` need not be whole.
///
/// *Formula*: 1 - sum k/n C(n-k, m) / C(n-1, m) below n, linear between whole sizes; 1 - f1/n A^(m-n+1) from n on.
/// *Range*: 0..=1, rising in m; about sum p^2 at m = 1. *Undefined*: nothing counted. *Cost*: O(largest k). *Source*:
/// Chao & Jost (2012), eqs. 4 and 10; agrees with iNEXT 3.0.2.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn at_size(spectrum: impl Iterator<Item = (u64, u64)> + Clone, m: f64) -> Measured {
    let totals = Totals::of(spectrum.clone());
    if totals.n == 0 {
        return Err(Undefined::NothingCounted);
    }
    if m >= totals.n as f64 {
        return Ok(beyond(&totals, m));
    }
    let (below, rest) = (m.max(0.0) as u64, m.max(0.0).fract());
    let here = within(spectrum.clone(), &totals, below);
    Ok(if rest == 0.0 { here } else { here + rest * (within(spectrum, &totals, below + 1) - here) })
}

/// Coverage of at least the whole sample.
fn beyond(totals: &Totals, m: f64) -> f64 {
    let n = totals.n as f64;
    1.0 - totals.singles as f64 / n * totals.left_unseen().powf(m - n + 1.0)
}

/// Coverage of m of the sample's n.
fn within(spectrum: impl Iterator<Item = (u64, u64)>, totals: &Totals, m: u64) -> f64 {
    if m >= totals.n {
        return beyond(totals, totals.n as f64);
    }
    let n = totals.n as f64;
    // Of n-1 others, m are drawn and none of the k-1 of the same type is among them.
    let mut absent = Absent::new(n - 1.0, m as f64);
    let missed: f64 = spectrum
        .filter(|&(k, _)| k > 0)
        .map(|(k, types)| types as f64 * k as f64 / n * absent.at(k - 1))
        .sum();
    (1.0 - missed).clamp(0.0, 1.0)
}

/// The size at which a sample of the same law is expected to reach a coverage; not a whole number in general.
///
/// *Formula*: the inverse of [`at_size`], by bisection below n and n + ln(n (1-C) / f1) / ln A - 1 above. *Range*:
/// 0..=2n. *Undefined*: nothing counted; a coverage that even twice the sample would not reach. *Cost*: log2(n) times
/// O(largest k). *Source*: Chao & Jost (2012); agrees with iNEXT 3.0.2 `estimateD(base = "coverage")` to the
/// tolerance of its optimizer.
///
/// # Errors
/// [`Undefined::NothingCounted`], [`Undefined::OutOfReach`].
pub fn size_at(spectrum: impl Iterator<Item = (u64, u64)> + Clone, coverage: f64) -> Measured {
    let totals = Totals::of(spectrum.clone());
    if totals.n == 0 {
        return Err(Undefined::NothingCounted);
    }
    let n = totals.n as f64;
    let observed = observed(&totals);
    if coverage > observed {
        let size = n + (n * (1.0 - coverage) / totals.singles as f64).ln() / totals.left_unseen().ln() - 1.0;
        return if size <= 2.0 * n { Ok(size.max(n)) } else { Err(Undefined::OutOfReach) };
    }
    // Whole sizes below and at or above the coverage, each with its own.
    let (mut low, mut high) = ((0, 0.0), (totals.n, observed));
    while high.0 - low.0 > 1 {
        let middle = low.0 + (high.0 - low.0) / 2;
        let found = within(spectrum.clone(), &totals, middle);
        if found < coverage {
            low = (middle, found);
        } else {
            high = (middle, found);
        }
    }
    let step = high.1 - low.1;
    let part = if step > 0.0 { ((coverage - low.1) / step).clamp(0.0, 1.0) } else { 1.0 };
    Ok(low.0 as f64 + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: [(u64, u64); 4] = [(1, 12), (2, 4), (6, 2), (46, 1)];

    #[test]
    fn coverage_rises_with_size_and_meets_the_observed() {
        let n = 78.0;
        let observed = of_sample(SAMPLE.into_iter()).unwrap();
        assert!((at_size(SAMPLE.into_iter(), n).unwrap() - observed).abs() < 1e-12);
        let sizes = [0.0, 1.0, 7.5, 40.0, 77.0, 78.0, 79.0, 156.0];
        let values = sizes.map(|m| at_size(SAMPLE.into_iter(), m).unwrap());
        assert!(values.windows(2).all(|w| w[0] < w[1]), "{values:?}");
        assert_eq!(values[0], 0.0);
    }

    #[test]
    fn size_and_coverage_are_inverse() {
        for m in [0.7, 3.0, 41.5, 77.9, 100.0, 155.0] {
            let coverage = at_size(SAMPLE.into_iter(), m).unwrap();
            let back = size_at(SAMPLE.into_iter(), coverage).unwrap();
            assert!((back - m).abs() < 1e-6 * m, "{m} came back as {back}");
        }
        assert_eq!(size_at(SAMPLE.into_iter(), 0.9999), Err(Undefined::OutOfReach));
    }

    #[test]
    fn boundaries_are_defined() {
        let none: [(u64, u64); 0] = [];
        assert_eq!(of_sample(none.into_iter()), Err(Undefined::NothingCounted));
        assert_eq!(size_at(none.into_iter(), 0.5), Err(Undefined::NothingCounted));
        // Two singletons cover little; a single type covers all; one individual says nothing against full coverage.
        assert_eq!(of_sample([(9, 1)].into_iter()), Ok(1.0));
        assert_eq!(of_sample([(1, 1)].into_iter()), Ok(1.0));
        assert_eq!(size_at([(1, 1)].into_iter(), 1.0), Ok(1.0));
        assert!(of_sample([(1, 3)].into_iter()).unwrap() < 0.5);
        assert!(size_at([(1, 1_000_000), (2, 400_000), (1 << 40, 3)].into_iter(), 0.5).unwrap() > 1.0);
    }
}
