//! The rare words of the reference: do they keep their mass, and do they stay alive?

use super::{Decides, Metric, Role, STANDARD, Size, counted, level};
use crate::pair::{Class, Pooled};
use crate::terms::{Family, Kind, Symptom, Unit};

pub(super) const POOLED_TAIL_RETENTION: Metric = Metric {
    name: "pooled-tail-retention",
    label: "Rare-word mass kept",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::Words,
    symptom: Some(Symptom::TailLoss),
    role: Role::Gating,
    decides: Decides::Always,
    first: true,
    moved: None,
    margins: STANDARD,
    size: Size::Pooled,
    length_sensitive: true,
    about: "How much of its token mass the current generation spends on rare words, beside the reference; rare by all of the text of \
        both, invented words included.",
    formula_text: "share of tokens whose word is rare in all other blocks of both sides, current / reference; rare = beyond the words \
        that make up the first 90% of the pool",
    range: "0 and up; 1 = all kept",
    undefined_when: "no words, or no rare token in the reference",
    cost: "two passes over the words of both profiles",
    source: "genloss; leave-one-out estimation of rare mass as in Good (1953) and Ney, Essen & Kneser (1995)",
    formula: counted(|v| v.pooled_share(Pooled::Rare), |v| v.pooled_tokens(Pooled::Rare) as f64),
};

pub(super) const MISSING_MASS_RETENTION: Metric = Metric {
    name: "missing-mass-retention",
    // Where hardly any word comes once the interval is as wide as it is unimportant, and a loss of nearly all of it may be one of a thousandth of
    // the text: it warns at most. The mass is part of that of all rare words, which bounds it.
    role: Role::Advisory,
    decides: Decides::WhereLossIsShown,
    first: true,
    label: "Mass of words used once",
    about: "How much of its token mass the current generation spends on words that occur nowhere else in either corpus, beside the \
        reference: the far end of the tail.",
    formula_text: "share of tokens whose word occurs in no other block of either side, current / reference",
    undefined_when: "no words, or no such token in the reference",
    source: "genloss; missing mass as in Good (1953), McAllester & Schapire (2000), by leaving out",
    formula: counted(|v| v.pooled_share(Pooled::Unseen), |v| v.pooled_tokens(Pooled::Unseen) as f64),
    ..POOLED_TAIL_RETENTION
};

pub(super) const REFERENCE_TAIL_RETENTION: Metric = Metric {
    name: "reference-tail-retention",
    label: "Tail mass kept",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::Words,
    symptom: Some(Symptom::TailLoss),
    role: Role::Gating,
    decides: Decides::WhereNovelMassRisesAmongMatchedRows,
    first: true,
    moved: None,
    margins: STANDARD,
    size: Size::Free,
    length_sensitive: true,
    about: "How much of the token mass of the reference's rare words the current generation still spends on them.",
    formula_text: "share of tokens in the reference's tail, current / reference; tail = types beyond the first 90% of the \
        mass of one half of the reference's blocks, measured on the other half, swapped and pooled",
    range: "0 and up; 1 = all kept",
    undefined_when: "no words, or no tail token in the reference",
    cost: "one pass over the words of both profiles",
    source: "genloss, after the tails of Shumailov et al. (Nature 2024), Definition 2.1",
    formula: counted(|v| v.class_share(Class::Tail), |v| v.class_tokens(Class::Tail) as f64),
};

pub(super) const TAIL_TYPES_SURVIVAL: Metric = Metric {
    name: "tail-types-survival",
    label: "Tail words alive",
    // Whether a word lives at all hardly depends on the one answer to the same prompt.
    decides: Decides::WhereNovelMassRises,
    formula_text: "tail types of one half of the reference alive in the current generation's other half / alive in the \
        reference's own other half, both expected at the same number of documents, halves swapped and added; without a block \
        each count moves by the root of the share of the jackknife's variance that is sampling variance, times 1 + half the share \
        of types missed again",
    about: "How many of the reference's rare words the current generation still uses at all.",
    undefined_when: "the reference's tail is dead in its own other half",
    source: "genloss; type survival as in Suresh et al. (2024), with the reference's own other half as the null",
    size: Size::Rarefied,
    formula: counted(|v| Ok(v.tail_types_alive()), |v| v.tail_types_alive()),
    ..REFERENCE_TAIL_RETENTION
};

pub(super) const NOVEL_MASS_RATIO: Metric = Metric {
    name: "novel-mass-ratio",
    label: "Novel mass",
    kind: Kind::Ratio,
    symptom: None,
    role: Role::Exploratory,
    margins: None,
    about: "How much more (or less) of its tokens the current generation spends on words the reference does not show; \
        rising while the tail falls it is the second sign of collapse, errors living on.",
    formula_text: "share of tokens unseen in the defining half of the reference, current / reference, cross-fitted",
    undefined_when: "no words, or no novel token in the reference's own other half",
    source: "genloss; \"appearance of hallucinated data\" in Schaeffer et al. (2025)",
    formula: level(|v| v.class_share(Class::Novel)),
    ..REFERENCE_TAIL_RETENTION
};
