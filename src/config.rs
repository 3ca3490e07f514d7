//! Settings of a run: validated once, then plain data that every stage may read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::terms::{Direction, Kind, Verdict};

/// Settings of one run. Build it with struct update from [`Config::default`]; every call that takes it validates it first.
///
/// ```
/// use genloss::{Columns, Config};
///
/// let columns = Columns { text: Some("response".to_owned()), ..Columns::default() };
/// let config = Config { columns, alpha: 0.01, ..Config::default() };
/// assert!(config.validate().is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Config {
    /// The corpora in order; the first is the reference unless `reference` says otherwise.
    pub generations: Vec<Source>,
    /// Name of the generation that is the reference; `None` = the first one.
    pub reference: Option<String>,
    /// Which columns to read; detected where `None`.
    pub columns: Columns,
    /// What text is divided into.
    pub tokenizer: TokenizerChoice,
    /// Keep upper and lower case apart.
    pub case_sensitive: bool,
    /// What becomes of the reasoning that stands in a text beside the answer.
    pub reasoning: Reasoning,
    /// Scale every embedding to length 1.
    pub normalize: bool,
    /// Without embeddings, show none of their figures; otherwise the built-in embedding of the text stands in.
    pub no_text_embedding: bool,
    /// Folder of a static embedding model, which embeds texts where there are no embeddings; its figures decide nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embedding_model: Option<PathBuf>,
    /// The embeddings that figures of spread are computed from.
    pub embedding_rows: EmbeddingRows,
    /// Most bytes of a text that the sample keeps: what length matching, slices and figures beside the judged ones see of it.
    pub sample_bytes: usize,
    /// How many times its bytes a page of a file may claim to unpack to, from 64 MiB on, and a compressed file of records, from 1 GiB on.
    pub page_expansion: u64,
    /// Most coordinates of an embedding.
    pub max_dimension: usize,
    /// Read at most this many rows of each generation, in file order.
    pub limit: Option<u64>,
    /// Significance level of the status table; intervals are always 95%.
    pub alpha: f64,
    /// What richness is compared at beside equal size.
    pub standardize: Standardize,
    /// Which metrics are worked out beside those that decide: `core`, `text`, `space`, `all`, or names.
    pub metrics: Vec<String>,
    /// Multiplicity correction within a family.
    pub correction: Correction,
    /// Margins that differ from a metric's own, by metric name.
    pub margins: BTreeMap<String, Margins>,
    /// Seed of the block permutations.
    pub seed: u64,
    /// Worker threads; 0 = one per core. Never changes a result, so it is no part of a report.
    #[serde(skip)]
    pub threads: usize,
    /// A folder in which profiles of corpora are kept from run to run. Never changes a result, so it is no part of a report.
    #[serde(skip)]
    pub cache: Option<PathBuf>,
    /// Verdicts that make a gate fail (exit status 1).
    pub fail_on: Vec<Verdict>,
    /// Whether a missed requirement makes a gate fail, too.
    pub fail_on_requirement: bool,
    /// Whether a slice that lost makes a gate fail, too, where its verdict is one of `fail_on`.
    pub fail_on_slices: bool,
    /// Means that every generation after the reference must reach.
    pub requirements: Vec<RequirementRule>,
    /// Read repeated generation names as runs of one generation.
    pub replicates: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            generations: Vec::new(),
            reference: None,
            columns: Columns::default(),
            tokenizer: TokenizerChoice::Words,
            case_sensitive: false,
            reasoning: Reasoning::Drop,
            normalize: false,
            no_text_embedding: false,
            embedding_model: None,
            embedding_rows: EmbeddingRows::Sample,
            sample_bytes: 4096,
            page_expansion: 200,
            max_dimension: 16_384,
            limit: None,
            alpha: 0.05,
            standardize: Standardize::Size,
            metrics: vec!["core".to_owned()],
            correction: Correction::MaxT,
            margins: BTreeMap::new(),
            seed: 0,
            threads: 0,
            cache: None,
            fail_on: Vec::new(),
            fail_on_requirement: false,
            fail_on_slices: true,
            requirements: Vec::new(),
            replicates: false,
        }
    }
}

/// One corpus as the user named it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Source {
    /// Name given with NAME=PATH; `None` = derived from the file name.
    pub name: Option<String>,
    /// Files, folders or globs, as given.
    pub paths: Vec<PathBuf>,
}

/// Column names given by the user; `None` = detect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Columns {
    /// The model output: text, list of texts, or chat messages.
    pub text: Option<String>,
    /// What pairs rows across generations (the prompt).
    pub key: Option<String>,
    /// Groups of rows to judge separately; never detected.
    pub slice: Option<String>,
    /// Task scores, higher is better; detected where empty.
    pub score: Vec<String>,
    /// Numbers whose distributions are compared; never detected.
    pub numeric: Vec<String>,
    /// Labels whose shares are compared; never detected.
    pub categorical: Vec<String>,
    /// Log-probabilities of the outputs: a mean, or a list of one a token; never detected.
    pub likelihood: Vec<String>,
    /// Splits one corpus into generations; never detected.
    pub generation: Option<String>,
    /// Embedding of the output: a list of floating-point numbers of one length.
    pub embedding: Option<String>,
    /// The layout of the files, one of [`LAYOUTS`]: where the output is and what names the prompt, where neither is given; told by
    /// the columns where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
}

/// Names of the layouts that programs write, for [`Columns::layout`].
pub const LAYOUTS: [&str; 18] = [
    "lm-eval",
    "lighteval",
    "inspect",
    "every-eval-ever",
    "every-eval-ever-conversations",
    "datatrove",
    "datatrove-metadata",
    "helm",
    "promptfoo",
    "phoenix",
    "mlflow",
    "ragas",
    "litellm",
    "simple-evals",
    "evalplus",
    "humaneval",
    "swe-bench",
    "wildbench",
];

/// A mean that every generation after the reference must reach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RequirementRule {
    /// A numeric column.
    pub column: String,
    /// Only rows with this value of the slice column; absent = all rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slice: Option<String>,
    /// The least mean that is good enough; the greatest where lower is better.
    pub min: f64,
    /// Which side of `min` is good.
    #[serde(default)]
    pub direction: Direction,
}

/// What text is divided into before it is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum TokenizerChoice {
    /// Unicode words; character bigrams where the reference is written without spaces.
    #[default]
    Words,
    /// Characters as readers see them (grapheme clusters), without white space.
    Chars,
    /// Whatever stands between white space, punctuation included.
    Whitespace,
    /// The subwords of a Hugging Face `tokenizer.json`.
    File(PathBuf),
}

impl TokenizerChoice {
    /// The names of the choices that need no file.
    pub const NAMES: [&'static str; 3] = ["words", "chars", "whitespace"];
}

impl From<String> for TokenizerChoice {
    fn from(said: String) -> Self {
        match said.as_str() {
            "words" => Self::Words,
            "chars" => Self::Chars,
            "whitespace" => Self::Whitespace,
            _ => Self::File(said.into()),
        }
    }
}

impl From<TokenizerChoice> for String {
    fn from(choice: TokenizerChoice) -> Self {
        match choice {
            TokenizerChoice::Words => "words".to_owned(),
            TokenizerChoice::Chars => "chars".to_owned(),
            TokenizerChoice::Whitespace => "whitespace".to_owned(),
            TokenizerChoice::File(path) => path.to_string_lossy().into_owned(),
        }
    }
}

/// The embeddings that figures of spread are computed from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmbeddingRows {
    /// Those of the coordinated sample.
    #[default]
    Sample,
    /// All: their moments are gathered while the corpora are read. Neighbors, tails and distances stay with the sample.
    All,
}

/// What becomes of the reasoning that stands in a text beside the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reasoning {
    /// It is left out: the answer is judged.
    #[default]
    Drop,
    /// It is counted as a part of the answer.
    Keep,
    /// It alone is judged.
    Only,
}

impl Reasoning {
    /// Its key in settings.
    pub fn name(self) -> &'static str {
        match self {
            Reasoning::Drop => "drop",
            Reasoning::Keep => "keep",
            Reasoning::Only => "only",
        }
    }
}

/// What both sides are brought to before their words are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standardize {
    /// Equal numbers of documents.
    #[default]
    Size,
    /// Also equal coverage of either law: types and Hill numbers are shown at it.
    Coverage,
}

/// Multiplicity correction within a family of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Correction {
    /// Step-down max-t over joint sign flips of blocks (family-wise error; knows which tests say the same).
    MaxT,
    /// No correction.
    None,
    /// Bonferroni (family-wise error).
    Bonferroni,
    /// Holm's step-down (family-wise error, uniformly more powerful than Bonferroni).
    Holm,
    /// Benjamini-Hochberg (false discovery rate).
    Bh,
}

/// The two lines a retention is judged against: below `warn` a shown loss matters, below `fail` it is a failure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Margins {
    /// W: a shown loss below this warns.
    pub warn: f64,
    /// F: an interval wholly below this fails; an interval wholly above it passes.
    pub fail: f64,
}

/// The vectors that `genloss embed` writes. Means of pieces lie the closer the longer the texts are, so that texts that grow read a loss of
/// spread that is none (`reports/validation/static-embeddings.md`): they decide nothing.
pub(crate) const STATIC_EMBEDDING: &str = "static_embedding";

/// Bytes of a text that a sample may keep. Of fewer there are hardly sentences; 32,768 texts of so many are 32 GB.
/// Longest name of a generation or slice, in bytes: each heads tables of its own, and no reader needs more.
pub(crate) const LONGEST_LABEL: usize = 1024;

const SAMPLE_BYTES: std::ops::RangeInclusive<usize> = 256..=1 << 20;

/// Whether a column of this name, however it is spelled, is that of `genloss embed`.
fn is_of_static_model(column: &str) -> bool {
    let letters = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(column) == letters(STATIC_EMBEDDING)
}

impl Config {
    /// Checks every range once, so that later stages need not.
    ///
    /// # Errors
    /// [`Error::BadSetting`] naming the setting, what was found and what is expected.
    pub fn validate(&self) -> Result<(), Error> {
        let bad =
            |setting: &str, problem: String| Err(Error::BadSetting { setting: setting.to_owned(), problem });
        if !(self.alpha > 0.0 && self.alpha < 0.5) {
            return bad("alpha", format!("found {}, expected a number above 0 and below 0.5", self.alpha));
        }
        if !(SAMPLE_BYTES.contains(&self.sample_bytes)) {
            let (least, most) = (SAMPLE_BYTES.start(), SAMPLE_BYTES.end());
            return bad(
                "sample-bytes",
                format!("found {}, expected a number from {least} to {most}", self.sample_bytes),
            );
        }
        if self.page_expansion == 0 {
            return bad("page-expansion", "found 0, expected at least 1".to_owned());
        }
        if self.max_dimension == 0 {
            return bad("max-dimension", "found 0, expected at least 1 coordinate".to_owned());
        }
        if self.limit == Some(0) {
            return bad("limit", "found 0, expected at least 1 row".to_owned());
        }
        if let TokenizerChoice::File(path) = &self.tokenizer
            && !cfg!(feature = "tokenizers")
        {
            return bad(
                "tokenizer",
                format!(
                    "`{}` is none of {}, so it names a tokenizer.json, which this genloss cannot read; build it in with \
                     `cargo install genloss --features tokenizers`",
                    path.display(),
                    TokenizerChoice::NAMES.join(", ")
                ),
            );
        }
        if self.columns.embedding.as_deref().is_some_and(is_of_static_model) {
            let problem = "found vectors that `genloss embed` wrote, whole texts by a static model, which may not decide: they read a loss \
                           where texts only grow longer; give the model itself as `embedding-model`, which embeds texts cut to equal length";
            return bad("columns.embedding", problem.to_owned());
        }
        if self.threads > 4096 {
            return bad("threads", format!("found {}, expected at most 4096", self.threads));
        }
        if let Err(unknown) = self.wanted() {
            return bad("metrics", unknown.to_string());
        }
        self.validate_runs_and_requirements()?;
        let mut names = self.generations.iter().filter_map(|source| source.name.as_deref());
        if let Some(name) = names.find(|name| name.len() > LONGEST_LABEL) {
            let problem =
                format!("found a name of {} bytes, expected {LONGEST_LABEL} bytes at most", name.len());
            return bad("generation", problem);
        }
        for (name, m) in &self.margins {
            let setting = format!("margin {name}");
            let judged = crate::metric::find(name).filter(|metric| metric.margins.is_some());
            let Some(metric) = judged else {
                let known: Vec<_> = crate::metric::with_margins().collect();
                return bad(
                    &setting,
                    format!("no judged metric has this name; those that are judged: {}", known.join(", ")),
                );
            };
            let (fits, expected) = match metric.kind {
                Kind::Difference => (m.fail <= m.warn && m.warn < 0.0, "fail <= warn < 0"),
                _ => (m.fail > 0.0 && m.fail <= m.warn && m.warn <= 1.0, "0 < fail <= warn <= 1"),
            };
            if !fits {
                return bad(
                    &setting,
                    format!("found warn {} and fail {}, expected {expected}", m.warn, m.fail),
                );
            }
        }
        Ok(())
    }

    /// The metrics that are worked out.
    ///
    /// # Errors
    /// A name that no metric has.
    pub fn wanted(&self) -> Result<crate::metric::Wanted, crate::metric::UnknownMetric> {
        crate::metric::Wanted::of(&self.metrics, self.standardize)
    }

    /// Whether one of them may count three adjacent words.
    pub(crate) fn counts_triples(&self) -> bool {
        let triples = |wanted: crate::metric::Wanted| wanted.iter().any(crate::metric::Metric::is_of_triples);
        self.wanted().map_or(true, triples)
    }

    fn validate_runs_and_requirements(&self) -> Result<(), Error> {
        for (i, rule) in self.requirements.iter().enumerate() {
            let problem = if !rule.min.is_finite() {
                format!("found min {}, expected a number", rule.min)
            } else if rule.column.is_empty() {
                "found an empty column name, expected a numeric column".to_owned()
            } else if rule.slice.is_some() && self.columns.slice.is_none() {
                "names a slice, but no slice column is given; add `columns.slice`".to_owned()
            } else {
                continue;
            };
            let setting = format!("requirement {} (`{}`)", i + 1, rule.column);
            return Err(Error::BadSetting { setting, problem });
        }
        if self.replicates && self.columns.generation.is_some() {
            let problem = "cannot be combined with `columns.generation`, which names each generation once; give each run a path of its own";
            return Err(Error::BadSetting { setting: "replicates".to_owned(), problem: problem.to_owned() });
        }
        Ok(())
    }
}
