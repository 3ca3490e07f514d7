//! What a prompt asks about: enough of its words to tell whether an answer is about the same.

use std::sync::Arc;

use super::tokens::Tokenizer;
use crate::hash::of_text;

/// Most words kept of a prompt: those with the smallest hashes, so that of two prompts the same words are kept.
const MOST_WORDS: usize = 256;

/// Most bytes read of a prompt. Of a longer one both ends are read, since a question stands before or behind what it is about.
const MOST_BYTES: usize = 8192;

/// A prompt as a set of words. Clones share it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Asked {
    hash: u64,
    words: Arc<[u32]>,
}

impl Asked {
    /// Of the text of a prompt, in the words of a tokenizer. Cost: one pass over at most 8 kB.
    pub fn of(prompt: &str, tokenizer: Tokenizer) -> Self {
        let prompt = prompt.trim();
        let mut words: Vec<u32> = Vec::new();
        for part in ends(prompt) {
            tokenizer.tokens(part, |word| words.push(short(of_text(word))));
        }
        words.sort_unstable();
        words.dedup();
        words.truncate(MOST_WORDS);
        Self { hash: of_text(prompt), words: words.into() }
    }

    /// The prompt of this hash with these words, ascending, each once.
    pub(super) fn of_parts(hash: u64, words: Vec<u32>) -> Self {
        Self { hash, words: words.into() }
    }

    /// For tests that need no words.
    #[cfg(test)]
    pub(crate) fn from_hash(hash: u64) -> Self {
        Self { hash, words: Arc::default() }
    }

    /// What tells the prompt from others.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// Its words as [`short`] hashes, ascending, each once.
    pub fn words(&self) -> &[u32] {
        &self.words
    }
}

/// The hash of a word as prompts keep it.
pub fn short(word: u64) -> u32 {
    (word >> 32) as u32
}

/// The whole text where it is short, else as much of its beginning as of its end.
fn ends(text: &str) -> [&str; 2] {
    if text.len() <= MOST_BYTES {
        return [text, ""];
    }
    let (mut first, mut last) = (MOST_BYTES / 2, text.len() - MOST_BYTES / 2);
    while !text.is_char_boundary(first) {
        first -= 1;
    }
    while !text.is_char_boundary(last) {
        last += 1;
    }
    [&text[..first], &text[last..]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(prompt: &str) -> Asked {
        Asked::of(prompt, Tokenizer::default())
    }

    #[test]
    fn the_same_words_are_the_same_set_and_white_space_around_is_nothing() {
        let a = asked(" Why is the sky blue, and why? \n");
        assert_eq!(a.words(), asked("blue sky, why? is AND the").words());
        assert_eq!(a.hash(), asked("Why is the sky blue, and why?").hash());
        assert_ne!(a.hash(), asked("blue sky, why? is and the").hash());
        assert!(asked("?! ").words().is_empty());
    }

    #[test]
    fn of_a_long_prompt_both_ends_and_the_same_words_are_kept() {
        let context: Vec<String> = (0..5000).map(|i| format!("w{i}")).collect();
        let long = format!("Summarize: {}. What does Ödipus say?", context.join(" é"));
        let words = asked(&long);
        assert_eq!(words.words().len(), MOST_WORDS);
        let again = asked(&format!("{long} Please answer."));
        let shared = words.words().iter().filter(|w| again.words().contains(w)).count();
        assert!(shared > MOST_WORDS * 9 / 10, "{shared}");
        let [first, last] = ends(&long);
        assert!(first.starts_with("Summarize") && last.ends_with("say?"));
        assert!(first.len() + last.len() <= MOST_BYTES);
    }
}
