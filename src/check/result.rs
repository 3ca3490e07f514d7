//! What a check reports: these structs are its JSON (`docs/formats.md`).

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::report::{Doubt, Input, Tool};
use crate::terms::{Pairing, Severity, WarningCode};

/// The whole of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkup {
    /// Version of this layout; fields may be added within a version, never renamed or removed.
    pub schema_version: u32,
    /// Which program wrote it.
    pub tool: Tool,
    /// The settings of the run, as given.
    pub settings: Config,
    /// How the input is read: the columns chosen, the unit of counting.
    pub input: Input,
    /// The column of the prompts beside the text; `null` = none.
    pub prompt_column: Option<String>,
    /// The column that says who wrote a row; `null` = none.
    pub role_column: Option<String>,
    /// The generations in the order in which they would be compared, the reference first.
    pub generations: Vec<CheckedGeneration>,
    /// Every later generation with the reference, then with its predecessor; empty for one corpus.
    pub pairs: Vec<CheckedPair>,
    /// What was found, the gravest first.
    pub findings: Vec<Finding>,
}

impl Checkup {
    /// Findings of one severity.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.severity == severity)
    }

    /// Whether anything is to be mended: a warning or an error.
    pub fn is_to_mend(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity > Severity::Note)
    }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// What it is about; those of `compare`'s warnings are the same.
    pub code: WarningCode,
    /// What was found, where.
    pub message: String,
    /// What mends it.
    pub hint: String,
}

/// One generation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckedGeneration {
    /// Its name.
    pub name: String,
    /// Its files, folders or globs, as given.
    pub paths: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Documents: texts that are neither null nor empty.
    pub documents: u64,
    /// Rows whose text was null.
    pub null_texts: u64,
    /// Texts that were empty or white space only.
    pub empty_texts: u64,
    /// Words in all documents.
    pub tokens: u64,
    /// Words a document; `null` without documents.
    pub mean_tokens: Option<f64>,
    /// Different documents.
    pub different_texts: u64,
    /// Different keys; `null` = no key column.
    pub keys: Option<u64>,
    /// Different prompts; `null` = no column of prompts, or more than are counted (8,192).
    pub prompts: Option<u64>,
    /// Documents that hit a length limit by their finish reasons; `null` = none are known.
    pub truncated: Option<u64>,
    /// Dimension of the embeddings; `null` = none read.
    pub embedding_dim: Option<u32>,
    /// What its letters are written in, by the sampled documents, the most frequent first.
    pub scripts: Vec<ScriptShare>,
    /// Sampling settings in its columns or file metadata.
    pub sampling: Vec<Setting>,
    /// What its files say of where their rows come from; `null` = nothing.
    pub origin: Option<String>,
}

/// A script and its share of the letters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScriptShare {
    /// The script's name in Unicode.
    pub script: String,
    /// Its share of the letters.
    pub share: f64,
}

/// A sampling setting and its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its values, at most 8.
    pub values: Vec<String>,
}

/// Two generations that would be compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckedPair {
    /// Name of the earlier generation.
    pub reference: String,
    /// Name of the later generation.
    pub current: String,
    /// Whether rows pair by key.
    pub paired: bool,
    /// What brings rows together.
    pub pairing: Pairing,
    /// Share of the later one's keys that the earlier one has too; `null` = no keys.
    pub shared_keys: Option<f64>,
    /// Share of the later one's prompts that the earlier one has too; `null` = no prompts are known.
    pub shared_prompts: Option<f64>,
    /// What makes it doubtful that the two can be compared, as in `report.json`.
    pub comparability: Vec<Doubt>,
}
