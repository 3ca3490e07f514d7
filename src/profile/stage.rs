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
use crate::read::{self, Finish, Plan, PlannedTokenizer, Row, Task};
use crate::terms::Vector;

/// Above this share of letters in scripts without spaces, the reference is counted in character bigrams.
const UNSPACED_SHARE: f64 = 0.30;

/// Documents of the reference that decide how all generations are counted.
const FIRST_DOCUMENTS: usize = 2048;

/// How documents are counted, decided once for all generations.
#[derive(Debug, Clone, Copy)]
struct Counting {
    tokenizer: Tokenizer,
    vectors: VectorRule,
    sample_bytes: usize,
}

/// Rows between two messages to an observer.
const ROWS_PER_STEP: u64 = 1024;

/// Profiles every generation of the plan.
///
/// Row groups are decoded in parallel, collected in order and merged like the digits of a binary counter, so that
/// the result does not depend on the number of threads and a corpus of n row groups costs O(log n) passes. `observer`
/// hears how many rows are done.
///
/// # Errors
/// The first reading error, in file order; [`Error::EmbeddingDimension`] when two generations were embedded
/// differently.
pub fn generations(
    plan: &Plan,
    config: &Config,
    observer: &dyn Observer,
) -> Result<(Vec<Profile>, Tokenizer), Error> {
    observer.begin(Stage::Read, plan.tasks.iter().map(|task| task.n_rows).sum());
    let counting = Counting::of_reference(plan, config)?;
    let mut stacks: Vec<Vec<(u32, Profile)>> = (0..plan.n_corpora()).map(|_| Vec::new()).collect();
    // Moments are large, so fewer parts wait at a time; parts are merged in order whatever the window.
    let waiting = if counting.vectors.moments { 1 } else { 4 };
    let window = waiting * rayon::current_num_threads();
    for tasks in plan.tasks.chunks(window.max(1)) {
        let parts: Vec<_> =
            tasks.par_iter().map(|task| profile_one(plan, task, counting, observer)).collect();
        for part in parts {
            for (stack, profile) in stacks.iter_mut().zip(part?) {
                if let Some(profile) = profile {
                    carry(stack, profile);
                }
            }
        }
    }
    let profiles: Vec<Profile> = stacks.into_iter().map(collapse).collect();
    check_dimensions(plan, &profiles, counting.vectors.dimension)?;
    Ok((profiles, counting.tokenizer))
}

/// How the documents of a plan are counted: what text becomes, and which vectors count. The reference decides.
///
/// # Errors
/// A reading error; [`Error::BadTokenizer`].
pub fn counting(plan: &Plan, config: &Config) -> Result<(Tokenizer, VectorRule), Error> {
    let counting = Counting::of_reference(plan, config)?;
    Ok((counting.tokenizer, counting.vectors))
}

/// Refuses a generation most of whose vectors have another dimension than the reference's: another model made them.
fn check_dimensions(plan: &Plan, profiles: &[Profile], expected: Option<usize>) -> Result<(), Error> {
    let Some(expected) = expected else { return Ok(()) };
    for (generation, profile) in plan.corpora().zip(profiles) {
        if let Some(found) = profile.embeddings.other_majority() {
            return Err(Error::EmbeddingDimension {
                generation: generation.to_owned(),
                found,
                reference: plan.generations[0].name.clone(),
                expected,
            });
        }
    }
    Ok(())
}

/// Pushes a part and merges equal ranks, as a binary counter carries.
fn carry(stack: &mut Vec<(u32, Profile)>, part: Profile) {
    let (mut rank, mut part) = (0, part);
    while let Some((_, mut left)) = stack.pop_if(|(r, _)| *r == rank) {
        left.merge(&part);
        (rank, part) = (rank + 1, left);
    }
    stack.push((rank, part));
}

/// Merges what is left, latest first, so that order is kept.
fn collapse(mut stack: Vec<(u32, Profile)>) -> Profile {
    let mut whole = stack.pop().map(|(_, p)| p).unwrap_or_default();
    while let Some((_, mut left)) = stack.pop() {
        left.merge(&whole);
        whole = left;
    }
    whole
}

/// The profile of one row group, by generation.
fn profile_one(
    plan: &Plan,
    task: &Task,
    counting: Counting,
    observer: &dyn Observer,
) -> Result<Vec<Option<Profile>>, Error> {
    let mut builders: Vec<Option<Builder>> = (0..plan.n_corpora()).map(|_| None).collect();
    let sliced = plan.columns.slice.is_some();
    let (mut n_rows, mut n_told) = (0, 0);
    read::rows(plan, task, &mut |row| {
        n_rows += u64::from(row.item == 0);
        if n_rows >= n_told + ROWS_PER_STEP {
            observer.advance(n_rows - n_told);
            n_told = n_rows;
        }
        let builder = builders[row.generation].get_or_insert_with(|| builder(plan, counting));
        add(builder, &row, sliced);
    })?;
    observer.advance(n_rows - n_told);
    Ok(builders.into_iter().map(|b| b.map(Builder::finish)).collect())
}

fn builder(plan: &Plan, counting: Counting) -> Builder {
    Builder::new(counting.tokenizer, true)
        .with_sample_bytes(counting.sample_bytes)
        .with_vectors(counting.vectors)
        .with_columns(&plan.columns.data)
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
    fn of_reference(plan: &Plan, config: &Config) -> Result<Self, Error> {
        let mut texts: Vec<String> = Vec::new();
        let mut dimensions: BTreeMap<usize, u64> = BTreeMap::new();
        for task in &plan.tasks {
            // Without a generation column the first rows are the reference's, and a beginning is all that is needed.
            let enough = if plan.columns.generation.is_none() { FIRST_DOCUMENTS as u64 } else { u64::MAX };
            let mut beginning = task.clone();
            beginning.n_rows = task.n_rows.min(enough);
            read::rows(plan, &beginning, &mut |row| {
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
        let unit = unit(&plan.tokenizer, &texts)?;
        let most_common = dimensions.into_iter().max_by_key(|&(_, n)| n);
        Ok(Self {
            tokenizer: Tokenizer { unit, case_sensitive: config.case_sensitive },
            sample_bytes: config.sample_bytes,
            vectors: VectorRule {
                dimension: most_common.map(|(d, _)| d),
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
