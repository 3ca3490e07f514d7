//! The Shannon entropy to which extrapolation goes, beside [`super::entropy::chao_shen`].

use statrs::function::gamma::digamma;

use super::totals::Totals;
use crate::terms::{Measured, Undefined};

/// Shannon entropy in nats, Chao-Wang-Jost: the slope of the expected species accumulation curve, extended beyond the
/// sample.
///
/// *Formula*: sum k/n (psi(n) - psi(k)) + f1/n (1-A)^(1-n) [-ln A - sum_{r<n} (1-A)^r / r], A = 2 f2 / ((n-1) f1 +
/// 2 f2), or 2 / ((n-1)(f1-1) + 2) without doubletons; the bracket is a tail of the logarithm's series and is taken as
/// a continued fraction, which neither overflows nor cancels. *Range*: 0 and up. *Undefined*: nothing counted. *Cost*:
/// O(distinct k), and about 9/sqrt(A) steps for the unseen part. *Source*: Chao, Wang & Jost (2013),
/// doi:10.1111/2041-210X.12108; agrees with iNEXT 3.0.2 `ChaoShannon` and infomeasure 0.6.3.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn chao_wang_jost(spectrum: impl Iterator<Item = (u64, u64)> + Clone) -> Measured {
    let totals = Totals::of(spectrum.clone());
    if totals.n == 0 {
        return Err(Undefined::NothingCounted);
    }
    let n = totals.n as f64;
    let top = digamma(n);
    let seen: f64 = spectrum
        .filter(|&(k, _)| k > 0)
        .map(|(k, types)| types as f64 * k as f64 / n * (top - digamma(k as f64)))
        .sum();
    let x = totals.left_unseen();
    let unseen = if x > 0.0 { totals.singles as f64 / n * x / n * log_tail(n, x) } else { 0.0 };
    Ok((seen + unseen).max(0.0))
}

/// Steps of the continued fraction after which it is taken as it is; a sample of singletons alone needs 6 n.
const MOST_STEPS: u32 = 10_000_000;

/// n sum_{j>=0} x^j / (n+j) = 2F1(1, n; n+1; x) for 0 < x < 1, by Gauss's continued fraction (modified Lentz).
fn log_tail(n: f64, x: f64) -> f64 {
    let (mut value, mut c, mut d) = (1.0, 1.0, 0.0);
    for step in 1..=MOST_STEPS {
        let m = f64::from(step / 2);
        let a = if step % 2 == 1 {
            -(n + m) * (n + m) * x / ((n + 2.0 * m) * (n + 2.0 * m + 1.0))
        } else {
            -m * m * x / ((n + 2.0 * m - 1.0) * (n + 2.0 * m))
        };
        d = 1.0 / (1.0 + a * d);
        c = 1.0 + a / c;
        let change = c * d;
        value *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    1.0 / value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_samples_are_undefined_and_all_others_finite() {
        let huge = vec![(1, 3_000_000), (2, 500_000), (1_000_000_000, 7)];
        assert_eq!(chao_wang_jost(std::iter::empty()), Err(Undefined::NothingCounted));
        for sample in [vec![(1, 1)], vec![(1, 2)], vec![(7, 1)], vec![(1, 50)], huge] {
            assert!(chao_wang_jost(sample.iter().copied()).unwrap().is_finite(), "{sample:?}");
        }
    }

    #[test]
    fn a_constant_has_no_entropy() {
        let h = chao_wang_jost([(1_000_000, 1)].into_iter()).unwrap();
        assert!(h.abs() < 1e-5, "{h}");
    }

    #[test]
    fn the_tail_of_the_logarithm_is_its_own_sum() {
        for (n, x) in [(3.0f64, 0.5f64), (40.0, 0.9), (200.0, 0.999)] {
            let sum: f64 = (0..200_000).map(|j| n * x.powi(j) / (n + f64::from(j))).sum();
            assert!((log_tail(n, x) / sum - 1.0).abs() < 1e-10, "{n} {x}");
        }
        // Where the published form would compute e^2000 times 0.
        assert!(chao_wang_jost([(1, 1), (2, 1000), (10, 800)].into_iter()).unwrap().is_finite());
    }
}
