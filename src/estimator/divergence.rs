//! Divergences of two laws.

/// One type's share of the Jensen-Shannon divergence, in bits, for probabilities `p` and `q`.
///
/// *Formula*: (p log2(2p/(p+q)) + q log2(2q/(p+q))) / 2; summed over types it lies in 0..=1 bit. *Source*: Lin
/// (1991); scipy's `jensenshannon(base=2)` is the square root of the sum.
pub fn jensen_shannon_bits(p: f64, q: f64) -> f64 {
    // A type of one side only needs no logarithm, and most types are.
    if p == 0.0 || q == 0.0 {
        return 0.5 * (p + q);
    }
    let middle = 0.5 * (p + q);
    let part = |x: f64| x * (x / middle).log2();
    0.5 * (part(p) + part(q))
}

/// One type's share of the total variation distance.
///
/// *Formula*: |p - q| / 2; summed over types it lies in 0..=1, the largest difference of any event's probability.
/// *Source*: Levin & Peres (2017), prop. 4.2.
pub fn total_variation(p: f64, q: f64) -> f64 {
    0.5 * (p - q).abs()
}

/// One type's share of the squared Hellinger distance.
///
/// *Formula*: (sqrt p - sqrt q)^2 / 2; the root of the sum over types is the distance, 0..=1. *Source*: Hellinger
/// (1909), in the normalization that makes it 1 for disjoint laws.
pub fn hellinger_squared(p: f64, q: f64) -> f64 {
    0.5 * (p.sqrt() - q.sqrt()).powi(2)
}

/// One type's share of the population stability index (Jeffreys' divergence), in nats, for positive probabilities.
///
/// *Formula*: (p - q) ln(p / q); summed over types it lies in 0 and up. It is infinite where a type is missing on one
/// side, so counts are smoothed by [`HALF`] first. *Source*: Jeffreys (1946); Siddiqi (2006) for the name.
pub fn stability_index(p: f64, q: f64) -> f64 {
    (p - q) * (p / q).ln()
}

/// What is added to every count of both sides before a population stability index.
///
/// Its customary limits 0.1 and 0.25 mean nothing without the size: under the null its mean is about
/// (types - 1)(1/n + 1/m).
pub const HALF: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disjoint_laws_are_farthest_apart_and_equal_laws_not_at_all() {
        for part in [jensen_shannon_bits, total_variation, hellinger_squared] {
            assert_eq!(part(1.0, 0.0) + part(0.0, 1.0), 1.0);
            assert_eq!(part(0.3, 0.3), 0.0);
            assert_eq!(part(0.0, 0.0), 0.0);
        }
        assert_eq!(stability_index(0.3, 0.3), 0.0);
    }
}
