//! How far apart are two generations? Drift only, never a loss.

use super::{Decides, Formula, Metric, Role, Size};
use crate::pair::Divergence;
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
    cost: "140 passes over the (word, block) cells for all divergences together",
    source: "Lin (1991); scipy jensenshannon(base=2) squared",
    formula: Formula::Permuted {
        distance: |pair, without| pair.excess_divergence(Divergence::JensenShannon, without),
        chance: |pair| Some(pair.chance(Divergence::JensenShannon)),
        // A total variation of 1 - e bounds the divergence from below by 1 - H(e/2) bits, H the binary entropy (Lin 1991).
        slack: |shared| {
            let half = shared / 2.0;
            -(half * half.log2() + (1.0 - half) * (1.0 - half).log2())
        },
    },
};

pub(super) const TOTAL_VARIATION: Metric = Metric {
    name: "total-variation",
    label: "Total variation, excess",
    unit: Unit::Ratio,
    role: Role::Exploratory,
    moved: None,
    about: "The share of the words that would have to change to turn one word law into the other, less what two samples of \
        one law would show.",
    formula_text: "sum of |p - q| / 2 over words - its mean over 32 permutations in which half of the blocks change sides; p \
        from 99 permutations in which each block changes sides by a coin",
    range: "about 0 (below 0 by chance) to 1",
    source: "Levin & Peres (2017), prop. 4.2",
    formula: Formula::Permuted {
        distance: |pair, without| pair.excess_divergence(Divergence::TotalVariation, without),
        chance: |pair| Some(pair.chance(Divergence::TotalVariation)),
        slack: |shared| shared,
    },
    ..JENSEN_SHANNON_DISTANCE
};

pub(super) const HELLINGER: Metric = Metric {
    name: "hellinger",
    label: "Hellinger distance, excess",
    about: "A distance of the word laws that looks at rare words more than total variation does, less what two samples of one \
        law would show.",
    formula_text: "sqrt(sum of (sqrt p - sqrt q)^2 / 2 over words) - its mean over 32 permutations in which half of the \
        blocks change sides; p from 99 permutations in which each block changes sides by a coin",
    source: "Hellinger (1909), 1 for disjoint laws",
    formula: Formula::Permuted {
        distance: |pair, without| pair.excess_divergence(Divergence::Hellinger, without),
        chance: |pair| Some(pair.chance(Divergence::Hellinger)),
        // A total variation of v bounds the squared distance from below by 1 - sqrt(1 - v^2) (Le Cam 1986).
        slack: |shared| 1.0 - (1.0 - (1.0 - (1.0 - shared).powi(2)).sqrt()).sqrt(),
    },
    ..TOTAL_VARIATION
};

pub(super) const POPULATION_STABILITY_INDEX: Metric = Metric {
    name: "population-stability-index",
    label: "Population stability index, excess",
    about: "The index of scorecard monitoring on the word law, less what two samples of one law would show. Its customary \
        limits 0.1 and 0.25 mean nothing here, because it grows with the vocabulary and shrinks with size.",
    formula_text: "sum of (p - q) ln(p / q) over the words of both sides, with 1/2 added to every count - its mean over 32 \
        permutations in which half of the blocks change sides; p from 99 permutations in which each block changes sides by \
        a coin",
    range: "about 0 (below 0 by chance) and up, in nats",
    source: "Jeffreys (1946); Siddiqi (2006)",
    formula: Formula::Permuted {
        distance: |pair, without| pair.excess_divergence(Divergence::StabilityIndex, without),
        chance: |pair| Some(pair.chance(Divergence::StabilityIndex)),
        // It has no largest value.
        slack: |_| f64::INFINITY,
    },
    ..TOTAL_VARIATION
};
