//! One normal law for all vectors: the other case that theory solves.

use super::model::{Generator, Model};
use crate::chance::Chance;
use crate::terms::Undefined;

/// Below this share of the largest variance, what is left of a direction is rounding.
const FLAT: f64 = 1e-12;

/// A Gaussian with a full covariance.
#[derive(Debug, Clone, Copy)]
pub struct Gaussian {
    /// Divide sums of squares by n - 1 instead of n, which is maximum likelihood.
    pub unbiased: bool,
}

/// What it learned.
#[derive(Debug)]
pub struct FittedGaussian {
    mean: Vec<f64>,
    /// Lower triangular, row by row: the covariance is its product with its transpose.
    root: Vec<Vec<f64>>,
}

impl FittedGaussian {
    /// The mean.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Sum of the variances of all coordinates.
    pub fn total_variance(&self) -> f64 {
        self.root.iter().flatten().map(|x| x * x).sum()
    }

    /// Natural logarithm of the determinant of the covariance; negative infinity where some direction has no variance.
    pub fn log_determinant(&self) -> f64 {
        2.0 * self.root.iter().enumerate().map(|(i, row)| row[i].ln()).sum::<f64>()
    }
}

impl Model for Gaussian {
    type Row = Vec<f64>;
    type Fitted = FittedGaussian;

    /// *Cost*: n d² for the covariance, d³ / 3 for its root.
    fn fit(&self, rows: &[&Vec<f64>], _seed: u64) -> Result<FittedGaussian, Undefined> {
        let divisor = if self.unbiased { rows.len().saturating_sub(1) } else { rows.len() };
        if divisor == 0 {
            return Err(Undefined::TooFewPoints);
        }
        let mean = mean(rows);
        let mut covariance = products(rows, &mean);
        covariance.iter_mut().flatten().for_each(|x| *x /= divisor as f64);
        Ok(FittedGaussian { root: root(covariance), mean })
    }

    fn least_rows(&self) -> usize {
        2
    }
}

impl Generator for FittedGaussian {
    type Row = Vec<f64>;

    fn draw(&self, chance: &mut Chance) -> Vec<f64> {
        let normal: Vec<f64> = self.mean.iter().map(|_| chance.normal()).collect();
        let moved = self.root.iter().map(|row| row.iter().zip(&normal).map(|(x, z)| x * z).sum::<f64>());
        self.mean.iter().zip(moved).map(|(mean, x)| mean + x).collect()
    }
}

/// The mean of vectors; there is one at least.
pub(super) fn mean(rows: &[&Vec<f64>]) -> Vec<f64> {
    let mut mean = vec![0.0; rows[0].len()];
    for row in rows {
        mean.iter_mut().zip(row.iter()).for_each(|(sum, x)| *sum += x);
    }
    mean.iter_mut().for_each(|sum| *sum /= rows.len() as f64);
    mean
}

/// Sums of products of deviations from the mean: the lower triangle.
fn products(rows: &[&Vec<f64>], mean: &[f64]) -> Vec<Vec<f64>> {
    let mut sums: Vec<Vec<f64>> = (1..=mean.len()).map(|n| vec![0.0; n]).collect();
    let mut deviations = vec![0.0; mean.len()];
    for row in rows {
        deviations.iter_mut().zip(row.iter().zip(mean)).for_each(|(slot, (x, mean))| *slot = x - mean);
        for (sums, x) in sums.iter_mut().zip(&deviations) {
            sums.iter_mut().zip(&deviations).for_each(|(sum, y)| *sum += x * y);
        }
    }
    sums
}

/// Cholesky's root of a lower triangle. A direction without variance, as there always is with fewer rows than coordinates,
/// gets a column of zeros: the root of a semidefinite matrix is exact all the same.
fn root(mut lower: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let largest = lower.iter().enumerate().map(|(i, row)| row[i]).fold(0.0, f64::max);
    for j in 0..lower.len() {
        let (above, below) = lower.split_at_mut(j + 1);
        let pivot = &mut above[j];
        let left = pivot[j] - pivot[..j].iter().map(|x| x * x).sum::<f64>();
        let diagonal = if left > FLAT * largest { left.sqrt() } else { 0.0 };
        pivot[j] = diagonal;
        for row in below {
            let dot: f64 = row[..j].iter().zip(&pivot[..j]).map(|(x, y)| x * y).sum();
            row[j] = if diagonal > 0.0 { (row[j] - dot) / diagonal } else { 0.0 };
        }
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(rows: &[Vec<f64>], unbiased: bool) -> FittedGaussian {
        Gaussian { unbiased }.fit(&rows.iter().collect::<Vec<_>>(), 0).unwrap()
    }

    #[test]
    fn mean_and_covariance_are_those_of_the_rows() {
        let rows = [[1.0, 2.0], [3.0, 2.0], [2.0, 5.0]].map(Vec::from);
        let (ml, unbiased) = (fit(&rows, false), fit(&rows, true));
        assert_eq!(ml.mean(), [2.0, 3.0]);
        // Variances 2/3 and 2 by n, 1 and 3 by n - 1; no covariance.
        assert!((ml.total_variance() - 8.0 / 3.0).abs() < 1e-12);
        assert!((unbiased.total_variance() - 4.0).abs() < 1e-12);
        assert!((ml.log_determinant() - (4.0f64 / 3.0).ln()).abs() < 1e-12);
    }

    #[test]
    fn draws_have_the_covariance() {
        let fitted = fit(&[[0.0, 0.0], [2.0, 2.0], [0.0, 1.0], [2.0, 1.0]].map(Vec::from), false);
        let drawn: Vec<Vec<f64>> = (0..40_000).map(|i| fitted.draw(&mut Chance::at([i]))).collect();
        let again = fit(&drawn, false);
        // Variances 1 and 1/2, covariance 1/2: 1 * 1/2 - 1/4.
        assert!((again.total_variance() - 1.5).abs() < 0.04, "{}", again.total_variance());
        assert!((again.log_determinant().exp() - 0.25).abs() < 0.01);
    }

    #[test]
    fn fewer_rows_than_coordinates_stay_in_their_plane() {
        let rows = [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 2.0]].map(Vec::from);
        let fitted = fit(&rows, false);
        assert_eq!(fitted.log_determinant(), f64::NEG_INFINITY);
        for i in 0..100 {
            let x = fitted.draw(&mut Chance::at([i]));
            assert!((x[0] + x[1] - x[2]).abs() < 1e-9, "{x:?}");
        }
    }

    #[test]
    fn one_row_has_no_unbiased_variance() {
        let row = vec![1.0];
        assert!(Gaussian { unbiased: true }.fit(&[&row], 0).is_err());
        assert_eq!(fit(&[row], false).total_variance(), 0.0);
    }
}
