//! Row groups to profiles: parallel map, ordered merge.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::build::{Builder, Document, Prompt};
use super::subwords::Subwords;
use super::tokens::{Tokenizer, Unit, unspaced_share};
use super::{Profile, VectorRule, sample};
use crate::config::{Config, EmbeddingRows};
use crate::error::Error;
use crate::hash::KeyHash;
use crate::progress::{Observer, Stage};
use crate::read::content::Trait;
use crate::read::{Finish, Opened, Part, PlannedTokenizer, Row};
use crate::terms::{DataColumn, Vector};

/// Above this share of letters in scripts without spaces, the reference is counted in character bigrams.
const UNSPACED_SHARE: f64 = 0.30;

/// Documents of the reference that decide how all generations are counted.
const FIRST_DOCUMENTS: usize = 2048;

/// How documents are counted, decided once for all corpora that are to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counting {
    /// How text becomes tokens.
    pub tokenizer: Tokenizer,
    /// Which vectors count.
    pub vectors: VectorRule,
    /// Most bytes of a text that the sample keeps.
    pub sample_bytes: usize,
}

/// Rows between two messages to an observer.
const ROWS_PER_STEP: u64 = 1024;

/// Profiles every corpus that was opened.
///
/// Row groups are decoded in parallel, collected in order and merged like the digits of a binary counter, so that
/// the result does not depend on the number of threads and a corpus of n row groups costs O(log n) passes. `observer`
/// hears how many rows are done.
///
/// # Errors
/// The first reading error, in file order.
pub fn profiles(opened: &Opened, counting: Counting, observer: &dyn Observer) -> Result<Vec<Profile>, Error> {
    profiles_of(opened, counting, |_| true, observer)
}

/// The same for those corpora, by number, that are wanted; the others are empty. Where a generation column decides, all are.
///
/// # Errors
/// As [`profiles`].
pub(crate) fn profiles_of(
    opened: &Opened,
    counting: Counting,
    wanted: impl Fn(usize) -> bool,
    observer: &dyn Observer,
) -> Result<Vec<Profile>, Error> {
    let parts = opened.parts().into_iter().filter(|part| wanted(opened.corpus_of(*part)));
    let parts: Vec<Part> = parts.collect();
    observer.begin(Stage::Read, parts.iter().map(|part| part.n_rows).sum());
    let mut stacks: Vec<Vec<(u32, Profile)>> = (0..opened.n_corpora()).map(|_| Vec::new()).collect();
    // Moments are large, so fewer parts wait at a time; parts are merged in order whatever the window.
    let waiting = if counting.vectors.moments { 1 } else { 4 };
    let window = waiting * rayon::current_num_threads();
    for parts in parts.chunks(window.max(1)) {
        let counted: Vec<_> =
            parts.par_iter().map(|part| profile_one(opened, *part, counting, observer)).collect();
        for part in counted {
            for (stack, profile) in stacks.iter_mut().zip(part?) {
                if let Some(profile) = profile {
                    carry(stack, profile);
                }
            }
        }
    }
    Ok(stacks.into_iter().map(collapse).collect())
}

/// Pushes a part and merges equal ranks, as a binary counter carries.
fn carry(stack: &mut Vec<(u32, Profile)>, part: Profile) {
    let (mut rank, mut part) = (0, part);
    while let Some((_, left)) = stack.pop_if(|(r, _)| *r == rank) {
        (rank, part) = (rank + 1, left.merge(part));
    }
    stack.push((rank, part));
}

/// Merges what is left, latest first, so that order is kept.
fn collapse(mut stack: Vec<(u32, Profile)>) -> Profile {
    let mut whole = stack.pop().map(|(_, p)| p).unwrap_or_default();
    while let Some((_, left)) = stack.pop() {
        whole = left.merge(whole);
    }
    whole
}

/// The profile of one row group, by generation.
fn profile_one(
    opened: &Opened,
    part: Part,
    counting: Counting,
    observer: &dyn Observer,
) -> Result<Vec<Option<Profile>>, Error> {
    let mut builders: Vec<Option<Builder>> = (0..opened.n_corpora()).map(|_| None).collect();
    let sliced = opened.columns().slice.is_some();
    let (mut n_rows, mut n_told) = (0, 0);
    opened.rows(part, observer, &mut |row| {
        n_rows += u64::from(row.item == 0);
        if n_rows >= n_told + ROWS_PER_STEP {
            observer.advance(n_rows - n_told);
            n_told = n_rows;
        }
        let builder =
            builders[row.generation].get_or_insert_with(|| builder(&opened.columns().data, counting));
        add(builder, &row, sliced);
    })?;
    observer.advance(n_rows - n_told);
    Ok(builders.into_iter().map(|b| b.map(Builder::finish)).collect())
}

fn builder(columns: &[DataColumn], counting: Counting) -> Builder {
    Builder::new(counting.tokenizer, true)
        .with_sample_bytes(counting.sample_bytes)
        .with_vectors(counting.vectors)
        .with_columns(columns)
}

fn add(builder: &mut Builder, row: &Row<'_>, sliced: bool) {
    if row.item == 0 {
        builder.add_rows(1);
        row.finish.iter().for_each(|&finish| builder.add_finish(finish));
        row.prompt.into_iter().for_each(|prompt| builder.add_prompt(prompt));
    }
    builder.add_found(row.found, row.unknown_role);
    let keyed = row.key.is_some();
    if row.found.has(Trait::OtherRole) || row.found.has(Trait::EarlierTurn) {
        return;
    }
    if row.found.has(Trait::ToolCall) {
        return builder.add_silent(place(row), keyed);
    }
    let Some(text) = row.text else {
        return builder.add_null(place(row), keyed);
    };
    if text.trim().is_empty() {
        return builder.add_empty(place(row), keyed);
    }
    builder.add(&Document {
        keyed,
        slice: sliced.then_some(row.slice),
        cells: row.cells,
        truncated: row.finish.and_then(Finish::is_cut_off),
        embedding: row.embedding,
        prompt: row.prompt.map(Prompt::Text),
        ..Document::new(place(row), text)
    });
}

/// Without a key, the row number serves: rows of two files in the same order then still share their blocks.
fn place(row: &Row<'_>) -> KeyHash {
    match row.key {
        Some(key) => KeyHash::of(key),
        None => {
            let mut bytes = *b"row\0\0\0\0\0\0\0\0\0";
            bytes[4..].copy_from_slice(&row.index.to_le_bytes());
            KeyHash::of(&bytes)
        }
    }
}

impl Counting {
    /// Decides by the beginning of the reference: the unit by its letters, the dimension by its most common vector.
    ///
    /// # Errors
    /// A reading error; [`Error::BadTokenizer`].
    pub fn of_reference(opened: &Opened, config: &Config, observer: &dyn Observer) -> Result<Self, Error> {
        let mut texts: Vec<String> = Vec::new();
        let mut dimensions: BTreeMap<usize, u64> = BTreeMap::new();
        for part in opened.parts() {
            // Without a generation column the first rows are the reference's, and a beginning is all that is needed.
            let is_split = opened.columns().generation.is_some();
            let beginning = if is_split { part } else { part.first(FIRST_DOCUMENTS as u64) };
            opened.rows(beginning, observer, &mut |row| {
                if row.generation == 0 && texts.len() < FIRST_DOCUMENTS {
                    texts.extend(row.text.map(|t| sample::prefix(t, sample::TEXT_BYTES).to_owned()));
                    if let Vector::Values(values) = row.embedding {
                        *dimensions.entry(values.len()).or_insert(0) += 1;
                    }
                }
            })?;
            if texts.len() >= FIRST_DOCUMENTS {
                break;
            }
        }
        let unit = unit(opened.tokenizer(), &texts)?;
        let dimension = dimensions.into_iter().max_by_key(|&(_, n)| n).map(|(dimension, _)| dimension);
        if let Some(found) = dimension.filter(|&found| found > config.max_dimension) {
            let column = opened.columns().embedding.clone().unwrap_or_default();
            return Err(Error::WideEmbeddings { column, found, most: config.max_dimension });
        }
        Ok(Self {
            tokenizer: Tokenizer { unit, case_sensitive: config.case_sensitive },
            sample_bytes: config.sample_bytes,
            vectors: VectorRule {
                dimension,
                normalize: config.normalize,
                moments: config.embedding_rows == EmbeddingRows::All,
            },
        })
    }
}

/// The unit asked for; words give way to character bigrams where the beginning of the reference is written without
/// spaces.
fn unit(tokenizer: &PlannedTokenizer, texts: &[String]) -> Result<Unit, Error> {
    match tokenizer {
        PlannedTokenizer::Words if unspaced_share(texts.iter().map(String::as_str)) > UNSPACED_SHARE => {
            Ok(Unit::CharacterBigrams)
        }
        PlannedTokenizer::Words => Ok(Unit::Words),
        PlannedTokenizer::Chars => Ok(Unit::Characters),
        PlannedTokenizer::Whitespace => Ok(Unit::Whitespace),
        PlannedTokenizer::File { path, content } => match Subwords::load(content) {
            Ok(subwords) => Ok(Unit::Subwords(subwords)),
            Err(problem) => Err(Error::BadTokenizer { path: path.clone(), problem }),
        },
    }
}
