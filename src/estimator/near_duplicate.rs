//! Documents that are nearly copies of each other: MinHash finds candidates, exact comparison decides.

use std::collections::HashMap;

use super::ngram::{distinct, ids};
use super::shuffle::split_mix;
use crate::hash::BuildPassthrough;

/// Words of a shingle.
pub const SHINGLE: usize = 5;
/// Share of common shingles (Jaccard) from which two documents are near duplicates.
pub const SIMILAR: f64 = 0.8;

/// Hashes of a signature; among the documents of a comparison they lie in bands of `ROWS`.
pub const HASHES: usize = 64;
/// Equal hashes in a row that make two documents candidates: at a Jaccard of 0.8, 16 bands of 4 miss 2 pairs in
/// 10,000, at 0.3 they compare 12% in vain.
const ROWS: usize = 4;

/// The least value of each of 64 hashes over a document's shingles; `None` without shingles.
///
/// *Formula*: hash j is the upper half of the shingle's xxh3 times an odd number plus another, modulo 2^32, both of
/// fixed seed. The share of equal places of two signatures estimates their Jaccard similarity. *Cost*: 64 steps a
/// shingle. *Source*: Broder (1997).
pub fn signature(shingles: &[u64]) -> Option<[u32; HASHES]> {
    if shingles.is_empty() {
        return None;
    }
    let mut least = [u32::MAX; HASHES];
    let factors: [u32; HASHES] = std::array::from_fn(|j| split_mix(2 * j as u64) as u32 | 1);
    let shifts: [u32; HASHES] = std::array::from_fn(|j| split_mix(2 * j as u64 + 1) as u32);
    for shingle in shingles {
        let x = (shingle >> 32) as u32;
        for j in 0..HASHES {
            least[j] = least[j].min(x.wrapping_mul(factors[j]).wrapping_add(shifts[j]));
        }
    }
    Some(least)
}

/// The different shingles of a document, ascending: runs of five tokens, or all of a shorter document as one.
pub fn shingles(tokens: &[u64]) -> Vec<u64> {
    distinct(ids(tokens, SHINGLE.min(tokens.len())))
}

/// Share of common shingles: |a and b| / |a or b|, of ascending lists; two empty ones are equal.
pub fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        common += usize::from(a[i] == b[j]);
        let (step_a, step_b) = (a[i] <= b[j], b[j] <= a[i]);
        i += usize::from(step_a);
        j += usize::from(step_b);
    }
    let all = a.len() + b.len() - common;
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

/// For each document the position of the first of its group of near duplicates, itself if it has none before it.
///
/// *Method*: documents that share a band of their signatures with an earlier one are compared with the group's first
/// document by exact [`jaccard`], at least 0.8. Documents without tokens are alone. *Cost*: O(tokens log tokens), and
/// one comparison a document and group that share a band. *Source*: Broder (1997); Leskovec et al. (2014), ch. 3.
pub fn first_alike<'a>(documents: impl Iterator<Item = &'a [u64]>) -> Vec<usize> {
    let all: Vec<Vec<u64>> = documents.map(shingles).collect();
    let mut bands: Vec<HashMap<u64, Vec<usize>, BuildPassthrough>> = vec![HashMap::default(); HASHES / ROWS];
    let mut first = Vec::with_capacity(all.len());
    for (at, own) in all.iter().enumerate() {
        let Some(signature) = signature(own) else {
            first.push(at);
            continue;
        };
        let keys = signature
            .chunks_exact(ROWS)
            .map(|rows| rows.iter().fold(0u64, |key, &row| split_mix(key ^ u64::from(row))));
        let keys: Vec<u64> = keys.collect();
        let mut candidates: Vec<usize> = keys
            .iter()
            .zip(&bands)
            .flat_map(|(key, band)| band.get(key).into_iter().flatten().copied())
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let alike = candidates.into_iter().find(|&leader| jaccard(own, &all[leader]) >= SIMILAR);
        if alike.is_none() {
            // Only the first of a group is looked up, so a thousand copies cost a thousand comparisons.
            keys.into_iter().zip(&mut bands).for_each(|(key, band)| band.entry(key).or_default().push(at));
        }
        first.push(alike.unwrap_or(at));
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seed: u64, n: u64) -> Vec<u64> {
        (0..n).map(|i| split_mix(seed * 10_000 + i)).collect()
    }

    #[test]
    fn a_changed_word_is_a_near_duplicate_and_a_changed_half_is_not() {
        let original = text(1, 120);
        let mut word = original.clone();
        word[60] = 1;
        let mut half = original.clone();
        half[..60].copy_from_slice(&text(2, 60));
        let other = text(3, 120);
        let documents = [&original, &word, &half, &original, &other].map(Vec::as_slice);
        assert_eq!(first_alike(documents.into_iter()), [0, 0, 2, 0, 4]);
    }

    #[test]
    fn signatures_estimate_jaccard() {
        let (a, b) = (text(4, 3000), [text(4, 1500), text(5, 1500)].concat());
        let (x, y) = (shingles(&a), shingles(&b));
        let equal =
            signature(&x).unwrap().iter().zip(signature(&y).unwrap()).filter(|(p, q)| **p == *q).count();
        let exact = jaccard(&x, &y);
        assert!(
            (equal as f64 / 64.0 - exact).abs() < 3.0 * (exact * (1.0 - exact) / 64.0).sqrt(),
            "{equal} {exact}"
        );
    }

    #[test]
    fn short_and_empty_documents_are_defined() {
        let documents: [&[u64]; 6] = [&[], &[1, 2], &[], &[1, 2], &[2, 1], &[1; 500]];
        assert_eq!(first_alike(documents.into_iter()), [0, 1, 2, 1, 4, 5]);
        assert_eq!(jaccard(&[], &[]), 1.0);
        assert_eq!(signature(&[]), None);
        let copies = vec![text(9, 50); 3000];
        assert!(first_alike(copies.iter().map(Vec::as_slice)).iter().all(|&first| first == 0));
    }
}
