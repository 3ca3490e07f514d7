//! What the report says of the team's own columns, and of further runs.

use serde::{Deserialize, Serialize};

use crate::terms::{Direction, Status, Undefined};

/// One minimum that the team set, and whether a generation meets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// The generation's name.
    pub generation: String,
    /// The numeric column.
    pub column: String,
    /// The slice it holds for; `null` = all rows.
    pub slice: Option<String>,
    /// Which side of `min` is good.
    pub direction: Direction,
    /// The required mean; a maximum where lower is better.
    pub min: f64,
    /// The mean of the column.
    pub value: Option<f64>,
    /// Lower end of its 95% interval.
    pub ci_low: Option<f64>,
    /// Upper end of its 95% interval.
    pub ci_high: Option<f64>,
    /// `pass`: the interval meets it; `fail`: the interval misses it; `inconclusive`: the interval holds it.
    pub status: Status,
    /// Reason code where `value` or its interval is `null`.
    pub undefined: Option<Undefined>,
}

/// One gating metric between the runs of one generation, each run against the (first run of the) reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replicate {
    /// The generation's name.
    pub generation: String,
    /// The metric's key.
    pub metric: String,
    /// Runs behind the figures. Of the reference only the further ones count, each compared with the first.
    pub runs: u64,
    /// Mean of what the runs keep; `null` where no run has a value.
    pub mean: Option<f64>,
    /// Standard deviation between runs (divisor n - 1); `null` below two.
    pub sd: Option<f64>,
    /// The smallest value of any run.
    pub smallest: Option<f64>,
    /// The largest.
    pub largest: Option<f64>,
    /// The first run's value, the one that is judged; `null` for the reference.
    pub value: Option<f64>,
    /// Lower end of its 95% interval, which knows nothing of other runs.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
}

/// How much of a generation one class makes up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassShare {
    /// The generation's name.
    pub generation: String,
    /// The categorical column.
    pub column: String,
    /// The class; of each column the 50 most frequent ones of any generation are listed.
    pub class: String,
    /// Sampled documents of this class; 0 in a later generation and not in the reference = the class is lost.
    pub count: u64,
    /// Their share of the sampled documents that have a class.
    pub share: f64,
}
