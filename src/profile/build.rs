//! Documents into a profile, one at a time.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::counter::Counter;
use super::loops::Loops;
use super::sample::{SampleRow, TEXT_BYTES, prefix};
use super::spellings::{NAME_BYTES, Spellings};
use super::split::{self, Split};
use super::tokens::Tokenizer;
use super::vector_moments::Gatherer;
use super::{
    Asked, ColumnProfile, Counted, Kept, NULL_SLICE, Profile, Prompts, VectorRule, Words, columns, reading,
};
use crate::hash::{KeyHash, of_gram, of_text};
use crate::read::Finish;
use crate::read::content::Found;
use crate::terms::{CellValue, DataColumn, Vector};

/// Words of an opening.
const OPENING_WORDS: usize = 3;

/// One document on its way into a profile.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// Where its key puts it.
    pub place: KeyHash,
    /// Whether `place` comes from a key column (and not from the row number).
    pub keyed: bool,
    /// Its text, neither empty nor white space only.
    pub text: &'a str,
    /// Its slice; outer `None` without a slice column.
    pub slice: Option<Option<&'a str>>,
    /// Its values in the columns that [`Builder::with_columns`] lists, in that order; missing ones are null.
    pub cells: &'a [CellValue<'a>],
    /// Whether it hit the length limit.
    pub truncated: Option<bool>,
    /// Its embedding.
    pub embedding: Vector<'a>,
    /// Count at most this many tokens of it.
    pub max_tokens: usize,
    /// The prompt that it answers, where that is known.
    pub prompt: Option<Prompt<'a>>,
}

/// The prompt that a document answers.
#[derive(Debug, Clone, Copy)]
pub enum Prompt<'a> {
    /// Its text.
    Text(&'a str),
    /// What was kept of it, in the words of the same tokenizer.
    Kept(&'a Asked),
}

impl Prompt<'_> {
    fn asked(self, tokenizer: Tokenizer) -> Asked {
        match self {
            Self::Text(text) => Asked::of(text, tokenizer),
            Self::Kept(asked) => asked.clone(),
        }
    }
}

impl<'a> Document<'a> {
    /// A whole text at the place of its key, with nothing else known of it.
    pub fn new(place: KeyHash, text: &'a str) -> Self {
        Self {
            place,
            keyed: true,
            text,
            slice: None,
            cells: &[],
            truncated: None,
            embedding: Vector::Absent,
            max_tokens: usize::MAX,
            prompt: None,
        }
    }
}

/// Gathers documents; [`Builder::finish`] gives the profile.
#[derive(Debug)]
pub struct Builder {
    tokenizer: Tokenizer,
    keep_sample: bool,
    /// Whether triples of words are counted and spellings kept, which nothing that decides asks for.
    complete: bool,
    /// Most bytes of a text that the sample keeps.
    sample_bytes: usize,
    loops: Loops,
    vectors: VectorRule,
    moments: Option<Gatherer>,
    done: Counted,
    words: Counter,
    spellings: Spellings,
    bigrams: Counter,
    trigrams: Counter,
    openings: Counter,
    texts: Counter,
    keys: BTreeSet<u64>,
    unanswered_keys: BTreeSet<u64>,
    prompts: BTreeSet<u64>,
    scratch: Scratch,
}

/// What is known of the whole text of a document, of which there may be only the beginning.
#[derive(Debug, Clone, Copy)]
struct Whole {
    content: u64,
    loops: bool,
}

#[derive(Debug, Default)]
struct Scratch {
    words: Vec<u64>,
    bytes: Vec<u8>,
}

impl Builder {
    /// Starts a profile. Without `keep_sample` the coordinated sample stays empty.
    pub fn new(tokenizer: Tokenizer, keep_sample: bool) -> Self {
        Self {
            tokenizer,
            keep_sample,
            complete: true,
            sample_bytes: TEXT_BYTES,
            loops: Loops::of(tokenizer.unit),
            vectors: VectorRule::default(),
            moments: None,
            done: Counted::default(),
            words: Counter::default(),
            spellings: Spellings::default(),
            bigrams: Counter::default(),
            trigrams: Counter::default(),
            openings: Counter::default(),
            texts: Counter::default(),
            keys: BTreeSet::new(),
            unanswered_keys: BTreeSet::new(),
            prompts: BTreeSet::new(),
            scratch: Scratch::default(),
        }
    }

    /// What vectors must look like; without it the first one decides on the dimension.
    #[must_use]
    pub fn with_vectors(self, rule: VectorRule) -> Self {
        let moments = rule.dimension.filter(|_| rule.moments).and_then(Gatherer::new);
        Self { vectors: rule, moments, ..self }
    }

    /// Columns of scores, other numbers and labels; without it there are none.
    #[must_use]
    pub fn with_columns(mut self, columns: &[DataColumn]) -> Self {
        self.done.columns = columns.iter().map(ColumnProfile::new).collect();
        self
    }

    /// How many bytes of a text the sample keeps at most; without it [`TEXT_BYTES`].
    #[must_use]
    pub fn with_sample_bytes(self, sample_bytes: usize) -> Self {
        Self { sample_bytes, ..self }
    }

    /// Leaves out what nothing that decides asks for: triples of words, and how words are spelled.
    fn for_decisions(self) -> Self {
        Self { complete: false, ..self }
    }

    /// Counts a row without text, whose place comes from a key or from its number.
    pub fn add_null(&mut self, place: KeyHash, keyed: bool) {
        self.done.null_texts += 1;
        self.add_unanswered(place);
        self.add_silent(place, keyed);
    }

    /// Counts a text of white space only, whose place comes from a key or from its number.
    pub fn add_empty(&mut self, place: KeyHash, keyed: bool) {
        self.done.empty_texts += 1;
        self.add_unanswered(place);
        self.add_silent(place, keyed);
    }

    /// Notes that there is a row of this key, though no document of it.
    pub fn add_silent(&mut self, place: KeyHash, keyed: bool) {
        if keyed {
            self.unanswered_keys.insert(place.order);
        }
    }

    fn add_unanswered(&mut self, place: KeyHash) {
        self.done.asked[usize::from(place.block)] += 1;
        self.done.unanswered[usize::from(place.block)] += 1;
    }

    /// Counts a finish reason that says neither "complete" nor "cut off".
    pub fn add_finish(&mut self, finish: Finish<'_>) {
        match finish {
            Finish::Complete | Finish::CutOff => {}
            Finish::Filtered => self.done.filtered += 1,
            Finish::Unknown(word) => self.done.unknown_finishes.add(prefix(word, NAME_BYTES), 1),
        }
    }

    /// Counts what was taken off a text, or found about it.
    pub fn add_found(&mut self, found: Found, unknown_role: Option<&str>) {
        if !found.is_empty() {
            found.iter().for_each(|at| self.done.found[at] += 1);
        }
        if let Some(role) = unknown_role {
            self.done.unknown_roles.add(prefix(role, NAME_BYTES), 1);
        }
    }

    /// Notes the prompt that a row answers, in which any white space counts as one blank.
    pub fn add_prompt(&mut self, prompt: &str) {
        self.prompts.insert(split::content(prompt, &mut self.scratch.bytes));
    }

    /// Counts rows (a row with a list of texts is one row).
    pub fn add_rows(&mut self, n: u64) {
        self.done.rows += n;
    }

    /// Counts one document. Cost: O(n log n) in its words.
    pub fn add(&mut self, document: &Document<'_>) {
        self.split(document);
        let content = split::content(document.text, &mut self.scratch.bytes);
        let loops = self.loops.has(&self.scratch.words);
        self.done.clipped.observe(document.text, self.sample_bytes);
        self.count(document, Whole { content, loops }, None);
    }

    /// Counts one document, whose words are in the scratch space.
    fn count(&mut self, document: &Document<'_>, whole: Whole, split: Option<&Arc<Split>>) {
        let (block, content) = (document.place.block, whole.content);
        self.done.looping[block as usize] += u64::from(whole.loops);
        self.done.asked[block as usize] += 1;
        self.done.documents[block as usize] += 1;
        let n_tokens = self.count_grams(block);
        self.done.tokens[block as usize] += n_tokens as u64;
        self.texts.observe(block, [content].into_iter());

        if document.keyed {
            self.keys.insert(document.place.order);
        }
        if let Some(slice) = document.slice {
            *self.done.slices.entry(slice.unwrap_or(NULL_SLICE).to_owned()).or_insert(0) += 1;
        }
        let found = document.cells.iter().copied().chain(std::iter::repeat(CellValue::Null));
        let columns = self.done.columns.iter_mut().zip(found);
        let cells: Box<[Option<Kept>]> = columns.map(|(column, cell)| column.admit(block, cell)).collect();
        if let Some(truncated) = document.truncated {
            self.done.finish_known += 1;
            self.done.truncated += u64::from(truncated);
        }
        let embedding = self.done.embeddings.admit(document.embedding, &mut self.vectors);
        if let (Some(moments), Some(vector)) = (&mut self.moments, &embedding) {
            moments.observe(block, vector);
        }
        if self.keep_sample && self.done.sample.admits(document.place.order) {
            let text = prefix(document.text, self.sample_bytes);
            let is_whole = text.len() == document.text.len();
            // Whoever looks at the sample asks for its tokens first.
            let known = || Arc::new(Split::known(self.tokenizer, content, &self.scratch.words));
            let split = match split {
                None if is_whole && document.max_tokens == usize::MAX => Some(known()),
                split => split.filter(|_| is_whole).cloned(),
            };
            self.done.sample.push(SampleRow {
                order: document.place.order,
                content,
                block,
                tokens: u32::try_from(n_tokens).unwrap_or(u32::MAX),
                loops: whole.loops,
                text: text.into(),
                keyed: document.keyed,
                sliced: document.slice.is_some(),
                slice: document.slice.flatten().map(Into::into),
                cells,
                truncated: document.truncated,
                prompt: document.prompt.map(|prompt| prompt.asked(self.tokenizer)),
                embedding,
                reading: split.map(reading::Kept::of).unwrap_or_default(),
            });
        }
    }

    /// Fills the scratch space with the words that count.
    fn split(&mut self, document: &Document<'_>) {
        let words = &mut self.scratch.words;
        let (spellings, complete) = (&mut self.spellings, self.complete);
        words.clear();
        self.tokenizer.tokens(document.text, |word| {
            if words.len() < document.max_tokens {
                let hash = of_text(word);
                if complete {
                    spellings.note(hash, word);
                }
                words.push(hash);
            }
        });
    }

    /// Counts words, n-grams and the opening; gives the number of words.
    fn count_grams(&mut self, block: u8) -> usize {
        let words = &self.scratch.words;
        self.words.observe(block, words.iter().copied());
        self.bigrams.observe(block, words.windows(2).map(|w| of_gram([w[0], w[1]])));
        if self.complete {
            self.trigrams.observe(block, words.windows(3).map(|w| of_gram([w[0], w[1], w[2]])));
        }
        if !words.is_empty() {
            let opening = words.iter().take(OPENING_WORDS).fold(0, |acc, &w| of_gram([acc, w]));
            self.openings.observe(block, [opening].into_iter());
        }
        words.len()
    }

    /// The profile, in canonical order.
    pub fn finish(self) -> Profile {
        let mut profile = self.done;
        let counts = self.words.finish();
        let names = self.spellings.of(counts.types());
        profile.words = Words { counts, names };
        profile.bigrams = self.bigrams.finish();
        profile.trigrams = self.trigrams.finish();
        profile.openings = self.openings.finish();
        profile.texts = self.texts.finish();
        profile.keys = self.keys.into_iter().collect();
        profile.unanswered_keys = self.unanswered_keys.into_iter().collect();
        profile.prompts = Prompts::of(self.prompts);
        profile.vector_moments = self.moments.and_then(Gatherer::finish).map(Arc::new);
        profile.sample.settle();
        profile.into()
    }
}

impl Profile {
    /// Profiles sampled rows anew, each cut to a number of tokens: the one way in which sizes and lengths are made
    /// equal and in which slices are formed.
    pub fn of_sample<'a>(tokenizer: Tokenizer, rows: impl Iterator<Item = (&'a SampleRow, usize)>) -> Self {
        Builder::of_sample(tokenizer, false).of_sampled(rows)
    }

    /// The same for what decides alone, without triples of words and spellings.
    pub fn of_sample_for_decisions<'a>(
        tokenizer: Tokenizer,
        rows: impl Iterator<Item = (&'a SampleRow, usize)>,
    ) -> Self {
        Builder::of_sample(tokenizer, false).for_decisions().of_sampled(rows)
    }

    /// The sampled rows of this profile as a corpus of its own, each in another block; `keyed` says whether it keeps its keys.
    ///
    /// A row without an answer says nothing, so it is in no sample and no block of what rows say: how many were asked and not
    /// answered stays as it was counted.
    pub fn in_blocks(&self, blocks: &[u8], keyed: bool, tokenizer: Tokenizer) -> Self {
        let columns: Vec<DataColumn> = self.columns.iter().map(|c| c.column.clone()).collect();
        let mut builder = Builder::of_sample(tokenizer, true).with_columns(&columns);
        for (row, &block) in self.sample.rows().iter().zip(blocks) {
            builder.add_sampled(row, block, keyed && row.keyed, usize::MAX);
        }
        let mut moved = builder.finish();
        moved.null_texts = self.null_texts;
        moved.empty_texts = self.empty_texts;
        moved.asked = self.asked;
        moved.unanswered = self.unanswered;
        moved.clipped = self.clipped;
        // Moments of all vectors stay in the blocks they were gathered in; where the sample has all vectors it tells them anew.
        let has_all = self.sample.rows().len() as u64 == self.n_documents();
        moved.vector_moments = self.vector_moments.clone().filter(|_| !has_all);
        moved.keys = if keyed { self.keys.clone() } else { Vec::new() };
        moved
    }

    /// A corpus of its own made of some rows of another's sample, with that one's columns: what splits and drills are
    /// made of. It holds what decides alone, as [`Profile::of_sample_for_decisions`] does.
    pub fn of_rows<'a>(
        tokenizer: Tokenizer,
        columns: &[DataColumn],
        rows: impl Iterator<Item = &'a SampleRow>,
    ) -> Self {
        let builder = Builder::of_sample(tokenizer, true).with_columns(columns).for_decisions();
        builder.of_sampled(rows.map(|row| (row, usize::MAX)))
    }
}

impl Builder {
    /// For rows of a sample, which are as long as they may be.
    fn of_sample(tokenizer: Tokenizer, keep_sample: bool) -> Self {
        Self::new(tokenizer, keep_sample).with_sample_bytes(usize::MAX)
    }

    fn of_sampled<'a>(mut self, rows: impl Iterator<Item = (&'a SampleRow, usize)>) -> Profile {
        // Only a profile with a sample is a corpus of its own, whose keys may pair it with another.
        let keyed = self.keep_sample;
        rows.for_each(|(row, max_tokens)| self.add_sampled(row, row.block, keyed && row.keyed, max_tokens));
        self.finish()
    }

    fn add_sampled(&mut self, row: &SampleRow, block: u8, keyed: bool, max_tokens: usize) {
        self.add_rows(1);
        let cells: Vec<CellValue<'_>> = row.cells.iter().map(columns::found).collect();
        let document = Document {
            place: KeyHash { order: row.order, block },
            keyed,
            text: &row.text,
            slice: row.sliced.then_some(row.slice.as_deref()),
            cells: &cells,
            truncated: row.truncated,
            // Vectors are compared as they are in the sample; only a corpus of its own needs them again.
            embedding: match &row.embedding {
                Some(values) if self.keep_sample => Vector::Values(values),
                _ => Vector::Absent,
            },
            max_tokens,
            prompt: row.prompt.as_ref().map(Prompt::Kept),
        };
        let split = row.split(self.tokenizer);
        if self.complete {
            // Spellings come from the text only.
            self.split(&document);
        } else {
            self.scratch.words.clear();
            self.scratch.words.extend_from_slice(split.tokens(max_tokens));
        }
        // Whether it loops is known from the whole text, which this may be the beginning of.
        let whole = Whole { content: split.content, loops: row.loops };
        self.count(&document, whole, Some(&split));
    }
}
