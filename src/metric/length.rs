//! Are documents as long as they were?

use super::{Decides, Formula, Metric, Role, Size, WIDE, level, nothing_unless};
use crate::terms::{Family, Kind, Symptom, Unit};

pub(super) const LENGTH_RATIO: Metric = Metric {
    name: "length-ratio",
    label: "Mean length",
    kind: Kind::Ratio,
    unit: Unit::Tokens,
    family: Family::Documents,
    symptom: Some(Symptom::LengthCollapse),
    role: Role::Advisory,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: WIDE,
    size: Size::Free,
    length_sensitive: false,
    about: "How long documents are on average; a confounder first, and a symptom only when they became much shorter.",
    formula_text: "mean tokens a document, current / reference",
    range: "0 and up; 1 = the same",
    undefined_when: "no words in the reference",
    cost: "O(blocks)",
    source: "genloss",
    formula: level(|v| {
        nothing_unless(v.documents())?;
        Ok(v.tokens() as f64 / v.documents() as f64)
    }),
};

pub(super) const LENGTH_VARIANCE_RETENTION: Metric = Metric {
    name: "length-variance-retention",
    label: "Variance of lengths kept",
    kind: Kind::Retention,
    symptom: None,
    role: Role::Exploratory,
    margins: None,
    about: "Whether lengths still vary; it moves with the mean length too.",
    formula_text: "variance of the tokens a document (ddof 1), sampled documents, current / reference",
    range: "0 and up; 1 = all kept",
    undefined_when: "fewer than two documents, or equal lengths in the reference",
    cost: "O(distinct lengths x blocks) per left-out block",
    source: "numpy var(ddof=1)",
    formula: level(|v| v.length_variance()),
    ..LENGTH_RATIO
};

pub(super) const LENGTH_WASSERSTEIN: Metric = Metric {
    name: "length-wasserstein",
    label: "Lengths: Wasserstein-1, excess",
    kind: Kind::Drift,
    about: "By how many tokens documents would have to change, on average, to turn one law of lengths into the other, less \
        what two samples of one law would show.",
    formula_text: "area between the distribution functions of tokens a document - its mean over 32 permutations in which half of \
        the blocks change sides; p from 99 permutations in which each block changes sides by a coin",
    range: "about 0 (below 0 by chance) and up, in tokens",
    undefined_when: "no documents on a side",
    cost: "140 passes over the (length, block) counts",
    source: "Vallender (1974); scipy wasserstein_distance",
    formula: Formula::Permuted {
        distance: |pair, without| pair.length_distance(without),
        chance: |pair| pair.length_chance(),
        // It has no largest value.
        slack: |_| f64::INFINITY,
    },
    ..LENGTH_VARIANCE_RETENTION
};
