//! Which candidates answer alike: three that say the same add no diversity to each other.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::result::{Alike, Candidate};
use crate::corpus::Corpus;
use crate::hash::of_text;

/// Prompts that are looked at; the same of every candidate, since samples hold the same ones first.
const PROMPTS: usize = 1_000;

/// The different words of each answer, sorted, by prompt.
type Answers = BTreeMap<u64, Vec<u64>>;

/// Gives every candidate the one that answers most like it.
///
/// *Formula*: of two answers to one prompt the words that both have, among those that either has (Jaccard); the mean over shared prompts.
pub(super) fn closest(candidates: &mut [Candidate], corpora: &[&Corpus]) {
    let answers: Vec<Answers> = corpora.par_iter().map(|corpus| answers(corpus)).collect();
    let n = answers.len();
    let pairs: Vec<(usize, usize)> = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).collect();
    let alike: Vec<Option<f64>> = pairs.par_iter().map(|&(a, b)| shared(&answers[a], &answers[b])).collect();
    let known: Vec<f64> = alike.iter().flatten().copied().collect();
    let usual = known.iter().sum::<f64>() / known.len().max(1) as f64;
    for at in 0..n {
        let of = |(&(a, b), alike): (&(usize, usize), &Option<f64>)| {
            let other = if a == at { b } else { a };
            ((a == at) != (b == at)).then_some(((*alike)?, other))
        };
        let found =
            pairs.iter().zip(&alike).filter_map(of).max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
        candidates[at].closest = found.map(|(words_shared, other)| Alike {
            name: candidates[other].name.clone(),
            words_shared,
            usual,
        });
    }
}

/// The first answer to each prompt.
fn answers(corpus: &Corpus) -> Answers {
    let mut all = Answers::new();
    for row in corpus.profile().sample.rows() {
        if all.len() == PROMPTS && !all.contains_key(&row.order) {
            break;
        }
        all.entry(row.order).or_insert_with(|| words(&row.text));
    }
    all
}

fn words(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let different: BTreeSet<u64> = words.map(|word| of_text(&word.to_lowercase())).collect();
    different.into_iter().collect()
}

/// The mean over shared prompts; `None` where none is shared.
fn shared(a: &Answers, b: &Answers) -> Option<f64> {
    let both: Vec<f64> = a.iter().filter_map(|(key, x)| b.get(key).map(|y| jaccard(x, y))).collect();
    (!both.is_empty()).then(|| both.iter().sum::<f64>() / both.len() as f64)
}

fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        both += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    match a.len() + b.len() - both {
        // Two answers without a word are one.
        0 => 1.0,
        either => both as f64 / either as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_as_alike_as_their_words() {
        let alike = |a: &str, b: &str| jaccard(&words(a), &words(b));
        assert_eq!(alike("The cat, the cat!", "the CAT"), 1.0);
        assert_eq!(alike("a b c", "b c d"), 0.5);
        assert_eq!(alike("a", "b"), 0.0);
        assert_eq!(alike("", "..."), 1.0);
        assert_eq!(alike("", "a"), 0.0);
    }

    #[test]
    fn only_shared_prompts_count() {
        let answers =
            |texts: &[(u64, &str)]| texts.iter().map(|(key, text)| (*key, words(text))).collect::<Answers>();
        let (a, b) = (answers(&[(1, "x y"), (2, "z")]), answers(&[(1, "x y"), (3, "w")]));
        assert_eq!(shared(&a, &b), Some(1.0));
        assert_eq!(shared(&a, &answers(&[(9, "x y")])), None);
    }
}
