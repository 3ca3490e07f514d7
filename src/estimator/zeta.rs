//! Hurwitz's zeta function with its derivatives, in a form that neither overflows nor underflows.

/// a^s zeta(s, a) = sum over k of (1 + k/a)^-s, and its first two derivatives in s.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zeta {
    pub(super) value: f64,
    pub(super) first: f64,
    pub(super) second: f64,
}

/// B_2j / (2j)!, j = 1...
const BERNOULLI: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 720.0,
    1.0 / 30_240.0,
    -1.0 / 1_209_600.0,
    1.0 / 47_900_160.0,
    -691.0 / 1_307_674_368_000.0,
    1.0 / 74_724_249_600.0,
    -3617.0 / 10_670_622_842_880_000.0,
];

/// Euler-Maclaurin summation for s > 1 and a >= 1. *Cost*: about max(0, s + 10 - a) powers and 8 terms. *Source*:
/// Johansson (2015), arXiv:1309.2877.
pub(super) fn scaled(s: f64, a: f64) -> Zeta {
    let mut sum = Zeta { value: 0.0, first: 0.0, second: 0.0 };
    // Adds c (1 + k/a)^-s whose c has the logarithmic derivative `d` and its derivative `e`.
    let mut add = |x: f64, c: f64, d: f64, e: f64| {
        let log = (x / a).ln();
        let term = c * (-s * log).exp();
        let slope = d - log;
        sum.value += term;
        sum.first += term * slope;
        sum.second += term * (slope * slope + e);
    };
    let direct = (s + 10.0 - a).max(0.0).ceil();
    let mut x = a;
    while x < a + direct {
        add(x, 1.0, 0.0, 0.0);
        x += 1.0;
    }
    let below = 1.0 / (s - 1.0);
    add(x, x * below, -below, below * below);
    add(x, 0.5, 0.0, 0.0);
    // s (s+1) ... (s+2j-2) x^(1-2j), and the logarithmic derivatives of the product.
    let (mut rising, mut d, mut e) = (s / x, 1.0 / s, -1.0 / (s * s));
    for (j, b) in BERNOULLI.iter().enumerate() {
        add(x, b * rising, d, e);
        for factor in [s + (2 * j + 1) as f64, s + (2 * j + 2) as f64] {
            rising *= factor / x;
            d += 1.0 / factor;
            e -= 1.0 / (factor * factor);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // zeta(2) = pi^2/6, zeta(4) = pi^4/90; zeta'(2) = -0.93754825431584375370, zeta''(2) = 1.98928023429890102342.
        let pi = std::f64::consts::PI;
        let two = scaled(2.0, 1.0);
        assert!((two.value - pi * pi / 6.0).abs() < 1e-14);
        assert!((two.first + 0.937_548_254_315_843_8).abs() < 1e-13);
        assert!((two.second - 1.989_280_234_298_901).abs() < 1e-12);
        assert!((scaled(4.0, 1.0).value - pi.powi(4) / 90.0).abs() < 1e-14);
    }

    #[test]
    fn one_step_is_one_term() {
        for (s, a) in [(1.2, 1.0), (2.5, 7.0), (3.0, 14_086.0), (60.0, 3.0), (900.0, 5000.0)] {
            let (here, next) = (scaled(s, a), scaled(s, a + 1.0));
            let rest = next.value * (a / (a + 1.0)).powf(s);
            assert!((here.value - 1.0 - rest).abs() < 1e-12 * here.value, "{s} {a}");
        }
    }
}
