//! Distances of two samples of numbers.
//!
//! Both samples come merged: every distinct value in ascending order with how often each side holds it. Leaving rows
//! out or exchanging sides only changes the counts, so one sort serves all of a column's resamples.

use crate::terms::{Measured, Undefined};

/// A distinct value and how often each side holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The value.
    pub value: f64,
    /// Rows of the earlier side with this value.
    pub before: u64,
    /// Rows of the later side with this value.
    pub after: u64,
}

/// Rows of both sides; each needs at least one.
fn sizes(steps: impl Iterator<Item = Step>) -> Result<(f64, f64), Undefined> {
    let (n, m) = steps.fold((0u64, 0u64), |(n, m), s| (n + s.before, m + s.after));
    if n == 0 || m == 0 {
        return Err(Undefined::TooFewNumbers);
    }
    Ok((n as f64, m as f64))
}

/// Kolmogorov-Smirnov statistic: the largest distance between the two empirical distribution functions.
///
/// *Range*: 0 to 1. *Undefined*: a side without numbers. *Cost*: O(distinct values). *Source*: Smirnov (1939); agrees
/// with scipy `ks_2samp` and R `ks.test`.
///
/// # Errors
/// [`Undefined::TooFewNumbers`].
pub fn kolmogorov_smirnov(steps: impl Iterator<Item = Step> + Clone) -> Measured {
    let (n, m) = sizes(steps.clone())?;
    let (mut below, mut distance) = ((0, 0), 0.0f64);
    for s in steps {
        below = (below.0 + s.before, below.1 + s.after);
        distance = distance.max((below.0 as f64 / n - below.1 as f64 / m).abs());
    }
    Ok(distance)
}

/// Wasserstein-1 (earth mover's) distance, in the unit of the numbers.
///
/// *Formula*: integral of |F - G|. *Range*: 0 and up. *Undefined*: a side without numbers. *Cost*: O(distinct values).
/// *Source*: Vallender (1974); agrees with scipy `wasserstein_distance` and POT `emd2_1d`.
///
/// # Errors
/// [`Undefined::TooFewNumbers`].
pub fn wasserstein(steps: impl Iterator<Item = Step> + Clone) -> Measured {
    let (n, m) = sizes(steps.clone())?;
    let (mut below, mut last, mut area) = ((0, 0), None, 0.0);
    for s in steps {
        let gap = below.0 as f64 / n - below.1 as f64 / m;
        area += gap.abs() * last.map_or(0.0, |value| s.value - value);
        below = (below.0 + s.before, below.1 + s.after);
        last = Some(s.value);
    }
    Ok(area)
}

/// Anderson-Darling k-sample statistic for two samples, midrank version, standardized to mean 0 and variance 1 under
/// the null of continuous laws.
///
/// It weighs the tails more than [`kolmogorov_smirnov`] does. *Range*: about -1.3 and up. *Undefined*: a side without
/// numbers, fewer than 4 in all, or all equal. *Cost*: O(rows). *Source*: Scholz & Stephens (1987), eqs. 4 and 7; agrees
/// with scipy `anderson_ksamp(midrank=True)`.
///
/// # Errors
/// [`Undefined::TooFewNumbers`], [`Undefined::NoVariation`].
pub fn anderson_darling(steps: impl Iterator<Item = Step> + Clone) -> Measured {
    let (n, m) = sizes(steps.clone())?;
    let total = n + m;
    if total < 4.0 {
        return Err(Undefined::TooFewNumbers);
    }
    if steps.clone().filter(|s| s.before + s.after > 0).nth(1).is_none() {
        return Err(Undefined::NoVariation);
    }
    let (mut below, mut sum) = ((0.0, 0.0), 0.0);
    for s in steps {
        let (before, after) = (s.before as f64, s.after as f64);
        let tied = before + after;
        // Ranks of tied values are those of the middle of the tie.
        let middle = (below.0 + before / 2.0, below.1 + after / 2.0);
        let rank = middle.0 + middle.1;
        let spread = rank * (total - rank) - total * tied / 4.0;
        let part = |inside: f64, size: f64| (total * inside - rank * size).powi(2) / size;
        if spread > 0.0 {
            sum += tied / total * (part(middle.0, n) + part(middle.1, m)) / spread;
        }
        below = (below.0 + before, below.1 + after);
    }
    let statistic = sum * (total - 1.0) / total;
    Ok((statistic - 1.0) / anderson_darling_variance(n, m).sqrt())
}

/// Variance of the statistic under the null (eq. 4 of Scholz & Stephens with k = 2).
fn anderson_darling_variance(n: f64, m: f64) -> f64 {
    let total = n + m;
    let reciprocals = 1.0 / n + 1.0 / m;
    // h = sum of 1/i below N; g = sum over 0 < i < j < N of 1 / ((N - i) j).
    let (mut tail, mut g) = (0.0, 0.0);
    for j in 2..total as u64 {
        tail += 1.0 / (total - j as f64 + 1.0);
        g += tail / j as f64;
    }
    let h = tail + 1.0;
    let a = 4.0 * g - 6.0 + (10.0 - 6.0 * g) * reciprocals;
    let b =
        4.0 * (2.0 * g - 4.0) + 16.0 * h + (2.0 * g - 14.0 * h - 4.0) * reciprocals - 8.0 * h + 4.0 * g - 6.0;
    let c = 4.0 * (6.0 * h + 2.0 * g - 2.0)
        + 2.0 * (4.0 * h - 4.0 * g + 6.0)
        + (2.0 * h - 6.0) * reciprocals
        + 4.0 * h;
    let d = 4.0 * (2.0 * h + 6.0) - 8.0 * h;
    (((a * total + b) * total + c) * total + d) / ((total - 1.0) * (total - 2.0) * (total - 3.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(rows: &[(f64, u64, u64)]) -> Vec<Step> {
        rows.iter().map(|&(value, before, after)| Step { value, before, after }).collect()
    }

    fn all(rows: &[(f64, u64, u64)]) -> [Measured; 3] {
        let s = steps(rows);
        let s = s.iter().copied();
        [kolmogorov_smirnov(s.clone()), wasserstein(s.clone()), anderson_darling(s)]
    }

    #[test]
    fn disjoint_samples_are_as_far_apart_as_they_can_be() {
        let [ks, w, ad] = all(&[(1.0, 2, 0), (2.0, 2, 0), (11.0, 0, 2), (12.0, 0, 2)]);
        assert_eq!((ks, w), (Ok(1.0), Ok(10.0)));
        assert!(ad.unwrap() > 3.0);
    }

    #[test]
    fn equal_samples_are_no_distance_apart() {
        let [ks, w, ad] = all(&[(1.0, 3, 3), (2.0, 5, 5)]);
        assert_eq!((ks, w), (Ok(0.0), Ok(0.0)));
        assert!(ad.unwrap() < 0.0, "less than chance would show");
    }

    #[test]
    fn nothing_to_compare_is_undefined() {
        assert_eq!(all(&[(1.0, 3, 0)]), [Err(Undefined::TooFewNumbers); 3]);
        assert_eq!(all(&[(1.0, 3, 3)])[2], Err(Undefined::NoVariation));
        assert_eq!(all(&[(1.0, 1, 0), (2.0, 0, 1)])[2], Err(Undefined::TooFewNumbers));
    }
}
