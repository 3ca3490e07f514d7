//! The documents of one side as words, with what was derived from them alone.

use std::sync::OnceLock;

use super::super::CutRow;
use super::super::crossfit::fold;
use super::super::side::{Gram, gram, spectrum};
use super::super::space::ByFold;
use super::super::spectrum::Spectrum;
use super::blockwise;
use super::means::Means;
use super::prompts::Prompts;
use crate::estimator::distinct;
use crate::estimator::lexical::{self, HD_D_DRAWS, MATTR_WINDOW, MTLD_THRESHOLD};
use crate::estimator::near_duplicate::first_alike;
use crate::estimator::ngram::ids;
use crate::estimator::repetition::Repeats;
use crate::profile::counts::Counter;
use crate::profile::{BLOCKS, Counts, Tokenizer};

/// Words of an n-gram whose return in other documents is self-repetition.
const REPEATED: usize = 4;
/// Words of a run that two documents hardly share by chance.
const LONG_RUN: usize = 8;

/// Means of numbers that each document has by itself.
#[derive(Debug)]
pub(super) struct Lexical {
    /// Distinct-1 to distinct-4.
    pub(super) distinct: [Means; 4],
    pub(super) hd_d: Means,
    pub(super) mattr: Means,
    pub(super) mtld: Means,
}

/// The documents of one side, in sample order.
#[derive(Debug)]
pub(super) struct Documents {
    pub(super) tokens: Vec<Vec<u64>>,
    /// The same words as text, joined by spaces.
    pub(super) words: Vec<Box<str>>,
    /// Where each document's key puts it, and its key where it has one.
    blocks: Vec<u8>,
    pub(super) keys: Vec<Option<u64>>,
    sentence_lengths: Counts,
    marks: Counts,
    lexical: OnceLock<Lexical>,
    quadgrams: ByFold<Gram>,
    alike: ByFold<Spectrum>,
    repeats: ByFold<Repeats>,
    long_runs: ByFold<Repeats>,
    bleu: ByFold<Means>,
    compression: ByFold<Means>,
    sentences: ByFold<[Spectrum; 2]>,
    prompts: OnceLock<Prompts>,
}

impl Documents {
    pub(super) fn new(rows: &[CutRow<'_>], tokenizer: Tokenizer) -> Self {
        let (mut tokens, mut words) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let (mut lengths, mut marks) = (Counter::default(), Counter::default());
        for (row, max_tokens) in rows {
            row.read(tokenizer, |reading| {
                let sentences = || reading.sentences(*max_tokens);
                let with_tokens = sentences().map(|s| s.length).filter(|&n| n > 0);
                lengths.observe(row.block, &mut with_tokens.collect::<Vec<_>>());
                let found = sentences().flat_map(|s| s.marks.iter().copied());
                marks.observe(row.block, &mut found.collect::<Vec<_>>());
                tokens.push(reading.tokens(*max_tokens).to_vec());
                words.push(reading.words(*max_tokens).into());
            });
        }
        Self {
            tokens,
            words,
            blocks: rows.iter().map(|(row, _)| row.block).collect(),
            keys: rows.iter().map(|(row, _)| row.keyed.then_some(row.order)).collect(),
            sentence_lengths: lengths.finish(),
            marks: marks.finish(),
            lexical: OnceLock::new(),
            quadgrams: ByFold::default(),
            alike: ByFold::default(),
            repeats: ByFold::default(),
            long_runs: ByFold::default(),
            bleu: ByFold::default(),
            compression: ByFold::default(),
            sentences: ByFold::default(),
            prompts: OnceLock::new(),
        }
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
            let none = || Means::new(BLOCKS);
            let mut all = Lexical {
                distinct: [none(), none(), none(), none()],
                hd_d: none(),
                mattr: none(),
                mtld: none(),
            };
            for (block, tokens) in self.iter() {
                for (n, means) in (1..).zip(&mut all.distinct) {
                    means.add(block, distinct::of_document(tokens, n));
                }
                all.hd_d.add(block, lexical::hd_d(tokens, HD_D_DRAWS));
                all.mattr.add(block, lexical::mattr(tokens, MATTR_WINDOW));
                all.mtld.add(block, lexical::mtld(tokens, MTLD_THRESHOLD));
            }
            all
        })
    }

    /// Runs of four words.
    pub(super) fn quadgrams(&self, blocks: usize) -> &Gram {
        self.quadgrams.get(blocks, || {
            let mut counter = Counter::default();
            self.iter().for_each(|(block, tokens)| counter.observe(block as u8, &mut ids(tokens, 4)));
            gram(&counter.finish(), blocks)
        })
    }

    /// Groups of near duplicates by documents. The groups are found once and stay fixed.
    pub(super) fn alike(&self, blocks: usize) -> &Spectrum {
        self.alike.get(blocks, || {
            let mut counter = Counter::default();
            let firsts = first_alike(self.tokens.iter().map(Vec::as_slice));
            self.blocks.iter().zip(firsts).for_each(|(&b, first)| counter.observe(b, &mut [first as u64]));
            spectrum(&counter.finish(), blocks, |c| c.docs)
        })
    }

    pub(super) fn repeats(&self, blocks: usize) -> &Repeats {
        self.repeats.get(blocks, || self.repeated(blocks, REPEATED))
    }

    pub(super) fn long_runs(&self, blocks: usize) -> &Repeats {
        self.long_runs.get(blocks, || self.repeated(blocks, LONG_RUN))
    }

    fn repeated(&self, blocks: usize, n: usize) -> Repeats {
        Repeats::new(self.iter().map(|(block, tokens)| (fold(block, blocks), tokens)), blocks, n)
    }

    pub(super) fn self_bleu(&self, blocks: usize) -> &Means {
        self.bleu.get(blocks, || blockwise::self_bleu(self, blocks))
    }

    pub(super) fn compression(&self, blocks: usize, budget: usize) -> &Means {
        self.compression.get(blocks, || blockwise::compression(self, blocks, budget))
    }

    /// Sentence lengths, and punctuation marks, by occurrences.
    pub(super) fn sentences(&self, blocks: usize) -> &[Spectrum; 2] {
        self.sentences
            .get(blocks, || [&self.sentence_lengths, &self.marks].map(|c| spectrum(c, blocks, |c| c.count)))
    }

    /// What the documents of one key have in common, at most so many of a key.
    pub(super) fn prompts(&self, most: usize) -> &Prompts {
        self.prompts.get_or_init(|| Prompts::of(self, most))
    }

    /// Most documents that any key has.
    pub(super) fn most_of_a_key(&self) -> usize {
        let keyed = self.keys.chunk_by(|a, b| a.is_some() && a == b);
        keyed.map(<[_]>::len).max().unwrap_or(0)
    }
}
