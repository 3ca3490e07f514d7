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

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(rows: &[(f64, u64, u64)]) -> Vec<Step> {
        rows.iter().map(|&(value, before, after)| Step { value, before, after }).collect()
    }

    fn all(rows: &[(f64, u64, u64)]) -> [Measured; 2] {
        let s = steps(rows);
        let s = s.iter().copied();
        [kolmogorov_smirnov(s.clone()), wasserstein(s)]
    }

    #[test]
    fn disjoint_samples_are_as_far_apart_as_they_can_be() {
        let [ks, w] = all(&[(1.0, 2, 0), (2.0, 2, 0), (11.0, 0, 2), (12.0, 0, 2)]);
        assert_eq!((ks, w), (Ok(1.0), Ok(10.0)));
    }

    #[test]
    fn equal_samples_are_no_distance_apart() {
        let [ks, w] = all(&[(1.0, 3, 3), (2.0, 5, 5)]);
        assert_eq!((ks, w), (Ok(0.0), Ok(0.0)));
    }

    #[test]
    fn nothing_to_compare_is_undefined() {
        assert_eq!(all(&[(1.0, 3, 0)]), [Err(Undefined::TooFewNumbers); 2]);
    }
}
