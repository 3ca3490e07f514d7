//! Shannon entropy estimators that correct the plug-in's bias, beside [`super::entropy::chao_shen`].
//!
//! No estimator removes the bias between samples of unequal size: compare at equal size or equal coverage.

use statrs::function::gamma::digamma;

use super::entropy::plug_in;
use super::totals::Totals;
use crate::terms::{Measured, Undefined};

/// Shannon entropy in nats, Miller-Madow: plug-in + (S-1)/(2n).
///
/// *Range*: 0 and up. *Undefined*: nothing counted. *Bias*: still low while most types are unseen. *Cost*:
/// O(distinct k). *Source*: Miller (1955); agrees with R entropy 1.3.2 `entropy.MillerMadow`.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn miller_madow(spectrum: impl Iterator<Item = (u64, u64)> + Clone) -> Measured {
    let totals = Totals::of(spectrum.clone());
    let correction = (totals.types as f64 - 1.0) / (2.0 * totals.n as f64);
    Ok(plug_in(spectrum)? + correction)
}

/// Shannon entropy in nats, Grassberger (2003).
///
/// *Formula*: ln n - (1/n) sum k G(k), G(k) = psi(k) + (-1)^k/2 [psi((k+1)/2) - psi(k/2)], which is
/// psi(floor(k/2) + 1/2) + ln 2. *Range*: may fall just below 0 or exceed ln S. *Undefined*: nothing counted. *Cost*:
/// O(distinct k). *Source*: Grassberger (2003), arXiv:physics/0307138.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn grassberger(spectrum: impl Iterator<Item = (u64, u64)>) -> Measured {
    expected_log(spectrum, |k| digamma((k / 2) as f64 + 0.5) + std::f64::consts::LN_2)
}

/// ln n - (1/n) sum k g(k).
fn expected_log(spectrum: impl Iterator<Item = (u64, u64)>, g: impl Fn(u64) -> f64) -> Measured {
    let (mut n, mut sum) = (0u64, 0.0);
    for (k, types) in spectrum.filter(|&(k, _)| k > 0) {
        n += k * types;
        sum += types as f64 * k as f64 * g(k);
    }
    if n == 0 {
        return Err(Undefined::NothingCounted);
    }
    let n = n as f64;
    Ok(n.ln() - sum / n)
}

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

/// Shannon entropy in nats, James-Stein shrinkage towards the uniform law on a *declared* number of types.
///
/// *Formula*: p = l/S + (1-l) k/n with l = (1 - sum q^2) / ((n-1) sum (1/S - q)^2), kept within 0..=1, S the support
/// (at least the observed types); the plug-in entropy of p. *Range*: 0..=ln S. *Undefined*: nothing counted. Wrong
/// where the support is unknown, which for words it is. *Cost*: O(distinct k). *Source*: Hausser & Strimmer (2009);
/// agrees with R entropy 1.3.2 `entropy.shrink`.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn james_stein(spectrum: impl Iterator<Item = (u64, u64)> + Clone, support: u64) -> Measured {
    let totals = Totals::of(spectrum.clone());
    if totals.n == 0 {
        return Err(Undefined::NothingCounted);
    }
    let (n, support) = (totals.n as f64, support.max(totals.types) as f64);
    let uniform = 1.0 / support;
    let seen = spectrum.filter(|&(k, _)| k > 0).map(|(k, types)| (k as f64 / n, types as f64));
    let unseen = support - totals.types as f64;
    let squares: f64 = seen.clone().map(|(q, types)| types * q * q).sum();
    let spread: f64 = seen.clone().map(|(q, types)| types * (uniform - q).powi(2)).sum::<f64>()
        + unseen * uniform * uniform;
    let lambda = (1.0 - squares) / ((n - 1.0) * spread);
    // 0/0 for an even law or a single individual: nothing speaks against the uniform law.
    let lambda = if lambda.is_nan() { 1.0 } else { lambda.clamp(0.0, 1.0) };
    let share = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
    let h: f64 = seen.map(|(q, types)| types * share(lambda * uniform + (1.0 - lambda) * q)).sum::<f64>();
    Ok((h + unseen * share(lambda * uniform)).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Estimator = fn(std::vec::IntoIter<(u64, u64)>) -> Measured;

    const ALL: [(&str, Estimator); 4] = [
        ("Miller-Madow", |s| miller_madow(s)),
        ("Grassberger", |s| grassberger(s)),
        ("Chao-Wang-Jost", |s| chao_wang_jost(s)),
        ("James-Stein", |s| james_stein(s, 3)),
    ];

    #[test]
    fn empty_samples_are_undefined_and_all_others_finite() {
        let huge = vec![(1, 3_000_000), (2, 500_000), (1_000_000_000, 7)];
        for (name, estimator) in ALL {
            assert_eq!(estimator(vec![].into_iter()), Err(Undefined::NothingCounted), "{name}");
            for sample in [vec![(1, 1)], vec![(1, 2)], vec![(7, 1)], vec![(1, 50)], huge.clone()] {
                assert!(estimator(sample.clone().into_iter()).unwrap().is_finite(), "{name} {sample:?}");
            }
        }
    }

    #[test]
    fn a_constant_has_no_entropy() {
        for (name, estimator) in &ALL[..4] {
            let h = estimator(vec![(1_000_000, 1)].into_iter()).unwrap();
            assert!(h.abs() < 1e-5, "{name}: {h}");
        }
    }

    #[test]
    fn the_first_values_of_grassbergers_function() {
        // G(1) = -gamma - ln 2, G(2) = 2 - gamma - ln 2, G(3) = G(2).
        let gamma = 0.577_215_664_901_532_9;
        let g = |k: u64| (k as f64).ln() - grassberger([(k, 1)].into_iter()).unwrap();
        assert!((g(1) + gamma + std::f64::consts::LN_2).abs() < 1e-12);
        assert!((g(2) - 2.0 + gamma + std::f64::consts::LN_2).abs() < 1e-12);
        assert!((g(3) - g(2)).abs() < 1e-12);
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
