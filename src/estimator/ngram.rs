//! Runs of tokens as single numbers.

use twox_hash::XxHash3_64;

/// Ids of the runs of `n` tokens of a document, in order: xxh3 of the tokens' little-endian bytes; a single token is
/// its own id.
///
/// Two different runs share an id with probability 2^-64. A document of fewer than `n` tokens has none. *Cost*: one
/// hash a run.
pub fn ids(tokens: &[u64], n: usize) -> Vec<u64> {
    if n <= 1 {
        return if n == 1 { tokens.to_vec() } else { Vec::new() };
    }
    let bytes: Vec<u8> = tokens.iter().flat_map(|t| t.to_le_bytes()).collect();
    let starts = 0..(tokens.len() + 1).saturating_sub(n);
    starts.map(|at| XxHash3_64::oneshot(&bytes[8 * at..8 * (at + n)])).collect()
}

/// The different ids among some, ascending.
pub fn distinct(mut ids: Vec<u64>) -> Vec<u64> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::of_gram;

    #[test]
    fn ids_are_those_of_profiles() {
        assert_eq!(ids(&[1, 2, 3], 2), [of_gram([1, 2]), of_gram([2, 3])]);
        assert_eq!(ids(&[1, 2, 3], 3), [of_gram([1, 2, 3])]);
        assert_eq!(ids(&[7, 8], 1), [7, 8]);
    }

    #[test]
    fn short_documents_have_no_runs() {
        assert_eq!(ids(&[1, 2, 3], 4), Vec::<u64>::new());
        assert_eq!(ids(&[], 1), Vec::<u64>::new());
        assert_eq!(ids(&[1, 2], 0), Vec::<u64>::new());
        assert_eq!(distinct(vec![3, 1, 3, 1]), [1, 3]);
    }
}
