//! Stage 2, `profile`: documents to a [`Profile`], in parallel, merged in order.
//!
//! A profile is the mergeable summary of a corpus: counts by block and the coordinated sample. Everything after this
//! stage works from profiles alone. Laws, tested in `laws.rs`: the empty profile is the identity of `merge`, `merge`
//! is associative, and profiling all documents at once equals merging the profiles of any split of them.

mod asked;
mod build;
mod columns;
pub(crate) mod counter;
pub mod counts;
mod embedding;
mod exact;
#[cfg(test)]
mod laws;
mod loops;
mod moments;
mod named;
mod pieces;
mod prompts;
pub mod reading;
pub mod sample;
mod size;
mod spellings;
pub mod split;
mod stage;
pub(crate) mod stored;
pub mod subwords;
pub mod tokens;
mod vector_moments;

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

pub use crate::hash::{self, BLOCKS, KeyHash};
use crate::read::content::Trait;
pub use asked::{Asked, short};
pub use build::{Builder, Document, Prompt};
pub use columns::{ColumnProfile, Kept};
pub use counts::{Cell, Counts};
pub use embedding::{Embeddings, VectorRule};
pub use moments::{BlockMoments, Moments};
pub use named::Named;
pub use prompts::Prompts;
pub use sample::{Clipped, Sample, SampleRow};
pub use split::Split;
pub(crate) use stage::profiles_of;
pub use stage::{Counting, profiles};
pub use tokens::{Tokenizer, Unit};
pub use vector_moments::VectorMoments;

/// Words with their spelling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Counts by type hash.
    pub counts: Counts,
    /// Spelling of each type, in the order of `counts.types()`; cut at 128 bytes.
    pub names: Vec<Box<str>>,
}

impl Words {
    fn merge(&mut self, other: Self) {
        let (mut mine, mut theirs) = (std::mem::take(&mut self.names).into_iter(), other.names.into_iter());
        self.names = counts::align(self.counts.types(), other.counts.types())
            .filter_map(|(_, left, right)| {
                // Both lists ascend, so the next spelling of either is that of its next type; the same hash is the same word.
                let (left, right) = (left.and_then(|_| mine.next()), right.and_then(|_| theirs.next()));
                left.or(right)
            })
            .collect();
        self.counts.merge(other.counts);
    }
}

/// The mergeable summary of a corpus. Clones share what was counted, so that a corpus can stand in any number of comparisons.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile(Arc<Counted>);

impl Deref for Profile {
    type Target = Counted;

    fn deref(&self) -> &Counted {
        &self.0
    }
}

impl DerefMut for Profile {
    /// Of a profile that is shared this one gets a copy first.
    fn deref_mut(&mut self) -> &mut Counted {
        Arc::make_mut(&mut self.0)
    }
}

impl From<Counted> for Profile {
    fn from(counted: Counted) -> Self {
        Self(Arc::new(counted))
    }
}

/// What is counted of a corpus.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Counted {
    /// Rows read.
    pub rows: u64,
    /// Rows whose text was null.
    pub null_texts: u64,
    /// Texts that were empty or white space only.
    pub empty_texts: u64,
    /// Prompts asked by block: documents, and rows without an answer. In blocks of their place, even where documents stand in
    /// blocks of what they say.
    pub asked: [u64; BLOCKS],
    /// Those of them without an answer: null, empty, white space only.
    pub unanswered: [u64; BLOCKS],
    /// Documents by block.
    pub documents: [u64; BLOCKS],
    /// Documents by block that go round in circles: at least a quarter of the tokens of the whole text, or its last 32 words, stand in
    /// passages (of 8 words and more) that came before in it. However much of a text is kept or compared, this is counted from all of it.
    pub looping: [u64; BLOCKS],
    /// What the sample's limit on texts takes off.
    pub clipped: Clipped,
    /// Tokens (words) by block.
    pub tokens: [u64; BLOCKS],
    /// Word counts.
    pub words: Words,
    /// Counts of pairs of adjacent words, never across documents.
    pub bigrams: Counts,
    /// Counts of three adjacent words.
    pub trigrams: Counts,
    /// Counts of the first three words of a document.
    pub openings: Counts,
    /// Counts of whole documents by normalized text (white space collapsed).
    pub texts: Counts,
    /// Scores, other numbers and labels, in the order of the settings; the values ride in the sample.
    pub columns: Vec<ColumnProfile>,
    /// What became of the embedding vectors; the usable ones ride in the sample.
    pub embeddings: Embeddings,
    /// Moments of all usable vectors, where they were asked for and fit into memory.
    pub vector_moments: Option<Arc<VectorMoments>>,
    /// Documents whose finish_reason is known, and those of them that hit the length limit.
    pub finish_known: u64,
    /// Documents that hit the length limit.
    pub truncated: u64,
    /// Rows whose finish_reason says that a filter or a refusal ended them.
    pub filtered: u64,
    /// Texts in which each [`Trait`] was found, by its position.
    pub found: [u64; Trait::COUNT],
    /// Roles that nobody here knows.
    pub unknown_roles: Named,
    /// Finish reasons that nobody here knows.
    pub unknown_finishes: Named,
    /// Distinct keys (their sampling hashes), ascending; empty without a key column.
    pub keys: Vec<u64>,
    /// Distinct keys of rows without an answer, ascending; a key may have answers as well.
    pub unanswered_keys: Vec<u64>,
    /// Distinct prompts, where a column beside the text holds them.
    pub prompts: Prompts,
    /// Documents by slice; empty without a slice column. Null slices are "(null)".
    pub slices: BTreeMap<String, u64>,
    /// The coordinated sample.
    pub sample: Sample,
}

/// What either list holds; both ascend.
fn union(a: &[u64], b: &[u64]) -> Vec<u64> {
    counts::align(a, b).map(|(key, _, _)| key).collect()
}

/// Name of the slice of documents whose slice value is null.
pub const NULL_SLICE: &str = "(null)";

impl Profile {
    /// All documents.
    pub fn n_documents(&self) -> u64 {
        self.documents.iter().sum()
    }

    /// All prompts asked, with or without an answer.
    pub fn n_asked(&self) -> u64 {
        self.asked.iter().sum()
    }

    /// All tokens.
    pub fn n_tokens(&self) -> u64 {
        self.tokens.iter().sum()
    }

    /// Tokens a document on average; `None` without documents.
    pub fn mean_tokens(&self) -> Option<f64> {
        let n = self.n_documents();
        (n > 0).then(|| self.n_tokens() as f64 / n as f64)
    }

    /// Coordinates of the embeddings; `None` where there is no usable one.
    pub fn embedding_dimension(&self) -> Option<usize> {
        self.sample.rows().iter().find_map(|row| row.embedding.as_ref()).map(|vector| vector.len())
    }

    /// This part of a corpus and the one that follows it in file order. Nothing that either holds alone is copied.
    ///
    /// Counts are integers, and sums of numbers are exact, so the order of the parts does not matter; only that of the moments of all
    /// vectors does, in the last bits.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        let mut merged = Arc::unwrap_or_clone(self.0);
        merged.merge(Arc::unwrap_or_clone(other.0));
        merged.into()
    }

    /// Distinct keys of all rows, with or without an answer, ascending.
    pub fn asked_keys(&self) -> Vec<u64> {
        union(&self.keys, &self.unanswered_keys)
    }

    /// Share of this profile's distinct keys that `other` has too; `None` when either has no keys.
    pub fn key_overlap(&self, other: &Self) -> Option<f64> {
        if self.keys.is_empty() || other.keys.is_empty() {
            return None;
        }
        let shared = counts::align(&self.keys, &other.keys)
            .filter(|(_, left, right)| left.is_some() && right.is_some())
            .count();
        Some(shared as f64 / self.keys.len() as f64)
    }

    /// Whether rows pair by key: at least half of the smaller side's keys are shared.
    pub fn pairs_with(&self, other: &Self) -> bool {
        let (small, large) = if self.keys.len() <= other.keys.len() { (self, other) } else { (other, self) };
        small.key_overlap(large).is_some_and(|share| share >= 0.5)
    }
}

impl Counted {
    /// What grows with the corpus is merged side by side: none of it looks at another.
    fn merge(&mut self, other: Self) {
        let Self { words, bigrams, trigrams, openings, texts, sample, .. } = self;
        rayon::scope(|merging| {
            merging.spawn(|_| words.merge(other.words));
            merging.spawn(|_| bigrams.merge(other.bigrams));
            merging.spawn(|_| trigrams.merge(other.trigrams));
            merging.spawn(|_| openings.merge(other.openings));
            merging.spawn(|_| texts.merge(other.texts));
            sample.merge(other.sample);
        });
        self.rows += other.rows;
        self.null_texts += other.null_texts;
        self.empty_texts += other.empty_texts;
        for b in 0..BLOCKS {
            self.asked[b] += other.asked[b];
            self.unanswered[b] += other.unanswered[b];
            self.documents[b] += other.documents[b];
            self.tokens[b] += other.tokens[b];
            self.looping[b] += other.looping[b];
        }
        self.clipped.merge(&other.clipped);
        columns::merge(&mut self.columns, other.columns);
        self.embeddings.merge(&other.embeddings);
        match (&mut self.vector_moments, other.vector_moments) {
            (Some(mine), Some(theirs)) => Arc::make_mut(mine).merge(&theirs),
            (mine, theirs) => *mine = mine.take().or(theirs),
        }
        self.finish_known += other.finish_known;
        self.truncated += other.truncated;
        self.filtered += other.filtered;
        self.unknown_finishes.merge(&other.unknown_finishes);
        self.found.iter_mut().zip(&other.found).for_each(|(mine, theirs)| *mine += theirs);
        self.unknown_roles.merge(&other.unknown_roles);
        self.keys = union(&self.keys, &other.keys);
        self.unanswered_keys = union(&self.unanswered_keys, &other.unanswered_keys);
        self.prompts.merge(&other.prompts);
        for (slice, n) in other.slices {
            *self.slices.entry(slice).or_insert(0) += n;
        }
    }
}
