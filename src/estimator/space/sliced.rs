//! Sliced Wasserstein distance: optimal transport along fixed random directions.

use ndarray::{Array2, ArrayView2};

use super::product::{Scalar, times_transposed};
use super::random::Draws;
use crate::terms::{Measured, Undefined};

/// Directions of unit length, one a row, uniform on the sphere under a fixed seed.
pub fn directions(n: usize, d: usize, seed: u64) -> Array2<f64> {
    let mut draws = Draws::new(seed);
    let mut directions = Array2::from_shape_simple_fn((n, d), || draws.normal());
    for mut row in directions.rows_mut() {
        let length = row.dot(&row).sqrt();
        row.mapv_inplace(|x| x / length);
    }
    directions
}

/// Points along directions, sorted once, so that any division of them into two sets has its distance without sorting.
#[derive(Debug, Clone)]
pub struct Slices {
    /// Number of points.
    n: usize,
    /// For each direction the points in rising order, and how far along they are.
    sorted: Vec<Vec<(usize, f64)>>,
}

/// The set of a point that is left out.
const OUT: u8 = 2;

impl Slices {
    /// Projects and sorts. *Cost*: 2 n d L for L directions, and sorting.
    pub fn new<T: Scalar>(points: ArrayView2<'_, T>, directions: ArrayView2<'_, f64>) -> Self {
        let along = times_transposed(directions.mapv(T::nearest).view(), points);
        let sort = |row: ndarray::ArrayView1<'_, T>| {
            let mut values: Vec<(usize, f64)> = row.iter().map(|&x| x.into()).enumerate().collect();
            values.sort_by(|a, b| a.1.total_cmp(&b.1));
            values
        };
        Self { n: points.nrows(), sorted: along.rows().into_iter().map(sort).collect() }
    }

    /// [`distance`] of the sets 0 and 1 that `set` puts points in; `None` leaves a point out. *Cost*: O(n L).
    ///
    /// # Errors
    /// As [`distance`].
    pub fn distance(&self, set: impl Fn(usize) -> Option<usize>) -> Measured {
        let set_of: Vec<u8> = (0..self.n).map(|point| set(point).map_or(OUT, |set| set as u8)).collect();
        let size = |set| set_of.iter().filter(|of| **of == set).count();
        let (n, m) = (size(0), size(1));
        if n == 0 || m == 0 || self.sorted.is_empty() {
            return Err(Undefined::TooFewPoints);
        }
        // Each value is written to both sets and counts in its own, which costs less than to ask which that is; the last
        // place takes what follows the last of a set.
        let (mut first, mut second) = (vec![0.0; n + 1], vec![0.0; m + 1]);
        let mut sum = 0.0;
        for slice in &self.sorted {
            let (mut i, mut j) = (0, 0);
            for &(point, value) in slice {
                (first[i], second[j]) = (value, value);
                i += usize::from(set_of[point] == 0);
                j += usize::from(set_of[point] == 1);
            }
            sum += transport(&first[..n], &second[..m]);
        }
        Ok((sum / self.sorted.len() as f64).sqrt())
    }
}

/// Root of the mean squared Wasserstein-2 distance of two sets along some directions.
///
/// *Unit*: that of the points; a shift by s reads |s| / √d. *Range*: 0 and up; biased up by the size of the sets, so
/// compare with its value on exchanged blocks. *Cost*: 2 (n + m) d L for L directions, and sorting. *Source*: Bonneel
/// et al. (2015), doi:10.1007/s10851-014-0506-3.
///
/// # Errors
/// [`Undefined::TooFewPoints`] for an empty set or no directions.
pub fn distance<T: Scalar>(
    first: ArrayView2<'_, T>,
    second: ArrayView2<'_, T>,
    directions: ArrayView2<'_, f64>,
) -> Measured {
    if first.is_empty() || second.is_empty() || directions.is_empty() {
        return Err(Undefined::TooFewPoints);
    }
    let narrow = directions.mapv(T::nearest);
    let along = |points| sorted_rows(times_transposed(narrow.view(), points));
    let (a, b) = (along(first), along(second));
    let sum: f64 = a.iter().zip(&b).map(|(a, b)| transport(a, b)).sum();
    Ok((sum / directions.nrows() as f64).sqrt())
}

fn sorted_rows<T: Scalar>(projected: Array2<T>) -> Vec<Vec<f64>> {
    let sorted = |row: ndarray::ArrayView1<'_, T>| {
        let mut values: Vec<f64> = row.iter().map(|&x| x.into()).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    projected.rows().into_iter().map(sorted).collect()
}

/// Squared Wasserstein-2 distance of two sorted samples on a line: quantiles are matched.
fn transport(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len(), b.len());
    let (mut i, mut j, mut at, mut cost) = (0, 0, 0, 0.0);
    // Levels are counted in units of 1 / (n m), so that they meet exactly; these are where the current two end.
    let (mut end_a, mut end_b) = (m, n);
    while i < n && j < m {
        let next = end_a.min(end_b);
        cost += (next - at) as f64 * (a[i] - b[j]).powi(2);
        at = next;
        let (a_ends, b_ends) = (next == end_a, next == end_b);
        i += usize::from(a_ends);
        j += usize::from(b_ends);
        end_a += if a_ends { m } else { 0 };
        end_b += if b_ends { n } else { 0 };
    }
    cost / (n * m) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::{assert_close, gaussian, gaussian32, rows};

    #[test]
    fn transport_on_a_line() {
        assert_close(transport(&[0.0, 1.0], &[3.0, 5.0]), 0.5 * (9.0 + 16.0), 1e-15);
        // The point at 1 goes half to 0 and half to 3.
        assert_close(transport(&[1.0], &[0.0, 3.0]), 0.5 * (1.0 + 4.0), 1e-15);
        assert_close(transport(&[0.0, 3.0, 6.0], &[0.0, 6.0]), 1.0 / 6.0 * (9.0 + 9.0), 1e-15);
    }

    #[test]
    fn a_shift_and_a_scale_read_what_they_are() {
        let points = gaussian(400, 4, 1);
        let all = directions(64, 4, 2);
        for row in all.rows() {
            assert_close(row.dot(&row), 1.0, 1e-14);
        }
        let shift = [3.0, 0.0, 4.0, 0.0];
        let moved = &points + &ndarray::arr1(&shift);
        let expected =
            all.rows().into_iter().map(|r| r.dot(&ndarray::arr1(&shift)).powi(2)).sum::<f64>() / 64.0;
        assert_close(distance(points.view(), moved.view(), all.view()).unwrap(), expected.sqrt(), 1e-12);
        assert!((expected.sqrt() - 2.5).abs() < 0.5, "about |s| / 2 in four dimensions");
        assert_eq!(distance(points.view(), points.view(), all.view()), Ok(0.0));
        let stored = gaussian32(400, 4, 1);
        let narrow = distance(stored.view(), moved.mapv(|x| x as f32).view(), all.view()).unwrap();
        assert_close(narrow, expected.sqrt(), 1e-5);
        let none = rows(&points, 0..0);
        assert_eq!(distance(points.view(), none, all.view()), Err(Undefined::TooFewPoints));
    }
}
