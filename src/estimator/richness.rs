//! How many types there are, seen and unseen.

use super::totals::Totals;
use crate::terms::{Measured, Undefined};

/// Number of types, Chao1 in iNEXT's variant: a *lower bound*.
///
/// *Formula*: S + (n-1)/n f1^2/(2 f2), or S + (n-1)/n f1 (f1-1)/2 without doubletons. Four variants circulate: this
/// is iNEXT's and SpadeR's "Chao1"; without the factor (n-1)/n it is scikit-bio's "classic"; S + f1(f1-1)/(2(f2+1)) is
/// the bias-corrected form of vegan. *Range*: at least S. *Undefined*: nothing counted. *Cost*: O(distinct k).
/// *Source*: Chao (1984); agrees with iNEXT 3.0.2 and SpadeR 0.1.1.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn chao1(spectrum: impl Iterator<Item = (u64, u64)>) -> Measured {
    let totals = Totals::of(spectrum);
    if totals.n == 0 {
        return Err(Undefined::NothingCounted);
    }
    Ok(totals.types as f64 + totals.unseen_types())
}

/// Types seen at most this often are rare.
const RARE: u64 = 10;

/// Number of types, abundance-based coverage estimator (ACE) with rare = at most 10 sightings.
///
/// *Formula*: S_abundant + S_rare/C + f1/C g, C = 1 - f1/n_rare, g = max(0, S_rare/C sum k(k-1) f_k / (n_rare
/// (n_rare-1)) - 1). *Range*: at least S. *Undefined*: nothing counted; every rare type seen once (C = 0). *Cost*:
/// O(distinct k). *Source*: Chao & Lee (1992); agrees with vegan 2.6.4, scikit-bio 0.7.4 and SpadeR 0.1.1.
///
/// # Errors
/// [`Undefined::NothingCounted`], [`Undefined::ZeroCoverage`].
pub fn ace(spectrum: impl Iterator<Item = (u64, u64)>) -> Measured {
    let (mut abundant, mut rare, mut n, mut singles, mut pairs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (k, types) in spectrum.filter(|&(k, types)| k > 0 && types > 0) {
        let types = types as f64;
        if k > RARE {
            abundant += types;
            continue;
        }
        let k = k as f64;
        rare += types;
        n += k * types;
        pairs += k * (k - 1.0) * types;
        singles += if k == 1.0 { types } else { 0.0 };
    }
    if rare == 0.0 {
        return if abundant > 0.0 { Ok(abundant) } else { Err(Undefined::NothingCounted) };
    }
    let coverage = 1.0 - singles / n;
    if coverage <= 0.0 {
        return Err(Undefined::ZeroCoverage);
    }
    let variation = (rare / coverage * pairs / (n * (n - 1.0)) - 1.0).max(0.0);
    Ok(abundant + rare / coverage + singles / coverage * variation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unseen_without_singletons() {
        assert_eq!(chao1([(2, 3), (40, 1)].into_iter()), Ok(4.0));
        assert_eq!(ace([(2, 3), (40, 1)].into_iter()), Ok(4.0));
        assert_eq!(ace([(40, 5)].into_iter()), Ok(5.0));
    }

    #[test]
    fn boundaries_are_defined() {
        let none: [(u64, u64); 0] = [];
        assert_eq!(chao1(none.into_iter()), Err(Undefined::NothingCounted));
        assert_eq!(ace(none.into_iter()), Err(Undefined::NothingCounted));
        assert_eq!(chao1([(1, 1)].into_iter()), Ok(1.0));
        assert_eq!(ace([(1, 8)].into_iter()), Err(Undefined::ZeroCoverage));
        assert_eq!(ace([(1, 8), (50, 1)].into_iter()), Err(Undefined::ZeroCoverage));
        assert!(chao1([(1, 1 << 32), (2, 1)].into_iter()).unwrap().is_finite());
    }
}
