//! The Jensen-Shannon divergence of two word laws, from the counts of both sides.

use std::f64::consts::LN_2;
use std::sync::LazyLock;

/// Logarithms of the counts that nearly all types have: logarithms are what a divergence costs.
static LOGARITHMS: LazyLock<Vec<f64>> = LazyLock::new(|| (0..4096).map(|k| f64::from(k).ln()).collect());

fn logarithm(k: u64) -> f64 {
    LOGARITHMS.get(k as usize).copied().unwrap_or_else(|| (k as f64).ln())
}

/// A type's occurrences on both sides, with their logarithms.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    count: [f64; 2],
    logarithm: [f64; 2],
}

impl Term {
    #[inline]
    pub(super) fn new(before: u64, after: u64) -> Self {
        Self { count: [before as f64, after as f64], logarithm: [logarithm(before), logarithm(after)] }
    }
}

/// Running sum over types, arranged so that a type costs one logarithm.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    /// 1 / tokens of either side, and the logarithm of the tokens.
    scale: [f64; 2],
    logarithm: [f64; 2],
    jensen: f64,
}

impl Sums {
    /// Nothing yet, of sides with so many tokens.
    pub(super) fn new(tokens: [u64; 2]) -> Self {
        let n = tokens.map(|n| n as f64);
        Self { scale: n.map(f64::recip), logarithm: n.map(f64::ln), jensen: 0.0 }
    }

    /// Adds so many types that occur so often on either side.
    #[inline]
    pub(super) fn add(&mut self, term: &Term, types: f64) {
        let [p, q] = [0, 1].map(|side| term.count[side] * self.scale[side]);
        if p == 0.0 || q == 0.0 {
            self.jensen += types * LN_2 * (p + q);
            return;
        }
        let middle = 0.5 * (p + q);
        let own = p * (term.logarithm[0] - self.logarithm[0]) + q * (term.logarithm[1] - self.logarithm[1]);
        self.jensen += types * (own - 2.0 * middle * middle.ln());
    }

    /// The divergence in bits.
    pub(super) fn finish(self) -> f64 {
        0.5 * self.jensen / LN_2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::divergence::jensen_shannon_bits;

    /// The arrangement for speed gives what the formula gives.
    #[test]
    fn sums_agree_with_the_formula_one_by_one() {
        let counts = [(3u64, 1u64, 2u64), (0, 4, 1), (5, 0, 3), (7, 7, 1), (9000, 5000, 1)];
        let n = counts.iter().fold([0, 0], |n, c| [n[0] + c.0 * c.2, n[1] + c.1 * c.2]);
        let mut sums = Sums::new(n);
        counts.iter().for_each(|&(b, a, k)| sums.add(&Term::new(b, a), k as f64));
        let part = |&(b, a, k): &(u64, u64, u64)| {
            k as f64 * jensen_shannon_bits(b as f64 / n[0] as f64, a as f64 / n[1] as f64)
        };
        let (found, expected) = (sums.finish(), counts.iter().map(part).sum::<f64>());
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
}
