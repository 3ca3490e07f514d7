//! Chance that a seed fixes: which rows go where, which words are drawn.

/// `SplitMix64` (Steele, Lea & Flood 2014): one stream a seed, the same numbers on every machine.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub(super) fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(7919).wrapping_add(12_345))
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number below `n`, which must be positive. The bias of the remainder is below n / 2^64.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.bits() % n
    }

    /// A position of a list of `n` > 0.
    pub(super) fn position(&mut self, n: usize) -> usize {
        self.below(n as u64) as usize
    }

    /// True with this probability.
    pub(super) fn hits(&mut self, probability: f64) -> bool {
        // 53 random bits: every multiple of 2^-53 in [0, 1).
        ((self.bits() >> 11) as f64) * 2f64.powi(-53) < probability
    }

    /// The positions of a list of `n` in random order (Fisher & Yates).
    pub(super) fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in 0..n.saturating_sub(1) {
            order.swap(i, i + self.position(n - i));
        }
        order
    }
}

/// Draws positions with given whole weights, by exact arithmetic.
#[derive(Debug)]
pub(super) struct Urn {
    /// Sum of the weights up to and including each position.
    sums: Vec<u64>,
}

impl Urn {
    /// An urn with so many balls of each position.
    pub(super) fn new(weights: impl Iterator<Item = u64>) -> Self {
        let sums = weights.scan(0u64, |sum, w| {
            *sum += w;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    /// A position, with probability proportional to its weight; `None` when there is no weight at all.
    pub(super) fn draw(&self, chance: &mut Chance) -> Option<usize> {
        let total = self.sums.last().copied().filter(|&total| total > 0)?;
        let ball = chance.below(total);
        Some(self.sums.partition_point(|&sum| sum <= ball))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_stream_for_ever() {
        let mut chance = Chance::of(0);
        let first = [chance.bits(), chance.bits()];
        // SplitMix64 from state 12345, by the reference implementation in C.
        assert_eq!(first, [0x22118258a9d111a0, 0x346edce5f713f8ed]);
        assert_ne!(Chance::of(1).bits(), first[0]);
    }

    #[test]
    fn an_order_holds_every_position_once() {
        let mut order = Chance::of(3).order(50);
        assert_ne!(order, (0..50).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..50).collect::<Vec<_>>());
        assert!(Chance::of(3).order(0).is_empty());
    }

    #[test]
    fn an_urn_draws_by_weight() {
        let urn = Urn::new([0, 1, 0, 3].into_iter());
        let mut chance = Chance::of(5);
        let mut drawn = [0u32; 4];
        (0..4000).for_each(|_| drawn[urn.draw(&mut chance).unwrap()] += 1);
        assert_eq!((drawn[0], drawn[2]), (0, 0));
        // 3,000 expected, standard deviation 27.
        assert!((2_870..3_130).contains(&drawn[3]), "{drawn:?}");
        assert_eq!(Urn::new([0, 0].into_iter()).draw(&mut chance), None);
        assert_eq!(Urn::new(std::iter::empty()).draw(&mut chance), None);
    }

    #[test]
    fn probabilities_are_met_and_the_ends_are_sure() {
        let mut chance = Chance::of(9);
        assert!((0..100).all(|_| chance.hits(1.0) && !chance.hits(0.0)));
        let hits = (0..10_000).filter(|_| chance.hits(0.2)).count();
        assert!((1_840..2_160).contains(&hits), "{hits}");
    }
}
