//! The nearest of a few points for each of many, as clustering asks for in every iteration.
//!
//! As exact as [`super::neighbors`], and faster where one is asked for: bounds mostly leave a single candidate, and then
//! no distance is computed at all.

use std::ops::Range;

use super::points::Points;
use super::product::Scalar;
use super::tiles::{products, ranges};
use crate::threads;

/// Lengths and products are looked at side by side.
const LANES: usize = 8;

/// For each point of `from` the nearest of `to`, the first of equally near ones; both are in the same frame, and `to` is
/// not empty.
///
/// *Cost*: 2 n m d in the precision of the points; memory O(m) a thread. *Deterministic* at any number of threads.
pub(super) fn closest<T: Scalar>(from: &Points<'_, T>, to: &Points<'_, T>) -> Vec<usize> {
    let all = 0..to.len();
    let part = |tile: &mut Vec<T>, rows: Range<usize>| -> Vec<usize> {
        products(from, &rows, to, &all, tile);
        let products = tile.chunks_exact(to.len());
        rows.zip(products).map(|(row, products)| closest_of(row, products, from, to)).collect()
    };
    threads::parts(ranges(from.len()), Vec::new, part).concat()
}

fn closest_of<T: Scalar>(row: usize, products: &[T], from: &Points<'_, T>, to: &Points<'_, T>) -> usize {
    let spare: f64 = from.high[row].into() - from.low[row].into();
    let limit = T::nearest(least(&to.high, products).into() + spare);
    let near = to.low.iter().zip(products).map(|(&low, &product)| T::far(low, product) <= limit);
    let mut candidates = near.enumerate().filter(|(_, near)| *near).map(|(at, _)| at);
    let first = candidates.next().unwrap_or_default();
    let Some(second) = candidates.next() else { return first };
    let squared = |at| (at, from.squared_distance(row, to, at));
    let nearer = |best: (usize, f64), other: (usize, f64)| if other.1 < best.1 { other } else { best };
    [second].into_iter().chain(candidates).map(squared).fold(squared(first), nearer).0
}

/// The least part of a squared distance that depends on the other point.
fn least<T: Scalar>(lengths: &[T], products: &[T]) -> T {
    let smaller = |a: T, b: T| if b < a { b } else { a };
    let first = T::far(lengths[0], products[0]);
    let mut lanes = [first; LANES];
    let (lengths, products) = (lengths.as_chunks::<LANES>(), products.as_chunks::<LANES>());
    for (lengths, products) in lengths.0.iter().zip(products.0) {
        for lane in 0..LANES {
            lanes[lane] = smaller(lanes[lane], T::far(lengths[lane], products[lane]));
        }
    }
    let rest = lengths.1.iter().zip(products.1).map(|(&l, &p)| T::far(l, p));
    rest.chain(lanes).fold(first, smaller)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::estimator::space::neighbors::between;
    use crate::estimator::space::points::Frame;
    use crate::estimator::space::testing::gaussian32;

    fn check(from: &Array2<f32>, to: &Array2<f32>) {
        let frame = Frame::around(from.view(), to.view());
        let found = closest(&Points::new(from.view(), &frame), &Points::new(to.view(), &frame));
        let expected = between(from.view(), to.view(), 1).unwrap();
        assert_eq!(found, (0..from.nrows()).map(|i| expected.indices(i)[0]).collect::<Vec<_>>());
    }

    #[test]
    fn the_nearest_neighbor_is_found() {
        for (n, m, d) in [(1, 1, 1), (300, 7, 3), (600, 100, 50), (270, 301, 5)] {
            check(&gaussian32(n, d, 1), &gaussian32(m, d, 2));
            check(&(gaussian32(n, d, 1) + 1000.0), &(gaussian32(m, d, 2) + 1000.0));
        }
    }

    #[test]
    fn of_equal_points_the_first_is_nearest() {
        let (from, to) = (gaussian32(40, 6, 1), gaussian32(9, 6, 2));
        let twice = ndarray::concatenate(ndarray::Axis(0), &[to.view(), to.view()]).unwrap();
        check(&from, &twice);
        check(&twice, &twice);
        check(&Array2::from_elem((5, 2), 0.1), &Array2::from_elem((3, 2), 0.1));
        check(&Array2::zeros((5, 0)), &Array2::zeros((3, 0)));
    }
}
