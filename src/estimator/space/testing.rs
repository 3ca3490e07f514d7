//! Points for the unit tests of this folder.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis, Slice};

use super::random::Draws;

/// Standard normal points.
pub(super) fn gaussian(n: usize, d: usize, seed: u64) -> Array2<f64> {
    let mut draws = Draws::new(seed);
    Array2::from_shape_simple_fn((n, d), || {
        // Box and Muller's transform.
        let radius = (-2.0 * (1.0 - draws.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * draws.unit()).cos()
    })
}

/// The same in f32.
pub(super) fn gaussian32(n: usize, d: usize, seed: u64) -> Array2<f32> {
    gaussian(n, d, seed).mapv(|x| x as f32)
}

/// Some of the rows.
pub(super) fn rows<T>(points: &Array2<T>, range: Range<usize>) -> ArrayView2<'_, T> {
    points.slice_axis(Axis(0), Slice::from(range))
}

/// Equal up to a tolerance, relative for numbers above 1.
#[track_caller]
pub(super) fn assert_close(found: f64, expected: f64, tolerance: f64) {
    let far = (found - expected).abs() / expected.abs().max(1.0);
    assert!(far <= tolerance, "found {found}, expected {expected}");
}
