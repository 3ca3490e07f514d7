//! Entropy and Hill numbers of a frequency spectrum.

use crate::terms::{Measured, Undefined};

/// Shannon entropy in nats, Chao-Shen estimate: coverage-adjusted Horvitz-Thompson.
///
/// *Formula*: C = 1 - f1/n, p = C k/n, H = - sum p ln p / (1 - (1-p)^n); f1 = n is taken as n - 1, as R's `entropy`
/// does, so that C > 0. *Undefined*: nothing counted, or a single token. *Bias*: low at small n, slightly above for
/// Zipf laws at large n. *Cost*: O(distinct k). *Source*: Chao & Shen (2003), doi:10.1023/A:1026096204727; agrees with
/// R entropy 1.3.2 `entropy.ChaoShen`.
///
/// # Errors
/// [`Undefined::NothingCounted`], [`Undefined::ZeroCoverage`].
pub fn chao_shen(spectrum: impl Iterator<Item = (u64, u64)> + Clone) -> Measured {
    let (mut n, mut f1) = (0u64, 0u64);
    for (k, types) in spectrum.clone() {
        n += k * types;
        if k == 1 {
            f1 += types;
        }
    }
    if n == 0 {
        return Err(Undefined::NothingCounted);
    }
    if n == 1 {
        return Err(Undefined::ZeroCoverage);
    }
    let f1 = if f1 == n { n - 1 } else { f1 };
    let n = n as f64;
    let coverage = 1.0 - f1 as f64 / n;
    let h: f64 = spectrum
        .map(|(k, types)| {
            let p = coverage * k as f64 / n;
            // Beyond n p = 40 the chance of having been missed is below 2^-53, and most frequencies are.
            let seen = if n * p > 40.0 { 1.0 } else { -(n * (-p).ln_1p()).exp_m1() };
            -(types as f64) * p * p.ln() / seen
        })
        .sum();
    // With one type and full coverage p = 1 and -p ln p is -0.
    Ok(h.max(0.0))
}

/// Shannon entropy in nats, plug-in estimate: - sum (k/n) ln (k/n).
///
/// *Bias*: about -(S-1)/(2n); compare only at equal size. *Undefined*: nothing counted. *Source*: R entropy
/// `entropy.empirical`.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn plug_in(spectrum: impl Iterator<Item = (u64, u64)>) -> Measured {
    let (mut n, mut k_ln_k) = (0u64, 0.0);
    for (k, types) in spectrum {
        n += k * types;
        k_ln_k += types as f64 * k as f64 * (k as f64).ln();
    }
    if n == 0 {
        return Err(Undefined::NothingCounted);
    }
    let n = n as f64;
    Ok((n.ln() - k_ln_k / n).max(0.0))
}

/// Hill number of order 2 (inverse Simpson) from the unbiased estimate of sum p^2.
///
/// *Formula*: n (n-1) / sum k (k-1). *Range*: at least 1. *Undefined*: nothing counted, or every type seen once.
/// *Source*: Simpson (1949); iNEXT `ChaoSimpson` (asymptotic q = 2).
///
/// # Errors
/// [`Undefined::NothingCounted`], [`Undefined::ZeroCoverage`].
pub fn inverse_simpson(spectrum: impl Iterator<Item = (u64, u64)>) -> Measured {
    let (mut n, mut pairs) = (0.0, 0.0);
    for (k, types) in spectrum {
        let (k, types) = (k as f64, types as f64);
        n += k * types;
        pairs += types * k * (k - 1.0);
    }
    if n == 0.0 {
        return Err(Undefined::NothingCounted);
    }
    if pairs == 0.0 {
        return Err(Undefined::ZeroCoverage);
    }
    Ok(n * (n - 1.0) / pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_type_has_no_entropy() {
        assert_eq!(chao_shen([(10, 1)].into_iter()), Ok(0.0));
        assert_eq!(plug_in([(10, 1)].into_iter()), Ok(0.0));
        assert_eq!(inverse_simpson([(10, 1)].into_iter()), Ok(1.0));
    }

    #[test]
    fn a_fair_coin_has_one_bit() {
        let h = plug_in([(50, 2)].into_iter()).unwrap();
        assert!((h - std::f64::consts::LN_2).abs() < 1e-15);
    }

    #[test]
    fn a_frequency_may_come_in_pieces() {
        let (whole, pieces) = ([(1, 3), (4, 2)], [(1, 1), (4, 1), (1, 1), (1, 1), (4, 1)]);
        let apart = chao_shen(whole.into_iter()).unwrap() - chao_shen(pieces.into_iter()).unwrap();
        assert!(apart.abs() < 1e-14, "{apart}");
    }

    #[test]
    fn nothing_is_undefined_and_singletons_are_defined() {
        let none: [(u64, u64); 0] = [];
        assert_eq!(chao_shen(none.into_iter()), Err(Undefined::NothingCounted));
        assert_eq!(chao_shen([(1, 1)].into_iter()), Err(Undefined::ZeroCoverage));
        assert!(chao_shen([(1, 40)].into_iter()).unwrap().is_finite());
        assert_eq!(inverse_simpson([(1, 40)].into_iter()), Err(Undefined::ZeroCoverage));
    }
}
