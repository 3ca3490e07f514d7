//! The documents of one prompt: how much their words differ, beside how much prompts differ.

use super::super::crossfit::fold;
use super::super::side::spectrum;
use super::super::space::ByFold;
use super::super::spectrum::Spectrum;
use super::documents::Documents;
use super::means::Means;
use crate::estimator::entropy::chao_shen;
use crate::estimator::near_duplicate::jaccard;
use crate::estimator::ngram::distinct;
use crate::profile::counter::Counter;
use crate::profile::{BLOCKS, Counts};
use crate::terms::{Measured, Undefined};

/// Sums over the keys that have several documents.
#[derive(Debug)]
pub(super) struct Prompts {
    /// Keys with several documents, by block.
    keys: Vec<u64>,
    distance: Means,
    entropy: Means,
    words: Counts,
    spectra: ByFold<Spectrum>,
}

impl Prompts {
    /// Takes at most `most` documents of each key. Documents of one key lie side by side.
    pub(super) fn of(documents: &Documents, most: usize) -> Self {
        let (mut distance, mut entropy) = (Means::new(BLOCKS), Means::new(BLOCKS));
        let (mut keys, mut words) = (vec![0; BLOCKS], Counter::default());
        let all: Vec<(usize, &[u64])> = documents.iter().collect();
        let mut start = 0;
        for group in documents.keys.chunk_by(|a, b| a.is_some() && a == b) {
            let own = &all[start..start + group.len().min(most)];
            start += group.len();
            if own.len() < 2 {
                continue;
            }
            let block = own[0].0;
            keys[block] += 1;
            distance.add(block, pairwise_distance(own));
            let mut pooled: Vec<u64> = own.iter().flat_map(|d| d.1.iter().copied()).collect();
            words.observe(block as u8, pooled.iter().copied());
            pooled.sort_unstable();
            let mut counts: Vec<u64> = pooled.chunk_by(|a, b| a == b).map(|same| same.len() as u64).collect();
            counts.sort_unstable();
            entropy.add(block, chao_shen(counts.into_iter().map(|k| (k, 1))));
        }
        Self { keys, distance, entropy, words: words.finish(), spectra: ByFold::default() }
    }

    /// Refuses where fewer than two keys have several documents.
    fn repeats(&self, blocks: usize, without: Option<usize>) -> Result<&Self, Undefined> {
        let kept = self.keys.iter().enumerate().filter(|&(b, _)| Some(fold(b, blocks)) != without);
        if kept.map(|(_, n)| n).sum::<u64>() < 2 { Err(Undefined::NoRepeats) } else { Ok(self) }
    }

    pub(super) fn distance(&self, blocks: usize, without: Option<usize>) -> Measured {
        self.repeats(blocks, without)?.distance.mean(blocks, without)
    }

    pub(super) fn entropy_within(&self, blocks: usize, without: Option<usize>) -> Measured {
        self.repeats(blocks, without)?.entropy.mean(blocks, without)
    }

    pub(super) fn entropy_between(&self, blocks: usize, without: Option<usize>) -> Measured {
        let within = self.entropy_within(blocks, without)?;
        let all = self.spectra.get(blocks, || spectrum(&self.words, blocks, |c| c.count));
        Ok(chao_shen(all.without(without))? - within)
    }
}

/// Mean of 1 - Jaccard over all pairs, of the sets of words.
fn pairwise_distance(documents: &[(usize, &[u64])]) -> Measured {
    let sets: Vec<Vec<u64>> = documents.iter().map(|d| distinct(d.1.to_vec())).collect();
    let (mut sum, mut pairs) = (0.0, 0.0);
    for (at, a) in sets.iter().enumerate() {
        for b in &sets[at + 1..] {
            sum += 1.0 - jaccard(a, b);
            pairs += 1.0;
        }
    }
    Ok(sum / pairs)
}
