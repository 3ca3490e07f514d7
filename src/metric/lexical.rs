//! Lexical diversity: of the corpus, and of its documents one by one.

use super::{Decides, Metric, Role, Size, level, nothing_unless};
use crate::terms::{Family, Kind, Unit};

pub(super) const DISTINCT_1_RETENTION: Metric = Metric {
    name: "distinct-1-retention",
    label: "Distinct words kept",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::Words,
    symptom: None,
    role: Role::Exploratory,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: None,
    size: Size::Rarefied,
    length_sensitive: true,
    about: "How many different words there are among all of them (type-token ratio of the corpus).",
    formula_text: "distinct words / words, both expected at the same number of documents, current / reference",
    range: "0 and up; 1 = all kept",
    undefined_when: "no words",
    cost: "O(largest document frequency) per left-out block",
    source: "Li et al. (2016), distinct-n; rarefied after Hurlbert (1971)",
    formula: level(|v| {
        nothing_unless(v.tokens())?;
        let expected = v.tokens() as f64 * v.common_documents() as f64 / v.documents() as f64;
        Ok(v.word_types() / expected)
    }),
};

pub(super) const DISTINCT_4_RETENTION: Metric = Metric {
    name: "distinct-4-retention",
    label: "Distinct four-word phrases kept",
    family: Family::NGrams,
    size: Size::Texts,
    about: "The same for phrases of four words.",
    formula_text: "distinct runs of four words / all of them, both expected at the same number of documents, current / reference; \
        at most 4,096 sampled documents a side",
    undefined_when: "no document of four words",
    cost: "O(tokens log tokens) once, O(largest document frequency) per left-out block",
    formula: level(|v| v.texts()?.distinct_quadgrams()),
    ..DISTINCT_1_RETENTION
};

pub(super) const DISTINCT_2_PER_DOCUMENT_RETENTION: Metric = Metric {
    name: "distinct-2-per-document-retention",
    label: "Distinct bigrams in a document",
    family: Family::Documents,
    size: Size::Texts,
    about: "How many different pairs of adjacent words a document has among all of its pairs; blind to documents that resemble each other.",
    formula_text: "mean over documents of distinct bigrams / bigrams, of those that have any, current / reference; at most 4,096 sampled \
        documents a side",
    undefined_when: "no document of two words",
    cost: "O(tokens log tokens) once, O(blocks) per left-out block",
    source: "Li et al. (2016)",
    formula: level(|v| v.texts()?.distinct_bigrams_per_document()),
    ..DISTINCT_1_RETENTION
};

pub(super) const MATTR_RETENTION: Metric = Metric {
    name: "mattr-retention",
    label: "MATTR of documents",
    about: "The type-token ratio of 50 words in a row.",
    formula_text: "mean over documents of at least 50 words of the mean type-token ratio of all windows of 50 words, current / \
        reference",
    undefined_when: "no document of 50 words",
    source: "Covington & McFall (2010); lexicalrichness 0.5.1",
    formula: level(|v| v.texts()?.mattr()),
    ..DISTINCT_2_PER_DOCUMENT_RETENTION
};
