//! Real text cut by the law of its own words: what a model does to it that samples with top-p.

use std::cmp::Reverse;
use std::collections::HashMap;

use genloss::chance::Chance;

use crate::urn::Doc;

/// A word that came fewer times than this tells little of what comes after it; the law of all words stands in.
const FEWEST: u32 = 10;

/// What the next word depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    /// Nothing: the law of all words.
    Nothing,
    /// The word before.
    Predecessor,
}

/// How often each word came after each other, and how often at all.
pub(crate) struct Cut {
    after: HashMap<u32, Ranked>,
    all: Ranked,
}

/// Words, most frequent first, with how many tokens they and all before them hold.
struct Ranked {
    words: Vec<(u32, u32)>,
    ranks: HashMap<u32, usize>,
}

impl Ranked {
    fn of(counts: HashMap<u32, u32>) -> Self {
        let mut words: Vec<(u32, u32)> = counts.into_iter().collect();
        words.sort_unstable_by_key(|&(word, count)| (Reverse(count), word));
        let ranks = words.iter().enumerate().map(|(rank, (word, _))| (*word, rank)).collect();
        let mut held = 0;
        for (_, count) in &mut words {
            held += *count;
            *count = held;
        }
        Self { words, ranks }
    }

    fn total(&self) -> u32 {
        self.words.last().map_or(0, |(_, held)| *held)
    }

    /// How many of the most frequent words hold this mass.
    fn nucleus(&self, mass: f64) -> usize {
        let wanted = mass * f64::from(self.total());
        let below = self.words.partition_point(|&(_, held)| f64::from(held) < wanted);
        (below + 1).min(self.words.len())
    }

    fn holds(&self, word: u32, nucleus: usize) -> bool {
        self.ranks.get(&word).is_some_and(|rank| *rank < nucleus)
    }

    /// One of the most frequent words, by their counts.
    fn drawn(&self, nucleus: usize, chance: &mut Chance) -> Option<u32> {
        let held = self.words[..nucleus].last()?.1;
        let at = chance.below(held.into()) as u32;
        let place = self.words.partition_point(|&(_, held)| held <= at);
        self.words.get(place).map(|(word, _)| *word)
    }
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

    /// Draws anew every word that is not among the most likely ones that hold `mass`.
    pub(crate) fn to(&self, docs: &mut [Doc], mass: f64, given: Given, trial: u64) {
        let mut chance = Chance::of(trial ^ 0x0C07);
        for doc in docs {
            for at in 1..doc.words.len() {
                let known = self.after.get(&doc.words[at - 1]).filter(|after| after.total() >= FEWEST);
                let law = known.filter(|_| given == Given::Predecessor).unwrap_or(&self.all);
                let nucleus = law.nucleus(mass);
                if !law.holds(doc.words[at], nucleus) {
                    doc.words[at] = law.drawn(nucleus, &mut chance).unwrap_or(doc.words[at]);
                }
            }
        }
    }
}
