//! Synthetic corpora with known truth: bursty, topical documents over a Zipf vocabulary.
//!
//! Independent of the library it tests. The example `make_fixtures` uses it, and tests and benches include it with
//! `#[path]`. Same law, keys and seed give the same bytes on every machine; documents are independent given their keys.
//!
//! ```text
//! let healthy = Law::default();
//! let a = corpus(&healthy, &keys(0, 800), 1);
//! let b = corpus(&healthy, &keys(0, 800), 2);      // paired: the same prompts, answered again
//! let c = corpus(&healthy, &keys(800, 800), 2);    // unpaired: fresh prompts
//! let d = corpus(&healthy.clone().longer(1.5), &keys(0, 800), 2);
//! let e = corpus(&Law { tail_mass_scale: 0.75, ..healthy }, &keys(0, 800), 2);
//! ```
#![allow(dead_code, reason = "each crate that includes this module uses another part of it")]

pub(crate) mod document;
pub(crate) mod embed;
pub(crate) mod law;
pub(crate) mod rng;
pub(crate) mod scripts;
pub(crate) mod words;
pub(crate) mod write;

pub(crate) use law::{Law, Model};

/// The four slices, by domain name.
pub(crate) const SLICES: [&str; 4] = ["advice", "code", "news", "stories"];

/// Number of coordinates of an embedding.
pub(crate) const DIMENSIONS: usize = 16;

/// One answer to one prompt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Doc {
    /// The prompt; the same number is the same prompt in every generation.
    pub key: u32,
    /// Domain of the prompt.
    pub slice: &'static str,
    /// The answer.
    pub text: String,
    /// Task score in 0..1.
    pub score: f64,
    /// Embedding of the answer.
    pub embedding: [f32; DIMENSIONS],
}

/// `n` prompts starting at `first`.
pub(crate) fn keys(first: u32, n: u32) -> Vec<u32> {
    (first..first + n).collect()
}

/// Draws one answer for each key. Another seed is another generation of the same law.
pub(crate) fn corpus(law: &Law, keys: &[u32], seed: u64) -> Vec<Doc> {
    Model::new(law).corpus(keys, seed)
}
