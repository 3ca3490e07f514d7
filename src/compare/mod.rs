//! Stage 3, `compare`: profiles x metrics to tables of estimates.
//!
//! Every later generation is compared with the base and with its predecessor. A table holds points, intervals and
//! raw p; corrections for multiplicity and statuses belong to `judge`.

mod basis;
mod level;
mod resample;
mod truncation;

use std::borrow::Cow;

pub use level::{LevelRow, levels};
pub use resample::{Outcome, power_point, quantile};
pub(crate) use truncation::share as truncated_share;

use basis::{Basis, Rows};
use rayon::prelude::*;

use crate::config::Config;
use crate::metric::{METRICS, Matching, Metric, Role, Size, UNMATCHED};
use crate::pair::Purpose;
use crate::profile::{NULL_SLICE, Profile, SampleRow, Tokenizer, sample};
use crate::progress::{Observer, Stage};
use crate::report::Against;
use crate::terms::Undefined;

/// Document counts that differ by more than this share are made equal.
const EQUAL_DOCUMENTS: f64 = 0.05;
/// Mean lengths that differ by more than this share are matched.
const EQUAL_LENGTH: f64 = 0.10;

/// All estimates of one comparison.
#[derive(Debug)]
pub struct Table {
    /// Position of the earlier generation.
    pub reference: usize,
    /// Position of the later generation.
    pub current: usize,
    /// Base or previous.
    pub against: Against,
    /// Whether rows pair by key.
    pub paired: bool,
    /// Whether lengths were matched.
    pub length_matched: bool,
    /// Both sides at equal documents and equal lengths, where they differ as they are: for lists of words, whose
    /// counts would otherwise only say which side has more text.
    pub like_for_like: Option<(Profile, Profile)>,
    /// The estimates.
    pub rows: Vec<TableRow>,
    /// The same within each slice.
    pub slices: Vec<SliceTable>,
}

/// Estimates within one slice.
#[derive(Debug)]
pub struct SliceTable {
    /// The slice's value.
    pub slice: String,
    /// Documents of the earlier generation.
    pub documents_before: u64,
    /// Documents of the later generation.
    pub documents_after: u64,
    /// The estimates of the gating metrics.
    pub rows: Vec<TableRow>,
}

/// One estimate.
#[derive(Debug)]
pub struct TableRow {
    /// Which metric.
    pub metric: &'static Metric,
    /// Its key: the metric's own, or with a suffix for a figure shown beside it.
    pub name: String,
    /// Whether it decides anything (a figure shown beside another does not).
    pub judged: bool,
    /// The estimate.
    pub outcome: Result<Outcome, Undefined>,
    /// How it was made.
    pub estimator: String,
    /// Documents per side.
    pub n_used: u64,
}

/// Compares every later generation with the base and with its predecessor. `observer` hears how many are done.
pub fn tables(
    profiles: &[Profile],
    tokenizer: Tokenizer,
    config: &Config,
    observer: &dyn Observer,
) -> Vec<Table> {
    let against_base = (1..profiles.len()).map(|k| (0, k, Against::Base));
    let against_previous = (2..profiles.len()).map(|k| (k - 1, k, Against::Previous));
    let pairs: Vec<_> = against_base.chain(against_previous).collect();
    observer.begin(Stage::Compare, pairs.len() as u64);
    pairs
        .into_par_iter()
        .map(|(reference, current, against)| {
            let (before, after) = (&profiles[reference], &profiles[current]);
            let comparison = Comparison::new(before, after, tokenizer, config.seed);
            let table = Table {
                reference,
                current,
                against,
                paired: comparison.rows.paired,
                length_matched: comparison.matched.is_some(),
                rows: comparison.all_rows(),
                like_for_like: comparison.matched.or(comparison.equal).map(Basis::into_profiles),
                slices: slices(before, after, tokenizer, config.seed),
            };
            observer.advance(1);
            table
        })
        .collect()
}

/// The estimates of one pair of profiles, outside any table: what benches, calibration and examples call.
pub fn estimates(reference: &Profile, current: &Profile, tokenizer: Tokenizer, seed: u64) -> Vec<TableRow> {
    Comparison::new(reference, current, tokenizer, seed).all_rows()
}

/// One pair on every basis that its sizes and lengths call for.
struct Comparison<'a> {
    rows: Rows<'a>,
    duplicates: Option<Vec<(bool, bool)>>,
    as_is: Basis<'a>,
    equal: Option<Basis<'a>>,
    matched: Option<Basis<'a>>,
    complete: Option<Basis<'a>>,
}

impl<'a> Comparison<'a> {
    fn new(reference: &'a Profile, current: &'a Profile, tokenizer: Tokenizer, seed: u64) -> Self {
        let rows = Rows {
            reference: reference.sample.rows().iter().collect(),
            current: current.sample.rows().iter().collect(),
            paired: reference.pairs_with(current),
        };
        Self::of(Cow::Borrowed(reference), Cow::Borrowed(current), rows, tokenizer, seed)
    }

    fn of(
        reference: Cow<'a, Profile>,
        current: Cow<'a, Profile>,
        rows: Rows<'a>,
        tokenizer: Tokenizer,
        seed: u64,
    ) -> Self {
        let purpose = Purpose { drift_seed: Some(seed), cap: None };
        let owned = |(a, b): (Profile, Profile)| Basis::new(Cow::Owned(a), Cow::Owned(b), purpose);
        let far = |a: f64, b: f64, share: f64| (a / b).ln().abs() > share.ln_1p();
        let documents = [&reference, &current].map(|p| p.n_documents() as f64);
        let unequal = far(documents[0], documents[1], EQUAL_DOCUMENTS);
        let differing = match (reference.mean_tokens(), current.mean_tokens()) {
            (Some(a), Some(b)) if a > 0.0 && b > 0.0 => far(a, b, EQUAL_LENGTH),
            _ => false,
        };
        let whole = [&reference, &current].iter().all(|p| p.n_documents() <= sample::CAPACITY as u64);
        Self {
            duplicates: if whole { rows.duplicates() } else { None },
            equal: unequal.then(|| owned(rows.equal(tokenizer))),
            matched: differing.then(|| owned(rows.length_matched(tokenizer))),
            complete: truncation::complete(&rows, tokenizer).map(owned),
            as_is: Basis::new(reference, current, purpose),
            rows,
        }
    }

    /// Every metric on its basis, and beside it what the other bases say.
    fn all_rows(&self) -> Vec<TableRow> {
        METRICS.iter().flat_map(|metric| self.rows_of(metric)).collect()
    }

    /// The gating metrics only.
    fn gating_rows(&self) -> Vec<TableRow> {
        let gating = METRICS.iter().filter(|m| m.role == Role::Gating);
        gating.map(|metric| self.row(metric, "", self.gating_basis(metric))).collect()
    }

    fn rows_of(&self, metric: &'static Metric) -> Vec<TableRow> {
        let gating = self.gating_basis(metric);
        let mut rows = vec![self.row(metric, "", gating)];
        if metric.length_sensitive && self.matched.is_some() {
            rows.push(self.row(metric, UNMATCHED, self.size_basis(metric)));
        }
        if let (Some(complete), Role::Gating) = (&self.complete, metric.role) {
            rows.push(self.row(metric, truncation::SUFFIX, (complete, "sample without truncated documents")));
        }
        rows
    }

    fn gating_basis(&self, metric: &Metric) -> (&Basis<'a>, &'static str) {
        match &self.matched {
            Some(matched) if metric.length_sensitive => {
                (matched, "sample at equal documents, each cut to equal length")
            }
            _ => self.size_basis(metric),
        }
    }

    fn size_basis(&self, metric: &Metric) -> (&Basis<'a>, &'static str) {
        match (&self.equal, metric.size) {
            (Some(equal), Size::Cut) => (equal, "sample at equal documents"),
            (_, Size::Rarefied) => (&self.as_is, "all documents, rarefied to equal documents"),
            _ => (&self.as_is, "all documents"),
        }
    }

    fn row(&self, metric: &'static Metric, suffix: &str, (basis, made): (&Basis<'a>, &str)) -> TableRow {
        let matching = Matching { duplicates: self.duplicates.as_deref() };
        let outcome = basis.evaluate(metric, &matching);
        let interval = match &outcome {
            Ok(o) if o.estimate.se.is_some() => format!("{}-block jackknife", o.estimate.blocks),
            Ok(o) if o.estimate.blocks > 0 && o.levels.is_none() => {
                "boundary rule, nothing shared".to_owned()
            }
            Ok(o) if o.estimate.blocks > 0 => "boundary rule, nothing left".to_owned(),
            Ok(_) if matching.duplicates.is_some() => "Tango score interval".to_owned(),
            Ok(_) => "Newcombe score interval".to_owned(),
            Err(_) => "no interval".to_owned(),
        };
        TableRow {
            metric,
            name: format!("{}{suffix}", metric.name),
            judged: suffix.is_empty(),
            outcome,
            estimator: format!("{made}; {interval}"),
            n_used: basis.documents(),
        }
    }
}

/// Slices that both generations have, each profiled anew from the samples.
fn slices(reference: &Profile, current: &Profile, tokenizer: Tokenizer, seed: u64) -> Vec<SliceTable> {
    let shared = reference.slices.keys().filter(|s| current.slices.contains_key(*s));
    let paired = reference.pairs_with(current);
    shared
        .map(|slice| {
            let (before, after) = (rows_in(reference, slice), rows_in(current, slice));
            let whole =
                |rows: &[&SampleRow]| Profile::of_sample(tokenizer, rows.iter().map(|r| (*r, usize::MAX)));
            let (p, q) = (whole(&before), whole(&after));
            let (documents_before, documents_after) = (p.n_documents(), q.n_documents());
            let rows = Rows { reference: before, current: after, paired };
            let comparison = Comparison::of(Cow::Owned(p), Cow::Owned(q), rows, tokenizer, seed);
            SliceTable {
                slice: slice.clone(),
                documents_before,
                documents_after,
                rows: comparison.gating_rows(),
            }
        })
        .collect()
}

fn rows_in<'a>(profile: &'a Profile, slice: &str) -> Vec<&'a SampleRow> {
    profile.sample.rows().iter().filter(|r| r.slice.as_deref().unwrap_or(NULL_SLICE) == slice).collect()
}
