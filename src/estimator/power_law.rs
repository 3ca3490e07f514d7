//! How heavy the tail of a frequency law is: the discrete power law of Clauset, Shalizi & Newman.

use super::zeta;
use crate::terms::{Measured, Undefined};

/// A fitted power law p(k) ~ k^-alpha for k >= xmin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Exponent of the law of frequencies; Zipf's exponent of ranks is 1 / (alpha - 1).
    pub alpha: f64,
    /// Frequency from which the law holds.
    pub xmin: u64,
    /// Largest distance of the fitted from the empirical distribution function, k >= xmin.
    pub ks: f64,
    /// Types at or above xmin.
    pub types: u64,
}

/// Maximum-likelihood exponent of the frequencies at or above `xmin`.
///
/// *Formula*: the alpha that maximizes -alpha sum ln k - n ln zeta(alpha, xmin), by Newton's method. *Range*: above 1.
/// *Undefined*: no type at or above xmin, or all of them exactly there. *Cost*: O(distinct k). *Source*: Clauset,
/// Shalizi & Newman (2009), doi:10.1137/070710111, eq. 3.5; agrees with scipy's zeta and poweRlaw 0.70.6. (The
/// `powerlaw` package clips alpha to 3 by default.)
///
/// # Errors
/// [`Undefined::NothingCounted`], [`Undefined::NoVariation`].
pub fn alpha(spectrum: impl Iterator<Item = (u64, u64)>, xmin: u64) -> Measured {
    let xmin = xmin.max(1);
    let start = xmin as f64;
    let (mut n, mut logs) = (0.0, 0.0);
    for (k, types) in spectrum.filter(|&(k, _)| k >= xmin) {
        n += types as f64;
        logs += types as f64 * (k as f64 / start).ln();
    }
    if n == 0.0 {
        return Err(Undefined::NothingCounted);
    }
    if logs == 0.0 {
        return Err(Undefined::NoVariation);
    }
    Ok(maximize(logs / n, start))
}

/// Solves mean ln(k/xmin) = -d/ds ln(xmin^s zeta(s, xmin)); the right-hand side falls from infinity to 0.
fn maximize(mean_log: f64, xmin: f64) -> f64 {
    // The continuous law from half a step below xmin is a good start.
    let mut alpha = 1.0 + 1.0 / (mean_log + (xmin / (xmin - 0.5)).ln());
    for _ in 0..100 {
        let z = zeta::scaled(alpha, xmin);
        let slope = z.first / z.value;
        let step = (mean_log + slope) / (z.second / z.value - slope * slope);
        // Never to or below the pole at 1.
        let next = (alpha - step).max(1.0 + 0.25 * (alpha - 1.0));
        let done = (next - alpha).abs() <= 1e-14 * alpha;
        alpha = next;
        if done {
            break;
        }
    }
    alpha
}

/// Fits exponent and xmin: of all observed frequencies the xmin whose fit lies nearest to the data.
///
/// *Method*: [`alpha`] for each xmin but the largest frequency; the least Kolmogorov-Smirnov distance wins, the
/// smallest xmin on ties. *Undefined*: fewer than two different frequencies. *Cost*: O(distinct k squared). *Source*:
/// Clauset et al. (2009), section 3.3; agrees with poweRlaw 0.70.6 on the words of Moby-Dick.
///
/// # Errors
/// [`Undefined::NothingCounted`], [`Undefined::NoVariation`].
pub fn fit(spectrum: impl Iterator<Item = (u64, u64)>) -> Result<Fit, Undefined> {
    let seen: Vec<(u64, u64)> = spectrum.filter(|&(k, types)| k > 0 && types > 0).collect();
    if seen.is_empty() {
        return Err(Undefined::NothingCounted);
    }
    let mut best: Option<Fit> = None;
    for from in 0..seen.len() - 1 {
        let tail = &seen[from..];
        let xmin = tail[0].0;
        let Ok(alpha) = alpha(tail.iter().copied(), xmin) else { continue };
        let (ks, types) = distance(tail, alpha);
        if best.is_none_or(|b| ks < b.ks) {
            best = Some(Fit { alpha, xmin, ks, types });
        }
    }
    best.ok_or(Undefined::NoVariation)
}

/// Kolmogorov-Smirnov distance of a tail from its fit, and the number of types in it.
fn distance(tail: &[(u64, u64)], alpha: f64) -> (f64, u64) {
    let n: u64 = tail.iter().map(|t| t.1).sum();
    let start = tail[0].0 as f64;
    let weight = |k: f64| (start / k).powf(alpha);
    // Mass at or above k, on the scale of the mass at or above xmin.
    let beyond = |k: f64| zeta::scaled(alpha, k).value * weight(k);
    let whole = beyond(start);
    let (mut below, mut largest) = (0u64, 0.0f64);
    let (mut next, mut rest) = (start, whole);
    for &(k, types) in tail {
        let k = k as f64;
        if k != next {
            rest = beyond(k);
        }
        // Between observed frequencies the distance is largest just before the next one.
        largest = largest.max((below as f64 / n as f64 - (1.0 - rest / whole)).abs());
        below += types;
        (next, rest) = (k + 1.0, rest - weight(k));
        largest = largest.max((below as f64 / n as f64 - (1.0 - rest / whole)).abs());
    }
    (largest, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types of each frequency as a law of exponent 2 from 3 on expects them.
    fn exact() -> Vec<(u64, u64)> {
        (3..4000u64).map(|k| (k, (1e12 / (k * k) as f64) as u64)).collect()
    }

    #[test]
    fn a_true_power_law_is_found() {
        let found = alpha(exact().into_iter(), 3).unwrap();
        // The law ends at 4,000, which reads a little steeper.
        assert!((2.0..2.01).contains(&found), "{found}");
        // Frequencies below 3 that do not belong to the law are left out.
        let mixed = [vec![(1, 40), (2, 1 << 40)], exact()[..200].to_vec()].concat();
        assert_eq!(fit(mixed.into_iter()).unwrap().xmin, 3);
    }

    #[test]
    fn constants_and_nothing_are_undefined() {
        assert_eq!(alpha(std::iter::empty(), 1), Err(Undefined::NothingCounted));
        assert_eq!(alpha([(5, 9)].into_iter(), 5), Err(Undefined::NoVariation));
        assert_eq!(alpha([(5, 9)].into_iter(), 6), Err(Undefined::NothingCounted));
        assert_eq!(fit(std::iter::empty()), Err(Undefined::NothingCounted));
        assert_eq!(fit([(7, 100)].into_iter()), Err(Undefined::NoVariation));
    }

    #[test]
    fn steep_and_flat_laws_stay_finite() {
        for spectrum in [
            vec![(1, 1 << 40), (2, 1)],
            vec![(1, 1), (u64::MAX >> 12, 1)],
            vec![(1_000_000, 50), (1_000_001, 1)],
            vec![(1, 3), (2, 2), (3, 1)],
        ] {
            let f = fit(spectrum.clone().into_iter()).unwrap();
            assert!(
                f.alpha > 1.0 && f.alpha.is_finite() && (0.0..=1.0).contains(&f.ks),
                "{spectrum:?} {f:?}"
            );
        }
    }
}
