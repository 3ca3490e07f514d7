//! Lexical diversity: of the corpus, and of its documents one by one.

use super::{Decides, Metric, Role, Size, level, nothing_unless};
use crate::estimator::distinct;
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

pub(super) const EXPECTATION_ADJUSTED_DISTINCT_RETENTION: Metric = Metric {
    name: "expectation-adjusted-distinct-retention",
    label: "Expectation-adjusted distinct kept",
    size: Size::Cut,
    about: "Different words against those that as many draws from equally likely words would show.",
    formula_text: "N / (V (1 - ((V-1)/V)^C)), N different among C words, V the words of both sides, current / reference",
    source: "Liu et al. (2022), EAD, doi:10.18653/v1/2022.acl-short.86",
    cost: "O(distinct frequencies) per left-out block",
    formula: level(|v| {
        let types: u64 = v.words().map(|(_, types)| types).sum();
        distinct::expectation_adjusted(types as f64, v.tokens() as f64, v.vocabulary_of_both() as f64)
    }),
    ..DISTINCT_1_RETENTION
};

pub(super) const DISTINCT_1_PER_DOCUMENT_RETENTION: Metric = Metric {
    name: "distinct-1-per-document-retention",
    label: "Distinct words in a document",
    family: Family::Documents,
    size: Size::Texts,
    about: "How many different words a document has among all of its words; blind to documents that resemble each other.",
    formula_text: "mean over documents of distinct words / words, current / reference; at most 4,096 sampled documents a side",
    undefined_when: "no document with a word",
    cost: "O(tokens log tokens) once, O(blocks) per left-out block",
    source: "Li et al. (2016)",
    formula: level(|v| v.texts()?.distinct_per_document(1)),
    ..DISTINCT_1_RETENTION
};

pub(super) const DISTINCT_2_PER_DOCUMENT_RETENTION: Metric = Metric {
    name: "distinct-2-per-document-retention",
    label: "Distinct bigrams in a document",
    about: "The same for pairs of adjacent words.",
    formula_text: "mean over documents of distinct bigrams / bigrams, of those that have any, current / reference",
    undefined_when: "no document of two words",
    formula: level(|v| v.texts()?.distinct_per_document(2)),
    ..DISTINCT_1_PER_DOCUMENT_RETENTION
};

pub(super) const DISTINCT_3_PER_DOCUMENT_RETENTION: Metric = Metric {
    name: "distinct-3-per-document-retention",
    label: "Distinct trigrams in a document",
    about: "The same for three adjacent words.",
    formula_text: "mean over documents of distinct trigrams / trigrams, of those that have any, current / reference",
    undefined_when: "no document of three words",
    formula: level(|v| v.texts()?.distinct_per_document(3)),
    ..DISTINCT_1_PER_DOCUMENT_RETENTION
};

pub(super) const DISTINCT_4_PER_DOCUMENT_RETENTION: Metric = Metric {
    name: "distinct-4-per-document-retention",
    label: "Distinct four-word phrases in a document",
    about: "The same for four adjacent words.",
    formula_text: "mean over documents of distinct runs of four words / all of them, of those that have any, current / reference",
    undefined_when: "no document of four words",
    formula: level(|v| v.texts()?.distinct_per_document(4)),
    ..DISTINCT_1_PER_DOCUMENT_RETENTION
};

pub(super) const HD_D_RETENTION: Metric = Metric {
    name: "hd-d-retention",
    label: "HD-D of documents",
    about: "The type-token ratio that 42 words drawn from a document would show; free of length.",
    formula_text: "mean over documents of at least 42 words of (1/42) sum over words of 1 - C(n-k, 42) / C(n, 42), current / \
        reference",
    undefined_when: "no document of 42 words",
    source: "McCarthy & Jarvis (2007); lexicalrichness 0.5.1",
    formula: level(|v| v.texts()?.hd_d()),
    ..DISTINCT_1_PER_DOCUMENT_RETENTION
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
    ..DISTINCT_1_PER_DOCUMENT_RETENTION
};

pub(super) const MTLD_RETENTION: Metric = Metric {
    name: "mtld-retention",
    label: "MTLD of documents",
    unit: Unit::Tokens,
    about: "How many words in a row keep their type-token ratio above 0.72; unstable below about 100 words.",
    formula_text: "mean over documents of the mean factor length, forward and backward, current / reference; a factor ends at or \
        below 0.72 however short it is (lexicalrichness's rule)",
    source: "McCarthy & Jarvis (2010), doi:10.3758/BRM.42.2.381; lexicalrichness 0.5.1",
    formula: level(|v| v.texts()?.mtld()),
    ..DISTINCT_1_PER_DOCUMENT_RETENTION
};
