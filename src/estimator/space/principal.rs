//! Principal axes of points, by the smaller of the two matrices that have them.

use ndarray::{Array2, ArrayView2, Axis};

use super::eigen::{self, Eigen};
use super::moments::CoMoments;
use super::product::{times, times_transposed};
use crate::terms::Undefined;

/// Largest matrix that is decomposed: about a minute on one core.
const LARGEST: usize = 4096;

/// Axes whose variance is below this share of the largest are noise of the decomposition.
const NOISE: f64 = 1e-12;

/// Where axes start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// At the mean: axes of the covariance.
    Mean,
    /// At the origin: axes of the mean of x xᵀ.
    Origin,
}

/// The principal axes of points, one unit vector a row, the largest eigenvalue first: as many as there are directions
/// that hold anything.
///
/// *Cost*: n d min(n, d) + 9 min(n, d)³. Identical points have no axis about their mean.
///
/// # Errors
/// [`Undefined::TooFewPoints`] below two points, [`Undefined::TooManyDimensions`] where both n and d exceed 4,096,
/// [`Undefined::NotConverged`].
pub fn principal_axes(points: ArrayView2<'_, f32>, about: About) -> Result<Array2<f64>, Undefined> {
    let (n, d) = points.dim();
    if n < 2 {
        return Err(Undefined::TooFewPoints);
    }
    if n.min(d) > LARGEST {
        return Err(Undefined::TooManyDimensions);
    }
    if d <= n {
        let moments = CoMoments::of(points);
        let matrix = if about == About::Mean { moments.covariance() } else { moments.second_moment() };
        return Ok(leading(&eigen::decompose(matrix?.view())?));
    }
    let rows = if about == About::Mean { centered(points) } else { points.mapv(f64::from) };
    axes_of_rows(&rows)
}

/// The first k principal axes of the average of the covariances of two sets of as many points.
///
/// # Errors
/// As [`principal_axes`].
pub fn pooled_axes(sides: [ArrayView2<'_, f32>; 2], k: usize) -> Result<Array2<f64>, Undefined> {
    let (n, d) = (2 * sides[0].nrows(), sides[0].ncols());
    if n.min(d) > LARGEST {
        return Err(Undefined::TooManyDimensions);
    }
    let axes = if d <= n {
        let [a, b] = sides.map(|side| CoMoments::of(side).covariance());
        leading(&eigen::decompose(((a? + b?) / 2.0).view())?)
    } else {
        let [a, b] = sides.map(centered);
        let both =
            ndarray::concatenate(Axis(0), &[a.view(), b.view()]).map_err(|_| Undefined::TooFewPoints)?;
        axes_of_rows(&both)?
    };
    at_most(&axes, k)
}

/// The first k principal axes of all points of two sets about their common mean. A shift between the sets makes an axis, and
/// which point is in which set makes no difference.
///
/// # Errors
/// As [`principal_axes`].
pub fn joint_axes(sides: [ArrayView2<'_, f32>; 2], k: usize) -> Result<Array2<f64>, Undefined> {
    let (n, d) = (sides[0].nrows() + sides[1].nrows(), sides[0].ncols());
    let axes = if d <= n {
        let [mut all, second] = sides.map(CoMoments::of);
        all.merge(&second);
        axes_of(all.covariance()?.view())?
    } else {
        let both = ndarray::concatenate(Axis(0), &sides).map_err(|_| Undefined::TooFewPoints)?;
        principal_axes(both.view(), About::Mean)?
    };
    at_most(&axes, k)
}

fn at_most(axes: &Array2<f64>, k: usize) -> Result<Array2<f64>, Undefined> {
    let k = k.min(axes.nrows());
    if k == 0 { Err(Undefined::TooFewPoints) } else { Ok(first(axes, k)) }
}

/// The principal axes of a covariance matrix, one unit vector a row, the largest variance first.
///
/// *Cost*: 9 d³.
///
/// # Errors
/// [`Undefined::TooManyDimensions`] above 4,096 coordinates, [`Undefined::NotConverged`].
pub fn axes_of(covariance: ArrayView2<'_, f64>) -> Result<Array2<f64>, Undefined> {
    if covariance.nrows() > LARGEST {
        return Err(Undefined::TooManyDimensions);
    }
    Ok(leading(&eigen::decompose(covariance)?))
}

/// Coordinates of points along axes, from the first point: identical points have identical coordinates, exactly.
///
/// *Cost*: 2 n d k.
pub fn coordinates(points: ArrayView2<'_, f32>, axes: ArrayView2<'_, f64>) -> Array2<f32> {
    if points.is_empty() {
        return Array2::zeros((points.nrows(), axes.nrows()));
    }
    let moved = &points - &points.row(0);
    times_transposed(moved.view(), axes.mapv(|a| a as f32).view())
}

/// Fewer rows than coordinates: the inner products of the rows have the same eigenvalues, and their eigenvectors say
/// how to mix rows into axes.
fn axes_of_rows(rows: &Array2<f64>) -> Result<Array2<f64>, Undefined> {
    let found = eigen::decompose(times_transposed(rows.view(), rows.view()).view())?;
    let mut axes = times(leading(&found).view(), rows.view());
    for mut axis in axes.rows_mut() {
        let length = axis.dot(&axis).sqrt();
        axis /= length;
    }
    Ok(axes)
}

fn centered(points: ArrayView2<'_, f32>) -> Array2<f64> {
    let mut points = points.mapv(f64::from);
    if let Some(mean) = points.mean_axis(Axis(0)) {
        points -= &mean;
    }
    points
}

/// The vectors of values above the noise.
fn leading(found: &Eigen) -> Array2<f64> {
    let floor = found.values.first().map_or(0.0, |largest| largest * NOISE);
    let n = found.values.iter().take_while(|&&value| value > 0.0 && value > floor).count();
    first(&found.vectors, n)
}

/// The first k rows.
fn first(axes: &Array2<f64>, k: usize) -> Array2<f64> {
    Array2::from_shape_fn((k, axes.ncols()), |(row, column)| axes[[row, column]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::gaussian32;

    fn orthonormal(axes: &Array2<f64>) -> bool {
        let products = axes.dot(&axes.t());
        products.indexed_iter().all(|((i, j), p)| (p - f64::from(u8::from(i == j))).abs() < 1e-8)
    }

    #[test]
    fn both_ways_find_the_same_axes() {
        let points = gaussian32(30, 24, 5);
        let tall = principal_axes(points.view(), About::Mean).unwrap();
        assert_eq!(tall.dim(), (24, 24));
        // The same points in more dimensions, all of them 0.
        let mut wide = Array2::<f32>::zeros((30, 40));
        wide.view_mut().split_at(Axis(1), 24).0.assign(&points);
        let found = principal_axes(wide.view(), About::Mean).unwrap();
        assert!(orthonormal(&tall) && orthonormal(&found));
        for (a, b) in tall.rows().into_iter().zip(found.rows()) {
            assert!((a.dot(&b.split_at(Axis(0), 24).0).abs() - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn identical_points_have_one_axis_about_the_origin_and_none_about_the_mean() {
        let points = Array2::from_elem((9, 4), 0.5f32);
        assert_eq!(principal_axes(points.view(), About::Mean).unwrap().nrows(), 0);
        assert_eq!(principal_axes(points.view(), About::Origin).unwrap().nrows(), 1);
        assert_eq!(pooled_axes([points.view(), points.view()], 3), Err(Undefined::TooFewPoints));
        let at = coordinates(points.view(), ndarray::array![[1.0, 0.0, 0.0, 0.0]].view());
        assert!(at.iter().all(|x| *x == 0.0));
    }

    #[test]
    fn pooled_axes_belong_to_neither_side() {
        let (a, b) = (gaussian32(40, 6, 1), gaussian32(40, 6, 2));
        let there = pooled_axes([a.view(), b.view()], 3).unwrap();
        assert_eq!(there, pooled_axes([b.view(), a.view()], 3).unwrap());
        assert!(there.nrows() == 3 && orthonormal(&there));
    }
}
