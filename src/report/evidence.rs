//! What shows a symptom in the texts themselves, beside the words that were lost and overused.

use serde::{Deserialize, Serialize};

/// What shows a symptom in the texts of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// First three words of documents that many more documents begin with than chance alone would bring about, the least likely first.
    pub openings: Vec<Sighting>,
    /// Texts that stand in more documents than chance alone would bring about, the least likely first.
    pub duplicates: Vec<Sighting>,
    /// Documents that go round in circles.
    pub loops: Loops,
}

/// A piece of text that documents share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// The words, as counted; of a whole text its beginning.
    pub text: String,
    /// Documents of the reference that have it.
    pub documents_before: u64,
    /// Documents that have it now.
    pub documents_after: u64,
    /// How many such pieces chance alone would show that are at least as unlikely, where documents are dealt out to both sides anew.
    pub expected: f64,
    /// Excerpt of a current document that has it; `null` when none is in the sample.
    pub example: Option<String>,
}

/// Documents in which a good part of the words come again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Loops {
    /// Documents of the reference that loop.
    pub documents_before: u64,
    /// Documents that loop now.
    pub documents_after: u64,
    /// Ends of sampled current documents that loop, where loops end.
    pub examples: Vec<String>,
}
