//! Chance that a seed fixes: which rows go where, which words are drawn.

use twox_hash::XxHash3_64;

/// `SplitMix64` (Steele, Lea & Flood 2014): one stream a seed, the same numbers on every machine.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(7919).wrapping_add(12_345))
    }

    /// The stream of a place in a run: chance there is the same whatever was drawn elsewhere, and in whatever order.
    pub fn at<const N: usize>(place: [u64; N]) -> Self {
        let mut bytes = [[0u8; 8]; N];
        for (slot, number) in bytes.iter_mut().zip(place) {
            *slot = number.to_le_bytes();
        }
        Self(XxHash3_64::oneshot(bytes.as_flattened()))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number below `n`, which must be positive. The bias of the remainder is below n / 2^64.
    pub fn below(&mut self, n: u64) -> u64 {
        self.bits() % n
    }

    /// A position of a list of `n` > 0.
    pub fn position(&mut self, n: usize) -> usize {
        self.below(n as u64) as usize
    }

    /// Uniform on [0, 1): 53 random bits, every multiple of 2^-53.
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) as f64) * 2f64.powi(-53)
    }

    /// Standard normal, by Box and Muller's transform.
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// True with this probability.
    pub fn hits(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// The positions of a list of `n` in random order (Fisher & Yates).
    pub fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in 0..n.saturating_sub(1) {
            order.swap(i, i + self.position(n - i));
        }
        order
    }
}

/// Draws positions with given whole weights, by exact arithmetic.
#[derive(Debug)]
pub struct Urn {
    /// Sum of the weights up to and including each position.
    sums: Vec<u64>,
}

impl Urn {
    /// An urn with so many balls of each position.
    pub fn new(weights: impl Iterator<Item = u64>) -> Self {
        let sums = weights.scan(0u64, |sum, w| {
            *sum += w;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    /// A position, with probability proportional to its weight; `None` when there is no weight at all.
    pub fn draw(&self, chance: &mut Chance) -> Option<usize> {
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
    fn places_have_streams_of_their_own() {
        let first = |place: [u64; 3]| Chance::at(place).bits();
        assert_eq!(first([1, 2, 3]), first([1, 2, 3]));
        assert_ne!(first([1, 2, 3]), first([1, 3, 2]));
    }

    #[test]
    fn normal_draws_have_mean_0_and_variance_1() {
        let mut chance = Chance::of(4);
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..100_000 {
            let z = chance.normal();
            sum += z;
            squares += z * z;
        }
        // Standard errors 0.0032 and 0.0045.
        assert!((sum / 1e5).abs() < 0.013 && (squares / 1e5 - 1.0).abs() < 0.018, "{sum} {squares}");
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
