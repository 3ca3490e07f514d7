//! How much documents resemble each other, and how they are built.

use super::entropy::bits;
use super::{Decides, Formula, Matching, Metric, Role, STANDARD, Size, level};
use crate::pair::{Lost, Pair};
use crate::terms::{Estimate, Family, Kind, Symptom, Unit};

pub(super) const NEAR_UNIQUE_DOCUMENT_RETENTION: Metric = Metric {
    name: "near-unique-document-retention",
    label: "Documents without near duplicates kept",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::Documents,
    symptom: None,
    role: Role::Exploratory,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: None,
    size: Size::Texts,
    length_sensitive: true,
    about: "How many documents are left when nearly equal ones count once.",
    formula_text: "groups of near duplicates / documents, both expected at the same number of documents, current / reference; near \
        = 80% of the runs of five words in common (Jaccard), candidates by MinHash; groups are found once and stay fixed; \
        at most 4,096 sampled documents a side",
    range: "0 and up; 1 = all kept",
    undefined_when: "no documents",
    cost: "64 hashes a word once, O(largest group) per left-out block",
    source: "Broder (1997)",
    formula: level(|v| v.texts()?.near_unique()),
};

pub(super) const ORIGINAL_DOCUMENT_RETENTION: Metric = Metric {
    name: "original-document-retention",
    label: "Documents that share no long phrase kept",
    symptom: Some(Symptom::Repetition),
    role: Role::Gating,
    first: true,
    margins: STANDARD,
    about: "How many documents say nothing at length that another says too: copies with other names, boilerplate, templates.",
    formula_text: "share of documents that have no run of eight words in common with another of their side, current / reference; as \
        many documents of either side, at most 4,096; with fewer than 10 that share one (or that share none) on a side the interval is Newcombe's, of half as \
        many documents, since it takes two to share",
    range: "0 and up; 1 = as many as before",
    undefined_when: "no documents, or every one of the reference shares such a run",
    cost: "O(tokens log tokens) once, O(documents x blocks) per left-out block",
    source: "genloss; runs of eight words as in the contamination checks of Touvron et al. (2023)",
    formula: Formula::Level {
        level: |v| v.texts()?.of_their_own(),
        units: Some(|v| v.documents() as f64),
        few_events: Some(few_repeated),
        where_moved: None,
    },
    ..NEAR_UNIQUE_DOCUMENT_RETENTION
};

/// The score interval where on either side few documents share a run, or few do not. They come in pairs, so there is half as much evidence.
fn few_repeated(pair: &Pair<'_>, _: &Matching<'_>) -> Option<Estimate> {
    let repeated = |which| {
        let texts = pair.view(which, None).texts().ok()?;
        let n = texts.documents() as f64;
        Some((n * (1.0 - texts.of_their_own().ok()?), n))
    };
    Some(Lost::of(repeated)?.if_few_of_a_kind()?.unpaired(0.5))
}

pub(super) const SELF_BLEU_RATIO: Metric = Metric {
    name: "self-bleu-ratio",
    label: "Self-BLEU",
    kind: Kind::Ratio,
    family: Family::NGrams,
    about: "How much of a document four others already said.",
    formula_text: "within each block BLEU-4 (NLTK's smoothing 1) of its fifth to eighth document against its first four, mean over \
        documents, current / reference; a fixed number of references, and blocks of their own, so that leaving one out \
        is leaving out its numbers",
    range: "0 and up; 1 = as before; levels are not those of Self-BLEU against all documents",
    undefined_when: "no block of five documents, or no word in common in the reference",
    cost: "O(tokens) of eight documents a block",
    source: "Zhu et al. (2018); nltk 3.10.4 sentence_bleu(smoothing_function=method1)",
    formula: level(|v| v.texts()?.self_bleu()),
    ..NEAR_UNIQUE_DOCUMENT_RETENTION
};

pub(super) const COMPRESSION_RATIO: Metric = Metric {
    name: "compression-ratio",
    label: "Compression ratio",
    kind: Kind::Ratio,
    about: "How well a compressor says the words with less: repetition of any kind and length, within a block.",
    formula_text: "mean over blocks of bytes / bytes compressed by zstd at level 3 without header, current / reference; words in \
        lower case joined by spaces, a document a line, two random orders of a block's documents, each cut to one budget: half \
        of what a block of the side with less text has on average, at most 64 kB",
    range: "0 and up; 1 = as before; levels grow with the budget",
    undefined_when: "no words",
    cost: "two compressions of the budget a block and side",
    source: "Shaib et al. (2024), arXiv:2403.00553, with zstd for gzip",
    formula: level(|v| v.texts()?.compression()),
    ..NEAR_UNIQUE_DOCUMENT_RETENTION
};

pub(super) const SENTENCE_LENGTH_ENTROPY_DIFFERENCE: Metric = Metric {
    name: "sentence-length-entropy-difference",
    label: "Sentence-length entropy difference",
    kind: Kind::Difference,
    unit: Unit::Bits,
    about: "Change of the variety of sentence lengths, a stand-in for the variety of syntax.",
    formula_text: "Chao-Shen entropy of the words a sentence in bits, current - reference; sentences by Unicode (UAX #29), of a cut \
        one nothing counts",
    range: "any; 0 = no change",
    undefined_when: "no whole sentence, or a single one",
    cost: "one pass over the texts, O(distinct lengths) per left-out block",
    source: "genloss; Chao & Shen (2003)",
    formula: level(|v| bits(v.texts()?.sentence_length_entropy())),
    ..NEAR_UNIQUE_DOCUMENT_RETENTION
};
