//! Small corpora for the tests of this module.

use crate::chance::Chance;
use crate::profile::{Builder, Document, KeyHash, Profile, Tokenizer};

/// `n` documents of 12 to 20 words, the common ones common.
pub(super) fn texts(n: u64) -> Vec<String> {
    let text = |key| {
        let mut chance = Chance::of(key);
        let length = 12 + chance.position(9);
        let word = |chance: &mut Chance| {
            let most = 1 + chance.below(400);
            format!("w{}", chance.below(most))
        };
        (0..length).map(|_| word(&mut chance)).collect::<Vec<_>>().join(" ")
    };
    (0..n).map(text).collect()
}

/// One document a key: 0, 1, 2, …
pub(super) fn corpus(texts: &[String]) -> Profile {
    let mut builder = Builder::new(Tokenizer::default(), true);
    for (key, text) in texts.iter().enumerate() {
        builder.add_rows(1);
        builder.add(&Document::new(KeyHash::of(&key.to_le_bytes()), text));
    }
    builder.finish()
}
