//! Does a column of labels keep its classes and their shares? Shown only.

use std::collections::BTreeMap;

use super::{ColumnFormula, Decides, Formula, Metric, Role, Size};
use crate::estimator::two_sample::Step;
use crate::estimator::{divergence, entropy};
use crate::pair::View;
use crate::terms::{ColumnRole, Family, Kind, Measured, Undefined, Unit};

pub(super) const EFFECTIVE_NUMBER_RETENTION: Metric = Metric {
    name: "category-effective-number-retention",
    label: "Effective number of classes kept",
    kind: Kind::Retention,
    unit: Unit::EffectiveNumber,
    family: Family::Documents,
    symptom: None,
    role: Role::Exploratory,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: None,
    size: Size::Values,
    length_sensitive: false,
    about: "How many equally frequent classes the labels are worth; falls when a few classes take over.",
    formula_text: "exp of the Chao-Shen entropy of the sampled labels (Hill number of order 1), current / reference",
    range: "0 and up; 1 = all kept",
    undefined_when: "no labels on a side, or one class on both",
    cost: "O(rows) per left-out block",
    source: "Hill (1973); Chao & Shen (2003)",
    formula: of_labels(effective_number, None),
};

pub(super) const SURVIVAL_RETENTION: Metric = Metric {
    name: "category-survival-retention",
    label: "Classes alive",
    about: "How many of the reference's classes the current generation still has at all. `classes` in report.json says which \
        are gone.",
    formula_text: "classes of one half of the reference's blocks alive in the current generation's other half / alive in the \
        reference's own other half, both expected at the same number of labels, halves swapped and added",
    undefined_when: "no labels on a side, or as many classes alive whichever block is left out",
    source: "genloss; as tail-types-survival",
    formula: of_labels(|v| v.classes_alive(), Some(|v| v.classes_alive().unwrap_or(0.0))),
    ..EFFECTIVE_NUMBER_RETENTION
};

pub(super) const TOTAL_VARIATION: Metric = Metric {
    name: "category-total-variation",
    label: "Total variation of class shares, excess",
    kind: Kind::Drift,
    unit: Unit::Ratio,
    about: "The share of the labels that would have to change to turn one distribution of classes into the other, less what two \
        samples of one law would show.",
    formula_text: "sum of |p - q| / 2 over classes - its mean over 32 permutations in which half of the blocks change sides; p \
        from 99 permutations in which each block changes sides by a coin",
    range: "about 0 (below 0 by chance) to 1",
    undefined_when: "no labels on a side, or one class on both",
    cost: "172 passes over the sampled labels",
    source: "Levin & Peres (2017), prop. 4.2",
    formula: Formula::Column {
        role: ColumnRole::Categorical,
        formula: ColumnFormula::Distance { distance: total_variation, largest: Some(1.0) },
    },
    ..EFFECTIVE_NUMBER_RETENTION
};

const fn of_labels(level: fn(&View<'_>) -> Measured, units: Option<fn(&View<'_>) -> f64>) -> Formula {
    Formula::Column {
        role: ColumnRole::Categorical,
        formula: ColumnFormula::Level { level, units, constants: None },
    }
}

fn effective_number(view: &View<'_>) -> Measured {
    let mut spectrum = BTreeMap::new();
    for (_, n) in view.sample()? {
        *spectrum.entry(n).or_insert(0) += 1;
    }
    Ok(entropy::chao_shen(spectrum.iter().map(|(&n, &classes)| (n, classes)))?.exp())
}

fn total_variation(steps: &[Step]) -> Measured {
    let (n, m) = steps.iter().fold((0, 0), |(n, m), s| (n + s.before, m + s.after));
    if n == 0 || m == 0 {
        return Err(Undefined::NothingCounted);
    }
    let share = |s: &Step| divergence::total_variation(s.before as f64 / n as f64, s.after as f64 / m as f64);
    Ok(steps.iter().map(share).sum())
}
