//! Word entropy as it is observed, and given the words before.

use std::f64::consts::LN_2;

use super::{Decides, Metric, Role, Size, level};
use crate::estimator::{conditional, entropy};
use crate::terms::{Family, Kind, Measured, Unit};

pub(super) const ENTROPY_PLUG_IN_DIFFERENCE: Metric = Metric {
    name: "entropy-plug-in-difference",
    label: "Word entropy difference, plug-in",
    kind: Kind::Difference,
    unit: Unit::Bits,
    family: Family::Words,
    symptom: None,
    role: Role::Exploratory,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: None,
    size: Size::Cut,
    length_sensitive: true,
    about: "Change of the entropy of the observed word shares, uncorrected: what most papers print. It rises with size.",
    formula_text: "- sum of p log2 p, p = k/n, current - reference",
    range: "any; 0 = no change; either level from 0 to log2 of the number of words",
    undefined_when: "no words",
    cost: "O(distinct frequencies) per left-out block",
    source: "Shannon (1948); R entropy 1.3.2 entropy.empirical",
    formula: level(|v| bits(entropy::plug_in(v.words()))),
};

pub(super) const CONDITIONAL_ENTROPY_1_DIFFERENCE: Metric = Metric {
    name: "conditional-entropy-1-difference",
    label: "Word entropy given one word",
    family: Family::NGrams,
    about: "Change of how uncertain the next word is when the one before is known; falls when text becomes formulaic.",
    formula_text: "H(pairs of adjacent words) - H(words), both Chao-Shen, in bits per word, current - reference",
    undefined_when: "no document of two words; coverage of the pairs below 0.9 on a side, since a pair seen once makes its \
        second word look certain",
    source: "Shannon (1951), F_2, doi:10.1002/j.1538-7305.1951.tb01366.x",
    formula: level(|v| bits(conditional::entropy(v.bigrams(), v.words()))),
    ..ENTROPY_PLUG_IN_DIFFERENCE
};

/// Nats to bits.
pub(super) fn bits(nats: Measured) -> Measured {
    nats.map(|h| h / LN_2)
}
