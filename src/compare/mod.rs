//! Stage 3, `compare`: profiles x metrics to tables of estimates.
//!
//! Every later generation is compared with the base and with its predecessor. A table holds points, intervals and
//! raw p; corrections for multiplicity and statuses belong to `judge`.

mod basis;
mod census;
mod comparable;
mod folded;
mod language;
mod level;
mod missing;
mod moved;
mod related;
mod replicate;
mod requirement;
mod resample;
mod rows;
mod slices;
mod slow;
mod table;
mod trend;
mod truncation;
mod uncut;
mod vectors;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

pub use census::Mode;
pub(crate) use comparable::{Compared, Doubts};
pub(crate) use language::Letters;
pub use level::{LevelRow, Levels};
pub use related::{Sides, blocks_by_content};
pub use replicate::{RunSpread, run_spreads};
pub use requirement::{RequiredMean, required_means};
pub use resample::{Outcome, one_sided, power_point, quantile, t_of_loss};
pub(crate) use slow::FEWEST_LATER;
pub use table::{SliceTable, Table, TableRow};
pub use trend::{HORIZON, Slope, TrendRow, trends};
pub(crate) use truncation::share as truncated_share;
pub(crate) use vectors::precaution;
pub use vectors::vectors;

pub use missing::Missing;
pub(crate) use missing::{asked, lacking, missing};

use basis::Basis;
use level::Scale;
use moved::Moved;
use rayon::prelude::*;
use rows::Rows;

use crate::config::{Config, Standardize};
use crate::metric::{
    Decides, Formula, METRICS, Matching, Metric, ONE_WAY, Role, Size, TRIMMED, UNMATCHED, WITHOUT_TRUNCATED,
    Wanted, find,
};
use crate::pair::{Corpus, Purpose, Space, Vectors};
use crate::profile::{Profile, Tokenizer, sample};
use crate::progress::{Observer, Stage};
use crate::report::Against;
use crate::terms::{BasisKind, Made, Pairing, Precaution, Symptom, Undefined};
use crate::threads::side_by_side;

/// What rises where words were invented.
const NOVELTY: [&str; 3] = ["novel-mass-ratio", "missing-mass-retention", "types-retention"];

/// Document counts that differ by more than this share are made equal.
const EQUAL_DOCUMENTS: f64 = 0.05;

/// Compares every later generation with the base and with its predecessor, and tells the levels of all; no model embeds texts.
pub fn tables(
    profiles: &[Profile],
    tokenizer: Tokenizer,
    config: &Config,
    observer: &dyn Observer,
) -> (Vec<Table>, Levels) {
    tables_by(vectors(profiles, tokenizer, config, None), profiles, tokenizer, config, observer)
}

/// Compares every later generation with the base and with its predecessor, by these [`vectors`], and tells the levels of all. `observer`
/// hears how many are done, and may leave the rest out.
pub(crate) fn tables_by(
    vectors: Vectors,
    profiles: &[Profile],
    tokenizer: Tokenizer,
    config: &Config,
    observer: &dyn Observer,
) -> (Vec<Table>, Levels) {
    let blocks = trend::common_blocks(profiles);
    // Names were checked when the settings were.
    let wanted = &config.wanted().unwrap_or_else(|_| Wanted::all(config.standardize));
    let pairs: Vec<_> = comparable::pairs(profiles.len()).collect();
    observer.begin(Stage::Compare, pairs.len() as u64);
    let sides = pairs.par_iter().map(|&(a, b, _)| Sides::of(&profiles[a], &profiles[b], tokenizer));
    let mut sides: Vec<Sides<'_>> = sides.collect();
    if config.limit.is_some() {
        // What lies behind the limit was not looked for.
        sides.iter_mut().for_each(|sides| sides.missing = Missing::default());
    }
    let corpora: Vec<_> = profiles.iter().map(|p| Arc::new(Corpus::new(Cow::Borrowed(p)))).collect();
    let scale = Scale::of(profiles, &corpora, tokenizer, vectors, wanted);
    let compare = || {
        // Of a run that is to stop the other comparisons are left out; who called sees to it that nobody takes them for all.
        let goes_on = pairs.into_par_iter().zip(&sides).take_any_while(|_| !observer.wants_to_stop());
        let tables = goes_on.map(|((reference, current, against), sides)| {
            let own = |side, at: usize| shared(side, &corpora[at]);
            let pair = [own(&sides.reference, reference), own(&sides.current, current)];
            let rows = Rows { vectors, heads_of: Some(pair.clone()), ..Rows::of(sides, tokenizer) };
            let purpose = Purpose { seed: config.seed, missing: sides.missing, ..Purpose::default() };
            let comparison = Comparison::of(pair, rows, tokenizer, purpose, Some(wanted));
            let as_is = Some(&comparison.as_is).filter(|_| sides.are_borrowed());
            let traces =
                blocks.filter(|_| against == Against::Base).map(|b| trend::traces(&comparison, b, wanted));
            let scale = scale.as_ref().filter(|_| against == Against::Base);
            let table = Table {
                levels: scale.map(|scale| scale.levels(current, as_is, sides.missing)),
                reference,
                current,
                against,
                pairing: sides.pairing,
                partners: sides.partners,
                identical: sides.are_identical(),
                length_matched: comparison.matched.is_some(),
                cut_off: comparison.cut_off(),
                uneven: comparison.uneven,
                rows: comparison.all_rows(wanted),
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
    let (sides, wanted) = (Sides::as_given(reference, current), Wanted::all(standardize));
    let purpose = Purpose { seed, missing: sides.missing, ..Purpose::default() };
    let corpora = unshared(&sides);
    let rows = Rows { heads_of: Some(corpora.clone()), ..Rows::of(&sides, tokenizer) };
    Comparison::of(corpora, rows, tokenizer, purpose, Some(&wanted)).all_rows(&wanted)
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
    let purpose = Purpose { seed, missing: sides.missing, ..Purpose::default() };
    let corpora = unshared(sides);
    let rows = Rows { heads_of: Some(corpora.clone()), ..Rows::of(sides, tokenizer) };
    let comparison = Comparison::of(corpora, rows, tokenizer, purpose, None);
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

/// The evidence of a side: that of its generation, unless its blocks are others.
fn shared<'a>(side: &'a Profile, generation: &Arc<Corpus<'a>>) -> Arc<Corpus<'a>> {
    match std::ptr::eq(side, generation.profile()) {
        true => Arc::clone(generation),
        false => Arc::new(Corpus::new(Cow::Borrowed(side))),
    }
}

/// The evidence of two sides that no other comparison shares.
fn unshared<'a>(sides: &'a Sides<'_>) -> [Arc<Corpus<'a>>; 2] {
    [&*sides.reference, &*sides.current].map(|profile| Arc::new(Corpus::new(Cow::Borrowed(profile))))
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
    moved: OnceLock<Option<Moved>>,
    novelty: OnceLock<bool>,
    other_words: OnceLock<bool>,
}

impl<'a> Comparison<'a> {
    /// `shown`: the metrics that are shown beside the deciding figures; `None` where these are all that is asked for.
    fn of(
        corpora: [Arc<Corpus<'a>>; 2],
        rows: Rows<'a>,
        tokenizer: Tokenizer,
        purpose: Purpose<'a>,
        shown: Option<&Wanted>,
    ) -> Self {
        let [reference, current] = corpora.each_ref().map(|corpus| corpus.profile());
        let far = |a: f64, b: f64, share: f64| (a / b).ln().abs() > share.ln_1p();
        let documents = [reference, current].map(|p| p.n_documents() as f64);
        let unequal = far(documents[0], documents[1], EQUAL_DOCUMENTS);
        let differing = comparable::lengths_differ(reference, current);
        let uneven = rows.are_uneven();
        let equal = match uneven {
            true => Some(rows.even()),
            false => unequal.then(|| rows.equal()),
        };
        let complete = if shown.is_some() { truncation::complete(&rows) } else { None };
        let triples = shown.is_some_and(|shown| shown.iter().any(Metric::is_of_triples));
        let basis = |drawn| Basis::of_drawn(drawn, tokenizer, &purpose, triples);
        let whole = [reference, current].iter().all(|p| p.n_documents() <= sample::CAPACITY as u64);
        Self {
            duplicates: if whole { rows.duplicates() } else { None },
            loops: if whole { rows.loops() } else { None },
            equal: equal.map(basis),
            uneven,
            matched: differing.then(|| basis(rows.length_matched())),
            complete: complete.map(basis),
            as_is: Basis::new(corpora, Purpose { drawn: Some(Arc::new(rows.all())), ..purpose.clone() }),
            rows,
            moved: OnceLock::new(),
            novelty: OnceLock::new(),
            other_words: OnceLock::new(),
        }
    }

    /// How embeddings moved, where they did without losing spread.
    fn moved(&self) -> Option<Moved> {
        *self.moved.get_or_init(|| {
            let of_embeddings = !self.rows.vectors.are_of_text();
            of_embeddings.then(|| Moved::of(&self.as_is)).flatten()
        })
    }

    /// The metrics wanted, each on its basis, and beside it what the other bases say.
    fn all_rows(&self, wanted: &Wanted) -> Vec<TableRow> {
        let rows = side_by_side(wanted.iter().collect(), |metric| self.rows_of(metric));
        rows.into_iter().flatten().collect()
    }

    /// The deciding figures of the metrics wanted.
    fn deciding_rows(&self, wanted: fn(&Metric) -> bool) -> Vec<TableRow> {
        let metrics = METRICS.iter().filter(|m| wanted(m));
        metrics.flat_map(|metric| self.rows_by_column(metric)).collect()
    }

    /// One row, or one for each column that the metric is about.
    fn rows_by_column(&self, metric: &'static Metric) -> Vec<TableRow> {
        let columns = self.as_is.columns_of(metric).into_iter();
        columns.map(|column| self.deciding_row(metric, column)).collect()
    }

    fn rows_of(&self, metric: &'static Metric) -> Vec<TableRow> {
        let mut rows = self.rows_by_column(metric);
        let moved = metric.formula.where_moved().is_some() && self.moved().is_some();
        if moved {
            rows.push(self.row(metric, None, ONE_WAY, self.size_basis(metric)));
        }
        if metric.length_sensitive && self.matched.is_some() {
            rows.push(self.row(metric, None, UNMATCHED, self.size_basis(metric)));
        }
        if let (Some(complete), Role::Gating, false) = (&self.complete, metric.role, self.is_of_text(metric))
            && metric.size != Size::Asked
        {
            let basis = (complete, BasisKind::WithoutTruncated.into());
            rows.push(self.row(metric, None, WITHOUT_TRUNCATED, basis));
        }
        rows
    }

    /// Whether words that the reference lacks, or words that come nowhere else, or different words rise beyond chance: then invented words
    /// could stand in for lost ones, and what looks from the reference alone decides too. From another language it would see nothing.
    fn novelty(&self) -> bool {
        *self.novelty.get_or_init(|| {
            let rises = |metric: &Metric| {
                let basis = self.gating_basis(metric).0;
                let novelty = basis.evaluate(metric, &metric.formula, None, &Matching::default());
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

    fn deciding_row(&self, metric: &'static Metric, column: Option<usize>) -> TableRow {
        let row = self.row_decided_by(metric, column, self.gating_basis(metric));
        self.cut_or_uncut(metric, row)
    }

    fn row_decided_by(
        &self,
        metric: &'static Metric,
        column: Option<usize>,
        (basis, made): (&Basis<'a>, Made),
    ) -> TableRow {
        match metric.formula.where_moved().zip(self.moved()) {
            Some((formula, Moved::Alike)) => {
                self.row_by(metric, column, &formula, "", (basis, made.with(Precaution::BothWays)))
            }
            Some((_, Moved::Wider)) => {
                self.row_of(metric, column, "", (basis, made), Err(Undefined::WiderSpread))
            }
            None => self.row(metric, column, "", (basis, made)),
        }
    }

    fn gating_basis(&self, metric: &Metric) -> (&Basis<'a>, Made) {
        match &self.matched {
            Some(matched) if metric.length_sensitive || self.is_of_text(metric) => {
                (matched, BasisKind::EqualLength.into())
            }
            _ => self.size_basis(metric),
        }
    }

    fn is_of_text(&self, metric: &Metric) -> bool {
        metric.size.is_of_vectors() && self.rows.vectors.are_of_text()
    }

    fn size_basis(&self, metric: &Metric) -> (&Basis<'a>, Made) {
        let (basis, kind) = match (&self.equal, metric.size) {
            (Some(even), _) if self.uneven && metric.is_of_answers() => (even, BasisKind::EqualAnswers),
            (Some(equal), Size::Cut) => (equal, BasisKind::EqualDocuments),
            (_, Size::Moments) if self.rows.all.is_some() => (&self.as_is, BasisKind::AllVectors),
            (_, size) if size.is_of_vectors() => (&self.as_is, BasisKind::SampledVectors),
            (_, Size::Coverage) => (&self.as_is, BasisKind::EqualCoverage),
            (_, Size::Texts) => (&self.as_is, BasisKind::SampledDocuments),
            (_, Size::Values) => (&self.as_is, BasisKind::SampledValues),
            (_, Size::Asked) => (&self.as_is, BasisKind::AllRows),
            (_, Size::Whole) => (&self.as_is, BasisKind::WholeDocuments),
            (_, Size::Rarefied) => (&self.as_is, BasisKind::RarefiedDocuments),
            (_, Size::Pooled) => (&self.as_is, BasisKind::PooledWords),
            _ => (&self.as_is, BasisKind::AllDocuments),
        };
        (basis, kind.into())
    }

    fn row(
        &self,
        metric: &'static Metric,
        column: Option<usize>,
        suffix: &str,
        basis: (&Basis<'a>, Made),
    ) -> TableRow {
        self.row_by(metric, column, &metric.formula, suffix, basis)
    }

    fn row_by(
        &self,
        metric: &'static Metric,
        column: Option<usize>,
        formula: &Formula,
        suffix: &str,
        (basis, made): (&Basis<'a>, Made),
    ) -> TableRow {
        let matching = Matching { duplicates: self.duplicates.as_deref(), loops: self.loops.as_deref() };
        let outcome = basis.evaluate(metric, formula, column, &matching);
        let row = self.row_of(metric, column, suffix, (basis, made), outcome);
        match row.is_tested() && row.varies_by_block() {
            true => row.with(basis.contributions(metric, formula, column)),
            false => row,
        }
    }

    fn row_of(
        &self,
        metric: &'static Metric,
        column: Option<usize>,
        suffix: &str,
        (basis, mut made): (&Basis<'a>, Made),
        outcome: Result<Outcome, Undefined>,
    ) -> TableRow {
        let of_text = self.is_of_text(metric);
        if let Some(precaution) = precaution(self.rows.vectors).filter(|_| of_text) {
            made = made.with(precaution);
        }
        let space = || basis.drawn().and_then(|drawn| drawn.space().ok());
        // Moments of all vectors were gathered in all of their coordinates.
        let of_moments = made.basis == BasisKind::AllVectors;
        if metric.size.is_of_vectors() && !of_moments && space().is_some_and(Space::is_narrowed) {
            made = made.with(Precaution::FewerDirections);
        }
        if TRIMMED.contains(&metric.name) && space().is_some_and(Space::is_trimmed) {
            made = made.with(Precaution::WithoutFarthest);
        }
        TableRow {
            metric,
            name: format!("{}{suffix}", metric.name),
            column: basis.name_of(column),
            judged: suffix.is_empty() && !of_text && self.decides(metric),
            of_text,
            outcome,
            contributions: Vec::new(),
            made,
            n_used: basis.n_used(metric, column).unwrap_or_default(),
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
