//! What a run was told to fail on, and whether it did.

use serde::{Deserialize, Serialize};

use super::Requirement;
use crate::terms::Verdict;

/// The gate of a run: what was named with `--fail-on`, and what of it was found. The exit status says the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// Verdicts that were named; empty = none.
    pub verdicts: Vec<Verdict>,
    /// Whether a slice that lost counts, too, where its verdict is one of `verdicts`.
    pub slices: bool,
    /// Whether requirements were named.
    pub requirements: bool,
    /// Whether anything named was found: exit status 1.
    pub reached: bool,
    /// What was found: generations, then slices, the worst of each generation first, then requirements.
    pub lines: Vec<GateLine>,
}

/// One finding that fails the gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum GateLine {
    /// A generation, by its verdict against the reference.
    Generation {
        /// The generation's name.
        generation: String,
        /// Its verdict.
        verdict: Verdict,
    },
    /// A slice of a generation, by a loss of its own.
    Slice {
        /// The generation's name.
        generation: String,
        /// The slice's value.
        slice: String,
        /// Its verdict.
        verdict: Verdict,
    },
    /// A requirement that is missed; one that is undecided, where `inconclusive` is named, too.
    Requirement(Requirement),
}
