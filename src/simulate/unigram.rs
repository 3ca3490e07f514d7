//! Words drawn independently of each other: the case that theory solves.

use super::document::Document;
use super::model::{Generator, Model};
use super::sampling::{Sampling, Truncated};
use crate::chance::Chance;
use crate::terms::Undefined;

/// A unigram model: each word's share of all words, learned exactly.
///
/// The length of a document is that of a document it learned from, drawn with equal chances.
#[derive(Debug, Clone)]
pub struct Unigram {
    /// How words are drawn.
    pub sampling: Sampling,
}

/// What it learned.
#[derive(Debug)]
pub struct FittedUnigram {
    lengths: Vec<u32>,
    /// Words that occur, with their shares, by number.
    shares: Vec<(u32, f64)>,
    words: Truncated,
}

impl FittedUnigram {
    /// Words that occur in what it learned from, with their shares.
    pub fn shares(&self) -> &[(u32, f64)] {
        &self.shares
    }
}

impl Model for Unigram {
    type Row = Document;
    type Fitted = FittedUnigram;

    fn fit(&self, rows: &[&Document], _seed: u64) -> Result<FittedUnigram, Undefined> {
        let mut counts: Vec<u64> = Vec::new();
        let mut total = 0u64;
        for &word in rows.iter().flat_map(|row| row.words.iter()) {
            let word = word as usize;
            if counts.len() <= word {
                counts.resize(word + 1, 0);
            }
            counts[word] += 1;
            total += 1;
        }
        if total == 0 {
            return Err(Undefined::NothingCounted);
        }
        let counted = (0u32..).zip(counts).filter(|(_, count)| *count > 0);
        let shares: Vec<_> = counted.map(|(word, count)| (word, count as f64 / total as f64)).collect();
        let lengths = rows.iter().map(|row| row.words.len() as u32).collect();
        Ok(FittedUnigram { lengths, words: Truncated::new(shares.clone(), &self.sampling), shares })
    }

    fn least_rows(&self) -> usize {
        1
    }
}

impl Generator for FittedUnigram {
    type Row = Document;

    fn draw(&self, chance: &mut Chance) -> Document {
        let length = self.lengths[chance.position(self.lengths.len())];
        let words = (0..length).map(|_| self.words.draw(chance)).collect();
        Document { words, cut: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(words: &[u32]) -> Document {
        Document { words: words.into(), cut: false }
    }

    #[test]
    fn shares_and_lengths_are_those_of_the_rows() {
        let rows = [document(&[0, 0, 3]), document(&[3])];
        let fitted = Unigram { sampling: Sampling::default() }.fit(&rows.each_ref(), 0).unwrap();
        assert_eq!(fitted.shares(), [(0, 0.5), (3, 0.5)]);
        let drawn: Vec<Document> = (0..200).map(|i| fitted.draw(&mut Chance::at([i]))).collect();
        assert!(drawn.iter().all(|d| [1, 3].contains(&d.words.len())));
        assert!(drawn.iter().any(|d| d.words.len() == 1) && drawn.iter().any(|d| d.words.len() == 3));
        assert!(Unigram { sampling: Sampling::default() }.fit(&[&document(&[])], 0).is_err());
    }
}
