//! The static embedding model of a run, as the report names it.

use serde::{Deserialize, Serialize};

/// A static embedding model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmbeddingModel {
    /// Name of its folder.
    pub name: String,
    /// Coordinates of a vector.
    pub dimension: usize,
    /// Hash of its table and its tokenizer, 16 hexadecimal digits.
    pub hash: String,
}
