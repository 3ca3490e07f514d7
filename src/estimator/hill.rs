//! Effective numbers of types (Hill numbers): of a law, at any size or coverage of a sample.
//!
//! The Hill number of order q is the number of equally common types that is as diverse: q = 0 counts types, q = 1 is
//! exp of Shannon's entropy, q = 2 is the inverse of Simpson's concentration.

use super::{corrected, coverage, entropy, rarefaction, richness};
use crate::terms::{Measured, Undefined};

/// The orders that can be estimated beyond the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// q = 0: types.
    Types,
    /// q = 1: exp of the Shannon entropy.
    Shannon,
    /// q = 2: inverse Simpson concentration.
    Simpson,
}

/// Hill number of the law behind the sample.
///
/// *Formula*: Chao1 (q = 0, a lower bound), exp of Chao-Wang-Jost (q = 1), the unbiased inverse Simpson (q = 2).
/// *Range*: at least 1. *Undefined*: nothing counted; for q = 2 every type seen once. *Cost*: that of the estimator.
/// *Source*: Chao & Jost (2015); agrees with iNEXT 3.0.2 `AsyEst`.
///
/// # Errors
/// [`Undefined::NothingCounted`], [`Undefined::ZeroCoverage`].
pub fn of_law(spectrum: impl Iterator<Item = (u64, u64)> + Clone, order: Order) -> Measured {
    match order {
        Order::Types => richness::chao1(spectrum),
        Order::Shannon => corrected::chao_wang_jost(spectrum).map(f64::exp),
        Order::Simpson => entropy::inverse_simpson(spectrum),
    }
}

/// Hill number expected in a sample of `m` individuals of the same law, up to twice the sample; `m` need not be whole.
///
/// *Formula*: exact rarefaction below n, linear between whole sizes; for q = 2 that is 1 / (1/m + (m-1)/m sum k(k-1) /
/// (n(n-1))), above n too; above n for q = 0 and 1, D(n) + (D - D(n)) (1 - (1-b)^(m-n)) with b = (D(n) - D(n-1)) / (D -
/// D(n-1)), D that of [`of_law`]. *Range*: 1 to the number of types below n. *Undefined*: nothing
/// counted, `m` below 1 or above 2n. *Cost*: O(distinct k times m) for q = 1, else O(largest k). *Source*: Chao et al.
/// (2014), doi:10.1890/13-0133.1; agrees with iNEXT 3.0.2.
///
/// # Errors
/// [`Undefined::NothingCounted`], [`Undefined::OutOfReach`], and those of [`of_law`].
pub fn at_size(spectrum: impl Iterator<Item = (u64, u64)> + Clone, order: Order, m: f64) -> Measured {
    let n: u64 = spectrum.clone().map(|(k, types)| k * types).sum();
    if n == 0 || m.is_nan() || m < 1.0 {
        return Err(Undefined::NothingCounted);
    }
    if m > 2.0 * n as f64 {
        return Err(Undefined::OutOfReach);
    }
    let whole = |m: u64| match order {
        Order::Types => Ok(rarefaction::types(spectrum.clone(), n, m)),
        Order::Shannon => rarefaction::entropy(spectrum.clone(), n, m).map(f64::exp),
        Order::Simpson => Ok(simpson(spectrum.clone(), n as f64, m as f64)),
    };
    if m < n as f64 {
        let below = whole(m as u64)?;
        let rest = m.fract();
        return if rest == 0.0 { Ok(below) } else { Ok(below + rest * (whole(m as u64 + 1)? - below)) };
    }
    if order == Order::Simpson {
        return Ok(simpson(spectrum, n as f64, m));
    }
    let observed = whole(n)?;
    if m == n as f64 || n == 1 {
        return Ok(observed);
    }
    let (before, law) = (whole(n - 1)?, of_law(spectrum.clone(), order)?);
    if law <= observed {
        return Ok(observed);
    }
    let step = (observed - before) / (law - before);
    Ok(observed + (law - observed) * (1.0 - (1.0 - step).powf(m - n as f64)))
}

fn simpson(spectrum: impl Iterator<Item = (u64, u64)>, n: f64, m: f64) -> f64 {
    let pairs: f64 = spectrum.map(|(k, types)| types as f64 * k as f64 * (k as f64 - 1.0)).sum();
    // A single individual has no pairs to estimate from.
    let concentration = if n > 1.0 { pairs / (n * (n - 1.0)) } else { 1.0 };
    1.0 / (1.0 / m + (m - 1.0) / m * concentration)
}

/// Hill number expected at a coverage: the fair comparison of samples whose laws differ in evenness.
///
/// *Formula*: [`at_size`] of [`coverage::size_at`]. *Range*: as there. *Undefined*: nothing counted; a coverage that
/// twice the sample would not reach, or that less than one individual reaches. *Cost*: that of both. *Source*: Chao &
/// Jost (2012); iNEXT 3.0.2 `estimateD(base = "coverage")`.
///
/// # Errors
/// As [`at_size`] and [`coverage::size_at`].
pub fn at_coverage(
    spectrum: impl Iterator<Item = (u64, u64)> + Clone,
    order: Order,
    coverage: f64,
) -> Measured {
    at_size(spectrum.clone(), order, coverage::size_at(spectrum, coverage)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: [(u64, u64); 4] = [(1, 12), (2, 4), (6, 2), (46, 1)];
    const ORDERS: [Order; 3] = [Order::Types, Order::Shannon, Order::Simpson];

    #[test]
    fn curves_pass_through_the_sample_and_rise() {
        for order in ORDERS {
            let sizes = [1.0, 2.5, 40.0, 77.0, 77.5, 78.0, 78.5, 120.0, 156.0];
            let values = sizes.map(|m| at_size(SAMPLE.into_iter(), order, m).unwrap());
            assert!(values.windows(2).all(|w| w[0] < w[1]), "{order:?} {values:?}");
            assert!((values[0] - 1.0).abs() < 1e-12);
            assert_eq!(at_size(SAMPLE.into_iter(), order, 157.0), Err(Undefined::OutOfReach));
        }
        assert_eq!(at_size(SAMPLE.into_iter(), Order::Types, 78.0), Ok(19.0));
    }

    #[test]
    fn boundaries_are_defined() {
        let none: [(u64, u64); 0] = [];
        for order in ORDERS {
            assert_eq!(at_size(none.into_iter(), order, 1.0), Err(Undefined::NothingCounted));
            assert_eq!(at_size(SAMPLE.into_iter(), order, 0.5), Err(Undefined::NothingCounted));
            assert_eq!(at_size([(1, 1)].into_iter(), order, 2.0), Ok(1.0), "{order:?}");
            assert_eq!(at_size([(50, 1)].into_iter(), order, 100.0), Ok(1.0), "{order:?}");
            assert!(at_size([(1, 9)].into_iter(), order, 5.0).unwrap() > 4.99, "{order:?}");
        }
        assert_eq!(at_size([(1, 9)].into_iter(), Order::Simpson, 18.0), Ok(18.0));
    }
}
