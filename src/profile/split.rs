//! A text as counting sees it.

use super::tokens::Tokenizer;
use crate::hash::of_text;

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
        Self { tokenizer, content: content(text, &mut String::new()), tokens: tokens.into() }
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
pub(super) fn content(text: &str, scratch: &mut String) -> u64 {
    scratch.clear();
    for part in text.split_whitespace() {
        if !scratch.is_empty() {
            scratch.push(' ');
        }
        scratch.push_str(part);
    }
    of_text(scratch)
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
}
