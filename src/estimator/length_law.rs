//! Distances of two laws of whole numbers, such as document lengths, each given as ascending `(value, how often)`.

use crate::terms::{Measured, Undefined};

/// Kolmogorov-Smirnov distance: the largest gap between the two distribution functions.
///
/// *Range*: 0..=1. *Undefined*: nothing on a side. *Bias*: above 0 for samples of one law, about sqrt(ln 2 / 2 (1/n +
/// 1/m)). *Cost*: O(distinct values). *Source*: Smirnov (1939); scipy 1.17.1 `ks_2samp`.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn kolmogorov_smirnov(
    a: impl Iterator<Item = (u64, u64)> + Clone,
    b: impl Iterator<Item = (u64, u64)> + Clone,
) -> Measured {
    let mut largest = 0.0f64;
    each_gap(a, b, |gap, _| largest = largest.max(gap))?;
    Ok(largest)
}

/// Wasserstein-1 distance: the mean change of length that turns one law into the other, in the unit of the values.
///
/// *Formula*: the area between the two distribution functions. *Range*: 0 and up. *Undefined*: nothing on a side.
/// *Bias*: above 0 for samples of one law. *Cost*: O(distinct values). *Source*: scipy 1.17.1 `wasserstein_distance`.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn wasserstein_1(
    a: impl Iterator<Item = (u64, u64)> + Clone,
    b: impl Iterator<Item = (u64, u64)> + Clone,
) -> Measured {
    let mut area = 0.0;
    each_gap(a, b, |gap, width| area += gap * width)?;
    Ok(area)
}

/// Hands the gap of the distribution functions between each value and the next to `each`, with the width of the step.
fn each_gap(
    a: impl Iterator<Item = (u64, u64)> + Clone,
    b: impl Iterator<Item = (u64, u64)> + Clone,
    mut each: impl FnMut(f64, f64),
) -> Result<(), Undefined> {
    let count = |all: u64, (_, n): (u64, u64)| all + n;
    let (n_a, n_b) = (a.clone().fold(0, count), b.clone().fold(0, count));
    if n_a == 0 || n_b == 0 {
        return Err(Undefined::NothingCounted);
    }
    let (mut a, mut b) = (a.peekable(), b.peekable());
    let (mut below_a, mut below_b, mut last) = (0u64, 0u64, None);
    loop {
        let here = match (a.peek(), b.peek()) {
            (None, None) => return Ok(()),
            (Some(x), None) => x.0,
            (None, Some(y)) => y.0,
            (Some(x), Some(y)) => x.0.min(y.0),
        };
        if let Some(last) = last {
            let gap = (below_a as f64 / n_a as f64 - below_b as f64 / n_b as f64).abs();
            each(gap, (here - last) as f64);
        }
        below_a += a.next_if(|x| x.0 == here).map_or(0, |x| x.1);
        below_b += b.next_if(|y| y.0 == here).map_or(0, |y| y.1);
        last = Some(here);
    }
}

/// Unbiased variance of the values.
///
/// *Range*: 0 and up. *Undefined*: fewer than two. *Cost*: O(distinct values).
///
/// # Errors
/// [`Undefined::TooFewNumbers`].
pub fn variance(law: impl Iterator<Item = (u64, u64)> + Clone) -> Measured {
    let (n, sum) = law.clone().fold((0.0, 0.0), |(n, s), (x, k)| (n + k as f64, s + x as f64 * k as f64));
    if n < 2.0 {
        return Err(Undefined::TooFewNumbers);
    }
    let mean = sum / n;
    Ok(law.map(|(x, k)| k as f64 * (x as f64 - mean).powi(2)).sum::<f64>() / (n - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [(u64, u64); 3] = [(1, 1), (2, 1), (4, 2)];
    const B: [(u64, u64); 2] = [(2, 1), (5, 1)];

    #[test]
    fn distances_by_hand() {
        // F_a - F_b: 1/4 on [1,2), 0 on [2,4), 1/2 on [4,5).
        assert_eq!(kolmogorov_smirnov(A.into_iter(), B.into_iter()), Ok(0.5));
        assert_eq!(wasserstein_1(A.into_iter(), B.into_iter()), Ok(0.75));
        assert_eq!(wasserstein_1(B.into_iter(), A.into_iter()), Ok(0.75));
        assert_eq!(kolmogorov_smirnov(A.into_iter(), A.into_iter()), Ok(0.0));
        assert_eq!(wasserstein_1([(7, 1000)].into_iter(), [(9, 3)].into_iter()), Ok(2.0));
    }

    #[test]
    fn variance_by_hand_and_boundaries() {
        assert!((variance(A.into_iter()).unwrap() - 2.25).abs() < 1e-12);
        assert_eq!(variance([(3, 90)].into_iter()), Ok(0.0));
        assert_eq!(variance([(3, 1)].into_iter()), Err(Undefined::TooFewNumbers));
        let none: [(u64, u64); 0] = [];
        assert_eq!(kolmogorov_smirnov(none.into_iter(), A.into_iter()), Err(Undefined::NothingCounted));
        assert_eq!(wasserstein_1(A.into_iter(), none.into_iter()), Err(Undefined::NothingCounted));
    }
}
