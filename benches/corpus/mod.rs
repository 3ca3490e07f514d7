//! Corpora that benches measure on: drawn once, outside any timed closure, from constant seeds.
#![allow(dead_code, reason = "each bench uses another part of this module")]

#[path = "../../examples/synth/mod.rs"]
pub(crate) mod synth;

use genloss::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
use synth::{Doc, Law};

/// `n` answers to the same prompts under every seed; another seed is another generation of one law.
pub(crate) fn answers(n: u32, mean_length: f64, seed: u64) -> Vec<Doc> {
    synth::corpus(&Law { mean_length, ..Law::default() }, &synth::keys(0, n), seed)
}

/// What the profile stage does with documents once they are decoded.
pub(crate) fn profile(docs: &[Doc]) -> Profile {
    let mut builder = Builder::new(Tokenizer::default(), true);
    for doc in docs {
        builder.add_rows(1);
        builder.add(&Document {
            place: KeyHash::of(doc.key.to_string().as_bytes()),
            keyed: true,
            text: &doc.text,
            slice: None,
            score: Some(doc.score),
            truncated: None,
            max_tokens: usize::MAX,
        });
    }
    builder.finish()
}
