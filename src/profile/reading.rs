//! A sampled text as words and sentences. Its tokens are told apart once however many comparisons look at it.

use std::sync::{Arc, OnceLock};

use unicode_segmentation::UnicodeSegmentation;

use super::sample::SampleRow;
use super::split::Split;
use super::tokens::Tokenizer;

/// How a row's text is split, once somebody looked. It follows from the text, so that rows are equal with and without, and a
/// copy, whose text may be exchanged, starts without.
#[derive(Debug, Default)]
pub struct Kept(OnceLock<Arc<Split>>);

impl Kept {
    /// Where it is known before.
    pub fn of(split: Arc<Split>) -> Self {
        Self(OnceLock::from(split))
    }

    /// The same for a row with the same text.
    pub fn shared(&self) -> Self {
        Self(self.0.clone())
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
    /// How the text is split. It is kept for the tokenizer that asked first, which is the only one of a run.
    pub fn split(&self, tokenizer: Tokenizer) -> Arc<Split> {
        let kept = self.reading.0.get_or_init(|| Arc::new(Split::of(&self.text, tokenizer)));
        match kept.is_by(tokenizer) {
            true => Arc::clone(kept),
            false => Arc::new(Split::of(&self.text, tokenizer)),
        }
    }

    /// The first tokens as text, joined by spaces.
    pub fn words(&self, tokenizer: Tokenizer, most: usize) -> String {
        let (mut n, mut words) = (0, String::new());
        tokenizer.tokens(&self.text, |word| {
            if n < most {
                words.push_str(if n == 0 { "" } else { " " });
                words.push_str(word);
            }
            n += 1;
        });
        words
    }

    /// The text up to the end of its first tokens, as it stands.
    pub fn beginning(&self, tokenizer: Tokenizer, most: usize) -> &str {
        if self.tokens as usize <= most {
            return &self.text;
        }
        let count = |text: &str| {
            let mut n = 0;
            tokenizer.tokens(text, |_| n += 1);
            n
        };
        let (mut left, mut end) = (most, 0);
        for part in self.text.split_inclusive(char::is_whitespace) {
            let n = count(part);
            if n > left {
                // What has no spaces is cut at the last character that adds no token.
                let ends: Vec<usize> = part.char_indices().map(|(at, _)| at).skip(1).collect();
                let fits = ends.partition_point(|&to| count(&part[..to]) <= left);
                return &self.text[..end + fits.checked_sub(1).map_or(0, |at| ends[at])];
            }
            left -= n;
            end += part.len();
        }
        &self.text
    }

    /// The lengths in tokens of the sentences that lie within the first tokens. A sentence is split as the text of its own that it is.
    pub fn sentences(&self, tokenizer: Tokenizer, most: usize) -> Vec<u64> {
        let mut all = 0;
        let lengths = self.text.split_sentence_bounds().map(|sentence| {
            let mut length = 0;
            tokenizer.tokens(sentence, |_| length += 1);
            length
        });
        let within = lengths.take_while(|length| {
            all += length;
            all <= most as u64
        });
        within.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Unit;

    fn row(text: &str) -> SampleRow {
        SampleRow { text: text.into(), ..SampleRow::default() }
    }

    /// Lengths of the sentences that have tokens.
    fn of(text: &str, max: usize) -> Vec<u64> {
        row(text).sentences(Tokenizer::default(), max).into_iter().filter(|&n| n > 0).collect()
    }

    #[test]
    fn a_text_is_cut_to_its_first_tokens() {
        let said = |most: usize| {
            let (row, by) = (row("One, Two! Über"), Tokenizer::default());
            (row.split(by).tokens(most).len(), row.words(by, most))
        };
        assert_eq!(said(0), (0, String::new()));
        assert_eq!(said(2), (2, "one two".to_owned()));
        assert_eq!(said(usize::MAX), (3, "one two über".to_owned()));
    }

    #[test]
    fn a_beginning_is_cut_at_the_end_of_a_token() {
        let cut = |text: &str, unit, most| {
            let tokenizer = Tokenizer { unit, ..Tokenizer::default() };
            let row = row(text);
            let tokens = row.split(tokenizer).tokens(usize::MAX).len() as u32;
            SampleRow { tokens, ..row }.beginning(tokenizer, most).to_owned()
        };
        let text = "“One, well-known\nÜber” day";
        for (most, expected) in
            [(0, "“"), (1, "“One, "), (2, "“One, well-"), (4, "“One, well-known\nÜber” "), (9, text)]
        {
            assert_eq!(cut(text, Unit::Words, most), expected);
        }
        assert_eq!(cut("今天天气很好", Unit::CharacterBigrams, 2), "今天天");
        assert_eq!(cut("ab cd", Unit::Characters, 3), "ab c");
        assert_eq!(cut("a,b c", Unit::Whitespace, 1), "a,b ");
    }

    #[test]
    fn a_copy_with_another_text_is_read_anew_and_so_is_another_unit() {
        let first = row("One two");
        let count = |row: &SampleRow, t| row.split(t).tokens(usize::MAX).len();
        assert_eq!(count(&first, Tokenizer::default()), 2);
        let second = SampleRow { text: "One".into(), ..first.clone() };
        assert_eq!(count(&second, Tokenizer::default()), 1);
        assert_eq!(count(&first, Tokenizer { unit: Unit::Characters, ..Tokenizer::default() }), 6);
        assert_eq!(first, first.clone(), "with and without what is kept");
    }

    #[test]
    fn sentences_end_where_unicode_ends_them() {
        let text = "Well, e.g. this one. Is it \u{201C}so\u{201D}? Yes \u{2014} 3 < 4!";
        assert_eq!(of(text, usize::MAX), [4, 3, 3]);
        assert!(of("…", 9).is_empty() && of("", 9).is_empty());
    }

    #[test]
    fn a_cut_sentence_does_not_count() {
        assert_eq!(of("One two. Three four, five. Six.", 5), [2, 3]);
        assert_eq!(of("One two. Three four, five. Six.", 4), [2]);
    }
}
