//! Energy distance: 2 E|x − y| − E|x − x′| − E|y − y′|.

use super::pairs::Contrast;
use crate::terms::Measured;

/// Energy distance as a U-statistic, over pairs of different points; those of one key left out.
///
/// *Unit*: that of the points. *Range*: 0 in the mean for one and the same law, then as often below 0 as above.
/// *Source*: Székely & Rizzo (2013), doi:10.1016/j.jspi.2013.03.018.
///
/// # Errors
/// [`Undefined::TooFewPoints`](crate::terms::Undefined::TooFewPoints) without a pair in a set or between them.
pub fn unbiased(distances: &Contrast) -> Measured {
    distances.unbiased().map(|difference| -difference)
}

/// Energy distance as a V-statistic, which is at least 0 and biased up; agrees with dcor 0.7, and times nm/(n+m) with R
/// energy 1.7.
///
/// # Errors
/// [`Undefined::TooFewPoints`](crate::terms::Undefined::TooFewPoints) for an empty set.
pub fn biased(distances: &Contrast) -> Measured {
    distances.biased().map(|difference| (-difference).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::pairs::{PairSums, Place};
    use ndarray::array;

    #[test]
    fn by_hand() {
        let points = array![[0.0], [2.0], [5.0], [9.0]];
        let sums = PairSums::by_distance(points.view(), &[0, 0, 1, 1], 2, f64::sqrt);
        let contrast = sums.contrast(|g| if g == 0 { Place::First } else { Place::Second });
        // Between: (5 + 9 + 3 + 7) / 4; within: 2 and 4.
        assert!((unbiased(&contrast).unwrap() - (12.0 - 2.0 - 4.0)).abs() < 1e-12);
        assert!((biased(&contrast).unwrap() - (12.0 - 1.0 - 2.0)).abs() < 1e-12);
        let same = PairSums::by_distance(array![[0.1f32], [0.1], [0.1]].view(), &[0, 1, 1], 2, f64::sqrt);
        let contrast = same.contrast(|g| if g == 0 { Place::First } else { Place::Second });
        assert_eq!(biased(&contrast), Ok(0.0));
    }
}
