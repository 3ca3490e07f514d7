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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disjoint_laws_are_one_bit_apart_and_equal_laws_none() {
        assert_eq!(jensen_shannon_bits(1.0, 0.0) + jensen_shannon_bits(0.0, 1.0), 1.0);
        assert_eq!(jensen_shannon_bits(0.3, 0.3), 0.0);
        assert_eq!(jensen_shannon_bits(0.0, 0.0), 0.0);
    }
}
