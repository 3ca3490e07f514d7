//! Clusters of meaning: how many documents are in each, before and after.

use serde::{Deserialize, Serialize};

/// What became of a cluster of meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModeChange {
    /// None of the current documents fall in it, and its share fell beyond chance.
    Vanished,
    /// Its share fell beyond chance.
    Shrunk,
    /// The interval of the change holds 0.
    Unclear,
    /// Its share rose beyond chance.
    Grown,
    /// No document of the reference falls in it, and its share rose beyond chance.
    New,
}

/// A cluster of meaning: documents whose embeddings lie close together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mode {
    /// Its rank by documents of the reference, from 1.
    pub cluster: u64,
    /// The words that tell its documents from all others, the most typical first (at most 4).
    pub words: Vec<String>,
    /// Documents of the reference in it.
    pub documents_before: u64,
    /// Documents of the current generation in it, of as many.
    pub documents_after: u64,
    /// Its share of the documents now less its share before.
    pub difference: f64,
    /// Lower end of a 95% interval that holds for all clusters at once; `null` where no block makes a difference.
    pub ci_low: Option<f64>,
    /// Upper end of that interval.
    pub ci_high: Option<f64>,
    /// What became of it.
    pub change: ModeChange,
    /// Excerpt of a document in it: of the reference where it has one.
    pub example: Option<String>,
}
