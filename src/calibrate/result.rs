//! `calibration.json`, field by field: these structs *are* the contract (schema version 1).
//!
//! Unknown is `null` plus a reason; there is no NaN and no fake zero. Everything except `settings` and
//! `corpora[].paths` is identical, byte for byte, for the same input, settings and seed at any thread count.

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::error::Warning;
use crate::report::{Figure, Input, Tool};
use crate::terms::{Status, Symptom, Undefined, Verdict};

/// What was measured on the user's own data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Version of this layout; fields may be added within a version, never renamed or removed.
    pub schema_version: u32,
    /// Which program wrote it.
    pub tool: Tool,
    /// The settings of the run, as given; its generations are the corpora.
    pub settings: Config,
    /// How the input was read: the columns chosen, the unit of counting.
    pub input: Input,
    /// Findings that did not stop the run.
    pub warnings: Vec<Warning>,
    /// The corpora: one for halves, two for label swaps.
    pub corpora: Vec<Corpus>,
    /// How two sides without a loss between them were made.
    pub null: NullKind,
    /// Documents a side in every trial (for label swaps, where keys have several rows, on average).
    pub documents: u64,
    /// Whether the sides pair by key, so that their comparison is a paired one.
    pub paired: bool,
    /// What comparisons without a loss said.
    pub false_alarms: FalseAlarms,
    /// The judged metrics in comparisons without a loss: precision, and the smallest loss they see.
    pub metrics: Vec<MetricCalibration>,
    /// What comparisons with a planted change said; empty when the drill was switched off.
    pub drill: Vec<PlantReport>,
    /// What the chart draws.
    pub figures: Vec<Figure>,
}

/// One corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corpus {
    /// Its name.
    pub name: String,
    /// Its files, folders or globs, as given.
    pub paths: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Documents: non-empty texts.
    pub documents: u64,
    /// Documents that took part in the trials: those of the coordinated sample, of label swaps those whose key both
    /// corpora have.
    pub documents_used: u64,
    /// Words in all documents.
    pub tokens: u64,
}

/// How two sides without a loss between them are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NullKind {
    /// Two random halves of one corpus.
    Halves,
    /// Two corpora of the same keys, for each key swapped by a coin.
    LabelSwaps,
}

/// A share of trials with its exact (Clopper-Pearson) 95% interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Trials with the event.
    pub count: u64,
    /// All trials in which it could be seen.
    pub trials: u64,
    /// `count / trials`; `null` without trials.
    pub share: Option<f64>,
    /// Lower end of the interval.
    pub ci_low: Option<f64>,
    /// Upper end of the interval.
    pub ci_high: Option<f64>,
}

/// What comparisons without a loss said. Every alarm in here is false.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FalseAlarms {
    /// The family-wise rate that the correction promises at most: alpha.
    pub promised: f64,
    /// Whether that was kept.
    pub promise: Promise,
    /// Trials with a `warn` or `fail` on any symptom (the verdict is `warning` or a collapse).
    pub any: Rate,
    /// The same among the symptoms that can do more than warn.
    pub gating: Rate,
    /// Trials with a collapse verdict.
    pub collapse: Rate,
    /// Every verdict, from best to worst.
    pub verdicts: Vec<VerdictRate>,
    /// Every symptom.
    pub symptoms: Vec<SymptomRate>,
}

/// Whether false alarms were as rare as promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Promise {
    /// The share of false alarms is at most what is promised.
    Kept,
    /// It is larger, but the interval holds what is promised.
    Open,
    /// The whole interval lies above.
    Broken,
    /// No metric that gates had an interval in any trial, so no alarm could ring.
    Untested,
}

/// How often a verdict was called.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VerdictRate {
    /// The verdict.
    pub verdict: Verdict,
    /// How often.
    pub rate: Rate,
}

/// What a symptom said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SymptomRate {
    /// Which one.
    pub symptom: Symptom,
    /// Whether it can do more than warn.
    pub gating: bool,
    /// Trials with `pass`.
    pub pass: u64,
    /// Trials with `warn`.
    pub warn: u64,
    /// Trials with `fail`.
    pub fail: u64,
    /// Trials with `inconclusive`.
    pub inconclusive: u64,
    /// Trials with `not-run`.
    pub not_run: u64,
    /// `warn` or `fail`, among all trials.
    pub rings: Rate,
}

/// One judged metric in comparisons without a loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricCalibration {
    /// Stable kebab-case key.
    pub metric: String,
    /// The symptom it speaks to.
    pub symptom: Option<Symptom>,
    /// Whether it gates; the others warn at most.
    pub gating: bool,
    /// Whether effects are lost shares (retentions and ratios); otherwise they are in the metric's unit.
    pub lost_share: bool,
    /// Trials in which it had an interval.
    pub defined: u64,
    /// Trials whose 95% interval holds "nothing lost", among those with an interval.
    pub coverage: Rate,
    /// Standard deviation of its value between trials, on the scale of its interval (log scale for retentions and
    /// ratios); `null` with fewer than two values.
    pub sd: Option<f64>,
    /// Root mean square of the standard errors that the trials stated, same scale: honest if near `sd`. Where the
    /// interval has none (score intervals), the one that the distance to its lower end amounts to.
    pub se: Option<f64>,
    /// Minimum detectable effect at `documents` a side (80% power, two-sided 5%): retentions and ratios as the lost
    /// share, others in their unit.
    pub mde: Option<f64>,
    /// The same at the size of the smallest corpus a side, by the square-root law: what a comparison of two such
    /// corpora would see. `null` for label swaps, whose trials have that size.
    pub mde_whole: Option<f64>,
    /// Documents a side that would halve `mde`.
    pub documents_to_halve: Option<u64>,
    /// Margins it was held against: warn, fail.
    pub margins: Option<(f64, f64)>,
    /// The most frequent reason for having no interval, where that happened in more than half of the trials.
    pub undefined: Option<Undefined>,
}

/// One plant, at all its doses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlantReport {
    /// Stable kebab-case key.
    pub plant: String,
    /// Name for people.
    pub label: String,
    /// What was done.
    pub about: String,
    /// What the dose means.
    pub dose: String,
    /// What follows a dose in a sentence ("of the vocabulary"); empty where a dose stands for itself.
    pub dose_of: String,
    /// Whether nothing is lost, so that no collapse may be called.
    pub harmless: bool,
    /// The weakest dose from which on at least 80% of the trials ring; `null` = none.
    pub rings_from: Option<f64>,
    /// The doses, from weak to strong.
    pub cells: Vec<Cell>,
    /// Why it did not run; `cells` is empty then.
    pub not_run: Option<String>,
}

/// One plant at one dose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The dose.
    pub dose: f64,
    /// The same as text.
    pub dose_text: String,
    /// Share of the damaged side's words that are other words, or gone; mean over the trials.
    pub words_changed: f64,
    /// Share of the damaged side's vocabulary that is gone; mean over the trials.
    pub types_lost: f64,
    /// Trials with a `warn` or `fail` on any symptom.
    pub rings: Rate,
    /// Trials with a collapse verdict.
    pub collapse: Rate,
    /// Trials that say that the distribution moved, whatever the verdict.
    pub drift: Rate,
    /// The verdict called most often; of equals the worst.
    pub usual_verdict: Verdict,
    /// Every verdict, from best to worst.
    pub verdicts: Vec<VerdictRate>,
    /// Every symptom.
    pub symptoms: Vec<SymptomRate>,
}

impl SymptomRate {
    /// Trials with this status.
    pub fn count(&self, status: Status) -> u64 {
        match status {
            Status::Pass => self.pass,
            Status::Warn => self.warn,
            Status::Fail => self.fail,
            Status::Inconclusive => self.inconclusive,
            Status::NotRun => self.not_run,
        }
    }
}
