//! MAUVE: the area under the frontier of two Kullback-Leibler divergences of histograms.

use crate::terms::{Measured, Undefined};

/// Points of the frontier between its ends.
const MIXTURES: usize = 25;

/// What is left of an end of the mixtures.
const MARGIN: f64 = 1e-6;

/// The scaling of divergences that the authors use.
pub const SCALE: f64 = 5.0;

/// Area under the curve (exp(−c KL(q|r)), exp(−c KL(p|r))) over mixtures r = w p + (1 − w) q of two histograms.
///
/// *Range*: 0 (disjoint) to 1 (equal). Depends on the bins and on the size: compare only at one size with one quantizer,
/// and average over seeds of the quantizer. *Cost*: O(bins). *Source*: Pillutla et al. (2021), arXiv:2102.01454; agrees
/// with mauve-text 0.4.0 on given histograms. *Usual*: c = [`SCALE`].
///
/// # Errors
/// [`Undefined::NothingCounted`] where a histogram is empty.
pub fn mauve(p: &[f64], q: &[f64], scale: f64) -> Measured {
    let (p, q) = (shares(p)?, shares(q)?);
    let step = (1.0 - 2.0 * MARGIN) / (MIXTURES - 1) as f64;
    let mut curve = vec![(1.0, 0.0), (0.0, 1.0)];
    curve.extend((0..MIXTURES).map(|i| {
        let w = MARGIN + i as f64 * step;
        let r: Vec<f64> = p.iter().zip(&q).map(|(p, q)| w * p + (1.0 - w) * q).collect();
        ((-scale * divergence(&q, &r)).exp(), (-scale * divergence(&p, &r)).exp())
    }));
    // The frontier falls, so in the order of x ties are in the order of falling y.
    curve.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
    Ok(curve.windows(2).map(|ends| (ends[1].0 - ends[0].0) * 0.5 * (ends[0].1 + ends[1].1)).sum())
}

fn shares(histogram: &[f64]) -> Result<Vec<f64>, Undefined> {
    let total: f64 = histogram.iter().sum();
    if total <= 0.0 {
        return Err(Undefined::NothingCounted);
    }
    Ok(histogram.iter().map(|count| count / total).collect())
}

/// KL(p|r) in nats; r is positive wherever p is.
fn divergence(p: &[f64], r: &[f64]) -> f64 {
    p.iter().zip(r).filter(|(p, _)| **p > 0.0).map(|(p, r)| p * (p / r).ln()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::assert_close;

    #[test]
    fn ends_of_the_range() {
        assert_close(mauve(&[3.0, 1.0], &[0.75, 0.25], SCALE).unwrap(), 1.0, 1e-12);
        let disjoint = mauve(&[1.0, 0.0], &[0.0, 1.0], SCALE).unwrap();
        assert!(disjoint < 0.01, "{disjoint}");
        assert_eq!(mauve(&[], &[1.0], SCALE), Err(Undefined::NothingCounted));
        assert_eq!(mauve(&[0.0], &[1.0], SCALE), Err(Undefined::NothingCounted));
    }

    #[test]
    fn roles_are_symmetric_and_nearer_is_higher() {
        let (p, q) = ([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]);
        let found = mauve(&p, &q, SCALE).unwrap();
        assert_close(found, mauve(&q, &p, SCALE).unwrap(), 1e-12);
        assert!(found < mauve(&p, &[0.4, 0.3, 0.3], SCALE).unwrap());
    }
}
