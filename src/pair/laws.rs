//! Four divergences of two word laws at once, from the counts of both sides.

use std::f64::consts::LN_2;
use std::sync::LazyLock;

use crate::estimator::divergence::HALF;

/// The divergences that are measured; the number of each is its place in `Each`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Divergence {
    /// Jensen-Shannon divergence, in bits.
    JensenShannon,
    /// Total variation distance.
    TotalVariation,
    /// Hellinger distance.
    Hellinger,
    /// Population stability index of smoothed counts, in nats.
    StabilityIndex,
}

/// One number for each [`Divergence`].
pub(super) type Each = [f64; 4];

/// Logarithms of k and of k + 1/2 for the counts that nearly all types have: logarithms are what a divergence costs.
static LOGARITHMS: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| (0..4096).map(both_logarithms).collect());

fn both_logarithms(k: u64) -> (f64, f64) {
    ((k as f64).ln(), (k as f64 + HALF).ln())
}

fn logarithms(k: u64) -> (f64, f64) {
    LOGARITHMS.get(k as usize).copied().unwrap_or_else(|| both_logarithms(k))
}

/// A type's occurrences on both sides, with what every sum needs of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    count: [f64; 2],
    /// Logarithms of the counts, and the difference of those of the smoothed counts.
    logarithm: [f64; 2],
    smoothed: f64,
}

impl Term {
    #[inline]
    pub(super) fn new(before: u64, after: u64) -> Self {
        let (b, a) = (logarithms(before), logarithms(after));
        Self { count: [before as f64, after as f64], logarithm: [b.0, a.0], smoothed: b.1 - a.1 }
    }
}

/// Running sums over types. Each term is a formula of `estimator::divergence`, arranged so that it costs one logarithm.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    /// 1 / tokens of either side, and the logarithm of the tokens.
    scale: [f64; 2],
    logarithm: [f64; 2],
    /// The same for smoothed counts.
    smoothed_scale: [f64; 2],
    smoothed_ratio: f64,
    /// Types of the vocabulary not yet added: absent on both sides, they still count in a smoothed law.
    absent: f64,
    jensen: f64,
    variation: f64,
    affinity: f64,
    stability: f64,
}

impl Sums {
    /// Nothing yet, of sides with so many tokens over a vocabulary of so many types.
    pub(super) fn new(tokens: [u64; 2], vocabulary: u64) -> Self {
        let n = tokens.map(|n| n as f64);
        let smoothed = n.map(|n| n + HALF * vocabulary as f64);
        Self {
            scale: n.map(f64::recip),
            logarithm: n.map(f64::ln),
            smoothed_scale: smoothed.map(f64::recip),
            smoothed_ratio: (smoothed[1] / smoothed[0]).ln(),
            absent: vocabulary as f64,
            jensen: 0.0,
            variation: 0.0,
            affinity: 0.0,
            stability: 0.0,
        }
    }

    /// Adds so many types that occur so often on either side.
    #[inline]
    pub(super) fn add(&mut self, term: &Term, types: f64) {
        let [p, q] = [0, 1].map(|side| term.count[side] * self.scale[side]);
        self.absent -= types;
        self.stability += types * self.smoothed(term);
        self.variation += types * (p - q).abs();
        if p == 0.0 || q == 0.0 {
            self.jensen += types * LN_2 * (p + q);
            return;
        }
        let middle = 0.5 * (p + q);
        let own = p * (term.logarithm[0] - self.logarithm[0]) + q * (term.logarithm[1] - self.logarithm[1]);
        self.jensen += types * (own - 2.0 * middle * middle.ln());
        self.affinity += types * (p * q).sqrt();
    }

    /// A type's share of the stability index.
    #[inline]
    fn smoothed(&self, term: &Term) -> f64 {
        let [p, q] = [0, 1].map(|side| (term.count[side] + HALF) * self.smoothed_scale[side]);
        (p - q) * (term.smoothed + self.smoothed_ratio)
    }

    /// The divergences.
    pub(super) fn finish(self) -> Each {
        let absent = self.absent * self.smoothed(&Term::new(0, 0));
        [
            0.5 * self.jensen / LN_2,
            0.5 * self.variation,
            (1.0 - self.affinity).max(0.0).sqrt(),
            self.stability + absent,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::divergence::{
        hellinger_squared, jensen_shannon_bits, stability_index, total_variation,
    };

    /// The arrangement for speed gives what the formulas give.
    #[test]
    fn sums_agree_with_the_formulas_one_by_one() {
        let counts = [(3u64, 1u64, 2u64), (0, 4, 1), (5, 0, 3), (7, 7, 1), (9000, 5000, 1)];
        let absent = 2;
        let types: u64 = counts.iter().map(|c| c.2).sum::<u64>() + absent;
        let n = counts.iter().fold([0, 0], |n, c| [n[0] + c.0 * c.2, n[1] + c.1 * c.2]);
        let mut sums = Sums::new(n, types);
        counts.iter().for_each(|&(b, a, k)| sums.add(&Term::new(b, a), k as f64));
        let law = |count: u64, n: u64, half: f64| (count as f64 + half) / (n as f64 + half * types as f64);
        let sum = |part: fn(f64, f64) -> f64, half: f64| -> f64 {
            let all = counts.into_iter().chain([(0, 0, absent)]);
            all.map(|(b, a, k)| k as f64 * part(law(b, n[0], half), law(a, n[1], half))).sum()
        };
        let expected = [
            sum(jensen_shannon_bits, 0.0),
            sum(total_variation, 0.0),
            sum(hellinger_squared, 0.0).sqrt(),
            sum(stability_index, HALF),
        ];
        for (found, expected) in sums.finish().into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }
}
