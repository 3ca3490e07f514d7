//! Score intervals for differences of two proportions: what the jackknife cannot do with a handful of events.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::terms::{Estimate, Method};

/// A difference of proportions p1 - p2 with its 95% interval and the one-sided p of "p1 <= p2".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Upper end of the one-sided 95% interval.
    pub at_most: f64,
    /// One-sided p.
    pub p: f64,
    /// Whose interval it is.
    pub method: Method,
}

impl Difference {
    /// A difference of the shares of something lost, current less reference, as a retention of what is not lost.
    pub fn as_retention(self, lost_before: f64, lost_after: f64) -> Estimate {
        let kept = 1.0 - lost_before;
        Estimate {
            value: (1.0 - lost_after) / kept,
            low: (1.0 - self.high / kept).max(0.0),
            high: 1.0 - self.low / kept,
            at_least: Some((1.0 - self.at_most / kept).max(0.0)),
            se: None,
            p: self.p,
            blocks: 0,
            method: self.method,
        }
    }
}

/// 97.5% point of the normal law.
const Z: f64 = 1.959_963_984_540_054;

/// 95% point of the normal law.
const Z_ONE_SIDED: f64 = 1.644_853_626_951_472_2;

/// Wilson's score interval of x events in n, z standard errors wide.
fn wilson(x: f64, n: f64, z: f64) -> (f64, f64) {
    let p = x / n;
    let centre = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    (((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0))
}

/// Two independent samples: x1 of n1 against x2 of n2.
///
/// *Method*: Newcombe's hybrid of two Wilson intervals; p from the pooled score test. *Source*: Newcombe (1998),
/// Stat. Med. 17:873, method 10; agrees with statsmodels `confint_proportions_2indep(method="newcomb")`.
pub fn newcombe(x1: f64, n1: f64, x2: f64, n2: f64) -> Difference {
    let (p1, p2) = (x1 / n1, x2 / n2);
    let d = p1 - p2;
    let ends = |z: f64| {
        let ((l1, u1), (l2, u2)) = (wilson(x1, n1, z), wilson(x2, n2, z));
        (d - (p1 - l1).hypot(u2 - p2), d + (u1 - p1).hypot(p2 - l2))
    };
    let (low, high) = ends(Z);
    let pooled = (x1 + x2) / (n1 + n2);
    let se = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
    Difference {
        low,
        high,
        at_most: ends(Z_ONE_SIDED).1,
        p: upper_tail(if se > 0.0 { d / se } else { 0.0 }),
        method: Method::Newcombe,
    }
}

/// Matched pairs: `b` pairs with the event only in 1, `c` pairs with it only in 2, among `n` pairs.
///
/// *Method*: Tango's score interval, by bisection; p from McNemar's score. *Source*: Tango (1998), Stat. Med. 17:891;
/// agrees with the score test inverted numerically (`fixtures/oracles/tango.json`).
pub fn tango(b: f64, c: f64, n: f64) -> Difference {
    let score = |delta: f64| {
        // Restricted maximum-likelihood estimate of P(event only in 2) when the difference is delta.
        let x = 2.0 * n;
        let y = -b - c + (2.0 * n - b + c) * delta;
        let z = -c * delta * (1.0 - delta);
        let q = ((y * y - 4.0 * x * z).max(0.0).sqrt() - y) / (2.0 * x);
        let variance = n * (2.0 * q + delta * (1.0 - delta));
        let distance = b - c - n * delta;
        if variance > 0.0 {
            distance / variance.sqrt()
        } else if distance == 0.0 {
            0.0
        } else {
            distance.signum() * f64::INFINITY
        }
    };
    let d = (b - c) / n;
    // The score falls in delta: find where it crosses +Z below d and -Z above d.
    let cross = |target: f64, mut low: f64, mut high: f64| {
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if score(middle) > target {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    };
    let mcnemar = if b + c > 0.0 { (b - c) / (b + c).sqrt() } else { 0.0 };
    Difference {
        low: cross(Z, -1.0, d),
        high: cross(-Z, d, 1.0),
        at_most: cross(-Z_ONE_SIDED, d, 1.0),
        p: upper_tail(mcnemar),
        method: Method::Tango,
    }
}

fn upper_tail(z: f64) -> f64 {
    Normal::standard().sf(z)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 5e-5, "{a} is not {b}");
    }

    #[test]
    fn newcombe_reproduces_the_published_examples() {
        // Newcombe (1998), table II, method 10: 56/70 - 48/80, and 9/10 - 3/10, 10/10 - 0/10.
        let d = newcombe(56.0, 70.0, 48.0, 80.0);
        close(d.low, 0.0524);
        close(d.high, 0.3339);
        // statsmodels 0.14, `confint_proportions_2indep(56, 70, 48, 80, method="newcomb", alpha=0.1)`.
        close(d.at_most, 0.3136);
        let d = newcombe(9.0, 10.0, 3.0, 10.0);
        close(d.low, 0.1705);
        close(d.high, 0.8090);
        let d = newcombe(10.0, 10.0, 0.0, 10.0);
        close(d.low, 0.6075);
        close(d.high, 1.0);
    }

    #[test]
    fn tango_reproduces_the_published_example() {
        // Airway hyper-responsiveness, b = 1, c = 7, n = 21 (Fagerland, Lydersen & Laake 2014); more in
        // `fixtures/oracles/tango.json`.
        let d = tango(1.0, 7.0, 21.0);
        assert!((d.low + 0.517).abs() < 5.1e-4 && (d.high + 0.026).abs() < 5.1e-4, "{d:?}");
        let none = tango(0.0, 0.0, 44.0);
        close(none.low, -none.high);
        // Without discordant pairs the limit solves n d / (1 - d) = z^2, so d = z^2 / (n + z^2).
        close(none.high, Z * Z / (44.0 + Z * Z));
        let there = tango(7.0, 2.0, 50.0);
        let back = tango(2.0, 7.0, 50.0);
        close(there.low, -back.high);
        close(there.high, -back.low);
    }

    #[test]
    fn no_events_give_no_evidence() {
        assert_eq!(newcombe(0.0, 100.0, 0.0, 100.0).p, 0.5);
        assert_eq!(tango(0.0, 0.0, 100.0).p, 0.5);
    }
}
