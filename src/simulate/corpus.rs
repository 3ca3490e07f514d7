//! Generation 0: a real corpus as models see it.

use std::collections::HashMap;

use rayon::prelude::*;

use super::document::Document;
use crate::config::Config;
use crate::confounders;
use crate::error::{Error, Warning};
use crate::profile::{Counting, Profile, Tokenizer};
use crate::progress::{Observer, Stage};
use crate::read::{self, KeyChoice, Opened, Part};
use crate::terms::Vector;

/// What was wanted of each row, with its key, and what became of the texts.
struct Gathered<T> {
    rows: Vec<(String, T)>,
    told: Profile,
}

/// Documents by number, with the words that the numbers mean.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) keys: Vec<String>,
    pub(super) documents: Vec<Document>,
    pub(super) vocabulary: Vec<String>,
    pub(super) warnings: Vec<Warning>,
}

/// Vectors of one length.
#[derive(Debug)]
pub(super) struct Vectors {
    pub(super) keys: Vec<String>,
    pub(super) vectors: Vec<Vec<f64>>,
    pub(super) warnings: Vec<Warning>,
}

/// A corpus that has been opened.
pub(super) struct Corpus {
    opened: Opened,
    pub(super) tokenizer: Tokenizer,
    dimension: Option<usize>,
    normalize: bool,
}

impl Corpus {
    /// Opens the corpus and decides how it is read.
    pub(super) fn open(config: &Config, observer: &dyn Observer) -> Result<Self, Error> {
        observer.begin(Stage::Plan, config.generations.len() as u64);
        let opened = read::open(config, 1, &KeyChoice::Usual)?;
        let Counting { tokenizer, vectors, .. } = Counting::of_reference(&opened, config, observer)?;
        observer.begin(Stage::Read, opened.n_rows());
        Ok(Self { opened, tokenizer, dimension: vectors.dimension, normalize: config.normalize })
    }

    /// Its paths, as given.
    pub(super) fn paths(&self) -> &[String] {
        self.first().map_or(&[], |corpus| &corpus.paths)
    }

    fn first(&self) -> Option<&read::Described> {
        self.opened.corpora().next()
    }

    /// Where rows were looked for, for messages.
    pub(super) fn place(&self, of_vectors: bool) -> String {
        let chosen = self.opened.columns();
        let column = if of_vectors { chosen.embedding.as_ref() } else { Some(&chosen.text) };
        column.map_or_else(
            || ", there is no embedding column".to_owned(),
            |name| format!(" in column `{name}`"),
        )
    }

    /// Its documents that hold words.
    pub(super) fn texts(&self, observer: &dyn Observer) -> Result<Texts, Error> {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let gathered = self.gather(observer, |row| {
            let mut words = Vec::new();
            self.tokenizer.tokens(row.text.unwrap_or_default(), |word| self.settle(word, &mut words));
            (!words.is_empty()).then_some(words)
        })?;
        let warnings = self.warnings(&gathered.told);
        let mut texts = Texts { keys: Vec::new(), documents: Vec::new(), vocabulary: Vec::new(), warnings };
        for (key, words) in gathered.rows {
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
        let gathered = self.gather(observer, |row| match row.embedding {
            Vector::Values(values) if Some(values.len()) == self.dimension => {
                let vector: Vec<f64> = values.iter().map(|x| f64::from(*x)).collect();
                let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
                let usable = length.is_finite() && !(self.normalize && length == 0.0);
                let unit = if self.normalize { length } else { 1.0 };
                usable.then(|| vector.into_iter().map(|x| x / unit).collect())
            }
            _ => None,
        })?;
        let warnings = self.warnings(&gathered.told);
        let (keys, vectors) = gathered.rows.into_iter().unzip();
        Ok(Vectors { keys, vectors, warnings })
    }

    /// A word as it is read again where it stands by itself, which hardly any changes.
    fn settle(&self, word: &str, words: &mut Vec<String>) {
        self.tokenizer.tokens(word, |again| words.push(again.to_owned()));
    }

    /// What was found while the corpus was read.
    fn warnings(&self, told: &Profile) -> Vec<Warning> {
        let of_texts = confounders::of_texts(self.first().map_or("", |corpus| &corpus.name), told);
        self.opened.warnings().iter().cloned().chain(of_texts).collect()
    }

    /// What is wanted of each row of the first generation, with its key, in file order.
    fn gather<T: Send>(
        &self,
        observer: &dyn Observer,
        wanted: impl Fn(&read::Row<'_>) -> Option<T> + Sync,
    ) -> Result<Gathered<T>, Error> {
        let one = |part: &Part| {
            let mut found = Gathered { rows: Vec::new(), told: Profile::default() };
            self.opened.rows(*part, observer, &mut |row| {
                if row.generation == 0 {
                    tell(&mut found.told, &row);
                    found.rows.extend(wanted(&row).map(|value| (key(&row), value)));
                }
            })?;
            observer.advance(part.n_rows);
            Ok(found)
        };
        let parts: Vec<Result<Gathered<T>, Error>> = self.opened.parts().par_iter().map(one).collect();
        let mut all = Gathered { rows: Vec::new(), told: Profile::default() };
        for part in parts {
            let part = part?;
            all.rows.extend(part.rows);
            all.told = all.told.merge(part.told);
        }
        Ok(all)
    }
}

/// Counts what was taken off a text, or found about it; of words nothing is counted here.
fn tell(told: &mut Profile, row: &read::Row<'_>) {
    told.rows += u64::from(row.item == 0);
    row.found.iter().for_each(|at| told.found[at] += 1);
    row.unknown_role.into_iter().for_each(|role| told.unknown_roles.add(role, 1));
    match row.text {
        Some(_) => told.documents[0] += 1,
        None if row.found.is_left_out() => {}
        None => told.null_texts += 1,
    }
}

/// The key of a real row; where it has none, one that no written row has.
fn key(row: &read::Row<'_>) -> String {
    row.key.map_or_else(|| super::key(0, row.index), |key| String::from_utf8_lossy(key).into_owned())
}
