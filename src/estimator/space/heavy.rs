//! Points that hold a large part of all variance by themselves, and the variance without the farthest points of either side.

use ndarray::{Array1, ArrayView2, Axis};

use super::points::squared_distance;
use crate::terms::{Measured, Undefined};

/// A point with more than this share of all squared distances from the mean is heavy.
const HEAVY: f64 = 0.05;

/// Share of a side's points, the farthest from its middle, that a trimmed variance leaves out: enough for the laws with the heaviest
/// tails that still have a mean.
const TRIMMED: f64 = 0.1;

/// Rounds in which the middle is found: the mean of the points that are not the farthest from it, from the medians on.
const ROUNDS: usize = 3;

/// The points that hold more than 5% of the sum of squared distances from the mean, with their shares, the heaviest first.
///
/// *Cost*: two passes.
pub fn heavy<'p>(points: impl Iterator<Item = &'p [f32]> + Clone) -> Vec<(usize, f64)> {
    let Some(d) = points.clone().next().map(<[_]>::len) else { return Vec::new() };
    let (mut mean, mut n) = (vec![0.0f64; d], 0.0);
    for point in points.clone() {
        n += 1.0;
        mean.iter_mut().zip(point).for_each(|(m, &x)| *m += (f64::from(x) - *m) / n);
    }
    let square =
        |point: &[f32]| point.iter().zip(&mean).map(|(&x, m)| (f64::from(x) - m).powi(2)).sum::<f64>();
    let squares: Vec<f64> = points.map(square).collect();
    let total: f64 = squares.iter().sum();
    let shares = squares.into_iter().map(|square| square / total).enumerate();
    // Without any variance there is no share; nor is there where squares leave the range of numbers.
    let mut heavy: Vec<(usize, f64)> = shares.filter(|(_, share)| *share > HEAVY).collect();
    heavy.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    heavy
}

/// The points of one side by how far they lie from its middle, which the farthest tenth has no part in.
#[derive(Debug)]
pub struct Distances {
    /// Squared distances and positions, ascending.
    near_first: Vec<(f64, usize)>,
}

impl Distances {
    /// Of these points. *Cost*: O(n d) and O(n log n).
    pub fn of(points: ArrayView2<'_, f32>) -> Self {
        let mut center = medians(points);
        let mut near_first = from(points, &center);
        for _ in 0..ROUNDS {
            let kept = near_first.len() - n_trimmed(near_first.len());
            let rows: Vec<usize> = near_first[..kept].iter().map(|&(_, row)| row).collect();
            let mean = |center: Array1<f64>| center.mapv(|x| x as f32);
            match points.select(Axis(0), &rows).mapv(f64::from).mean_axis(Axis(0)) {
                Some(found) => center = mean(found),
                None => break,
            }
            near_first = from(points, &center);
        }
        Self { near_first }
    }

    /// The mean squared distance of the points that `kept` says yes to, without the farthest tenth of them.
    ///
    /// Equal shares are left out of either side, so a common factor of all points comes out as it is. A tenth of few points is no whole
    /// number: the last point counts in part, so that the value does not jump while blocks are left out.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] below two points.
    pub fn trimmed_variance(&self, kept: impl Fn(usize) -> bool) -> Measured {
        let squares: Vec<f64> =
            self.near_first.iter().filter(|(_, row)| kept(*row)).map(|(s, _)| *s).collect();
        if squares.len() < 2 {
            return Err(Undefined::TooFewPoints);
        }
        let n = squares.len() as f64 * (1.0 - TRIMMED);
        let (whole, part) = (n as usize, n.fract());
        let sum: f64 = squares[..whole].iter().sum();
        Ok((sum + part * squares.get(whole).copied().unwrap_or_default()) / n)
    }

    /// The points that are not of the farthest tenth, in their order.
    pub fn nearest(&self) -> Vec<usize> {
        let kept = self.near_first.len() - n_trimmed(self.near_first.len());
        let mut rows: Vec<usize> = self.near_first[..kept].iter().map(|&(_, row)| row).collect();
        rows.sort_unstable();
        rows
    }
}

fn n_trimmed(n: usize) -> usize {
    (TRIMMED * n as f64) as usize
}

/// Squared distances from a point, ascending; equal ones in the order of the points.
fn from(points: ArrayView2<'_, f32>, center: &Array1<f32>) -> Vec<(f64, usize)> {
    let center = center.as_slice().unwrap_or_default();
    let square = |(row, point): (usize, ndarray::ArrayView1<'_, f32>)| match point.as_slice() {
        Some(point) => (squared_distance(point, center), row),
        None => (squared_distance(&point.to_vec(), center), row),
    };
    let mut squares: Vec<(f64, usize)> = points.rows().into_iter().enumerate().map(square).collect();
    squares.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    squares
}

/// The median of each coordinate.
fn medians(points: ArrayView2<'_, f32>) -> Array1<f32> {
    let median = |column: ndarray::ArrayView1<'_, f32>| {
        let mut values = column.to_vec();
        match values.len() {
            0 => 0.0,
            n => *values.select_nth_unstable_by(n / 2, f32::total_cmp).1,
        }
    };
    points.axis_iter(Axis(1)).map(median).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::gaussian32;
    use ndarray::Array2;

    fn slices(points: &Array2<f32>) -> impl Iterator<Item = &[f32]> + Clone {
        let d = points.ncols();
        points.as_slice().unwrap().chunks_exact(d)
    }

    #[test]
    fn a_point_out_of_scale_is_found_and_usual_points_are_not() {
        let mut points = gaussian32(200, 24, 1);
        assert!(heavy(slices(&points)).is_empty());
        points.row_mut(7).mapv_inplace(|x| 100.0 * x);
        let found = heavy(slices(&points));
        assert!(found.len() == 1 && found[0].0 == 7 && found[0].1 > 0.9, "{found:?}");
        assert!(heavy(slices(&Array2::zeros((40, 3)))).is_empty());
        assert!(heavy(slices(&Array2::zeros((0, 3)))).is_empty());
    }

    #[test]
    fn the_trimmed_variance_does_not_see_it_and_keeps_a_factor() {
        let mut points = gaussian32(200, 24, 1);
        let before = Distances::of(points.view()).trimmed_variance(|_| true).unwrap();
        assert!((before - 24.0 * 0.9).abs() < 1.5, "the nearest nine tenths of 24 variances of 1: {before}");
        points.row_mut(7).mapv_inplace(|x| 100.0 * x);
        let with = Distances::of(points.view()).trimmed_variance(|_| true).unwrap();
        assert!((with / before - 1.0).abs() < 0.02, "{with} {before}");
        let half = points.mapv(|x| x * 0.5f32.sqrt());
        let half = Distances::of(half.view()).trimmed_variance(|_| true).unwrap();
        assert!((half / with - 0.5).abs() < 1e-5);
        let kept = Distances::of(points.view()).nearest();
        assert!(kept.len() == 180 && !kept.contains(&7));
    }

    #[test]
    fn points_left_out_are_as_if_they_were_not_there() {
        let points = gaussian32(100, 4, 2);
        let distances = Distances::of(points.view());
        let without = distances.trimmed_variance(|row| row >= 15).unwrap();
        let mut squares: Vec<f64> =
            distances.near_first.iter().filter(|(_, row)| *row >= 15).map(|(s, _)| *s).collect();
        squares.truncate(77);
        let last = squares.pop().unwrap();
        let n = 85.0 * 0.9;
        assert!((without - (squares.iter().sum::<f64>() + 0.5 * last) / n).abs() < 1e-9);
        assert_eq!(distances.trimmed_variance(|row| row < 1), Err(Undefined::TooFewPoints));
    }
}
