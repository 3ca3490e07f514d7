//! Text to tokens: Unicode words, character bigrams where a script has no spaces, or what the user asked for.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

use super::pieces::{Piece, ascii_words, pieces};
use super::subwords::Subwords;
use crate::read::unspaced::is_unspaced;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Unicode words (UAX #29), anything without a letter or digit dropped.
    #[default]
    Words,
    /// The same, but runs of letters of scripts without spaces become overlapping character bigrams.
    CharacterBigrams,
    /// Characters as readers see them (extended grapheme clusters, UAX #29), white space dropped.
    Characters,
    /// Whatever stands between white space, punctuation included.
    Whitespace,
    /// The subwords of a tokenizer file.
    Subwords(Subwords),
}

impl Unit {
    /// The unit's name in reports. Of a file it holds the hash of the content, since that decides what is counted.
    pub fn name(self) -> String {
        match self {
            Unit::Words => "words".to_owned(),
            Unit::CharacterBigrams => "character-bigrams".to_owned(),
            Unit::Characters => "characters".to_owned(),
            Unit::Whitespace => "whitespace".to_owned(),
            Unit::Subwords(subwords) => format!("subwords-{:016x}", subwords.hash()),
        }
    }
}

/// How text becomes tokens; part of what makes two profiles comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tokenizer {
    /// What is counted.
    pub unit: Unit,
    /// Keep upper and lower case apart.
    pub case_sensitive: bool,
}

impl Tokenizer {
    /// Hands each token of `text` to `emit`, in order.
    ///
    /// Text is brought to NFC and typographic apostrophes to ', so that the same word typed on two keyboards is one
    /// type; a tokenizer file normalizes by its own rules. Cost: one pass.
    pub fn tokens(&self, text: &str, mut emit: impl FnMut(&str)) {
        let mut lower = String::new();
        match self.unit {
            Unit::Subwords(subwords) => subwords.tokens(text, emit),
            // Joiners and selectors make one character of several, and stay within it.
            Unit::Characters => normal_form(text)
                .graphemes(true)
                .filter(|c| !c.chars().all(char::is_whitespace))
                .for_each(|c| self.fold(c, &mut lower, &mut emit)),
            Unit::Words | Unit::CharacterBigrams | Unit::Whitespace => {
                for piece in pieces(text) {
                    match piece {
                        Piece::Ascii(piece) => self.ascii(piece, &mut lower, &mut emit),
                        Piece::Other(piece) => {
                            self.other(&normal_form(&printed(piece)), &mut lower, &mut emit)
                        }
                    }
                }
            }
        }
    }

    /// Tokens of ASCII alone. `lower` is working space.
    fn ascii(&self, piece: &str, lower: &mut String, emit: &mut impl FnMut(&str)) {
        let piece = if self.case_sensitive {
            piece
        } else {
            lower.clear();
            lower.push_str(piece);
            lower.make_ascii_lowercase();
            lower.as_str()
        };
        match self.unit {
            Unit::Whitespace => piece.split_whitespace().for_each(emit),
            _ => ascii_words(piece, emit),
        }
    }

    /// Tokens of any text in its normal form. `lower` is working space.
    fn other(&self, text: &str, lower: &mut String, emit: &mut impl FnMut(&str)) {
        if text.is_ascii() {
            return self.ascii(text, lower, emit);
        }
        let mut word = |w: &str| self.fold(w, lower, emit);
        match self.unit {
            Unit::Whitespace => text.split_whitespace().for_each(word),
            Unit::CharacterBigrams => {
                for (unspaced, run) in runs(text) {
                    if unspaced {
                        bigrams(run, &mut word);
                    } else {
                        run.unicode_words().for_each(&mut word);
                    }
                }
            }
            _ => text.unicode_words().for_each(word),
        }
    }

    /// Hands on a token in lower case, unless case is kept. `lower` is working space.
    fn fold(&self, token: &str, lower: &mut String, emit: &mut impl FnMut(&str)) {
        // Most are lower case already and need no copy.
        if self.case_sensitive || token.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
            emit(token);
        } else if token.is_ascii() {
            lower.clear();
            lower.push_str(token);
            lower.make_ascii_lowercase();
            emit(lower);
        } else {
            emit(&token.to_lowercase());
        }
    }
}

/// The text without characters that show nothing and part nothing: soft hyphens, joiners, marks of direction, selectors of variants.
/// Text that went through HTML, PDF or a keyboard of another script has them inside of words, and a word with them is the same word.
fn printed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_unprinted) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_unprinted(*c)).collect())
}

/// Default-ignorable characters (Unicode, DerivedCoreProperties) that occur in text. The zero-width space is none: it parts words, in
/// Thai and Khmer.
fn is_unprinted(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The text in NFC with ' for every apostrophe that keyboards and editors make of it.
fn normal_form(text: &str) -> Cow<'_, str> {
    const TYPOGRAPHIC: [char; 2] = ['\u{2019}', '\u{02BC}'];
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let nfc = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    };
    if nfc.contains(TYPOGRAPHIC) { Cow::Owned(nfc.replace(TYPOGRAPHIC, "'")) } else { nfc }
}

/// Share of the letters of these texts that belong to scripts without spaces; 0 when there is no letter.
pub fn unspaced_share<'a>(texts: impl Iterator<Item = &'a str>) -> f64 {
    let (mut letters, mut unspaced) = (0u64, 0u64);
    for text in texts {
        if text.is_ascii() {
            letters += text.bytes().filter(u8::is_ascii_alphabetic).count() as u64;
            continue;
        }
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            letters += 1;
            unspaced += u64::from(is_unspaced(c));
        }
    }
    if letters == 0 { 0.0 } else { unspaced as f64 / letters as f64 }
}

/// Splits text into maximal runs of unspaced and of other characters.
fn runs(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = is_unspaced(rest.chars().next()?);
        let end =
            rest.char_indices().find(|&(_, c)| is_unspaced(c) != first).map_or(rest.len(), |(at, _)| at);
        let (run, tail) = rest.split_at(end);
        rest = tail;
        Some((first, run))
    })
}

/// Overlapping character bigrams of a run; a run of one character is one token.
fn bigrams(run: &str, emit: &mut impl FnMut(&str)) {
    let ends: Vec<usize> = run.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    if ends.len() == 1 {
        return emit(run);
    }
    let mut start = 0;
    for pair in ends.windows(2) {
        emit(&run[start..pair[1]]);
        start = pair[0];
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::profile::pieces::tests::characters;

    fn split(tokenizer: Tokenizer, text: &str) -> Vec<String> {
        let mut out = Vec::new();
        tokenizer.tokens(text, |t| out.push(t.to_owned()));
        out
    }

    #[test]
    fn words_are_lower_cased_and_punctuation_is_dropped() {
        let t = Tokenizer::default();
        assert_eq!(split(t, "The cat, the CAT! 3.14 — don’t"), ["the", "cat", "the", "cat", "3.14", "don't"]);
        assert_eq!(split(t, " \t\n…"), Vec::<String>::new());
    }

    #[test]
    fn case_is_kept_when_asked() {
        let t = Tokenizer { case_sensitive: true, ..Tokenizer::default() };
        assert_eq!(split(t, "Ab aB"), ["Ab", "aB"]);
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_word() {
        let t = Tokenizer::default();
        assert_eq!(split(t, "caf\u{e9}"), split(t, "cafe\u{301}"));
        assert_eq!(split(t, "É"), ["é"]);
    }

    #[test]
    fn characters_that_show_nothing_make_no_other_word() {
        let words = [
            "co\u{AD}operate",
            "cooperate\u{200E}",
            "\u{FEFF}cooperate",
            "coop\u{2060}erate",
            "co\u{200D}operate\u{FE0F}",
        ];
        for unit in [Unit::Words, Unit::CharacterBigrams, Unit::Whitespace] {
            let t = Tokenizer { unit, ..Tokenizer::default() };
            for word in words {
                assert_eq!(split(t, word), split(t, "cooperate"), "{word:?} {unit:?}");
            }
        }
        // With and without the joiner that Persian spelling asks for.
        let t = Tokenizer::default();
        assert_eq!(split(t, "می\u{200C}خواهم"), split(t, "میخواهم"));
        // Between words it is a space, and an accent behind a soft hyphen still belongs to its letter.
        assert_eq!(split(t, "ab\u{200B}cd"), ["ab", "cd"]);
        assert_eq!(split(t, "caf\u{65}\u{AD}\u{301}"), ["café"]);
    }

    #[test]
    fn scripts_without_spaces_become_overlapping_bigrams() {
        let t = Tokenizer { unit: Unit::CharacterBigrams, ..Tokenizer::default() };
        assert_eq!(split(t, "日本語 and ไทย 字"), ["日本", "本語", "and", "ไท", "ทย", "字"]);
    }

    #[test]
    fn characters_and_what_stands_between_spaces() {
        let t = Tokenizer { unit: Unit::Characters, ..Tokenizer::default() };
        assert_eq!(split(t, "Né e\u{301}, 👩‍👩‍👧!"), ["n", "é", "é", ",", "👩‍👩‍👧", "!"]);
        let t = Tokenizer { unit: Unit::Whitespace, ..Tokenizer::default() };
        assert_eq!(split(t, " The cat,\tthe \u{a0}CAT! "), ["the", "cat,", "the", "cat!"]);
    }

    #[test]
    fn unspaced_share_counts_letters_only() {
        assert_eq!(unspaced_share(["ab12 日本"].into_iter()), 0.5);
        assert_eq!(unspaced_share(["123 …"].into_iter()), 0.0);
        assert_eq!(unspaced_share(["plain"].into_iter()), 0.0);
    }

    /// The rule without its fast path: the whole text in its normal form, token by token.
    fn by_the_rule(tokenizer: Tokenizer, text: &str) -> Vec<String> {
        let printed = printed(text);
        let whole = normal_form(&printed);
        let mut tokens: Vec<String> = Vec::new();
        match tokenizer.unit {
            Unit::Words => tokens.extend(whole.unicode_words().map(str::to_owned)),
            Unit::Whitespace => tokens.extend(whole.split_whitespace().map(str::to_owned)),
            _ => {
                for (unspaced, run) in runs(&whole) {
                    match unspaced {
                        true => bigrams(run, &mut |token: &str| tokens.push(token.to_owned())),
                        false => tokens.extend(run.unicode_words().map(str::to_owned)),
                    }
                }
            }
        }
        let fold = |token: String| if tokenizer.case_sensitive { token } else { token.to_lowercase() };
        tokens.into_iter().map(fold).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_fast_path_gives_the_same_tokens(
            text in prop::collection::vec(characters(), 0..40),
            unit in prop::sample::select(vec![Unit::Words, Unit::CharacterBigrams, Unit::Whitespace]),
            case_sensitive in any::<bool>(),
        ) {
            let text: String = text.into_iter().collect();
            let tokenizer = Tokenizer { unit, case_sensitive };
            prop_assert_eq!(split(tokenizer, &text), by_the_rule(tokenizer, &text));
        }
    }
}
