//! What one comparison found, as data: a row a number, and the same by slice.

use super::census::Mode;
use super::level::OfOne;
use super::resample::{Outcome, t_of_loss};
use super::trend::Trace;
use crate::metric::{Metric, OVER_GENERATIONS, Role};
use crate::profile::Profile;
use crate::report::Against;
use crate::terms::{Made, Pairing, Undefined};

/// All estimates of one comparison.
#[derive(Debug)]
pub struct Table {
    /// Position of the earlier generation.
    pub reference: usize,
    /// Position of the later generation.
    pub current: usize,
    /// Base or previous.
    pub against: Against,
    /// What brings rows together.
    pub pairing: Pairing,
    /// Pairs of texts that are clearly partners, and those of them at one key or row number; `None` where it was not looked.
    pub partners: Option<[usize; 2]>,
    /// Whether both sides hold the same documents with the same vectors, each at its prompt.
    pub identical: bool,
    /// Whether lengths were matched.
    pub length_matched: bool,
    /// Share of the words of either side that this takes off.
    pub cut_off: Option<[f64; 2]>,
    /// Whether prompts have more answers on one side, so that as many of either are compared.
    pub uneven: bool,
    /// Both sides at equal documents and equal lengths, where they differ as they are: for lists of words, whose
    /// counts would otherwise only say which side has more text.
    pub like_for_like: Option<(Profile, Profile)>,
    /// The estimates.
    pub rows: Vec<TableRow>,
    /// The same within each slice.
    pub slices: Vec<SliceTable>,
    /// Clusters of meaning; empty where there are no embeddings, or too few.
    pub modes: Vec<Mode>,
    /// What a trend is made of: for comparisons with the base, of three or more generations.
    pub(super) traces: Vec<Trace>,
    /// The levels of the later generation: for comparisons with the base, which know its sampled rows already.
    pub(super) levels: Option<OfOne>,
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
#[derive(Debug, Clone)]
pub struct TableRow {
    /// Which metric.
    pub metric: &'static Metric,
    /// Its key: the metric's own, or with a suffix for a figure shown beside it.
    pub name: String,
    /// The column that it is about.
    pub column: Option<String>,
    /// Whether it decides anything (a figure shown beside another does not).
    pub judged: bool,
    /// The estimate.
    pub outcome: Result<Outcome, Undefined>,
    /// What each block says of a loss, positive = loss; empty where it decides nothing, or where no block can be left out.
    pub contributions: Vec<f64>,
    /// Whether it speaks of the built-in vectors of the text, and so decides nothing whatever the metric's role.
    pub of_text: bool,
    /// How it was made.
    pub made: Made,
    /// Documents per side.
    pub n_used: u64,
}

impl TableRow {
    /// How it and its interval were made, in words.
    pub fn estimator(&self) -> String {
        let interval = self.outcome.as_ref().map_or("no interval".to_owned(), |o| o.estimate.interval());
        self.made.steps(&interval).join("; ")
    }

    /// Whether it is the end of a line through all generations.
    pub fn is_over_generations(&self) -> bool {
        self.name.ends_with(OVER_GENERATIONS)
    }

    /// Whether it is tested for a loss.
    pub(super) fn is_tested(&self) -> bool {
        self.judged && matches!(self.metric.role, Role::Gating | Role::Advisory) && self.outcome.is_ok()
    }

    /// Whether its interval is what its blocks say: a handful of events has a score test of its own, which knows each of them.
    pub(super) fn varies_by_block(&self) -> bool {
        self.outcome.as_ref().is_ok_and(|outcome| outcome.estimate.se.is_some())
    }

    /// The same row with what each block says, by which it is tested.
    pub(super) fn with(mut self, contributions: Vec<f64>) -> Self {
        self.contributions = contributions;
        self
    }

    /// One-sided p of "no loss" by what it is tested by: what the blocks say, else that of the estimate.
    pub fn p(&self) -> Option<f64> {
        let own = || self.outcome.as_ref().ok().map(|outcome| outcome.estimate.p);
        t_of_loss(&self.contributions).map_or_else(own, |(_, p)| Some(p))
    }
}
