//! Exact nearest neighbors and points within radii, without a table of all distances.
//!
//! Tiles of inner products in the precision of the points give bounds on every distance. What the bounds leave open is
//! computed in f64 from the coordinates, so results are those of f64 throughout, and equal points are at distance
//! exactly 0. Ties go to the smaller index.

use ndarray::ArrayView2;
use rayon::prelude::*;

use super::points::{Points, center_of};
use super::product::{Scalar, times_transposed_into};
use crate::terms::Undefined;

/// Points of a tile of distances: a megabyte of f32, which stays in the cache.
const TILE_ROWS: usize = 256;
const TILE_COLUMNS: usize = 1024;

/// The k nearest neighbors of each of n points, nearest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbors {
    k: usize,
    /// n × k indices of neighbors.
    index: Vec<usize>,
    /// n × k distances.
    distance: Vec<f64>,
}

impl Neighbors {
    /// Number of points whose neighbors these are.
    pub fn len(&self) -> usize {
        self.index.len() / self.k
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Indices of the neighbors of point i, nearest first.
    pub fn indices(&self, i: usize) -> &[usize] {
        &self.index[i * self.k..(i + 1) * self.k]
    }

    /// Their Euclidean distances.
    pub fn distances(&self, i: usize) -> &[f64] {
        &self.distance[i * self.k..(i + 1) * self.k]
    }

    /// The distance of every point to its k-th neighbor.
    pub fn radii(&self) -> Vec<f64> {
        self.distance.chunks_exact(self.k).map(|d| d[self.k - 1]).collect()
    }
}

/// The k nearest other points of every point; a duplicate is another point, at distance 0.
///
/// *Cost*: 2 n² d in the precision of the points; memory O(n (d + k)). *Deterministic* at any number of threads.
///
/// # Errors
/// [`Undefined::TooFewPoints`] for fewer than k + 1 points, or k = 0.
pub fn within<T: Scalar>(points: ArrayView2<'_, T>, k: usize) -> Result<Neighbors, Undefined> {
    search(points, points, k, true)
}

/// The k nearest points of `to` for every point of `from`.
///
/// *Cost*: 2 n m d. *Deterministic* at any number of threads.
///
/// # Errors
/// [`Undefined::TooFewPoints`] for fewer than k points in `to`, or k = 0.
pub fn between<T: Scalar>(
    from: ArrayView2<'_, T>,
    to: ArrayView2<'_, T>,
    k: usize,
) -> Result<Neighbors, Undefined> {
    search(from, to, k, false)
}

fn search<T: Scalar>(
    from: ArrayView2<'_, T>,
    to: ArrayView2<'_, T>,
    k: usize,
    same: bool,
) -> Result<Neighbors, Undefined> {
    if k == 0 || to.nrows() < k + usize::from(same) {
        return Err(Undefined::TooFewPoints);
    }
    let center = center_of(from, to);
    let (from, to) = (Points::new(&from, &center), Points::new(&to, &center));
    let starts: Vec<usize> = (0..from.len()).step_by(TILE_ROWS).collect();
    let parts: Vec<Vec<(usize, f64)>> = starts
        .into_par_iter()
        .map(|start| {
            let rows = start..(start + TILE_ROWS).min(from.len());
            let mut nearest: Vec<Nearest> = rows.clone().map(|_| Nearest::new(k)).collect();
            each_tile(&from, rows.clone(), &to, |first, tile| {
                for (row, products) in rows.clone().zip(tile.chunks_exact(tile.len() / rows.len())) {
                    let best = &mut nearest[row - start];
                    scan(
                        &from,
                        row,
                        &to,
                        first,
                        products,
                        |best| best.bound,
                        best,
                        |best, column, low, high| {
                            if !(same && column == row) {
                                best.offer(low, high, column);
                            }
                        },
                    );
                }
            });
            let exact =
                rows.zip(nearest).flat_map(|(row, best)| best.settle(|j| from.squared_distance(row, &to, j)));
            exact.collect()
        })
        .collect();
    let (index, distance) = parts.into_iter().flatten().map(|(j, squared)| (j, squared.sqrt())).unzip();
    Ok(Neighbors { k, index, distance })
}

/// Calls `hit(i, j)` for every point j at a distance of at most `radii[i]` from center i, in the order of i, then j.
///
/// Balls are closed, as in Kynkäänniemi et al. (2019): a ball of radius 0 around a duplicated point holds its
/// duplicates. *Cost*: 2 n m d, and the calls.
///
/// # Panics
/// Where there is not one radius for each center.
pub fn each_within_radius<T: Scalar>(
    centers: ArrayView2<'_, T>,
    radii: &[f64],
    points: ArrayView2<'_, T>,
    mut hit: impl FnMut(usize, usize),
) {
    assert_eq!(centers.nrows(), radii.len(), "one radius for each center");
    if centers.is_empty() || points.is_empty() {
        return;
    }
    let middle = center_of(centers, points);
    let (centers, points) = (Points::new(&centers, &middle), Points::new(&points, &middle));
    let starts: Vec<usize> = (0..centers.len()).step_by(TILE_ROWS).collect();
    let hits: Vec<Vec<(usize, usize)>> = starts
        .into_par_iter()
        .map(|start| {
            let rows = start..(start + TILE_ROWS).min(centers.len());
            let mut found = Vec::new();
            each_tile(&centers, rows.clone(), &points, |first, tile| {
                for (row, products) in rows.clone().zip(tile.chunks_exact(tile.len() / rows.len())) {
                    let squared = radii[row] * radii[row];
                    scan(
                        &centers,
                        row,
                        &points,
                        first,
                        products,
                        |_| squared,
                        &mut found,
                        |found, j, _, high| {
                            if high <= squared
                                || centers.squared_distance(row, &points, j).sqrt() <= radii[row]
                            {
                                found.push((row, j));
                            }
                        },
                    );
                }
            });
            found.sort_unstable();
            found
        })
        .collect();
    for (i, j) in hits.into_iter().flatten() {
        hit(i, j);
    }
}

/// Visitors of balls: how many points of each label lie in each ball, and how many balls hold each point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallCounts {
    /// Points by center and label.
    pub by_center: ndarray::Array2<u32>,
    /// Balls by point.
    pub by_point: Vec<u32>,
}

/// Counts the points within `radii[i]` of center i, by label.
///
/// *Cost*: 2 n m d.
///
/// # Panics
/// As [`each_within_radius`].
pub fn ball_counts<T: Scalar>(
    centers: ArrayView2<'_, T>,
    radii: &[f64],
    points: ArrayView2<'_, T>,
    labels: &[u8],
    n_labels: usize,
) -> BallCounts {
    let mut counts = BallCounts {
        by_center: ndarray::Array2::zeros((centers.nrows(), n_labels)),
        by_point: vec![0; points.nrows()],
    };
    each_within_radius(centers, radii, points, |i, j| {
        counts.by_center[[i, usize::from(labels[j])]] += 1;
        counts.by_point[j] += 1;
    });
    counts
}

/// Inner products of some rows of `from` with all of `to`, tile by tile: the first column, and the row-major tile.
fn each_tile<T: Scalar>(
    from: &Points<'_, T>,
    rows: std::ops::Range<usize>,
    to: &Points<'_, T>,
    mut use_tile: impl FnMut(usize, &[T]),
) {
    let d = from.d;
    let left = &from.centered[rows.start * d..rows.end * d];
    let mut tile = vec![T::ZERO; rows.len() * TILE_COLUMNS.min(to.len())];
    for first in (0..to.len()).step_by(TILE_COLUMNS) {
        let last = (first + TILE_COLUMNS).min(to.len());
        let tile = &mut tile[..rows.len() * (last - first)];
        times_transposed_into(left, &to.centered[first * d..last * d], d, tile);
        use_tile(first, tile);
    }
}

/// Columns looked at together: a hit among them is rare.
const STRIDE: usize = 32;

/// Calls `keep(column, low, high)` with bounds on the squared distance wherever the lower one is within the bound.
#[expect(clippy::too_many_arguments, reason = "one row of a tile, and what to do with it")]
fn scan<T: Scalar, S>(
    from: &Points<'_, T>,
    row: usize,
    to: &Points<'_, T>,
    first: usize,
    products: &[T],
    bound: impl Fn(&S) -> f64,
    state: &mut S,
    mut keep: impl FnMut(&mut S, usize, f64, f64),
) {
    let (low, high): (f64, f64) = (from.low[row].into(), from.high[row].into());
    let lengths = &to.low[first..first + products.len()];
    for (at, (products, lengths)) in products.chunks(STRIDE).zip(lengths.chunks(STRIDE)).enumerate() {
        let limit = T::nearest(bound(state) - low);
        let near = products.iter().zip(lengths).fold(false, |near, (&p, &l)| near | (T::far(l, p) <= limit));
        if !near {
            continue;
        }
        for (offset, &product) in products.iter().enumerate() {
            let column = first + at * STRIDE + offset;
            let product: f64 = product.into();
            let below = low + to.low[column].into() - 2.0 * product;
            if below <= bound(state) {
                keep(state, column, below, high + to.high[column].into() - 2.0 * product);
            }
        }
    }
}

/// The candidates for the k nearest of one point.
struct Nearest {
    k: usize,
    /// No candidate above this can be among the k nearest.
    bound: f64,
    /// Bounds of squared distances, and indices.
    found: Vec<(f64, f64, usize)>,
    /// Candidates to hold before the bound is lowered.
    room: usize,
}

impl Nearest {
    fn new(k: usize) -> Self {
        Self { k, bound: f64::INFINITY, found: Vec::new(), room: 2 * k + 16 }
    }

    fn offer(&mut self, low: f64, high: f64, index: usize) {
        self.found.push((low, high, index));
        if self.found.len() >= self.room {
            self.lower_bound();
            self.room = (2 * self.k + 16).max(2 * self.found.len());
        }
    }

    fn lower_bound(&mut self) {
        if self.found.len() < self.k {
            return;
        }
        let mut highs: Vec<f64> = self.found.iter().map(|c| c.1).collect();
        let (_, kth, _) = highs.select_nth_unstable_by(self.k - 1, f64::total_cmp);
        self.bound = self.bound.min(*kth);
        let bound = self.bound;
        self.found.retain(|c| c.0 <= bound);
    }

    /// The k nearest by their exact squared distances.
    fn settle(mut self, exact: impl Fn(usize) -> f64) -> Vec<(usize, f64)> {
        self.lower_bound();
        self.found.sort_unstable_by_key(|c| c.2);
        let mut nearest: Vec<(usize, f64)> = Vec::with_capacity(self.found.len());
        let mut zeros = 0;
        for (_, _, index) in self.found {
            let squared = exact(index);
            nearest.push((index, squared));
            zeros += usize::from(squared == 0.0);
            // In a heap of duplicates the first k settle it.
            if zeros == self.k {
                break;
            }
        }
        nearest.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        nearest.truncate(self.k);
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::{gaussian, gaussian32};
    use ndarray::{Array2, s};

    /// All distances in f64 by definition.
    fn sorted(from: &Array2<f64>, i: usize, to: &Array2<f64>, same: bool) -> Vec<(f64, usize)> {
        let mut all: Vec<(f64, usize)> = to
            .rows()
            .into_iter()
            .enumerate()
            .filter(|&(j, _)| !(same && i == j))
            .map(|(j, row)| ((&row - &from.row(i)).mapv(|x| x * x).sum().sqrt(), j))
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        all
    }

    fn check(from: &Array2<f32>, to: &Array2<f32>, same: bool, k: usize) {
        let (wide_from, wide_to) = (from.mapv(f64::from), to.mapv(f64::from));
        let found = search(from.view(), to.view(), k, same).unwrap();
        assert_eq!(found.len(), from.nrows());
        for i in 0..from.nrows() {
            let expected = sorted(&wide_from, i, &wide_to, same);
            for (rank, (&j, &distance)) in found.indices(i).iter().zip(found.distances(i)).enumerate() {
                assert_eq!(j, expected[rank].1, "neighbor {rank} of {i}");
                assert!((distance - expected[rank].0).abs() <= 1e-12 * expected[rank].0);
            }
        }
    }

    #[test]
    fn neighbors_are_those_of_all_distances_in_f64() {
        for (n, m, d) in [(6, 6, 1), (300, 270, 3), (257, 1100, 40)] {
            let (a, b) = (gaussian32(n, d, 1), gaussian32(m, d, 2));
            check(&a, &b, false, 3);
            check(&b, &b, true, 5);
        }
    }

    #[test]
    fn a_far_mean_and_a_far_point_change_nothing() {
        let far = gaussian32(200, 8, 3) + 1000.0;
        check(&far, &far, true, 4);
        let mut one_far = gaussian32(200, 8, 4);
        one_far.row_mut(7).fill(1e6);
        check(&one_far, &one_far, true, 4);
    }

    #[test]
    fn duplicates_are_at_distance_zero_and_near_duplicates_are_not() {
        let mut points = gaussian32(60, 16, 5) + 3.0;
        for i in 30..60 {
            let row = points.row(i - 30).to_owned();
            points.row_mut(i).assign(&row);
        }
        points[[30, 0]] += 1e-5;
        check(&points, &points, true, 3);
        let found = within(points.view(), 1).unwrap();
        assert_eq!(found.distances(1), [0.0]);
        assert_eq!(found.indices(1), [31]);
        assert!(found.distances(0)[0] > 0.0);
        let same = Array2::from_elem((1500, 4), 0.1f32);
        let found = within(same.view(), 2).unwrap();
        assert!(found.radii().iter().all(|&r| r == 0.0));
        assert_eq!(found.indices(0), [1, 2]);
        assert_eq!(found.indices(1400), [0, 1]);
    }

    #[test]
    fn balls_are_closed_and_counted_exactly() {
        let (centers, points) = (gaussian(300, 5, 6), gaussian(1200, 5, 7));
        let radii = between(centers.view(), points.view(), 4).unwrap().radii();
        let mut counts = vec![0; 300];
        let mut before = None;
        each_within_radius(centers.view(), &radii, points.view(), |i, j| {
            assert!(before < Some((i, j)), "not in order");
            before = Some((i, j));
            counts[i] += 1;
        });
        assert_eq!(counts, vec![4; 300], "the k-th neighbor is on the border");
        let same = Array2::from_elem((5, 2), 0.3f32);
        let mut hits = 0;
        each_within_radius(same.view(), &[0.0; 5], same.view(), |_, _| hits += 1);
        assert_eq!(hits, 25);
    }

    #[test]
    fn too_few_points_are_said() {
        let points = gaussian(5, 2, 1);
        assert_eq!(within(points.view(), 5), Err(Undefined::TooFewPoints));
        assert_eq!(within(points.view(), 0), Err(Undefined::TooFewPoints));
        assert!(within(points.view(), 4).is_ok());
        assert!(between(points.view(), points.view(), 5).is_ok());
        let none = points.slice(s![..0, ..]);
        assert!(between(none, points.view(), 2).unwrap().is_empty());
        each_within_radius(none, &[], points.view(), |_, _| panic!("no center"));
    }
}
