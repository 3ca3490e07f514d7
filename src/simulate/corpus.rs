//! Generation 0: a real corpus as models see it.

use std::collections::HashMap;

use rayon::prelude::*;

use super::document::Document;
use crate::config::Config;
use crate::error::Error;
use crate::profile::{self, Tokenizer};
use crate::progress::{Observer, Stage};
use crate::read::{self, Plan, Task};
use crate::terms::Vector;

/// Documents by number, with the words that the numbers mean.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) keys: Vec<String>,
    pub(super) documents: Vec<Document>,
    pub(super) vocabulary: Vec<String>,
}

/// Vectors of one length.
#[derive(Debug)]
pub(super) struct Vectors {
    pub(super) keys: Vec<String>,
    pub(super) vectors: Vec<Vec<f64>>,
}

/// A corpus that has been opened.
pub(super) struct Corpus {
    plan: Plan,
    pub(super) tokenizer: Tokenizer,
    dimension: Option<usize>,
    normalize: bool,
}

impl Corpus {
    /// Opens the corpus and decides how it is read.
    pub(super) fn open(config: &Config, observer: &dyn Observer) -> Result<Self, Error> {
        observer.begin(Stage::Plan, config.generations.len() as u64);
        let plan = read::plan_alone(config)?;
        let (tokenizer, vectors) = profile::counting(&plan, config)?;
        observer.begin(Stage::Read, plan.tasks.iter().map(|task| task.n_rows).sum());
        Ok(Self { plan, tokenizer, dimension: vectors.dimension, normalize: config.normalize })
    }

    /// Its paths, as given.
    pub(super) fn paths(&self) -> &[String] {
        &self.plan.generations[0].paths
    }

    /// Where rows were looked for, for messages.
    pub(super) fn place(&self, of_vectors: bool) -> String {
        let chosen = &self.plan.columns;
        let column = if of_vectors { chosen.embedding.as_ref() } else { Some(&chosen.text) };
        column.map_or_else(
            || ", there is no embedding column".to_owned(),
            |name| format!(" in column `{name}`"),
        )
    }

    /// Its documents that hold words.
    pub(super) fn texts(&self, observer: &dyn Observer) -> Result<Texts, Error> {
        let mut texts = Texts { keys: Vec::new(), documents: Vec::new(), vocabulary: Vec::new() };
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let rows = self.gather(observer, |row| {
            let mut words = Vec::new();
            self.tokenizer.tokens(row.text.unwrap_or_default(), |word| self.settle(word, &mut words));
            (!words.is_empty()).then_some(words)
        })?;
        for (key, words) in rows {
            let number = |word: String| {
                *numbers.entry(word).or_insert_with_key(|word| {
                    texts.vocabulary.push(word.clone());
                    (texts.vocabulary.len() - 1) as u32
                })
            };
            texts.documents.push(Document { words: words.into_iter().map(number).collect(), cut: false });
            texts.keys.push(key);
        }
        Ok(texts)
    }

    /// Its vectors that are complete, of the most common length.
    pub(super) fn vectors(&self, observer: &dyn Observer) -> Result<Vectors, Error> {
        let rows = self.gather(observer, |row| match row.embedding {
            Vector::Values(values) if Some(values.len()) == self.dimension => {
                let vector: Vec<f64> = values.iter().map(|x| f64::from(*x)).collect();
                let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
                let usable = length.is_finite() && !(self.normalize && length == 0.0);
                let unit = if self.normalize { length } else { 1.0 };
                usable.then(|| vector.into_iter().map(|x| x / unit).collect())
            }
            _ => None,
        })?;
        let (keys, vectors) = rows.into_iter().unzip();
        Ok(Vectors { keys, vectors })
    }

    /// A word as it is read again where it stands by itself, which hardly any changes.
    fn settle(&self, word: &str, words: &mut Vec<String>) {
        self.tokenizer.tokens(word, |again| words.push(again.to_owned()));
    }

    /// What is wanted of each row of the first generation, with its key, in file order.
    fn gather<T: Send>(
        &self,
        observer: &dyn Observer,
        wanted: impl Fn(&read::Row<'_>) -> Option<T> + Sync,
    ) -> Result<Vec<(String, T)>, Error> {
        let one = |task: &Task| {
            let mut found = Vec::new();
            read::rows(&self.plan, task, &mut |row| {
                if row.generation == 0 {
                    found.extend(wanted(&row).map(|value| (key(&row), value)));
                }
            })?;
            observer.advance(task.n_rows);
            Ok(found)
        };
        let parts: Vec<Result<Vec<(String, T)>, Error>> = self.plan.tasks.par_iter().map(one).collect();
        let mut all = Vec::new();
        for part in parts {
            all.extend(part?);
        }
        Ok(all)
    }
}

/// The key of a real row; where it has none, one that no written row has.
fn key(row: &read::Row<'_>) -> String {
    row.key.map_or_else(|| super::key(0, row.index), |key| String::from_utf8_lossy(key).into_owned())
}
