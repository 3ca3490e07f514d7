//! How far apart are two generations? Drift only, never a loss.

use super::{Decides, Formula, Metric, Role, Size};
use crate::terms::{Family, Kind, Unit};

pub(super) const JENSEN_SHANNON_DISTANCE: Metric = Metric {
    name: "jensen-shannon-distance",
    label: "Jensen\u{2013}Shannon divergence, excess",
    kind: Kind::Drift,
    unit: Unit::Bits,
    family: Family::Words,
    symptom: None,
    role: Role::Drift,
    decides: Decides::Always,
    first: false,
    // Measured on one prompt set: minor updates read 0.001 to 0.013, another model family 0.044 to 0.047.
    moved: Some(0.02),
    margins: None,
    size: Size::Cut,
    length_sensitive: true,
    about: "How far the word law moved, less what two samples of one law would show; different is not collapsed.",
    formula_text: "plug-in Jensen-Shannon divergence of the word laws in bits - its mean over 32 permutations in which half \
        of the blocks change sides; p from 99 permutations in which each block changes sides by a coin",
    range: "about 0 (below 0 by chance) to 1 bit",
    undefined_when: "no words on a side",
    cost: "140 passes over the (word, block) cells",
    source: "Lin (1991); scipy jensenshannon(base=2) squared",
    formula: Formula::Permuted {
        distance: |pair, without| pair.excess_divergence(without),
        chance: |pair| Some(pair.chance()),
        // A total variation of 1 - e bounds the divergence from below by 1 - H(e/2) bits, H the binary entropy (Lin 1991).
        slack: |shared| {
            let half = shared / 2.0;
            -(half * half.log2() + (1.0 - half) * (1.0 - half).log2())
        },
    },
};
