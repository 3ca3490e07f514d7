//! What an audit found: `audit.json`, field by field. Shares are fractions; unknown is `null`.

use serde::{Deserialize, Serialize};

use crate::error::Warning;
use crate::report::{Figure, Tool};
use crate::terms::Status;

/// The whole of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// Version of this layout.
    pub schema_version: u32,
    /// Which program wrote it.
    pub tool: Tool,
    /// The name of the mix.
    pub mix: String,
    /// Its rows, those without a text among them.
    pub rows: u64,
    /// Its words, as counted.
    pub words: u64,
    /// The column of the texts.
    pub text_column: String,
    /// The column that names the prompts; `null` = none.
    pub key_column: Option<String>,
    /// The column of the sources; `null` = none was named.
    pub source_column: Option<String>,
    /// The checks that `--fail-on` names and that were reached.
    pub reached: Vec<String>,
    /// What it is made of, the largest source first.
    pub sources: Vec<SourceShare>,
    /// What of the real data's rare words is there: the mix, parts of it, and the mix without each source. Empty where that check did not run.
    pub coverage: Vec<Covered>,
    /// Every question with its answer.
    pub checks: Vec<Check>,
    /// What to do, with what it follows from.
    pub advice: Vec<Advice>,
    /// What the charts draw.
    pub figures: Vec<Figure>,
    /// What was found while reading.
    pub warnings: Vec<Warning>,
}

/// What the rows of a source are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Written by people, or whatever the real data is.
    Real,
    /// Written by a model.
    Synthetic,
    /// Nobody says.
    Unknown,
}

impl Origin {
    /// Its key in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Real => "real",
            Origin::Synthetic => "synthetic",
            Origin::Unknown => "unknown",
        }
    }
}

/// One source of the mix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceShare {
    /// The value of the source column; `null` = rows without one, and all rows where no such column was named.
    pub name: Option<String>,
    /// What its rows are.
    pub origin: Origin,
    /// Rows.
    pub rows: u64,
    /// Share of all rows.
    pub row_share: f64,
    /// Words.
    pub words: u64,
    /// Share of all words; `null` where the mix has none.
    pub word_share: Option<f64>,
    /// Rows of it that repeat an earlier row of the mix word for word.
    pub copies: u64,
}

/// What a part of the mix has of the rare words of the real data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    /// Which part: `mix`, `real only`, `synthetic only`, `without SOURCE`.
    pub part: String,
    /// The source that is left out.
    pub without: Option<String>,
    /// Its documents.
    pub documents: u64,
    /// Share of its rows that are synthetic; `null` where that of some is unknown.
    pub synthetic_share: Option<f64>,
    /// Rare-word mass kept of the real data (`pooled-tail-retention`), 1 = all.
    pub tail: Option<f64>,
    /// Lower end of its 95% interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Its status by the margins of `compare`.
    pub status: Status,
    /// Why there is no value or no interval.
    pub reason: Option<String>,
    /// Words and phrases of the real data that are gone beyond chance, the most widespread first; at most 10.
    pub lost: Vec<String>,
    /// Clusters of meaning whose share fell beyond chance, by their typical words; at most 5.
    pub thinned: Vec<String>,
    /// Slices whose verdict is a collapse or a warning.
    pub slices: Vec<String>,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// A share of something, 0 to 1.
    Share,
    /// What is kept beside the real data, 1 = all of it.
    Kept,
    /// How many.
    Count,
}

/// A figure behind an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// What it counts.
    pub measure: Measure,
    /// Its value.
    pub value: f64,
    /// Lower end of its 95% interval; `null` = it was counted, and has none.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

impl Fact {
    pub(super) fn share(name: &str, value: f64) -> Self {
        Self { name: name.to_owned(), measure: Measure::Share, value, low: None, high: None }
    }

    pub(super) fn count(name: &str, value: u64) -> Self {
        Self { measure: Measure::Count, ..Self::share(name, value as f64) }
    }

    pub(super) fn kept(name: &str, value: f64) -> Self {
        Self { measure: Measure::Kept, ..Self::share(name, value) }
    }

    pub(super) fn within(self, low: Option<f64>, high: Option<f64>) -> Self {
        Self { low, high, ..self }
    }
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Its name: one of [`Check::NAMES`].
    pub name: String,
    /// The answer.
    pub status: Status,
    /// Why, in words; the figures stand beside it.
    pub reason: String,
    /// The figures behind it.
    pub facts: Vec<Fact>,
    /// Some of what it is about: texts of the mix, names of sources. They are as hostile as the mix.
    pub examples: Vec<String>,
}

impl Check {
    /// The checks in the order of the page.
    pub const NAMES: [&str; 8] = [
        "composition",
        "synthetic-share",
        "duplicates",
        "near-duplicates",
        "prompts",
        "openings",
        "leakage",
        "tail-coverage",
    ];

    pub(super) fn new(name: &str, status: Status, reason: String) -> Self {
        Self { name: name.to_owned(), status, reason, facts: Vec::new(), examples: Vec::new() }
    }

    pub(super) fn with(self, facts: Vec<Fact>) -> Self {
        Self { facts, ..self }
    }
}

/// What to do, and what it follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// What to do.
    pub step: Step,
    /// The source that it is about; `null` = the mix.
    pub source: Option<String>,
    /// The check that it rests on.
    pub check: String,
    /// The figures that it rests on.
    pub facts: Vec<Fact>,
}

/// What can be done about a mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Say of every row where it comes from.
    DeclareSources,
    /// Take copies out.
    RemoveCopies,
    /// Take out what others wrote.
    RemoveLeaks,
    /// Keep the real rows, and add to them instead of replacing them.
    PreserveReal,
    /// Use less of a source that narrows the mix.
    UseLess,
    /// Keep what carries rare words.
    KeepCarrier,
}
