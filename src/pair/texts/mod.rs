//! The sampled documents of a pair as words, for metrics that need whole documents rather than counts.
//!
//! As many documents of one side as of the other, from the head of both samples, at most [`CAPACITY`], and of each
//! the text that the sample keeps. What each document says by itself is a sum by block; n-grams, near duplicates and
//! sentences are spectra; what can be neither (compression, Self-BLEU) is worked out within each block.

mod blockwise;
mod documents;
mod means;
mod prompts;

use std::sync::Arc;

use super::spectrum::Spectrum;
use super::{CutRow, Drawn, View, Which};
use crate::estimator::{entropy, rarefaction};
use crate::terms::{Measured, Undefined};
pub(super) use documents::Documents;
use documents::Lexical;
use prompts::Prompts;

/// Most documents of a side that are looked at as a whole.
pub(super) const CAPACITY: usize = 4096;

/// The documents of both sides.
#[derive(Debug)]
pub struct Texts {
    sides: [Arc<Documents>; 2],
}

impl Texts {
    /// The first documents of both sides, as many of either as [`common`] says.
    pub(super) fn new(sides: [Arc<Documents>; 2]) -> Self {
        Self { sides }
    }
}

/// Documents of either side that are looked at.
pub(super) fn common(sides: [&[CutRow<'_>]; 2]) -> usize {
    sides[0].len().min(sides[1].len()).min(CAPACITY)
}

/// One side's documents, whole or without a block.
#[derive(Debug, Clone, Copy)]
pub struct TextView<'p> {
    drawn: &'p Drawn<'p>,
    which: Which,
    without: Option<usize>,
    blocks: usize,
}

impl<'p> View<'p> {
    /// The documents of this side, as many as of the other.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] where the pair was prepared without documents.
    pub fn texts(&self) -> Result<TextView<'p>, Undefined> {
        let drawn = self.pair.drawn.as_ref().ok_or(Undefined::NothingCounted)?;
        Ok(TextView { drawn, which: self.which, without: self.without, blocks: self.pair.blocks })
    }
}

impl<'p> TextView<'p> {
    fn side(&self) -> &'p Documents {
        self.documents_of(self.which)
    }

    fn documents_of(&self, which: Which) -> &'p Documents {
        &self.drawn.texts().sides[which as usize]
    }

    /// The words of one side's documents as text.
    fn words(&self, which: Which) -> &'p [String] {
        self.documents_of(which).words(self.drawn.texts_of(which), self.drawn.tokenizer())
    }

    /// Documents of this side, and of the side that has fewer without the block.
    fn sizes(&self) -> (u64, u64) {
        let n = |which| self.documents_of(which).n(self.blocks, self.without);
        let [n, m] = [Which::Reference, Which::Current].map(n);
        (if self.which == Which::Reference { n } else { m }, n.min(m))
    }

    /// Documents of this side that are looked at.
    pub fn documents(&self) -> u64 {
        self.sizes().0
    }

    fn mean(&self, of: impl Fn(&'p Lexical) -> &'p means::Means) -> Measured {
        of(self.side().lexical()).mean(self.blocks, self.without)
    }

    /// Mean over documents of distinct bigrams / bigrams, of the documents that have any.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] where none has.
    pub fn distinct_bigrams_per_document(&self) -> Measured {
        self.mean(|lexical| &lexical.distinct_bigrams)
    }

    /// Mean MATTR of the documents of at least 50 words.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] where there are none.
    pub fn mattr(&self) -> Measured {
        self.mean(|lexical| &lexical.mattr)
    }

    /// Distinct runs of four words over all of them, both expected at the common number of documents.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] without any.
    pub fn distinct_quadgrams(&self) -> Measured {
        let (n, m) = self.sizes();
        self.side().quadgrams(self.blocks).distinct(self.without, n, m)
    }

    /// Share of the documents left when near duplicates count once, expected at the common number of documents.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] without documents.
    pub fn near_unique(&self) -> Measured {
        let (n, m) = self.sizes();
        if m == 0 {
            return Err(Undefined::NothingCounted);
        }
        Ok(rarefaction::types(self.side().alike(self.blocks).without(self.without), n, m) / m as f64)
    }

    /// Share of the documents that share no run of eight words with another.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] without documents.
    pub fn of_their_own(&self) -> Measured {
        self.side().long_runs(self.blocks).unrepeated(self.without)
    }

    /// Mean BLEU of documents against others of their block.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] where no block has five documents.
    pub fn self_bleu(&self) -> Measured {
        self.side().self_bleu(self.blocks).mean(self.blocks, self.without)
    }

    /// Mean compression ratio of the blocks, at one budget of bytes for both sides.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] where no block has so many bytes.
    pub fn compression(&self) -> Measured {
        let words = [Which::Reference, Which::Current].map(|which| self.words(which));
        let (budget, own) = (blockwise::budget(words, self.blocks), words[self.which as usize]);
        self.side().compression(own, self.blocks, budget).mean(self.blocks, self.without)
    }

    fn sentences(&self) -> &'p Spectrum {
        let rows = self.drawn.texts_of(self.which);
        self.side().sentences(rows, self.drawn.tokenizer(), self.blocks)
    }

    /// Chao-Shen entropy (nats) of the sentence lengths.
    ///
    /// # Errors
    /// Those of [`entropy::chao_shen`].
    pub fn sentence_length_entropy(&self) -> Measured {
        entropy::chao_shen(self.sentences().without(self.without))
    }

    /// Keys with several documents, at most as many of a key as any key of either side has.
    fn prompts(&self) -> Arc<Prompts> {
        let most = |which| self.documents_of(which).most_of_a_key();
        self.side().prompts(most(Which::Reference).min(most(Which::Current)))
    }

    /// Mean over keys of how far the word sets of their documents lie apart (1 - Jaccard, all pairs).
    ///
    /// # Errors
    /// [`Undefined::NoRepeats`].
    pub fn prompt_distance(&self) -> Measured {
        self.prompts().distance(self.blocks, self.without)
    }

    /// Mean over keys of the word entropy (nats) of their documents.
    ///
    /// # Errors
    /// [`Undefined::NoRepeats`], [`Undefined::NothingCounted`].
    pub fn prompt_entropy(&self) -> Measured {
        self.prompts().entropy_within(self.blocks, self.without)
    }

    /// Word entropy (nats) of the same documents together, less that within keys.
    ///
    /// # Errors
    /// [`Undefined::NoRepeats`], and those of [`entropy::chao_shen`].
    pub fn between_prompt_entropy(&self) -> Measured {
        self.prompts().entropy_between(self.blocks, self.without)
    }
}
