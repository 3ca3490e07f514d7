//! Exact nearest neighbors, without a table of all distances.
//!
//! Tiles of inner products in the precision of the points give bounds on every distance. What the bounds leave open is
//! computed in f64 from the coordinates, so results are those of f64 throughout, and equal points are at distance
//! exactly 0. Ties go to the smaller index.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ndarray::ArrayView2;

use super::points::{Frame, Points};
use super::product::Scalar;
use super::tiles::{Row, products, ranges};
use crate::terms::Undefined;
use crate::threads;

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
    /// From indices and squared distances, k for each point.
    fn new(k: usize, parts: Vec<Vec<(usize, f64)>>) -> Self {
        let (index, distance) = parts.into_iter().flatten().map(|(j, squared)| (j, squared.sqrt())).unzip();
        Self { k, index, distance }
    }

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
/// *Cost*: n² d in the precision of the points; memory O(n (d + k)). *Deterministic* at any number of threads.
///
/// # Errors
/// [`Undefined::TooFewPoints`] for fewer than k + 1 points, or k = 0.
pub fn within<T: Scalar>(points: ArrayView2<'_, T>, k: usize) -> Result<Neighbors, Undefined> {
    if k == 0 || points.nrows() < k + 1 {
        return Err(Undefined::TooFewPoints);
    }
    let frame = Frame::around(points, points);
    Ok(search_within(&Points::new(points, &frame), k, |i, j| i != j))
}

/// The k nearest points of another group for every point: what lies near it and may be there without it.
///
/// *Cost* and *determinism* as [`within`].
///
/// # Errors
/// [`Undefined::TooFewPoints`] where a group has fewer than k points beside it, or k = 0.
pub fn apart<T: Scalar>(points: ArrayView2<'_, T>, groups: &[u8], k: usize) -> Result<Neighbors, Undefined> {
    let mut sizes = [0; 1 << u8::BITS];
    groups.iter().for_each(|&group| sizes[usize::from(group)] += 1);
    let largest = sizes.into_iter().max().unwrap_or(0);
    if k == 0 || groups.is_empty() || groups.len() < k + largest {
        return Err(Undefined::TooFewPoints);
    }
    let frame = Frame::around(points, points);
    Ok(search_within(&Points::new(points, &frame), k, |i, j| groups[i] != groups[j]))
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
    if k == 0 || to.nrows() < k {
        return Err(Undefined::TooFewPoints);
    }
    let frame = Frame::around(from, to);
    Ok(search_between(&Points::new(from, &frame), &Points::new(to, &frame), k))
}

/// The k nearest points of `to` for every point of `from`, which are in the same frame.
fn search_between<T: Scalar>(from: &Points<'_, T>, to: &Points<'_, T>, k: usize) -> Neighbors {
    let columns = ranges(to.len());
    let part = |tile: &mut Vec<T>, rows: Range<usize>| {
        let mut nearest: Vec<Nearest> = rows.clone().map(|_| Nearest::new(k)).collect();
        for columns in &columns {
            products(from, &rows, to, columns, tile);
            for ((index, products), best) in
                rows.clone().zip(tile.chunks_exact(columns.len())).zip(&mut nearest)
            {
                let row = Row { index, first: columns.start, products, bound: best.bound, limits: &[] };
                row.each_near(from, to, |column, low, high| best.offer(low, high, column));
            }
        }
        settle(rows.zip(nearest), from, to)
    };
    Neighbors::new(k, threads::parts(ranges(from.len()), Vec::new, part))
}

/// The k nearest other points of every point, `is_other` says which these are; each product serves both of its points.
///
/// Points are in shards that tiles share under a lock. Which candidates a shard holds depends on the order of the tiles;
/// which of them are nearest does not.
fn search_within<T: Scalar>(
    points: &Points<'_, T>,
    k: usize,
    is_other: impl Fn(usize, usize) -> bool + Sync,
) -> Neighbors {
    let ranges = ranges(points.len());
    let shards: Vec<Mutex<Shard<T>>> =
        ranges.iter().map(|range| Mutex::new(Shard::new(range.len(), k))).collect();
    let pairs: Vec<(usize, usize)> =
        (0..shards.len()).flat_map(|i| (i..shards.len()).map(move |j| (i, j))).collect();
    threads::parts(pairs, Default::default, |(tile, limits): &mut (Vec<T>, Vec<T>), (i, j)| {
        products(points, &ranges[i], points, &ranges[j], tile);
        // Always in this order, so that no two tiles wait for each other.
        let mut rows = lock(&shards[i]);
        let mut columns = if i == j { None } else { Some(lock(&shards[j])) };
        for (at, products) in tile.chunks_exact(ranges[j].len()).enumerate() {
            let (index, first) = (ranges[i].start + at, ranges[j].start);
            limits.clear();
            if let Some(columns) = &columns {
                limits.extend_from_slice(&columns.limits);
            }
            let row = Row { index, first, products, bound: rows.nearest[at].bound, limits };
            row.each_near(points, points, |column, low, high| {
                if !is_other(index, column) {
                    return;
                }
                rows.offer(at, points, low, high, index, column);
                if let Some(columns) = &mut columns {
                    columns.offer(column - first, points, low, high, column, index);
                }
            });
        }
    });
    let nearest = shards.into_iter().zip(ranges).map(|(shard, range)| {
        let shard = shard.into_inner().unwrap_or_else(PoisonError::into_inner);
        (range, shard.nearest)
    });
    let settled = |_: &mut (), (range, nearest): (Range<usize>, Vec<Nearest>)| {
        settle(range.zip(nearest), points, points)
    };
    Neighbors::new(k, threads::parts(nearest.collect(), || (), settled))
}

/// The candidates of consecutive points.
struct Shard<T> {
    nearest: Vec<Nearest>,
    /// The bound of each point minus its lower length, for [`Row::limits`].
    limits: Vec<T>,
}

impl<T: Scalar> Shard<T> {
    fn new(n: usize, k: usize) -> Self {
        let nearest = (0..n).map(|_| Nearest::new(k)).collect();
        Self { nearest, limits: vec![T::nearest(f64::INFINITY); n] }
    }

    /// Offers `other` to point `index`, which is `at` in this shard.
    fn offer(&mut self, at: usize, points: &Points<'_, T>, low: f64, high: f64, index: usize, other: usize) {
        let nearest = &mut self.nearest[at];
        nearest.offer(low, high, other);
        self.limits[at] = T::nearest(nearest.bound - points.low[index].into());
    }
}

/// A lock is poisoned by a panic only, which ends the search anyway.
fn lock<T>(shard: &Mutex<Shard<T>>) -> MutexGuard<'_, Shard<T>> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The nearest of each row, by exact squared distances.
fn settle<T: Scalar>(
    rows: impl Iterator<Item = (usize, Nearest)>,
    from: &Points<'_, T>,
    to: &Points<'_, T>,
) -> Vec<(usize, f64)> {
    rows.flat_map(|(row, nearest)| nearest.settle(|j| from.squared_distance(row, to, j))).collect()
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
        if low > self.bound {
            return;
        }
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
    use crate::estimator::space::testing::{gaussian, gaussian32, rows};
    use ndarray::Array2;

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
        let found = if same { within(to.view(), k) } else { between(from.view(), to.view(), k) }.unwrap();
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
    fn neighbors_of_other_groups_are_those_of_all_distances() {
        let points = gaussian32(600, 5, 7);
        let groups: Vec<u8> = (0..600).map(|i| (i * i % 7) as u8).collect();
        let found = apart(points.view(), &groups, 4).unwrap();
        let wide = points.mapv(f64::from);
        for i in 0..600 {
            let mut expected = sorted(&wide, i, &wide, true);
            expected.retain(|&(_, j)| groups[j] != groups[i]);
            let expected: Vec<usize> = expected.iter().take(4).map(|&(_, j)| j).collect();
            assert_eq!(found.indices(i), expected, "{i}");
        }
        let alone = |others: usize| (0..20 + others).map(|i| u8::from(i >= 20)).collect::<Vec<u8>>();
        let few =
            |others: usize| apart(rows(&wide, 0..20 + others), &alone(others), 4).map(|found| found.len());
        assert_eq!(few(3), Err(Undefined::TooFewPoints), "the larger group has three points beside it");
        assert_eq!(few(4), Ok(24));
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
    fn the_unit_of_the_points_does_not_matter() {
        let points = gaussian32(150, 6, 4);
        let expected = within(points.view(), 3).unwrap();
        for scale in [2f32.powi(-90), 2f32.powi(80)] {
            let found = within((&points * scale).view(), 3).unwrap();
            assert_eq!(found.index, expected.index);
        }
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
    fn too_few_points_are_said() {
        let points = gaussian(5, 2, 1);
        assert_eq!(within(points.view(), 5), Err(Undefined::TooFewPoints));
        assert_eq!(within(points.view(), 0), Err(Undefined::TooFewPoints));
        assert!(within(points.view(), 4).is_ok());
        assert!(between(points.view(), points.view(), 5).is_ok());
        let none = rows(&points, 0..0);
        assert!(between(none, points.view(), 2).unwrap().is_empty());
    }
}
