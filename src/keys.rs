//! Does the key name the prompt? A key that does not pairs strangers, and nobody sees it in the numbers.

use std::collections::{BTreeMap, BTreeSet};

use crate::profile::{Profile, SampleRow};

/// A key of fewer values names groups of prompts and no prompt; 8 blocks are the fewest that make an interval, and two keys a
/// block the least that makes them alike.
const FEWEST_VALUES: usize = 16;

/// Share of the keys that may be at fault before the key is: a few prompts are in every list twice.
const TOLERATED: f64 = 0.02;

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Hardly any values for so many rows.
    FewValues {
        /// Position of the corpus.
        corpus: usize,
        /// Distinct keys.
        values: usize,
        /// Rows.
        rows: u64,
    },
    /// One key stands for several prompts, in one corpus.
    SeveralPrompts {
        /// Position of the corpus.
        corpus: usize,
        /// Keys with several prompts.
        several: usize,
        /// Keys with any.
        of: usize,
    },
    /// One key stands for one prompt here and for another there, where the first one has another key.
    OtherPrompts {
        /// Position of the one corpus; the other is the reference.
        corpus: usize,
        /// Shared keys of which that is so.
        differ: usize,
        /// Shared keys with a prompt.
        of: usize,
    },
}

/// The worst that the sampled rows say of the key of these corpora; `None` without one.
pub(crate) fn fault(profiles: &[Profile]) -> Option<Fault> {
    let few = profiles.iter().enumerate().find_map(|(corpus, profile)| few_values(corpus, profile));
    let prompts: Vec<Prompts> = profiles.iter().map(|p| Prompts::of(p.sample.rows())).collect();
    let others = || {
        let first = prompts.first()?;
        let found = prompts.iter().enumerate().skip(1);
        found.filter_map(|(corpus, other)| first.differing(other, corpus)).max_by_key(|f| match f {
            Fault::OtherPrompts { differ, .. } => *differ,
            _ => 0,
        })
    };
    let several = || prompts.iter().enumerate().find_map(|(corpus, prompts)| prompts.several(corpus));
    few.or_else(others).or_else(several)
}

fn few_values(corpus: usize, profile: &Profile) -> Option<Fault> {
    let (values, rows) = (profile.keys.len(), profile.n_documents());
    // A small corpus of single answers has few keys because it has few rows.
    let is_few = (1..FEWEST_VALUES).contains(&values) && rows >= 4 * values as u64;
    is_few.then_some(Fault::FewValues { corpus, values, rows })
}

/// The prompts of one corpus by their keys, and all of them.
struct Prompts {
    of_key: BTreeMap<u64, BTreeSet<u64>>,
    all: BTreeSet<u64>,
}

impl Prompts {
    fn of(rows: &[SampleRow]) -> Self {
        let mut this = Self { of_key: BTreeMap::new(), all: BTreeSet::new() };
        for (row, prompt) in
            rows.iter().filter(|r| r.keyed).filter_map(|r| Some((r, r.prompt.as_ref()?.hash())))
        {
            this.of_key.entry(row.order).or_default().insert(prompt);
            this.all.insert(prompt);
        }
        this
    }

    /// Where prompts tell rows apart that the key does not.
    fn several(&self, corpus: usize) -> Option<Fault> {
        let of = self.of_key.len();
        let several = self.of_key.values().filter(|prompts| prompts.len() > 1).count();
        (self.all.len() > of && exceeds(several, of)).then_some(Fault::SeveralPrompts { corpus, several, of })
    }

    /// Shared keys whose prompts differ although the other side has the prompt, under another key. A prompt that was only put
    /// in other words is nowhere over there.
    fn differing(&self, other: &Self, corpus: usize) -> Option<Fault> {
        let shared = self.of_key.iter().filter_map(|(key, here)| Some((here, other.of_key.get(key)?)));
        let (mut of, mut differ) = (0, 0);
        for (here, there) in shared {
            of += 1;
            let is_elsewhere = !here.is_disjoint(&other.all) || !there.is_disjoint(&self.all);
            differ += usize::from(here.is_disjoint(there) && is_elsewhere);
        }
        exceeds(differ, of).then_some(Fault::OtherPrompts { corpus, differ, of })
    }
}

fn exceeds(faulty: usize, of: usize) -> bool {
    faulty > 1 && faulty as f64 > TOLERATED * of as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Asked;

    fn corpus(rows: &[(u64, u64)]) -> Prompts {
        let row = |&(key, prompt): &(u64, u64)| SampleRow {
            order: key,
            keyed: true,
            prompt: Some(Asked::from_hash(prompt)),
            ..SampleRow::default()
        };
        Prompts::of(&rows.iter().map(row).collect::<Vec<_>>())
    }

    #[test]
    fn a_shift_of_the_keys_is_found() {
        let here = corpus(&(0..100).map(|k| (k, k)).collect::<Vec<_>>());
        let there = corpus(&(0..100).map(|k| (k, if k < 60 { k } else { k + 1 })).collect::<Vec<_>>());
        assert_eq!(here.differing(&there, 1), Some(Fault::OtherPrompts { corpus: 1, differ: 40, of: 100 }));
        assert_eq!(here.differing(&here, 1), None);
    }

    #[test]
    fn prompts_in_other_words_keep_their_key() {
        let here = corpus(&(0..100).map(|k| (k, k)).collect::<Vec<_>>());
        let reworded = corpus(&(0..100).map(|k| (k, 1000 + k)).collect::<Vec<_>>());
        assert_eq!(here.differing(&reworded, 1), None);
    }

    #[test]
    fn prompts_that_tell_more_apart_than_the_key_are_several() {
        let turns = corpus(&(0..100).map(|k| (k / 2, k)).collect::<Vec<_>>());
        assert_eq!(turns.several(0), Some(Fault::SeveralPrompts { corpus: 0, several: 50, of: 50 }));
        // One input under many instructions: the key tells more apart.
        let inputs = corpus(&(0..100).map(|k| (k, k / 10)).collect::<Vec<_>>());
        assert_eq!(inputs.several(0), None);
    }

    #[test]
    fn few_rows_are_no_few_keys() {
        let mut profile = Profile::default();
        profile.keys = (0..10).collect();
        profile.documents[0] = 10;
        assert_eq!(few_values(0, &profile), None);
        profile.documents[0] = 400;
        assert_eq!(few_values(0, &profile), Some(Fault::FewValues { corpus: 0, values: 10, rows: 400 }));
        profile.keys.clear();
        assert_eq!(few_values(0, &profile), None);
    }
}
