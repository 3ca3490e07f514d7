//! Precision, recall, density and coverage of one set by another, from balls around points.

use ndarray::ArrayView2;

use super::balls::{Labeled, mutual_counts};
use super::neighbors::within;
use super::product::Scalar;
use crate::terms::Undefined;

/// How two sets cover each other. Compare at equal numbers of points: radii shrink as points are added.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prdc {
    /// Share of current points within a ball of the reference: little is invented.
    pub precision: f64,
    /// Share of reference points within a ball of the current set: little is lost. One far point can raise it.
    pub recall: f64,
    /// Balls of the reference that hold a current point, on average, divided by k: about 1 for one law, may exceed it.
    pub density: f64,
    /// Share of reference balls that hold a current point: as recall, but not moved by far points.
    pub coverage: f64,
}

/// Precision, recall, density and coverage with closed balls whose radius is the distance to the k-th neighbor.
///
/// *Range*: 0 to 1, density 0 and up. *Cost*: 4 n² d for two sets of n points. *Source*: Kynkäänniemi et al. (2019),
/// arXiv:1904.06991; Naeem et al. (2020), arXiv:2002.09797; agrees with prdc 0.2, whose balls are open, unless a distance
/// equals a radius. *Usual*: k = 5.
///
/// # Errors
/// [`Undefined::TooFewPoints`] for fewer than k + 1 points in a set, or k = 0.
pub fn prdc<T: Scalar>(
    reference: ArrayView2<'_, T>,
    current: ArrayView2<'_, T>,
    k: usize,
) -> Result<Prdc, Undefined> {
    let (reference_radii, current_radii) = (within(reference, k)?.radii(), within(current, k)?.radii());
    let labels = vec![0; reference.nrows().max(current.nrows())];
    let [of_reference, of_current] = mutual_counts(
        Labeled { points: reference, radii: &reference_radii, labels: &labels[..reference.nrows()] },
        Labeled { points: current, radii: &current_radii, labels: &labels[..current.nrows()] },
        1,
    );
    let share = |counts: &[u32]| counts.iter().filter(|&&c| c > 0).count() as f64 / counts.len() as f64;
    let held: Vec<u32> = of_reference.by_center.iter().copied().collect();
    let total: u64 = held.iter().map(|&c| u64::from(c)).sum();
    Ok(Prdc {
        precision: share(&of_reference.by_point),
        recall: share(&of_current.by_point),
        density: total as f64 / (k * current.nrows()) as f64,
        coverage: share(&held),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::{gaussian32, rows};
    use ndarray::{Array2, Axis, Slice};

    #[test]
    fn identical_sets_cover_each_other() {
        for points in [gaussian32(90, 4, 1), Array2::from_elem((20, 4), 0.2)] {
            let found = prdc(points.view(), points.view(), 5).unwrap();
            assert_eq!((found.precision, found.recall, found.coverage), (1.0, 1.0, 1.0));
        }
    }

    #[test]
    fn a_lost_half_lowers_recall_and_coverage_and_not_precision() {
        let mut reference = gaussian32(200, 6, 2);
        reference.slice_axis_mut(Axis(0), Slice::from(..100)).mapv_inplace(|x| x + 20.0);
        let mut current = gaussian32(200, 6, 3);
        let found = prdc(reference.view(), current.view(), 5).unwrap();
        assert!(found.precision > 0.9 && found.recall < 0.55 && found.coverage < 0.52, "{found:?}");
        current += 1000.0;
        let found = prdc(reference.view(), current.view(), 5).unwrap();
        assert_eq!(found, Prdc { precision: 0.0, recall: 0.0, density: 0.0, coverage: 0.0 });
        assert_eq!(prdc(reference.view(), rows(&current, 0..5), 5), Err(Undefined::TooFewPoints));
    }
}
