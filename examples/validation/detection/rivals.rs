//! The rules of thumb that teams use instead: numbers of two corpora and a line, without an interval.

use std::collections::BTreeMap;

use genloss::estimator::{divergence, entropy, ngram};
use genloss::profile::{Tokenizer, hash};

/// A rule of thumb.
pub(crate) struct Rule {
    /// What it looks at.
    pub name: &'static str,
    /// The same with the line that teams draw.
    pub label: &'static str,
    /// The score above which something is said to be lost.
    pub line: f64,
}

/// The rules, in the order of [`Counted::losses`].
pub(crate) const RULES: [Rule; 4] = [
    Rule { name: "entropy", label: "entropy −2%", line: 0.02 },
    Rule { name: "types", label: "types −10%", line: 0.10 },
    Rule { name: "distinct-2", label: "distinct-2 −10%", line: 0.10 },
    Rule { name: "raw JSD", label: "raw JSD > 0.1", line: 0.1 },
];

/// The first so many look at what is lost; the last at what is different.
pub(crate) const OF_LOSS: usize = 3;

/// What each rule saw of one comparison.
pub(crate) type Scores = [f64; RULES.len()];

/// What the rules look at.
pub(crate) struct Counted {
    documents: Vec<Vec<u64>>,
    counts: BTreeMap<u64, u64>,
}

impl Counted {
    /// Counts the words of a corpus.
    pub(crate) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let tokenizer = Tokenizer::default();
        let words = |text: &str| {
            let mut words = Vec::new();
            tokenizer.tokens(text, |word| words.push(hash::of_text(word)));
            words
        };
        let documents: Vec<Vec<u64>> = texts.map(words).collect();
        let mut counts = BTreeMap::new();
        documents.iter().flatten().for_each(|word| *counts.entry(*word).or_insert(0) += 1);
        Self { documents, counts }
    }

    /// What the rules look at, each so that more is worse: by which share the plug-in entropy fell since `reference`, by which
    /// the number of types and distinct-2, and the Jensen-Shannon divergence of the word counts in bits.
    pub(crate) fn losses(&self, reference: &Self) -> Scores {
        let fell = |of: &dyn Fn(&Self) -> f64| match of(reference) {
            0.0 => 0.0,
            before => 1.0 - of(self) / before,
        };
        [fell(&Self::entropy), fell(&Self::types), fell(&Self::distinct_2), self.divergence(reference)]
    }

    fn entropy(&self) -> f64 {
        entropy::plug_in(self.counts.values().map(|&count| (count, 1))).unwrap_or(0.0)
    }

    fn types(&self) -> f64 {
        self.counts.len() as f64
    }

    fn distinct_2(&self) -> f64 {
        let bigrams: Vec<u64> = self.documents.iter().flat_map(|tokens| ngram::ids(tokens, 2)).collect();
        let all = bigrams.len().max(1) as f64;
        ngram::distinct(bigrams).len() as f64 / all
    }

    fn divergence(&self, other: &Self) -> f64 {
        let total = |counts: &BTreeMap<u64, u64>| counts.values().sum::<u64>() as f64;
        let (own, others) = (total(&self.counts), total(&other.counts));
        let share = |counts: &BTreeMap<u64, u64>, word, total: f64| {
            counts.get(word).map_or(0.0, |&count| count as f64 / total)
        };
        let only_there = other.counts.keys().filter(|word| !self.counts.contains_key(word));
        let parts = self.counts.keys().chain(only_there).map(|word| {
            divergence::jensen_shannon_bits(
                share(&self.counts, word, own),
                share(&other.counts, word, others),
            )
        });
        parts.sum()
    }
}
