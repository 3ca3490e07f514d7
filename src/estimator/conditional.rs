//! How uncertain the next word is, given the words before it.

use super::{coverage, entropy};
use crate::terms::{Measured, Undefined};

/// Coverage of the n-grams below which a conditional entropy says more about the sample than about the law.
pub const LEAST_COVERAGE: f64 = 0.9;

/// Entropy of a word given the one before (bigrams) or the two before (trigrams), in nats.
///
/// *Formula*: H(n-grams) - H((n-1)-grams), both Chao-Shen: Shannon's F_n. `joint` is the spectrum of the n-grams,
/// `context` that of the (n-1)-grams of the same text. *Range*: 0 and up; estimates that fall below 0 are 0.
/// *Undefined*: nothing counted; coverage of the n-grams below 0.9, since an n-gram seen once makes its last word look
/// certain. *Cost*: O(distinct k). *Source*: Shannon (1951), doi:10.1002/j.1538-7305.1951.tb01366.x.
///
/// # Errors
/// [`Undefined::NothingCounted`], [`Undefined::LowCoverage`], and those of [`entropy::chao_shen`].
pub fn entropy(
    joint: impl Iterator<Item = (u64, u64)> + Clone,
    context: impl Iterator<Item = (u64, u64)> + Clone,
) -> Measured {
    if coverage::of_sample(joint.clone())? < LEAST_COVERAGE {
        return Err(Undefined::LowCoverage);
    }
    Ok((entropy::chao_shen(joint)? - entropy::chao_shen(context)?).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_order_leaves_no_doubt_and_a_coin_one_bit() {
        // "a b a b ...": after a word the next is certain.
        assert!(entropy([(500, 2)].into_iter(), [(500, 2)].into_iter()).unwrap() < 1e-9);
        // Two words, every pair equally often.
        let h = entropy([(250, 4)].into_iter(), [(500, 2)].into_iter()).unwrap();
        assert!((h - std::f64::consts::LN_2).abs() < 1e-9);
    }

    #[test]
    fn thin_samples_and_empty_ones_are_undefined() {
        let none: [(u64, u64); 0] = [];
        assert_eq!(entropy(none.into_iter(), none.into_iter()), Err(Undefined::NothingCounted));
        let thin = entropy([(1, 50), (2, 5)].into_iter(), [(20, 3)].into_iter());
        assert_eq!(thin, Err(Undefined::LowCoverage));
    }
}
