//! The documents of one side as words, with what was derived from them alone.

use std::sync::{Arc, OnceLock};

use super::super::CutRow;
use super::super::crossfit::fold;
use super::super::made::Made;
use super::super::side::{Gram, gram, spectrum};
use super::super::space::ByFold;
use super::super::spectrum::Spectrum;
use super::blockwise;
use super::means::Means;
use super::prompts::Prompts;
use crate::estimator::distinct;
use crate::estimator::lexical::{self, MATTR_WINDOW};
use crate::estimator::near_duplicate::first_alike;
use crate::estimator::ngram::ids;
use crate::estimator::repetition::Repeats;
use crate::profile::counter::Counter;
use crate::profile::{BLOCKS, Counts, Tokenizer};
/// Words of a run that two documents hardly share by chance.
const LONG_RUN: usize = 8;

/// Means of numbers that each document has by itself.
#[derive(Debug)]
pub(super) struct Lexical {
    pub(super) distinct_bigrams: Means,
    pub(super) mattr: Means,
}

/// The documents of one side, in sample order. What needs more of them than their tokens is given the rows.
#[derive(Debug)]
pub(in crate::pair) struct Documents {
    pub(super) tokens: Vec<Vec<u64>>,
    /// The same words as text, joined by spaces.
    words: OnceLock<Vec<String>>,
    /// Where each document's key puts it, and its key where it has one.
    blocks: Vec<u8>,
    pub(super) keys: Vec<Option<u64>>,
    lexical: OnceLock<Lexical>,
    quadgrams: ByFold<Gram>,
    alike: ByFold<Spectrum>,
    long_runs: ByFold<Repeats>,
    bleu: ByFold<Means>,
    /// By blocks and bytes of each.
    compression: Made<(usize, usize), Means>,
    sentences: OnceLock<Counts>,
    sentence_spectra: ByFold<Spectrum>,
    /// By the documents of a key that are looked at.
    prompts: Made<usize, Prompts>,
}

impl Documents {
    pub(in crate::pair) fn new(rows: &[CutRow<'_>], tokenizer: Tokenizer) -> Self {
        Self {
            tokens: rows.iter().map(|(row, most)| row.split(tokenizer).tokens(*most).to_vec()).collect(),
            words: OnceLock::new(),
            blocks: rows.iter().map(|(row, _)| row.block).collect(),
            keys: rows.iter().map(|(row, _)| row.keyed.then_some(row.order)).collect(),
            lexical: OnceLock::new(),
            quadgrams: ByFold::default(),
            alike: ByFold::default(),
            long_runs: ByFold::default(),
            bleu: ByFold::default(),
            compression: Made::default(),
            sentences: OnceLock::new(),
            sentence_spectra: ByFold::default(),
            prompts: Made::default(),
        }
    }

    /// The words of each document as text, joined by spaces.
    pub(super) fn words(&self, rows: &[CutRow<'_>], tokenizer: Tokenizer) -> &[String] {
        self.words.get_or_init(|| rows.iter().map(|(row, most)| row.words(tokenizer, *most)).collect())
    }

    /// Positions of the documents of each block, in sample order.
    pub(super) fn by_block(&self, blocks: usize) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); blocks];
        self.blocks.iter().enumerate().for_each(|(at, &b)| members[fold(b.into(), blocks)].push(at));
        members
    }

    /// Documents without a block.
    pub(super) fn n(&self, blocks: usize, without: Option<usize>) -> u64 {
        self.blocks.iter().filter(|&&b| Some(fold(b.into(), blocks)) != without).count() as u64
    }

    /// Every document's tokens with its block.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &[u64])> {
        self.blocks.iter().map(|&b| usize::from(b)).zip(self.tokens.iter().map(Vec::as_slice))
    }

    pub(super) fn lexical(&self) -> &Lexical {
        self.lexical.get_or_init(|| {
            let mut all = Lexical { distinct_bigrams: Means::new(BLOCKS), mattr: Means::new(BLOCKS) };
            for (block, tokens) in self.iter() {
                all.distinct_bigrams.add(block, distinct::of_document(tokens, 2));
                all.mattr.add(block, lexical::mattr(tokens, MATTR_WINDOW));
            }
            all
        })
    }

    /// Runs of four words.
    pub(super) fn quadgrams(&self, blocks: usize) -> &Gram {
        self.quadgrams.get(blocks, || {
            let mut counter = Counter::default();
            self.iter().for_each(|(block, tokens)| counter.observe(block as u8, ids(tokens, 4).into_iter()));
            gram(&counter.finish(), blocks)
        })
    }

    /// Groups of near duplicates by documents. The groups are found once and stay fixed.
    pub(super) fn alike(&self, blocks: usize) -> &Spectrum {
        self.alike.get(blocks, || {
            let mut counter = Counter::default();
            let firsts = first_alike(self.tokens.iter().map(Vec::as_slice));
            self.blocks
                .iter()
                .zip(firsts)
                .for_each(|(&b, first)| counter.observe(b, [first as u64].into_iter()));
            spectrum(&counter.finish(), blocks, |c| c.docs)
        })
    }

    pub(super) fn long_runs(&self, blocks: usize) -> &Repeats {
        self.long_runs.get(blocks, || {
            Repeats::new(self.iter().map(|(block, tokens)| (fold(block, blocks), tokens)), blocks, LONG_RUN)
        })
    }

    pub(super) fn self_bleu(&self, blocks: usize) -> &Means {
        self.bleu.get(blocks, || blockwise::self_bleu(self, blocks))
    }

    /// Of these words of the documents, as many bytes of each block.
    pub(super) fn compression(&self, words: &[String], blocks: usize, budget: usize) -> Arc<Means> {
        self.compression.get((blocks, budget), || blockwise::compression(self, words, blocks, budget))
    }

    /// Sentence lengths by occurrences.
    pub(super) fn sentences(&self, rows: &[CutRow<'_>], tokenizer: Tokenizer, blocks: usize) -> &Spectrum {
        self.sentence_spectra.get(blocks, || {
            spectrum(self.sentences.get_or_init(|| sentences(rows, tokenizer)), blocks, |c| c.count)
        })
    }

    /// What the documents of one key have in common, at most so many of a key.
    pub(super) fn prompts(&self, most: usize) -> Arc<Prompts> {
        self.prompts.get(most, || Prompts::of(self, most))
    }

    /// Most documents that any key has.
    pub(super) fn most_of_a_key(&self) -> usize {
        let keyed = self.keys.chunk_by(|a, b| a.is_some() && a == b);
        keyed.map(<[_]>::len).max().unwrap_or(0)
    }
}

/// Sentences by their length in tokens.
fn sentences(rows: &[CutRow<'_>], tokenizer: Tokenizer) -> Counts {
    let mut lengths = Counter::default();
    for (row, most) in rows {
        let found = row.sentences(tokenizer, *most);
        lengths.observe(row.block, found.into_iter().filter(|&n| n > 0).collect::<Vec<_>>().into_iter());
    }
    lengths.finish()
}
