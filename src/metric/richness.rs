//! How many words there are, seen and unseen, and how much of their law the text covers.

use super::{Decides, Metric, Role, Size, level};
use crate::estimator::hill::{self, Order};
use crate::estimator::{coverage, richness};
use crate::terms::{Family, Kind, Undefined, Unit};

pub(super) const COVERAGE_DIFFERENCE: Metric = Metric {
    name: "coverage-difference",
    label: "Coverage difference",
    kind: Kind::Difference,
    unit: Unit::Ratio,
    family: Family::Words,
    symptom: None,
    role: Role::Exploratory,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: None,
    size: Size::Cut,
    length_sensitive: true,
    about: "Change of the share of its own law that the text covers; a rise at equal size means fewer rare words.",
    formula_text: "1 - f1/n (n-1) f1 / ((n-1) f1 + 2 f2), current - reference; f1 and f2 words seen once and twice",
    range: "-1 to 1; 0 = no change",
    undefined_when: "no words",
    cost: "O(distinct frequencies) per left-out block",
    source: "Chao & Jost (2012), doi:10.1890/11-1952.1; iNEXT 3.0.2",
    formula: level(|v| coverage::of_sample(v.words())),
};

pub(super) const CHAO1_RETENTION: Metric = Metric {
    name: "chao1-retention",
    label: "Word types, seen and unseen (Chao1)",
    kind: Kind::Retention,
    unit: Unit::Types,
    about: "How large the vocabulary behind the text is at least, invented words included.",
    formula_text: "S + (n-1)/n f1^2 / (2 f2), current / reference: a lower bound of the number of words",
    range: "0 and up; 1 = all kept",
    undefined_when: "no words",
    source: "Chao (1984), the variant of iNEXT 3.0.2 and SpadeR 0.1.1",
    formula: level(|v| richness::chao1(v.words())),
    ..COVERAGE_DIFFERENCE
};

pub(super) const TYPES_AT_COVERAGE_RETENTION: Metric = Metric {
    name: "types-at-coverage-retention",
    label: "Word types at equal coverage",
    size: Size::Coverage,
    length_sensitive: false,
    about: "How many words make up an equal share of either law: fair where laws differ in evenness, and blind to words \
        beyond that share. Made with --standardize coverage.",
    formula_text: "types expected at the smaller of the coverages that twice the tokens of either side would reach, current / \
        reference; tokens are taken as independent",
    undefined_when: "no words, or every word seen once",
    cost: "O(largest frequency x log tokens) per left-out block",
    source: "Chao & Jost (2012); iNEXT 3.0.2 estimateD(base = \"coverage\")",
    formula: level(|v| at_coverage(v, Order::Types)),
    ..CHAO1_RETENTION
};

pub(super) const HILL_1_AT_COVERAGE_RETENTION: Metric = Metric {
    name: "hill-1-at-coverage-retention",
    label: "Effective vocabulary at equal coverage",
    about: "The same for the effective number of words, order 1.",
    formula_text: "Hill number of order 1 expected at the smaller of the coverages that twice the tokens of either side would \
        reach, current / reference",
    cost: "O(largest frequency x log tokens) per left-out block; O(distinct frequencies x tokens) where a side must be rarefied",
    formula: level(|v| at_coverage(v, Order::Shannon)),
    ..TYPES_AT_COVERAGE_RETENTION
};

pub(super) const HILL_2_AT_COVERAGE_RETENTION: Metric = Metric {
    name: "hill-2-at-coverage-retention",
    label: "Common words at equal coverage",
    about: "The same for the effective number of common words, order 2.",
    formula_text: "Hill number of order 2 expected at the smaller of the coverages that twice the tokens of either side would \
        reach, current / reference",
    formula: level(|v| at_coverage(v, Order::Simpson)),
    ..TYPES_AT_COVERAGE_RETENTION
};

fn at_coverage(view: &crate::pair::View<'_>, order: Order) -> Result<f64, Undefined> {
    hill::at_coverage(view.words(), order, view.common_coverage()?)
}
