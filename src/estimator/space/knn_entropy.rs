//! Differential entropy from distances to nearest neighbors.

use statrs::function::gamma::{digamma, ln_gamma};

use crate::terms::{Measured, Undefined};

/// Entropy in nats, Kozachenko-Leonenko estimate, from the distances of n points in d dimensions to their k-th neighbor.
///
/// *Formula*: ψ(n) − ψ(k) + ln c_d + (d/n) Σ ln ε_k, with the volume c_d of the unit ball. *Unit*: nats; changes by d ln s
/// when points are scaled by s. *Bias*: grows with the dimension; project to about ten first. *Undefined*: where a point
/// has k duplicates, for the density there is infinite. *Cost*: O(n). *Source*: Kozachenko & Leonenko (1987); agrees
/// with R FNN 1.1.3 and infomeasure 0.6.
///
/// # Errors
/// [`Undefined::DuplicatePoints`] where a distance is 0, [`Undefined::TooFewPoints`] without points, or k = 0.
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
    use crate::estimator::space::neighbors::within;
    use crate::estimator::space::testing::{assert_close, gaussian};
    use ndarray::Array2;

    fn entropy(points: &Array2<f64>, k: usize) -> Measured {
        let radii = within(points.view(), k)?.radii();
        of_radii(radii.into_iter(), points.nrows(), points.ncols(), k)
    }

    #[test]
    fn normal_points_have_their_entropy_and_scaling_adds_its_logarithm() {
        let points = gaussian(4000, 3, 1);
        let expected = 1.5 * (1.0 + std::f64::consts::TAU.ln());
        let found = entropy(&points, 3).unwrap();
        assert!((found - expected).abs() < 0.06, "{found}, {expected}");
        let scaled = entropy(&(points * 4.0), 3).unwrap();
        assert_close(scaled - found, 3.0 * 4f64.ln(), 1e-12);
    }

    #[test]
    fn duplicates_and_small_sets_are_said() {
        let mut points = gaussian(10, 2, 1);
        points.row_mut(3).assign(&gaussian(10, 2, 1).row(4));
        assert_eq!(entropy(&points, 1), Err(Undefined::DuplicatePoints));
        assert!(entropy(&points, 2).is_ok());
        assert_eq!(of_radii(std::iter::empty(), 0, 2, 1), Err(Undefined::TooFewPoints));
    }
}
