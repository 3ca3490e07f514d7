//! Does a column of numbers keep its mean, its spread and both of its tails? Shown only.

use super::{ColumnFormula, Decides, Formula, Metric, Role, Size};
use crate::estimator::spread;
use crate::estimator::two_sample::{self, Step};
use crate::pair::View;
use crate::terms::{ColumnRole, Family, Kind, Measured, Undefined, Unit};

pub(super) const MEAN_DIFFERENCE: Metric = Metric {
    name: "numeric-mean-difference",
    label: "Mean difference",
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
    about: "Change of the mean of a numeric column.",
    formula_text: "mean, current - reference; nulls and non-finite numbers are left out",
    range: "any; 0 = no change",
    undefined_when: "fewer than two numbers on a side, or a mean that no block changes",
    cost: "O(blocks)",
    source: "genloss",
    formula: of_numbers(mean),
};

pub(super) const VARIANCE_RATIO: Metric = Metric {
    name: "numeric-variance-ratio",
    label: "Variance ratio",
    kind: Kind::Ratio,
    unit: Unit::Variance,
    size: Size::Values,
    about: "Whether numbers scatter as much about their mean as they did; its logarithm is the log variance ratio, on which \
        the interval is made.",
    formula_text: "variance (ddof 1) of the sampled numbers, current / reference",
    range: "0 and up; 1 = the same",
    undefined_when: "fewer than two numbers on a side, or a constant reference",
    cost: "O(rows) per left-out block",
    source: "scipy tvar; R var",
    formula: of_numbers(|v| spread::variance(v.sample()?.into_iter())),
    ..MEAN_DIFFERENCE
};

pub(super) const UPPER_TAIL_RATIO: Metric = Metric {
    name: "numeric-upper-tail-ratio",
    label: "Upper tail quantile ratio",
    unit: Unit::Score,
    about: "Whether the upper tail reaches as far from the middle as it did; sees a tail cut off where the variance may not.",
    formula_text: "(95% quantile - median) of the sampled numbers, current / reference; quantiles of type 7",
    undefined_when: "no numbers on a side, or a reference whose 95% quantile is its median",
    source: "Hyndman & Fan (1996), definition 7; numpy quantile",
    formula: of_numbers(|v| spread::upper_tail(v.sample()?.into_iter())),
    ..VARIANCE_RATIO
};

pub(super) const LOWER_TAIL_RATIO: Metric = Metric {
    name: "numeric-lower-tail-ratio",
    label: "Lower tail quantile ratio",
    about: "Whether the lower tail reaches as far from the middle as it did.",
    formula_text: "(median - 5% quantile) of the sampled numbers, current / reference; quantiles of type 7",
    undefined_when: "no numbers on a side, or a reference whose 5% quantile is its median",
    formula: of_numbers(|v| spread::lower_tail(v.sample()?.into_iter())),
    ..UPPER_TAIL_RATIO
};

pub(super) const KOLMOGOROV_SMIRNOV: Metric = Metric {
    name: "numeric-kolmogorov-smirnov",
    label: "Kolmogorov\u{2013}Smirnov distance, excess",
    kind: Kind::Drift,
    unit: Unit::Ratio,
    size: Size::Values,
    about: "The largest gap between the two distribution functions of a numeric column, less what two samples of one law \
        would show.",
    formula_text: "max |F - G| - its mean over 32 permutations in which half of the blocks change sides; p from 99 \
        permutations in which each block changes sides by a coin",
    range: "about 0 (below 0 by chance) to 1",
    undefined_when: "no numbers on a side, or two constant columns",
    cost: "172 passes over the sampled numbers",
    source: "Smirnov (1939); scipy ks_2samp",
    formula: distance(|s| two_sample::kolmogorov_smirnov(s.iter().copied()), Some(1.0)),
    ..MEAN_DIFFERENCE
};

pub(super) const WASSERSTEIN: Metric = Metric {
    name: "numeric-wasserstein",
    label: "Wasserstein-1 distance, excess",
    unit: Unit::Score,
    about: "How far numbers would have to move, on average, to turn one distribution into the other, less what two samples of \
        one law would show.",
    formula_text: "integral of |F - G| - its mean over 32 permutations in which half of the blocks change sides; p from 99 \
        permutations in which each block changes sides by a coin",
    range: "about 0 (below 0 by chance) and up, in the unit of the numbers",
    source: "Vallender (1974); scipy wasserstein_distance",
    formula: distance(|s| two_sample::wasserstein(s.iter().copied()), None),
    ..KOLMOGOROV_SMIRNOV
};

const fn of_numbers(level: fn(&View<'_>) -> Measured) -> Formula {
    Formula::Column {
        role: ColumnRole::Numeric,
        formula: ColumnFormula::Level { level, units: None, constants: None },
    }
}

const fn distance(distance: fn(&[Step]) -> Measured, largest: Option<f64>) -> Formula {
    Formula::Column { role: ColumnRole::Numeric, formula: ColumnFormula::Distance { distance, largest } }
}

/// Mean of all documents' numbers, not only the sampled ones.
pub(super) fn mean(view: &View<'_>) -> Measured {
    let m = view.moments();
    if m.n < 2 { Err(Undefined::TooFewNumbers) } else { Ok(m.sum / m.n as f64) }
}
