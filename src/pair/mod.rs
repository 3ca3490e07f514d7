//! Evidence of two profiles, ready for leaving any block out of both at once.
//!
//! Evidence of one corpus is a [`Corpus`], which all its comparisons share. Whatever is fitted on both (the reference's tail and
//! vocabulary, the drift floor) belongs to the [`Pair`], is made when it is first asked for, and stays fixed while blocks are left out;
//! [`View`] shows one side, whole or without a block. A metric is a function of a view, so no metric writes a
//! resampling loop of its own, and leaving out is subtraction.

mod belonging;
mod columns;
mod corpus;
mod crossfit;
mod drawn;
mod exchange;
mod further;
mod joint;
mod laws;
mod lengths;
mod lost;
mod made;
mod occupied;
mod permuted;
mod pooled;
mod prompts;
mod side;
mod space;
mod spectrum;
mod texts;

pub use columns::{Distance, Tail};
pub use corpus::Corpus;
pub use crossfit::Class;
pub use drawn::{CutRow, Drawn, Vectors};
pub use joint::Chance;
pub use lost::Lost;
pub use pooled::Pooled;
pub use space::{Apart, Map, Modes, Space, SpaceView};
pub use spectrum::Spectrum;
pub use texts::{TextView, Texts};

use std::sync::{Arc, OnceLock};

use corpus::Sums;
use crossfit::Half;
use joint::Joint;
use occupied::occupied;
use pooled::PooledTokens;
use side::{BlockSums, CrossFitted, Gram};

use crate::estimator::occupancy::Renewal;
use crate::estimator::rarefaction;
use crate::profile::{BLOCKS, Counts, Profile};
use crate::terms::{Measured, Undefined};

/// Which words lie beyond the first 90% of the whole corpus's mass: for lists of lost words. Numbers are cross-fitted.
pub fn tail_of(profile: &Profile) -> Vec<bool> {
    crossfit::tail_of_whole(&profile.words.counts)
}

/// The words of a reference's tail by their occurrences where they were not defined: what theory needs to say how many
/// of them drift alone would leave alive.
pub fn tail_counts(profile: &Profile) -> Vec<(u64, u64)> {
    crossfit::tail_counts(&profile.words.counts)
}

/// Two profiles prepared for comparison.
#[derive(Debug)]
pub struct Pair<'a> {
    blocks: usize,
    corpora: [Arc<Corpus<'a>>; 2],
    missing: BlockSums,
    cap: Option<BlockSums>,
    drawn: Option<Arc<Drawn<'a>>>,
    seed: u64,
    fitted: OnceLock<Fitted>,
    pooled: OnceLock<[PooledTokens; 2]>,
    joint: OnceLock<Joint>,
    power_law_from: OnceLock<Result<u64, Undefined>>,
}

/// What both sides show of the reference's words.
#[derive(Debug)]
struct Fitted {
    sides: [CrossFitted; 2],
    /// Tail types of the reference, per defining half.
    tail_types: [usize; 2],
}

/// What a pair is prepared for.
#[derive(Debug, Clone, Default)]
pub struct Purpose<'a> {
    /// Rarefy to the documents of this profile where it is smaller than both sides.
    pub cap: Option<&'a Profile>,
    /// Seed of the block permutations behind distances.
    pub seed: u64,
    /// The sampled rows of both sides, for metrics that need more than counts.
    pub drawn: Option<Arc<Drawn<'a>>>,
    /// Rows by block that the later side lacks: of prompts it was asked and has no row for.
    pub missing: [u64; BLOCKS],
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The earlier generation.
    Reference,
    /// The later generation.
    Current,
}

/// Blocks that so many documents support: at least 8 documents a block on average, at least 8 blocks.
///
/// At 200 documents 32 blocks cover 91% and 16 cover 94%, hence the folding.
pub fn blocks_for(documents: u64) -> Option<usize> {
    [32, 16, 8].into_iter().find(|&b| documents >= 8 * b as u64)
}

impl<'a> Pair<'a> {
    /// Both sides with this number of blocks (32, 16 or 8). Nothing is computed before it is asked for.
    pub fn new(corpora: [Arc<Corpus<'a>>; 2], blocks: usize, purpose: &Purpose<'a>) -> Self {
        Self {
            blocks,
            corpora,
            missing: BlockSums::folded(&purpose.missing, blocks),
            cap: purpose.cap.map(|p| BlockSums::folded(&p.documents, blocks)),
            drawn: purpose.drawn.clone(),
            seed: purpose.seed,
            fitted: OnceLock::new(),
            pooled: OnceLock::new(),
            joint: OnceLock::new(),
            power_law_from: OnceLock::new(),
        }
    }

    fn words(&self) -> [&Counts; 2] {
        self.corpora.each_ref().map(|corpus| &corpus.profile().words.counts)
    }

    /// Cost: a few passes over the (type, block) cells of both profiles.
    fn fitted(&self) -> &Fitted {
        self.fitted.get_or_init(|| {
            let [before, after] = self.words();
            let classes = crossfit::define(before);
            let transferred = crossfit::transfer(before, &classes, after);
            let documents = |side: usize| &self.corpora[side].sums(self.blocks).documents;
            Fitted {
                sides: [
                    CrossFitted::new(before, &classes, documents(0)),
                    CrossFitted::new(after, &transferred, documents(1)),
                ],
                tail_types: crossfit::tail_types(&classes),
            }
        })
    }

    fn joint(&self) -> &Joint {
        self.joint.get_or_init(|| {
            let [before, after] = self.words();
            Joint::new(before, after, self.blocks, self.seed)
        })
    }

    /// Number of blocks.
    pub fn blocks(&self) -> usize {
        self.blocks
    }

    /// One side, whole or without a block.
    pub fn view(&self, which: Which, without: Option<usize>) -> View<'_> {
        View { pair: self, which, without, column: None }
    }

    /// Excess Jensen-Shannon divergence (bits) of the word laws: the plug-in value without a block, less the mean over block permutations of
    /// the whole.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] when a side has no words.
    pub fn excess_divergence(&self, without: Option<usize>) -> Measured {
        self.joint().excess(without)
    }

    /// What chance alone would show of it.
    pub fn chance(&self) -> Chance {
        self.joint().chance()
    }

    /// Whether the sides have no word in common, so that divergences are as large as they can be.
    pub fn shares_nothing(&self) -> bool {
        self.joint().is_disjoint
    }

    /// The smallest of both sides (and of the cap), by some count of units that both sides have.
    fn smallest(&self, n: impl Fn(&Corpus<'_>) -> u64, cap: impl Fn(&BlockSums) -> u64) -> u64 {
        let both = n(&self.corpora[0]).min(n(&self.corpora[1]));
        self.cap.as_ref().map_or(both, |c| both.min(cap(c)))
    }
}

/// One side of a pair, or of one of its columns, whole or without a block.
#[derive(Debug, Clone, Copy)]
pub struct View<'p> {
    pair: &'p Pair<'p>,
    which: Which,
    without: Option<usize>,
    column: Option<usize>,
}

impl<'p> View<'p> {
    fn corpus(&self) -> &'p Corpus<'p> {
        &self.pair.corpora[self.which as usize]
    }

    fn sums(&self) -> &'p Sums {
        self.corpus().sums(self.pair.blocks)
    }

    fn fitted(&self) -> &'p CrossFitted {
        &self.pair.fitted().sides[self.which as usize]
    }

    /// The current side without the same block.
    pub fn current(&self) -> Self {
        Self { which: Which::Current, ..*self }
    }

    /// The same side with all of its blocks.
    pub fn whole(&self) -> Self {
        Self { without: None, ..*self }
    }

    /// The same of a column, by its place among the profile's.
    #[must_use]
    pub fn of(self, column: Option<usize>) -> Self {
        Self { column, ..self }
    }

    /// The reference side of the same pair without the same block, for scales that both sides share.
    pub fn reference(&self) -> Self {
        Self { which: Which::Reference, ..*self }
    }

    /// Prompts asked on this side, with or without an answer.
    pub fn asked(&self) -> u64 {
        self.sums().asked.without(self.without) + self.missing()
    }

    /// Those of them without an answer.
    pub fn unanswered(&self) -> u64 {
        self.sums().unanswered.without(self.without) + self.missing()
    }

    /// Rows that are not there count as asked and not answered.
    fn missing(&self) -> u64 {
        if self.which == Which::Current { self.pair.missing.without(self.without) } else { 0 }
    }

    /// Documents of this side.
    pub fn documents(&self) -> u64 {
        self.sums().documents.without(self.without)
    }

    /// Those of them that loop.
    pub fn looping(&self) -> u64 {
        self.sums().looping.without(self.without)
    }

    /// The document count at which the sides are compared.
    pub fn common_documents(&self) -> u64 {
        let blocks = self.pair.blocks;
        self.pair.smallest(|c| c.sums(blocks).documents.without(self.without), |c| c.without(self.without))
    }

    /// Tokens of this side.
    pub fn tokens(&self) -> u64 {
        self.sums().tokens.without(self.without)
    }

    /// Cross-fitted tokens of a class.
    pub fn class_tokens(&self, class: Class) -> u64 {
        self.fitted().shares[class as usize].without(self.without)
    }

    /// Share of the tokens that falls in a class, cross-fitted.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] without tokens.
    pub fn class_share(&self, class: Class) -> Measured {
        match self.tokens() {
            0 => Err(Undefined::NothingCounted),
            n => Ok(self.class_tokens(class) as f64 / n as f64),
        }
    }

    /// Tokens whose word stands so by all other blocks of both sides.
    pub fn pooled_tokens(&self, class: Pooled) -> u64 {
        let pair = self.pair;
        let pooled = pair.pooled.get_or_init(|| {
            let [before, after] = pair.words();
            PooledTokens::of(before, after, pair.blocks)
        });
        pooled[self.which as usize].tokens(class, self.without)
    }

    /// Their share of the tokens.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] without tokens.
    pub fn pooled_share(&self, class: Pooled) -> Measured {
        match self.tokens() {
            0 => Err(Undefined::NothingCounted),
            n => Ok(self.pooled_tokens(class) as f64 / n as f64),
        }
    }

    /// Types of the reference's tail that are alive on this side, expected at the common number of documents; both
    /// measuring halves added.
    ///
    /// Either half of the reference defines types and is measured, so that a type which comes up in both counts twice in full and one
    /// that comes up in one of them not at all. With the definition held fixed the jackknife does not see that: where each
    /// type is met with probability p in any half of either side, the difference of the sides has a variance (3 - p)/2 times as large.
    pub fn tail_types_alive(&self) -> f64 {
        let variance = |renewal: Renewal| renewal.variance_share() * (1.0 + renewal.missed_again() / 2.0);
        let alive = |defining: Half| {
            let measuring = 1 - defining;
            let sizes = |without| {
                let of = |sums: &BlockSums| sums.half(measuring, without);
                let blocks = self.pair.blocks;
                (of(&self.sums().documents), self.pair.smallest(|c| of(&c.sums(blocks).documents), of))
            };
            let types = self.pair.fitted().tail_types[defining] as f64;
            occupied(&self.fitted().tail_docs[defining], types, sizes, variance, self.without)
        };
        alive(0) + alive(1)
    }

    /// Word types expected at the common number of documents.
    pub fn word_types(&self) -> f64 {
        rarefaction::types(self.word_documents(), self.documents(), self.common_documents())
    }

    /// All words by documents.
    fn word_documents(&self) -> impl Iterator<Item = (u64, u64)> + Clone + 'p {
        self.corpus().word_documents(self.pair.blocks).without(self.without)
    }

    /// All words by occurrences.
    pub fn words(&self) -> impl Iterator<Item = (u64, u64)> + Clone + 'p {
        self.corpus().words(self.pair.blocks).without(self.without)
    }

    /// Chao-Shen entropy (nats) over the reference's vocabulary, cross-fitted: the mean over both defining halves,
    /// each measured on the other. `None` where no word of that vocabulary is left.
    ///
    /// The halves are estimated apart, not pooled: a reference word that lives in one half only would be counted in
    /// neither, so the pooled reference could have no singletons and its unseen mass would always read 0.
    ///
    /// # Errors
    /// [`Undefined::ZeroCoverage`] with a single token.
    pub fn vocabulary_entropy(&self) -> Result<Option<f64>, Undefined> {
        match self.fitted().vocabulary.entropy(self.without) {
            Err(Undefined::NothingCounted) => Ok(None),
            entropy => entropy.map(Some),
        }
    }

    /// Chao-Shen entropy (nats) over all words; without a block, what a block of so many documents takes on average is put back.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] without words, [`Undefined::ZeroCoverage`] with a single one.
    pub fn evened_entropy(&self) -> Measured {
        self.corpus().all_words(self.pair.blocks).entropy(self.without)
    }

    /// Distinct bigrams over all bigrams, both expected at the common number of documents.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] without bigrams.
    pub fn distinct_bigrams(&self) -> Measured {
        self.distinct(self.corpus().bigrams(self.pair.blocks))
    }

    /// Distinct trigrams over all trigrams, both expected at the common number of documents.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] without trigrams.
    pub fn distinct_trigrams(&self) -> Measured {
        self.distinct(self.corpus().trigrams(self.pair.blocks))
    }

    fn distinct(&self, gram: &Gram) -> Measured {
        gram.distinct(self.without, self.documents(), self.common_documents())
    }

    /// Plug-in entropy (nats) of the openings, expected at the common number of openings.
    ///
    /// # Errors
    /// [`Undefined::NothingCounted`] without openings.
    pub fn opening_entropy(&self) -> Measured {
        let (blocks, without) = (self.pair.blocks, self.without);
        let openings = self.corpus().openings(blocks);
        let n = openings.tokens.without(without);
        let m = self.pair.smallest(|c| c.openings(blocks).tokens.without(without), |c| c.without(without));
        rarefaction::entropy(openings.docs.without(without), n, m)
    }

    /// Distinct documents expected among the common number of documents.
    pub fn distinct_documents(&self) -> f64 {
        rarefaction::types(
            self.corpus().texts(self.pair.blocks).without(self.without),
            self.documents(),
            self.common_documents(),
        )
    }
}
