//! The words every stage speaks: estimates, reasons for not having one, statuses, symptoms, verdicts.
//!
//! A *level* describes one generation, a *drift* two; a *retention* is the level of the current generation divided
//! by the level of the reference at equal size, so that 1 means "all kept".

#[macro_use]
mod worded;

mod cause;
mod made;
mod rule;
mod symptom;
mod warning;

use serde::{Deserialize, Serialize};

pub use cause::{Advice, Cause};
pub use made::{BasisKind, Made, Precaution};
pub use rule::Rule;
pub use symptom::{Loss, Record, Symptom, Weight};
pub use warning::{Severity, WarningCode};

/// A value, or the reason why there is none. There is no NaN and no fake zero in genloss.
pub type Measured = Result<f64, Undefined>;

/// Why a number does not exist. The kebab-case name is the reason code in `report.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Undefined {
    /// Fewer than 8 blocks of 8 documents: no resampling unit left.
    #[error("fewer than 64 documents on one side: too few for an interval")]
    TooFewDocuments,
    /// Nothing was counted (no words, no n-grams, no openings).
    #[error("nothing to count: the texts hold no such unit")]
    NothingCounted,
    /// The level of the reference is 0, so a retention would divide by zero.
    #[error("the reference level is 0, so there is nothing to retain")]
    ReferenceZero,
    /// The jackknife standard error is exactly 0 on counts: the data cannot say how sure the number is.
    #[error("the value does not vary between blocks, so its uncertainty is unknown")]
    NoVariation,
    /// More than two leave-one-block-out values are undefined, even after folding blocks.
    #[error("the value is undefined when some blocks are left out")]
    Unstable,
    /// Every observed unit is a singleton, so the estimated coverage of the sample is zero.
    #[error("every unit was seen once, so the sample covers none of its law")]
    ZeroCoverage,
    /// The sample covers less than 90% of its law, so the value would say how large the sample is.
    #[error(
        "the sample covers less than 90% of its law, so the value would only say how large the sample is"
    )]
    LowCoverage,
    /// Only a sample beyond twice the size would show it, and genloss extrapolates no further.
    #[error(
        "only a sample more than twice as large would reach that coverage, and nothing is extrapolated so far"
    )]
    OutOfReach,
    /// The corpus has no such column.
    #[error("the corpus has no such column")]
    NoColumn,
    /// Not enough non-null numbers.
    #[error("fewer than two usable numbers on one side")]
    TooFewNumbers,
    /// No embedding column, or one without usable vectors.
    #[error("at least one side has no usable embeddings")]
    NoEmbeddings,
    /// Fewer points than the formula needs.
    #[error("too few embedding vectors")]
    TooFewPoints,
    /// The covariance has no inverse: fewer points than dimensions, or no spread in some direction.
    #[error("the embedding vectors do not spread in every direction")]
    Singular,
    /// A computation left the range of its numbers.
    #[error("values are too large or too small to compute with")]
    OutOfRange,
    /// A vector of length 0 has no direction.
    #[error("an embedding vector is zero, so it has no direction")]
    ZeroVector,
    /// An eigen-decomposition did not end.
    #[error("the eigenvalues could not be computed")]
    NotConverged,
    /// An eigen-decomposition would take too long.
    #[error("the embedding vectors have too many coordinates for a decomposition")]
    TooManyDimensions,
    /// Nearest neighbors at distance 0, where a logarithm or a ratio of distances is asked for.
    #[error("too many embedding vectors are identical, so distances to neighbors are 0")]
    DuplicatePoints,
    /// The first and the second neighbor of every point are equally far.
    #[error("all neighbors are equally far, so ratios of their distances say nothing")]
    EquidistantPoints,
    /// A distance that grows without bound, because one side has nothing of what the other holds.
    #[error("infinite: one side lacks something that the other holds")]
    Unbounded,
    /// A level fell to 0, so its logarithm does not exist.
    #[error("nothing is left of it in one generation, so it has no logarithm")]
    NothingLeft,
    /// Hardly any tight rare modes, so that the loss of a few could neither be shown nor excluded.
    #[error("too few tight rare clusters of embeddings to show a loss of them or to exclude it")]
    TooFewModes,
    /// Embeddings moved, so that a cluster of one side only says nothing of a loss.
    #[error(
        "embeddings moved, so clusters that only one generation visits tell of the move and not of a loss"
    )]
    Moved,
    /// Embeddings moved and spread farther, so that unvisited regions say nothing of a loss.
    #[error(
        "embeddings moved and spread wider; a wider cloud misses the regions of a narrower one, so what is missed does not tell of a loss"
    )]
    WiderSpread,
    /// No key has two documents, or only one key has any.
    #[error("no variation within keys to measure: this needs several documents for each of several keys")]
    NoRepeats,
    /// No column holds prompts, or hardly any different ones.
    #[error("no prompts to hold the answers against: this needs a column of prompts, and 16 different ones")]
    NoPrompts,
    /// The reference's answers match their own prompts no more often than other answers would.
    #[error(
        "the reference's answers share words with their own prompts hardly more often than with others, so there is no match to keep"
    )]
    MatchByChance,
}

/// An embedding as it was found in a row.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Vector<'a> {
    /// The corpus has no embedding column, or this row is not the one that the vector belongs to.
    #[default]
    Absent,
    /// The row has none.
    Null,
    /// Its coordinates; missing ones are NaN.
    Values(&'a [f32]),
}

/// What a status table or a verdict needs to know of a number: point, interval and how it was reached.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The plain estimate (never the jackknife's bias-corrected one).
    pub value: f64,
    /// Lower end of the 95% interval.
    pub low: f64,
    /// Upper end of the 95% interval.
    pub high: f64,
    /// Lower end of the one-sided 95% interval, where it was worked out: the truth lies below it once in twenty times.
    pub at_least: Option<f64>,
    /// Standard error on the scale of the interval (log scale for retentions and ratios); `None` where the
    /// interval does not come from a standard error (boundary cases, score intervals).
    pub se: Option<f64>,
    /// One-sided p of "no loss" (retentions, differences) or "no drift" (drifts).
    pub p: f64,
    /// Blocks used by the interval; 0 where it does not come from blocks.
    pub blocks: usize,
    /// How the interval was made.
    #[serde(default)]
    pub method: Method,
}

impl Estimate {
    /// What is excluded: the truth lies below this in at most one case in twenty. The end of the one-sided interval, as a test of
    /// equivalence asks for it (Schuirmann 1987), or of the two-sided one where nothing closer is known.
    pub fn least(&self) -> f64 {
        self.at_least.unwrap_or(self.low)
    }

    /// How the interval was made, in words.
    pub fn interval(&self) -> String {
        self.method.words(self.blocks as u64)
    }
}

impl Method {
    /// The method in words, with the blocks it used.
    pub fn words(self, blocks: u64) -> String {
        match self {
            Method::Jackknife => format!("{blocks}-block jackknife"),
            Method::NothingLeft => "boundary rule, nothing left".to_owned(),
            Method::NothingShared => "boundary rule, nothing shared".to_owned(),
            Method::Constants => "boundary rule, constant on both sides".to_owned(),
            Method::Modes => "interval of modes met".to_owned(),
            Method::Newcombe => "Newcombe score interval".to_owned(),
            Method::Tango => "Tango score interval".to_owned(),
        }
    }
}

/// How an interval was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Leaving out one block at a time.
    #[default]
    Jackknife,
    /// A level of exactly 0, by the rule of three.
    NothingLeft,
    /// Two sides with nothing in common, by the rule of three.
    NothingShared,
    /// Two constants, by the rule of three.
    Constants,
    /// Which tight modes are met.
    Modes,
    /// A score interval of two samples.
    Newcombe,
    /// A score interval of matched rows.
    Tango,
}

/// How a metric relates two generations, which fixes the scale of its interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// current / reference at equal size; 1 = all kept; interval on the log scale; a loss is a value below 1.
    Retention,
    /// current / reference of something whose rise or fall is not by itself a loss; interval on the log scale.
    Ratio,
    /// current - reference, in the metric's unit.
    Difference,
    /// A distance between two generations; 0 = the same law.
    Drift,
}

/// Where evidence comes from. Corroboration asks for two different families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Word counts.
    Words,
    /// Bigrams, trigrams, openings.
    NGrams,
    /// Whole documents: duplicates, lengths.
    Documents,
    /// Embedding vectors.
    Embeddings,
    /// Numeric columns.
    Numeric,
}

/// The outcome of one gating metric, or of a symptom (its worst gating metric).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A loss beyond the margin is excluded.
    Pass,
    /// A loss is shown, and it matters.
    Warn,
    /// A loss beyond the margin is shown.
    Fail,
    /// Too little data to tell.
    Inconclusive,
    /// Undefined, or not measured.
    NotRun,
}

impl Status {
    /// All statuses, in the order in which legends show them.
    pub const ALL: [Status; 5] =
        [Status::Pass, Status::Warn, Status::Fail, Status::Inconclusive, Status::NotRun];

    /// The status's key in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Status::Pass => "pass",
            Status::Warn => "warn",
            Status::Fail => "fail",
            Status::Inconclusive => "inconclusive",
            Status::NotRun => "not-run",
        }
    }

    /// fail > warn > inconclusive > pass > not-run: a symptom takes its worst gating metric.
    pub fn severity(self) -> u8 {
        match self {
            Status::Fail => 4,
            Status::Warn => 3,
            Status::Inconclusive => 2,
            Status::Pass => 1,
            Status::NotRun => 0,
        }
    }
}

/// The verdict of one comparison, from best to worst news in the order of [`Verdict::severity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// No loss, and the distribution stayed where it was.
    Stable,
    /// No loss, but the distribution moved.
    Drift,
    /// Too little data for a gating symptom.
    Inconclusive,
    /// A symptom warns or fails, without corroboration.
    Warning,
    /// Corroborated loss in the tails.
    EarlyCollapse,
    /// Corroborated loss of vocabulary or spread.
    LateCollapse,
}

impl Verdict {
    /// All verdicts, from best to worst news.
    pub const ALL: [Verdict; 6] = [
        Verdict::Stable,
        Verdict::Drift,
        Verdict::Inconclusive,
        Verdict::Warning,
        Verdict::EarlyCollapse,
        Verdict::LateCollapse,
    ];

    /// The verdict's key in JSON and for `--fail-on`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Stable => "stable",
            Verdict::Drift => "drift",
            Verdict::Inconclusive => "inconclusive",
            Verdict::Warning => "warning",
            Verdict::EarlyCollapse => "early-collapse",
            Verdict::LateCollapse => "late-collapse",
        }
    }

    /// Rank in [`Verdict::ALL`]; higher is worse.
    pub fn severity(self) -> u8 {
        self as u8
    }

    /// Whether something was lost, as far as the verdict says.
    pub fn is_loss(self) -> bool {
        self == Verdict::Warning || self.is_collapse()
    }

    /// Whether the verdict says "collapse".
    pub fn is_collapse(self) -> bool {
        matches!(self, Verdict::EarlyCollapse | Verdict::LateCollapse)
    }
}

/// What brings rows of two generations together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pairing {
    /// Their key: at least half of the keys are shared.
    Key,
    /// Their number: files without keys, in whose texts answers to one prompt stand at one number.
    RowNumber,
    /// What they say: rows are not paired, but answers that are alike are resampled together.
    Content,
    /// Nothing: the sides answer other prompts.
    #[default]
    None,
}

impl Pairing {
    /// Whether a row of one side stands for a certain row of the other.
    pub fn is_paired(self) -> bool {
        matches!(self, Pairing::Key | Pairing::RowNumber)
    }
}

/// What a level or a difference is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A share or a quotient, no unit.
    Ratio,
    /// Effective number of types (Hill number).
    Types,
    /// Bits.
    Bits,
    /// Tokens (words).
    Tokens,
    /// Squared units of the embedding.
    Variance,
    /// Units of the embedding.
    Embedding,
    /// Effective number of directions, clusters or points.
    EffectiveNumber,
    /// The unit of a numeric column.
    Score,
}

/// What a column of numbers or labels is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnRole {
    /// A task score, higher is better.
    Score,
    /// Numbers whose whole distribution is compared.
    Numeric,
    /// Labels.
    Categorical,
    /// Log-probabilities, kept as mean surprisal in bits a token.
    Likelihood,
    /// Numbers that only a requirement asks for.
    Required,
}

/// A column of numbers or labels, and what it is read for. One column may be read for several purposes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DataColumn {
    /// Its name.
    pub name: String,
    /// What for.
    pub role: ColumnRole,
}

/// A value of such a column as it was found in a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CellValue<'a> {
    /// None.
    Null,
    /// NaN or an infinity.
    NotFinite,
    /// A finite number.
    Number(f64),
    /// A label.
    Label(&'a str),
}

/// Which values of a score are good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Higher is better.
    #[default]
    Higher,
    /// Lower is better.
    Lower,
}
