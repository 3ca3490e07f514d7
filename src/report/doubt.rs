//! What makes a comparison doubtful as such.

use serde::{Deserialize, Serialize};

use crate::terms::WarningCode;

/// Why two generations may not be comparable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// `nothing-in-common`, `another-language` or `narrow-reference`.
    pub code: WarningCode,
    /// What was found.
    pub message: String,
}
