//! Where a generation comes from: what every file that is written carries.

use serde::Serialize;

use super::choice::ModelChoice;
use super::policy::Policy;
use super::sampling::Sampling;
use crate::report::Tool;

/// The lineage of one generation, as JSON in the metadata of its file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lineage {
    /// What wrote it.
    pub tool: Tool,
    /// Its number; 0 is the real corpus.
    pub generation: usize,
    /// The generations that the model learned from; none for the real corpus.
    pub parents: Vec<usize>,
    /// Rows that the model learned from; `null` for the real corpus.
    pub training_rows: Option<usize>,
    /// The data policy.
    pub policy: Policy,
    /// The model.
    pub model: ModelChoice,
    /// How words were drawn; `null` for vectors.
    pub sampling: Option<Sampling>,
    /// Words at which a document was cut that did not come to an end; `null` for models that know lengths.
    pub longest: Option<usize>,
    /// What text was divided into.
    pub tokenizer: String,
    /// Whether `The` and `the` were two words.
    pub case_sensitive: bool,
    /// Rows of each written generation.
    pub samples: usize,
    /// What decided chance.
    pub seed: u64,
    /// The real corpus, as it was named.
    pub corpus: Vec<String>,
}
