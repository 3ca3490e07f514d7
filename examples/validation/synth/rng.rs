//! Random numbers and elementary functions that give the same bits on every machine.
//!
//! The system's `ln` and `exp` may differ in the last bit from one platform to the next, and one bit is enough to pick
//! another word. Here everything is built from the operations IEEE 754 fixes exactly: + − × ÷ and the square root.

/// SplitMix64 (Steele, Lea, Flood 2014): a counter and a mixer, so any stream can be started anywhere at no cost.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

/// The mixer of SplitMix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Rng {
    /// Starts the stream named by `parts`: what it is for, then the seed, then the key.
    pub(crate) fn stream(parts: &[u64]) -> Self {
        let fold = |state: u64, &part: &u64| mix(state.wrapping_add(STEP) ^ mix(part.wrapping_add(STEP)));
        Self(parts.iter().fold(0, fold))
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Uniform in 0..n (multiply-shift; its bias is below n / 2⁶⁴).
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// One of `items`.
    pub(crate) fn choose<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Standard normal, by Marsaglia's polar method (needs no sine).
    pub(crate) fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                return x * (-2.0 * ln(s) / s).sqrt();
            }
        }
    }
}

/// Natural logarithm of a positive normal number.
pub(crate) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = ((bits >> 52) & 0x7FF) as f64 - 1023.0;
    let mut mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1.0;
    }
    // ln m = 2 artanh t with |t| < 0.172, where twelve terms are enough for 53 bits.
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let series = (0..12).rev().fold(0.0, |sum, i| sum * t * t + 1.0 / f64::from(2 * i + 1));
    exponent * std::f64::consts::LN_2 + 2.0 * t * series
}

/// e to the power x, for |x| < 700.
pub(crate) fn exp(x: f64) -> f64 {
    let doublings = (x / std::f64::consts::LN_2).round();
    let r = x - doublings * std::f64::consts::LN_2;
    // |r| < 0.35: sixteen Taylor terms are enough for 53 bits.
    let series = (1..=16).rev().fold(1.0, |sum, i| 1.0 + sum * r / f64::from(i));
    series * f64::from_bits(((doublings as i64 + 1023) as u64) << 52)
}

/// x to the power y, for positive x.
pub(crate) fn pow(x: f64, y: f64) -> f64 {
    exp(y * ln(x))
}

/// Draws an index with given weights in constant time (Walker 1977, Vose 1991).
#[derive(Debug, Clone)]
pub(crate) struct Alias {
    keep: Vec<f64>,
    other: Vec<u32>,
}

impl Alias {
    /// Prepares the table; at least one weight must be positive.
    pub(crate) fn new(weights: &[f64]) -> Self {
        let n = weights.len();
        let mean = weights.iter().sum::<f64>() / n as f64;
        assert!(mean > 0.0, "a law needs at least one word with positive probability");
        let mut keep: Vec<f64> = weights.iter().map(|w| w / mean).collect();
        let mut other: Vec<u32> = (0..n as u32).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| keep[i] < 1.0);
        while let (Some(&s), Some(&l)) = (small.last(), large.last()) {
            small.pop();
            other[s] = l as u32;
            keep[l] -= 1.0 - keep[s];
            if keep[l] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        // Rounding may leave a few on the small list, pointing at themselves with almost 1.
        for i in small.into_iter().filter(|&i| weights[i] > 0.0) {
            keep[i] = 1.0;
        }
        Self { keep, other }
    }

    /// Draws one index.
    pub(crate) fn draw(&self, rng: &mut Rng) -> usize {
        let i = rng.below(self.keep.len());
        if rng.unit() < self.keep[i] { i } else { self.other[i] as usize }
    }
}
