//! A corpus as sequences of words, so that words can be taken away and put in place of others.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::hash::of_text;
use crate::profile::{SampleRow, Split, Tokenizer, reading};

/// A word: its position in the vocabulary.
pub(super) type Word = u32;

/// Three adjacent words.
pub(super) type Phrase = [Word; 3];

/// Phrases that count as the most usual ones.
const TOP_PHRASES: usize = 20;

/// All rows of the null as words.
///
/// A row's text is the excerpt that the sample keeps, at most 4 kB of it.
#[derive(Debug)]
pub(super) struct Wording {
    tokenizer: Tokenizer,
    /// Spelling of each word, in order of first appearance.
    names: Vec<Box<str>>,
    /// Whether the tokenizer reads the same words again from their text, so that it need not be asked.
    comes_back: bool,
    /// Occurrences of each word.
    pub(super) counts: Vec<u64>,
    /// The words of each row.
    pub(super) documents: Vec<Vec<Word>>,
    /// The most widespread phrases, most widespread first.
    pub(super) phrases: Vec<Phrase>,
}

impl Wording {
    /// Splits all rows into words.
    pub(super) fn of(rows: &[SampleRow], tokenizer: Tokenizer) -> Self {
        let (mut names, mut counts) = (Vec::<Box<str>>::new(), Vec::new());
        let mut known: HashMap<Box<str>, Word> = HashMap::new();
        let mut documents = Vec::with_capacity(rows.len());
        for row in rows {
            let mut words = Vec::new();
            tokenizer.tokens(&row.text, |token| {
                let word = known.get(token).copied().unwrap_or_else(|| {
                    let word = names.len() as Word;
                    names.push(token.into());
                    counts.push(0);
                    known.insert(token.into(), word);
                    word
                });
                counts[word as usize] += 1;
                words.push(word);
            });
            documents.push(words);
        }
        let phrases = top_phrases(&documents);
        let mut this = Self { tokenizer, names, comes_back: true, counts, documents, phrases };
        let comes_back = |words: &Vec<Word>| {
            let text = this.text(words);
            this.split(&text, words) == Split::of(&text, tokenizer)
        };
        this.comes_back = this.documents.iter().all(comes_back);
        this
    }

    /// How the text of these words is split.
    fn split(&self, text: &str, words: &[Word]) -> Split {
        match self.comes_back {
            true => {
                let hash = |&word: &Word| of_text(&self.names[word as usize]);
                Split::of_tokens(text, self.tokenizer, words.iter().map(hash).collect())
            }
            false => Split::of(text, self.tokenizer),
        }
    }

    /// Words as text, and how it is split.
    pub(super) fn written(&self, words: &[Word]) -> (Box<str>, reading::Kept) {
        let text = self.text(words);
        let split = Arc::new(self.split(&text, words));
        (text, reading::Kept::of(split))
    }

    /// Different words.
    pub(super) fn n_words(&self) -> usize {
        self.names.len()
    }

    /// The rows with their words as text, punctuation and capitals gone: so that a side with words exchanged differs
    /// from the other in those words only.
    pub(super) fn rows(&self, rows: &[SampleRow]) -> Vec<SampleRow> {
        let plain = |(row, words): (&SampleRow, &Vec<Word>)| {
            let (text, reading) = self.written(words);
            SampleRow { text, reading, ..row.clone() }
        };
        rows.iter().zip(&self.documents).map(plain).collect()
    }

    /// Words as text, from which the tokenizer reads the same words again.
    fn text(&self, words: &[Word]) -> Box<str> {
        let mut text = String::with_capacity(words.len() * 6);
        for (at, &word) in words.iter().enumerate() {
            if at > 0 {
                text.push(' ');
            }
            text.push_str(&self.names[word as usize]);
        }
        text.into()
    }
}

/// The phrases in most documents; ties in the order of their words' first appearance.
fn top_phrases(documents: &[Vec<Word>]) -> Vec<Phrase> {
    let mut spread: BTreeMap<Phrase, u32> = BTreeMap::new();
    for words in documents {
        let mut phrases: Vec<Phrase> = words.windows(3).map(|w| [w[0], w[1], w[2]]).collect();
        phrases.sort_unstable();
        phrases.dedup();
        phrases.into_iter().for_each(|phrase| *spread.entry(phrase).or_insert(0) += 1);
    }
    let mut all: Vec<(Phrase, u32)> = spread.into_iter().collect();
    // Stable, so that ties stay in the order of the map.
    all.sort_by_key(|&(_, documents)| std::cmp::Reverse(documents));
    all.truncate(TOP_PHRASES);
    all.into_iter().map(|(phrase, _)| phrase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{corpus, texts};
    use super::*;
    use crate::profile::Unit;

    #[test]
    fn words_come_back_from_their_text() {
        let odd =
            ["Don\u{2019}t STOP! 3.14 — cafe\u{301} İstanbul", "日本語 and ไทย 字", "\u{1f600} ß ſ", ""];
        for unit in [Unit::Words, Unit::CharacterBigrams] {
            let tokenizer = Tokenizer { unit, case_sensitive: false };
            let rows = corpus(&odd.map(str::to_owned)).sample.rows().to_vec();
            let wording = Wording::of(&rows, tokenizer);
            let plain = wording.rows(&rows);
            let again = Wording::of(&plain, tokenizer);
            assert_eq!(again.names, wording.names);
            assert_eq!(again.documents, wording.documents, "{unit:?}");
            assert_eq!(again.rows(&plain), plain);
        }
    }

    #[test]
    fn counts_and_phrases_are_those_of_the_rows() {
        let rows =
            corpus(&["a b c a b c", "a b c", "x y z", "a b"].map(str::to_owned)).sample.rows().to_vec();
        let wording = Wording::of(&rows, Tokenizer::default());
        assert_eq!(wording.n_words(), 6);
        assert_eq!(wording.counts.iter().sum::<u64>(), 14);
        let top: Vec<_> = wording.phrases[0].map(|w| wording.names[w as usize].clone()).into();
        assert_eq!(top, ["a", "b", "c"].map(Into::into));
        assert_eq!(wording.phrases.len(), 4, "abc, bca, cab, xyz");
        assert!(Wording::of(&[], Tokenizer::default()).phrases.is_empty());
    }

    #[test]
    fn a_corpus_of_many_words_keeps_twenty_phrases() {
        let rows = corpus(&texts(60)).sample.rows().to_vec();
        assert_eq!(Wording::of(&rows, Tokenizer::default()).phrases.len(), TOP_PHRASES);
    }
}
