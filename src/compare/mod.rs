//! Stage 3, `compare`: profiles x metrics to tables of estimates.
//!
//! Every later generation is compared with the base and with its predecessor. A table holds points, intervals and
//! raw p; corrections for multiplicity and statuses belong to `judge`.

mod basis;
mod census;
mod columns;
mod comparable;
mod language;
mod level;
mod missing;
mod moved;
mod related;
mod replicate;
mod requirement;
mod resample;
mod slices;
mod slow;
mod table;
mod trend;
mod truncation;
mod uncut;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

pub use census::Mode;
pub(crate) use comparable::{Compared, Doubts};
pub(crate) use language::Letters;
pub use level::{LevelRow, Levels};
pub use related::{Sides, blocks_by_content};
pub use replicate::{RunSpread, run_spreads};
pub use requirement::{RequiredMean, required_means};
pub use resample::{Outcome, power_point, quantile, t_of_loss};
pub use table::{SliceTable, Table, TableRow};
pub use trend::{HORIZON, Slope, TrendRow, trends};
pub(crate) use truncation::share as truncated_share;

pub use missing::Missing;
pub(crate) use missing::{asked, lacking, missing};

use basis::{Basis, Rows};
use level::Scale;
use moved::Moved;
use rayon::prelude::*;

use crate::config::{Config, Standardize};
use crate::metric::{
    Decides, Formula, METRICS, Matching, Metric, ONE_WAY, Role, Size, TRIMMED, UNMATCHED, WITHOUT_TRUNCATED,
    find,
};
use crate::pair::{Purpose, Space, Vectors};
use crate::profile::{Profile, Tokenizer, sample};
use crate::progress::{Observer, Stage};
use crate::report::{Against, TEXT_EMBEDDING};
use crate::terms::{Kind, Pairing, Symptom, Undefined};

/// What rises where words were invented.
const NOVELTY: [&str; 3] = ["novel-mass-ratio", "missing-mass-retention", "types-retention"];

/// Document counts that differ by more than this share are made equal.
const EQUAL_DOCUMENTS: f64 = 0.05;

/// The vectors that generations are compared by: their embeddings, and where no generation has any the built-in ones of
/// their text, unless they are not wanted.
pub fn vectors(profiles: &[Profile], tokenizer: Tokenizer, config: &Config) -> Vectors {
    let has_embeddings = |p: &Profile| p.embeddings.usable > 0;
    match config.no_text_embedding || profiles.iter().any(has_embeddings) {
        true => Vectors::Rows,
        false => Vectors::Text(tokenizer),
    }
}

/// Compares every later generation with the base and with its predecessor, and tells the levels of all. `observer` hears how many are
/// done, and may leave the rest out.
pub fn tables(
    profiles: &[Profile],
    tokenizer: Tokenizer,
    config: &Config,
    observer: &dyn Observer,
) -> (Vec<Table>, Levels) {
    let blocks = trend::common_blocks(profiles);
    let vectors = vectors(profiles, tokenizer, config);
    let pairs: Vec<_> = comparable::pairs(profiles.len()).collect();
    observer.begin(Stage::Compare, pairs.len() as u64);
    let sides = pairs.par_iter().map(|&(a, b, _)| Sides::of(&profiles[a], &profiles[b], tokenizer));
    let mut sides: Vec<Sides<'_>> = sides.collect();
    if config.limit.is_some() {
        // What lies behind the limit was not looked for.
        sides.iter_mut().for_each(|sides| sides.missing = Missing::default());
    }
    let scale = Scale::of(profiles, tokenizer, vectors, config.standardize);
    let compare = || {
        // Of a run that is to stop the other comparisons are left out; who called sees to it that nobody takes them for all.
        let wanted = pairs.into_par_iter().zip(&sides).take_any_while(|_| !observer.wants_to_stop());
        let tables = wanted.map(|((reference, current, against), sides)| {
            let comparison = Comparison::new(sides, vectors, tokenizer, config.seed);
            let drawn = comparison.as_is.drawn().filter(|_| sides.are_borrowed());
            let traces = blocks
                .filter(|_| against == Against::Base)
                .map(|b| trend::traces(&comparison, b, config.standardize));
            let scale = scale.as_ref().filter(|_| against == Against::Base);
            let table = Table {
                levels: scale.map(|scale| scale.levels(current, drawn, sides.missing)),
                reference,
                current,
                against,
                pairing: sides.pairing,
                partners: sides.partners,
                identical: sides.are_identical(),
                length_matched: comparison.matched.is_some(),
                cut_off: comparison.cut_off(),
                uneven: comparison.uneven,
                rows: comparison.all_rows(config.standardize),
                modes: census::census(&comparison.as_is).unwrap_or_default(),
                like_for_like: comparison.matched.or(comparison.equal).map(Basis::into_profiles),
                slices: slices::slices(sides, tokenizer),
                traces: traces.unwrap_or_default(),
            };
            observer.advance(1);
            table
        });
        tables.collect::<Vec<_>>()
    };
    let (reference, mut tables) =
        rayon::join(|| scale.as_ref().map(|scale| scale.levels(0, None, Missing::default())), compare);
    slow::add(&mut tables);
    let levels = Levels::of(reference.into_iter().chain(tables.iter_mut().filter_map(|t| t.levels.take())));
    (tables, levels)
}

/// The estimates of one pair of profiles at equal size, outside any table: what benches and examples call. Of embeddings
/// only, never of the built-in vectors of the text.
pub fn estimates(reference: &Profile, current: &Profile, tokenizer: Tokenizer, seed: u64) -> Vec<TableRow> {
    estimates_at(Standardize::Size, reference, current, tokenizer, seed)
}

/// The same, with richness compared so.
pub fn estimates_at(
    standardize: Standardize,
    reference: &Profile,
    current: &Profile,
    tokenizer: Tokenizer,
    seed: u64,
) -> Vec<TableRow> {
    let sides = Sides::as_given(reference, current);
    Comparison::new(&sides, Vectors::Rows, tokenizer, seed).all_rows(standardize)
}

/// The figures of one pair that decide, of the metrics that `wanted` picks, and nothing beside them: what trials by the
/// hundred need of [`tables`]. What only the other metrics ask for is not prepared.
pub fn deciding(
    reference: &Profile,
    current: &Profile,
    tokenizer: Tokenizer,
    seed: u64,
    wanted: fn(&Metric) -> bool,
) -> Table {
    let sides = Sides::as_given(reference, current).with_copies_together(tokenizer);
    deciding_of(&sides, tokenizer, seed, wanted)
}

/// The same of two sides of which it was found out what belongs together.
pub fn deciding_of(sides: &Sides<'_>, tokenizer: Tokenizer, seed: u64, wanted: fn(&Metric) -> bool) -> Table {
    let any = |is: fn(&Metric) -> bool| METRICS.iter().any(|m| wanted(m) && is(m));
    let purpose = Purpose {
        drift_seed: any(|m| m.kind == Kind::Drift).then_some(seed),
        further: any(|m| m.role == Role::Exploratory),
        missing: sides.missing,
        ..Purpose::default()
    };
    let rows = Rows::of(sides, tokenizer);
    let profiles = (Cow::Borrowed(&*sides.reference), Cow::Borrowed(&*sides.current));
    let comparison = Comparison::of(profiles, rows, tokenizer, purpose, false);
    Table {
        reference: 0,
        current: 1,
        against: Against::Base,
        pairing: sides.pairing,
        partners: sides.partners,
        identical: sides.are_identical(),
        length_matched: comparison.matched.is_some(),
        cut_off: comparison.cut_off(),
        uneven: comparison.uneven,
        rows: comparison.deciding_rows(wanted),
        like_for_like: None,
        slices: Vec::new(),
        modes: Vec::new(),
        traces: Vec::new(),
        levels: None,
    }
}

/// The metrics that are made when richness is compared so.
fn made(standardize: Standardize) -> impl Iterator<Item = &'static Metric> {
    METRICS.iter().copied().filter(move |m| m.size != Size::Coverage || standardize == Standardize::Coverage)
}

/// One pair on every basis that its sizes and lengths call for.
struct Comparison<'a> {
    rows: Rows<'a>,
    duplicates: Option<Vec<(bool, bool)>>,
    loops: Option<Vec<(bool, bool)>>,
    as_is: Basis<'a>,
    equal: Option<Basis<'a>>,
    /// Whether `equal` holds as many answers to each prompt.
    uneven: bool,
    matched: Option<Basis<'a>>,
    complete: Option<Basis<'a>>,
    moved: OnceCell<Option<Moved>>,
    novelty: OnceCell<bool>,
    other_words: OnceCell<bool>,
}

impl<'a> Comparison<'a> {
    fn new(sides: &'a Sides<'_>, vectors: Vectors, tokenizer: Tokenizer, seed: u64) -> Self {
        let profiles = (Cow::Borrowed(&*sides.reference), Cow::Borrowed(&*sides.current));
        let missing = sides.missing;
        let purpose = Purpose { drift_seed: Some(seed), further: true, missing, ..Purpose::default() };
        let rows = Rows { vectors, ..Rows::of(sides, tokenizer) };
        Self::of(profiles, rows, tokenizer, purpose, true)
    }

    /// `beside`: whether other figures are to be shown beside the deciding ones.
    fn of(
        (reference, current): (Cow<'a, Profile>, Cow<'a, Profile>),
        rows: Rows<'a>,
        tokenizer: Tokenizer,
        purpose: Purpose<'a>,
        beside: bool,
    ) -> Self {
        let far = |a: f64, b: f64, share: f64| (a / b).ln().abs() > share.ln_1p();
        let documents = [&reference, &current].map(|p| p.n_documents() as f64);
        let unequal = far(documents[0], documents[1], EQUAL_DOCUMENTS);
        let differing = comparable::lengths_differ(&reference, &current);
        let uneven = rows.are_uneven();
        let equal = match uneven {
            true => Some(rows.even()),
            false => unequal.then(|| rows.equal()),
        };
        let complete = if beside { truncation::complete(&rows) } else { None };
        let whole = [&reference, &current].iter().all(|p| p.n_documents() <= sample::CAPACITY as u64);
        Self {
            duplicates: if whole { rows.duplicates() } else { None },
            loops: if whole { rows.loops() } else { None },
            equal: equal.map(|drawn| Basis::of_drawn(drawn, tokenizer, &purpose)),
            uneven,
            matched: differing.then(|| Basis::of_drawn(rows.length_matched(), tokenizer, &purpose)),
            complete: complete.map(|drawn| Basis::of_drawn(drawn, tokenizer, &purpose)),
            as_is: Basis::new(reference, current, Purpose { drawn: Some(Rc::new(rows.all())), ..purpose }),
            rows,
            moved: OnceCell::new(),
            novelty: OnceCell::new(),
            other_words: OnceCell::new(),
        }
    }

    /// How embeddings moved, where they did without losing spread.
    fn moved(&self) -> Option<Moved> {
        *self.moved.get_or_init(|| {
            let of_embeddings = !self.rows.vectors.are_of_text();
            of_embeddings.then(|| Moved::of(&self.as_is)).flatten()
        })
    }

    /// Every metric on its basis, and beside it what the other bases say.
    fn all_rows(&self, standardize: Standardize) -> Vec<TableRow> {
        made(standardize).flat_map(|metric| self.rows_of(metric)).collect()
    }

    /// The deciding figures of the metrics wanted.
    fn deciding_rows(&self, wanted: fn(&Metric) -> bool) -> Vec<TableRow> {
        let metrics = METRICS.iter().filter(|m| wanted(m));
        metrics.flat_map(|metric| self.rows_by_column(metric)).collect()
    }

    /// One row, or one for each column that the metric is about.
    fn rows_by_column(&self, metric: &'static Metric) -> Vec<TableRow> {
        let row = |at| match at {
            None => self.deciding_row(metric),
            Some(at) => self.column_row(metric, at),
        };
        columns::of(metric, self.as_is.reference()).into_iter().map(row).collect()
    }

    fn rows_of(&self, metric: &'static Metric) -> Vec<TableRow> {
        let mut rows = self.rows_by_column(metric);
        let moved = metric.formula.where_moved().is_some() && self.moved().is_some();
        if moved {
            rows.push(self.row(metric, ONE_WAY, self.size_basis(metric)));
        }
        if metric.length_sensitive && self.matched.is_some() {
            rows.push(self.row(metric, UNMATCHED, self.size_basis(metric)));
        }
        if let (Some(complete), Role::Gating, false) = (&self.complete, metric.role, self.is_of_text(metric))
            && metric.size != Size::Asked
        {
            rows.push(self.row(metric, WITHOUT_TRUNCATED, (complete, "sample without truncated documents")));
        }
        rows
    }

    /// Whether words that the reference lacks, or words that come nowhere else, or different words rise beyond chance: then invented words
    /// could stand in for lost ones, and what looks from the reference alone decides too. From another language it would see nothing.
    fn novelty(&self) -> bool {
        *self.novelty.get_or_init(|| {
            let rises = |metric: &Metric| {
                let basis = self.gating_basis(metric).0;
                let novelty = basis.evaluate(metric, &metric.formula, &Matching::default());
                novelty.is_ok_and(|outcome| outcome.estimate.low > 1.0)
            };
            NOVELTY.into_iter().filter_map(find).any(rises) && !self.is_in_other_words()
        })
    }

    /// Whether the later side is in another language altogether, so that no word of a prompt or of the reference could be met in it.
    fn is_in_other_words(&self) -> bool {
        *self
            .other_words
            .get_or_init(|| language::is_wholly_another([self.as_is.reference(), self.as_is.current()]))
    }

    /// Whether a metric decides in this comparison what its role says.
    fn decides(&self, metric: &Metric) -> bool {
        match (metric.decides, metric.symptom) {
            (Decides::WhereNovelMassRises, _) => self.novelty(),
            (Decides::WhereNovelMassRisesAmongMatchedRows, _) => {
                self.rows.pairing != Pairing::Content && self.novelty()
            }
            (_, Some(Symptom::PromptMismatch)) => !self.is_in_other_words(),
            _ => true,
        }
    }

    fn deciding_row(&self, metric: &'static Metric) -> TableRow {
        let row = self.row_decided_by(metric, self.gating_basis(metric));
        self.cut_or_uncut(metric, row)
    }

    fn row_decided_by(&self, metric: &'static Metric, (basis, made): (&Basis<'a>, &'static str)) -> TableRow {
        match metric.formula.where_moved().zip(self.moved()) {
            Some((formula, Moved::Alike)) => {
                let made = format!("{made}; both ways, since embeddings moved");
                self.row_by(metric, &formula, "", (basis, &made))
            }
            Some((_, Moved::Wider)) => self.row_of(metric, "", (basis, made), Err(Undefined::WiderSpread)),
            None => self.row(metric, "", (basis, made)),
        }
    }

    fn gating_basis(&self, metric: &Metric) -> (&Basis<'a>, &'static str) {
        match &self.matched {
            Some(matched) if metric.length_sensitive || self.is_of_text(metric) => {
                (matched, "sample at equal documents, each cut to equal length")
            }
            _ => self.size_basis(metric),
        }
    }

    fn is_of_text(&self, metric: &Metric) -> bool {
        metric.size.is_of_vectors() && self.rows.vectors.are_of_text()
    }

    fn size_basis(&self, metric: &Metric) -> (&Basis<'a>, &'static str) {
        match (&self.equal, metric.size) {
            (Some(even), _) if self.uneven && metric.is_of_answers() => {
                (even, "sample with as many answers to a prompt of either side")
            }
            (Some(equal), Size::Cut) => (equal, "sample at equal documents"),
            (_, Size::Moments) if self.rows.all.is_some() => (&self.as_is, "all vectors of either side"),
            (_, Size::Vectors | Size::Moments) => (&self.as_is, "sampled vectors, as many of either side"),
            (_, Size::Coverage) => (&self.as_is, "all documents, at equal coverage"),
            (_, Size::Texts) => (&self.as_is, "sampled documents, as many of either side"),
            (_, Size::Values) => (&self.as_is, "sampled values"),
            (_, Size::Asked) => (&self.as_is, "all rows, with and without an answer"),
            (_, Size::Whole) => (&self.as_is, "all documents, whole"),
            (_, Size::Rarefied) => (&self.as_is, "all documents, rarefied to equal documents"),
            (_, Size::Pooled) => (&self.as_is, "all documents, words sorted by all other blocks of both"),
            _ => (&self.as_is, "all documents"),
        }
    }

    fn row(&self, metric: &'static Metric, suffix: &str, basis: (&Basis<'a>, &str)) -> TableRow {
        self.row_by(metric, &metric.formula, suffix, basis)
    }

    fn row_by(
        &self,
        metric: &'static Metric,
        formula: &Formula,
        suffix: &str,
        basis: (&Basis<'a>, &str),
    ) -> TableRow {
        let matching = Matching { duplicates: self.duplicates.as_deref(), loops: self.loops.as_deref() };
        let row = self.row_of(metric, suffix, basis, basis.0.evaluate(metric, formula, &matching));
        match row.is_tested() && row.varies_by_block() {
            true => row.with(basis.0.contributions(metric, formula)),
            false => row,
        }
    }

    fn row_of(
        &self,
        metric: &'static Metric,
        suffix: &str,
        (basis, made): (&Basis<'a>, &str),
        outcome: Result<Outcome, Undefined>,
    ) -> TableRow {
        let interval = outcome.as_ref().map_or("no interval".to_owned(), |o| o.estimate.interval());
        let of_text = self.is_of_text(metric);
        let vectors = if of_text { format!("{TEXT_EMBEDDING}; ") } else { String::new() };
        let is_trimmed = || basis.drawn().and_then(|drawn| drawn.space().ok()).is_some_and(Space::is_trimmed);
        let trimmed = match TRIMMED.contains(&metric.name) && is_trimmed() {
            true => " without its farthest tenth, since one vector holds over 5% of the variance",
            false => "",
        };
        TableRow {
            metric,
            name: format!("{}{suffix}", metric.name),
            column: None,
            judged: suffix.is_empty() && !of_text && self.decides(metric),
            of_text,
            outcome,
            contributions: Vec::new(),
            estimator: format!("{vectors}{made}{trimmed}; {interval}"),
            n_used: basis.n_used(metric).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Builder, Document, KeyHash};
    use crate::terms::Pairing;

    /// Documents of words that come and go with their number; `words` a document.
    fn corpus(documents: u32, words: u32, offset: u32) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for key in 0..documents {
            let word = |i: u32| format!("w{}", (key * 7 + i * i * 3 + offset) % (17 + key % 29 + i));
            let text: Vec<String> = (0..words + key % 5).map(word).collect();
            builder.add(&Document {
                // More than 2%, so that figures without truncated documents stand beside the others.
                truncated: Some(key % 20 == 0),
                ..Document::new(KeyHash::of(&key.to_le_bytes()), &text.join(" "))
            });
        }
        builder.finish()
    }

    #[test]
    fn what_decides_is_the_same_without_what_is_shown_beside_it() {
        let (a, b) = (corpus(300, 20, 0), corpus(240, 15, 1));
        let all = estimates(&a, &b, Tokenizer::default(), 3);
        assert!(all.iter().any(|row| row.name.ends_with(WITHOUT_TRUNCATED)));
        let is_judged = |m: &Metric| matches!(m.role, Role::Gating | Role::Advisory);
        let judged = deciding(&a, &b, Tokenizer::default(), 3, is_judged);
        assert!(judged.pairing == Pairing::Key && judged.length_matched);
        let lean: Vec<_> = judged.rows.iter().filter(|r| r.judged).map(|r| (&r.name, &r.outcome)).collect();
        let full = all.iter().filter(|r| r.judged && is_judged(r.metric));
        assert_eq!(lean, full.map(|r| (&r.name, &r.outcome)).collect::<Vec<_>>());
        let drift = deciding(&a, &b, Tokenizer::default(), 3, |m| m.role == Role::Drift);
        let full = all.iter().find(|r| r.judged && r.metric.role == Role::Drift).unwrap();
        assert_eq!(drift.rows[0].outcome, full.outcome);
    }
}
