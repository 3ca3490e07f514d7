//! Distinct n-grams: how much of what is said is said for the first time.

use super::ngram::{distinct, ids};
use crate::terms::{Measured, Undefined};

/// Distinct-n of a corpus: different n-grams / all n-grams, never across documents.
///
/// *Range*: above 0, at most 1. *Undefined*: no document of n tokens. Falls with the number of documents, always:
/// compare at equal size. *Cost*: O(tokens log tokens). *Source*: Li et al. (2016), arXiv:1510.03055.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn of_corpus<'a>(documents: impl Iterator<Item = &'a [u64]>, n: usize) -> Measured {
    share(documents.flat_map(|tokens| ids(tokens, n)).collect())
}

/// Distinct-n of one document.
///
/// *Range*: above 0, at most 1. *Undefined*: fewer than n tokens. Falls with the length of the document. *Cost*:
/// O(tokens log tokens). *Source*: as [`of_corpus`].
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn of_document(tokens: &[u64], n: usize) -> Measured {
    share(ids(tokens, n))
}

fn share(ids: Vec<u64>) -> Measured {
    let all = ids.len();
    if all == 0 { Err(Undefined::NothingCounted) } else { Ok(distinct(ids).len() as f64 / all as f64) }
}

/// Expectation-adjusted distinct: different tokens / those that as many draws from a uniform law would show.
///
/// *Formula*: N / (V (1 - ((V-1)/V)^C)), N different among C tokens, V the vocabulary, which must be the same on all
/// sides of a comparison. *Range*: 0 and up; at most 1 for C = 1 and a vocabulary that holds all types. *Undefined*:
/// no tokens, no vocabulary. It still falls with C for Zipf laws. *Cost*: O(1). *Source*: Liu et al. (2022),
/// doi:10.18653/v1/2022.acl-short.86.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn expectation_adjusted(distinct: f64, tokens: f64, vocabulary: f64) -> Measured {
    // 1 - (1 - 1/V)^C without cancellation; a vocabulary of one word is always seen.
    let seen = -(tokens * (-1.0 / vocabulary).ln_1p()).exp_m1();
    if tokens > 0.0 && vocabulary >= 1.0 {
        Ok(distinct / (vocabulary * seen))
    } else {
        Err(Undefined::NothingCounted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n_grams_stay_within_documents() {
        let documents: [&[u64]; 3] = [&[1, 2, 1, 2], &[1, 2], &[9]];
        assert_eq!(of_corpus(documents.into_iter(), 2), Ok(0.5));
        assert_eq!(of_corpus(documents.into_iter(), 1), Ok(3.0 / 7.0));
        assert_eq!(of_document(&[1, 2, 1, 2], 2), Ok(2.0 / 3.0));
        assert_eq!(of_document(&[5; 1000], 3), Ok(1.0 / 998.0));
    }

    #[test]
    fn short_documents_are_undefined() {
        assert_eq!(of_document(&[1, 2], 3), Err(Undefined::NothingCounted));
        assert_eq!(of_corpus(std::iter::empty(), 1), Err(Undefined::NothingCounted));
        assert_eq!(expectation_adjusted(0.0, 0.0, 10.0), Err(Undefined::NothingCounted));
        assert_eq!(expectation_adjusted(3.0, 5.0, 0.0), Err(Undefined::NothingCounted));
    }

    #[test]
    fn all_of_a_vocabulary_in_many_draws_is_one() {
        assert!((expectation_adjusted(50.0, 1e9, 50.0).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(expectation_adjusted(1.0, 7.0, 1.0), Ok(1.0));
        assert!((expectation_adjusted(1.0, 1.0, 400.0).unwrap() - 1.0).abs() < 1e-9);
    }
}
