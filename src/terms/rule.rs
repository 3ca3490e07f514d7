//! The rows of the verdict table.

use serde::{Deserialize, Serialize};

use super::Verdict;

/// Which row of the verdict table decided. The kebab-case name is the code in `report.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A corroborated loss, and the vocabulary or the spread fails.
    BodyFails,
    /// A corroborated loss, and a tail symptom fails.
    TailFails,
    /// Answers stand beside the wrong prompts, and nothing else is lost but answers.
    MismatchAlone,
    /// Fewer prompts get an answer, and nothing else is lost.
    UnansweredAlone,
    /// Nothing but the score fell.
    ScoreAlone,
    /// A loss that nothing corroborates.
    NotCorroborated,
    /// Both sides hold the same documents.
    Identical,
    /// No core symptom ran.
    NoCore,
    /// A gating symptom is inconclusive.
    Open,
    /// No loss, but the distribution moved.
    Moved,
    /// Nothing of all that.
    Kept,
}

impl Rule {
    /// All rows, in the order in which they are asked.
    pub const ALL: [Rule; 11] = [
        Rule::BodyFails,
        Rule::TailFails,
        Rule::MismatchAlone,
        Rule::UnansweredAlone,
        Rule::ScoreAlone,
        Rule::NotCorroborated,
        Rule::Identical,
        Rule::NoCore,
        Rule::Open,
        Rule::Moved,
        Rule::Kept,
    ];

    /// The row in words.
    pub fn words(self) -> &'static str {
        match self {
            Rule::BodyFails => "a corroborated loss, and the vocabulary or the spread fails",
            Rule::TailFails => "a corroborated loss, and the tail fails",
            Rule::MismatchAlone => {
                "answers match their own prompts less often; of what the answers cover, nothing warns or fails"
            }
            Rule::UnansweredAlone => {
                "fewer prompts get an answer; of the answers that are there, nothing warns or fails"
            }
            Rule::ScoreAlone => "the score fell; of the texts, nothing warns or fails",
            Rule::NotCorroborated => "a symptom warns or fails, but nothing corroborates a collapse",
            Rule::Identical => "both sides hold exactly the same documents, so nothing was compared",
            Rule::NoCore => "no core symptom could be measured",
            Rule::Open => "too little data for at least one gating symptom",
            Rule::Moved => "no loss, but the distribution moved beyond its margin",
            Rule::Kept => "no loss beyond the margins, and the distribution stayed where it was",
        }
    }

    /// The verdict of the row.
    pub fn verdict(self) -> Verdict {
        match self {
            Rule::BodyFails => Verdict::LateCollapse,
            Rule::TailFails => Verdict::EarlyCollapse,
            Rule::MismatchAlone | Rule::UnansweredAlone | Rule::ScoreAlone | Rule::NotCorroborated => {
                Verdict::Warning
            }
            Rule::Identical | Rule::NoCore | Rule::Open => Verdict::Inconclusive,
            Rule::Moved => Verdict::Drift,
            Rule::Kept => Verdict::Stable,
        }
    }
}
