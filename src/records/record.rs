//! What a record holds: the line of an export, field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::moment::Moment;
use crate::terms::{Kind, Status, Undefined, Unit, Verdict};

/// A release of a model: what it was made of, and what was measured of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its name; one record of a name is current, all others of it are superseded.
    pub name: String,
    /// The name of the release that it was made from.
    pub parent: Option<String>,
    /// Whether a later record took its place.
    pub superseded: bool,
    /// When it was recorded.
    pub time: Moment,
    /// Version of genloss that recorded it.
    pub tool: String,
    /// What it is called in the report, or by its corpus.
    pub generation: String,
    /// The verdict, where it was compared.
    pub judged: Option<Judged>,
    /// How large the outputs are that were measured; `null` = not counted.
    pub size: Option<Size>,
    /// The report or the corpus that was recorded; `null` = a comparison that left no file.
    pub preserved: Option<Preserved>,
    /// Parameters and configuration, by dotted name.
    pub params: BTreeMap<String, String>,
    /// What it was trained on.
    pub sources: Vec<DataSource>,
    /// Words to find it by.
    pub tags: BTreeSet<String>,
    /// The settings of the comparison.
    pub settings: Option<serde_json::Value>,
    /// Every number of it: those of comparisons, then levels.
    pub metrics: Vec<Measured>,
}

/// What a comparison with the reference said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// The generation that it was compared with.
    pub reference: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the distribution moved beyond its margin.
    pub drift: bool,
}

/// How large the outputs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// Rows read.
    pub rows: u64,
    /// Documents: texts that are not empty.
    pub documents: u64,
    /// Words in them.
    pub tokens: u64,
    /// Different words.
    pub types: u64,
}

/// A file or a folder as it was when it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preserved {
    /// Where it lies, as given.
    pub path: String,
    /// SHA-256: of a file as `sha256sum` says it, of a folder that of the list of its files.
    pub sha256: String,
    /// Bytes of all files.
    pub bytes: u64,
    /// Files.
    pub files: u64,
    /// Rows of Parquet files, lines of JSON Lines; `null` = a format whose rows are not counted.
    pub rows: Option<u64>,
}

/// Where training data comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataKind {
    /// Written by people, or measured.
    Real,
    /// Written by a model.
    Synthetic,
    /// Both.
    Mixed,
}

impl DataKind {
    /// All kinds.
    pub const ALL: [DataKind; 3] = [DataKind::Real, DataKind::Synthetic, DataKind::Mixed];

    /// Its key.
    pub fn name(self) -> &'static str {
        match self {
            DataKind::Real => "real",
            DataKind::Synthetic => "synthetic",
            DataKind::Mixed => "mixed",
        }
    }
}

/// Something that a release was trained on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSource {
    /// Its name.
    pub name: String,
    /// What it is; `null` = not said.
    pub kind: Option<DataKind>,
    /// By which policy it is used ("replace", "accumulate", a share …); `null` = not said.
    pub policy: Option<String>,
    /// The files.
    pub preserved: Preserved,
}

/// One number of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The metric's key; `metric:column` for a metric of a column.
    pub metric: String,
    /// The generation that it compares with; `null` = a level of this one alone.
    pub reference: Option<String>,
    /// Retention, ratio, difference or drift; `null` for a level.
    pub kind: Option<Kind>,
    /// Unit of the value.
    pub unit: Unit,
    /// Whether it decides a status.
    pub gating: bool,
    /// The estimate.
    pub value: Option<f64>,
    /// Lower end of its 95% interval.
    pub low: Option<f64>,
    /// Upper end of its 95% interval.
    pub high: Option<f64>,
    /// Its status, where it was judged.
    pub status: Option<Status>,
    /// Why there is no value, or no interval.
    pub undefined: Option<Undefined>,
    /// Where it warns.
    pub warn_margin: Option<f64>,
    /// Where it fails.
    pub fail_margin: Option<f64>,
    /// Documents that the value refers to.
    pub documents: u64,
}
