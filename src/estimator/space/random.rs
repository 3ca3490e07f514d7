//! Chance that never changes: draws by counter, so that a result depends on a seed and on nothing else.

/// A stream of draws.
#[derive(Debug, Clone)]
pub(super) struct Draws {
    state: u64,
}

impl Draws {
    /// The stream of a seed.
    pub(super) fn new(seed: u64) -> Self {
        // Neighboring seeds start far apart.
        Self { state: mix(seed.wrapping_mul(0xD134_2543_DE82_EF95)) }
    }

    /// `SplitMix64` (Steele, Lea & Flood 2014).
    pub(super) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.state)
    }

    /// Uniform on [0, 1), a multiple of 2⁻⁵³.
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform on 0..n, by multiplication; the bias is below n 2⁻⁶⁴.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }
}

pub(super) fn mix(mut z: u64) -> u64 {
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_uniform() {
        let mut draws = Draws::new(7);
        let n = 200_000;
        let mut uniform = 0.0;
        let mut counts = [0u32; 10];
        for _ in 0..n {
            uniform += draws.unit();
            counts[draws.below(10)] += 1;
        }
        let n = f64::from(n);
        // Six standard errors each.
        assert!((uniform / n - 0.5).abs() < 6.0 * (1.0 / 12f64).sqrt() / n.sqrt());
        for count in counts {
            assert!((f64::from(count) / n - 0.1).abs() < 6.0 * (0.09 / n).sqrt());
        }
        assert_ne!(Draws::new(1).bits(), Draws::new(2).bits());
    }
}
