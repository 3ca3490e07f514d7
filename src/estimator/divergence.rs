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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disjoint_laws_are_farthest_apart_and_equal_laws_not_at_all() {
        for part in [jensen_shannon_bits, total_variation] {
            assert_eq!(part(1.0, 0.0) + part(0.0, 1.0), 1.0);
            assert_eq!(part(0.3, 0.3), 0.0);
            assert_eq!(part(0.0, 0.0), 0.0);
        }
    }
}
