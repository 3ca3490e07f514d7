//! How many of a list of modes a second sample still visits, beside the first: few events, and none of them binomial.

use crate::terms::{Estimate, Method};

/// Points of both samples in one mode, and the independent groups that they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visits {
    /// Points of the first sample.
    pub before: u64,
    /// Points of the second sample.
    pub after: u64,
    /// Groups of points that may have fallen to either sample: at least one.
    pub groups: u32,
}

/// 97.5% point of the normal law.
const Z: f64 = 1.959_963_984_540_054;

/// Modes that the second sample visits over those that the first one visits; `None` where the first visits none.
///
/// *p*: under one law each group of a mode's points falls to either sample by chance, so that a mode of g groups is missed by the
/// second with probability at most 2⁻ᵍ, and by the first as well; one-sided and exact for independent modes. *Interval*: the modes stay,
/// and what varies is which of them are met: a mode of x points is missed with probability exp(−(x + ½)), the half so that one that was
/// not met keeps its doubt. *Range*: 0 and up. *Cost*: O(modes²).
pub fn survival(modes: &[Visits]) -> Option<Estimate> {
    let visited = |of: fn(&Visits) -> u64| modes.iter().filter(|mode| of(mode) > 0).count();
    let (before, after) = (visited(|m| m.before), visited(|m| m.after));
    if before == 0 {
        return None;
    }
    let n = before as f64;
    let variance: f64 = modes.iter().map(|m| missing(m.before) + missing(m.after)).sum();
    let (value, half) = (after as f64 / n, Z * variance.sqrt() / n);
    let p = as_far_by_chance(modes, before as i64 - after as i64);
    Some(Estimate {
        value,
        low: (value - half).max(0.0),
        high: value + half,
        at_least: None,
        se: None,
        p,
        blocks: 0,
        method: Method::Modes,
    })
}

/// Variance of whether a mode is met that showed so many points.
fn missing(points: u64) -> f64 {
    let missed = (-(points as f64 + 0.5)).exp();
    missed * (1.0 - missed)
}

/// Probability that the second sample lacks at least so many more modes than the first.
fn as_far_by_chance(modes: &[Visits], lacking: i64) -> f64 {
    let n = modes.len();
    // Differences from -n to n.
    let mut law = vec![0.0; 2 * n + 1];
    law[n] = 1.0;
    for mode in modes {
        let q = 0.5f64.powi(mode.groups.max(1) as i32);
        let at = |law: &[f64], i: usize| law.get(i).copied().unwrap_or(0.0);
        law = (0..law.len())
            .map(|i| {
                let below = i.checked_sub(1).map_or(0.0, |i| at(&law, i));
                q * (below + at(&law, i + 1)) + (1.0 - 2.0 * q) * law[i]
            })
            .collect();
    }
    let from = (n as i64 + lacking).clamp(0, 2 * n as i64) as usize;
    law[from..].iter().sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modes(all: &[(u64, u64)]) -> Vec<Visits> {
        all.iter().map(|&(before, after)| Visits { before, after, groups: (before + after) as u32 }).collect()
    }

    #[test]
    fn modes_that_vanish_are_counted_and_chance_is_exact() {
        let found = survival(&modes(&[(4, 0), (4, 0), (5, 3), (4, 4)])).unwrap();
        assert_eq!(found.value, 0.5);
        // Both of four groups on one side, and one of eight may help: 2^-8, and a little more.
        let both = 0.5f64.powi(8);
        assert!(found.p > both && found.p < 1.3 * both, "{found:?}");
        assert!(found.low > 0.0 && found.high < 1.0, "{found:?}");
        assert_eq!(survival(&modes(&[(0, 4)])), None);
    }

    #[test]
    fn nothing_lost_is_one_with_an_interval_as_wide_as_what_may_have_been_missed() {
        let kept = survival(&modes(&[(4, 4); 10])).unwrap();
        assert!(kept.value == 1.0 && kept.p > 0.9, "{kept:?}");
        assert!(kept.low > 0.85 && kept.low < 0.95, "{kept:?}");
        let many = survival(&modes(&[(20, 20); 10])).unwrap();
        assert!(many.low > 0.999, "{many:?}");
    }

    #[test]
    fn gains_and_losses_cancel() {
        let both = survival(&modes(&[(4, 0), (0, 4), (4, 4)])).unwrap();
        assert!(both.value == 1.0 && both.p > 0.5, "{both:?}");
        let gone = survival(&modes(&[(6, 0); 5])).unwrap();
        assert!(gone.value == 0.0 && gone.low == 0.0 && gone.high < 0.6 && gone.p < 1e-8, "{gone:?}");
    }

    #[test]
    fn the_probability_is_that_of_all_ways_to_deal_the_groups() {
        let groups = [1u32, 2, 2, 3];
        let modes: Vec<Visits> =
            groups.iter().map(|&groups| Visits { before: 1, after: 1, groups }).collect();
        let n: u32 = groups.iter().sum();
        for lacking in -4..=4i64 {
            let mut as_far = 0;
            for deal in 0..1u32 << n {
                let mut from = 0;
                let lacks = groups.iter().map(|&g| {
                    let own = deal >> from & ((1 << g) - 1);
                    from += g;
                    i64::from(own == 0) - i64::from(own == (1 << g) - 1)
                });
                as_far += u32::from(lacks.sum::<i64>() >= lacking);
            }
            let expected = f64::from(as_far) / f64::from(1u32 << n);
            assert!((as_far_by_chance(&modes, lacking) - expected).abs() < 1e-12, "{lacking}");
        }
    }
}
