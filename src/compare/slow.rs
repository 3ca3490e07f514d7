//! Slow losses: what all generations say together, where each of them by itself says too little.
//!
//! A straight line through the logarithms of a metric's retentions, the base at 0, by least squares: it is a weighted sum of the comparisons
//! with the base, so what a block says of the line is the same sum of what it says of each of them, and the line is tested with them, in one
//! family. It is held against the margins where it ends, at the latest generation.

use super::resample::{self, Outcome, t_of_loss};
use super::{Table, TableRow};
use crate::metric::OVER_GENERATIONS;
use crate::profile::BLOCKS;
use crate::report::Against;
use crate::terms::{BasisKind, Kind, Made, Pairing};

/// Fewest later generations through which a line says more than its last point.
pub(crate) const FEWEST_LATER: usize = 3;

/// Adds to the latest comparison with the base what the line through all of them says of each metric that is judged in all.
///
/// There is none where rows were brought together by what they say, since then each comparison has blocks of its own; and none of a metric
/// that follows lengths where these were matched, since each comparison has a common length of its own.
pub(super) fn add(tables: &mut [Table]) {
    let mut bases: Vec<usize> = (0..tables.len()).filter(|&at| tables[at].against == Against::Base).collect();
    bases.sort_by_key(|&at| tables[at].current);
    let Some(&latest) = bases.last().filter(|_| bases.len() >= FEWEST_LATER) else { return };
    let bases: Vec<&Table> = bases.into_iter().map(|at| &tables[at]).collect();
    if bases.iter().any(|table| table.pairing == Pairing::Content) {
        return;
    }
    let matched = bases.iter().any(|table| table.length_matched);
    let of = |like: &TableRow| {
        let same = |row: &&TableRow| row.name == like.name && row.column == like.column;
        let rows: Option<Vec<&TableRow>> = bases.iter().map(|table| table.rows.iter().find(same)).collect();
        line(&rows?)
    };
    let rows = tables[latest].rows.iter().filter(|row| !(matched && row.metric.length_sensitive));
    let found: Vec<TableRow> = rows.filter_map(of).collect();
    tables[latest].rows.extend(found);
}

/// The line through one metric's retentions, in the order of the generations.
fn line(rows: &[&TableRow]) -> Option<TableRow> {
    let last = *rows.last()?;
    let values: Option<Vec<f64>> = rows.iter().map(|row| log_value(row)).collect();
    let values = values?;
    let [slopes, ends] = weights(rows.len() + 1);
    let weighted = |weights: &[f64], of: &dyn Fn(usize) -> f64| -> f64 {
        // The base itself says 0.
        weights[1..].iter().enumerate().map(|(at, weight)| weight * of(at)).sum()
    };
    let by_block = |weights: &[f64]| -> Vec<f64> {
        (0..BLOCKS).map(|block| weighted(weights, &|at| rows[at].contributions[block])).collect()
    };
    let contributions = by_block(&slopes);
    let (_, p) = t_of_loss(&contributions)?;
    let end = weighted(&ends, &|at| values[at]);
    // Rounding is no variation.
    let se = Some(resample::se_of_mean(&by_block(&ends))).filter(|se| *se > 1e-12)?;
    let estimate = resample::around(Kind::Retention, end, se, BLOCKS, p);
    Some(TableRow {
        metric: last.metric,
        name: format!("{}{OVER_GENERATIONS}", last.name),
        column: last.column.clone(),
        judged: true,
        outcome: Ok(Outcome { estimate, levels: None, chance: None }),
        contributions,
        of_text: false,
        made: Made { line_through: Some(rows.len() + 1), ..BasisKind::Line.into() },
        n_used: rows.iter().map(|row| row.n_used).min()?,
    })
}

/// The logarithm of a retention that is tested by what its blocks say.
fn log_value(row: &TableRow) -> Option<f64> {
    let is_line = row.metric.kind == Kind::Retention && row.judged && row.contributions.len() == BLOCKS;
    let outcome = row.outcome.as_ref().ok().filter(|_| is_line)?;
    Some(outcome.estimate.value.ln()).filter(|ln| ln.is_finite())
}

/// What each of `n` equidistant points weighs in the slope of the least squares line through them, and in its value at the last one.
fn weights(n: usize) -> [Vec<f64>; 2] {
    let last = (n - 1) as f64;
    let from_middle = |at: usize| at as f64 - last / 2.0;
    let squares: f64 = (0..n).map(|at| from_middle(at).powi(2)).sum();
    let slopes: Vec<f64> = (0..n).map(|at| from_middle(at) / squares).collect();
    let ends = slopes.iter().map(|slope| 1.0 / n as f64 + last / 2.0 * slope).collect();
    [slopes, ends]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::metric::find;
    use crate::terms::{Estimate, Method};

    /// Retentions, and what blocks say around them.
    fn rows(values: &[f64], noise: f64) -> Vec<TableRow> {
        let mut chance = Chance::of(7);
        let row = |value: &f64| {
            let contributions: Vec<f64> =
                (0..BLOCKS).map(|_| -value.ln() + noise * chance.normal()).collect();
            let estimate = Estimate {
                value: *value,
                low: 0.0,
                high: 1.0,
                at_least: None,
                se: Some(0.01),
                p: 0.5,
                blocks: BLOCKS,
                method: Method::Jackknife,
            };
            TableRow {
                metric: find("pooled-tail-retention").unwrap(),
                name: "pooled-tail-retention".to_owned(),
                column: None,
                judged: true,
                outcome: Ok(Outcome { estimate, levels: None, chance: None }),
                contributions,
                of_text: false,
                made: BasisKind::PooledWords.into(),
                n_used: 200,
            }
        };
        values.iter().map(row).collect()
    }

    fn found(values: &[f64], noise: f64) -> TableRow {
        let rows = rows(values, noise);
        line(&rows.iter().collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn weights_are_those_of_the_least_squares_line() {
        let [slopes, ends] = weights(4);
        // Through 1, 3, 5, 7: slope 2, last 7. Through 0, 0, 0, 1: slope 0.3, last 0.7.
        let of = |weights: &[f64], values: [f64; 4]| -> f64 {
            weights.iter().zip(values).map(|(w, v)| w * v).sum()
        };
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        close(of(&slopes, [1.0, 3.0, 5.0, 7.0]), 2.0);
        close(of(&ends, [1.0, 3.0, 5.0, 7.0]), 7.0);
        close(of(&slopes, [0.0, 0.0, 0.0, 1.0]), 0.3);
        close(of(&ends, [0.0, 0.0, 0.0, 1.0]), 0.7);
    }

    #[test]
    fn a_steady_loss_ends_where_it_ends_and_is_surer_than_its_last_step() {
        let steady = [0.98f64, 0.98f64.powi(2), 0.98f64.powi(3), 0.98f64.powi(4)];
        let row = found(&steady, 0.1);
        let estimate = row.outcome.as_ref().unwrap().estimate;
        assert!((estimate.value - 0.98f64.powi(4)).abs() < 1e-12);
        assert!(estimate.low < estimate.value && estimate.value < estimate.high);
        let last = t_of_loss(&rows(&steady, 0.1)[3].contributions).unwrap().1;
        assert!(row.p().unwrap() < last, "{:?} {last}", row.p());
        assert!(row.name == "pooled-tail-retention-over-generations" && row.is_over_generations());
    }

    #[test]
    fn no_line_goes_through_what_blocks_do_not_say_or_nothing_left() {
        let mut all = rows(&[0.9, 0.8, 0.7], 0.1);
        all[1].contributions.clear();
        assert!(line(&all.iter().collect::<Vec<_>>()).is_none());
        let all = rows(&[0.9, 0.8, 0.0], 0.1);
        assert!(line(&all.iter().collect::<Vec<_>>()).is_none());
        let alike = rows(&[0.9, 0.8, 0.7], 0.0);
        assert!(line(&alike.iter().collect::<Vec<_>>()).is_none(), "no variation, no test");
    }
}
