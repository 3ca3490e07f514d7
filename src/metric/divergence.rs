//! How far apart are two generations? Drift only, never a loss.

use super::{Formula, Metric, Role, Size};
use crate::terms::{Family, Kind, Unit};

pub(super) const JENSEN_SHANNON_DISTANCE: Metric = Metric {
    name: "jensen-shannon-distance",
    label: "Jensen\u{2013}Shannon divergence, excess",
    kind: Kind::Drift,
    unit: Unit::Bits,
    family: Family::Words,
    symptom: None,
    role: Role::Drift,
    margins: None,
    size: Size::Cut,
    length_sensitive: true,
    about: "How far the word law moved, less what two samples of one law would show; different is not collapsed.",
    formula_text: "plug-in Jensen-Shannon divergence of the word laws in bits - its mean over 32 permutations in which half \
        of the blocks change sides",
    range: "about 0 (below 0 by chance) to 1 bit",
    undefined_when: "no words on a side",
    cost: "32 passes over the words for the permutations, O(distinct frequency pairs) per left-out block",
    source: "Lin (1991); scipy jensenshannon(base=2) squared",
    formula: Formula::Drift(|pair, without| pair.excess_divergence(without)),
};
