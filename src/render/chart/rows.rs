//! Figures whose categories are rows: names, and one value a series.

use super::label::Letters;
use super::scene::EM;
use crate::render::format;
use crate::report::Figure;

/// One row a category, one value a series, negative and non-finite values as unknown.
pub(super) fn values(figure: &Figure, max_rows: usize, n_series: usize) -> Vec<Vec<Option<f64>>> {
    let mut rows = vec![vec![None; n_series]; n_categories(figure).min(max_rows)];
    for (k, series) in figure.series.iter().take(n_series).enumerate() {
        for (x, y) in series.x.iter().zip(&series.y) {
            let row = if *x >= -0.5 { rows.get_mut(x.round() as usize) } else { None };
            if let Some(row) = row {
                row[k] = y.filter(|v| v.is_finite() && *v >= 0.0);
            }
        }
    }
    rows
}

/// Categories of a figure; without names, as many as the series reach.
pub(super) fn n_categories(figure: &Figure) -> usize {
    let last =
        figure.series.iter().flat_map(|s| &s.x).filter(|x| x.is_finite()).fold(0.0, |a: f64, &b| a.max(b));
    if figure.categories.is_empty() { last.min(499.0) as usize + 1 } else { figure.categories.len() }
}

/// Names of the first n categories, as they are.
pub(super) fn names(figure: &Figure, n: usize) -> Vec<String> {
    let name = |i: usize| figure.categories.get(i).cloned().unwrap_or_else(|| format::whole(i as f64));
    (0..n).map(name).collect()
}

/// Names that stand before rows, cut where they are wider than this, and how wide they are.
pub(super) fn fitted(letters: Letters, names: &[String], most: f64) -> (Vec<String>, f64) {
    let names = letters.fit_all(names, EM, most);
    let widest = letters.widest(&names, EM);
    (names, widest)
}
