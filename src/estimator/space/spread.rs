//! How widely points spread, as functions of a spectrum: cheap enough to evaluate without each block in turn.
//!
//! A *spectrum* is the list of eigenvalues of a covariance matrix, or of a matrix of second moments, in any order.
//! Values below the noise of the decomposition (the largest × dimension × 2⁻⁵²) count as 0, negative ones too.

use ndarray::{Array2, ArrayView2};

use super::product::Scalar;
use crate::terms::{Measured, Undefined};

/// Effective number of directions: exp of the Shannon entropy of the spectrum's shares.
///
/// *Range*: 1 to d, and exactly 0 where nothing varies (a zero matrix has rank 0). *Bias*: low below about 10 points a
/// dimension; compare at equal size. *Cost*: O(d). *Source*: Roy & Vetterli (2007), on eigenvalues of the covariance.
///
/// # Errors
/// [`Undefined::TooFewPoints`] without any value.
pub fn effective_rank(spectrum: &[f64]) -> Measured {
    if spectrum.is_empty() {
        return Err(Undefined::TooFewPoints);
    }
    let floor = floor(spectrum);
    let kept = || spectrum.iter().copied().filter(|&value| value > floor);
    let total: f64 = kept().sum();
    if total <= 0.0 {
        return Ok(0.0);
    }
    let shares = kept().map(|value| value / total);
    Ok(shares.map(|p| -p * p.ln()).sum::<f64>().exp())
}

/// The Vendi score: effective number of different points, from the spectrum of the mean of x xᵀ.
///
/// That matrix, d × d, has the eigenvalues of the n × n kernel divided by n, so no kernel matrix is made. For the cosine
/// kernel the points are [`unit_rows`] and the matrix is [`CoMoments::second_moment`](super::moments::CoMoments::second_moment). *Range*: 1 to min(n, d).
/// *Bias*: grows with n; compare at equal size. *Cost*: O(d). *Source*: Friedman & Dieng (2023), arXiv:2210.02410, q = 1;
/// agrees with vendi-score 0.0.1.
///
/// # Errors
/// As [`effective_rank`].
pub fn vendi(spectrum: &[f64]) -> Measured {
    effective_rank(spectrum)
}

/// Log of the determinant of the covariance, Σ ln λ, in nats.
///
/// *Undefined*: singular, which it is for n ≤ d. *Bias*: low, Σ ψ((n−j)/2) + ln(2/(n−1)) for normal points; compare at
/// equal size and with n well above d. *Cost*: O(d).
///
/// # Errors
/// [`Undefined::TooFewPoints`] without any value, [`Undefined::Singular`].
pub fn log_determinant(spectrum: &[f64]) -> Measured {
    if spectrum.is_empty() {
        return Err(Undefined::TooFewPoints);
    }
    let floor = floor(spectrum);
    if spectrum.iter().any(|&value| value <= floor) {
        return Err(Undefined::Singular);
    }
    Ok(spectrum.iter().map(|value| value.ln()).sum())
}

/// Generalized variance per dimension: the geometric mean of the eigenvalues, det(Cov)^(1/d).
///
/// *Unit*: squared. *Range*: 0 and up; exactly 0 where the covariance is singular. *Bias*, *cost*: as
/// [`log_determinant`].
///
/// # Errors
/// [`Undefined::TooFewPoints`] without any value.
pub fn generalized_variance(spectrum: &[f64]) -> Measured {
    match log_determinant(spectrum) {
        Ok(log) => Ok((log / spectrum.len() as f64).exp()),
        Err(Undefined::Singular) => Ok(0.0),
        Err(other) => Err(other),
    }
}

/// Points divided by their lengths. Their total variance is the mean of 1 − cos over all pairs, since 1 − cos = |u − v|² / 2.
///
/// # Errors
/// [`Undefined::ZeroVector`] where a point has no direction.
pub fn unit_rows<T: Scalar>(points: ArrayView2<'_, T>) -> Result<Array2<T>, Undefined> {
    let mut unit = points.to_owned();
    for mut row in unit.rows_mut() {
        let length = row.iter().map(|&x| x.into().powi(2)).sum::<f64>().sqrt();
        if length == 0.0 {
            return Err(Undefined::ZeroVector);
        }
        row.mapv_inplace(|x| T::nearest(x.into() / length));
    }
    Ok(unit)
}

/// What a decomposition in f64 cannot tell from 0.
fn floor(spectrum: &[f64]) -> f64 {
    spectrum.iter().copied().fold(0.0, f64::max) * spectrum.len() as f64 * f64::EPSILON
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::eigen;
    use crate::estimator::space::moments::CoMoments;
    use crate::estimator::space::testing::{assert_close, gaussian};

    #[test]
    fn equal_directions_count_as_many_as_they_are() {
        assert_close(effective_rank(&[3.0; 5]).unwrap(), 5.0, 1e-12);
        assert_close(effective_rank(&[2.0, 2.0, 0.0, -1e-18]).unwrap(), 2.0, 1e-12);
        assert_eq!(effective_rank(&[0.0, 0.0]), Ok(0.0), "nothing varies");
        assert_eq!(effective_rank(&[]), Err(Undefined::TooFewPoints));
        assert_close(effective_rank(&[0.5, 0.25, 0.25]).unwrap(), 2f64.powf(1.5), 1e-14);
    }

    #[test]
    fn determinants() {
        assert_close(log_determinant(&[4.0, 0.5]).unwrap(), 2f64.ln(), 1e-15);
        assert_close(generalized_variance(&[4.0, 0.5]).unwrap(), 2f64.sqrt(), 1e-15);
        assert_eq!(log_determinant(&[1.0, 0.0]), Err(Undefined::Singular));
        assert_eq!(log_determinant(&[1.0, 1e-17]), Err(Undefined::Singular));
        assert_eq!(generalized_variance(&[0.0, 0.0]), Ok(0.0));
        assert_eq!(generalized_variance(&[]), Err(Undefined::TooFewPoints));
    }

    #[test]
    fn fewer_points_than_dimensions_are_singular_and_still_have_a_rank() {
        let covariance = CoMoments::of(gaussian(10, 30, 1).view()).covariance().unwrap();
        let spectrum = eigen::values(covariance.view()).unwrap();
        assert_eq!(log_determinant(&spectrum), Err(Undefined::Singular));
        let rank = effective_rank(&spectrum).unwrap();
        assert!(rank > 5.0 && rank < 9.0, "{rank} of at most 9");
    }

    #[test]
    fn the_total_variance_of_directions_is_the_mean_cosine_distance() {
        let points = gaussian(40, 6, 2);
        let unit = unit_rows(points.view()).unwrap();
        let mut sum = 0.0;
        for i in 0..40 {
            for j in 0..i {
                sum += 1.0 - unit.row(i).dot(&unit.row(j));
            }
        }
        let found = CoMoments::of(unit.view()).total_variance().unwrap();
        assert_close(found, sum / (40.0 * 39.0 / 2.0), 1e-12);
        let same = Array2::from_elem((9, 6), 0.3);
        let unit = unit_rows(same.view()).unwrap();
        assert_eq!(CoMoments::of(unit.view()).total_variance(), Ok(0.0));
        assert_eq!(unit_rows(Array2::<f32>::zeros((1, 2)).view()), Err(Undefined::ZeroVector));
    }
}
