//! Levels of every generation, at the smallest document count among all of them.

use std::sync::Arc;

use super::Missing;
use super::basis::{Basis, owned};
use super::rows::moments_of_all;
use crate::metric::{Formula, Metric, Size, Wanted};
use crate::pair::{Corpus, CutRow, Drawn, Map, Purpose, Vectors, Which};
use crate::profile::{BLOCKS, Profile, Tokenizer};
use crate::terms::{Estimate, Undefined};
use crate::threads::side_by_side;

/// A level of one generation.
#[derive(Debug)]
pub struct LevelRow {
    /// Position of the generation.
    pub generation: usize,
    /// Which metric's level.
    pub metric: &'static Metric,
    /// The column that it is about.
    pub column: Option<String>,
    /// The level with its interval.
    pub estimate: Result<Estimate, Undefined>,
    /// Documents it refers to.
    pub n_used: u64,
}

/// The levels of all generations, and the shape of their embeddings.
#[derive(Debug)]
pub struct Levels {
    /// The levels.
    pub rows: Vec<LevelRow>,
    /// Of each generation the variances along its own principal axes, the largest first; `None` without embeddings.
    pub spectra: Vec<Option<Vec<f64>>>,
    /// The last generation on the plane of the reference.
    pub map: Option<Map>,
}

/// What the levels of every generation refer to.
pub(super) struct Scale<'a> {
    profiles: &'a [Profile],
    tokenizer: Tokenizer,
    vectors: Vectors,
    wanted: &'a Wanted,
    /// Whether three adjacent words are counted.
    triples: bool,
    smallest: &'a Profile,
    corpora: &'a [Arc<Corpus<'a>>],
    /// The reference at as many documents as the smallest generation has.
    equal_reference: Arc<Corpus<'a>>,
}

/// The levels of one generation.
#[derive(Debug)]
pub(super) struct OfOne {
    rows: Vec<LevelRow>,
    spectrum: Option<Vec<f64>>,
    map: Option<Map>,
}

impl Levels {
    /// Those of all generations, in order.
    pub(super) fn of(generations: impl Iterator<Item = OfOne>) -> Self {
        let mut all = Self { rows: Vec::new(), spectra: Vec::new(), map: None };
        for one in generations {
            all.rows.extend(one.rows);
            all.spectra.push(one.spectrum);
            all.map = one.map;
        }
        all
    }
}

impl<'a> Scale<'a> {
    /// `None` without generations.
    pub(super) fn of(
        profiles: &'a [Profile],
        corpora: &'a [Arc<Corpus<'a>>],
        tokenizer: Tokenizer,
        vectors: Vectors,
        wanted: &'a Wanted,
    ) -> Option<Self> {
        let smallest = profiles.iter().min_by_key(|p| p.n_documents())?;
        let triples = wanted.iter().any(Metric::is_of_triples);
        let equal_reference = equal(corpora.first()?, smallest, tokenizer, triples);
        Some(Self { profiles, corpora, tokenizer, vectors, wanted, triples, smallest, equal_reference })
    }

    /// Levels of a generation; the tail and the vocabulary are those of the reference. `compared` is its comparison with the reference as
    /// they are, whose numbers serve again where they are the same, and else what it knows of the sampled rows.
    pub(super) fn levels(&self, generation: usize, compared: Option<&Basis<'a>>, missing: Missing) -> OfOne {
        if let Some(basis) = compared.filter(|basis| self.is_at_this_size(basis)) {
            return self.levels_on(generation, basis, basis);
        }
        let corpora = [0, generation].map(|at| Arc::clone(&self.corpora[at]));
        let drawn = compared.and_then(Basis::drawn);
        let drawn = drawn.filter(|drawn| self.takes_all([drawn.reference(), drawn.current()]));
        let heads = || Arc::new(self.heads([0, generation]));
        let purpose = Purpose {
            cap: Some(self.smallest),
            missing,
            drawn: Some(drawn.map_or_else(heads, Arc::clone)),
            ..Purpose::default()
        };
        let equal = [
            Arc::clone(&self.equal_reference),
            equal(&self.corpora[generation], self.smallest, self.tokenizer, self.triples),
        ];
        let is_cut = corpora.iter().zip(&equal).any(|(whole, equal)| !Arc::ptr_eq(whole, equal));
        let as_is = Basis::new(corpora, purpose.clone());
        let equal = is_cut.then(|| Basis::new(equal, purpose));
        self.levels_on(generation, &as_is, equal.as_ref().unwrap_or(&as_is))
    }

    /// Whether nothing has to be cut to the size of the smallest generation, which is one of both.
    fn is_at_this_size(&self, basis: &Basis<'_>) -> bool {
        let sides = [basis.reference(), basis.current()];
        let rows = basis.drawn().is_some_and(|drawn| self.takes_all([drawn.reference(), drawn.current()]));
        rows && sides.iter().any(|side| std::ptr::eq(*side, self.smallest))
            && sides.iter().all(|side| !is_larger(side, self.smallest))
    }

    fn levels_on(&self, generation: usize, as_is: &Basis<'a>, equal: &Basis<'a>) -> OfOne {
        let rows_of = |metric: &'static Metric| {
            let basis = if metric.size == Size::Cut { equal } else { as_is };
            let row = |column: Option<usize>| {
                let level = metric.formula.level()?;
                let (estimate, n_used) = match (&metric.formula, column) {
                    (Formula::Column { .. }, None) => (Err(Undefined::NoColumn), 0),
                    _ => (
                        basis.evaluate_level(metric, level, column),
                        basis.n_used(metric, column).unwrap_or_default(),
                    ),
                };
                Some(LevelRow { generation, metric, column: basis.name_of(column), estimate, n_used })
            };
            as_is.columns_of(metric).into_iter().filter_map(row).collect::<Vec<_>>()
        };
        let metrics = self.wanted.iter().filter(|metric| !metric.size.is_pooled()).collect();
        let rows = side_by_side(metrics, rows_of).into_iter().flatten().collect();
        let pair = as_is.pair(BLOCKS);
        let space = pair.view(Which::Current, None).space();
        let spectrum = space.as_ref().ok().and_then(|s| s.spectrum().ok()).map(falling);
        OfOne { rows, spectrum, map: space.ok().filter(|_| generation > 0).and_then(|s| s.map().ok()) }
    }

    /// Rows of either side that levels are made of.
    fn n_rows(&self) -> usize {
        usize::try_from(self.smallest.n_documents()).unwrap_or(usize::MAX)
    }

    fn takes_all(&self, sides: [&[CutRow<'_>]; 2]) -> bool {
        sides.iter().all(|rows| rows.len() <= self.n_rows())
    }

    /// The first rows of two samples, whole.
    fn heads(&self, generations: [usize; 2]) -> Drawn<'a> {
        let profiles = generations.map(|at| &self.profiles[at]);
        let first = |p: &'a Profile| p.sample.first(self.n_rows()).iter().map(|row| (row, usize::MAX));
        let [before, after] = profiles.map(|p| first(p).collect());
        let drawn = Drawn::new(before, after, self.tokenizer);
        let corpora = generations.map(|at| Arc::clone(&self.corpora[at]));
        drawn.with_vectors(self.vectors).with_moments(moments_of_all(profiles)).with_corpora(corpora)
    }
}

/// A corpus at about as many documents as the smallest one.
fn equal<'p>(
    corpus: &Arc<Corpus<'p>>,
    smallest: &Profile,
    tokenizer: Tokenizer,
    triples: bool,
) -> Arc<Corpus<'p>> {
    let profile = corpus.profile();
    if !is_larger(profile, smallest) {
        return Arc::clone(corpus);
    }
    let rows = profile.sample.first(usize::try_from(smallest.n_documents()).unwrap_or(usize::MAX));
    owned(Profile::of_sample(tokenizer, triples, rows.iter().map(|r| (r, usize::MAX))))
}

/// Whether a profile has so many more documents than the smallest that it is cut.
fn is_larger(profile: &Profile, smallest: &Profile) -> bool {
    profile.n_documents() as f64 > 1.05 * smallest.n_documents() as f64
}

fn falling(mut spectrum: Vec<f64>) -> Vec<f64> {
    spectrum.sort_by(|a, b| b.total_cmp(a));
    spectrum
}
