//! The shape of the word law: its tail, its head and how it grows.

use super::{Decides, Metric, Role, Size, level};
use crate::estimator::{lexical, power_law, tail_index};
use crate::pair::View;
use crate::terms::{Family, Kind, Measured, Unit};

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

pub(super) const TAIL_INDEX_DIFFERENCE: Metric = Metric {
    name: "tail-index-difference",
    label: "Tail index difference",
    about: "Change of how heavy the upper tail of word frequencies is: 0 for a light one.",
    formula_text: "Hill's index of the k most frequent words, mean of ln x over them - ln of the next, current - reference; k is \
        a tenth of the words of the side that has fewer",
    range: "any; 0 = no change; either level 0 and up",
    undefined_when: "fewer than ten words on a side",
    cost: "O(k log k) per left-out block",
    source: "Hill (1975)",
    formula: level(top_index),
    ..POWER_LAW_ALPHA_DIFFERENCE
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

pub(super) const YULE_K_RATIO: Metric = Metric {
    name: "yule-k-ratio",
    label: "Yule's K",
    kind: Kind::Ratio,
    size: Size::Free,
    about: "How often two words of the corpus drawn at random are the same; rises when few words carry the text.",
    formula_text: "10^4 (sum of k^2 - n) / n^2, current / reference",
    range: "0 and up; 1 = as before",
    undefined_when: "no words, or no word twice in the reference",
    cost: "O(distinct frequencies) per left-out block",
    source: "Yule (1944); lexicalrichness 0.5.1",
    formula: level(|v| lexical::yule_k(v.words())),
    ..POWER_LAW_ALPHA_DIFFERENCE
};

fn top_index(view: &View<'_>) -> Measured {
    let k = view.tail_size();
    let law: Vec<(u64, u64)> = view.words().collect();
    let descending = law.iter().rev().flat_map(|&(count, types)| (0..types).map(move |_| count as f64));
    // More than these the index does not look at.
    let top: Vec<f64> = descending.take(k + 1).collect();
    tail_index::hill(&top, k)
}
