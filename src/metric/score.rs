//! Does the task score hold?

use super::numeric::mean;
use super::{ColumnFormula, Constants, Decides, Formula, Metric, Role, Size};
use crate::config::Margins;
use crate::pair::{Pair, View, Which};
use crate::terms::{ColumnRole, Estimate, Family, Kind, Measured, Method, Symptom, Undefined, Unit};

pub(super) const SCORE_DIFFERENCE: Metric = Metric {
    name: "score-difference",
    label: "Mean score difference",
    kind: Kind::Difference,
    unit: Unit::Score,
    family: Family::Numeric,
    symptom: None,
    role: Role::Exploratory,
    decides: Decides::Always,
    first: false,
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
    about: "Change of the mean task score in standard deviations of the reference's scores; of a reference whose scores are all the same, in \
        standard deviations of both sides together.",
    formula_text: "(mean score, current - reference) / s; s = standard deviation of the reference's scores; where that is 0, that of \
        both sides taken together, equally weighted: the root of the mean of both variances and the square of half the difference, held fixed \
        while blocks are left out. Two constants that differ are an effect of 2 or -2, and 2 (1 - 6/n) if 3/n of the scores of either side \
        were the other's; two that are equal one of 0, within 2 times the root of 3/(2n - 3)",
    undefined_when: "no score column, or fewer than two numbers on a side",
    source: "Glass (1976), Glass's delta; Cohen (1988); Hanley & \
        Lippman-Hand (1983), rule of three",
    formula: Formula::Column {
        role: ColumnRole::Score,
        formula: ColumnFormula::Level {
            level: |v| Ok(mean(v)? / scale(v)?),
            units: None,
            constants: Some(of_constants),
        },
    },
    ..SCORE_DIFFERENCE
};

const fn of_scores(level: fn(&View<'_>) -> Measured) -> Formula {
    Formula::Column {
        role: ColumnRole::Score,
        formula: ColumnFormula::Level { level, units: None, constants: None },
    }
}

/// What a change is measured by. A verifier lets only full marks into a reference, so a reference may well be constant; then it is
/// what the scores of both sides scatter by, taken together and equally weighted. That scale is held fixed while blocks are left out:
/// of hardly any scores that differ it would hang on the blocks that hold them, and one wrong answer would always be certain.
fn scale(view: &View<'_>) -> Measured {
    let reference = view.reference();
    let whole = [reference.whole(), view.current().whole()];
    if variance(&whole[0])? > 0.0 {
        return positive(variance(&reference)?);
    }
    let apart = mean(&whole[0])? - mean(&whole[1])?;
    positive((variance(&whole[0])? + variance(&whole[1])?) / 2.0 + apart * apart / 4.0)
}

fn positive(variance: f64) -> Measured {
    if variance > 0.0 { Ok(variance.sqrt()) } else { Err(Undefined::NoVariation) }
}

/// Variance; below this share of the mean square it is rounding, and 0.
///
/// # Errors
/// [`Undefined::OutOfRange`] where squares are too large to add: that says nothing of whether they vary.
fn variance(view: &View<'_>) -> Measured {
    let mean = mean(view)?;
    let m = view.moments();
    let n = m.n as f64;
    let variance = (m.squares - n * mean * mean) / (n - 1.0);
    match variance.is_finite() {
        true => Ok(if variance > ROUNDING * m.squares / n { variance } else { 0.0 }),
        false => Err(Undefined::OutOfRange),
    }
}

const ROUNDING: f64 = 1e-12;

/// Two constants: whether they differ is certain but for the scores that were not seen, of which at most 3/n are others.
fn of_constants(pair: &Pair<'_>, column: usize) -> Option<Constants> {
    let side = |which| pair.view(which, None).of(Some(column));
    let [before, after] = [Which::Reference, Which::Current].map(side);
    let varies = |view: &View<'_>| variance(view).map(|variance| variance > 0.0);
    if varies(&before).ok()? || varies(&after).ok()? {
        return None;
    }
    let n = before.moments().n.min(after.moments().n) as f64;
    let (before, after) = (mean(&before).ok()?, mean(&after).ok()?);
    let (blocks, others) = (pair.blocks(), (3.0 / n).min(0.5));
    let estimate = |value, low, high, p| Estimate {
        value,
        low,
        high,
        at_least: None,
        se: None,
        p,
        blocks,
        method: Method::Constants,
    };
    let difference = after - before;
    if difference * difference <= ROUNDING * before.midpoint(after).powi(2) {
        let shift = 2.0 * (others / (2.0 - others)).sqrt();
        return Some(Constants { estimate: estimate(0.0, -shift, shift, 0.5), levels: None });
    }
    // By the standard deviation of both sides taken together.
    let scale = difference.abs() / 2.0;
    let (value, least) = (2.0 * difference.signum(), 2.0 * difference.signum() * (1.0 - 2.0 * others));
    let certain = 0.5f64.powi(i32::try_from(blocks).unwrap_or(i32::MAX));
    let p = if value < 0.0 { certain } else { 1.0 - certain };
    Some(Constants {
        estimate: estimate(value, value.min(least), value.max(least), p),
        levels: Some((before / scale, after / scale)),
    })
}
