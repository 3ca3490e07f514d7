//! What makes a comparison doubtful as such.

use serde::{Deserialize, Serialize};

/// Why two generations may not be comparable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Stable kebab-case code: `nothing-in-common`, `another-language` or `narrow-reference`.
    pub code: String,
    /// What was found.
    pub message: String,
}
