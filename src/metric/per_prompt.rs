//! Where a prompt has several answers: do they vary as much, and do prompts still differ?

use super::entropy::bits;
use super::{Decides, Metric, Role, STANDARD, Size, level};
use crate::terms::{Family, Kind, Symptom, Unit};

/// Whether a metric is one of this file: those need all answers to a prompt.
pub(super) fn is_of_prompts(name: &str) -> bool {
    let own = [
        PER_PROMPT_VARIANCE_RETENTION.name,
        BETWEEN_PROMPT_VARIANCE_RETENTION.name,
        PER_PROMPT_WORD_DISTANCE_RETENTION.name,
        PER_PROMPT_WORD_ENTROPY_DIFFERENCE.name,
        BETWEEN_PROMPT_WORD_ENTROPY_DIFFERENCE.name,
    ];
    own.contains(&name)
}

pub(super) const PER_PROMPT_VARIANCE_RETENTION: Metric = Metric {
    name: "per-prompt-variance-retention",
    label: "Variance within a prompt kept",
    kind: Kind::Retention,
    unit: Unit::Variance,
    family: Family::Embeddings,
    symptom: Some(Symptom::PerPromptNarrowing),
    role: Role::Gating,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: STANDARD,
    size: Size::Vectors,
    length_sensitive: false,
    about: "How far the embeddings of the answers to one prompt scatter about their mean. Answers can grow alike while prompts \
        keep the total variance up.",
    formula_text: "squared distances from the mean of each key's vectors, added up, / (vectors - keys), current / reference",
    range: "0 and up; 1 = all kept",
    undefined_when: "keys with one document each, no embeddings, or fewer than 64 on a side",
    cost: "one pass over the vectors, then O(blocks x dimension) per left-out block",
    source: "law of total variance; Searle, Casella & McCulloch (1992), ch. 3",
    formula: level(|v| v.variance_within_prompts()),
};

pub(super) const BETWEEN_PROMPT_VARIANCE_RETENTION: Metric = Metric {
    name: "between-prompt-variance-retention",
    label: "Variance between prompts kept",
    symptom: None,
    role: Role::Exploratory,
    margins: None,
    about: "The other part of the total variance: how far the answers to different prompts lie apart.",
    formula_text: "(mean square between keys - variance within keys) / size of a key, current / reference: the variance of the \
        keys' true means, unbiased",
    undefined_when: "as per-prompt-variance-retention; or keys that differ less than chance would make them",
    formula: level(|v| v.variance_between_prompts()),
    ..PER_PROMPT_VARIANCE_RETENTION
};

pub(super) const PER_PROMPT_WORD_DISTANCE_RETENTION: Metric = Metric {
    name: "per-prompt-word-distance-retention",
    label: "Word distance within a prompt kept",
    unit: Unit::Ratio,
    family: Family::Documents,
    size: Size::Texts,
    length_sensitive: true,
    about: "How little the answers to one prompt have in common in words.",
    formula_text: "mean over keys of 1 - |a and b| / |a or b| over all pairs of the key's documents, a and b their sets of words, \
        current / reference; as many documents of a key as the side with fewer has, at most 4,096 sampled documents a side",
    undefined_when: "keys with one document each",
    cost: "one pass over the texts and one comparison a pair, O(blocks) per left-out block",
    source: "genloss; Jaccard (1901)",
    formula: level(|v| v.texts()?.prompt_distance()),
    ..BETWEEN_PROMPT_VARIANCE_RETENTION
};

pub(super) const PER_PROMPT_WORD_ENTROPY_DIFFERENCE: Metric = Metric {
    name: "per-prompt-word-entropy-difference",
    label: "Word entropy within a prompt",
    kind: Kind::Difference,
    unit: Unit::Bits,
    about: "Change of the word entropy that is left when the prompt is known.",
    formula_text: "mean over keys of the Chao-Shen entropy of the key's documents together, in bits, current - reference",
    range: "any; 0 = no change",
    undefined_when: "keys with one document each, or no key in which a word comes twice",
    cost: "one pass over the texts, O(blocks) per left-out block",
    source: "law of total entropy; Chao & Shen (2003)",
    formula: level(|v| bits(v.texts()?.prompt_entropy())),
    ..PER_PROMPT_WORD_DISTANCE_RETENTION
};

pub(super) const BETWEEN_PROMPT_WORD_ENTROPY_DIFFERENCE: Metric = Metric {
    name: "between-prompt-word-entropy-difference",
    label: "Word entropy between prompts",
    about: "Change of the other part: how much a word tells of its prompt.",
    formula_text: "Chao-Shen entropy of the same documents all together - that within keys, in bits, current - reference",
    cost: "one pass over the texts, O(distinct frequencies) per left-out block",
    formula: level(|v| bits(v.texts()?.between_prompt_entropy())),
    ..PER_PROMPT_WORD_ENTROPY_DIFFERENCE
};
