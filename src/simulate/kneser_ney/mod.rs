//! n-grams with interpolated, modified Kneser-Ney smoothing: a language model in the strict sense, on any corpus.

mod counts;
mod discount;
mod nucleus;
mod table;
mod top;

use std::sync::OnceLock;

use super::document::Document;
use super::model::{Generator, Model};
use super::sampling::{Sampling, Truncated};
use crate::chance::Chance;
use crate::terms::Undefined;
use nucleus::Nuclei;
use table::{Place, Table};

/// Longest n-gram.
pub(super) const MAX_ORDER: usize = 5;

/// Shortest n-gram.
pub(super) const MIN_ORDER: usize = 2;

/// What stands before the first word of every document.
const BEGIN: u32 = u32::MAX;

/// What stands after the last word of every document; a document that is written ends where it is drawn.
const END: u32 = u32::MAX - 1;

/// An n-gram model.
#[derive(Debug, Clone)]
pub struct KneserNey {
    /// Words of an n-gram, 2 to 5.
    pub order: usize,
    /// How words are drawn.
    pub sampling: Sampling,
    /// Words at which a document is cut that does not come to an end.
    pub longest: usize,
}

/// What it learned.
#[derive(Debug)]
pub struct FittedKneserNey {
    table: Table,
    choice: Choice,
    order: usize,
    longest: usize,
}

/// How the next word is drawn.
#[derive(Debug)]
enum Choice {
    /// From all words.
    All,
    /// From those that are probable enough.
    Nucleus(Nuclei),
    /// From so many, and of them from so large a share.
    Top { k: usize, share: f64, lists: Vec<Vec<OnceLock<Truncated>>> },
}

impl Model for KneserNey {
    type Row = Document;
    type Fitted = FittedKneserNey;

    fn fit(&self, rows: &[&Document], _seed: u64) -> Result<FittedKneserNey, Undefined> {
        if rows.iter().all(|row| row.words.is_empty()) {
            return Err(Undefined::NothingCounted);
        }
        let levels = counts::levels(rows, self.order);
        let table = Table::new(levels, &self.sampling);
        let choice = match self.sampling.top_k {
            Some(k) => Choice::Top { k, share: self.sampling.top_p, lists: table.for_each_context() },
            None if self.sampling.top_p < 1.0 => Choice::Nucleus(Nuclei::new(&table, self.sampling.top_p)),
            None => Choice::All,
        };
        Ok(FittedKneserNey { table, choice, order: self.order, longest: self.longest })
    }

    fn least_rows(&self) -> usize {
        1
    }
}

impl Generator for FittedKneserNey {
    type Row = Document;

    /// Writes a document word by word. The first one is never the end, because no real document is empty.
    fn draw(&self, chance: &mut Chance) -> Document {
        let mut words = vec![BEGIN];
        while words.len() <= self.longest {
            let context = &words[words.len().saturating_sub(self.order - 1)..];
            let next = self.next(self.table.find(context), chance);
            if next == END {
                return Document { words: words[1..].into(), cut: false };
            }
            words.push(next);
        }
        Document { words: words[1..].into(), cut: true }
    }
}

impl FittedKneserNey {
    fn next(&self, place: Place, chance: &mut Chance) -> u32 {
        match &self.choice {
            Choice::All => loop {
                let word = self.table.draw(place, chance);
                if !self.table.is_barred(place, word) {
                    return word;
                }
            },
            Choice::Nucleus(nuclei) => nuclei.draw(&self.table, place, chance),
            Choice::Top { k, share, lists } => {
                let list = &lists[place.level][place.context as usize];
                list.get_or_init(|| top::list(&self.table, place, *k, *share)).draw(chance)
            }
        }
    }

    /// The probability of a word, or of the end of the document for `None`, after some words of a document; without
    /// temperature and truncation this is what was learned. 0 for words that were never seen.
    ///
    /// `opening` says that these are all words of the document so far.
    pub fn probability(&self, before: &[u32], opening: bool, word: Option<u32>) -> f64 {
        let mut context: Vec<u32> = if opening { vec![BEGIN] } else { Vec::new() };
        context.extend(before);
        let context = &context[context.len().saturating_sub(self.order - 1)..];
        let place = self.table.find(context);
        self.table.weight(place, word.unwrap_or(END)) / self.table.total(place)
    }

    /// Every context that was seen, with the sum of the probabilities of all words after it.
    #[cfg(test)]
    fn sums(&self) -> Vec<f64> {
        self.table.places().map(|place| self.table.sum(place) / self.table.total(place)).collect()
    }
}

#[cfg(test)]
mod tests;
