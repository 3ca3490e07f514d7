//! How surprising are outputs to the model that gave the log-probabilities, and do both tails hold? Shown only.

use super::numeric::mean;
use super::{ColumnFormula, Decides, Formula, Metric, Role, Size};
use crate::pair::{Tail, View};
use crate::terms::{ColumnRole, Family, Kind, Measured, Undefined, Unit};

pub(super) const SURPRISAL_DIFFERENCE: Metric = Metric {
    name: "surprisal-difference",
    label: "Mean surprisal difference",
    kind: Kind::Difference,
    unit: Unit::Bits,
    family: Family::Numeric,
    symptom: None,
    role: Role::Exploratory,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: None,
    size: Size::Free,
    length_sensitive: false,
    about: "Change of the mean surprisal a token: below 0 texts became more probable, which models trained on model output do \
        in the middle of their distribution.",
    formula_text: "mean over rows of - (mean log-probability of the row's tokens) / ln 2, current - reference; each row counts \
        once, whatever its length",
    range: "any; 0 = no change",
    undefined_when: "fewer than two usable rows on a side, or a mean that no block changes",
    cost: "O(blocks)",
    source: "Shumailov et al. (Nature 2024), fig. 1c, on the scale of log2 perplexity",
    formula: Formula::Column {
        role: ColumnRole::Likelihood,
        formula: ColumnFormula::Level { level: mean, units: None, constants: None },
    },
};

pub(super) const PROBABLE_TAIL_RATIO: Metric = Metric {
    name: "surprisal-probable-tail-ratio",
    label: "Share of very probable rows",
    kind: Kind::Ratio,
    unit: Unit::Ratio,
    size: Size::Values,
    about: "How many more (or fewer) rows are as probable as the most probable 5% of the reference; rises when a model repeats \
        what is likely.",
    formula_text: "share of rows whose surprisal is below the 5% quantile of one half of the reference's blocks, current / \
        reference, measured on the other half, swapped and pooled",
    range: "0 and up; 1 = the same",
    undefined_when: "no usable row in a half of the reference, or none of them below the quantile",
    cost: "O(rows) per left-out block",
    formula: of_tail(|v| share(v, Tail::Low), |v| rows(v, Tail::Low)),
    ..SURPRISAL_DIFFERENCE
};

pub(super) const IMPROBABLE_TAIL_RATIO: Metric = Metric {
    name: "surprisal-improbable-tail-ratio",
    label: "Share of very improbable rows",
    about: "How many more (or fewer) rows are as improbable as the least probable 5% of the reference; later generations of a \
        collapse grow this tail as well, errors that real data would never hold.",
    formula_text: "share of rows whose surprisal is above the 95% quantile of one half of the reference's blocks, current / \
        reference, measured on the other half, swapped and pooled",
    undefined_when: "no usable row in a half of the reference, or none of them above the quantile",
    formula: of_tail(|v| share(v, Tail::High), |v| rows(v, Tail::High)),
    ..PROBABLE_TAIL_RATIO
};

const fn of_tail(level: fn(&View<'_>) -> Measured, units: fn(&View<'_>) -> f64) -> Formula {
    Formula::Column {
        role: ColumnRole::Likelihood,
        formula: ColumnFormula::Level { level, units: Some(units), constants: None },
    }
}

fn share(view: &View<'_>, tail: Tail) -> Measured {
    match view.beyond(tail)? {
        (_, 0) => Err(Undefined::TooFewNumbers),
        (beyond, all) => Ok(beyond as f64 / all as f64),
    }
}

fn rows(view: &View<'_>, tail: Tail) -> f64 {
    view.beyond(tail).map_or(0.0, |(beyond, _)| beyond as f64)
}
