//! `report.json`, field by field: these structs *are* the contract (schema version 1).
//!
//! Unknown is `null` plus a reason code in `undefined`; there is no NaN and no fake zero. Rates and shares are
//! fractions, entropies are bits. Everything except `settings` and `generations[].paths` is identical, byte for
//! byte, for the same input and settings at any thread count and on any machine.

mod columns;
mod diff;
mod doubt;
mod evidence;
mod figure;
mod gate;
mod glance;
mod mode;
mod model;
mod slice;
mod words;

use serde::{Deserialize, Serialize};

pub use columns::{ClassShare, Replicate, Requirement};
pub use diff::{Changed, ComparisonDiff, Diff, FigureOf, SymptomDiff};
pub use doubt::Doubt;
pub use evidence::{Evidence, Loops, Sighting};
pub use figure::{Figure, FigureKind, Mark, Series};
pub use gate::{Gate, GateLine};
pub use glance::{Change, by_badness, changes, deciding, worst};
pub use mode::{Mode, ModeChange};
pub use model::EmbeddingModel;
pub use slice::{Slice, by_loss};
pub(crate) use words::{news, reasons, symptom_message};

use crate::config::Config;
use crate::error::Warning;
use crate::terms::{
    Advice, BasisKind, Cause, DataColumn, Family, Kind, Method, Pairing, Precaution, Rule, Status, Symptom,
    Undefined, Unit, Verdict,
};

/// The whole report.
///
/// ```
/// use genloss::{Config, Corpus, Report};
///
/// let gen0 = Corpus::read("gen0", ["fixtures/demo/gen0.parquet"], &Config::default())?;
/// let gen2 = Corpus::read_like(&gen0, "gen2", ["fixtures/demo/gen2.parquet"])?;
/// let report: Report = genloss::compare(&[gen0, gen2], &Config::default())?;
/// let comparison = &report.comparisons[0];
/// let tail = comparison.metrics.iter().find(|m| m.metric == "pooled-tail-retention").expect("it always is there");
/// assert!(tail.gating && tail.value < Some(0.9));
/// # Ok::<(), genloss::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this layout; fields may be added within a version, never renamed or removed.
    pub schema_version: u32,
    /// Which program wrote it.
    pub tool: Tool,
    /// The settings of the run, as given.
    pub settings: Config,
    /// How the input was read: the columns chosen, the unit of counting.
    pub input: Input,
    /// Findings that did not stop the run.
    pub warnings: Vec<Warning>,
    /// The generations, reference first.
    pub generations: Vec<Generation>,
    /// Metrics of single generations, at the smallest document count among all generations.
    pub levels: Vec<Level>,
    /// One entry per comparison: every later generation against the base and (from the third on) the previous one.
    pub comparisons: Vec<Comparison>,
    /// How metrics move from generation to generation; empty below three generations.
    #[serde(default)]
    pub trends: Vec<Trend>,
    /// The team's own minimum scores, generation by generation; empty where none was asked for.
    #[serde(default)]
    pub requirements: Vec<Requirement>,
    /// What the run was told to fail on, and what of it was found.
    #[serde(default)]
    pub gate: Gate,
    /// How far the gating metrics stray between runs of one generation; empty without `--replicates`.
    #[serde(default)]
    pub replicates: Vec<Replicate>,
    /// Shares of the classes of categorical columns, generation by generation; empty where no such column is read.
    #[serde(default)]
    pub classes: Vec<ClassShare>,
    /// What the charts draw.
    pub figures: Vec<Figure>,
}

/// Name and version of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Always "genloss".
    pub name: String,
    /// Semantic version.
    pub version: String,
}

/// What the built-in vectors of texts are, and what they are not.
pub const TEXT_EMBEDDING: &str = Precaution::BuiltInVectors.words();

/// What the vectors of texts are where a static embedding model made them.
pub const MODEL_EMBEDDING: &str = Precaution::ModelVectors.words();

/// How the input was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The text column.
    pub text_column: String,
    /// The key column; `null` = rows are not paired by key.
    pub key_column: Option<String>,
    /// The slice column.
    pub slice_column: Option<String>,
    /// The first score column.
    pub score_column: Option<String>,
    /// All columns of scores, other numbers and labels, each with what it is read for.
    #[serde(default)]
    pub data_columns: Vec<DataColumn>,
    /// The embedding column.
    #[serde(default)]
    pub embedding_column: Option<String>,
    /// What stands in where there are no embeddings: [`TEXT_EMBEDDING`] or [`MODEL_EMBEDDING`]; `null` = nothing does. Its
    /// figures have the names of those of embeddings, and decide nothing.
    #[serde(default)]
    pub text_embedding: Option<String>,
    /// The model behind [`MODEL_EMBEDDING`]; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedding_model: Option<EmbeddingModel>,
    /// The column that splits one corpus into generations.
    pub generation_column: Option<String>,
    /// What is counted: "words", "character-bigrams" (scripts written without spaces), "characters", "whitespace" or
    /// "subwords-" with the hash of the tokenizer file.
    pub unit: String,
}

/// One generation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Generation {
    /// Its name.
    pub name: String,
    /// Its files, folders or globs, as given.
    pub paths: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Documents profiled: non-empty texts (a list of texts gives several documents a row).
    pub documents: u64,
    /// Rows whose text was null.
    pub null_texts: u64,
    /// Texts that were empty or white space only.
    pub empty_texts: u64,
    /// Words in all documents.
    pub tokens: u64,
    /// Different words, as counted; grows with size, so never compare it raw.
    pub types: u64,
    /// Dimension of the embedding column; `null` = none read.
    pub embedding_dim: Option<u32>,
    /// Share of this generation's distinct keys that the reference has too; `null` = no key column.
    pub key_overlap: Option<f64>,
    /// Verdict of the comparison with the base; `null` for the reference.
    pub verdict: Option<Verdict>,
    /// Whether the distribution moved beyond its margin against the base; `null` for the reference.
    pub drift: Option<bool>,
    /// What its files say of where their rows come from (metadata `genloss.origin`); `null` = nothing.
    #[serde(default)]
    pub origin: Option<String>,
}

/// A metric of one generation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// The generation's name.
    pub generation: String,
    /// The level's metric key (a retention's key names the retention of this level).
    pub metric: String,
    /// The column that it is about; `null` = the text or the embeddings.
    #[serde(default)]
    pub column: Option<String>,
    /// The level.
    pub value: Option<f64>,
    /// Lower end of the 95% interval.
    pub ci_low: Option<f64>,
    /// Upper end of the 95% interval.
    pub ci_high: Option<f64>,
    /// Unit of `value`.
    pub unit: Unit,
    /// Documents the level refers to.
    pub n_used: u64,
    /// Reason code where `value` or its interval is `null`.
    pub undefined: Option<Undefined>,
}

/// What a generation is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Against {
    /// The reference, the first generation.
    Base,
    /// The generation before ("this step").
    Previous,
}

/// One comparison of two generations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Name of the earlier generation.
    pub reference: String,
    /// Name of the later generation.
    pub current: String,
    /// Base or previous.
    pub against: Against,
    /// Whether a row of one side stands for a certain row of the other.
    pub paired: bool,
    /// What brings rows together.
    #[serde(default)]
    pub pairing: Pairing,
    /// Whether both sides hold exactly the same documents, with the same embeddings.
    #[serde(default)]
    pub identical: bool,
    /// What makes it doubtful that the two can be compared; empty = nothing. It changes no status and no verdict.
    #[serde(default)]
    pub comparability: Vec<Doubt>,
    /// The verdict.
    pub verdict: Verdict,
    /// Which row of the verdict table decided, in words.
    pub rule: String,
    /// The same as a code.
    #[serde(default)]
    pub rule_code: Option<Rule>,
    /// Whether the distribution moved beyond its margin; may accompany any verdict.
    pub drift: bool,
    /// A loss against the base that no single step up to it shows.
    pub slow_loss: bool,
    /// False where sampling settings differ, so that a loss cannot be blamed on training.
    pub attributable: bool,
    /// Gating metrics that corroborate the loss.
    pub corroborated_by: Vec<String>,
    /// Sentences that say why, most important first.
    pub reasons: Vec<String>,
    /// The symptoms.
    pub symptoms: Vec<SymptomReport>,
    /// The numbers.
    pub metrics: Vec<MetricReport>,
    /// Words and phrases of the reference that vanished, most widespread first; counted at equal documents and
    /// lengths where these differ. Where only the tail is lost, all of them are tail words.
    pub lost: Vec<Lost>,
    /// Words and phrases the current generation overuses, strongest first; counted the same way.
    pub overused: Vec<Overused>,
    /// What shows symptoms in the texts beside words: openings, copies, loops.
    #[serde(default)]
    pub evidence: Evidence,
    /// Clusters of meaning whose share changed most, the largest loss first; empty without embeddings.
    #[serde(default)]
    pub modes: Vec<Mode>,
    /// The same comparison within each slice.
    pub slices: Vec<Slice>,
}

/// One symptom of one comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SymptomReport {
    /// Which one.
    pub symptom: Symptom,
    /// Its worst gating metric's status.
    pub status: Status,
    /// Whether it can make a collapse verdict.
    pub core: bool,
    /// Keys of the metrics that decide it, the deciding one first; "metric:column" for a metric of a column.
    pub evidence: Vec<String>,
    /// Why it did not run.
    pub reason_code: Option<Undefined>,
    /// What usually brings such a loss about; `null` where nothing is lost.
    #[serde(default)]
    pub cause: Option<Cause>,
    /// What to do about it; `null` where nothing is lost.
    #[serde(default)]
    pub advice: Option<Advice>,
    /// What it means, in plain words.
    pub message: String,
}

/// One number of one comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricReport {
    /// Stable kebab-case key.
    pub metric: String,
    /// The column that it is about; `null` = the text or the embeddings.
    #[serde(default)]
    pub column: Option<String>,
    /// Retention, ratio, difference or drift.
    pub kind: Kind,
    /// Unit of `value` (retentions and ratios: "ratio").
    pub unit: Unit,
    /// Where the evidence comes from.
    pub family: Family,
    /// The symptom it speaks to.
    pub symptom: Option<Symptom>,
    /// Whether it decides a status; all others are exploratory.
    pub gating: bool,
    /// Its status; `null` for metrics without margins.
    pub status: Option<Status>,
    /// The plain estimate.
    pub value: Option<f64>,
    /// Lower end of the 95% interval.
    pub ci_low: Option<f64>,
    /// Upper end of the 95% interval.
    pub ci_high: Option<f64>,
    /// Lower end of the one-sided 95% interval, above the fail line where a loss beyond it is excluded; `null` where only `ci_low` is known.
    #[serde(default)]
    pub at_least: Option<f64>,
    /// One-sided p of "no loss" (drifts: of "no drift").
    pub p_value: Option<f64>,
    /// The same, corrected within its family; `null` for exploratory metrics.
    pub p_adjusted: Option<f64>,
    /// Whether a loss is shown, however small: the corrected p is below alpha.
    #[serde(default)]
    pub loss_shown: bool,
    /// Its family of tests.
    pub family_id: Option<String>,
    /// Tests in that family.
    pub family_size: Option<u64>,
    /// Minimum detectable effect (80% power, two-sided 5%): retentions and ratios as the lost share, others in their
    /// unit.
    pub mde: Option<f64>,
    /// Documents per side that would settle an inconclusive status, if the value stays as it is.
    pub documents_to_settle: Option<u64>,
    /// W.
    pub warn_margin: Option<f64>,
    /// F.
    pub fail_margin: Option<f64>,
    /// How the value was made equal in size and how its interval was made.
    pub estimator: String,
    /// What it was evaluated on.
    #[serde(default)]
    pub basis: Option<BasisKind>,
    /// The precautions that were taken.
    #[serde(default)]
    pub precautions: Vec<Precaution>,
    /// How its interval was made; `null` where there is none.
    #[serde(default)]
    pub interval: Option<Method>,
    /// What chance alone would show of a distance, already taken off `value`: its mean over permutations in which half
    /// of the blocks change sides.
    #[serde(default)]
    pub floor: Option<f64>,
    /// The same distance, nothing taken off, between random halves of the earlier generation.
    #[serde(default)]
    pub split_half_floor: Option<f64>,
    /// The level of the earlier generation.
    pub reference_level: Option<f64>,
    /// The level of the later generation.
    pub current_level: Option<f64>,
    /// Documents per side the value refers to.
    pub n_used: u64,
    /// Blocks behind the interval; 0 = a score interval or a boundary rule.
    pub blocks: u64,
    /// Reason code where `value` or its interval is `null`.
    pub undefined: Option<Undefined>,
}

impl MetricReport {
    /// What tells it from the other numbers of its comparison, as in [`SymptomReport::evidence`].
    pub fn key(&self) -> String {
        metric_key(&self.metric, self.column.as_deref())
    }
}

/// "metric", or "metric:column" for a metric of a column.
pub fn metric_key(metric: &str, column: Option<&str>) -> String {
    match column {
        Some(column) => format!("{metric}:{column}"),
        None => metric.to_owned(),
    }
}

/// Whether an entry is one word or a phrase of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gram {
    /// One word.
    Word,
    /// Two adjacent words.
    Phrase,
}

/// A word or phrase that vanished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lost {
    /// The words, as counted (lower-cased).
    pub text: String,
    /// Word or phrase.
    pub kind: Gram,
    /// Whether the word lies beyond the first 90% of the reference's mass; `null` for phrases.
    pub in_tail: Option<bool>,
    /// Occurrences in the reference.
    pub count_before: u64,
    /// Occurrences now.
    pub count_after: u64,
    /// Documents of the reference that hold it.
    pub documents_before: u64,
    /// Documents that hold it now.
    pub documents_after: u64,
    /// How many words (or phrases) of at least so many documents chance alone would make vanish, were the documents of both sides dealt out anew.
    #[serde(default)]
    pub expected: Option<f64>,
    /// Whether chance explains at most 5% of what vanished from at least so many documents; the others are no evidence of a loss.
    #[serde(default = "yes")]
    pub beyond_chance: bool,
    /// Excerpt of a reference document that holds it; `null` when none is in the sample.
    pub example: Option<String>,
}

/// A word or phrase that is overused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overused {
    /// The words, as counted (lower-cased).
    pub text: String,
    /// Word or phrase.
    pub kind: Gram,
    /// Occurrences in the reference.
    pub count_before: u64,
    /// Occurrences now.
    pub count_after: u64,
    /// Documents of the reference that hold it.
    pub documents_before: u64,
    /// Documents that hold it now.
    pub documents_after: u64,
    /// Log-odds, with an informative Dirichlet prior, of a document holding it, in standard errors: a ranking, not a
    /// test.
    pub z: f64,
    /// How many words (or phrases) chance alone would make rise at least as unlikely, were the documents of both sides dealt out anew.
    #[serde(default)]
    pub expected: Option<f64>,
    /// Whether chance explains at most 5% of those that rose so much; the others are no evidence of a change.
    #[serde(default = "yes")]
    pub beyond_chance: bool,
    /// Excerpt of a current document that holds it; `null` when none is in the sample.
    pub example: Option<String>,
}

/// Reports of before do not say what chance explains.
fn yes() -> bool {
    true
}

/// How one metric moves over the generations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// The level's metric key, as in [`Level::metric`].
    pub metric: String,
    /// Which scale the slope has: retentions and ratios the natural logarithm, others their unit.
    pub kind: Kind,
    /// Unit of the level.
    pub unit: Unit,
    /// Slope per generation, on the scale of `kind`: −0.05 of a retention is about 5% lost each generation.
    pub slope_per_generation: Option<f64>,
    /// Lower end of the slope's 95% interval.
    pub ci_low: Option<f64>,
    /// Upper end of the slope's 95% interval.
    pub ci_high: Option<f64>,
    /// Exact two-sided p of "no trend" (Mann–Kendall).
    pub p_value: Option<f64>,
    /// The smallest p that this number of generations can give.
    pub p_min_attainable: Option<f64>,
    /// Generations after the latest until the fail margin is crossed, if the slope holds; 0 = crossed already; `null`
    /// = not within sight, or no margin.
    pub generations_to_margin: Option<f64>,
    /// The earliest that the slope's interval allows; `null` as above.
    pub generations_to_margin_low: Option<f64>,
    /// The latest that the slope's interval allows; `null` as above.
    pub generations_to_margin_high: Option<f64>,
    /// Reason code where the slope or its interval is `null`.
    pub undefined: Option<Undefined>,
}
