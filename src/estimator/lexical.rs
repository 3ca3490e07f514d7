//! Lexical diversity of one document, in a form that hardly depends on its length.

use crate::terms::{Measured, Undefined};
/// Window of MATTR, the usual width.
pub const MATTR_WINDOW: usize = 50;
/// Tokens as small numbers in order of value, and how many different ones there are.
fn ranks(tokens: &[u64]) -> (Vec<usize>, usize) {
    let mut types = tokens.to_vec();
    types.sort_unstable();
    types.dedup();
    (tokens.iter().map(|t| types.partition_point(|x| x < t)).collect(), types.len())
}

/// MATTR: the mean type-token ratio of all windows of so many tokens.
///
/// *Range*: 1/window..=1. *Undefined*: a document shorter than the window (skip it and say how many were). *Cost*:
/// O(n log n). *Source*: Covington & McFall (2010); agrees with lexicalrichness 0.5.1 and lexical-diversity 0.1.1.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn mattr(tokens: &[u64], window: usize) -> Measured {
    if window == 0 || tokens.len() < window {
        return Err(Undefined::NothingCounted);
    }
    let (ranks, n_types) = ranks(tokens);
    let mut counts = vec![0u32; n_types];
    let (mut types, mut sum) = (0u64, 0u64);
    for (at, &entering) in ranks.iter().enumerate() {
        counts[entering] += 1;
        types += u64::from(counts[entering] == 1);
        if at >= window {
            let leaving = ranks[at - window];
            counts[leaving] -= 1;
            types -= u64::from(counts[leaving] == 0);
        }
        if at + 1 >= window {
            sum += types;
        }
    }
    let windows = tokens.len() - window + 1;
    Ok(sum as f64 / (windows as f64 * window as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_repetition_is_as_diverse_as_it_can_be() {
        let tokens: Vec<u64> = (0..60).collect();
        assert_eq!(mattr(&tokens, 50), Ok(1.0));
    }

    #[test]
    fn one_word_over_and_over_is_not_diverse_at_all() {
        let tokens = vec![7; 10_000];
        assert_eq!(mattr(&tokens, 50), Ok(0.02));
    }

    #[test]
    fn windows_move_token_by_token() {
        // aab, abc: (2 + 3) / (2 x 3).
        assert!((mattr(&[1, 1, 2, 3], 3).unwrap() - 5.0 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn short_texts_are_undefined() {
        assert_eq!(mattr(&[1; 49], 50), Err(Undefined::NothingCounted));
        assert_eq!(mattr(&[], 0), Err(Undefined::NothingCounted));
    }
}
