//! The shape of the word law: its tail, and how it grows.

use super::{Decides, Metric, Role, Size, level};
use crate::estimator::power_law;
use crate::terms::{Family, Kind, Unit};

pub(super) const POWER_LAW_ALPHA_DIFFERENCE: Metric = Metric {
    name: "power-law-alpha-difference",
    label: "Power-law exponent difference",
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
    about: "Change of the exponent of the law of word frequencies; Zipf's exponent of ranks is 1 / (alpha - 1).",
    formula_text: "maximum-likelihood alpha of p(k) ~ k^-alpha for k >= xmin, current - reference; xmin is where the reference's \
        law fits best (least Kolmogorov-Smirnov distance), on all blocks and for both sides",
    range: "any; 0 = no change; either level above 1",
    undefined_when: "no words, all words equally frequent, or none at xmin and above",
    cost: "O(distinct frequencies^2) once, O(distinct frequencies) per left-out block",
    source: "Clauset, Shalizi & Newman (2009), doi:10.1137/070710111; poweRlaw 0.70.6",
    formula: level(|v| power_law::alpha(v.words(), v.power_law_from()?)),
};

pub(super) const HEAPS_EXPONENT_DIFFERENCE: Metric = Metric {
    name: "heaps-exponent-difference",
    label: "Heaps exponent difference",
    size: Size::Rarefied,
    about: "Change of how fast new words come as text grows.",
    formula_text: "slope of ln types on ln tokens expected in m, m/2, ..., m/32 documents, m those of the side that has fewer, \
        current - reference; the expected curve is the mean over all orders of the documents, in closed form",
    range: "-1 to 1; 0 = no change; either level 0 to 1",
    undefined_when: "no words",
    cost: "six times O(largest document frequency) per left-out block",
    source: "Heaps (1978); Hurlbert (1971) for the curve",
    formula: level(|v| v.heaps_exponent()),
    ..POWER_LAW_ALPHA_DIFFERENCE
};
