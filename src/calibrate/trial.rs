//! One trial: two sides compared and judged as `genloss compare` would.

use crate::compare::{self, Table};
use crate::judge::{self, Thresholds};
use crate::metric::{METRICS, Metric, Role};
use crate::profile::{Profile, SampleRow, Tokenizer};
use crate::terms::{DataColumn, Estimate, Family, Kind, Status, Symptom, Undefined, Verdict};

/// How sides are counted and judged.
#[derive(Debug)]
pub struct Rules {
    /// How text becomes words.
    pub tokenizer: Tokenizer,
    /// The columns of the corpora.
    pub columns: Vec<DataColumn>,
    /// The lines that numbers are held against.
    pub thresholds: Thresholds,
}

/// What one comparison gave.
#[derive(Debug)]
pub struct Trial {
    /// The metrics that are held against margins, in the order of [`judged`].
    pub metrics: Vec<MetricTrial>,
    /// The symptoms they add up to.
    pub symptoms: Vec<SymptomTrial>,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the distribution moved beyond its margin.
    pub drift: bool,
    /// Whether rows paired by key.
    pub paired: bool,
}

/// One judged metric of a trial.
#[derive(Debug)]
pub struct MetricTrial {
    /// Which one.
    pub metric: &'static Metric,
    /// Its estimate, or why there is none.
    pub estimate: Result<Estimate, Undefined>,
    /// Its status.
    pub status: Status,
    /// Whether a loss is shown, however small.
    pub loss_shown: bool,
}

/// One symptom of a trial.
#[derive(Debug, Clone, Copy)]
pub struct SymptomTrial {
    /// Which one.
    pub symptom: Symptom,
    /// Status of its worst metric.
    pub status: Status,
    /// Whether any of its metrics gates; the others warn at most.
    pub gating: bool,
}

/// The metrics that are held against margins, in the order of the registry.
pub fn judged() -> impl Iterator<Item = &'static Metric> {
    let always = |m: &&Metric| !m.decides.waits_for_novelty();
    METRICS.iter().copied().filter(|m| matches!(m.role, Role::Gating | Role::Advisory)).filter(always)
}

/// Which figures of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// Those of words, documents and scores.
    Words,
    /// Those of embeddings.
    Vectors,
}

fn decides(metric: &Metric) -> bool {
    metric.role != Role::Exploratory
}

/// Whether a status claims a loss.
pub fn rings(status: Status) -> bool {
    matches!(status, Status::Warn | Status::Fail)
}

impl Rules {
    /// Profiles the rows of one side.
    pub fn profile<'a>(&self, rows: impl Iterator<Item = &'a SampleRow>) -> Profile {
        Profile::of_rows(self.tokenizer, &self.columns, rows)
    }

    /// Compares and judges two sides. `seed` fixes the permutations behind the drift floor.
    pub fn trial(&self, reference: &Profile, current: &Profile, seed: u64) -> Trial {
        self.judged(compare::deciding(reference, current, self.tokenizer, seed, decides))
    }

    /// What decides of the words of two sides, or of their vectors: half of a trial, for when the other half is known.
    pub(super) fn half(&self, reference: &Profile, current: &Profile, seed: u64, half: Half) -> Table {
        let wanted: fn(&Metric) -> bool = match half {
            Half::Words => |m| decides(m) && m.family != Family::Embeddings,
            Half::Vectors => |m| decides(m) && m.family == Family::Embeddings,
        };
        compare::deciding(reference, current, self.tokenizer, seed, wanted)
    }

    /// Judges two halves as the whole they make.
    pub(super) fn joined(&self, mut table: Table, other: &Table) -> Trial {
        table.rows.extend(other.rows.iter().cloned());
        let place = |m: &Metric| METRICS.iter().position(|other| other.name == m.name);
        table.rows.sort_by_key(|row| place(row.metric));
        self.judged(table)
    }

    fn judged(&self, table: Table) -> Trial {
        let tables = [table];
        let all = judge::judge(&tables, &self.thresholds);
        let [judged] = &all[..] else { unreachable!("one table gives one judgment") };
        let metrics = judged.whole.rows.iter().filter_map(|row| {
            Some(MetricTrial {
                metric: row.row.metric,
                estimate: row.row.outcome.as_ref().map(|o| o.estimate).map_err(|u| *u),
                status: row.status?,
                loss_shown: row.loss_shown,
            })
        });
        let symptoms = judged.whole.symptoms.iter().map(|s| SymptomTrial {
            symptom: s.symptom,
            status: s.status,
            gating: s.gating,
        });
        Trial {
            metrics: metrics.collect(),
            symptoms: symptoms.collect(),
            verdict: judged.whole.ruling.verdict,
            drift: judged.moved,
            paired: judged.table.pairing.is_paired(),
        }
    }
}

impl MetricTrial {
    /// Whether the interval holds "nothing lost"; `None` without an interval.
    pub fn covers(&self) -> Option<bool> {
        let truth = match self.metric.kind {
            Kind::Retention | Kind::Ratio => 1.0,
            Kind::Difference | Kind::Drift => 0.0,
        };
        self.estimate.ok().map(|e| e.low <= truth && truth <= e.high)
    }
}

impl Trial {
    /// Whether any symptom claims a loss, also one that only warns.
    pub fn rings(&self) -> bool {
        self.symptoms.iter().any(|s| rings(s.status))
    }

    /// Whether any loss is shown or said, however small.
    pub fn sees(&self) -> bool {
        self.rings() || self.metrics.iter().any(|m| m.loss_shown)
    }

    /// Whether any symptom that can do more than warn claims a loss.
    pub fn rings_gating(&self) -> bool {
        self.symptoms.iter().any(|s| s.gating && rings(s.status))
    }
}
