//! Stage 4, `judge`: tables of estimates to statuses, symptoms and verdicts. Nothing is decided anywhere else.

mod gate;
mod joint;
mod loss;
mod multiplicity;
mod requirement;
mod status;
mod verdict;

use std::collections::BTreeMap;

pub use gate::gate;
pub use joint::{Test, step_down};
pub use multiplicity::adjust;
pub use requirement::requirement_status;
pub use status::{documents_to_halve, documents_to_settle, minimum_detectable_effect, status};
pub use verdict::{Finding, Ruling, SymptomFinding, ruling, symptoms};

use crate::compare::{Outcome, Table, TableRow};
use crate::config::{Config, Correction, Margins};
use crate::metric::{Decides, Metric, Role};
use crate::report::Against;
use crate::terms::{Kind, Status, Undefined};

/// The family of everything that can make a verdict: all generations against the first and the one before, lines through all of them, and
/// slices, so that a run over a healthy chain rings in at most alpha, however much it looks at.
const LOSS: &str = "loss";

/// The family of what only moves.
const DRIFT: &str = "drift";

/// Every line that a number is held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Thresholds {
    /// Significance level of the status table. 0.05, the custom of the field; intervals are 95%.
    pub alpha: f64,
    /// Correction within a family. Step-down max-t: family-wise error, and tests that say the same twice pay once.
    pub correction: Correction,
    /// Margins that replace a metric's own. The defaults stand with each metric in `metric/`: 0.95 / 0.90, and
    /// 0.90 / 0.80 for noisier ones, because at 805 documents half-widths are 1 to 4%, so that both lines can be told
    /// apart.
    pub margins: BTreeMap<String, Margins>,
}

impl Thresholds {
    /// The defaults, with what the settings override.
    pub fn from_config(config: &Config) -> Self {
        Self { alpha: config.alpha, correction: config.correction, margins: config.margins.clone() }
    }

    /// The margins of a metric; `None` where it is not judged.
    pub fn margins_of(&self, metric: &Metric) -> Option<Margins> {
        self.margins.get(metric.name).copied().or(metric.margins)
    }
}

/// A table with everything decided.
#[derive(Debug)]
pub struct Judged<'t> {
    /// The table.
    pub table: &'t Table,
    /// Its own rows.
    pub whole: Judgement<'t>,
    /// Its slices, in the order of the table.
    pub slices: Vec<Judgement<'t>>,
    /// Whether the distribution moved beyond its margin.
    pub moved: bool,
}

/// What a list of rows adds up to.
#[derive(Debug)]
pub struct Judgement<'t> {
    /// The rows with what was decided about each.
    pub rows: Vec<JudgedRow<'t>>,
    /// The symptoms.
    pub symptoms: Vec<SymptomFinding>,
    /// The verdict.
    pub ruling: Ruling,
}

/// A row with what was decided about it.
#[derive(Debug)]
pub struct JudgedRow<'t> {
    /// The row.
    pub row: &'t TableRow,
    /// Its family of tests, and that family's size; `None` = exploratory.
    pub family: Option<(&'static str, usize)>,
    /// How many lines it stands behind what is heard first.
    line: u32,
    /// p adjusted within the family.
    pub p_adjusted: Option<f64>,
    /// Whether a loss is shown, however small: p adjusted is below alpha, and the number has margins.
    pub loss_shown: bool,
    /// The margins it was held against.
    pub margins: Option<Margins>,
    /// Its status; `None` = not judged.
    pub status: Option<Status>,
}

/// Judges all tables together, because families of tests reach across generations.
pub fn judge<'t>(tables: &'t [Table], thresholds: &Thresholds) -> Vec<Judged<'t>> {
    let lists: Vec<Vec<JudgedRow<'t>>> =
        tables.iter().map(|t| judged_rows(&t.rows, Place::of_whole(t))).collect();
    let sliced: Vec<Vec<Vec<JudgedRow<'t>>>> = tables
        .iter()
        .map(|t| t.slices.iter().map(|s| judged_rows(&s.rows, Place::Slice)).collect())
        .collect();
    let mut all: Vec<Vec<JudgedRow<'t>>> = lists.into_iter().chain(sliced.into_iter().flatten()).collect();
    correct(&mut all, thresholds);
    let mut all = all.into_iter();
    let whole: Vec<_> = all.by_ref().take(tables.len()).collect();
    tables
        .iter()
        .zip(whole)
        .map(|(table, rows)| {
            let moved = moved(&rows);
            let slices = all.by_ref().take(table.slices.len());
            let slices = slices.map(|rows| judgement(rows, false, table.identical)).collect();
            Judged { table, whole: judgement(rows, moved, table.identical), slices, moved }
        })
        .collect()
}

/// Where a row stands, which says how much surer it must be than one that answers what was asked: whether a generation lost anything of
/// the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Base,
    Previous,
    Slice,
}

impl Place {
    fn of_whole(table: &Table) -> Self {
        match table.against {
            Against::Base => Self::Base,
            Against::Previous => Self::Previous,
        }
    }

    /// Lines behind the first. Steps say again what the comparisons with the base say, and slices are many and small: so the whole hears as much with
    /// eight slices as with none (800 documents, temperature 0.99: 25 of 30 comparisons ring with none, four and eight).
    fn line(self) -> u32 {
        match self {
            Self::Base => 0,
            Self::Previous | Self::Slice => 1,
        }
    }
}

fn judged_rows(rows: &[TableRow], place: Place) -> Vec<JudgedRow<'_>> {
    rows.iter()
        .map(|row| {
            // Advisory metrics share the family of the gating ones, because their warnings make a verdict too: on their
            // own they raised the false alarms of the verdict from 3% to 8% on halves of one corpus.
            let family = match row.metric.role {
                Role::Gating | Role::Advisory => Some(LOSS),
                Role::Drift => Some(DRIFT),
                Role::Exploratory => None,
            };
            let tested = row.judged && row.outcome.is_ok() && !can_show_nothing(row);
            JudgedRow {
                row,
                line: place.line() + u32::from(!row.metric.first),
                family: family.filter(|_| tested).map(|id| (id, 0)),
                p_adjusted: None,
                loss_shown: false,
                margins: None,
                status: None,
            }
        })
        .collect()
}

/// Whether nothing that is counted happened on either side (no copies, no unanswered prompts): no p of that could ever be small, so it is
/// no test that takes from the level of the others (Tarone 1990, Biometrics 46:515).
fn can_show_nothing(row: &TableRow) -> bool {
    let nothing = |outcome: &Outcome| outcome.levels == Some((1.0, 1.0)) && outcome.estimate.se.is_none();
    row.metric.kind == Kind::Retention && row.outcome.as_ref().is_ok_and(nothing)
}

/// Fills in family sizes, adjusted p and statuses.
fn correct(lists: &mut [Vec<JudgedRow<'_>>], thresholds: &Thresholds) {
    let mut families: BTreeMap<&str, Vec<Test<'_>>> = BTreeMap::new();
    for row in lists.iter().flatten() {
        if let (Some((id, _)), Some(p)) = (&row.family, row.row.p()) {
            let test = Test { contributions: &row.row.contributions, p, line: row.line };
            families.entry(id).or_default().push(test);
        }
    }
    let mut adjusted: BTreeMap<_, _> = families
        .into_iter()
        .map(|(id, tests)| (id, (tests.len(), adjusted_p(&tests, thresholds.correction).into_iter())))
        .collect();
    for row in lists.iter_mut().flatten() {
        if let Some((id, size)) = &mut row.family
            && let Some((n, p)) = adjusted.get_mut(id)
        {
            *size = *n;
            row.p_adjusted = p.next();
        }
        if row.row.judged {
            row.margins = thresholds.margins_of(row.row.metric);
        }
        row.loss_shown = row.margins.is_some() && row.p_adjusted.is_some_and(|p| p < thresholds.alpha);
        let estimate = row.row.outcome.as_ref().ok().map(|o| &o.estimate);
        row.status = row.margins.map(|margins| {
            let found = status(estimate, row.p_adjusted.unwrap_or(1.0), margins, thresholds.alpha);
            // Lengths and scores are reported, and warn at most; so do lines through generations, which no comparison need show.
            let warns_at_most = row.row.metric.role == Role::Advisory || row.row.is_over_generations();
            if found == Status::Fail && warns_at_most { Status::Warn } else { found }
        });
    }
}

fn adjusted_p(tests: &[Test<'_>], correction: Correction) -> Vec<f64> {
    match correction {
        Correction::MaxT => step_down(tests),
        _ => adjust(&tests.iter().map(|test| test.p).collect::<Vec<_>>(), correction),
    }
}

/// Whether the lower end of any drift metric's interval lies above the line that stands with the metric.
fn moved(rows: &[JudgedRow<'_>]) -> bool {
    let beyond = |r: &JudgedRow<'_>| {
        let line = r.row.metric.moved.filter(|_| r.row.judged);
        line.zip(r.row.outcome.as_ref().ok()).is_some_and(|(line, o)| o.estimate.low > line)
    };
    rows.iter().any(beyond)
}

fn judgement<'t>(rows: Vec<JudgedRow<'t>>, moved: bool, identical: bool) -> Judgement<'t> {
    let findings: Vec<Finding<'_>> = rows
        .iter()
        .filter_map(|r| {
            let metric = r.row.metric;
            // Figures of built-in vectors stand where those of embeddings would, and decide nothing.
            let not_run = r.row.of_text && r.row.name == metric.name;
            let leaves_open = metric.decides != Decides::WhereLossIsShown && !r.row.is_over_generations();
            Some(Finding {
                name: &r.row.name,
                column: r.row.column.as_deref(),
                symptom: metric.symptom?,
                family: metric.family,
                gating: metric.role == Role::Gating,
                status: r.status.or(not_run.then_some(Status::NotRun))?,
                loss_shown: r.loss_shown,
                leaves_open,
                high: r.row.outcome.as_ref().map_or(f64::INFINITY, |o| o.estimate.high),
                fail_margin: r.margins.or(metric.margins)?.fail,
                undefined: match not_run {
                    true => Some(Undefined::NoEmbeddings),
                    false => r.row.outcome.as_ref().err().copied(),
                },
            })
        })
        .collect();
    let symptoms = symptoms(&findings);
    let ruling = ruling(&findings, &symptoms, moved, identical);
    Judgement { rows, symptoms, ruling }
}

/// Whether a comparison with the base shows a loss although no step up to it does: a slow loss.
pub fn is_slow_loss(all: &[Judged<'_>], own: &Judged<'_>) -> bool {
    let lost = |j: &Judged<'_>| j.whole.ruling.verdict.is_loss();
    // The first step starts at the base, so it is listed as a comparison with the base.
    let is_step = |j: &&Judged<'_>| j.table.current - j.table.reference == 1;
    let mut steps = all.iter().filter(is_step).filter(|j| j.table.current <= own.table.current);
    own.table.against == Against::Base && own.table.current > 1 && lost(own) && !steps.any(lost)
}
