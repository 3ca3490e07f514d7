//! BLEU of documents of one corpus against others of it: how much of a text its neighbours already said.

use std::collections::HashMap;

use super::ngram::ids;
use crate::hash::BuildPassthrough;
use crate::terms::{Measured, Undefined};

/// What stands for a count of 0 matches: NLTK's smoothing method 1.
const EPSILON: f64 = 0.1;

/// A fixed set of documents that others are held against.
///
/// The mean BLEU of documents against others of their own corpus is Self-BLEU. It grows with the number of references
/// and with length, so both must be equal on all sides of a comparison.
#[derive(Debug)]
pub struct References {
    /// Per n: for each n-gram, how often the reference that holds it most often does.
    grams: Vec<HashMap<u64, u32, BuildPassthrough>>,
    /// Ascending.
    lengths: Vec<usize>,
}

impl References {
    /// Prepares references for BLEU of n-grams up to `order` (4 is usual). *Cost*: O(order times their tokens).
    pub fn new<'a>(documents: impl Iterator<Item = &'a [u64]>, order: usize) -> Self {
        let mut references = Self { grams: vec![HashMap::default(); order.max(1)], lengths: Vec::new() };
        for tokens in documents {
            references.lengths.push(tokens.len());
            for (n, grams) in (1..).zip(&mut references.grams) {
                each_count(ids(tokens, n), |gram, count| {
                    let most = grams.entry(gram).or_insert(0);
                    *most = count.max(*most);
                });
            }
        }
        references.lengths.sort_unstable();
        references
    }

    /// BLEU of a document, uniform weights, NLTK's smoothing method 1.
    ///
    /// *Formula*: min(1, exp(1 - r/c)) times the geometric mean over n of (clipped matches, or 0.1 where there are
    /// none) / n-grams, c the document's length, r that of the reference nearest in length (the shorter of two); 0
    /// without a common word. *Range*: 0..=1. *Undefined*: an empty document, no references. *Cost*: O(order times
    /// its tokens). *Source*: Papineni et al. (2002); Zhu et al. (2018) for Self-BLEU; agrees with nltk 3.10.4
    /// `sentence_bleu(smoothing_function=method1)`.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`].
    pub fn bleu(&self, tokens: &[u64]) -> Measured {
        let (Some(nearest), false) = (self.nearest_length(tokens.len()), tokens.is_empty()) else {
            return Err(Undefined::NothingCounted);
        };
        let mut log_precision = 0.0;
        for (n, grams) in (1..).zip(&self.grams) {
            let mut matches = 0;
            each_count(ids(tokens, n), |gram, count| {
                matches += count.min(grams.get(&gram).copied().unwrap_or(0));
            });
            if n == 1 && matches == 0 {
                return Ok(0.0);
            }
            let all = (tokens.len() + 1).saturating_sub(n).max(1) as f64;
            log_precision += (if matches > 0 { f64::from(matches) } else { EPSILON } / all).ln();
        }
        let brevity = (1.0 - nearest as f64 / tokens.len() as f64).min(0.0);
        Ok((brevity + log_precision / self.grams.len() as f64).exp())
    }

    fn nearest_length(&self, length: usize) -> Option<usize> {
        // The first of two equally near ones is the shorter.
        self.lengths.iter().copied().min_by_key(|l| l.abs_diff(length))
    }
}

/// Hands each different id with its count to `each`, in ascending order.
fn each_count(mut ids: Vec<u64>, mut each: impl FnMut(u64, u32)) {
    ids.sort_unstable();
    for same in ids.chunk_by(|a, b| a == b) {
        each(same[0], u32::try_from(same.len()).unwrap_or(u32::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_one_and_a_stranger_zero() {
        let text: Vec<u64> = (1..40).collect();
        let references = References::new([text.as_slice()].into_iter(), 4);
        assert!((references.bleu(&text).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(references.bleu(&[100, 101, 102]), Ok(0.0));
    }

    #[test]
    fn matches_are_clipped_and_brevity_is_punished() {
        // "the the the the" against "the cat": one match of four.
        let references = References::new([[1, 2].as_slice()].into_iter(), 1);
        assert_eq!(references.bleu(&[1, 1, 1, 1]), Ok(0.25));
        let references = References::new([[1, 2, 3, 4].as_slice()].into_iter(), 1);
        assert!((references.bleu(&[1, 2]).unwrap() - (-1.0f64).exp()).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_undefined_and_one_word_is_defined() {
        let references = References::new([[1].as_slice(), &[]].into_iter(), 4);
        assert_eq!(references.bleu(&[]), Err(Undefined::NothingCounted));
        assert!(references.bleu(&[1]).unwrap() > 0.0);
        assert_eq!(References::new(std::iter::empty(), 4).bleu(&[1]), Err(Undefined::NothingCounted));
    }
}
