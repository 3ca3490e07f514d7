//! Mean and co-moments of points: mergeable, in f64, and safe where the mean is large beside the spread.

use ndarray::{Array2, ArrayView2};

use super::product::{Scalar, contiguous, lower_gram_into, times, times_transposed};
use crate::terms::{Measured, Undefined};

/// Rows centered and multiplied at a time: two such tiles stay in the cache, and a product sums few enough terms in
/// the precision of the points.
const TILE: usize = 512;

/// n, mean and the co-moments Σ (x − mean)(x − mean)ᵀ of points.
///
/// Each tile of points is centered on its own mean, multiplied in the precision of the points and merged in f64 by
/// Chan's formula, so that neither a large mean nor many points cost digits. Identical points have co-moments of
/// exactly 0. The same chunks in the same order give the same bits. *Cost*: n d² for n points of dimension d.
/// *Source*: Chan, Golub & LeVeque (1983), doi:10.1080/00031305.1983.10483115.
#[derive(Debug, PartialEq, Default)]
pub struct CoMoments {
    n: u64,
    mean: Vec<f64>,
    /// Row by row up to the diagonal: (0,0), (1,0), (1,1), (2,0), … of a symmetric matrix.
    packed: Vec<f64>,
}

/// By hand for the sake of `clone_from`, which copies into the matrix that is there.
impl Clone for CoMoments {
    fn clone(&self) -> Self {
        Self { n: self.n, mean: self.mean.clone(), packed: self.packed.clone() }
    }

    fn clone_from(&mut self, other: &Self) {
        self.n = other.n;
        self.mean.clone_from(&other.mean);
        self.packed.clone_from(&other.packed);
    }
}

impl CoMoments {
    /// Of no points in `d` dimensions.
    pub fn new(d: usize) -> Self {
        Self { n: 0, mean: vec![0.0; d], packed: vec![0.0; d * (d + 1) / 2] }
    }

    /// Of so many points with this mean and these co-moments, row by row up to the diagonal; `None` where the lists do not fit together.
    pub(crate) fn of_parts(n: u64, mean: Vec<f64>, packed: Vec<f64>) -> Option<Self> {
        (packed.len() == mean.len() * (mean.len() + 1) / 2).then_some(Self { n, mean, packed })
    }

    /// The co-moments, row by row up to the diagonal.
    pub(crate) fn packed(&self) -> &[f64] {
        &self.packed
    }

    /// Of these points.
    pub fn of<T: Scalar>(points: ArrayView2<'_, T>) -> Self {
        let mut moments = Self::new(points.ncols());
        moments.observe_chunk(points);
        moments
    }

    /// Adds points; their dimension must be that of the moments.
    pub fn observe_chunk<T: Scalar>(&mut self, points: ArrayView2<'_, T>) {
        let d = self.dimension();
        if d == 0 || points.is_empty() {
            self.n += points.nrows() as u64;
            return;
        }
        self.observe_in(&mut Tile::new(d), contiguous(&points).as_slice());
    }

    /// Adds points, row by row, with working space that other points used before.
    pub(super) fn observe_in<T: Scalar>(&mut self, tile: &mut Tile<T>, rows: &[T]) {
        for rows in rows.chunks(TILE * tile.d) {
            tile.observe(rows, self);
        }
    }

    /// Adds the points of `other`, as if they had been observed after these.
    pub fn merge(&mut self, other: &Self) {
        if self.n == 0 {
            return self.clone_from(other);
        }
        let mut products = other.packed.iter();
        self.merge_with(other.n, &other.mean, |packed| {
            for (mine, theirs) in packed.iter_mut().zip(products.by_ref()) {
                *mine += theirs;
            }
        });
    }

    /// Chan's formula; `add` adds the other co-moments to a row up to the diagonal, rows in order.
    fn merge_with(&mut self, n: u64, mean: &[f64], mut add: impl FnMut(&mut [f64])) {
        if n == 0 {
            return;
        }
        let total = (self.n + n) as f64;
        let (share, weight) = (n as f64 / total, self.n as f64 * (n as f64 / total));
        let delta: Vec<f64> = mean.iter().zip(&self.mean).map(|(new, old)| new - old).collect();
        let mut rest = self.packed.as_mut_slice();
        for i in 0..delta.len() {
            let (row, after) = rest.split_at_mut(i + 1);
            add(row);
            let scaled = weight * delta[i];
            for (slot, other) in row.iter_mut().zip(&delta) {
                *slot += scaled * other;
            }
            rest = after;
        }
        // From a mean of nothing the other mean must come out to the last bit.
        for ((mine, delta), other) in self.mean.iter_mut().zip(&delta).zip(mean) {
            *mine = if self.n == 0 { *other } else { *mine + share * delta };
        }
        self.n += n;
    }

    /// For each part the moments of all other parts.
    ///
    /// From merged heads and tails instead of differences, so that what has no spread without a part has exactly none.
    /// *Cost*: O(parts d²) in time and memory.
    pub fn leave_one_out<'p>(
        parts: impl DoubleEndedIterator<Item = &'p Self> + ExactSizeIterator + Clone,
    ) -> Vec<Self> {
        let Some(first) = parts.clone().next() else { return Vec::new() };
        // First the sum of all later parts for each, the last part's first; then the earlier ones are added.
        let mut without = vec![Self::new(first.dimension())];
        for part in parts.clone().skip(1).rev() {
            let mut all = part.clone();
            without.last().into_iter().for_each(|later| all.merge(later));
            without.push(all);
        }
        without.reverse();
        let mut head = first.clone();
        for (all, part) in without.iter_mut().zip(parts).skip(1) {
            all.merge(&head);
            head.merge(part);
        }
        without
    }

    /// Number of points.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Number of coordinates.
    pub fn dimension(&self) -> usize {
        self.mean.len()
    }

    /// The mean point; zeros where there are no points.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Σ |x − mean|².
    pub fn scatter(&self) -> f64 {
        self.diagonal().sum()
    }

    /// Σ (x − mean)² of each coordinate.
    pub fn diagonal(&self) -> impl Iterator<Item = f64> {
        (0..self.dimension()).map(|i| self.packed[i * (i + 3) / 2])
    }

    /// Σ (x − mean)(x − mean)ᵀ of the coordinates times `scale`; the lower triangle, zeros above it.
    pub fn scaled_lower(&self, scale: &[f64]) -> Array2<f64> {
        let d = self.dimension();
        let mut matrix = Array2::zeros((d, d));
        let mut rest = self.packed.as_slice();
        for (i, mut row) in matrix.rows_mut().into_iter().enumerate() {
            let (values, after) = rest.split_at(i + 1);
            for ((slot, value), other) in row.iter_mut().zip(values).zip(scale) {
                *slot = value * (scale[i] * other);
            }
            rest = after;
        }
        matrix
    }

    /// Sum of the variances of all coordinates, tr Cov with n − 1. *Unit*: squared. *Range*: 0 and up, exactly 0 for
    /// identical points. *Unbiased*. *Cost*: O(d).
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] below two points.
    pub fn total_variance(&self) -> Measured {
        if self.n < 2 {
            return Err(Undefined::TooFewPoints);
        }
        Ok(self.scatter() / (self.n - 1) as f64)
    }

    /// The covariance matrix, with n − 1, both triangles filled.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] below two points.
    pub fn covariance(&self) -> Result<Array2<f64>, Undefined> {
        if self.n < 2 {
            return Err(Undefined::TooFewPoints);
        }
        let scale = (self.n - 1) as f64;
        Ok(self.full(|value, _, _| value / scale))
    }

    /// The mean of x xᵀ, not centered: the matrix whose eigenvalues are those of the kernel of inner products / n.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] without points.
    pub fn second_moment(&self) -> Result<Array2<f64>, Undefined> {
        if self.n == 0 {
            return Err(Undefined::TooFewPoints);
        }
        let n = self.n as f64;
        Ok(self.full(|value, i, j| value / n + self.mean[i] * self.mean[j]))
    }

    /// Σ (x − mean)(x − mean)ᵀ, both triangles filled.
    pub fn co_moments(&self) -> Array2<f64> {
        self.full(|value, _, _| value)
    }

    /// The moments of the points' coordinates along axes, one axis a row. *Cost*: 2 d² k for k axes.
    pub fn along(&self, axes: ArrayView2<'_, f64>) -> Self {
        let turned = times(axes, self.co_moments().view());
        let turned = times_transposed(turned.view(), axes);
        let lower =
            turned.rows().into_iter().enumerate().flat_map(|(i, row)| row.to_vec().into_iter().take(i + 1));
        let mean = axes.rows().into_iter().map(|axis| axis.iter().zip(&self.mean).map(|(a, m)| a * m).sum());
        Self { n: self.n, mean: mean.collect(), packed: lower.collect() }
    }

    fn full(&self, entry: impl Fn(f64, usize, usize) -> f64) -> Array2<f64> {
        let d = self.dimension();
        let mut matrix = Array2::zeros((d, d));
        for i in 0..d {
            for j in 0..=i {
                let value = entry(self.packed[i * (i + 1) / 2 + j], i, j);
                matrix[[i, j]] = value;
                matrix[[j, i]] = value;
            }
        }
        matrix
    }
}

/// Working space for one tile.
pub(super) struct Tile<T> {
    d: usize,
    mean: Vec<f64>,
    centered: Vec<T>,
    gram: Vec<T>,
}

impl<T: Scalar> Tile<T> {
    /// For points of `d` coordinates, at least one.
    pub(super) fn new(d: usize) -> Self {
        Self { d, mean: vec![0.0; d], centered: Vec::with_capacity(TILE * d), gram: vec![T::ZERO; d * d] }
    }

    fn observe(&mut self, rows: &[T], into: &mut CoMoments) {
        mean_of(rows, self.d, &mut self.mean);
        let largest = self.center(rows, 1.0);
        // Squares of a scale far from 1 would leave the range of f32; a power of two changes no digit.
        let unit = if largest == 0.0 || (2f64.powi(-40)..2f64.powi(40)).contains(&largest) {
            1.0
        } else {
            exponent_of(largest)
        };
        if unit != 1.0 {
            self.center(rows, unit);
        }
        lower_gram_into(&self.centered, self.d, &mut self.gram);
        let mut gram = self.gram.chunks_exact(self.d);
        into.merge_with((rows.len() / self.d) as u64, &self.mean, |packed| {
            let Some(row) = gram.next() else { return };
            for (slot, &value) in packed.iter_mut().zip(row) {
                *slot += value.into() * unit * unit;
            }
        });
    }

    /// Centers and divides by `unit`; returns the largest absolute coordinate.
    fn center(&mut self, rows: &[T], unit: f64) -> f64 {
        self.centered.clear();
        let mut largest = [0.0f64; 4];
        for row in rows.chunks_exact(self.d) {
            for (j, (&x, mean)) in row.iter().zip(&self.mean).enumerate() {
                let offset = x.into() - mean;
                largest[j % 4] = largest[j % 4].max(offset.abs());
                self.centered.push(T::nearest(offset / unit));
            }
        }
        largest.into_iter().fold(0.0, f64::max)
    }
}

/// The power of two at or below a positive number.
pub(super) fn exponent_of(value: f64) -> f64 {
    2f64.powi(value.log2().floor() as i32)
}

/// The mean of rows of length `d`, as an offset from the first, so that identical rows have exactly themselves.
pub(super) fn mean_of<T: Scalar>(rows: &[T], d: usize, mean: &mut [f64]) {
    mean.fill(0.0);
    let Some(first) = rows.get(..d) else { return };
    for row in rows.chunks_exact(d) {
        for ((slot, &x), &x0) in mean.iter_mut().zip(row).zip(first) {
            *slot += x.into() - x0.into();
        }
    }
    let n = (rows.len() / d) as f64;
    for (slot, &x0) in mean.iter_mut().zip(first) {
        *slot = x0.into() + *slot / n;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::{assert_close, gaussian, rows};

    /// Two passes over all points, nothing shared with the code under test.
    fn two_pass(points: &Array2<f64>) -> (Vec<f64>, Array2<f64>) {
        let n = points.nrows() as f64;
        let mean: Vec<f64> = points.columns().into_iter().map(|c| c.sum() / n).collect();
        let d = points.ncols();
        let co = Array2::from_shape_fn((d, d), |(i, j)| {
            points.rows().into_iter().map(|r| (r[i] - mean[i]) * (r[j] - mean[j])).sum()
        });
        (mean, co)
    }

    #[test]
    fn any_split_gives_the_moments_of_all() {
        let points = gaussian(1300, 5, 4);
        let (mean, co) = two_pass(&points);
        for cut in [0, 1, 2, 511, 512, 513, 1299, 1300] {
            let mut moments = CoMoments::of(rows(&points, 0..cut));
            moments.merge(&CoMoments::of(rows(&points, cut..1300)));
            assert_eq!(moments.n(), 1300);
            for (found, expected) in moments.mean().iter().zip(&mean) {
                assert_close(*found, *expected, 1e-12);
            }
            for (found, expected) in moments.co_moments().iter().zip(&co) {
                assert_close(*found, *expected, 1e-10);
            }
        }
    }

    #[test]
    fn a_large_mean_costs_no_digits() {
        let spread = gaussian(2000, 3, 5);
        let far = spread.mapv(|x| x + 1e6);
        let near = CoMoments::of(spread.view()).covariance().unwrap();
        let found = CoMoments::of(far.view()).covariance().unwrap();
        for (found, expected) in found.iter().zip(&near) {
            assert_close(*found, *expected, 1e-9);
        }
        // In f32 the points themselves are rounded to 1/16 at 10⁶; moments of what is stored must still be right.
        let stored = far.mapv(|x| x as f32);
        let found = CoMoments::of(stored.view()).covariance().unwrap();
        let (_, co) = two_pass(&stored.mapv(f64::from));
        for (found, expected) in found.iter().zip(&co) {
            assert_close(*found, expected / 1999.0, 1e-6);
        }
    }

    #[test]
    fn tiny_and_huge_points_keep_their_digits() {
        let points = gaussian(700, 4, 6);
        for scale in [1e-30, 1e-20, 1e12, 1e18] {
            let stored = points.mapv(|x| (x * scale) as f32);
            let found = CoMoments::of(stored.view()).covariance().unwrap() / (scale * scale);
            let expected = CoMoments::of(points.view()).covariance().unwrap();
            for (found, expected) in found.iter().zip(&expected) {
                assert_close(*found, *expected, 3e-6);
            }
        }
    }

    #[test]
    fn identical_points_vary_by_exactly_nothing() {
        for value in [0.1, 1.0 / 3.0, 1e-30, 12_345.678] {
            let points = Array2::from_elem((1501, 7), value);
            let blocks: Vec<_> = [(0, 400), (400, 401), (401, 1501)]
                .map(|(from, to)| CoMoments::of(rows(&points, from..to)))
                .into();
            for moments in CoMoments::leave_one_out(blocks.iter()) {
                assert_eq!(moments.total_variance(), Ok(0.0));
                assert!(moments.mean().iter().all(|&m| m == value));
            }
            let stored = points.mapv(|x| x as f32);
            assert_eq!(CoMoments::of(stored.view()).total_variance(), Ok(0.0));
        }
    }

    #[test]
    fn what_varies_in_one_part_only_is_exactly_constant_without_it() {
        let mut points = Array2::from_elem((90, 4), 0.7f32);
        points.row_mut(65).fill(3.0);
        let parts: Vec<_> = (0..3).map(|b| CoMoments::of(rows(&points, b * 30..(b + 1) * 30))).collect();
        let without = CoMoments::leave_one_out(parts.iter());
        assert_eq!(without[2].total_variance(), Ok(0.0));
        let mut rest = parts[0].clone();
        rest.merge(&parts[2]);
        assert_close(without[1].total_variance().unwrap(), rest.total_variance().unwrap(), 1e-14);
    }

    #[test]
    fn moments_along_axes_are_those_of_the_coordinates() {
        let points = gaussian(300, 6, 9) + 3.0;
        let axes = gaussian(2, 6, 10);
        let found = CoMoments::of(points.view()).along(axes.view());
        let (mean, co) = two_pass(&points.dot(&axes.t()));
        assert_eq!((found.n(), found.dimension()), (300, 2));
        for (found, expected) in found.mean().iter().zip(&mean) {
            assert_close(*found, *expected, 1e-11);
        }
        for (found, expected) in found.co_moments().iter().zip(&co) {
            assert_close(*found, *expected, 1e-9);
        }
    }

    #[test]
    fn too_few_points_are_said() {
        assert_eq!(CoMoments::of(gaussian(1, 3, 1).view()).total_variance(), Err(Undefined::TooFewPoints));
        assert_eq!(CoMoments::new(3).covariance(), Err(Undefined::TooFewPoints));
        assert_eq!(CoMoments::new(3).second_moment(), Err(Undefined::TooFewPoints));
        assert_eq!(CoMoments::leave_one_out([].iter()), []);
    }
}
