//! Numbers about columns of scores, other numbers and labels: one for each column that is read for a metric's purpose.

use super::resample::{Outcome, jackknife, log_ratio, rule_of_three, signed};
use super::{Comparison, TableRow};
use crate::metric::{ColumnFormula, Formula, Metric};
use crate::pair::{ColumnView, PairColumn, Which};
use crate::profile::Profile;
use crate::terms::{ColumnRole, Estimate, Kind, Measured, Method, Undefined};

/// The columns that a metric is about, by their place in the profile; one `None` for a metric of no column, or of scores
/// where there are none, so that a report says so.
pub(super) fn of(metric: &Metric, profile: &Profile) -> Vec<Option<usize>> {
    let Formula::Column { role, .. } = metric.formula else { return vec![None] };
    let columns = profile.columns.iter().enumerate();
    let own: Vec<_> = columns.filter(|(_, c)| c.column.role == role).map(|(at, _)| Some(at)).collect();
    if own.is_empty() && role == ColumnRole::Score { vec![None] } else { own }
}

/// Evaluates a metric on one column.
///
/// # Errors
/// The reason why the metric or its interval is undefined; [`Undefined::Unstable`] asks for fewer, larger blocks.
pub(super) fn evaluate(metric: &Metric, column: &PairColumn<'_>) -> Result<Outcome, Undefined> {
    let Formula::Column { formula, .. } = metric.formula else { return Err(Undefined::NoColumn) };
    match formula {
        ColumnFormula::Level { level, units, constants } => {
            match constants.and_then(|constants| constants(column)) {
                Some(found) => Ok(Outcome { estimate: found.estimate, levels: found.levels, chance: None }),
                None => of_levels(metric.kind, column, level, units),
            }
        }
        ColumnFormula::Distance { distance, largest } => {
            let chance = column.chance(distance)?;
            let plain = column.distance(distance, None)?;
            let value = plain - chance.floor;
            let without = |b| Ok(column.distance(distance, Some(b))? - chance.floor);
            let estimate = match jackknife(metric.kind, column.blocks(), value, without) {
                Err(Undefined::NoVariation) if largest == Some(plain) => apart(column, value),
                estimate => estimate?,
            };
            Ok(Outcome { estimate: Estimate { p: chance.p, ..estimate }, levels: None, chance: Some(chance) })
        }
    }
}

/// What each block says of a loss; see [`super::resample::contributions`].
pub(super) fn contributions(metric: &Metric, column: &PairColumn<'_>) -> Option<Vec<f64>> {
    let Formula::Column { formula: ColumnFormula::Level { level, .. }, .. } = metric.formula else {
        return None;
    };
    let side = |which, without| level(&column.view(which, without));
    signed(metric.kind, column.blocks(), |b| Ok((side(Which::Reference, b)?, side(Which::Current, b)?)))
}

/// A level of one side of a column, with its interval on its own scale.
///
/// # Errors
/// As [`evaluate`].
pub(super) fn evaluate_level(
    metric: &Metric,
    column: &PairColumn<'_>,
    which: Which,
) -> Result<Estimate, Undefined> {
    let Formula::Column { formula: ColumnFormula::Level { level, .. }, .. } = metric.formula else {
        return Err(Undefined::NoColumn);
    };
    let value = level(&column.view(which, None))?;
    jackknife(Kind::Difference, column.blocks(), value, |b| level(&column.view(which, Some(b))))
}

type Level = fn(&ColumnView<'_>) -> Measured;

fn of_levels(
    kind: Kind,
    column: &PairColumn<'_>,
    level: Level,
    units: Option<fn(&ColumnView<'_>) -> f64>,
) -> Result<Outcome, Undefined> {
    let side = |which, without| level(&column.view(which, without));
    let (before, after) = (side(Which::Reference, None)?, side(Which::Current, None)?);
    let both = |b| Ok((side(Which::Reference, Some(b))?, side(Which::Current, Some(b))?));
    let blocks = column.blocks();
    let estimate = if kind == Kind::Difference {
        jackknife(kind, blocks, after - before, |b| both(b).map(|(before, after)| after - before))?
    } else if before <= 0.0 {
        return Err(Undefined::ReferenceZero);
    } else if after <= 0.0 {
        let n = units.map(|units| units(&column.view(Which::Reference, None)));
        rule_of_three(blocks, n)
    } else {
        jackknife(kind, blocks, (after / before).ln(), |b| both(b).and_then(|(x, y)| log_ratio(x, y)))?
    };
    Ok(Outcome { estimate, levels: Some((before, after)), chance: None })
}

/// The boundary case of a distance: nothing in common, whichever block is left out, so it does not vary. By the rule of
/// three at most 3/n of the values are shared.
fn apart(column: &PairColumn<'_>, value: f64) -> Estimate {
    let n = column.rows() as f64;
    Estimate {
        value,
        low: value - 3.0 / n.max(3.0),
        high: value,
        se: None,
        p: 1.0,
        blocks: column.blocks(),
        method: Method::NothingShared,
    }
}

impl Comparison<'_> {
    /// A metric of columns on one of them.
    pub(super) fn column_row(&self, metric: &'static Metric, at: usize) -> TableRow {
        let (basis, made) = self.size_basis(metric);
        let outcome = basis.evaluate_column(metric, at);
        let row = TableRow {
            metric,
            name: metric.name.to_owned(),
            column: basis.reference().columns.get(at).map(|c| c.column.name.clone()),
            judged: true,
            outcome,
            contributions: Vec::new(),
            of_text: false,
            made,
            n_used: basis.column_n_used(metric, at).unwrap_or_default(),
        };
        match row.is_tested() {
            true => row.with(basis.column_contributions(metric, at)),
            false => row,
        }
    }
}
