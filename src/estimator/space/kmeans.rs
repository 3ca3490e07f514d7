//! Clusters: k-means by Lloyd's iteration from k-means++ seeds.

use ndarray::{Array2, ArrayView2};

use super::closest::closest;
use super::points::{Frame, Points, squared_distance};
use super::product::{Scalar, contiguous};
use super::random::Draws;
use crate::terms::Undefined;

/// Iterations after which the clusters are taken as they are.
const MAX_ITERATIONS: usize = 100;

/// Points in clusters.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters<T> {
    /// One center a row; fewer than asked for where there are fewer different points. None is empty.
    pub centers: Array2<T>,
    /// The cluster of each point: that of the nearest center.
    pub labels: Vec<usize>,
    /// Sum of squared distances to the centers.
    pub inertia: f64,
}

/// Divides points into at most k clusters.
///
/// Starts from k-means++ under a fixed seed (Arthur & Vassilvitskii 2007) and iterates until no point changes its
/// cluster, 100 times at most. A cluster that loses its last point starts again at the point that is farthest from its
/// center. *Deterministic* at any number of threads. *Cost*: 2 n k d an iteration.
///
/// # Errors
/// [`Undefined::TooFewPoints`] without points, or for k = 0.
pub fn fit<T: Scalar>(points: ArrayView2<'_, T>, k: usize, seed: u64) -> Result<Clusters<T>, Undefined> {
    let rows = contiguous(&points);
    let rows = Rows { all: rows.as_slice(), d: points.ncols(), n: points.nrows() };
    let mut centers = rows.take(&spread_out(&rows, k, seed)?);
    let frame = Frame::around(points, points);
    let prepared = Points::new(points, &frame);
    let nearest = |centers: &Array2<T>| closest(&prepared, &Points::new(centers.view(), &frame));
    let mut labels = nearest(&centers);
    for _ in 0..MAX_ITERATIONS {
        centers = means(&rows, &labels, &centers);
        let next = nearest(&centers);
        if next == labels {
            break;
        }
        labels = next;
    }
    let inertia = (0..rows.n).map(|i| rows.squared_distance(i, &centers, labels[i])).sum();
    Ok(Clusters { centers, labels, inertia })
}

struct Rows<'a, T> {
    all: &'a [T],
    d: usize,
    n: usize,
}

impl<T: Scalar> Rows<'_, T> {
    fn row(&self, i: usize) -> &[T] {
        &self.all[i * self.d..(i + 1) * self.d]
    }

    fn take(&self, indices: &[usize]) -> Array2<T> {
        Array2::from_shape_fn((indices.len(), self.d), |(i, j)| self.row(indices[i])[j])
    }

    fn squared_distance(&self, i: usize, centers: &Array2<T>, center: usize) -> f64 {
        let center = centers.row(center);
        squared_distance(self.row(i), center.as_slice().unwrap_or_default())
    }
}

/// k-means++: each next seed is drawn with probability proportional to the squared distance to the nearest seed.
fn spread_out<T: Scalar>(rows: &Rows<'_, T>, k: usize, seed: u64) -> Result<Vec<usize>, Undefined> {
    if rows.n == 0 || k == 0 {
        return Err(Undefined::TooFewPoints);
    }
    let mut draws = Draws::new(seed);
    let mut seeds = vec![draws.below(rows.n)];
    let mut nearest = vec![f64::INFINITY; rows.n];
    while seeds.len() < k {
        let newest = rows.row(seeds[seeds.len() - 1]);
        for (i, near) in nearest.iter_mut().enumerate() {
            *near = near.min(squared_distance(rows.row(i), newest));
        }
        let total: f64 = nearest.iter().sum();
        if total == 0.0 {
            break;
        }
        let mut left = draws.unit() * total;
        let drawn = nearest.iter().position(|&near| {
            left -= near;
            left < 0.0
        });
        // Rounding may leave a little of the total; the last point that can be drawn takes it.
        let last = || nearest.iter().rposition(|&near| near > 0.0);
        seeds.extend(drawn.or_else(last));
    }
    Ok(seeds)
}

/// The mean of each cluster.
fn means<T: Scalar>(rows: &Rows<'_, T>, labels: &[usize], old: &Array2<T>) -> Array2<T> {
    let k = old.nrows();
    let mut sizes = vec![0usize; k];
    let mut sums = Array2::<f64>::zeros((k, rows.d));
    for (i, &label) in labels.iter().enumerate() {
        sizes[label] += 1;
        for (slot, (&x, &c)) in sums.row_mut(label).iter_mut().zip(rows.row(i).iter().zip(old.row(label))) {
            *slot += x.into() - c.into();
        }
    }
    let mut centers = Array2::from_shape_fn((k, rows.d), |(c, j)| {
        T::nearest(old[[c, j]].into() + sums[[c, j]] / sizes[c].max(1) as f64)
    });
    let empty: Vec<usize> = (0..k).filter(|&c| sizes[c] == 0).collect();
    if !empty.is_empty() {
        let mut far: Vec<(f64, usize)> = labels
            .iter()
            .enumerate()
            .map(|(i, &label)| (rows.squared_distance(i, &centers, label), i))
            .collect();
        far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (center, (_, point)) in empty.into_iter().zip(far) {
            for (slot, &x) in centers.row_mut(center).iter_mut().zip(rows.row(point)) {
                *slot = x;
            }
        }
    }
    centers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::{gaussian32, rows};
    use ndarray::Axis;

    /// Ten points about each of k far centers.
    fn groups(k: usize) -> Array2<f32> {
        let mut points = gaussian32(10 * k, 6, 1);
        for (i, mut row) in points.rows_mut().into_iter().enumerate() {
            row[i % k % 6] += 50.0 * (1 + i % k / 6) as f32;
        }
        points
    }

    #[test]
    fn far_groups_are_found() {
        let points = groups(9);
        for seed in 0..5 {
            let found = fit(points.view(), 9, seed).unwrap();
            assert_eq!(found.centers.nrows(), 9);
            for i in 0..90 {
                for j in 0..90 {
                    assert_eq!(
                        found.labels[i] == found.labels[j],
                        i % 9 == j % 9,
                        "{i} and {j}, seed {seed}"
                    );
                }
            }
            assert_eq!(found, fit(points.view(), 9, seed).unwrap());
        }
    }

    #[test]
    fn a_fit_is_a_fixed_point_without_empty_clusters() {
        let points = gaussian32(400, 3, 2);
        let found = fit(points.view(), 25, 3).unwrap();
        for cluster in 0..25 {
            let members: Vec<usize> = (0..400).filter(|&i| found.labels[i] == cluster).collect();
            let mean = points.select(Axis(0), &members).mapv(f64::from).mean_axis(Axis(0)).unwrap();
            for (c, m) in found.centers.row(cluster).iter().zip(&mean) {
                assert!((f64::from(*c) - m).abs() < 1e-6);
            }
        }
        assert!(found.inertia < fit(points.view(), 5, 3).unwrap().inertia);
    }

    #[test]
    fn an_empty_cluster_starts_again_at_the_farthest_point() {
        let points = ndarray::array![[0.0f64], [1.0], [10.0]];
        let old = ndarray::array![[0.5], [100.0]];
        let all = contiguous(&points.view()).as_slice().to_vec();
        let rows = Rows { all: &all, d: 1, n: 3 };
        let centers = means(&rows, &[0, 0, 0], &old);
        assert!((centers[[0, 0]] - 11.0 / 3.0).abs() < 1e-12);
        assert_eq!(centers[[1, 0]], 10.0);
    }

    #[test]
    fn fewer_different_points_than_clusters() {
        let mut points = Array2::from_elem((30, 2), 0.1f32);
        points.row_mut(4).fill(1.0);
        let found = fit(points.view(), 5, 1).unwrap();
        assert_eq!(found.centers.nrows(), 2);
        assert_eq!(found.inertia, 0.0);
        assert_eq!(fit(points.view(), 0, 1), Err(Undefined::TooFewPoints));
        assert_eq!(fit(rows(&points, 0..0), 2, 1), Err(Undefined::TooFewPoints));
    }
}
