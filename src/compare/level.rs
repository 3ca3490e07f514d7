//! Levels of every generation, at the smallest document count among all of them.

use std::borrow::Cow;
use std::rc::Rc;

use super::basis::{Basis, moments_of_all};
use super::{columns, made};
use crate::config::Standardize;
use crate::metric::{ColumnFormula, Formula, Metric, Size};
use crate::pair::{Drawn, Map, Purpose, Vectors, Which};
use crate::profile::{BLOCKS, Profile, Tokenizer};
use crate::terms::{Estimate, Undefined};

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

/// The first rows of two samples, whole.
fn heads<'a>(profiles: [&'a Profile; 2], n: u64, tokenizer: Tokenizer) -> Drawn<'a> {
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    let [before, after] = profiles.map(|p| p.sample.first(n).iter().map(|row| (row, usize::MAX)).collect());
    Drawn::new(before, after, tokenizer)
}

/// Levels of all generations; the tail and the vocabulary are those of the reference.
pub fn levels(
    profiles: &[Profile],
    tokenizer: Tokenizer,
    vectors: Vectors,
    standardize: Standardize,
) -> Levels {
    let Some(smallest) = profiles.iter().min_by_key(|p| p.n_documents()) else {
        return Levels { rows: Vec::new(), spectra: Vec::new(), map: None };
    };
    let cut = |profile: &Profile| {
        let rows = profile.sample.first(usize::try_from(smallest.n_documents()).unwrap_or(usize::MAX));
        Profile::of_sample(tokenizer, rows.iter().map(|r| (r, usize::MAX)))
    };
    let reference = &profiles[0];
    let unequal = |p: &Profile| p.n_documents() as f64 > 1.05 * smallest.n_documents() as f64;
    let equal_reference =
        if unequal(reference) { Cow::Owned(cut(reference)) } else { Cow::Borrowed(reference) };
    let (mut rows, mut spectra, mut map) = (Vec::new(), Vec::new(), None);
    for (generation, profile) in profiles.iter().enumerate() {
        let drawn = heads([reference, profile], smallest.n_documents(), tokenizer);
        let purpose = Purpose {
            cap: Some(smallest),
            drift_seed: None,
            further: true,
            drawn: Some(Rc::new(
                drawn.with_vectors(vectors).with_moments(moments_of_all([reference, profile])),
            )),
        };
        let as_is = Basis::new(Cow::Borrowed(reference), Cow::Borrowed(profile), purpose.clone());
        let equal_current = if unequal(profile) { Cow::Owned(cut(profile)) } else { Cow::Borrowed(profile) };
        let equal = Basis::new(Cow::Borrowed(equal_reference.as_ref()), equal_current, purpose);
        for metric in made(standardize) {
            if let Formula::Column { formula: ColumnFormula::Level { .. }, .. } = metric.formula {
                rows.extend(of_columns(generation, metric, &as_is));
            }
            let Formula::Level { level, .. } = metric.formula else {
                continue;
            };
            let basis = if metric.size == Size::Cut { &equal } else { &as_is };
            rows.push(LevelRow {
                generation,
                metric,
                column: None,
                estimate: basis.evaluate_level(metric, level),
                n_used: basis.n_used(metric).unwrap_or_default(),
            });
        }
        let pair = as_is.pair(BLOCKS);
        let space = pair.view(Which::Current, None).space();
        spectra.push(space.as_ref().ok().and_then(|s| s.spectrum().ok()).map(falling));
        map = space.ok().filter(|_| generation > 0).and_then(|s| s.map().ok());
    }
    Levels { rows, spectra, map }
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
