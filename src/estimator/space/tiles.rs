//! Tiles of inner products, and a look at each for pairs that are near.

use std::ops::Range;

use super::points::Points;
use super::product::{Scalar, times_transposed_into};

/// Rows and columns of a tile: 256 kB of f32, which stays in the cache between the product and the look at it.
pub(super) const TILE: usize = 256;

/// The consecutive ranges of at most [`TILE`] that make 0..n.
pub(super) fn ranges(n: usize) -> Vec<Range<usize>> {
    (0..n).step_by(TILE).map(|start| start..(start + TILE).min(n)).collect()
}

/// Inner products of some centered rows of `a` with some of `b`, row-major.
pub(super) fn products<T: Scalar>(
    a: &Points<'_, T>,
    rows: &Range<usize>,
    b: &Points<'_, T>,
    columns: &Range<usize>,
    tile: &mut Vec<T>,
) {
    tile.clear();
    tile.resize(rows.len() * columns.len(), T::ZERO);
    let d = a.d;
    // Points without coordinates are all the same.
    if d > 0 {
        let (left, right) = (rows.start * d..rows.end * d, columns.start * d..columns.end * d);
        times_transposed_into(&a.centered[left], &b.centered[right], d, tile);
    }
}

/// Columns looked at together: a near one among them is rare.
const STRIDE: usize = 32;

/// A row of a tile and what counts as near in it.
pub(super) struct Row<'a, T> {
    /// The row of `a`.
    pub(super) index: usize,
    /// The column of the first product.
    pub(super) first: usize,
    /// Its inner products.
    pub(super) products: &'a [T],
    /// The squared distance up to which a pair is near to the row.
    pub(super) bound: f64,
    /// For each column the squared distance up to which a pair is near to it, minus the lower length of the column; an
    /// empty list if none is.
    pub(super) limits: &'a [T],
}

impl<T: Scalar> Row<'_, T> {
    /// Calls `near(column, low, high)`, with bounds on the squared distance, at least wherever it is near to the row or
    /// to the column.
    pub(super) fn each_near(
        &self,
        a: &Points<'_, T>,
        b: &Points<'_, T>,
        mut near: impl FnMut(usize, f64, f64),
    ) {
        let (low, high): (f64, f64) = (a.low[self.index].into(), a.high[self.index].into());
        let limit = T::nearest(self.bound - low);
        let own = a.low[self.index];
        let lengths = &b.low[self.first..self.first + self.products.len()];
        for start in (0..self.products.len()).step_by(STRIDE) {
            let end = (start + STRIDE).min(self.products.len());
            let (products, lengths) = (&self.products[start..end], &lengths[start..end]);
            let to_row = products.iter().zip(lengths);
            let mut found = to_row.fold(false, |found, (&p, &l)| found | (T::far(l, p) <= limit));
            if !self.limits.is_empty() {
                let to_column = products.iter().zip(&self.limits[start..end]);
                found = to_column.fold(found, |found, (&p, &c)| found | (T::far(own, p) <= c));
            }
            if !found {
                continue;
            }
            for (column, &product) in (self.first + start..).zip(products) {
                let twice = 2.0 * product.into();
                near(column, low + b.low[column].into() - twice, high + b.high[column].into() - twice);
            }
        }
    }
}
