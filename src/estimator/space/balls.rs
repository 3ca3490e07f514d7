//! Points within balls, counted exactly.

use std::ops::Range;

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::points::{Frame, Points};
use super::product::Scalar;
use super::tiles::{Row, products, ranges};

/// How many points lie within the radius of each center, and within how many balls each point lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallCounts {
    /// Points in the ball of each center, by the label of the point: centers × labels.
    pub by_center: Array2<u32>,
    /// Balls that hold each point.
    pub by_point: Vec<u32>,
}

/// Counts the points at a distance of at most `radii[i]` from center i, for every i.
///
/// Balls are closed, as in Kynkäänniemi et al. (2019): a ball of radius 0 around a duplicated point holds its
/// duplicates. *Cost*: 2 n m d; memory O((n + m) d). Counts are integers, so threads do not matter.
///
/// # Panics
/// Where there is not one radius for each center and one label below `n_labels` for each point.
pub fn ball_counts<T: Scalar>(
    centers: ArrayView2<'_, T>,
    radii: &[f64],
    points: ArrayView2<'_, T>,
    labels: &[u8],
    n_labels: usize,
) -> BallCounts {
    assert_eq!(centers.nrows(), radii.len(), "one radius for each center");
    assert_eq!(points.nrows(), labels.len(), "one label for each point");
    let frame = Frame::around(centers, points);
    let (centers, points) = (Balls::new(centers, radii, &frame), Balls::new(points, &[], &frame));
    let parts = each_range(&centers, |rows| {
        let mut by_center = vec![0u32; rows.len() * n_labels];
        let mut by_point = vec![0u32; labels.len()];
        centers.each_pair(rows.clone(), &points, |i, j, held, _| {
            if held {
                by_center[(i - rows.start) * n_labels + usize::from(labels[j])] += 1;
                by_point[j] += 1;
            }
        });
        (by_center, by_point)
    });
    let mut by_point = vec![0; labels.len()];
    let mut by_center = Vec::with_capacity(radii.len() * n_labels);
    for (rows, columns) in parts {
        by_center.extend(rows);
        add(&mut by_point, &columns);
    }
    let by_center = Array2::from_shape_vec((radii.len(), n_labels), by_center);
    BallCounts { by_center: by_center.expect("one count for each center and label"), by_point }
}

/// Counts of two sets whose points all have balls.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Mutual {
    /// Points of the other set in the ball of each point, for both sets.
    pub(super) held: [Vec<u32>; 2],
    /// Balls of the other set that hold each point, for both sets.
    pub(super) holders: [Vec<u32>; 2],
}

/// Counts both ways at the cost of one.
pub(super) fn mutual_counts<T: Scalar>(
    first: (ArrayView2<'_, T>, &[f64]),
    second: (ArrayView2<'_, T>, &[f64]),
) -> Mutual {
    let frame = Frame::around(first.0, second.0);
    let (n, m) = (first.1.len(), second.1.len());
    let (first, second) = (Balls::new(first.0, first.1, &frame), Balls::new(second.0, second.1, &frame));
    let parts = each_range(&first, |rows| {
        let empty = || [vec![0u32; rows.len()], vec![0u32; m]];
        let mut part = Mutual { held: empty(), holders: empty() };
        first.each_pair(rows.clone(), &second, |i, j, by_first, by_second| {
            let i = i - rows.start;
            part.held[0][i] += u32::from(by_first);
            part.holders[1][j] += u32::from(by_first);
            part.held[1][j] += u32::from(by_second);
            part.holders[0][i] += u32::from(by_second);
        });
        part
    });
    let sums = || [Vec::with_capacity(n), vec![0; m]];
    let mut all = Mutual { held: sums(), holders: sums() };
    for part in parts {
        for (sum, part) in [(&mut all.held, part.held), (&mut all.holders, part.holders)] {
            let [rows, columns] = part;
            sum[0].extend(rows);
            add(&mut sum[1], &columns);
        }
    }
    all
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
    fn new(points: ArrayView2<'a, T>, radii: &'a [f64], frame: &Frame) -> Self {
        let points = Points::new(points, frame);
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
                let row = Row { index, first: columns.start, products, bound: self.squares[index], limits };
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

/// Some work for each range of rows, in parallel; the results are in order.
fn each_range<T: Scalar, R: Send>(
    of: &Balls<'_, T>,
    work: impl Fn(Range<usize>) -> R + Sync + Send,
) -> Vec<R> {
    ranges(of.points.len()).into_par_iter().map(work).collect()
}

fn add(sums: &mut [u32], counts: &[u32]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        *sum += count;
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
        let both = mutual_counts((a.view(), &ra), (b.view(), &rb));
        let of_a = ball_counts(a.view(), &ra, b.view(), &[0; 300], 1);
        let of_b = ball_counts(b.view(), &rb, a.view(), &[0; 600], 1);
        assert_eq!(
            both.held,
            [of_a.by_center.into_raw_vec_and_offset().0, of_b.by_center.into_raw_vec_and_offset().0]
        );
        assert_eq!(both.holders, [of_b.by_point, of_a.by_point]);
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
