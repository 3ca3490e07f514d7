//! Chance with a fixed seed: the same on any machine, at any number of threads.

/// `SplitMix64` (Steele, Lea & Flood 2014): a good 64-bit mix of a counter.
pub(crate) fn split_mix(counter: u64) -> u64 {
    let mut z = counter.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

/// The positions 0..n in the random order of a stream: Fisher-Yates on a counter-based generator.
///
/// *Cost*: O(n).
pub fn order(n: usize, stream: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    let start = split_mix(stream);
    for i in 0..n {
        let draw = split_mix(start.wrapping_add(i as u64));
        order.swap(i, i + (draw % (n - i) as u64) as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_holds_every_position_once_and_streams_differ() {
        let (a, b) = (order(1000, 1), order(1000, 2));
        assert_ne!(a, b);
        assert_eq!(a, order(1000, 1));
        for order in [a, b] {
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..1000).collect::<Vec<_>>());
        }
        assert_eq!(order(0, 5), Vec::<usize>::new());
    }
}
