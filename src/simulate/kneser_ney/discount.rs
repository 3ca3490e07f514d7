//! How much each count gives away to words that were not seen.

/// Discounts of counts of 1, of 2, and of 3 and more, where a level is too small to say.
const USUAL: [f64; 3] = [0.5, 1.0, 1.5];

/// The discounts of one level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Discounts([f64; 3]);

impl Discounts {
    /// From the counts of a level.
    ///
    /// *Formula*: y = n₁ / (n₁ + 2 n₂), and D₁ = 1 - 2y n₂/n₁, D₂ = 2 - 3y n₃/n₂, D₃₊ = 3 - 4y n₄/n₃, where nₖ is how many
    /// n-grams have the count k. Where one of n₁ to n₃ is 0, or one of the discounts would not lie between 0 and its
    /// count, all three are 0.5, 1, 1.5. *Source*: Chen & Goodman (1998), section 3.4; the fallback is KenLM's.
    pub(super) fn of(counts: &[u32]) -> Self {
        let mut of_counts = [0u64; 5];
        for &count in counts.iter().filter(|count| (1..=4).contains(*count)) {
            of_counts[count as usize] += 1;
        }
        let [_, n1, n2, n3, n4] = of_counts.map(|n| n as f64);
        if n1 == 0.0 || n2 == 0.0 || n3 == 0.0 {
            return Self(USUAL);
        }
        let y = n1 / (n1 + 2.0 * n2);
        let estimated = [1.0 - 2.0 * y * n2 / n1, 2.0 - 3.0 * y * n3 / n2, 3.0 - 4.0 * y * n4 / n3];
        let fits = estimated.iter().zip([1.0, 2.0, 3.0]).all(|(d, count)| (0.0..=count).contains(d));
        Self(if fits { estimated } else { USUAL })
    }

    /// What a count gives away.
    pub(super) fn discount(self, count: u32) -> f64 {
        match count {
            0 => 0.0,
            1 => self.0[0],
            2 => self.0[1],
            _ => self.0[2],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discounts_follow_the_counts_of_counts() {
        // n1 = 6, n2 = 3, n3 = 2, n4 = 1: y = 1/2.
        let counts = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 9];
        let found = Discounts::of(&counts).0;
        for (found, expected) in found.iter().zip([0.5, 1.0, 2.0]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn too_few_counts_give_the_usual_discounts() {
        for counts in [&[][..], &[1, 1, 2], &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3], &[7, 8]] {
            assert_eq!(Discounts::of(counts), Discounts(USUAL), "{counts:?}");
        }
        assert_eq!(Discounts(USUAL).discount(0), 0.0);
        assert_eq!(Discounts(USUAL).discount(40), 1.5);
    }
}
