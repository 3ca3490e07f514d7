//! How many words there are, seen and unseen, and how much of their law the text covers.

use super::{Decides, Metric, Role, Size, counted, level};
use crate::estimator::hill::{self, Order};
use crate::estimator::totals::Totals;
use crate::estimator::{coverage, richness};
use crate::terms::{Family, Kind, Undefined, Unit};

pub(super) const UNSEEN_MASS_RATIO: Metric = Metric {
    name: "unseen-mass-ratio",
    label: "Unseen mass",
    kind: Kind::Ratio,
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
    about: "How likely the next word is one that the corpus does not hold; falls with the variety of rare words, and with size.",
    formula_text: "words seen once / all tokens (Good-Turing), current / reference",
    range: "0 and up; 1 = as much as before",
    undefined_when: "no words, or no word seen once in the reference",
    cost: "O(distinct frequencies) per left-out block",
    source: "Good (1953); nltk 3.10.4",
    formula: counted(|v| coverage::unseen_mass(v.words()), |v| Totals::of(v.words()).singles as f64),
};

pub(super) const COVERAGE_DIFFERENCE: Metric = Metric {
    name: "coverage-difference",
    label: "Coverage difference",
    kind: Kind::Difference,
    about: "Change of the share of its own law that the text covers; a rise at equal size means fewer rare words.",
    formula_text: "1 - f1/n (n-1) f1 / ((n-1) f1 + 2 f2), current - reference; f1 and f2 words seen once and twice",
    range: "-1 to 1; 0 = no change",
    undefined_when: "no words",
    source: "Chao & Jost (2012), doi:10.1890/11-1952.1; iNEXT 3.0.2",
    formula: level(|v| coverage::of_sample(v.words())),
    ..UNSEEN_MASS_RATIO
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
    ..UNSEEN_MASS_RATIO
};

pub(super) const ACE_RETENTION: Metric = Metric {
    name: "ace-retention",
    label: "Word types, seen and unseen (ACE)",
    about: "The same by another estimator, which weighs the words seen at most ten times.",
    formula_text: "abundance-based coverage estimator, rare = at most 10 occurrences, current / reference",
    undefined_when: "no words, or every rare word seen once",
    source: "Chao & Lee (1992); vegan 2.6.4, SpadeR 0.1.1",
    formula: level(|v| richness::ace(v.words())),
    ..CHAO1_RETENTION
};

pub(super) const TYPES_EXTRAPOLATED_RETENTION: Metric = Metric {
    name: "types-extrapolated-retention",
    label: "Word types in twice as much text",
    about: "How many different words twice as much text would show, invented words included.",
    formula_text: "types expected in 2n tokens, n those of the side that has fewer, current / reference; tokens are taken as \
        independent, which words in bursts are not",
    undefined_when: "no words, or more than four times as many tokens on one side",
    source: "Chao et al. (2014), doi:10.1890/13-0133.1; iNEXT 3.0.2",
    formula: level(|v| hill::at_size(v.words(), Order::Types, 2.0 * v.common_tokens() as f64)),
    ..CHAO1_RETENTION
};

pub(super) const HILL_INFINITY_RETENTION: Metric = Metric {
    name: "hill-infinity-retention",
    label: "Effective words by the commonest one",
    about: "Hill number of order infinity: how many words as common as the commonest one the text would be worth. Orders \
        0, 1 and 2 are types, effective vocabulary and dominance; the logarithm of each is Renyi's entropy of that order.",
    formula_text: "n / max k, current / reference",
    source: "Hill (1973); vegan 2.6.4 renyi(scales = Inf)",
    formula: level(|v| hill::number(v.words(), f64::INFINITY)),
    ..CHAO1_RETENTION
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
