//! What is worth knowing and does not stop a run.

use serde::{Deserialize, Serialize};

use crate::terms::WarningCode;

/// Something worth knowing that does not stop a run; it travels in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What it is about; its kebab-case name is stable.
    pub code: WarningCode,
    /// What was found, where.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl Warning {
    /// Builds a warning.
    pub fn new(code: WarningCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }
}
