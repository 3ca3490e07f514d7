//! The few numbers of a frequency spectrum that most estimators need.

/// Size, richness and the number of types seen once and twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Individuals (tokens), all types together.
    pub n: u64,
    /// Types.
    pub types: u64,
    /// Types seen exactly once.
    pub singles: u64,
    /// Types seen exactly twice.
    pub doubles: u64,
}

impl Totals {
    /// Adds up a spectrum of `(k, types seen k times)`. *Cost*: O(distinct k).
    pub fn of(spectrum: impl Iterator<Item = (u64, u64)>) -> Self {
        spectrum.filter(|&(k, _)| k > 0).fold(Self::default(), |sum, (k, types)| Self {
            n: sum.n + k * types,
            types: sum.types + types,
            singles: sum.singles + if k == 1 { types } else { 0 },
            doubles: sum.doubles + if k == 2 { types } else { 0 },
        })
    }

    /// Types that exist but were not seen, Chao's lower bound.
    ///
    /// *Formula*: (n-1)/n f1^2/(2 f2), or (n-1)/n f1 (f1-1)/2 without doubletons. *Range*: 0 and up; 0 for an empty
    /// sample. *Source*: Chao (1984), the variant of iNEXT.
    pub fn unseen_types(&self) -> f64 {
        if self.n == 0 {
            return 0.0;
        }
        let (n, f1, f2) = (self.n as f64, self.singles as f64, self.doubles as f64);
        let pairs = if self.doubles > 0 { f1 * f1 / (2.0 * f2) } else { f1 * (f1 - 1.0) / 2.0 };
        (n - 1.0) / n * pairs
    }

    /// Share of the unseen mass that one more individual leaves unseen: the A of Chao & Jost (2012).
    ///
    /// *Formula*: n f0 / (n f0 + f1) with f0 the unseen types. *Range*: 0..=1; 0 without singletons.
    pub(super) fn left_unseen(&self) -> f64 {
        let hidden = self.n as f64 * self.unseen_types();
        if hidden > 0.0 { hidden / (hidden + self.singles as f64) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_of_a_small_sample() {
        let t = Totals::of([(1, 4), (2, 1), (5, 2)].into_iter());
        assert_eq!(t, Totals { n: 16, types: 7, singles: 4, doubles: 1 });
        assert!((t.unseen_types() - 15.0 / 16.0 * 8.0).abs() < 1e-12);
        assert_eq!(Totals::default().unseen_types(), 0.0);
        assert_eq!(Totals::of([(9, 3)].into_iter()).left_unseen(), 0.0);
    }
}
