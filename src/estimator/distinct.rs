//! Distinct n-grams: how much of what is said is said for the first time.

use super::ngram::{distinct, ids};
use crate::terms::{Measured, Undefined};

/// Distinct-n of one document: different n-grams / all n-grams.
///
/// *Range*: above 0, at most 1. *Undefined*: fewer than n tokens. Falls with the length of the document. *Cost*:
/// O(tokens log tokens). *Source*: Li et al. (2016), arXiv:1510.03055.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn of_document(tokens: &[u64], n: usize) -> Measured {
    let ids = ids(tokens, n);
    let all = ids.len();
    if all == 0 { Err(Undefined::NothingCounted) } else { Ok(distinct(ids).len() as f64 / all as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_as_distinct_as_its_n_grams() {
        assert_eq!(of_document(&[1, 2, 1, 2], 2), Ok(2.0 / 3.0));
        assert_eq!(of_document(&[5; 1000], 3), Ok(1.0 / 998.0));
    }

    #[test]
    fn short_documents_are_undefined() {
        assert_eq!(of_document(&[1, 2], 3), Err(Undefined::NothingCounted));
    }
}
