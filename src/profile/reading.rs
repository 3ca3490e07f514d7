//! A sampled text as words and sentences, read once however many comparisons look at it.

use std::sync::{Arc, OnceLock};

use unicode_segmentation::UnicodeSegmentation;

use super::sample::SampleRow;
use super::split::Split;
use super::tokens::Tokenizer;
use crate::hash::of_text;

/// What a text says.
#[derive(Debug)]
pub struct Reading {
    tokenizer: Tokenizer,
    tokens: Vec<u64>,
    /// The tokens as text, joined by spaces.
    words: Box<str>,
    /// Where each of them ends.
    ends: Vec<u32>,
    sentences: Vec<Sentence>,
}

/// What a sentence says of its syntax.
#[derive(Debug)]
pub struct Sentence {
    /// Its tokens.
    pub length: u64,
    /// Its punctuation marks, in order.
    pub marks: Box<[u64]>,
}

/// What is known of a row's text, once somebody looked. It follows from the text, so that rows are equal with and without, and a
/// copy, whose text may be exchanged, starts without.
#[derive(Debug, Default)]
pub struct Kept {
    split: Option<Arc<Split>>,
    reading: OnceLock<Box<Reading>>,
}

impl Kept {
    /// How the text of a row is split, for rows that are counted again and again.
    pub fn of(split: Arc<Split>) -> Self {
        Self { split: Some(split), reading: OnceLock::new() }
    }

    /// The same for a row with the same text.
    pub fn shared(&self) -> Self {
        Self { split: self.split.clone(), reading: OnceLock::new() }
    }

    /// How the text is split, where that is known.
    pub fn split(&self) -> Option<&Arc<Split>> {
        self.split.as_ref()
    }
}

impl Clone for Kept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Kept {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl SampleRow {
    /// Hands over what the text says. A row is read once and by one tokenizer; by another it is read again each time.
    pub fn read<T>(&self, tokenizer: Tokenizer, look: impl FnOnce(&Reading) -> T) -> T {
        let kept = self.reading.reading.get_or_init(|| Box::new(Reading::of(&self.text, tokenizer)));
        if kept.tokenizer == tokenizer { look(kept) } else { look(&Reading::of(&self.text, tokenizer)) }
    }
}

impl Reading {
    fn of(text: &str, tokenizer: Tokenizer) -> Self {
        let (mut tokens, mut words, mut ends) = (Vec::new(), String::new(), Vec::new());
        tokenizer.tokens(text, |word| {
            words.push_str(if tokens.is_empty() { "" } else { " " });
            words.push_str(word);
            tokens.push(of_text(word));
            // The text of a row has at most a few kilobytes, and no tokenizer makes a million of one.
            ends.push(u32::try_from(words.len()).unwrap_or(u32::MAX));
        });
        let sentences = text.split_sentence_bounds().map(|sentence| {
            let mut length = 0;
            tokenizer.tokens(sentence, |_| length += 1);
            let marks = sentence.chars().filter(|&c| is_punctuation(c)).map(u64::from).collect();
            Sentence { length, marks }
        });
        Self { tokenizer, tokens, words: words.into(), ends, sentences: sentences.collect() }
    }

    /// The first tokens.
    pub fn tokens(&self, most: usize) -> &[u64] {
        &self.tokens[..most.min(self.tokens.len())]
    }

    /// The first tokens as text, joined by spaces.
    pub fn words(&self, most: usize) -> &str {
        let last = most.min(self.ends.len()).checked_sub(1);
        last.and_then(|last| self.words.get(..self.ends[last] as usize)).unwrap_or_default()
    }

    /// The sentences (UAX #29) that end within the first tokens: of a cut sentence nothing counts.
    pub fn sentences(&self, most: usize) -> impl Iterator<Item = &Sentence> {
        let mut all = 0;
        self.sentences.iter().take_while(move |sentence| {
            all += sentence.length;
            all <= most as u64
        })
    }
}

/// Punctuation of Latin, typographic and East Asian text; other scripts' marks are few and would need a table.
fn is_punctuation(c: char) -> bool {
    let is_symbol = matches!(c, '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~');
    c.is_ascii_punctuation() && !is_symbol
        || matches!(c, '¡' | '¿' | '«' | '»' | '·' | '؟' | '،' | '؛' | '۔' | '।')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}')
        || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}')
        || matches!(c, '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF1F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Unit;

    fn row(text: &str) -> SampleRow {
        SampleRow { text: text.into(), ..SampleRow::default() }
    }

    /// Lengths of the sentences that have tokens, and all marks.
    fn of(text: &str, max: usize) -> (Vec<u64>, String) {
        row(text).read(Tokenizer::default(), |reading| {
            let found: Vec<&Sentence> = reading.sentences(max).collect();
            let marks = found.iter().flat_map(|s| s.marks.iter().map(|&c| char::from_u32(c as u32).unwrap()));
            (found.iter().map(|s| s.length).filter(|&n| n > 0).collect(), marks.collect())
        })
    }

    #[test]
    fn a_text_is_cut_to_its_first_tokens() {
        let said = |most: usize| {
            row("One, Two! Über")
                .read(Tokenizer::default(), |r| (r.tokens(most).len(), r.words(most).to_owned()))
        };
        assert_eq!(said(0), (0, String::new()));
        assert_eq!(said(2), (2, "one two".to_owned()));
        assert_eq!(said(usize::MAX), (3, "one two über".to_owned()));
    }

    #[test]
    fn a_copy_with_another_text_is_read_anew_and_so_is_another_unit() {
        let first = row("One two");
        let count = |row: &SampleRow, t| row.read(t, |reading| reading.tokens(usize::MAX).len());
        assert_eq!(count(&first, Tokenizer::default()), 2);
        let second = SampleRow { text: "One".into(), ..first.clone() };
        assert_eq!(count(&second, Tokenizer::default()), 1);
        assert_eq!(count(&first, Tokenizer { unit: Unit::Characters, ..Tokenizer::default() }), 6);
        assert_eq!(first, first.clone(), "with and without a reading");
    }

    #[test]
    fn sentences_end_where_unicode_ends_them() {
        let (lengths, marks) =
            of("Well, e.g. this one. Is it \u{201C}so\u{201D}? Yes \u{2014} 3 < 4!", usize::MAX);
        assert_eq!((lengths, marks.as_str()), (vec![4, 3, 3], ",...\u{201C}\u{201D}?\u{2014}!"));
        assert_eq!(of("…", 9), (vec![], "…".to_owned()));
        assert_eq!(of("", 9), (vec![], String::new()));
    }

    #[test]
    fn a_cut_sentence_does_not_count() {
        assert_eq!(of("One two. Three four, five. Six.", 5).0, [2, 3]);
        assert_eq!(of("One two. Three four, five. Six.", 4), (vec![2], ".".to_owned()));
    }
}
