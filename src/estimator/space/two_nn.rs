//! Intrinsic dimension from the ratio of the distances to the first two neighbors.

use crate::terms::{Measured, Undefined};

/// TwoNN dimension from each point's distances to its first two neighbors: (n − 1) / Σ ln(r₂/r₁), the maximum-likelihood
/// estimate without its bias.
///
/// *Range*: above 0. *Undefined*: duplicates (r₁ = 0). *Bias*: low in high dimensions, where n is never large enough.
/// *Cost*: O(n). *Source*: Facco et al. (2017), doi:10.1038/s41598-017-11873-y; scikit-dimension fits a line through
/// 90% of the ratios instead and differs.
///
/// # Errors
/// [`Undefined::TooFewPoints`] below three points, [`Undefined::DuplicatePoints`], [`Undefined::EquidistantPoints`].
pub fn of_distances(nearest: impl Iterator<Item = (f64, f64)>) -> Measured {
    let (mut n, mut sum) = (0, 0.0);
    for (first, second) in nearest {
        if first == 0.0 {
            return Err(Undefined::DuplicatePoints);
        }
        n += 1;
        sum += (second / first).ln();
    }
    match n {
        0..=2 => Err(Undefined::TooFewPoints),
        _ if sum == 0.0 => Err(Undefined::EquidistantPoints),
        _ => Ok(f64::from(n - 1) / sum),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::neighbors::within;
    use crate::estimator::space::testing::gaussian;
    use ndarray::{Array2, array};

    fn dimension(points: &Array2<f64>) -> Measured {
        let nearest = within(points.view(), 2)?;
        of_distances((0..nearest.len()).map(|i| (nearest.distances(i)[0], nearest.distances(i)[1])))
    }

    #[test]
    fn a_plane_in_many_dimensions_has_two() {
        let plane = gaussian(3000, 2, 1).dot(&gaussian(2, 30, 2));
        let found = dimension(&plane).unwrap();
        assert!((found - 2.0).abs() < 0.15, "{found}");
    }

    #[test]
    fn what_has_no_dimension_is_said() {
        assert_eq!(dimension(&gaussian(2, 3, 1)), Err(Undefined::TooFewPoints));
        assert_eq!(dimension(&Array2::ones((5, 3))), Err(Undefined::DuplicatePoints));
        let simplex = array![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        assert_eq!(dimension(&simplex), Err(Undefined::EquidistantPoints));
    }
}
