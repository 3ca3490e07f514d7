//! Differential entropy from distances to nearest neighbors.

use ndarray::ArrayView2;
use statrs::function::gamma::{digamma, ln_gamma};

use super::neighbors;
use super::product::Scalar;
use crate::terms::{Measured, Undefined};

/// Entropy in nats, Kozachenko-Leonenko estimate from the distance to the k-th neighbor.
///
/// *Formula*: ψ(n) − ψ(k) + ln c_d + (d/n) Σ ln ε_k, with the volume c_d of the unit ball. *Unit*: nats; changes by d ln s
/// when points are scaled by s. *Bias*: grows with the dimension; project to about ten first. *Undefined*: where a point
/// has k duplicates, for the density there is infinite. *Cost*: 2 n² d. *Source*: Kozachenko & Leonenko (1987); agrees
/// with R FNN 1.1.3 and infomeasure 0.6.
///
/// # Errors
/// [`Undefined::TooFewPoints`] for fewer than k + 1 points, k = 0 or d = 0; [`Undefined::DuplicatePoints`].
pub fn kozachenko_leonenko<T: Scalar>(points: ArrayView2<'_, T>, k: usize) -> Measured {
    let (n, d) = points.dim();
    if d == 0 {
        return Err(Undefined::TooFewPoints);
    }
    of_radii(neighbors::within(points, k)?.radii().into_iter(), n, d, k)
}

/// The same from the distances of n points in d dimensions to their k-th neighbor.
///
/// # Errors
/// [`Undefined::DuplicatePoints`] where a distance is 0, [`Undefined::TooFewPoints`] without points.
pub fn of_radii(mut radii: impl Iterator<Item = f64>, n: usize, d: usize, k: usize) -> Measured {
    if n == 0 || k == 0 {
        return Err(Undefined::TooFewPoints);
    }
    let (n, d) = (n as f64, d as f64);
    let logs = radii.try_fold(0.0, |sum, r| (r > 0.0).then(|| sum + r.ln()));
    let mean = logs.ok_or(Undefined::DuplicatePoints)? / n;
    let ln_ball = 0.5 * d * std::f64::consts::PI.ln() - ln_gamma(0.5 * d + 1.0);
    Ok(digamma(n) - digamma(k as f64) + ln_ball + d * mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::{assert_close, gaussian, gaussian32};

    #[test]
    fn normal_points_have_their_entropy_and_scaling_adds_its_logarithm() {
        let points = gaussian32(4000, 3, 1);
        let expected = 1.5 * (1.0 + std::f64::consts::TAU.ln());
        let found = kozachenko_leonenko(points.view(), 3).unwrap();
        assert!((found - expected).abs() < 0.06, "{found}, {expected}");
        let scaled = kozachenko_leonenko((points * 4.0).view(), 3).unwrap();
        assert_close(scaled - found, 3.0 * 4f64.ln(), 1e-12);
    }

    #[test]
    fn duplicates_and_small_sets_are_said() {
        let mut points = gaussian(10, 2, 1);
        assert_eq!(kozachenko_leonenko(points.view(), 10), Err(Undefined::TooFewPoints));
        points.row_mut(3).assign(&gaussian(10, 2, 1).row(4));
        assert_eq!(kozachenko_leonenko(points.view(), 1), Err(Undefined::DuplicatePoints));
        assert!(kozachenko_leonenko(points.view(), 2).is_ok());
        assert_eq!(
            kozachenko_leonenko(ndarray::Array2::<f32>::zeros((5, 0)).view(), 1),
            Err(Undefined::TooFewPoints)
        );
    }
}
