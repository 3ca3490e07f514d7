//! A text as counting sees it.

use super::tokens::Tokenizer;
use crate::hash::{of_bytes, of_text};

/// The tokens of a text, and what tells the text from others.
#[derive(Debug, PartialEq, Eq)]
pub struct Split {
    tokenizer: Tokenizer,
    /// As [`content`].
    pub(super) content: u64,
    tokens: Box<[u64]>,
}

impl Split {
    /// Splits a text.
    pub fn of(text: &str, tokenizer: Tokenizer) -> Self {
        let mut tokens = Vec::new();
        tokenizer.tokens(text, |token| tokens.push(of_text(token)));
        Self { tokenizer, content: content(text, &mut Vec::new()), tokens: tokens.into() }
    }

    /// Of a text of which all is known.
    pub(super) fn known(tokenizer: Tokenizer, content: u64, tokens: &[u64]) -> Self {
        Self { tokenizer, content, tokens: tokens.into() }
    }

    /// Of a text that is known to fall into these tokens, by their hashes, with one blank between two of them.
    pub fn of_tokens(text: &str, tokenizer: Tokenizer, tokens: Box<[u64]>) -> Self {
        Self { tokenizer, content: of_text(text), tokens }
    }

    /// Whether this tokenizer made it.
    pub(super) fn is_by(&self, tokenizer: Tokenizer) -> bool {
        self.tokenizer == tokenizer
    }

    /// The first tokens.
    pub fn tokens(&self, most: usize) -> &[u64] {
        &self.tokens[..most.min(self.tokens.len())]
    }
}

/// The hash of a text in which any white space counts as one blank. `scratch` is working space.
pub(super) fn content(text: &str, scratch: &mut Vec<u8>) -> u64 {
    scratch.clear();
    if text.is_ascii() {
        let is_space = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r');
        let mut after_space = true;
        for &byte in text.as_bytes() {
            let space = is_space(byte);
            if !(space && after_space) {
                scratch.push(if space { b' ' } else { byte });
            }
            after_space = space;
        }
        if scratch.last() == Some(&b' ') {
            scratch.pop();
        }
        return of_bytes(scratch);
    }
    for part in text.split_whitespace() {
        if !scratch.is_empty() {
            scratch.push(b' ');
        }
        scratch.extend_from_slice(part.as_bytes());
    }
    of_bytes(scratch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Unit;

    #[test]
    fn known_tokens_are_those_of_their_text() {
        let tokenizer = Tokenizer::default();
        let split = Split::of(" One,\ttwo \n", tokenizer);
        assert_eq!(split.tokens(9), [of_text("one"), of_text("two")]);
        assert_eq!(split.tokens(1), [of_text("one")]);
        assert!(split.is_by(tokenizer) && !split.is_by(Tokenizer { unit: Unit::Characters, ..tokenizer }));
        assert_eq!(split.content, of_text("One, two"));
        let known = Split::of_tokens("one two", tokenizer, split.tokens.clone());
        assert_eq!(known, Split::of("one two", tokenizer));
    }

    #[test]
    fn any_white_space_counts_as_one_blank() {
        let content = |text: &str| content(text, &mut b"what was there before".to_vec());
        for (text, blank) in [
            (" \t\r\na \u{b}\u{c}b\u{1c} c\n", "a b\u{1c} c"),
            ("a", "a"),
            ("", ""),
            (" \n ", ""),
            ("\u{3000}\u{e9} \u{a0} b\u{200b}\u{85}", "\u{e9} b\u{200b}"),
        ] {
            assert_eq!(content(text), of_text(blank), "{text:?}");
            let parts: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(parts.join(" "), blank, "{text:?}");
        }
    }
}
