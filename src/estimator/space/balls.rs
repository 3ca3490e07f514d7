//! Points within balls, counted exactly.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use ndarray::{Array2, ArrayView2};

use super::points::{Frame, Points};
use super::product::Scalar;
use super::tiles::{Row, products, ranges};
use crate::threads;

/// How many points lie within the radius of each center, and within how many balls each point lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallCounts {
    /// Points in the ball of each center, by the label of the point: centers × labels.
    pub by_center: Array2<u32>,
    /// Balls that hold each point.
    pub by_point: Vec<u32>,
}

/// Points with the label of each, and the radius of the ball around each, or no radii where they only visit.
#[derive(Debug, Clone, Copy)]
pub struct Labeled<'a, T> {
    /// The points.
    pub points: ArrayView2<'a, T>,
    /// One radius for each, or none at all.
    pub radii: &'a [f64],
    /// One label for each.
    pub labels: &'a [u8],
}

/// Counts the points at a distance of at most `radii[i]` from center i, for every i.
///
/// Balls are closed, as in Kynkäänniemi et al. (2019): a ball of radius 0 around a duplicated point holds its
/// duplicates. *Cost*: 2 n m d; memory O((n + m) d). Counts are integers, so threads do not matter.
///
/// # Panics
/// Where there is not one radius for each center and one label below `n_labels` for each point.
#[cfg(test)]
pub(crate) fn ball_counts<T: Scalar>(
    centers: ArrayView2<'_, T>,
    radii: &[f64],
    points: ArrayView2<'_, T>,
    labels: &[u8],
    n_labels: usize,
) -> BallCounts {
    assert_eq!(centers.nrows(), radii.len(), "one radius for each center");
    let unlabeled = vec![0; radii.len()];
    let centers = Labeled { points: centers, radii, labels: &unlabeled };
    let [counts, _] = mutual_counts(centers, Labeled { points, radii: &[], labels }, n_labels);
    counts
}

/// Counts both ways at the cost of one: the second set's points in the first's balls, and the first's in the second's.
///
/// # Panics
/// Where there is not one label below `n_labels` for each point, or neither one radius for each nor none.
pub fn mutual_counts<T: Scalar>(
    first: Labeled<'_, T>,
    second: Labeled<'_, T>,
    n_labels: usize,
) -> [BallCounts; 2] {
    let frame = Frame::around(first.points, second.points);
    let (rows, columns) = (Balls::new(first, &frame), Balls::new(second, &frame));
    // Near pairs are rare and their counts only grow, so all threads may share those of the second set.
    let shared = |n| std::iter::repeat_with(|| AtomicU32::new(0)).take(n).collect::<Vec<_>>();
    let held_by_column = shared(second.radii.len() * n_labels);
    let holders_of_column = shared(columns.points.len());
    let part = |_: &mut (), range: Range<usize>| {
        let has_balls = usize::from(!first.radii.is_empty());
        let mut held_by_row = vec![0u32; has_balls * range.len() * n_labels];
        let mut holders_of_row = vec![0u32; range.len()];
        rows.each_pair(range.clone(), &columns, |i, j, by_row, by_column| {
            let at = i - range.start;
            if by_row {
                held_by_row[at * n_labels + usize::from(second.labels[j])] += 1;
                holders_of_column[j].fetch_add(1, Ordering::Relaxed);
            }
            if by_column {
                holders_of_row[at] += 1;
                let cell = j * n_labels + usize::from(first.labels[i]);
                held_by_column[cell].fetch_add(1, Ordering::Relaxed);
            }
        });
        (held_by_row, holders_of_row)
    };
    let parts = threads::parts(ranges(rows.points.len()), || (), part);
    let (held_by_row, holders_of_row): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let counted = |shared: Vec<AtomicU32>| shared.into_iter().map(AtomicU32::into_inner).collect::<Vec<_>>();
    let counts = |balls: &Balls<'_, T>, held, by_point| {
        let by_center = Array2::from_shape_vec((balls.radii.len(), n_labels), held);
        BallCounts { by_center: by_center.expect("one count for each center and label"), by_point }
    };
    [
        counts(&rows, held_by_row.concat(), counted(holders_of_column)),
        counts(&columns, counted(held_by_column), holders_of_row.concat()),
    ]
}

/// Points with radii; with none, points only.
struct Balls<'a, T> {
    points: Points<'a, T>,
    radii: &'a [f64],
    /// Squared radii in the unit of the frame.
    squares: Vec<f64>,
    /// Squared radii minus lower lengths, for [`Row::limits`].
    limits: Vec<T>,
}

impl<'a, T: Scalar> Balls<'a, T> {
    fn new(set: Labeled<'a, T>, frame: &Frame) -> Self {
        assert_eq!(set.points.nrows(), set.labels.len(), "one label for each point");
        assert!(
            set.radii.is_empty() || set.radii.len() == set.labels.len(),
            "one radius for each point, or none"
        );
        let (points, radii) = (Points::new(set.points, frame), set.radii);
        let squares: Vec<f64> = radii.iter().map(|&radius| frame.scaled(radius).powi(2)).collect();
        let limits = squares.iter().zip(&points.low).map(|(square, &low)| T::nearest(square - low.into()));
        Self { limits: limits.collect(), radii, squares, points }
    }

    /// Calls `pair(i, j, held by ball i, held by ball j of the other set)` where at least one holds.
    fn each_pair(&self, rows: Range<usize>, other: &Self, mut pair: impl FnMut(usize, usize, bool, bool)) {
        let mut tile = Vec::new();
        for columns in ranges(other.points.len()) {
            products(&self.points, &rows, &other.points, &columns, &mut tile);
            let limits = other.limits.get(columns.clone()).unwrap_or_default();
            for (index, products) in rows.clone().zip(tile.chunks_exact(columns.len())) {
                // Without a radius a point holds none: it only visits the balls of the other set.
                let bound = self.squares.get(index).copied().unwrap_or(f64::NEG_INFINITY);
                let row = Row { index, first: columns.start, products, bound, limits };
                row.each_near(&self.points, &other.points, |j, low, high| {
                    let exact = || self.points.squared_distance(index, &other.points, j).sqrt();
                    let held = |balls: &Self, i: usize| {
                        let Some(&square) = balls.squares.get(i) else { return false };
                        low <= square && (high <= square || exact() <= balls.radii[i])
                    };
                    let (by_row, by_column) = (held(self, index), held(other, j));
                    if by_row || by_column {
                        pair(index, j, by_row, by_column);
                    }
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::neighbors::{between, within};
    use crate::estimator::space::testing::{gaussian, gaussian32, rows};

    #[test]
    fn balls_are_closed_and_counted_exactly() {
        let (centers, points) = (gaussian(300, 5, 6), gaussian(1200, 5, 7));
        let nearest = between(centers.view(), points.view(), 4).unwrap();
        let radii = nearest.radii();
        let labels: Vec<u8> = (0..1200).map(|j| (j % 3) as u8).collect();
        let counts = ball_counts(centers.view(), &radii, points.view(), &labels, 3);
        assert_eq!(counts.by_center.dim(), (300, 3));
        let mut by_point = vec![0; 1200];
        for (i, row) in counts.by_center.rows().into_iter().enumerate() {
            assert_eq!(row.sum(), 4, "the k-th neighbor is on the border");
            let inside = nearest.indices(i);
            for label in 0..3 {
                let expected = inside.iter().filter(|&&j| j % 3 == label).count();
                assert_eq!(row[label] as usize, expected);
            }
            inside.iter().for_each(|&j| by_point[j] += 1);
        }
        assert_eq!(counts.by_point, by_point);
        let same = Array2::from_elem((5, 2), 0.3f32);
        let counts = ball_counts(same.view(), &[0.0; 5], same.view(), &[0; 5], 1);
        assert_eq!(counts.by_point, [5; 5]);
    }

    #[test]
    fn both_ways_at_once_are_both_ways() {
        let (a, b) = (gaussian32(600, 7, 1), gaussian32(300, 7, 2));
        let (ra, rb) = (within(a.view(), 5).unwrap().radii(), within(b.view(), 3).unwrap().radii());
        let labels: Vec<u8> = (0..600).map(|i| (i % 3) as u8).collect();
        let (first, second) = (&labels[..], &labels[..300]);
        let [of_a, of_b] = mutual_counts(
            Labeled { points: a.view(), radii: &ra, labels: first },
            Labeled { points: b.view(), radii: &rb, labels: second },
            3,
        );
        assert_eq!(of_a, ball_counts(a.view(), &ra, b.view(), second, 3));
        assert_eq!(of_b, ball_counts(b.view(), &rb, a.view(), first, 3));
    }

    #[test]
    fn the_unit_and_emptiness() {
        let points = gaussian32(150, 6, 4);
        for scale in [2f32.powi(-90), 2f32.powi(80)] {
            let scaled = &points * scale;
            let radii = within(scaled.view(), 3).unwrap().radii();
            let counts = ball_counts(scaled.view(), &radii, scaled.view(), &[0; 150], 1);
            assert!(counts.by_center.iter().all(|&n| n == 4), "itself and three neighbors");
        }
        let none = rows(&points, 0..0);
        assert_eq!(ball_counts(none, &[], points.view(), &[0; 150], 1).by_point, [0; 150]);
        let counts = ball_counts(points.view(), &[1.0; 150], none, &[], 2);
        assert_eq!(counts.by_center, Array2::<u32>::zeros((150, 2)));
    }
}
