//! Real text cut by the law of its own words: what a model does to it that samples with top-p.

use std::cmp::Reverse;
use std::collections::HashMap;

use genloss::chance::Chance;

use crate::urn::Doc;

/// A word that came fewer times than this tells little of what comes after it; the law of all words stands in.
const FEWEST: u32 = 10;

/// How often each word came after each other, most often first, and how often at all.
pub(crate) struct Cut {
    after: HashMap<u32, Ranked>,
    all: Ranked,
}

/// Words with their counts, most frequent first.
struct Ranked {
    words: Vec<(u32, u32)>,
    total: u32,
}

impl Ranked {
    fn of(counts: HashMap<u32, u32>) -> Self {
        let mut words: Vec<(u32, u32)> = counts.into_iter().collect();
        words.sort_unstable_by_key(|&(word, count)| (Reverse(count), word));
        Self { total: words.iter().map(|(_, count)| count).sum(), words }
    }

    /// The most frequent words that hold this mass.
    fn nucleus(&self, mass: f64) -> &[(u32, u32)] {
        let mut left = mass * f64::from(self.total);
        let end = self.words.iter().position(|&(_, count)| {
            left -= f64::from(count);
            left <= 0.0
        });
        &self.words[..end.map_or(self.words.len(), |end| end + 1)]
    }
}

/// One of these words, by their counts.
fn drawn(nucleus: &[(u32, u32)], chance: &mut Chance) -> Option<u32> {
    let total: u32 = nucleus.iter().map(|(_, count)| count).sum();
    let mut left = chance.below(total.into()) as u32;
    nucleus.iter().find_map(|&(word, count)| match left.checked_sub(count) {
        Some(rest) => {
            left = rest;
            None
        }
        None => Some(word),
    })
}

impl Cut {
    /// Learns the law of a corpus.
    pub(crate) fn of<'a>(docs: impl Iterator<Item = &'a [u32]>) -> Self {
        let mut after: HashMap<u32, HashMap<u32, u32>> = HashMap::new();
        let mut all: HashMap<u32, u32> = HashMap::new();
        for words in docs {
            words.iter().for_each(|word| *all.entry(*word).or_insert(0) += 1);
            for pair in words.windows(2) {
                *after.entry(pair[0]).or_default().entry(pair[1]).or_insert(0) += 1;
            }
        }
        let after = after.into_iter().map(|(word, counts)| (word, Ranked::of(counts))).collect();
        Self { after, all: Ranked::of(all) }
    }

    /// Draws anew every word that is not among the most likely ones after its predecessor that hold `mass`.
    pub(crate) fn to(&self, docs: &mut [Doc], mass: f64, trial: u64) {
        let mut chance = Chance::of(trial ^ 0x0C07);
        for doc in docs {
            for at in 1..doc.words.len() {
                let known = self.after.get(&doc.words[at - 1]).filter(|after| after.total >= FEWEST);
                let nucleus = known.unwrap_or(&self.all).nucleus(mass);
                if nucleus.iter().all(|(word, _)| *word != doc.words[at]) {
                    doc.words[at] = drawn(nucleus, &mut chance).unwrap_or(doc.words[at]);
                }
            }
        }
    }
}
