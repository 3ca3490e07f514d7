//! Do phrases and whole documents come again and again?

use super::{Decides, Formula, Matching, Metric, Role, STANDARD, Size, level};
use crate::pair::{Lost, Pair};
use crate::terms::{Estimate, Family, Kind, Symptom, Undefined, Unit};

pub(super) const DISTINCT_2_RETENTION: Metric = Metric {
    name: "distinct-2-retention",
    label: "Distinct bigrams kept",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::NGrams,
    symptom: Some(Symptom::Repetition),
    role: Role::Gating,
    decides: Decides::Always,
    first: true,
    moved: None,
    margins: STANDARD,
    size: Size::Rarefied,
    length_sensitive: true,
    about: "How many different two-word phrases there are among all of them; falls when phrases repeat.",
    formula_text: "distinct bigrams / bigrams, both expected at the same number of documents, current / reference; never \
        across documents",
    range: "0 and up; 1 = all kept",
    undefined_when: "no document of two words",
    cost: "one pass over the bigrams of both profiles",
    source: "Li et al. (2016), distinct-n; rarefied after Hurlbert (1971)",
    formula: level(|v| v.distinct_bigrams()),
};

pub(super) const DISTINCT_3_RETENTION: Metric = Metric {
    name: "distinct-3-retention",
    label: "Distinct trigrams kept",
    symptom: None,
    role: Role::Exploratory,
    moved: None,
    margins: None,
    about: "The same for three-word phrases.",
    formula_text: "distinct trigrams / trigrams, both expected at the same number of documents, current / reference",
    undefined_when: "no document of three words",
    cost: "one pass over the trigrams of both profiles",
    formula: level(|v| v.distinct_trigrams()),
    ..DISTINCT_2_RETENTION
};

pub(super) const UNIQUE_DOCUMENT_RETENTION: Metric = Metric {
    name: "unique-document-retention",
    label: "Unique documents kept",
    family: Family::Documents,
    length_sensitive: false,
    about: "How many documents are not a copy of another one (white space aside).",
    formula_text: "distinct documents / documents, both expected at the same number of documents, current / reference; with \
        fewer than 10 duplicates on a side the interval is Tango's (paired) or Newcombe's (unpaired)",
    undefined_when: "no documents",
    cost: "one pass over the distinct documents",
    source: "Newcombe (1998); Tango (1998)",
    formula: Formula::Level {
        level: |v| match v.common_documents() {
            0 => Err(Undefined::NothingCounted),
            m => Ok(v.distinct_documents() / m as f64),
        },
        units: None,
        few_events: Some(few_duplicates),
        where_moved: None,
    },
    ..DISTINCT_2_RETENTION
};

/// The score interval where either side has few duplicates.
fn few_duplicates(pair: &Pair<'_>, matching: &Matching<'_>) -> Option<Estimate> {
    let duplicates = |which| {
        let view = pair.view(which, None);
        let m = view.common_documents() as f64;
        Some((m - view.distinct_documents(), m))
    };
    Some(Lost::of(duplicates)?.if_few_lost()?.by_rows(matching.duplicates))
}
