//! Lexical diversity of one document, in the forms that depend least on its length.

use super::rarefaction;
use crate::terms::{Measured, Undefined};

/// Draws of HD-D, the usual number.
pub const HD_D_DRAWS: u64 = 42;
/// Window of MATTR, the usual width.
pub const MATTR_WINDOW: usize = 50;
/// Type-token ratio at which a factor of MTLD ends.
pub const MTLD_THRESHOLD: f64 = 0.72;

/// Tokens as small numbers in order of value, and how many different ones there are.
fn ranks(tokens: &[u64]) -> (Vec<usize>, usize) {
    let mut types = tokens.to_vec();
    types.sort_unstable();
    types.dedup();
    (tokens.iter().map(|t| types.partition_point(|x| x < t)).collect(), types.len())
}

/// HD-D: the type-token ratio expected in `draws` tokens drawn from the document without replacement.
///
/// *Formula*: (1/draws) sum over types of 1 - C(n-k, draws) / C(n, draws). *Range*: 1/draws..=1. *Undefined*: fewer
/// tokens than draws. Free of length but for chance. *Cost*: O(n log n). *Source*: McCarthy & Jarvis (2007); agrees
/// with lexicalrichness 0.5.1 and lexical-diversity 0.1.1.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn hd_d(tokens: &[u64], draws: u64) -> Measured {
    let n = tokens.len() as u64;
    if draws == 0 || n < draws {
        return Err(Undefined::NothingCounted);
    }
    let mut sorted = tokens.to_vec();
    sorted.sort_unstable();
    let mut counts: Vec<u64> = sorted.chunk_by(|a, b| a == b).map(|same| same.len() as u64).collect();
    counts.sort_unstable();
    Ok(rarefaction::types(counts.into_iter().map(|k| (k, 1)), n, draws) / draws as f64)
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

/// MTLD: the mean length of the runs over which the type-token ratio stays above a threshold, forward and backward.
///
/// *Rule*: a factor ends as soon as the ratio is at or below the threshold, however short it is; the rest counts as
/// the partial factor (1 - ratio) / (1 - threshold); the text's length is divided by the factors; a text without any
/// repetition is one factor. This is lexicalrichness's rule; lexical-diversity lets no factor end before its tenth
/// token and asks for a ratio strictly below, which reads up to twice as much on repetitive text. *Range*: 1 to the number of
/// tokens. *Undefined*: no tokens. Unstable below about 100 tokens. *Cost*: O(n log n). *Source*: McCarthy & Jarvis
/// (2010), doi:10.3758/BRM.42.2.381; agrees with lexicalrichness 0.5.1.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn mtld(tokens: &[u64], threshold: f64) -> Measured {
    if tokens.is_empty() {
        return Err(Undefined::NothingCounted);
    }
    let (ranks, n_types) = ranks(tokens);
    let forward = mean_factor(ranks.iter().copied(), n_types, threshold);
    let backward = mean_factor(ranks.iter().rev().copied(), n_types, threshold);
    Ok(0.5 * (forward + backward))
}

/// Mean length of a factor in one direction.
fn mean_factor(tokens: impl ExactSizeIterator<Item = usize>, n_types: usize, threshold: f64) -> f64 {
    let n = tokens.len() as f64;
    // The factor in which each type was last seen.
    let mut seen = vec![0u32; n_types];
    let (mut factor, mut types, mut length) = (1u32, 0u32, 0u32);
    let mut ratio = 1.0;
    for token in tokens {
        length += 1;
        types += u32::from(seen[token] != factor);
        seen[token] = factor;
        ratio = f64::from(types) / f64::from(length);
        if ratio <= threshold {
            (factor, types, length) = (factor + 1, 0, 0);
        }
    }
    let partial = if length > 0 { (1.0 - ratio) / (1.0 - threshold) } else { 0.0 };
    let factors = f64::from(factor - 1) + partial;
    if factors > 0.0 { n / factors } else { n }
}

/// Yule's K: how often two tokens drawn at random are the same word, times 10,000.
///
/// *Formula*: 10^4 (sum k^2 f_k - n) / n^2. *Range*: 0 (no word twice) to just below 10^4. *Undefined*: nothing
/// counted. Nearly free of length. *Cost*: O(distinct k). *Source*: Yule (1944); agrees with lexicalrichness 0.5.1.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn yule_k(spectrum: impl Iterator<Item = (u64, u64)>) -> Measured {
    let (mut n, mut squares) = (0.0, 0.0);
    for (k, types) in spectrum {
        let (k, types) = (k as f64, types as f64);
        n += k * types;
        squares += k * k * types;
    }
    if n == 0.0 { Err(Undefined::NothingCounted) } else { Ok(1e4 * (squares - n) / (n * n)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_repetition_is_as_diverse_as_it_can_be() {
        let tokens: Vec<u64> = (0..60).collect();
        assert!((hd_d(&tokens, 42).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(mattr(&tokens, 50), Ok(1.0));
        assert_eq!(mtld(&tokens, 0.72), Ok(60.0));
        assert_eq!(yule_k([(1, 60)].into_iter()), Ok(0.0));
    }

    #[test]
    fn one_word_over_and_over_is_not_diverse_at_all() {
        let tokens = vec![7; 10_000];
        assert!((hd_d(&tokens, 42).unwrap() - 1.0 / 42.0).abs() < 1e-12);
        assert_eq!(mattr(&tokens, 50), Ok(0.02));
        // A factor ends with its second token.
        assert_eq!(mtld(&tokens, 0.72), Ok(2.0));
        assert!((yule_k([(10_000, 1)].into_iter()).unwrap() - 9_999.0).abs() < 1e-9);
    }

    #[test]
    fn windows_move_token_by_token() {
        // aab, abc: (2 + 3) / (2 x 3).
        assert!((mattr(&[1, 1, 2, 3], 3).unwrap() - 5.0 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn a_partial_factor_counts_in_part() {
        // abca: ratio 3/4 is above 0.72, so the whole text is (1 - 0.75) / 0.28 of a factor.
        assert!((mtld(&[1, 2, 3, 1], 0.72).unwrap() - 4.0 / (0.25 / 0.28)).abs() < 1e-12);
    }

    #[test]
    fn short_texts_are_undefined() {
        assert_eq!(hd_d(&[1; 41], 42), Err(Undefined::NothingCounted));
        assert_eq!(hd_d(&[1], 0), Err(Undefined::NothingCounted));
        assert_eq!(mattr(&[1; 49], 50), Err(Undefined::NothingCounted));
        assert_eq!(mattr(&[], 0), Err(Undefined::NothingCounted));
        assert_eq!(mtld(&[], 0.72), Err(Undefined::NothingCounted));
        assert_eq!(mtld(&[3], 0.72), Ok(1.0));
        assert_eq!(yule_k(std::iter::empty()), Err(Undefined::NothingCounted));
    }
}
