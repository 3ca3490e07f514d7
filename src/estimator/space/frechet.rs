//! Fréchet distance of two sets seen as normal laws.
//!
//! Two samples of one law are not at distance 0: for n points of each in d dimensions the distance is about
//! d (d + 5) / (2 n) for unit covariance. So the distance alone means nothing, and two sizes never compare.

use ndarray::{Array2, Axis, Slice};

use super::eigen;
use super::moments::CoMoments;
use super::product::times;
use crate::terms::Measured;

/// |m₁ − m₂|² + tr(A + B − 2 (A B)^½), the squared Wasserstein-2 distance of two normal laws.
///
/// *Unit*: squared. *Range*: 0 and up; biased up by about c / n. Covariances with n − 1. *Cost*: about 20 d³. *Source*:
/// Dowson & Landau (1982), doi:10.1016/0047-259X(82)90077-X; agrees with torch-fidelity 0.4.0.
///
/// # Errors
/// [`crate::terms::Undefined::TooFewPoints`] below two points in a set, [`crate::terms::Undefined::NotConverged`].
pub fn distance(first: &CoMoments, second: &CoMoments) -> Measured {
    let (a, b) = (first.covariance()?, second.covariance()?);
    let means = first.mean().iter().zip(second.mean()).map(|(x, y)| (x - y).powi(2)).sum::<f64>();
    let cross = trace_of_root(&a, &b)?;
    Ok((means + a.diag().sum() + b.diag().sum() - 2.0 * cross).max(0.0))
}

/// tr (A B)^½ from the eigenvalues of L^½ Vᵀ B V L^½, where A = V L Vᵀ.
fn trace_of_root(a: &Array2<f64>, b: &Array2<f64>) -> Measured {
    let eigen = eigen::decompose(a.view())?;
    let rank = eigen.values.iter().filter(|&&value| value > 0.0).count();
    let mut root = eigen.vectors.slice_axis(Axis(0), Slice::from(..rank)).to_owned();
    for (mut row, value) in root.rows_mut().into_iter().zip(&eigen.values) {
        row.mapv_inplace(|x| x * value.sqrt());
    }
    let product = times(times(root.view(), b.view()).view(), root.t());
    Ok(eigen::values(product.view())?.into_iter().map(|value| value.max(0.0).sqrt()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::{assert_close, gaussian};
    use crate::terms::Undefined;

    #[test]
    fn commuting_covariances_have_a_closed_form() {
        let points = gaussian(200, 3, 1);
        let moved = &points * 3.0 + 1.0;
        let (a, b) = (CoMoments::of(points.view()), CoMoments::of(moved.view()));
        let means: f64 = a.mean().iter().zip(b.mean()).map(|(x, y)| (x - y).powi(2)).sum();
        // Roots s and 3 s: the traces give (3 − 1)² tr A.
        let expected = means + 4.0 * a.total_variance().unwrap();
        assert_close(distance(&a, &b).unwrap(), expected, 1e-12);
        assert_close(distance(&b, &a).unwrap(), expected, 1e-12);
        assert!(distance(&a, &a).unwrap() < 1e-12);
    }

    #[test]
    fn constant_sets_are_at_the_distance_of_their_points() {
        let a = CoMoments::of(Array2::from_elem((5, 2), 1.0f32).view());
        let b = CoMoments::of(Array2::from_elem((9, 2), 4.0f32).view());
        assert_eq!(distance(&a, &b), Ok(18.0));
        assert_eq!(distance(&a, &CoMoments::new(2)), Err(Undefined::TooFewPoints));
    }
}
