//! Maximum mean discrepancy: the distance of two laws as a kernel sees it.
//!
//! MMD² = E k(x, x′) + E k(y, y′) − 2 E k(x, y), from [`PairSums::contrast`](super::pairs::PairSums::contrast): its `unbiased` value (a U-statistic, 0 in
//! the mean for one and the same law and then as often below 0 as above; over independent draws only, so without pairs of
//! one key) or its `biased` one (a V-statistic, at least 0).
//! *Source*: Gretton et al. (2012), JMLR 13:723.

use ndarray::{ArrayView2, Axis};

use super::points::squared_distance;
use super::product::{Scalar, contiguous};
use crate::terms::{Measured, Undefined};

/// The Gaussian kernel exp(−|x − y|² / (2 σ²)) as a function of the squared distance. The bandwidth must be positive.
pub fn gaussian_kernel(bandwidth: f64) -> impl Fn(f64) -> f64 + Sync {
    let rate = 0.5 / bandwidth / bandwidth;
    move |squared| (-rate * squared).exp()
}

/// The median heuristic: the median distance between two points, from at most `cap` of them, evenly spaced in their
/// order. *Cost*: O(cap² d).
///
/// # Errors
/// [`Undefined::TooFewPoints`] below two points; [`Undefined::DuplicatePoints`] where half of all pairs are identical.
pub fn median_distance<T: Scalar>(points: ArrayView2<'_, T>, cap: usize) -> Measured {
    let n = points.nrows();
    let used = n.min(cap);
    if used < 2 {
        return Err(Undefined::TooFewPoints);
    }
    let chosen: Vec<usize> = (0..used).map(|i| i * n / used).collect();
    let chosen = points.select(Axis(0), &chosen);
    let view = chosen.view();
    let rows = contiguous(&view);
    let row = |i: usize| &rows.as_slice()[i * points.ncols()..(i + 1) * points.ncols()];
    let mut squares = Vec::with_capacity(used * (used - 1) / 2);
    for i in 0..used {
        squares.extend((0..i).map(|j| squared_distance(row(i), row(j))));
    }
    let middle = squares.len() / 2;
    let even = squares.len() % 2 == 0;
    let (below, upper, _) = squares.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = upper.sqrt();
    let lower = if even { below.iter().copied().fold(0.0, f64::max).sqrt() } else { upper };
    let median = 0.5 * (lower + upper);
    if median > 0.0 { Ok(median) } else { Err(Undefined::DuplicatePoints) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::pairs::{PairSums, Place};
    use crate::estimator::space::testing::{assert_close, gaussian};
    use ndarray::{Array2, array};

    #[test]
    fn medians() {
        assert_close(median_distance(array![[0.0], [1.0], [3.0]].view(), 10).unwrap(), 2.0, 1e-15);
        assert_close(median_distance(array![[0.0], [1.0], [3.0], [7.0]].view(), 10).unwrap(), 3.5, 1e-15);
        assert_close(median_distance(array![[0.0], [9.0], [1.0], [9.0]].view(), 2).unwrap(), 1.0, 1e-15);
        assert_eq!(median_distance(array![[0.0]].view(), 10), Err(Undefined::TooFewPoints));
        assert_eq!(median_distance(Array2::<f32>::ones((9, 2)).view(), 10), Err(Undefined::DuplicatePoints));
    }

    #[test]
    fn one_law_reads_zero_in_the_mean_and_a_shift_more() {
        let mut null = Vec::new();
        for seed in 0..40 {
            let points = gaussian(100, 3, seed);
            let groups: Vec<usize> = (0..100).map(|i| i % 2).collect();
            let place = |g| if g == 0 { Place::First } else { Place::Second };
            let sums = PairSums::by_distance(points.view(), &groups, 2, gaussian_kernel(1.5));
            null.push(sums.contrast(place).unbiased().unwrap());
            assert!(sums.contrast(place).biased().unwrap() > 0.0);
            let mut shifted = points;
            for i in (0..100).step_by(2) {
                shifted.row_mut(i).mapv_inplace(|x| x + 2.0);
            }
            let sums = PairSums::by_distance(shifted.view(), &groups, 2, gaussian_kernel(1.5));
            let found = sums.contrast(place).unbiased().unwrap();
            assert!(found > 0.2, "{found}");
        }
        let n = null.len() as f64;
        let mean = null.iter().sum::<f64>() / n;
        let sd = (null.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        assert!(mean.abs() < 3.0 * sd / n.sqrt(), "mean {mean}, sd {sd}");
    }
}
