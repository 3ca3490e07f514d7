//! Levels of every generation, at the smallest document count among all of them.

use std::borrow::Cow;
use std::sync::Arc;

use super::basis::{Basis, moments_of_all};
use super::{Missing, columns};
use crate::metric::{ColumnFormula, Formula, Metric, Size, Wanted};
use crate::pair::{CutRow, Drawn, Map, Purpose, Vectors, Which};
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
    smallest: &'a Profile,
    /// The reference at as many documents as the smallest generation has.
    equal_reference: Cow<'a, Profile>,
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
        tokenizer: Tokenizer,
        vectors: Vectors,
        wanted: &'a Wanted,
    ) -> Option<Self> {
        let smallest = profiles.iter().min_by_key(|p| p.n_documents())?;
        let equal_reference = equal(&profiles[0], smallest, tokenizer);
        Some(Self { profiles, tokenizer, vectors, wanted, smallest, equal_reference })
    }

    /// Levels of a generation; the tail and the vocabulary are those of the reference. `compared` is what its comparison with the
    /// reference already knows of the sampled rows, which serves again where they are the same.
    pub(super) fn levels(
        &self,
        generation: usize,
        compared: Option<&Arc<Drawn<'a>>>,
        missing: Missing,
    ) -> OfOne {
        let (reference, profile) = (&self.profiles[0], &self.profiles[generation]);
        let known = compared.filter(|drawn| self.takes_all([drawn.reference(), drawn.current()]));
        let purpose = Purpose {
            cap: Some(self.smallest),
            drift_seed: None,
            further: true,
            missing,
            drawn: Some(known.map_or_else(|| Arc::new(self.heads([reference, profile])), Arc::clone)),
        };
        let as_is = Basis::new(Cow::Borrowed(reference), Cow::Borrowed(profile), purpose.clone());
        let sides = (Cow::Borrowed(&*self.equal_reference), equal(profile, self.smallest, self.tokenizer));
        let equal = Basis::new(sides.0, sides.1, purpose);
        let rows_of = |metric: &'static Metric| match metric.formula {
            Formula::Column { formula: ColumnFormula::Level { .. }, .. } => {
                of_columns(generation, metric, &as_is)
            }
            Formula::Level { level, .. } => {
                let basis = if metric.size == Size::Cut { &equal } else { &as_is };
                vec![LevelRow {
                    generation,
                    metric,
                    column: None,
                    estimate: basis.evaluate_level(metric, level),
                    n_used: basis.n_used(metric).unwrap_or_default(),
                }]
            }
            _ => Vec::new(),
        };
        let metrics = self.wanted.iter().filter(|metric| metric.size != Size::Pooled).collect();
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
    fn heads(&self, profiles: [&'a Profile; 2]) -> Drawn<'a> {
        let first = |p: &'a Profile| p.sample.first(self.n_rows()).iter().map(|row| (row, usize::MAX));
        let [before, after] = profiles.map(|p| first(p).collect());
        let drawn = Drawn::new(before, after, self.tokenizer);
        drawn.with_vectors(self.vectors).with_moments(moments_of_all(profiles))
    }
}

/// A profile at about as many documents as the smallest one.
fn equal<'p>(profile: &'p Profile, smallest: &Profile, tokenizer: Tokenizer) -> Cow<'p, Profile> {
    let n = smallest.n_documents();
    if profile.n_documents() as f64 <= 1.05 * n as f64 {
        return Cow::Borrowed(profile);
    }
    let rows = profile.sample.first(usize::try_from(n).unwrap_or(usize::MAX));
    Cow::Owned(Profile::of_sample(tokenizer, rows.iter().map(|r| (r, usize::MAX))))
}

fn falling(mut spectrum: Vec<f64>) -> Vec<f64> {
    spectrum.sort_by(|a, b| b.total_cmp(a));
    spectrum
}

/// The levels of a metric of columns, one a column.
fn of_columns(generation: usize, metric: &'static Metric, basis: &Basis<'_>) -> Vec<LevelRow> {
    let row = |at: Option<usize>| {
        let column = at.and_then(|at| basis.reference().columns.get(at));
        LevelRow {
            generation,
            metric,
            column: column.map(|c| c.column.name.clone()),
            estimate: at.map_or(Err(Undefined::NoColumn), |at| basis.evaluate_column_level(metric, at)),
            n_used: at.and_then(|at| basis.column_n_used(metric, at).ok()).unwrap_or_default(),
        }
    };
    columns::of(metric, basis.reference()).into_iter().map(row).collect()
}
