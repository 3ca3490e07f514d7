//! What `genloss select` found, field by field: `selection.json`. Unknown is `null` with a reason; there is no NaN and no fake zero.

use serde::{Deserialize, Serialize};

use super::Weights;
use crate::error::Warning;
use crate::report::{MetricReport, Requirement, Tool};
use crate::terms::{Status, Undefined, Verdict};

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// Version of this layout.
    pub schema_version: u32,
    /// Which program wrote it.
    pub tool: Tool,
    /// The corpus whose diversity is to be kept.
    pub reference: String,
    /// Whether it is a candidate, too.
    pub is_candidate: bool,
    /// What names the prompt; `null` = nothing does, and nothing is paired.
    pub key_column: Option<String>,
    /// The column of quality; `null` = there is none.
    pub score_column: Option<String>,
    /// Whether a lower score is better.
    pub lower_is_better: bool,
    /// The column of slices.
    pub slice_column: Option<String>,
    /// The retention that diversity is.
    pub diversity_metric: String,
    /// The leaderboard's column; `null` = none was given.
    pub board: Option<String>,
    /// The weights that were given.
    pub weights: Option<Weights>,
    /// Whether a collapse puts a candidate out.
    pub no_collapse: bool,
    /// Prompts that all candidates with scores that are not out have a score for.
    pub common_prompts: u64,
    /// The candidates: those that are in by quality, then those that are out.
    pub candidates: Vec<Candidate>,
    /// Each pair of candidates with scores.
    pub pairs: Vec<Paired>,
    /// The weights of quality at which the winner changes, ascending.
    pub weights_decided: Vec<f64>,
    /// Where the leaderboard says otherwise.
    pub contradictions: Vec<Contradiction>,
    /// Which one to take; `null` where all are out.
    pub choice: Option<Choice>,
    /// What was found while the candidates were compared.
    pub warnings: Vec<Warning>,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// Its paths as given.
    pub paths: Vec<String>,
    /// Its documents.
    pub documents: u64,
    /// Its score over its own prompts.
    pub score: Mean,
    /// The same in each slice.
    pub slices: Vec<SliceScore>,
    /// 1 = not shown to be worse than the best that is in; 2 = the same of the rest; … `null` where it is out.
    pub group: Option<u32>,
    /// The best and the worst place among those that are in that the pairs leave open; `null` where it is out.
    pub ranks: Option<[u32; 2]>,
    /// Probability of the highest score among those that are in; `null` where it is out or has no score.
    pub best: Option<f64>,
    /// What it keeps of the reference.
    pub diversity: Diversity,
    /// Verdict against the reference; `null` for the reference itself.
    pub verdict: Option<Verdict>,
    /// The row of the verdict table.
    pub rule: Option<String>,
    /// The team's minima.
    pub requirements: Vec<Requirement>,
    /// The candidate that answers most like it.
    pub closest: Option<Alike>,
    /// Where the leaderboard has it; `null` = nowhere.
    pub board: Option<BoardPlace>,
    /// Whether nobody that is in has more of both quality and diversity.
    pub on_front: bool,
    /// Weighted sum of quality and diversity, each from 0 (the least of those that are in) to 1; `null` without weights.
    pub weighted: Option<f64>,
    /// Share of all weights with which it wins; `null` where it is out.
    pub wins: Option<f64>,
    /// Why it is out; empty = it is in.
    pub out: Vec<Out>,
}

impl Candidate {
    /// Whether it can be chosen.
    pub fn is_in(&self) -> bool {
        self.out.is_empty()
    }
}

/// A mean score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mean {
    /// The mean over prompts.
    pub value: Option<f64>,
    /// Lower end of its 95% interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Prompts with a score.
    pub prompts: u64,
    /// Prompts without one.
    pub missing: u64,
    /// Why there is no value, or no interval.
    pub undefined: Option<Undefined>,
}

/// A mean score in a slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SliceScore {
    /// The slice's value.
    pub slice: String,
    /// The mean there.
    pub score: Mean,
}

/// What a candidate keeps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Diversity {
    /// 1 = as much as the reference has; exactly that for the reference.
    pub value: Option<f64>,
    /// Lower end of its 95% interval; `null` for the reference.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Its status.
    pub status: Option<Status>,
    /// Why there is no value, or no interval.
    pub undefined: Option<Undefined>,
}

impl Diversity {
    /// Of the reference, by definition.
    pub(super) fn of_reference() -> Self {
        Self { value: Some(1.0), low: None, high: None, status: None, undefined: None }
    }

    /// Of a comparison.
    pub(super) fn of(metric: Option<&MetricReport>) -> Self {
        match metric {
            Some(m) => Self {
                value: m.value,
                low: m.ci_low,
                high: m.ci_high,
                status: m.status,
                undefined: m.undefined,
            },
            None => Self {
                value: None,
                low: None,
                high: None,
                status: None,
                undefined: Some(Undefined::NothingCounted),
            },
        }
    }
}

/// Two candidates on the prompts for which both have a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    /// One.
    pub first: String,
    /// The other.
    pub second: String,
    /// Mean score of the first less that of the second.
    pub difference: f64,
    /// Lower end of its interval, 95% for all pairs together; `null` where too few prompts are shared.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Prompts for which both have a score.
    pub prompts: u64,
}

/// How alike the answers of two candidates are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alike {
    /// The other one.
    pub name: String,
    /// Mean over shared prompts of the words that both answers have, among those that either has: 0 to 1.
    pub words_shared: f64,
    /// The same, averaged over all pairs of candidates: what answers to the same prompts have in common anyway.
    pub usual: f64,
}

/// A place on the leaderboard.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoardPlace {
    /// The score there.
    pub score: f64,
    /// The place among the candidates, from 1.
    pub place: u32,
    /// The place among all models of the board, from 1.
    pub overall: u32,
}

/// A pair that the leaderboard puts the other way round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contradiction {
    /// Who is ahead on the board.
    pub ahead: String,
    /// Who is behind there.
    pub behind: String,
    /// Why that does not hold here.
    pub why: Why,
}

/// Why the board does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The one that is behind there is shown to score higher here.
    Score,
    /// The one that is ahead there collapsed, or misses a requirement.
    Out,
}

/// Why a candidate cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Out {
    /// It collapsed against the reference.
    Collapse,
    /// It is shown to miss a requirement.
    Requirement,
    /// It has no score.
    NoScore,
}

/// The one to take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// Those whose quality is not shown to be below the best, it among them.
    pub tied: Vec<String>,
    /// Whether weights chose it.
    pub by_weights: bool,
}
