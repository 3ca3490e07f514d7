//! Variances along fixed axes without each block in turn: a spectrum that needs no new decomposition.

use ndarray::ArrayView2;

use super::blocks::rows_by_block;
use super::moments::CoMoments;
use super::product::{Scalar, contiguous, times, times_transposed_into};
use crate::terms::Undefined;

/// Variances of points along axes that stay as they are while blocks are left out.
///
/// With the eigenvectors of the covariance of all points as axes, the variances without a block approximate the
/// spectrum without it: diag(Vᵀ C₋ᵦ V). Their sum is exact (the total variance); a smooth function of them is exact to
/// first order in the change of C, because eigenvectors move at second order. Exactly 0 where nothing varies.
#[derive(Debug, Clone, PartialEq)]
pub struct AxisMoments {
    whole: Along,
    without: Vec<Along>,
}

/// n, and mean and scatter along each axis.
#[derive(Debug, Clone, PartialEq, Default)]
struct Along {
    n: u64,
    mean: Vec<f64>,
    scatter: Vec<f64>,
}

impl AxisMoments {
    /// Of points with the block of each; `axes` has one axis a row, as [`super::eigen::Eigen::vectors`].
    ///
    /// *Cost*: 2 n d k for k axes, in the precision of the points, about the mean of each block.
    ///
    /// # Panics
    /// Where a label is not below `n_blocks`, or there is not one for each point.
    pub fn of_points<T: Scalar>(
        axes: ArrayView2<'_, f64>,
        points: ArrayView2<'_, T>,
        blocks: &[u8],
        n_blocks: usize,
    ) -> Self {
        let (k, d) = axes.dim();
        let narrow: Vec<T> = axes.iter().map(|&a| T::nearest(a)).collect();
        let parts = rows_by_block(points, blocks, n_blocks).into_iter().map(|rows| {
            let mut along = Along { n: rows.nrows() as u64, mean: vec![0.0; k], scatter: vec![0.0; k] };
            if along.n == 0 || d == 0 {
                return along;
            }
            let mut mean = vec![0.0; d];
            let rows = rows.view();
            let rows = contiguous(&rows);
            super::moments::mean_of(rows.as_slice(), d, &mut mean);
            let centered: Vec<T> = rows
                .as_slice()
                .chunks_exact(d)
                .flat_map(|row| row.iter().zip(&mean).map(|(&x, m)| T::nearest(x.into() - m)))
                .collect();
            let mut projected = vec![T::ZERO; k * along.n as usize];
            times_transposed_into(&centered, &narrow, d, &mut projected);
            for row in projected.chunks_exact(k.max(1)) {
                for (slot, &p) in along.scatter.iter_mut().zip(row) {
                    *slot += p.into() * p.into();
                }
            }
            project(axes, &mean, &mut along.mean);
            along
        });
        Self::of_parts(&parts.collect::<Vec<_>>())
    }

    /// Of blocks whose moments are known. *Cost*: 2 d² k a block, in f64.
    pub fn of_moments(axes: ArrayView2<'_, f64>, blocks: &[CoMoments]) -> Self {
        let k = axes.nrows();
        let parts = blocks.iter().map(|block| {
            let turned = times(axes, block.co_moments().view());
            let scatter =
                turned.rows().into_iter().zip(axes.rows()).map(|(t, a)| t.dot(&a).max(0.0)).collect();
            let mut mean = vec![0.0; k];
            project(axes, block.mean(), &mut mean);
            Along { n: block.n(), mean, scatter }
        });
        Self::of_parts(&parts.collect::<Vec<_>>())
    }

    fn of_parts(parts: &[Along]) -> Self {
        let mut tails = vec![Along::default()];
        for part in parts.iter().rev() {
            let mut tail = part.clone();
            if let Some(after) = tails.last() {
                tail.merge(after);
            }
            tails.push(tail);
        }
        tails.reverse();
        let mut head = Along::default();
        let mut without = Vec::with_capacity(parts.len());
        for (part, tail) in parts.iter().zip(&tails[1..]) {
            let mut all = head.clone();
            all.merge(tail);
            without.push(all);
            head.merge(part);
        }
        Self { whole: head, without }
    }

    /// Variance along each axis, with n − 1, of all points or without a block.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] below two points.
    pub fn variances(&self, without: Option<usize>) -> Result<Vec<f64>, Undefined> {
        let along = without.map_or(&self.whole, |block| &self.without[block]);
        if along.n < 2 {
            return Err(Undefined::TooFewPoints);
        }
        let scale = (along.n - 1) as f64;
        Ok(along.scatter.iter().map(|s| s / scale).collect())
    }

    /// Mean square along each axis, of all points or without a block.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] without any.
    pub fn second_moments(&self, without: Option<usize>) -> Result<Vec<f64>, Undefined> {
        let along = without.map_or(&self.whole, |block| &self.without[block]);
        if along.n == 0 {
            return Err(Undefined::TooFewPoints);
        }
        let square = |(scatter, mean): (&f64, &f64)| scatter / along.n as f64 + mean * mean;
        Ok(along.scatter.iter().zip(&along.mean).map(square).collect())
    }
}

impl Along {
    /// Chan's formula along each axis.
    fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            self.clone_from(other);
            return;
        }
        let share = other.n as f64 / (self.n + other.n) as f64;
        let weight = self.n as f64 * share;
        for i in 0..self.mean.len() {
            let delta = other.mean[i] - self.mean[i];
            self.scatter[i] += other.scatter[i] + weight * delta * delta;
            self.mean[i] += share * delta;
        }
        self.n += other.n;
    }
}

fn project(axes: ArrayView2<'_, f64>, point: &[f64], onto: &mut [f64]) {
    for (slot, axis) in onto.iter_mut().zip(axes.rows()) {
        *slot = axis.iter().zip(point).map(|(a, x)| a * x).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::{assert_close, gaussian, gaussian32, rows};
    use crate::estimator::space::{eigen, spread};
    use ndarray::Array2;

    fn labels(n: usize, blocks: u8) -> Vec<u8> {
        (0..n).map(|i| (i * 7 % usize::from(blocks)) as u8).collect()
    }

    #[test]
    fn the_whole_has_the_spectrum_and_the_sum_is_exact_without_any_block() {
        let points = gaussian(300, 12, 3) + 5.0;
        let blocks = labels(300, 8);
        let parts: Vec<_> =
            rows_by_block(points.view(), &blocks, 8).iter().map(|r| CoMoments::of(r.view())).collect();
        let covariance = CoMoments::of(points.view()).covariance().unwrap();
        let eigen = eigen::decompose(covariance.view()).unwrap();
        let by_points = AxisMoments::of_points(eigen.vectors.view(), points.view(), &blocks, 8);
        let by_moments = AxisMoments::of_moments(eigen.vectors.view(), &parts);
        for (found, expected) in by_points.variances(None).unwrap().iter().zip(&eigen.values) {
            assert_close(*found, *expected, 1e-11);
        }
        let without = CoMoments::leave_one_out(parts.iter());
        for (block, exact) in without.iter().enumerate() {
            let found = by_points.variances(Some(block)).unwrap();
            let total: f64 = found.iter().sum();
            assert_close(total, exact.total_variance().unwrap(), 1e-11);
            for (a, b) in found.iter().zip(by_moments.variances(Some(block)).unwrap()) {
                assert_close(*a, b, 1e-11);
            }
        }
    }

    #[test]
    fn points_that_are_identical_but_in_one_block_have_no_spread_without_it() {
        let axes = eigen::decompose(CoMoments::of(gaussian32(50, 9, 1).view()).covariance().unwrap().view());
        let mut points = Array2::from_elem((64, 9), 0.1f32);
        points.row_mut(3).fill(1.0);
        let blocks = labels(64, 4);
        let axes = axes.unwrap();
        let moments = AxisMoments::of_points(axes.vectors.view(), points.view(), &blocks, 4);
        let odd = usize::from(blocks[3]);
        assert_eq!(moments.variances(Some(odd)), Ok(vec![0.0; 9]));
        assert!(moments.variances(None).unwrap().iter().sum::<f64>() > 0.0);
        let few = AxisMoments::of_points(axes.vectors.view(), rows(&points, 0..2), &[0, 1], 2);
        assert_eq!(few.variances(Some(0)), Err(Undefined::TooFewPoints));
    }

    /// Delete-one-block jackknife standard error.
    fn jackknife(values: &[f64]) -> f64 {
        let b = values.len() as f64;
        let mean = values.iter().sum::<f64>() / b;
        ((b - 1.0) / b * values.iter().map(|v| (v - mean).powi(2)).sum::<f64>()).sqrt()
    }

    #[test]
    fn the_error_of_the_effective_rank_is_that_of_decomposing_anew() {
        // A spectrum that falls as 1/i, 60 points a dimension.
        let mut points = gaussian(1200, 20, 8);
        for (i, mut column) in points.columns_mut().into_iter().enumerate() {
            column.mapv_inplace(|x| x / (i as f64 + 1.0).sqrt());
        }
        let blocks = labels(1200, 16);
        let parts: Vec<_> =
            rows_by_block(points.view(), &blocks, 16).iter().map(|r| CoMoments::of(r.view())).collect();
        let eigen = eigen::decompose(CoMoments::of(points.view()).covariance().unwrap().view()).unwrap();
        let axes = AxisMoments::of_points(eigen.vectors.view(), points.view(), &blocks, 16);
        let cheap: Vec<f64> =
            (0..16).map(|b| spread::effective_rank(&axes.variances(Some(b)).unwrap()).unwrap()).collect();
        let anew: Vec<f64> = CoMoments::leave_one_out(parts.iter())
            .iter()
            .map(|m| spread::effective_rank(&eigen::values(m.covariance().unwrap().view()).unwrap()).unwrap())
            .collect();
        let ratio = jackknife(&cheap) / jackknife(&anew);
        assert!((ratio - 1.0).abs() < 0.02, "ratio of standard errors {ratio}");
    }
}
