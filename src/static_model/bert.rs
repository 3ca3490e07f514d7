//! Word pieces as BERT has them: text is cleaned and split at spaces and punctuation, and each word is cut into the longest
//! pieces of a vocabulary. The rules, and the tables of characters, are those of the `tokenizers` library, so that the same
//! text has the same pieces.

use std::collections::HashMap;

use serde::Deserialize;
use unicode_categories::UnicodeCategories;
use unicode_normalization::UnicodeNormalization;

/// What is done to a text before it is split.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Cleaning {
    clean_text: bool,
    handle_chinese_chars: bool,
    strip_accents: Option<bool>,
    lowercase: bool,
}

/// The pieces of a vocabulary.
#[derive(Debug)]
pub(super) struct WordPieces {
    cleaning: Cleaning,
    /// Pieces that begin a word.
    first: HashMap<Box<str>, u32>,
    /// Pieces that go on with one, without the mark that says so.
    further: HashMap<Box<str>, u32>,
    unknown: u32,
    longest_word: usize,
}

impl WordPieces {
    pub(super) fn new(
        cleaning: Cleaning,
        vocabulary: HashMap<String, u32>,
        prefix: &str,
        unknown: u32,
        longest_word: usize,
    ) -> Self {
        let further =
            vocabulary.iter().filter_map(|(piece, id)| Some((piece.strip_prefix(prefix)?.into(), *id)));
        let further = further.collect();
        let first = vocabulary.into_iter().map(|(piece, id)| (piece.into(), id)).collect();
        Self { cleaning, first, further, unknown, longest_word }
    }

    /// Hands the number of each piece to `emit`, in order. Cost: O(characters) look-ups for words that are pieces themselves.
    pub(super) fn ids(&self, text: &str, mut emit: impl FnMut(u32)) {
        let text = self.cleaning.apply(text);
        let mut pieces = Vec::new();
        let mut word = |word: &str| self.word(word, &mut pieces, &mut emit);
        for part in text.split(char::is_whitespace) {
            let mut from = 0;
            for (at, c) in part.char_indices().filter(|(_, c)| is_punctuation(*c)) {
                let after = at + c.len_utf8();
                word(&part[from..at]);
                word(&part[at..after]);
                from = after;
            }
            word(&part[from..]);
        }
    }

    /// A word that cannot be cut into pieces is unknown as a whole.
    fn word(&self, word: &str, pieces: &mut Vec<u32>, emit: &mut impl FnMut(u32)) {
        if word.is_empty() {
            return;
        }
        pieces.clear();
        let mut rest = word;
        if word.len() > self.longest_word && word.chars().count() > self.longest_word {
            return emit(self.unknown);
        }
        while !rest.is_empty() {
            let among = if rest.len() == word.len() { &self.first } else { &self.further };
            let ends = rest.char_indices().rev().map(|(at, c)| at + c.len_utf8());
            let longest = ends.into_iter().find_map(|end| Some((end, *among.get(&rest[..end])?)));
            let Some((end, id)) = longest else { return emit(self.unknown) };
            pieces.push(id);
            rest = &rest[end..];
        }
        pieces.iter().copied().for_each(emit);
    }
}

impl Cleaning {
    fn apply(self, text: &str) -> String {
        let kept = text.chars().filter(|&c| !(self.clean_text && is_dropped(c)));
        let spaced = kept.map(|c| if self.clean_text && c.is_whitespace() { ' ' } else { c });
        if text.is_ascii() {
            return if self.lowercase {
                spaced.map(|c| c.to_ascii_lowercase()).collect()
            } else {
                spaced.collect()
            };
        }
        let mut apart = String::with_capacity(text.len());
        for c in spaced {
            if self.handle_chinese_chars && is_ideograph(c) {
                apart.extend([' ', c, ' ']);
            } else {
                apart.push(c);
            }
        }
        if self.strip_accents.unwrap_or(self.lowercase) {
            apart = apart.nfd().filter(|c| !c.is_mark_nonspacing()).collect();
        }
        if self.lowercase { apart.chars().flat_map(char::to_lowercase).collect() } else { apart }
    }
}

fn is_dropped(c: char) -> bool {
    c == '\0' || c == '\u{fffd}' || (!matches!(c, '\t' | '\n' | '\r') && c.is_other())
}

fn is_punctuation(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_punctuation() } else { c.is_punctuation() }
}

/// The blocks of CJK ideographs that BERT takes for words.
fn is_ideograph(c: char) -> bool {
    matches!(
        u32::from(c),
        0x4E00..=0x9FFF
            | 0x3400..=0x4DBF
            | 0x20000..=0x2A6DF
            | 0x2A700..=0x2B73F
            | 0x2B740..=0x2B81F
            | 0x2B920..=0x2CEAF
            | 0xF900..=0xFAFF
            | 0x2F800..=0x2FA1F
    )
}
