//! What the words of a document say: how much likelier it is as a synthetic one than as a real one.

use std::collections::HashMap;

use super::Documents;

/// Folds of blocks: a document is looked at with what was learned from the other folds.
const FOLDS: usize = 8;
/// Documents that hold a word, at least: fewer say nothing of either law.
const LEAST: u32 = 3;

/// For each word and fold the weight of its being there, and for each fold the evidence of a document without any word.
pub(super) struct Evidence {
    weights: HashMap<u32, [f32; FOLDS]>,
    without_words: [f64; FOLDS],
}

/// Documents that hold a word, real and synthetic, by fold.
type Held = [[u32; FOLDS]; 2];

impl Evidence {
    pub(super) fn learn(real: Documents<'_>, synthetic: Documents<'_>) -> Self {
        let mut counts: HashMap<u32, Held> = HashMap::new();
        let mut documents: Held = Default::default();
        for (side, corpus) in [real, synthetic].into_iter().enumerate() {
            for row in corpus.rows() {
                let fold = fold(corpus, row);
                documents[side][fold] += 1;
                words(corpus, row).for_each(|word| counts.entry(word).or_default()[side][fold] += 1);
            }
        }
        counts.retain(|_, held| held.iter().flatten().sum::<u32>() >= LEAST);
        // The order of a map is no order to sum in.
        let mut all: Vec<(u32, Held)> = counts.into_iter().collect();
        all.sort_unstable_by_key(|(word, _)| *word);
        let mut evidence = Self { weights: HashMap::with_capacity(all.len()), without_words: [0.0; FOLDS] };
        for (word, held) in all {
            let mut weights = [0.0; FOLDS];
            for (fold, weight) in weights.iter_mut().enumerate() {
                let [p, q] =
                    [0, 1].map(|side| rate(others(&held[side], fold), others(&documents[side], fold)));
                let absent = ((1.0 - q) / (1.0 - p)).ln();
                *weight = ((q / p).ln() - absent) as f32;
                evidence.without_words[fold] += absent;
            }
            evidence.weights.insert(word, weights);
        }
        evidence
    }

    /// The evidence of every document, with its block.
    pub(super) fn of(&self, corpus: Documents<'_>) -> Vec<(u8, f64)> {
        let document = |row: usize| {
            let fold = fold(corpus, row);
            let weight = |word: u32| self.weights.get(&word).map_or(0.0, |weights| f64::from(weights[fold]));
            (corpus.blocks[row], self.without_words[fold] + words(corpus, row).map(weight).sum::<f64>())
        };
        corpus.rows().map(document).collect()
    }
}

fn fold(corpus: Documents<'_>, row: usize) -> usize {
    usize::from(corpus.blocks[row]) % FOLDS
}

fn others(held: &[u32; FOLDS], fold: usize) -> u32 {
    held.iter().sum::<u32>() - held[fold]
}

/// Share of documents with a word, never 0 or 1.
fn rate(with: u32, documents: u32) -> f64 {
    (f64::from(with) + 0.5) / (f64::from(documents) + 1.0)
}

/// The different words of a document, in the order of their numbers.
fn words(corpus: Documents<'_>, row: usize) -> impl Iterator<Item = u32> {
    let mut words = corpus.texts.words(row).to_vec();
    words.sort_unstable();
    words.dedup();
    words.into_iter()
}
