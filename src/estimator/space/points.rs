//! Points prepared for distances through a product: |a − b|² = |a|² + |b|² − 2ab, with bounds on what it can miss.

use ndarray::ArrayView2;

use super::moments::{exponent_of, mean_of};
use super::product::{Contiguous, Scalar, contiguous};

/// A set of points, centered so that little cancels.
pub(super) struct Points<'a, T> {
    raw: Contiguous<'a, T>,
    /// Number of coordinates.
    pub(super) d: usize,
    /// The points minus the center, in the unit of the frame, rounded once.
    pub(super) centered: Vec<T>,
    /// Squared lengths of the centered points, lowered by what rounding can do to a squared distance.
    pub(super) low: Vec<T>,
    /// The same, raised.
    pub(super) high: Vec<T>,
    /// The square of the unit of the frame.
    square: f64,
}

/// A squared distance this small beside the squared lengths lost too many digits in the product.
const CANCELED: f64 = 1.0 / 1024.0;

/// Rounding steps that enter a squared distance beside those of the product: two centerings, two lengths, the sum.
const STEPS: f64 = 24.0;

impl<'a, T: Scalar> Points<'a, T> {
    /// Prepares points; sets that are compared must have the same frame.
    pub(super) fn new(points: ArrayView2<'a, T>, frame: &Frame) -> Self {
        let d = points.ncols();
        let raw = contiguous(&points);
        let n = points.nrows();
        let mut this = Self {
            d,
            centered: Vec::with_capacity(n * d),
            low: Vec::with_capacity(n),
            high: Vec::with_capacity(n),
            square: frame.unit * frame.unit,
            raw,
        };
        // 2|ab| ≤ |a|² + |b|², so an error relative to the lengths bounds that of the inner product.
        let slack = (d as f64 + STEPS) * T::ROUNDOFF;
        // The unit is a power of two, so that a product is the quotient.
        let scale = 1.0 / frame.unit;
        for i in 0..n {
            let row = &this.raw.as_slice()[i * d..(i + 1) * d];
            this.centered
                .extend(row.iter().zip(&frame.center).map(|(&x, c)| T::nearest((x.into() - c) * scale)));
            let length: f64 = this.centered[i * d..].iter().map(|&x| x.into() * x.into()).sum();
            this.low.push(T::nearest(length * (1.0 - slack)));
            this.high.push(T::nearest(length * (1.0 + slack)));
        }
        this
    }

    /// Number of points.
    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    /// The coordinates of a point as given.
    pub(super) fn row(&self, i: usize) -> &[T] {
        &self.raw.as_slice()[i * self.d..(i + 1) * self.d]
    }

    /// The squared distance to point j of `other` from the inner product of the centered points; from the coordinates
    /// where that would cancel. Its relative error is about 2⁻¹³ at worst and random.
    pub(super) fn squared_by_product(&self, i: usize, other: &Self, j: usize, product: f64) -> f64 {
        let lengths =
            0.5 * (self.low[i].into() + self.high[i].into() + other.low[j].into() + other.high[j].into());
        let squared = lengths - 2.0 * product;
        if squared < CANCELED * lengths { self.squared_distance(i, other, j) } else { squared * self.square }
    }

    /// The squared distance in f64 from the coordinates as given; exactly 0 between equal points, and of f32 only there.
    pub(super) fn squared_distance(&self, i: usize, other: &Self, j: usize) -> f64 {
        squared_distance(self.row(i), other.row(j))
    }
}

/// Σ (a − b)², in four interleaved sums.
pub(super) fn squared_distance<T: Scalar>(a: &[T], b: &[T]) -> f64 {
    let mut sums = [0.0f64; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 =
        a4.remainder().iter().zip(b4.remainder()).map(|(&x, &y)| (x.into() - y.into()).powi(2)).sum();
    for (x, y) in a4.zip(b4) {
        for (sum, (&x, &y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            let offset = x.into() - y.into();
            *sum += offset * offset;
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// Where points are seen from: what is subtracted, and the unit that keeps squares in the range of f32.
pub(super) struct Frame {
    center: Vec<f64>,
    /// A power of two whose inverse is one.
    unit: f64,
}

impl Frame {
    /// A frame for the points of two sets. The center is the mean of their means; any would be right, a near one
    /// cancels least.
    pub(super) fn around<T: Scalar>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Self {
        let d = a.ncols();
        let (mut mean_a, mut mean_b) = (vec![0.0; d], vec![0.0; d]);
        if d > 0 {
            mean_of(contiguous(&a).as_slice(), d, &mut mean_a);
            mean_of(contiguous(&b).as_slice(), d, &mut mean_b);
        }
        let center: Vec<f64> = mean_a.iter().zip(&mean_b).map(|(a, b)| 0.5 * (a + b)).collect();
        let largest = farthest(a, &center).max(farthest(b, &center));
        let unit = if largest > 0.0 { exponent_of(largest).max(f64::MIN_POSITIVE) } else { 1.0 };
        Self { center, unit }
    }

    /// A distance in units of the frame.
    pub(super) fn scaled(&self, distance: f64) -> f64 {
        distance / self.unit
    }
}

/// The largest offset of a coordinate from the center.
fn farthest<T: Scalar>(points: ArrayView2<'_, T>, center: &[f64]) -> f64 {
    let mut largest = vec![0.0f64; center.len()];
    for row in contiguous(&points).as_slice().chunks_exact(center.len().max(1)) {
        for ((slot, &x), c) in largest.iter_mut().zip(row).zip(center) {
            let offset = (x.into() - c).abs();
            *slot = if offset > *slot { offset } else { *slot };
        }
    }
    largest.into_iter().fold(0.0, f64::max)
}
