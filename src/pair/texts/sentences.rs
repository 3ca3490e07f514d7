//! How a text is built: the lengths of its sentences and its punctuation marks.

use unicode_segmentation::UnicodeSegmentation;

use crate::profile::Tokenizer;

/// What a text says of its syntax.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    /// Tokens of each sentence that has any.
    pub(super) lengths: Vec<u64>,
    /// The punctuation marks, in order.
    pub(super) marks: Vec<u64>,
}

/// Reads the sentences (UAX #29) that end within the first `max_tokens` tokens: of a cut sentence nothing counts.
pub(super) fn read(text: &str, max_tokens: usize, tokenizer: Tokenizer) -> Sentences {
    let mut found = Sentences::default();
    let mut all = 0usize;
    for sentence in text.split_sentence_bounds() {
        let mut length = 0;
        tokenizer.tokens(sentence, |_| length += 1);
        all += length;
        if all > max_tokens {
            break;
        }
        if length > 0 {
            found.lengths.push(length as u64);
        }
        found.marks.extend(sentence.chars().filter(|&c| is_punctuation(c)).map(u64::from));
    }
    found
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

    fn of(text: &str, max: usize) -> (Vec<u64>, String) {
        let found = read(text, max, Tokenizer::default());
        let marks = found.marks.iter().map(|&c| char::from_u32(c as u32).unwrap()).collect();
        (found.lengths, marks)
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
