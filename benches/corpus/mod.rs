//! Corpora that benches measure on: drawn once, outside any timed closure, from constant seeds.
#![allow(dead_code, reason = "each bench uses another part of this module")]

#[path = "../../examples/validation/synth/mod.rs"]
pub(crate) mod synth;

#[path = "../../examples/validation/profiled/mod.rs"]
mod profiled;

use genloss::profile::Profile;
use genloss::terms::Vector;
use synth::{Doc, Law};

/// `n` answers to the same prompts under every seed; another seed is another generation of one law.
pub(crate) fn answers(n: u32, mean_length: f64, seed: u64) -> Vec<Doc> {
    synth::corpus(&Law { mean_length, ..Law::default() }, &synth::keys(0, n), seed)
}

/// What the profile stage does with texts once they are decoded.
pub(crate) fn profile(docs: &[Doc]) -> Profile {
    profiled::profile(docs.iter().map(|doc| (doc.key, doc.text.as_str(), Vector::Absent)))
}
