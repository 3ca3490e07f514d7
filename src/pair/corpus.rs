//! Evidence of one corpus: what its own counts say, made when it is first asked for and once however many comparisons it stands in.

use std::borrow::Cow;
use std::sync::Arc;

use super::CutRow;
use super::made::Made;
use super::side::{BlockSums, Gram, Vocabulary, folded_moments, gram, spectrum};
use super::space::{ByFold, Cloud};
use super::spectrum::Spectrum;
use super::texts::Documents;
use crate::profile::{Moments, Profile, Tokenizer};
use crate::terms::Undefined;

/// A profile with its spectra and sums, by the number of blocks.
#[derive(Debug)]
pub struct Corpus<'a> {
    profile: Cow<'a, Profile>,
    sums: ByFold<Sums>,
    words: ByFold<Spectrum>,
    word_documents: ByFold<Spectrum>,
    all_words: ByFold<Vocabulary>,
    bigrams: ByFold<Gram>,
    trigrams: ByFold<Gram>,
    bigram_counts: ByFold<Spectrum>,
    openings: ByFold<Gram>,
    texts: ByFold<Spectrum>,
    /// By how many of the sampled rows they are.
    documents: Made<usize, Documents>,
    clouds: Made<usize, Result<Arc<Cloud>, Undefined>>,
}

/// Sums by block.
#[derive(Debug)]
pub(super) struct Sums {
    pub(super) asked: BlockSums,
    pub(super) unanswered: BlockSums,
    pub(super) documents: BlockSums,
    /// Documents that loop.
    pub(super) looping: BlockSums,
    pub(super) tokens: BlockSums,
    /// Of each column of the profile.
    pub(super) columns: Vec<Vec<Moments>>,
}

impl<'a> Corpus<'a> {
    /// The evidence of a profile. Nothing is computed before it is asked for.
    pub fn new(profile: Cow<'a, Profile>) -> Self {
        Self {
            profile,
            sums: ByFold::default(),
            words: ByFold::default(),
            word_documents: ByFold::default(),
            all_words: ByFold::default(),
            bigrams: ByFold::default(),
            trigrams: ByFold::default(),
            bigram_counts: ByFold::default(),
            openings: ByFold::default(),
            texts: ByFold::default(),
            documents: Made::default(),
            clouds: Made::default(),
        }
    }

    /// The profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The profile itself.
    pub fn into_profile(self) -> Profile {
        self.profile.into_owned()
    }

    pub(super) fn sums(&self, blocks: usize) -> &Sums {
        let profile = self.profile();
        self.sums.get(blocks, || Sums {
            asked: BlockSums::folded(&profile.asked, blocks),
            unanswered: BlockSums::folded(&profile.unanswered, blocks),
            documents: BlockSums::folded(&profile.documents, blocks),
            looping: BlockSums::folded(&profile.looping, blocks),
            tokens: BlockSums::folded(&profile.tokens, blocks),
            columns: profile.columns.iter().map(|c| folded_moments(&c.moments, blocks)).collect(),
        })
    }

    /// Words by occurrences.
    pub(super) fn words(&self, blocks: usize) -> &Spectrum {
        self.words.get(blocks, || spectrum(&self.profile.words.counts, blocks, |c| c.count))
    }

    /// Words by documents.
    pub(super) fn word_documents(&self, blocks: usize) -> &Spectrum {
        self.word_documents.get(blocks, || spectrum(&self.profile.words.counts, blocks, |c| c.docs))
    }

    /// The entropy over all words.
    pub(super) fn all_words(&self, blocks: usize) -> &Vocabulary {
        self.all_words.get(blocks, || Vocabulary::whole(self.words(blocks), &self.sums(blocks).documents))
    }

    pub(super) fn bigrams(&self, blocks: usize) -> &Gram {
        self.bigrams.get(blocks, || gram(&self.profile.bigrams, blocks))
    }

    pub(super) fn trigrams(&self, blocks: usize) -> &Gram {
        self.trigrams.get(blocks, || gram(&self.profile.trigrams, blocks))
    }

    /// Pairs of adjacent words by occurrences.
    pub(super) fn bigram_counts(&self, blocks: usize) -> &Spectrum {
        self.bigram_counts.get(blocks, || spectrum(&self.profile.bigrams, blocks, |c| c.count))
    }

    pub(super) fn openings(&self, blocks: usize) -> &Gram {
        self.openings.get(blocks, || gram(&self.profile.openings, blocks))
    }

    /// The first sampled documents, as words.
    pub(super) fn documents(&self, n: usize, tokenizer: Tokenizer) -> Arc<Documents> {
        self.documents.get(n, || Documents::new(&self.rows(n), tokenizer))
    }

    /// The first sampled vectors.
    ///
    /// # Errors
    /// [`Undefined::NoEmbeddings`].
    pub(super) fn cloud(&self, n: usize) -> Result<Arc<Cloud>, Undefined> {
        Result::clone(&self.clouds.get(n, || Cloud::new(&self.rows(usize::MAX), n).map(Arc::new)))
    }

    fn rows(&self, n: usize) -> Vec<CutRow<'_>> {
        self.profile.sample.first(n).iter().map(|row| (row, usize::MAX)).collect()
    }

    /// Different documents by how often each comes.
    pub(super) fn texts(&self, blocks: usize) -> &Spectrum {
        self.texts.get(blocks, || spectrum(&self.profile.texts, blocks, |c| c.docs))
    }
}
