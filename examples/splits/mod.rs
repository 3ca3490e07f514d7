//! Random half-splits of one corpus: two samples of one law, so whatever is found between them is a false alarm.
//!
//! Outside the library it tests. The example `halfsplits` and the test of the same name include it with `#[path]`.
#![allow(dead_code, reason = "each crate that includes this module uses another part of it")]

use std::path::Path;

use genloss::compare;
use genloss::config::{Config, Source};
use genloss::error::Error;
use genloss::judge::{self, Thresholds};
use genloss::metric::{METRICS, Metric, Role};
use genloss::profile::{self, Profile, SampleRow, Tokenizer};
use genloss::progress::Silent;
use genloss::read;
use genloss::terms::{Kind, Status, Symptom, Verdict};
use rayon::prelude::*;

/// A corpus to split: its documents, and how they are counted.
#[derive(Debug)]
pub(crate) struct Corpus {
    rows: Vec<SampleRow>,
    tokenizer: Tokenizer,
}

/// What one split of a corpus gave.
#[derive(Debug)]
pub(crate) struct Trial {
    /// Every gating metric in the order of the registry: whether its interval holds the truth; `None` = undefined.
    pub covered: Vec<Option<bool>>,
    /// Their statuses.
    pub statuses: Vec<Status>,
    /// Every symptom with a gating metric.
    pub symptoms: Vec<(Symptom, Status)>,
    /// The verdict, to which advisory metrics contribute too.
    pub verdict: Verdict,
}

/// The metrics that decide, in the order of [`Trial::covered`].
pub(crate) fn gating() -> impl Iterator<Item = &'static Metric> {
    METRICS.iter().copied().filter(|m| m.role == Role::Gating)
}

/// Whether a loss is claimed.
pub(crate) fn alarms(status: Status) -> bool {
    matches!(status, Status::Warn | Status::Fail)
}

impl Trial {
    /// Whether any gating symptom claims a loss, which between two halves is always false.
    pub(crate) fn is_false_alarm(&self) -> bool {
        self.symptoms.iter().any(|(_, status)| alarms(*status))
    }
}

impl Corpus {
    /// Reads a corpus. Comparing needs two generations, so it is read twice and used once.
    ///
    /// # Errors
    /// What the library says of the file.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let source = |name: &str| Source { name: Some(name.to_owned()), paths: vec![path.to_owned()] };
        let config = Config { generations: vec![source("a"), source("b")], ..Config::default() };
        let plan = read::plan(&config)?;
        let (profiles, tokenizer) = profile::generations(&plan, config.case_sensitive, &Silent)?;
        Ok(Self { rows: profiles[0].sample.rows().to_vec(), tokenizer })
    }

    /// Documents of the whole corpus.
    pub(crate) fn n_documents(&self) -> usize {
        self.rows.len()
    }

    /// Splits, compares and judges `n_trials` times, in parallel; trial k depends on k alone.
    pub(crate) fn trials(&self, n_trials: u64) -> Vec<Trial> {
        (0..n_trials).into_par_iter().map(|seed| self.trial(seed)).collect()
    }

    fn trial(&self, seed: u64) -> Trial {
        let (first, second) = halves(self.rows.len(), seed);
        let half = |of: &[usize]| Profile::of_rows(self.tokenizer, of.iter().map(|&i| &self.rows[i]));
        let config = Config { seed, ..Config::default() };
        let tables = compare::tables(&[half(&first), half(&second)], self.tokenizer, &config, &Silent);
        let judged = judge::judge(&tables, &Thresholds::from_config(&config), None);
        let whole = &judged[0].whole;
        let (covered, statuses) = gating()
            .filter_map(|metric| whole.rows.iter().find(|r| r.row.name == metric.name))
            .map(|row| (covers(row), row.status.unwrap_or(Status::NotRun)))
            .unzip();
        let symptoms = whole.symptoms.iter().filter(|s| s.gating).map(|s| (s.symptom, s.status)).collect();
        Trial { covered, statuses, symptoms, verdict: whole.ruling.verdict }
    }
}

/// Whether the interval holds "nothing lost".
fn covers(row: &judge::JudgedRow<'_>) -> Option<bool> {
    let truth = match row.row.metric.kind {
        Kind::Retention | Kind::Ratio => 1.0,
        Kind::Difference | Kind::Drift => 0.0,
    };
    let estimate = row.row.outcome.as_ref().ok()?.estimate;
    Some(estimate.low <= truth && truth <= estimate.high)
}

/// Two disjoint random halves of `n` positions (the last one is left out of an odd number): Fisher-Yates over
/// SplitMix64, so that a seed means the same split for ever.
fn halves(n: usize, seed: u64) -> (Vec<usize>, Vec<usize>) {
    let mut state = seed.wrapping_mul(7919).wrapping_add(12_345);
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let mut order: Vec<usize> = (0..n).collect();
    for i in 0..n.saturating_sub(1) {
        order.swap(i, i + (next() % (n - i) as u64) as usize);
    }
    let second = order[n / 2..n / 2 * 2].to_vec();
    order.truncate(n / 2);
    (order, second)
}
