//! How many words carry the text.

use super::{Decides, Formula, Metric, Role, STANDARD, Size, counted, level, nothing_unless};
use crate::estimator::entropy;
use crate::terms::{Family, Kind, Symptom, Unit};

pub(super) const EFFECTIVE_VOCABULARY_RETENTION: Metric = Metric {
    name: "effective-vocabulary-retention",
    label: "Reference vocabulary kept",
    kind: Kind::Retention,
    unit: Unit::Types,
    family: Family::Words,
    symptom: Some(Symptom::VocabularyLoss),
    role: Role::Gating,
    decides: Decides::WhereNovelMassRisesAmongMatchedRows,
    first: true,
    moved: None,
    margins: STANDARD,
    size: Size::Cut,
    length_sensitive: true,
    about: "How many equally common words of the reference's vocabulary the text is worth; invented words cannot hide a loss.",
    formula_text: "Hill number of order 1, exp(H), current / reference; H = Chao-Shen entropy over the vocabulary of one half \
        of the reference, measured on the other half, mean over both halves; to H without a block is added what a block of so many \
        documents takes on average",
    range: "0 and up; 1 = all kept",
    undefined_when: "no words in the reference, or a single token",
    cost: "O(distinct frequencies) per left-out block",
    source: "Hill (1973); Chao & Shen (2003); R entropy 1.3.2; blocks of unequal size: compare Busing, Meijer & van der Leeden \
        (1999)",
    formula: Formula::Level {
        level: |v| {
            nothing_unless(v.documents())?;
            Ok(v.vocabulary_entropy()?.map_or(0.0, f64::exp))
        },
        units: Some(|v| v.word_types()),
        few_events: None,
        where_moved: None,
    },
};

pub(super) const EFFECTIVE_VOCABULARY_RETENTION_ALL_WORDS: Metric = Metric {
    name: "effective-vocabulary-retention-all-words",
    label: "Effective vocabulary kept",
    decides: Decides::Always,
    first: true,
    about: "How many equally common words the text is worth, invented ones included.",
    formula_text: "Hill number of order 1, exp(H), current / reference; H = Chao-Shen entropy of all words; to H without a block is \
        added what a block of so many documents takes on average",
    undefined_when: "no words, or a single token",
    formula: level(|v| v.evened_entropy().map(f64::exp)),
    ..EFFECTIVE_VOCABULARY_RETENTION
};

pub(super) const TYPES_RETENTION: Metric = Metric {
    name: "types-retention",
    label: "Word types kept",
    size: Size::Rarefied,
    first: false,
    about: "How many different words appear in the same number of documents, invented ones included.",
    formula_text: "types expected in m documents (sample-based rarefaction), current / reference",
    undefined_when: "no words in the reference",
    source: "Hurlbert (1971); vegan rarefy",
    formula: counted(|v| Ok(v.word_types()), |v| v.word_types()),
    ..EFFECTIVE_VOCABULARY_RETENTION_ALL_WORDS
};

pub(super) const DOMINANCE_RETENTION: Metric = Metric {
    name: "dominance-retention",
    label: "Effective number of common words",
    symptom: None,
    role: Role::Exploratory,
    margins: None,
    about: "Hill number of order 2: how many words share the bulk of the text.",
    formula_text: "n(n-1) / sum k(k-1) over all words, current / reference",
    undefined_when: "no words, or every word seen once",
    source: "Hill (1973); Simpson (1949); iNEXT ChaoSimpson",
    formula: level(|v| entropy::inverse_simpson(v.words())),
    ..EFFECTIVE_VOCABULARY_RETENTION_ALL_WORDS
};

pub(super) const ENTROPY_DIFFERENCE: Metric = Metric {
    name: "entropy-difference",
    label: "Word entropy difference",
    kind: Kind::Difference,
    unit: Unit::Bits,
    about: "Change of the word entropy over all words.",
    formula_text: "Chao-Shen entropy in bits, current - reference",
    range: "any; 0 = no change",
    formula: level(|v| entropy::chao_shen(v.words()).map(|h| h / std::f64::consts::LN_2)),
    ..DOMINANCE_RETENTION
};
