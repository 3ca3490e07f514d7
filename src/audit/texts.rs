//! The texts of many rows as numbers of their words: what repeats and leaks are found by, at four bytes a word.

use crate::hash;
use crate::profile::Tokenizer;

/// Texts of rows, in their order. *Memory*: 4 bytes a word and 24 a row.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    words: Vec<u32>,
    ends: Vec<usize>,
    whole: Vec<Option<u64>>,
}

impl Texts {
    /// Adds the text of a row; `None` is a row without one, which keeps its number. *Cost*: one pass.
    pub fn push(&mut self, text: Option<&str>, tokenizer: &Tokenizer) {
        let text = text.unwrap_or_default();
        tokenizer.tokens(text, |word| self.words.push((hash::of_text(word) >> 32) as u32));
        self.ends.push(self.words.len());
        self.whole.push(collapsed(text).map(|text| hash::of_text(&text)));
    }

    /// Adds the rows of a later part behind its own.
    pub fn append(&mut self, later: &Self) {
        let behind = self.words.len();
        self.words.extend_from_slice(&later.words);
        self.ends.extend(later.ends.iter().map(|end| behind + end));
        self.whole.extend_from_slice(&later.whole);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Words of all rows.
    pub fn n_words(&self) -> usize {
        self.words.len()
    }

    /// The words of a row as the upper halves of their hashes: two different words are one number with probability 2^-32.
    pub fn words(&self, row: usize) -> &[u32] {
        let begin = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[begin..self.ends[row]]
    }

    /// Identity of a row's whole text, white space collapsed; `None` for a row without a text or with a blank one.
    pub fn whole(&self, row: usize) -> Option<u64> {
        self.whole[row]
    }

    /// The words as the formulas of n-grams want them.
    pub(super) fn ids(&self, row: usize) -> Vec<u64> {
        self.words(row).iter().map(|&word| u64::from(word)).collect()
    }
}

/// The text with every run of white space as one space; `None` where nothing else is in it.
fn collapsed(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for part in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(part);
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_numbers_and_parts_come_behind_each_other() {
        let tokenizer = Tokenizer::default();
        let mut texts = Texts::default();
        texts.push(Some("One  two\n"), &tokenizer);
        texts.push(None, &tokenizer);
        let mut later = Texts::default();
        later.push(Some(" one two"), &tokenizer);
        later.push(Some("One two"), &tokenizer);
        texts.append(&later);
        assert_eq!((texts.len(), texts.n_words()), (4, 6));
        assert_eq!(texts.words(0), texts.words(2), "case is no word");
        assert!(texts.words(1).is_empty() && texts.whole(1).is_none());
        assert_ne!(texts.whole(0), texts.whole(2), "but another text");
        assert_eq!(texts.whole(0), texts.whole(3), "white space is none");
    }
}
