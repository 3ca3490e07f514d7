//! Does the task score hold?

use super::numeric::mean;
use super::{ColumnFormula, Formula, Metric, Role, Size};
use crate::config::Margins;
use crate::pair::ColumnView;
use crate::terms::{ColumnRole, Family, Kind, Measured, Symptom, Undefined, Unit};

pub(super) const SCORE_DIFFERENCE: Metric = Metric {
    name: "score-difference",
    label: "Mean score difference",
    kind: Kind::Difference,
    unit: Unit::Score,
    family: Family::Numeric,
    symptom: None,
    role: Role::Exploratory,
    moved: None,
    margins: None,
    size: Size::Free,
    length_sensitive: false,
    about: "Change of the mean task score, one number a score column. A score that rises says nothing about collapse.",
    formula_text: "mean score, current - reference; nulls and non-finite numbers are left out",
    range: "any; 0 = no change",
    undefined_when: "no score column, or fewer than two numbers on a side",
    cost: "O(blocks)",
    source: "genloss",
    formula: of_scores(mean),
};

pub(super) const SCORE_EFFECT_SIZE: Metric = Metric {
    name: "score-effect-size",
    label: "Score effect size",
    unit: Unit::Ratio,
    symptom: Some(Symptom::QualityLoss),
    role: Role::Advisory,
    // On the scale of standard deviations: Cohen's "small" is 0.2, and half of it is the least that matters.
    margins: Some(Margins { warn: -0.1, fail: -0.2 }),
    about: "Change of the mean task score in standard deviations of the reference's scores.",
    formula_text: "(mean score, current - reference) / standard deviation of the reference's scores",
    undefined_when: "no score column, fewer than two numbers on a side, or a constant reference score",
    source: "Glass (1976), Glass's delta",
    formula: of_scores(|v| Ok(mean(v)? / deviation(&v.reference())?)),
    ..SCORE_DIFFERENCE
};

const fn of_scores(level: fn(&ColumnView<'_>) -> Measured) -> Formula {
    Formula::Column { role: ColumnRole::Score, formula: ColumnFormula::Level { level, units: None } }
}

/// Standard deviation; below this share of the mean square it is rounding.
fn deviation(view: &ColumnView<'_>) -> Measured {
    let mean = mean(view)?;
    let m = view.moments();
    let n = m.n as f64;
    let variance = (m.squares - n * mean * mean) / (n - 1.0);
    if variance > 1e-12 * m.squares / n { Ok(variance.sqrt()) } else { Err(Undefined::NoVariation) }
}
