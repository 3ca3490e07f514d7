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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unseen_without_singletons() {
        assert_eq!(chao1([(2, 3), (40, 1)].into_iter()), Ok(4.0));
    }

    #[test]
    fn boundaries_are_defined() {
        let none: [(u64, u64); 0] = [];
        assert_eq!(chao1(none.into_iter()), Err(Undefined::NothingCounted));
        assert_eq!(chao1([(1, 1)].into_iter()), Ok(1.0));
        assert!(chao1([(1, 1 << 32), (2, 1)].into_iter()).unwrap().is_finite());
    }
}
