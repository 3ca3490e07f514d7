//! Word entropy by other estimators, and given the words before.

use std::f64::consts::LN_2;

use super::{Decides, Metric, Role, Size, level};
use crate::estimator::{conditional, corrected, entropy};
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

pub(super) const ENTROPY_MILLER_MADOW_DIFFERENCE: Metric = Metric {
    name: "entropy-miller-madow-difference",
    label: "Word entropy difference, Miller\u{2013}Madow",
    about: "The same with the first term of the bias added; still low while most words are unseen.",
    formula_text: "plug-in + (S - 1) / (2n) nats, in bits, current - reference",
    source: "Miller (1955); R entropy 1.3.2 entropy.MillerMadow",
    formula: level(|v| bits(corrected::miller_madow(v.words()))),
    ..ENTROPY_PLUG_IN_DIFFERENCE
};

pub(super) const ENTROPY_GRASSBERGER_DIFFERENCE: Metric = Metric {
    name: "entropy-grassberger-difference",
    label: "Word entropy difference, Grassberger",
    about: "The same with a bias correction of each frequency.",
    formula_text: "ln n - (1/n) sum of k G(k), G(k) = psi(floor(k/2) + 1/2) + ln 2, in bits, current - reference",
    source: "Grassberger (2003), arXiv:physics/0307138",
    formula: level(|v| bits(corrected::grassberger(v.words()))),
    ..ENTROPY_PLUG_IN_DIFFERENCE
};

pub(super) const ENTROPY_CHAO_WANG_JOST_DIFFERENCE: Metric = Metric {
    name: "entropy-chao-wang-jost-difference",
    label: "Word entropy difference, Chao\u{2013}Wang\u{2013}Jost",
    about: "The same with the unseen words estimated from those seen once and twice; the least biased one here.",
    formula_text: "slope of the expected species accumulation curve, extended beyond the sample, in bits, current - reference",
    source: "Chao, Wang & Jost (2013), doi:10.1111/2041-210X.12108; iNEXT 3.0.2 ChaoShannon",
    formula: level(|v| bits(corrected::chao_wang_jost(v.words()))),
    ..ENTROPY_PLUG_IN_DIFFERENCE
};

pub(super) const ENTROPY_JAMES_STEIN_DIFFERENCE: Metric = Metric {
    name: "entropy-james-stein-difference",
    label: "Word entropy difference, James\u{2013}Stein",
    about: "The same with shares shrunk towards equal ones. It needs a known vocabulary; here that is the words of both \
        sides, which is too few.",
    formula_text: "plug-in entropy of l/S + (1 - l) k/n, l the shrinkage of least error, S the words of both sides, in bits, \
        current - reference",
    source: "Hausser & Strimmer (2009); R entropy 1.3.2 entropy.shrink",
    formula: level(|v| bits(corrected::james_stein(v.words(), v.vocabulary_of_both()))),
    ..ENTROPY_PLUG_IN_DIFFERENCE
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

pub(super) const CONDITIONAL_ENTROPY_2_DIFFERENCE: Metric = Metric {
    name: "conditional-entropy-2-difference",
    label: "Word entropy given two words",
    about: "The same when the two words before are known.",
    formula_text: "H(three adjacent words) - H(pairs of adjacent words), both Chao-Shen, in bits per word, current - reference",
    undefined_when: "no document of three words; coverage of the triples below 0.9 on a side",
    source: "Shannon (1951), F_3",
    formula: level(|v| bits(conditional::entropy(v.trigrams(), v.bigrams()))),
    ..CONDITIONAL_ENTROPY_1_DIFFERENCE
};

/// Nats to bits.
pub(super) fn bits(nats: Measured) -> Measured {
    nats.map(|h| h / LN_2)
}
